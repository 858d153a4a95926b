"""A page for people at a terminal. The only module that imports Rich.

Facts reach Rich as `Text`, never as markup: markup would silently swallow whatever stands in square brackets.
One accent colour; red belongs to the boxed warning alone. Nothing is cut: a cell that does not fit is folded, and a
table that does not fit is stacked into records.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table as Grid
from rich.text import Text

from immuno_cli.page import (
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
from immuno_cli.render.closing import closing, footnote_text, sources_short

ACCENT = "color(31)"
BOXED = "color(160)"
TITLE = f"bold {ACCENT}"
HEADING = "bold"
LABEL = ACCENT
QUIET = "dim"

MARGIN = 2
PROSE = 92
"""Longer lines of prose than this are tiring to read, however wide the terminal is."""
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

NO_BREAK = "\ue000"
"""Stands for a space where a line may not end; Rich would break at every kind of space there is."""

# A line may not end inside a power of ten (2 × 10^8), a count (101 of 108) or a citation ([1 §5.1]).
_WHOLE = re.compile(r"\d × \d+|\d+ of \d+|\d §[\d.]+")


def render(page: Page, notes: dict[str, Footnote], width: int, color: bool) -> str:
    """Return the page as text of at most `width` columns, with colour codes if `color`."""
    screen = _Screen(page, notes, max(width, 1))
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=screen.width,
        force_terminal=color,
        color_system="256" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for item in screen.page(page):
        console.print(item, soft_wrap=False)
    text = buffer.getvalue().replace(NO_BREAK, " ")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


class _Screen:
    """The layout of one page at one width."""

    def __init__(self, page: Page, notes: dict[str, Footnote], width: int) -> None:
        self.brief = page.brief
        self.notes = notes
        self.dashes = False
        self.width = width
        self.margin = MARGIN if width >= 40 else 0
        self.room = max(width - self.margin, 1)

    def page(self, page: Page) -> Iterable[RenderableType]:
        yield ""
        title = Text().append(page.title, TITLE)
        if page.subtitle:
            beside = len(page.title) + 3 + len(page.subtitle) <= self.room
            title.append("   " if beside else "\n")
            title.append(page.subtitle, QUIET)
        yield self.indented(title)
        before: Block | None = None
        for block in page.blocks:
            # Two tables in a row need air between them; a heading makes its own.
            if isinstance(block, Table) and any(block.who) and not isinstance(before, Heading):
                yield ""
            yield from self.block(block)
            before = block
        yield from self.end(page)

    def end(self, page: Page) -> Iterable[RenderableType]:
        yield ""
        if self.notes and page.brief:
            yield self.indented(Text(sources_short(self.notes.values()), QUIET), PROSE + 12)
            yield ""
        elif self.notes:
            grid = Grid.grid(padding=(0, 1, 0, 0))
            grid.add_column(justify="right", no_wrap=True)
            grid.add_column(overflow="fold")
            for note in self.notes.values():
                grid.add_row(Text(f"[{note.number}]", QUIET), Text(footnote_text(note), QUIET))
            yield self.indented(grid, PROSE + 12)
            yield ""
        if self.dashes:
            yield self.indented(Text(f"{DASH} means {NOT_STATED} in the sources we hold.", QUIET), PROSE)
        for line in closing(page):
            yield self.indented(Text(line, QUIET), PROSE + 12)
        if page.next_commands:
            width = max(len(command) for command in page.next_commands)
            text = Text("See also  ", QUIET)
            if width + 10 > self.room:
                text = Text("See also\n", QUIET)
            text.append(("\n" + " " * 10 if width + 10 <= self.room else "\n").join(page.next_commands), ACCENT)
            yield self.indented(text)

    def block(self, block: Block) -> Iterable[RenderableType]:
        match block:
            case Heading():
                text = Text().append(block.text, HEADING)
                if block.aside:
                    text.append("   " if len(block.text) + 3 + len(block.aside) <= self.room else "\n")
                    text.append(block.aside, QUIET)
                yield ""
                yield self.indented(text)
            case Prose():
                if block.tone is Tone.LEAD:
                    yield ""
                style = {Tone.QUIET: QUIET, Tone.WARNING: "bold", Tone.LEAD: ""}.get(block.tone, "")
                yield self.indented(self.text(block.text, style), PROSE)
            case Facts():
                if block.parallel and self.column(len(block.rows)) >= COLUMN:
                    yield self.indented(self.side_by_side(block.rows))
                else:
                    yield self.indented(self.facts(block.rows, block.parallel), PROSE + 12)
            case Bullets():
                yield self.indented(self.bullets(block.items, QUIET if block.tone is Tone.QUIET else ""), PROSE)
            case Table():
                if any(block.who):
                    who, details = block.who
                    yield self.indented(Text().append(who, LABEL).append(f"  {details}", QUIET), PROSE)
                yield self.indented(self.table(block))
            case Timeline():
                yield ""
                yield self.indented(self.timeline(block))
            case Alert():
                yield ""
                yield self.alert(block)

    def indented(self, item: RenderableType, most: int = 10_000) -> RenderableType:
        right = max(self.room - most, 0)
        return Padding(item, (0, right, 0, self.margin), expand=False)

    def text(self, value: Cited, style: str = "") -> Text:
        """Return the words, an icon array before them where there is a share, and the footnote numbers after."""
        text = Text(style=style, overflow="fold")
        if value.share is not None:
            full = min(ICONS, round(value.share / 10))
            text.append("●" * full, ACCENT)
            text.append("○" * (ICONS - full), QUIET)
            text.append(" ")
        text.append(_whole(value.text))
        text.append(_whole(marks(value, self.notes, self.brief)), QUIET)
        return text

    def facts(self, rows: Sequence[tuple[str, tuple[Cited, ...]]], bullets: bool = False) -> RenderableType:
        """Return labelled rows; with `bullets`, several values of a label are a list."""

        def shown(values: tuple[Cited, ...]) -> Iterable[RenderableType]:
            yield from [self.list_or_text(values)] if bullets else map(self.text, values)

        widest = max((len(label) for label, _ in rows), default=1)
        if self.width < NARROW or widest > min(self.room, PROSE) * 0.4:
            grid = Grid.grid()
            grid.add_column(overflow="fold")
            for label, values in rows:
                grid.add_row(Text(label, LABEL))
                for value in shown(values):
                    grid.add_row(Padding(value, (0, 0, 0, 2)))
            return grid
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=widest, overflow="fold")
        grid.add_column(overflow="fold", ratio=1)
        for label, values in rows:
            for index, value in enumerate(shown(values)):
                grid.add_row(Text(label if index == 0 else "", LABEL), value)
        return grid

    def column(self, count: int) -> int:
        """Return the width of each of so many equal columns."""
        return min((self.room - GAP * (count - 1)) // count, PROSE)

    def side_by_side(self, rows: Sequence[tuple[str, tuple[Cited, ...]]]) -> RenderableType:
        """Return one column for each label."""
        grid = Grid(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_edge=False, header_style=LABEL)
        for label, _ in rows:
            grid.add_column(Text(label), overflow="fold", width=self.column(len(rows)))
        grid.add_row(*(self.list_or_text(values) for _, values in rows))
        return grid

    def list_or_text(self, values: tuple[Cited, ...]) -> RenderableType:
        return self.bullets(values) if len(values) > 1 else self.text(values[0])

    def bullets(self, items: Sequence[Cited], style: str = "") -> RenderableType:
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column(overflow="fold")
        for item in items:
            grid.add_row(Text("•", QUIET), self.text(item, style))
        return grid

    def table(self, table: Table) -> RenderableType:
        cells = [[self.cell(cell) for cell in row] for row in table.rows]
        columns = [[Text(title), *(row[index] for row in cells)] for index, title in enumerate(table.columns)]
        least = [max(_longest_word(cell.plain) for cell in column) for column in columns]
        natural = [max(len(cell) for cell in column) for column in columns]
        room = self.room - GAP * (len(columns) - 1)
        if sum(least) > room:
            return self.stacked(table, cells)
        grid = Grid(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_edge=False, header_style=QUIET)
        grid.show_header = any(table.columns)
        for index, width in enumerate(_share_out(room, least, natural)):
            grid.add_column(Text(table.columns[index]), overflow="fold", width=width)
        for row in cells:
            grid.add_row(*row)
        return grid

    def cell(self, value: Cited) -> Text:
        """Return a cell; what is not stated is a dash, which `end` explains."""
        if value.text != NOT_STATED:
            return self.text(value)
        self.dashes = True
        return Text(DASH, QUIET)

    def stacked(self, table: Table, cells: list[list[Text]]) -> RenderableType:
        """Return the rows as records: the first cell as a title, the others as labelled lines under it."""
        grid = Grid.grid()
        grid.add_column(overflow="fold")
        for row in cells:
            head, *rest = row
            head.stylize("bold", 0, len(head))
            grid.add_row(head)
            for title, cell in zip(table.columns[1:], rest, strict=True):
                line = Text(overflow="fold")
                line.append(f"{title}: " if title else "", QUIET)
                line.append_text(cell)
                grid.add_row(Padding(line, (0, 0, 0, 2)))
        return grid

    def alert(self, alert: Alert) -> RenderableType:
        color = BOXED if alert.boxed else ACCENT
        grid = Grid.grid()
        grid.add_column(overflow="fold")
        grid.add_row(Text(alert.title, f"bold {color}"))
        for label, text in alert.items:
            line = Text(overflow="fold")
            if label:
                line.append(f"{label}. ", "bold")
            line.append_text(self.text(text))
            grid.add_row(line)
        width = min(self.room, PROSE + 12)
        return Padding(_BarAtLeft(grid, color, width), (0, 0, 0, self.margin), expand=False)

    def timeline(self, timeline: Timeline) -> RenderableType:
        first = min(0, *(bar.start for bar in timeline.bars))
        last = max(SHORTEST_AXIS, *(bar.end for bar in timeline.bars))
        label = min(max(len(bar.label) for bar in timeline.bars), 22)
        room = max(min(self.room, 100) - label - 2, 10)
        days = last - first + 1
        cell = days / room

        def column(day: float) -> int:
            return min(room - 1, max(0, int((day - first) / cell)))

        def drawn(bar: Bar) -> str:
            start, end = column(bar.start), max(column(bar.start), column(bar.end + 1) - (days > room or cell < 1))
            line = " " * start + "█" * (end - start + 1)
            return line[: room - 1] + "▶" if bar.open_end else line[:room]

        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=label, overflow="fold")
        grid.add_column(no_wrap=True, overflow="crop")
        axis, ticks = [" "] * room, [" "] * room
        step = next((s for s in (1, 2, 5, 7, 14, 28, 56, 84, 182, 364) if room * s / days >= 6), 364)
        for day in range(first - first % step, last + 1, step):
            if day < first:
                continue
            at, name = column(day), str(day)
            if at + len(name) <= room and not "".join(axis[max(at - 1, 0) : at + len(name) + 1]).strip():
                axis[at : at + len(name)] = name
                ticks[at] = "╵"
        grid.add_row(Text("day", QUIET), Text("".join(axis).rstrip(), QUIET))
        for bar in timeline.bars:
            grid.add_row(Text(bar.label, LABEL), Text(drawn(bar), ACCENT))
        grid.add_row(Text("", QUIET), Text(f"day 0 = {timeline.origin}", QUIET))
        return grid


def _whole(text: str) -> str:
    return _WHOLE.sub(lambda match: match[0].replace(" ", NO_BREAK), text)


def _longest_word(text: str) -> int:
    """Return the width of the longest part that may not be broken: a word, or an icon array with the word after it."""
    words = text.split()
    if words and words[0][0] in "●○":
        words[:2] = [" ".join(words[:2])]
    return max(map(len, words), default=0)


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


class _BarAtLeft:
    """A block with a bar down its left side."""

    def __init__(self, inside: RenderableType, color: str, width: int) -> None:
        self.inside, self.color, self.width = inside, color, width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        inner = options.update(width=max(self.width - 2, 1))
        bar = Segment("┃ ", console.get_style(self.color))
        for line in console.render_lines(self.inside, inner, pad=False):
            yield bar
            yield from line
            yield Segment.line()
