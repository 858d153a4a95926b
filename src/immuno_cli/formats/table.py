"""A table on a screen: in columns where it fits, else stacked into records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from immuno_cli.formats.layout import NO_BREAK, Lines, Shape, Text, beside, folded, pair, stacked, styled, wide
from immuno_cli.formats.styles import HEADING, LABEL, QUIET, Writer, whole
from immuno_cli.pages.page import ITEM, Table

GAP = 2
"""Columns between two columns of a table."""
BULLET = 2
"""Columns of the sign before an item of a list."""
WIDEST_LABEL = 19
"""A wider label does not push the others of its page to the right."""
UNBROKEN_COLUMN = 14
"""A column no wider than this is not broken over lines to make room for a wider one."""
MOST_KEPT = 0.95
"""Part of the screen that may go to columns that are not broken."""
SEVERAL = 3
PICTURE = "Severe, ● = 1 in 10"
"""Head of a column of pictures: what a sign stands for."""
HEAD = 9
"""Columns of a head that is not folded: Any grade."""
RANGE = 30
"""Columns of two shares with the product of each."""
FEW_COLUMNS = 7
"""Columns that leave room for a long head."""


class TableLayout:
    """Lays out the tables of one page in `room` columns; labels are `label` wide on a page that lines them up."""

    def __init__(self, writer: Writer, room: int, label: int) -> None:
        self.writer, self.room, self.label = writer, room, label
        self.brief = writer.page.brief

    def shape(self, table: Table) -> Shape:
        """Return a table; where it does not fit, shares go under counts, then pictures go, then it becomes records."""
        table = _with_heads_of_pictures(table)
        lean = _without(table, table.spare)
        complete = self.columns(table, folding=False) if table.spare else None
        shape = complete or self.columns(lean) or self.columns(lean, loose=True)
        # The number of a picture stands in its row.
        return shape or self.columns(_without(lean, _pictures(lean)), loose=True) or self.records(table)

    def columns(self, table: Table, *, folding: bool = True, loose: bool = False) -> Shape | None:
        """Return a table in columns, or nothing where it does not fit, or not without folding a cell."""
        cells = [
            [_loosened(self.writer.cell(cell)) if loose else self.writer.cell(cell) for cell in row]
            for row in table.rows
        ]
        plain = [["".join(part for part, _ in cell) for cell in row] for row in cells]
        widths = self.widths(table, plain, folding=folding)
        if widths is None:
            return None
        heads = [folded([(title, QUIET)], size) for title, size in zip(table.columns, widths, strict=True)]
        if self.brief and any(table.columns):
            title, _, who = table.columns[0].partition("  ")
            # Who was counted is read whole: beside the title, else below it.
            between = "  " if wide(table.columns[0]) <= widths[0] else "\n"
            heads[0] = folded([(title, HEADING), (f"{between}{who}", QUIET)] if who else [(title, HEADING)], widths[0])
        if not table.columns[0]:
            heads = [folded([(title, HEADING)], size) for title, size in zip(table.columns, widths, strict=True)]
            cells = [[[(part, style or LABEL) for part, style in row[0]], *row[1:]] for row in cells]

        def aligned(index: int, lines: Lines) -> Lines:
            if index not in table.right:
                return lines
            return [[(" " * (widths[index] - sum(wide(part) for part, _ in line)), ""), *line] for line in lines]

        heads = [aligned(index, head) for index, head in enumerate(heads)]

        def drawn(width: int) -> Lines:
            del width  # the columns share the screen
            lines = beside(heads, widths, GAP, bottom=len(heads) > 2) if any(table.columns) else []
            groups = dict(table.groups)
            for number, row in enumerate(cells):
                if number in groups:
                    lines += folded([(groups[number], HEADING)], self.room)
                lines += beside(
                    [aligned(index, _listed(cell)(widths[index])) for index, cell in enumerate(row)],
                    widths,
                    GAP,
                )
            return lines

        return drawn

    def widths(self, table: Table, plain: Sequence[Sequence[str]], *, folding: bool) -> list[int] | None:
        """Return how wide each column is, given the text of each cell; None where they do not fit."""
        columns = [[title, *(row[index] for row in plain)] for index, title in enumerate(table.columns)]
        least = [max(map(_longest_word, column)) for column in columns]
        natural = [max(map(widest_line, column)) for column in columns]
        room = self.room - GAP * (len(columns) - 1)
        if not folding and sum(natural) > room:
            return None
        if self.label and any(table.columns):
            natural[0] = max(natural[0], min(self.label, WIDEST_LABEL))
            least[0] = max(least[0], min(natural[0], self.label, room // 4))
            # Labels and numbers stand on one line where that leaves room for the rest.
            whole_cells = [max((widest_line(row[index]) for row in plain), default=0) for index in range(len(columns))]
            short = [index for index, size in enumerate(whole_cells) if size <= WIDEST_LABEL]
            if any(cell.share is not None for row in table.rows for cell in row):
                short += [index for index, size in enumerate(whole_cells) if index and WIDEST_LABEL < size <= RANGE]
            # A long head is folded; only the first may make its column wider.
            natural[1:] = [
                max(size, lowest, min(wide(head), HEAD))
                for size, lowest, head in zip(whole_cells[1:], least[1:], table.columns[1:], strict=True)
            ]
            if table.groups and len(plain) > SEVERAL:
                # Two long names may be folded for the sake of the rest.
                third = sorted(widest_line(row[0]) for row in plain)[-SEVERAL]
                least[0] = max(least[0], third if third <= room // 3 else 0)
            one_line = [0] if len(columns) == 2 and natural[0] <= room // 3 else []
            # The column with most to say keeps a part of the screen.
            widest = max(range(len(columns)), key=natural.__getitem__)
            kept = max(0, min(natural[widest], room * 2 // 5) - least[widest]) if widest not in one_line else 0
            # The narrow ones first: more of them have room.
            for index in sorted(
                {*table.right, *short, *one_line}, key=lambda index: (index not in table.right, natural[index])
            ):
                size = max(least[index], whole_cells[index], min(wide(table.columns[index]), HEAD) if index else 0)
                if sum(least) + kept - least[index] + size <= room * MOST_KEPT:
                    least[index] = size
        if sum(least) > room:
            return None
        widths = _share_out(room, least, natural)
        for index in table.right and range(1, len(widths)):
            # Heads have one line where there is room for that.
            if (wider := wide(table.columns[index]) - widths[index]) > 0 and sum(widths) + wider <= room:
                widths[index] += wider
        if self.label and sum(widths) + self.label - widths[0] <= room:
            widths[0] = max(widths[0], min(self.label, WIDEST_LABEL))
        if not table.columns[0] and len(columns) > 2:
            # Things compared have columns of one width.
            each = (room - widths[0]) // (len(columns) - 1)
            if each >= max(least[1:]):
                widths[1:] = [each] * (len(columns) - 1)
        return widths

    def caption_in_head(self, table: Table) -> Table:
        """Return a table that says in its head whom it is about, where that is short and the page brief."""
        trial, details = table.caption
        if not (self.brief and trial and not details and len(table.columns) <= FEW_COLUMNS):
            return table
        head = f"{table.columns[0]}  {trial}"
        rest = sum(max(wide(row[index].text) for row in table.rows) + GAP for index in range(1, len(table.columns)))
        if wide(head) + rest > self.room:
            return table
        return replace(table, columns=(head, *table.columns[1:]), caption=("", ""))

    def records(self, table: Table) -> Shape:
        """Return the rows as records: the first cell as a title, the others that say something as labeled lines."""
        cells = [[self.writer.cell(cell) for cell in row] for row in table.rows]

        def says_something(cell: Text) -> bool:
            return any(words for words, _ in cell)

        def labeled(title: str, cell: Text) -> Shape:
            if title and len(_items(cell)) > 1:
                return stacked([(styled(f"{title}:", QUIET), [_listed(cell)])])
            text: Text = [(f"{title}: ", QUIET), *cell] if title else cell
            return lambda width: folded(text, width)

        def bold(head: Text) -> Shape:
            text = [(part, f"bold {style}") for part, style in head]
            return lambda width: folded(text, width)

        titles = table.columns[1:]
        groups = dict(table.groups)
        if groups:
            starts = [*groups, len(table.rows)]
            parts = [
                (styled(groups[start], HEADING), self.records(replace(table, rows=table.rows[start:end], groups=())))
                for start, end in pairwise(starts)
            ]
            return lambda width: [line for head, rows in parts for line in [[], *head(width), *rows(width)]]
        return stacked(
            [
                (
                    bold(head),
                    [labeled(title, cell) for title, cell in zip(titles, rest, strict=True) if says_something(cell)],
                )
                for head, *rest in cells
            ],
        )


def _pictures(table: Table) -> tuple[int, ...]:
    """Return the columns of a table that hold pictures alone."""
    return tuple(
        index
        for index in range(len(table.columns))
        if any(row[index].share is not None for row in table.rows) and not any(row[index].text for row in table.rows)
    )


def _with_heads_of_pictures(table: Table) -> Table:
    """Return a table whose columns of pictures say what a sign stands for."""
    pictures = _pictures(table)
    heads = (PICTURE if index in pictures else head for index, head in enumerate(table.columns))
    return replace(table, columns=tuple(map(whole, heads)))


def _without(table: Table, left_out: Sequence[int]) -> Table:
    """Return a table without some columns."""
    keep = [index for index in range(len(table.columns)) if index not in left_out]
    return replace(
        table,
        columns=tuple(table.columns[index] for index in keep),
        rows=tuple(tuple(row[index] for index in keep) for row in table.rows),
        right=tuple(keep.index(index) for index in table.right if index in keep),
        spare=(),
    )


def _loosened(cell: Text) -> Text:
    """Return a cell whose share may stand under its count."""
    return [(_SHARE.sub(" ", part), style) for part, style in cell]


_SHARE = re.compile(rf"(?<=\d){NO_BREAK}(?=\(\d)")


def _items(cell: Text) -> list[Text]:
    """Return the items of a cell."""
    if not any(ITEM in part for part, _ in cell):
        return [cell]
    items: list[Text] = [[]]
    for part, style in cell:
        first, *rest = part.split(ITEM)
        items[-1].append((first, style))
        items += [[(line, style)] for line in rest]
    return items


def _listed(cell: Text) -> Shape:
    """Return a cell as wrapped text, or its items as a list."""
    items = _items(cell)
    if len(items) == 1:
        return lambda width: folded(cell, width)
    shapes = [pair(styled("•", QUIET), 1, partial(folded, item), 1) for item in items]
    return lambda width: [line for shape in shapes for line in shape(width)]


def widest_line(text: str) -> int:
    """Return the width of the widest item of a cell."""
    lines = text.split(ITEM)
    return max(map(wide, lines)) + (BULLET if len(lines) > 1 else 0)


def _longest_word(text: str) -> int:
    """Return the width of the longest part that may not be broken: a word, or an icon array with the word after it."""
    parts = text.split()
    if parts and parts[0][0] in "●○":
        parts[:2] = [" ".join(parts[:2])]
    measure = len if wide(text) == len(text) else wide
    return max(map(measure, parts), default=0) + (BULLET if ITEM in text else 0)


def _share_out(room: int, least: list[int], natural: list[int]) -> list[int]:
    """Return column widths within `room`: their least, short ones whole, the rest to those that lack most."""
    whole = list(map(max, least, natural))
    if sum(whole) <= room:
        return whole
    widths = list(least)
    spare = room - sum(least)
    for index in sorted(range(len(least)), key=lambda index: natural[index]):
        if natural[index] <= UNBROKEN_COLUMN and natural[index] - widths[index] <= spare:
            spare -= natural[index] - widths[index]
            widths[index] = natural[index]
    for _ in range(spare):
        index = max(range(len(widths)), key=lambda index: natural[index] / max(widths[index], 1))
        if natural[index] <= widths[index]:
            break
        widths[index] += 1
    return widths
