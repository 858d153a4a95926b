"""A page for people at a terminal, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

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
from immuno_cli.formats.styles import (
    ACCENT,
    BOXED,
    DASH,
    EMERGENCY,
    HEADING,
    LABEL,
    NOW,
    QUIET,
    TITLE,
    Writer,
    unbroken,
)
from immuno_cli.formats.table import GAP, WIDEST_LABEL, TableLayout, widest_line
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
    shared_lines,
)

MARGIN = 2
PROSE = 92
"""Longer lines of prose than this are tiring to read, however wide the terminal is."""
NOTES = PROSE + 12
"""Lines that are looked up, not read from end to end, may be longer."""
NARROW = 64
"""Below this width labels stand above their values instead of beside them."""
ALERT_LABELS = 34
CALENDAR = 16
"""Columns of a timeline that has words beside it."""
RULE = "┃ "
NARROWEST_COLUMN = 44
"""Columns of text narrower than this do not stand side by side: they would be all line ends."""
SIGN = 72
"""Columns that a sign needs beside the title of its alert."""

MORE = 12
"""Columns of "+5 more" and the like, which stay on the line of what they add to."""

SHORTEST_AXIS = 7
"""Days; on a shorter axis one day would be as wide as the screen."""

_NUMBERS = re.compile(r"\[[\d, ]+\] ")


def render(page: Page, notes: dict[str, Footnote], width: int, color: bool) -> str:
    """Return the page as text of at most `width` columns, with color codes if `color`."""
    return written(single_spaced(_Screen(page, notes, max(width, 1)).page(page)), color)


class _Screen:
    """The layout of one page at one width."""

    def __init__(self, page: Page, notes: dict[str, Footnote], width: int) -> None:
        self.brief = page.brief
        self.urgent = page.brief and _has_signs(page)
        # A list has no labels to share an edge with.
        self.label = _label_width(page) if page.brief and page.sources else 0
        self.notes = notes
        self.after_alert = False
        self.width = width
        self.margin = MARGIN if width >= 40 else 0
        self.room = max(width - self.margin, 1)
        self.writer = Writer(page, notes)
        self.tables = TableLayout(self.writer, self.room, self.label)

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
                if isinstance(block, Table) and before.aside:
                    title, _, *others = block.columns
                    if any(others):
                        # A remark on the whole table stands in its head, where a column needs no name.
                        lines = iter(self.block(replace(block, columns=(title, before.aside, *others))))
                    else:
                        head, edge = next(lines), max(self.label, wide(title)) + GAP
                        edge = edge if edge + wide(before.aside) <= self.room else wide(title) + GAP
                        text = [(title.ljust(edge), HEADING), (before.aside, QUIET)]
                        yield from self.placed(partial(folded, text))
                        # Records have no head.
                        yield from [] if "".join([part for part, _ in head]).strip() == title else [head]
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
        if self.writer.dashes:
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
        lines += [f"{DASH} not stated."] if self.writer.dashes else []
        if lines:
            yield from self.placed(styled(_NUMBERS.sub(unbroken, "  ".join(lines)), QUIET), NOTES)
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
                merged = self.tables.caption_in_head(block)
                if merged is not block:
                    block = merged
                elif any(block.caption):
                    who, details = block.caption
                    above: Text = [(who, LABEL), (f"  {details}", QUIET)]
                    if self.brief:
                        above = [(f"{block.columns[0]}  ", HEADING), (f"{who}  {details}", QUIET)]
                        block = replace(block, columns=(NO_BREAK, *block.columns[1:]))
                    yield from self.placed(lambda width: folded(above, width), PROSE)
                yield from self.placed(self.tables.shape(block))
            case Timeline():
                yield []
                yield from self.placed(self.timeline(block))
            case Alert():
                if not self.after_alert:
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
        text = self.writer.cited(value, style)
        return lambda width: folded(text, width)

    def facts(self, rows: Sequence[tuple[str, tuple[Cited, ...]]], bullets: bool = False, flow: bool = False) -> Shape:
        """Return labeled rows; several values are a list with `bullets`, or follow each other with `flow`."""

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
            glued = value.text[0] == "+" and wide(value.text) <= MORE
            dot = f"{NO_BREAK}·{NO_BREAK}" if glued else f"{NO_BREAK}· "
            text += [(" " if values[index - 1].text.endswith(".") else dot, QUIET)] if index else []
            text += self.writer.cited(value)
        return lambda width: folded(text, width)

    def column(self, count: int) -> int:
        """Return the width of each of so many equal columns."""
        return min((self.room - GAP * (count - 1)) // count, PROSE)

    def side_by_side(self, rows: Sequence[tuple[str, tuple[Cited, ...]]]) -> Shape:
        """Return one column for each label."""
        each = self.column(len(rows))
        widths = [each] * len(rows)
        heads = [styled(label, LABEL) for label, _ in rows]
        lists = [self.list_or_text(values) for _, values in rows]

        def drawn(width: int) -> Lines:
            del width  # the columns are as wide as the screen allows
            return [
                line for shapes in (heads, lists) for line in beside([shape(each) for shape in shapes], widths, GAP)
            ]

        return drawn

    def list_or_text(self, values: tuple[Cited, ...]) -> Shape:
        return self.bullets(values) if len(values) > 1 else self.text(values[0])

    def bullets(self, items: Sequence[Cited], style: str = "") -> Shape:
        shapes = [pair(styled("•", QUIET), 1, self.text(item, style), 1) for item in items]
        return lambda width: [line for shape in shapes for line in shape(width)]

    def alert(self, alert: Alert) -> Shape:
        """Return what must be seen first, beside a thick line: a title, then the items, their labels in one column."""
        title, color = (f"bold {BOXED}", BOXED) if alert.boxed else _URGENCY[alert.level]
        widest = max((wide(label) for label, _ in alert.items), default=0)

        # The badge of an emergency is a block of color; the titles below it begin where its words do.
        badge = f" {alert.title}" if self.urgent else alert.title
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
                    lines += folded([*([(f"{label}. ", "bold")] if label else []), *self.writer.cited(text)], inner)
            return [[(RULE, color), *line] for line in lines]

        return drawn

    def signs(self, alert: Alert, badge: str, style: str, edge: int, width: int) -> Lines:
        """Return the signs that need a call, each with a point of its own; as many share a line as have room.

        Those that run on break over lines where that saves some. They begin beside their title where a line has room
        there, else under it.
        """
        texts = [
            [*([(f"{label}. ", "bold")] if label else []), *self.writer.cited(text)] for label, text in alert.items
        ]
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
        for row in rows:
            widths = [sizes[index] for index in row]
            lines += beside([pointed(texts[index], sizes[index]) for index in row], widths, GAP)
        if alert.running:
            points = [
                [*([("  ", "")] if index else []), (f"•{NO_BREAK}", QUIET), *text] for index, text in enumerate(texts)
            ]
            run_on = folded([part for text in points for part in text], room)
            # Each sign whole on its lines is easier to read, which is worth a line in three.
            spare = max(alert.level is CallLevel.SAME_DAY, len(run_on) // 3)
            lines = lines if len(lines) <= len(run_on) + spare else run_on
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


def _has_signs(page: Page) -> bool:
    """Say whether a page names signs that need a call; the badge of an emergency is a column wider than its words."""
    return any(isinstance(block, Alert) and block.level for block in page.blocks)


def _label_width(page: Page) -> int:
    """Return the width of the widest label of a page, so that all that is labeled begins at one edge."""
    widths = [wide(label) for block in page.blocks if isinstance(block, Facts) for label, _ in block.rows]
    rule = f"{RULE} " if _has_signs(page) else RULE
    widths += [
        wide(rule + block.title)
        for block in page.blocks
        if isinstance(block, Alert) and (block.flow or not any(label for label, _ in block.items))
    ]
    widths += [wide(bar.label) for block in page.blocks if isinstance(block, Timeline) for bar in block.bars]
    widths += [
        widest_line(row[0].text)
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
