"""A page for people at a terminal, block by block. A table that does not fit is stacked into records.

One accent color; red belongs to the boxed warning alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
    stacked,
    wide,
    words,
    written,
)
from immuno_cli.pages.page import (
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
)

ACCENT = "color(31)"
BOXED = "color(160)"
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
SHORT = 14
"""A column no wider than this is not broken over lines to make room for a wider one."""
COLUMN = 44
"""Columns of text narrower than this do not stand side by side: they would be all line ends."""
ICONS = 10
DASH = "–"
GAP = 2
"""Columns between two columns of a table."""

SHORTEST_AXIS = 7
"""Days; on a shorter axis one day would be as wide as the screen."""

# A line may not end inside a power of ten (2 × 10^8), a count (101 of 108) or a citation ([1 §5.1]).
_WHOLE = re.compile(r"\d × \d+|\d+ of \d+|\d §[\d.]+")


def render(page: Page, notes: dict[str, Footnote], width: int, color: bool) -> str:
    """Return the page as text of at most `width` columns, with color codes if `color`."""
    return written(_Screen(page, notes, max(width, 1)).page(page), color)


class _Screen:
    """The layout of one page at one width."""

    def __init__(self, page: Page, notes: dict[str, Footnote], width: int) -> None:
        self.brief = page.brief
        self.notes = notes
        self.dashes = False
        self.width = width
        self.margin = MARGIN if width >= 40 else 0
        self.room = max(width - self.margin, 1)

    def page(self, page: Page) -> Iterator[Text]:
        """Yield the lines of the page."""
        yield []
        yield from self.placed(self.heading(page.title, TITLE, page.subtitle))
        before: Block | None = None
        for block in page.blocks:
            # Two tables in a row need air between them; a heading makes its own.
            if isinstance(block, Table) and any(block.who) and not isinstance(before, Heading):
                yield []
            yield from self.block(block)
            before = block
        yield from self.end(page)

    def end(self, page: Page) -> Iterator[Text]:
        yield []
        if self.notes and page.brief:
            yield from self.placed(words(sources_short(self.notes.values()), QUIET), NOTES)
            yield []
        elif self.notes:
            numbers = {note.number: f"[{note.number}]" for note in self.notes.values()}
            widest = max(map(len, numbers.values()))
            for note in self.notes.values():
                number = words(numbers[note.number].rjust(widest), QUIET)
                yield from self.placed(pair(number, widest, words(footnote_text(note), QUIET), 1), NOTES)
            yield []
        if self.dashes:
            yield from self.placed(words(f"{DASH} means {NOT_STATED} in the sources we hold.", QUIET), PROSE)
        for line in closing(page):
            yield from self.placed(words(line, QUIET), NOTES)
        if page.next_commands:
            widest = max(len(command) for command in page.next_commands)
            label = "See also  "
            beside = widest + len(label) <= self.room
            listed = (f"\n{' ' * len(label)}" if beside else "\n").join(page.next_commands)
            text: Text = [(label if beside else "See also\n", QUIET), (listed, ACCENT)]
            yield from self.placed(lambda width: folded(text, width))

    def block(self, block: Block) -> Iterator[Text]:
        match block:
            case Heading():
                yield []
                yield from self.placed(self.heading(block.text, HEADING, block.aside))
            case Prose():
                if block.tone is Tone.LEAD:
                    yield []
                style = {Tone.QUIET: QUIET, Tone.WARNING: "bold"}.get(block.tone, "")
                yield from self.placed(self.text(block.text, style), PROSE)
            case Facts():
                if block.parallel and self.column(len(block.rows)) >= COLUMN:
                    yield from self.placed(self.side_by_side(block.rows))
                else:
                    yield from self.placed(self.facts(block.rows, block.parallel), NOTES)
            case Bullets():
                yield from self.placed(self.bullets(block.items, QUIET if block.tone is Tone.QUIET else ""), PROSE)
            case Table():
                if any(block.who):
                    who, details = block.who
                    above: Text = [(who, LABEL), (f"  {details}", QUIET)]
                    yield from self.placed(lambda width: folded(above, width), PROSE)
                yield from self.placed(self.table(block))
            case Timeline():
                yield []
                yield from self.placed(self.timeline(block))
            case Alert():
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
            full = min(ICONS, round(value.share / 10))
            text = [("●" * full, f"{style} {ACCENT}"), ("○" * (ICONS - full), f"{style} {QUIET}"), (" ", style)]
        text.append((_whole(value.text), style))
        if after := marks(value, self.notes, self.brief):
            text.append((_whole(after), f"{style} {QUIET}"))
        return text

    def facts(self, rows: Sequence[tuple[str, tuple[Cited, ...]]], bullets: bool = False) -> Shape:
        """Return labelled rows; with `bullets`, several values of a label are a list."""

        def shown(values: tuple[Cited, ...]) -> Iterable[Shape]:
            return [self.list_or_text(values)] if bullets else map(self.text, values)

        widest = max((wide(label) for label, _ in rows), default=1)
        if self.width < NARROW or widest > min(self.room, PROSE) * 0.4:
            return stacked([(words(label, LABEL), list(shown(values))) for label, values in rows])

        def drawn(width: int) -> Lines:
            return [
                line
                for label, values in rows
                for index, value in enumerate(shown(values))
                for line in pair(words(label if index == 0 else "", LABEL), widest, value, GAP)(width)
            ]

        return drawn

    def column(self, count: int) -> int:
        """Return the width of each of so many equal columns."""
        return min((self.room - GAP * (count - 1)) // count, PROSE)

    def side_by_side(self, rows: Sequence[tuple[str, tuple[Cited, ...]]]) -> Shape:
        """Return one column for each label."""
        widths = [self.column(len(rows))] * len(rows)
        heads = [words(label, LABEL) for label, _ in rows]
        lists = [self.list_or_text(values) for _, values in rows]

        def drawn(width: int) -> Lines:
            del width  # the columns are as wide as the screen allows
            return [line for shapes in (heads, lists) for line in beside(list(map(_draw, shapes, widths)), widths, GAP)]

        return drawn

    def list_or_text(self, values: tuple[Cited, ...]) -> Shape:
        return self.bullets(values) if len(values) > 1 else self.text(values[0])

    def bullets(self, items: Sequence[Cited], style: str = "") -> Shape:
        shapes = [pair(words("•", QUIET), 1, self.text(item, style), 1) for item in items]
        return lambda width: [line for shape in shapes for line in shape(width)]

    def table(self, table: Table) -> Shape:
        cells = [[self.cell(cell) for cell in row] for row in table.rows]
        plain = [["".join(part for part, _ in cell) for cell in row] for row in cells]
        columns = [[title, *(row[index] for row in plain)] for index, title in enumerate(table.columns)]
        least = [max(map(_longest_word, column)) for column in columns]
        natural = [max(map(wide, column)) for column in columns]
        room = self.room - GAP * (len(columns) - 1)
        if sum(least) > room:
            return self.records(table, cells)
        widths = _share_out(room, least, natural)
        heads = [folded([(title, QUIET)], size) for title, size in zip(table.columns, widths, strict=True)]

        def drawn(width: int) -> Lines:
            del width  # the columns share the screen
            lines = beside(heads, widths, GAP, bottom=True) if any(table.columns) else []
            for row in cells:
                lines += beside(list(map(folded, row, widths)), widths, GAP)
            return lines

        return drawn

    def cell(self, value: Cited) -> Text:
        """Return a cell; what is not stated is a dash, which `end` explains."""
        if value.text != NOT_STATED:
            return self.cited(value)
        self.dashes = True
        return [(DASH, QUIET)]

    def records(self, table: Table, cells: Sequence[Sequence[Text]]) -> Shape:
        """Return the rows as records: the first cell as a title, the others as labelled lines under it."""

        def labelled(title: str, cell: Text) -> Shape:
            text: Text = [(f"{title}: ", QUIET), *cell] if title else cell
            return lambda width: folded(text, width)

        def bold(head: Text) -> Shape:
            text = [(part, f"bold {style}") for part, style in head]
            return lambda width: folded(text, width)

        titles = table.columns[1:]
        return stacked(
            [(bold(head), list(map(labelled, titles, rest))) for head, *rest in cells],
        )

    def alert(self, alert: Alert) -> Shape:
        color = BOXED if alert.boxed else ACCENT

        def item(label: str, text: Cited) -> Text:
            return [(f"{label}. ", "bold"), *self.cited(text)] if label else self.cited(text)

        texts = [[(alert.title, f"bold {color}")], *(item(label, text) for label, text in alert.items)]
        return lambda width: [
            [("┃ ", color), *line] for text in texts for line in folded(text, max(width - len("┃ "), 1))
        ]

    def timeline(self, timeline: Timeline) -> Shape:
        first = min(0, *(bar.start for bar in timeline.bars))
        last = max(SHORTEST_AXIS, *(bar.end for bar in timeline.bars))
        label = min(max(wide(bar.label) for bar in timeline.bars), 22)
        room = max(min(self.room, 100) - label - 2, 10)
        days = last - first + 1
        cell = days / room

        def column(day: float) -> int:
            return min(room - 1, max(0, int((day - first) / cell)))

        def drawn(bar: Bar) -> str:
            start, end = column(bar.start), max(column(bar.start), column(bar.end + 1) - (days > room or cell < 1))
            line = " " * start + "█" * (end - start + 1)
            return line[: room - 1] + "▶" if bar.open_end else line[:room]

        axis = [" "] * room
        step = next((s for s in (1, 2, 5, 7, 14, 28, 56, 84, 182, 364) if room * s / days >= 6), 364)
        for day in range(first - first % step, last + 1, step):
            if day < first:
                continue
            at, name = column(day), str(day)
            if at + len(name) <= room and not "".join(axis[max(at - 1, 0) : at + len(name) + 1]).strip():
                axis[at : at + len(name)] = name
        rows = [
            pair(words("day", QUIET), label, words("".join(axis).rstrip(), QUIET), GAP),
            *(pair(words(bar.label, LABEL), label, words(drawn(bar), ACCENT), GAP) for bar in timeline.bars),
            pair(words("", QUIET), label, words(f"day 0 = {timeline.origin}", QUIET), GAP),
        ]
        return lambda width: [line for row in rows for line in row(width)]


def _draw(shape: Shape, width: int) -> Lines:
    return shape(width)


def _whole(text: str) -> str:
    return _WHOLE.sub(lambda match: match[0].replace(" ", NO_BREAK), text)


def _longest_word(text: str) -> int:
    """Return the width of the longest part that may not be broken: a word, or an icon array with the word after it."""
    parts = text.split()
    if parts and parts[0][0] in "●○":
        parts[:2] = [" ".join(parts[:2])]
    return max(map(wide, parts), default=0)


def _share_out(room: int, least: list[int], natural: list[int]) -> list[int]:
    """Return column widths within `room`: their least, short ones whole, the rest to those that lack most."""
    widths = list(least)
    spare = room - sum(least)
    for index in sorted(range(len(least)), key=lambda index: natural[index]):
        if natural[index] <= SHORT and natural[index] - widths[index] <= spare:
            spare -= natural[index] - widths[index]
            widths[index] = natural[index]
    for _ in range(spare):
        index = max(range(len(widths)), key=lambda index: natural[index] / max(widths[index], 1))
        if natural[index] <= widths[index]:
            break
        widths[index] += 1
    return widths
