"""A page for people at a terminal, block by block. A table that does not fit is stacked into records.

One accent color. Red belongs to what can kill: the boxed warning and, on red ground, when to call 911. What needs a
call now has the second color.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from immuno_cli.facts.model import CallLevel
from immuno_cli.formats.closing import closing, footnote_text, sources_short
from immuno_cli.formats.layout import (
    NO_BREAK,
    Lines,
    Shape,
    Text,
    beside,
    folded,
    indented,
    pair,
    single_spaced,
    stacked,
    styled,
    wide,
    written,
)
from immuno_cli.pages.numbers import picture
from immuno_cli.pages.page import (
    ITEM,
    NOT_STATED,
    Alert,
    Bar,
    Block,
    Bullets,
    Cited,
    Facts,
    Footnote,
    Heading,
    Page,
    Prose,
    Table,
    Timeline,
    Tone,
    marks,
    shared_lines,
)

ACCENT = "color(31)"
BOXED = "color(160)"
EMERGENCY = "bold color(231) on color(160)"
NOW = "color(130)"
TITLE = f"bold {ACCENT}"
HEADING = "bold"
LABEL = ACCENT
QUIET = "dim"

MARGIN = 2
PROSE = 92
"""Longer lines of prose than this are tiring to read, however wide the terminal is."""
NOTES = PROSE + 12
"""Lines that are looked up, not read from end to end, may be longer."""
NARROW = 64
"""Below this width labels stand above their values instead of beside them."""
UNBROKEN_COLUMN = 14
"""A column no wider than this is not broken over lines to make room for a wider one."""
WIDEST_LABEL = 19
"""A wider label does not push the others of its page to the right."""
ALERT_LABELS = 34
CALENDAR = 16
"""Columns of a timeline that has words beside it."""
RULE = "┃ "
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
NARROWEST_COLUMN = 44
"""Columns of text narrower than this do not stand side by side: they would be all line ends."""
SIGN = 72
"""Columns that a sign needs beside the title of its alert."""
DASH = "–"
BULLET = 2
"""Columns of the sign before an item of a list."""
GAP = 2
"""Columns between two columns of a table."""

SHORTEST_AXIS = 7
"""Days; on a shorter axis one day would be as wide as the screen."""

# A line may not end inside a power of ten (2 × 10^8), a count (101 of 108), a citation ([1 §5.1]), or before a unit.
# Each alternative begins with a letter or a set, which is compared before the rest is tried: 18 % of the longest page
# and 11 % of the list of sources, over `\d+` and lookbehinds in front.
_WHOLE = re.compile(
    r"\d(?: (?:×|of) \d+| \(\d[\d.]*%\)| §[\d.]+| in \d+ \([\d.]+%\)| to [-−]?\d[\d.]*(?: × \d+)?)"
    r"|1 in \d+|< 1 in 200|● = 1 in 10|since \d{4}|\(grade 3\+\)|CAR T\b|–(?<=^–) |[A-Z]\w+ \(\w+\) (?:19|20)\d{2}$"
    r"| (?<=[a-z)] )(?:19|20)\d{2}$| (?<=\w )\d\+(?!\w)"
    r"| (?<=\d )(?:(?:mc|m|k)?g|mL|cm|mm|IU|°[CF]|(?:hour|day|week|month|year)s?)(?!\w)"
)
_MARK = re.compile(r" (?=\[\d)")
_NUMBERS = re.compile(r"\[[\d, ]+\] ")


def render(page: Page, notes: dict[str, Footnote], width: int, color: bool) -> str:
    """Return the page as text of at most `width` columns, with color codes if `color`."""
    return written(single_spaced(_Screen(page, notes, max(width, 1)).page(page)), color)


class _Screen:
    """The layout of one page at one width."""

    def __init__(self, page: Page, notes: dict[str, Footnote], width: int) -> None:
        self.brief = page.brief
        self.first = page.blocks[0] if page.blocks else None
        self.sources = page.sources
        # A list has no labels to share an edge with.
        self.label = _label_width(page) if page.brief and page.sources else 0
        self.notes = notes
        self.dashes = False
        self.after_alert = False
        self.width = width
        self.margin = MARGIN if width >= 40 else 0
        self.room = max(width - self.margin, 1)

    def page(self, page: Page) -> Iterator[Text]:
        """Yield the lines of the page."""
        yield []
        yield from self.placed(self.heading(page.title, TITLE, page.subtitle))
        before: Block | None = None
        for block in page.blocks:
            # Two tables in a row, and a table after the title or the first words, need air; a heading makes its own.
            lead = before is None or (isinstance(before, Prose) and before.tone is Tone.LEAD)
            if isinstance(block, Table) and not isinstance(before, Heading) and (lead or any(block.caption)):
                yield []
            # The signs that need a call are one block, the most urgent first.
            self.after_alert = isinstance(before, Alert) and before.flow
            lines = iter(self.block(block))
            if isinstance(before, Heading) and before.silent:
                if isinstance(block, Timeline):
                    next(lines)
                if isinstance(block, Table) and before.aside and "" in block.columns:
                    # A remark on the whole table stands in its head, where a column needs no name.
                    columns = list(block.columns)
                    columns[columns.index("")] = before.aside
                    lines = iter(self.block(replace(block, columns=tuple(columns))))
            yield from lines
            before = block
        yield from self.end(page)

    def end(self, page: Page) -> Iterator[Text]:
        yield []
        if page.brief:
            yield from self.end_in_short(page)
            return
        if self.notes:
            numbers = {note.number: f"[{note.number}]" for note in self.notes.values()}
            widest = max(map(len, numbers.values()))
            for note in self.notes.values():
                number = styled(numbers[note.number].rjust(widest), QUIET)
                yield from self.placed(pair(number, widest, styled(footnote_text(note), QUIET), 1), NOTES)
            yield []
        if self.dashes:
            yield from self.placed(styled(f"{DASH} means {NOT_STATED} in the sources we hold.", QUIET), PROSE)
        for line in closing(page):
            yield from self.placed(styled(line, QUIET), NOTES)
        if page.next_commands:
            widest = max(len(command) for command in page.next_commands)
            label = "See also  "
            beside = widest + len(label) <= self.room
            listed = (f"\n{' ' * len(label)}" if beside else "\n").join(page.next_commands)
            text: Text = [(label if beside else "See also\n", QUIET), (listed, ACCENT)]
            yield from self.placed(lambda width: folded(text, width))

    def end_in_short(self, page: Page) -> Iterator[Text]:
        """Yield the end of a brief page: sources, date and commands, a line each where there is room."""
        lines = [sources_short(self.notes.values())] if self.notes and page.sources else []
        lines += [f"{DASH} not stated."] if self.dashes else []
        if lines:
            yield from self.placed(styled(_NUMBERS.sub(_unbroken, "  ".join(lines)), QUIET), NOTES)
        text: Text = [(" ".join(closing(page, short=True)), QUIET)]
        if page.sources or not page.next_commands:
            yield from self.placed(styled(text[0][0], QUIET), NOTES)
            text = []
        if page.next_commands:
            label = "See also  "
            if len(label) + len(page.next_commands[0]) <= self.room:
                label = label.replace(" ", NO_BREAK)
            text.append((f"  {label}" if text else label, QUIET))
            for index, command in enumerate(page.next_commands):
                text += [(f"{NO_BREAK}· ", QUIET)] if index else []
                text.append((command.replace(" ", NO_BREAK), ACCENT))
            yield from self.placed(lambda width: folded(text, width), NOTES)

    def block(self, block: Block) -> Iterator[Text]:
        match block:
            case Heading():
                yield []
                if block.silent:
                    return
                yield from self.placed(self.heading(block.text, HEADING, block.aside))
            case Prose():
                if block.tone is Tone.LEAD:
                    yield []
                style = {Tone.QUIET: QUIET, Tone.WARNING: "bold"}.get(block.tone, "")
                yield from self.placed(self.text(block.text, style), PROSE)
            case Facts():
                if block.parallel and self.column(len(block.rows)) >= NARROWEST_COLUMN:
                    yield from self.placed(self.side_by_side(block.rows))
                else:
                    yield from self.placed(self.facts(block.rows, block.parallel, block.flow), NOTES)
            case Bullets():
                yield from self.placed(self.bullets(block.items, QUIET if block.tone is Tone.QUIET else ""), PROSE)
            case Table():
                merged = self.caption_in_head(block)
                if merged is not block:
                    block = merged
                elif any(block.caption):
                    who, details = block.caption
                    above: Text = [(who, LABEL), (f"  {details}", QUIET)]
                    if self.brief:
                        above = [(f"{block.columns[0]}  ", HEADING), (f"{who}  {details}", QUIET)]
                        block = replace(block, columns=(NO_BREAK, *block.columns[1:]))
                    yield from self.placed(lambda width: folded(above, width), PROSE)
                yield from self.placed(self.table(block))
            case Timeline():
                yield []
                yield from self.placed(self.timeline(block))
            case Alert():
                if not self.after_alert and not (self.brief and block is self.first):
                    yield []
                yield from self.placed(self.alert(block), NOTES)

    def placed(self, shape: Shape, most: int = 10_000) -> Lines:
        """Return the lines of a shape that takes the whole screen, or `most` of its columns."""
        return indented(shape(min(self.room, most)), self.margin)

    def heading(self, text: str, style: str, aside: str) -> Shape:
        """Return a heading with what stands beside it, or under it where there is no room."""
        between = "   " if wide(text) + 3 + wide(aside) <= self.room else "\n"
        return lambda width: folded([(text, style), (between + aside, QUIET)] if aside else [(text, style)], width)

    def text(self, value: Cited, style: str = "") -> Shape:
        """Return the words, an icon array before them where there is a share, and the footnote numbers after."""
        text = self.cited(value, style)
        return lambda width: folded(text, width)

    def cited(self, value: Cited, style: str = "") -> Text:
        """Return the words with the icon array and the footnote numbers."""
        text: Text = []
        if value.share is not None:
            drawn = picture(value.share)
            full = drawn.count("●")
            text = [(drawn[:full], f"{style} {ACCENT}"), (_whole(drawn[full:]), f"{style} {QUIET}"), (" ", style)]
            if not value.text:
                text.pop()
        # A command is typed whole.
        whole = value.text.startswith(("immuno ", "+"))
        words = value.text.replace(" ", NO_BREAK) if whole else _whole(value.text)
        text.append((words, style))
        if self.sources and (after := marks(value, self.notes, self.brief)):
            # A number of a source does not stand at the start of a line.
            text.append((_MARK.sub(NO_BREAK, _whole(after)), f"{style} {QUIET}"))
        return text

    def facts(self, rows: Sequence[tuple[str, tuple[Cited, ...]]], bullets: bool = False, flow: bool = False) -> Shape:
        """Return labelled rows; several values are a list with `bullets`, or follow each other with `flow`."""

        def shown(values: tuple[Cited, ...]) -> Iterable[Shape]:
            if flow:
                return [self.flowing(values)]
            return [self.list_or_text(values)] if bullets else map(self.text, values)

        widest = max((wide(label) for label, _ in rows), default=1)
        widest = max(widest, min(self.label, WIDEST_LABEL))
        if self.width < NARROW or widest > min(self.room, PROSE) * 0.42:
            return stacked([(styled(label, LABEL), list(shown(values))) for label, values in rows])

        def drawn(width: int) -> Lines:
            return [
                line
                for label, values in rows
                for index, value in enumerate(shown(values))
                for line in pair(styled(label if index == 0 else "", LABEL), widest, value, GAP)(width)
            ]

        return drawn

    def flowing(self, values: Sequence[Cited]) -> Shape:
        """Return several values one after the other, with a dot between them."""
        text: Text = []
        for index, value in enumerate(values):
            # How many more there are stays with the last that is shown; a sentence ends with its own point.
            dot = f"{NO_BREAK}·{NO_BREAK}" if value.text[0] == "+" else f"{NO_BREAK}· "
            text += [(" " if values[index - 1].text.endswith(".") else dot, QUIET)] if index else []
            text += self.cited(value)
        return lambda width: folded(text, width)

    def column(self, count: int) -> int:
        """Return the width of each of so many equal columns."""
        return min((self.room - GAP * (count - 1)) // count, PROSE)

    def side_by_side(self, rows: Sequence[tuple[str, tuple[Cited, ...]]]) -> Shape:
        """Return one column for each label."""
        widths = [self.column(len(rows))] * len(rows)
        heads = [styled(label, LABEL) for label, _ in rows]
        lists = [self.list_or_text(values) for _, values in rows]

        def drawn(width: int) -> Lines:
            del width  # the columns are as wide as the screen allows
            return [line for shapes in (heads, lists) for line in beside(list(map(_draw, shapes, widths)), widths, GAP)]

        return drawn

    def list_or_text(self, values: tuple[Cited, ...]) -> Shape:
        return self.bullets(values) if len(values) > 1 else self.text(values[0])

    def bullets(self, items: Sequence[Cited], style: str = "") -> Shape:
        shapes = [pair(styled("•", QUIET), 1, self.text(item, style), 1) for item in items]
        return lambda width: [line for shape in shapes for line in shape(width)]

    def table(self, table: Table) -> Shape:
        """Return a table; where it does not fit, shares go under counts, then pictures go, then it becomes records."""
        table = _with_heads_of_pictures(table)
        lean = _without(table, table.spare)
        whole = self.columns(table, folding=False) if table.spare else None
        shape = whole or self.columns(lean) or self.columns(lean, loose=True)
        # The number of a picture stands in its row.
        return shape or self.columns(_without(lean, _pictures(lean)), loose=True) or self.records(table)

    def columns(self, table: Table, *, folding: bool = True, loose: bool = False) -> Shape | None:
        """Return a table in columns, or nothing where it does not fit, or not without folding a cell."""
        cells = [[_loosened(self.cell(cell)) if loose else self.cell(cell) for cell in row] for row in table.rows]
        plain = [["".join(part for part, _ in cell) for cell in row] for row in cells]
        columns = [[title, *(row[index] for row in plain)] for index, title in enumerate(table.columns)]
        least = [max(map(_longest_word, column)) for column in columns]
        natural = [max(map(_widest_line, column)) for column in columns]
        room = self.room - GAP * (len(columns) - 1)
        if not folding and sum(natural) > room:
            return None
        if self.label and any(table.columns):
            natural[0] = max(natural[0], min(self.label, WIDEST_LABEL))
            least[0] = max(least[0], min(natural[0], self.label, room // 4))
            # Labels and numbers stand on one line where that leaves room for the rest.
            whole_cells = [max((_widest_line(row[index]) for row in plain), default=0) for index in range(len(columns))]
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
                third = sorted(_widest_line(row[0]) for row in plain)[-SEVERAL]
                least[0] = max(least[0], third if third <= room // 3 else 0)
            whole = [0] if len(columns) == 2 and natural[0] <= room // 3 else []
            # The column with most to say keeps a part of the screen.
            widest = max(range(len(columns)), key=natural.__getitem__)
            kept = max(0, min(natural[widest], room * 2 // 5) - least[widest]) if widest not in whole else 0
            # The narrow ones first: more of them have room.
            for index in sorted(
                {*table.right, *short, *whole}, key=lambda index: (index not in table.right, natural[index])
            ):
                size = max(least[index], whole_cells[index], min(wide(table.columns[index]), HEAD) if index else 0)
                if sum(least) + kept - least[index] + size <= room * MOST_KEPT:
                    least[index] = size
        if sum(least) > room:
            return None
        widths = _share_out(room, least, natural)
        if self.label and sum(widths) + self.label - widths[0] <= room:
            widths[0] = max(widths[0], min(self.label, WIDEST_LABEL))
        if not table.columns[0] and len(columns) > 2:
            # Things compared have columns of one width.
            each = (room - widths[0]) // (len(columns) - 1)
            if each >= max(least[1:]):
                widths[1:] = [each] * (len(columns) - 1)
        heads = [folded([(title, QUIET)], size) for title, size in zip(table.columns, widths, strict=True)]
        if self.brief and any(table.columns):
            title, _, who = table.columns[0].partition("  ")
            heads[0] = folded([(title, HEADING), (f"  {who}", QUIET)] if who else [(title, HEADING)], widths[0])
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
            lines = beside(heads, widths, GAP, bottom=True) if any(table.columns) else []
            groups = dict(table.groups)
            for number, row in enumerate(cells):
                if number in groups:
                    lines += folded([(groups[number], HEADING)], self.room)
                lines += beside(
                    [aligned(index, _draw(_listed(cell), widths[index])) for index, cell in enumerate(row)],
                    widths,
                    GAP,
                )
            return lines

        return drawn

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

    def cell(self, value: Cited) -> Text:
        """Return a cell; what is not stated is a dash, which `end` explains."""
        if value.text != NOT_STATED:
            return self.cited(value)
        self.dashes = True
        return [(DASH, QUIET)]

    def records(self, table: Table) -> Shape:
        """Return the rows as records: the first cell as a title, the others that say something as labelled lines."""
        cells = [[self.cell(cell) for cell in row] for row in table.rows]

        def said(cell: Text) -> bool:
            return any(words for words, _ in cell)

        def labelled(title: str, cell: Text) -> Shape:
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
                (bold(head), [labelled(title, cell) for title, cell in zip(titles, rest, strict=True) if said(cell)])
                for head, *rest in cells
            ],
        )

    def alert(self, alert: Alert) -> Shape:
        """Return what must be seen first, beside a thick line: a title, then the items, their labels in one column."""
        title, color = (f"bold {BOXED}", BOXED) if alert.boxed else _URGENCY[alert.level]
        widest = max((wide(label) for label, _ in alert.items), default=0)

        # The badge of an emergency is a block of color; the titles below it begin where its words do.
        badge = f" {alert.title}" if alert.flow else alert.title
        badge += " " if alert.level is CallLevel.EMERGENCY else ""
        # The values of an alert begin where those of all labels do.
        edge = max(self.label - wide(RULE), 0)

        def drawn(width: int) -> Lines:
            inner = max(width - wide(RULE), 1)
            if alert.level:
                return [[(RULE, color), *line] for line in self.signs(alert, badge, title, edge, inner)]
            columns = self.brief and widest <= ALERT_LABELS and inner >= NARROW
            lines: Lines = []
            if columns and alert.flow:
                flow = self.flowing([value for _, value in alert.items])
                lines = pair(styled(badge, title), max(wide(badge), edge), flow, GAP)(inner)
                return [[(RULE, color), *line] for line in lines]
            if columns and widest == 0:
                heads = [styled(badge, title), *(styled("", "") for _ in alert.items[1:])]
                size = max(wide(badge), edge)
                for head, (_, text) in zip(heads, alert.items, strict=True):
                    lines += pair(head, size, self.text(text), GAP)(inner)
                return [[(RULE, color), *line] for line in lines]
            lines += folded([(badge, title)], inner)
            for label, text in alert.items:
                if columns:
                    lines += pair(styled(label, "bold"), max(widest, edge), self.text(text), GAP)(inner)
                else:
                    lines += folded([*([(f"{label}. ", "bold")] if label else []), *self.cited(text)], inner)
            return [[(RULE, color), *line] for line in lines]

        return drawn

    def signs(self, alert: Alert, badge: str, style: str, edge: int, width: int) -> Lines:
        """Return the signs that need a call, each with a point of its own; as many share a line as have room.

        Those that run on break over lines. They begin beside their title where a line has room there, else under it.
        """
        texts = [[*([(f"{label}. ", "bold")] if label else []), *self.cited(text)] for label, text in alert.items]
        size = max(wide(badge), edge)
        on_one_line = alert.flow and width - size - GAP >= SIGN
        room = width - size - GAP if on_one_line else width
        sizes = [min(sum(wide(part) for part, _ in text) + wide("• "), room) for text in texts]
        rows = shared_lines(sizes, room)
        # In columns, where that takes no more lines.
        for across in range(2, len(texts) + 1):
            columns = [max(sizes[index::across]) for index in range(across)]
            if -(-len(texts) // across) <= len(rows) and sum(columns) + GAP * (across - 1) <= room:
                rows = [list(range(start, min(start + across, len(texts)))) for start in range(0, len(texts), across)]
                sizes = [columns[index % across] for index in range(len(texts))]
                break

        def pointed(text: Text, column: int) -> Lines:
            return pair(styled("•", QUIET), 1, lambda width: folded(text, width), 1)(column)

        lines: Lines = []
        if alert.running:
            rows = []
            points = [
                [*([("  ", "")] if index else []), (f"•{NO_BREAK}", QUIET), *text] for index, text in enumerate(texts)
            ]
            lines = folded([part for text in points for part in text], room)
        for row in rows:
            widths = [sizes[index] for index in row]
            lines += beside([pointed(texts[index], sizes[index]) for index in row], widths, GAP)
        if on_one_line:
            return pair(styled(badge, style), size, lambda _: lines, GAP)(width)
        return [*folded([(badge, style)], width), *lines]

    def timeline(self, timeline: Timeline) -> Shape:
        """Return bars on one axis of days, and beside each bar what holds in that time."""
        first = min(0, *(bar.start for bar in timeline.bars))
        last = max(SHORTEST_AXIS, *(bar.end for bar in timeline.bars))
        label = max(min(max(wide(bar.label) for bar in timeline.bars), 22), min(self.label, WIDEST_LABEL))
        beside_it = any(bar.text.text for bar in timeline.bars)
        room = max(min(self.room, 100) - label - 2, 10)
        if beside_it:
            room = max(min(CALENDAR, (room - GAP) // 2), 10)
        days = last - first + 1
        cell = days / room

        def column(day: float) -> int:
            return min(room - 1, max(0, int((day - first) / cell)))

        def drawn(bar: Bar) -> str:
            start, end = column(bar.start), max(column(bar.start), column(bar.end + 1) - (days > room or cell < 1))
            line = " " * start + "█" * (end - start + 1)
            return line[: room - 1] + "▶" if bar.open_end else line[:room]

        axis = list(str(first).ljust(room))
        step = next((s for s in (1, 2, 5, 7, 14, 28, 56, 84, 182, 364) if room * s / days >= 6), 364)
        for day in range(first - first % step, last + 1, step):
            if day < first:
                continue
            at, name = column(day), str(day)
            if at + len(name) <= room and not "".join(axis[max(at - 1, 0) : at + len(name) + 1]).strip():
                axis[at : at + len(name)] = name

        def picture_and_words(bar: Bar) -> Shape:
            line = styled(drawn(bar), ACCENT)
            return pair(line, room, self.text(bar.text), GAP) if beside_it else line

        origin = f"day 0 = {timeline.origin}"
        scale = styled("".join(axis).rstrip(), QUIET)
        rows = [
            pair(styled("Day", HEADING) if self.brief else styled("day", QUIET), label, scale, GAP)
            if not beside_it
            else pair(styled("Day", HEADING), label, pair(scale, room, styled(origin, QUIET), GAP), GAP),
            *(pair(styled(bar.label, LABEL), label, picture_and_words(bar), GAP) for bar in timeline.bars),
        ]
        if not beside_it:
            rows.append(pair(styled("", QUIET), label, styled(origin, QUIET), GAP))
        return lambda width: [line for row in rows for line in row(width)]


def _label_width(page: Page) -> int:
    """Return the width of the widest label of a page, so that all that is labelled begins at one edge."""
    widths = [wide(label) for block in page.blocks if isinstance(block, Facts) for label, _ in block.rows]
    widths += [wide(f"{RULE} {block.title}") for block in page.blocks if isinstance(block, Alert) and block.flow]
    widths += [wide(bar.label) for block in page.blocks if isinstance(block, Timeline) for bar in block.bars]
    widths += [
        _widest_line(row[0].text)
        for block in page.blocks
        if isinstance(block, Table) and any(block.columns)
        for row in block.rows
    ]
    return max((width for width in widths if width <= WIDEST_LABEL), default=0)


_URGENCY = {
    CallLevel.EMERGENCY: (EMERGENCY, BOXED),
    CallLevel.NOW: (f"bold {NOW}", NOW),
    CallLevel.SAME_DAY: ("bold", QUIET),
    None: (f"bold {ACCENT}", ACCENT),
}
"""Styles of the title and of the line beside an alert."""


def _draw(shape: Shape, width: int) -> Lines:
    return shape(width)


def _whole(text: str) -> str:
    return _WHOLE.sub(_unbroken, text) if " " in text else text


def _unbroken(match: re.Match[str]) -> str:
    return match[0].replace(" ", NO_BREAK)


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
    return replace(table, columns=tuple(map(_whole, heads)))


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


def _widest_line(text: str) -> int:
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
