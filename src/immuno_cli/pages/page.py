"""A neutral page between facts and formats.

The modules beside this one make a `Page` of model objects; formats turn any page into text. It holds words, numbers and
which sources they rest on, never widths, colors or markup. Footnotes are numbered here, in order of first use.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from immuno_cli.facts.model import CallLevel, Citations, Source, SourceKind
from immuno_cli.facts.records import names_of_fields, record


class Cited(NamedTuple):
    """A text and the places it rests on, as pairs of source id and locator.

    The longest page has 7,000 of them: as records they would take 7 % of its time.
    """

    text: str
    places: tuple[tuple[str, str], ...] = ()
    share: float | None = None
    """Per cent of people, for an icon array beside the text."""
    cite: Citations | None = None
    """The very citations of the block it came from: they tell which claim it is."""
    claim: str = ""
    """Id of the claim, to be shown after the text; see `with_ids`."""

    @property
    def says_something(self) -> bool:
        """Whether it is more than an empty cell, or one for what is not stated."""
        return self.share is not None or self.text not in ("", NOT_STATED)


def cited(text: str, cite: Citations | None = None, share: float | None = None) -> Cited:
    """Return a text with the citations of the block it came from."""
    return Cited(text, tuple((source, citation.at) for source, citation in (cite or {}).items()), share, cite)


ITEM = "\n"
"""Stands between the items of one cell: a line for each on a screen, a semicolon elsewhere."""

NOT_STATED = "not stated"
"""What a cell says where the sources we hold give no number. A renderer may draw it as a dash, and then says so."""


class Tone(StrEnum):
    """What a text is for; a renderer decides how that looks or sounds."""

    NORMAL = "normal"
    LEAD = "lead"
    QUIET = "quiet"
    WARNING = "warning"


@record()
class Heading:
    """The start of a section."""

    text: str
    aside: str = ""
    silent: bool = False
    """Whether a screen needs no line for it, because the head of the table or the labels after it say as much."""

    @property
    def line(self) -> str:
        """The heading on one line, what stands beside it in parentheses."""
        return f"{self.text} ({self.aside})" if self.aside else self.text


@record()
class Prose:
    """A paragraph."""

    text: Cited
    tone: Tone = Tone.NORMAL


@record()
class Facts:
    """Labels with one or more values each."""

    rows: tuple[tuple[str, tuple[Cited, ...]], ...]
    parallel: bool = False
    """Whether the rows say the same of several things, so that they may stand side by side where there is room."""
    flow: bool = False
    """Whether several values of a label follow each other on one line."""


@record()
class Bullets:
    """A list of statements."""

    items: tuple[Cited, ...]
    tone: Tone = Tone.NORMAL


@record()
class Table:
    """Rows under column headings."""

    columns: tuple[str, ...]
    """Headings; all empty for rows that need none."""
    rows: tuple[tuple[Cited, ...], ...]
    caption: tuple[str, str] = ("", "")
    """Whom the numbers are about: trial and N, then population and how they were counted."""
    right: tuple[int, ...] = ()
    """Columns of numbers, which line up on their last digit."""
    spare: tuple[int, ...] = ()
    """Columns that a screen leaves out where they would fold the others: a page behind each row says as much."""
    groups: tuple[tuple[int, str], ...] = ()
    """Headings inside the table: the number of the row that each stands before, and its words."""


@record()
class Bar:
    """One row of a timeline: a span of days, or a day, and what holds in it; `open_end` when it goes on and on."""

    label: str
    start: int
    end: int
    text: Cited
    open_end: bool = False


@record()
class Timeline:
    """Bars on one axis of days; day 0 is `origin`."""

    bars: tuple[Bar, ...]
    origin: str


@record()
class Alert:
    """A boxed warning, or the signs that need a call at once."""

    title: str
    items: tuple[tuple[str, Cited], ...]
    boxed: bool = False
    level: CallLevel | None = None
    """How urgent the signs are, where they are signs."""
    flow: bool = False
    """Whether the items are few words, which may share a line."""
    running: bool = False
    """Whether the signs follow each other over the ends of lines, as they are many or can wait."""

    def lines(self) -> int:
        """Return how many lines of a brief page of 100 columns the items take."""
        letters = [len(text.text) + len("• ") for _, text in self.items]
        if self.boxed or self.running:
            return -(-sum(size + BETWEEN for size in letters) // LINE_OF_ALERT) + 1
        longest = (max(letters[index] for index in line) for line in shared_lines(letters, LINE_OF_ALERT))
        return sum(-(-size // LINE_OF_ALERT) for size in longest)


LINE_OF_ALERT = 77
"""Letters of one line beside the title of an alert."""


Block = Heading | Prose | Facts | Bullets | Table | Timeline | Alert


def shared_lines(sizes: Sequence[int], room: int) -> list[list[int]]:
    """Return which texts of these sizes share a line: each goes to the first that has room for it, or to a new one.

    A text that is longer than a line has lines of its own.
    """
    lines: list[list[int]] = []
    for index, size in enumerate(sizes):
        for line in lines:
            if sum(sizes[other] + BETWEEN for other in line) + size <= room:
                line.append(index)
                break
        else:
            lines.append([index])
    return lines


BETWEEN = 2
"""Letters between two texts on one line."""


@record()
class Page:
    """One screen."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    as_of: dt.date
    reviewed: dt.date | None = None
    """Oldest review among the entities on the page."""
    next_commands: tuple[str, ...] = ()
    brief: bool = False
    """Whether sources are named shortly, because a longer page gives the places in them: what rests on the current US
    label has no mark then, as nearly all does."""
    sources: bool = True
    """Whether a screen names the sources at its end; a list leaves that to the pages that it opens."""
    advice: bool = True
    """Whether the page speaks of treatment, so that it ends with 'not medical advice'."""

    @property
    def heading(self) -> str:
        """Title and subtitle on one line."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title


@record()
class Footnote:
    """A numbered source with every place of it that the page rests on."""

    number: int
    source: Source
    places: tuple[str, ...]
    marked: bool = True
    """Whether its number stands in the text; on a brief page the number of the current US label does not."""


SOURCE_KIND = {
    SourceKind.LABEL: "Label",
    SourceKind.FDA_NOTICE: "FDA",
    SourceKind.GUIDELINE: "Guideline",
    SourceKind.JOURNAL: "Journal",
    SourceKind.NCI: "NCI",
    SourceKind.REGISTRY: "Registry",
    SourceKind.MANUFACTURER: "Manufacturer",
    SourceKind.COPY: "Copy",
    SourceKind.SECONDARY: "Secondary",
}
"""A source's kind as a reader sees it."""


def footnotes(page: Page, source: Callable[[str], Source]) -> dict[str, Footnote]:
    """Number the sources of a page in the order in which a reader meets them; the keys are source ids.

    A brief page names one source for each statement: the strongest, and among equals the newest.
    """
    sources: dict[str, Source] = {}
    places: dict[str, list[str]] = {}
    used: list[str] = []
    for text in texts(page.blocks):
        for name, _ in text.places:
            if name not in sources:
                sources[name] = source(name)
        for name, at in [strongest(text.places, sources)] if page.brief and text.places else text.places:
            used.append(name)
            known = places.setdefault(name, [])
            if at not in known:
                known.append(at)
    understood = _main_labels([sources[name] for name in used]) if page.brief else set()
    ordered = sorted(places, key=lambda name: name in understood)
    return {
        name: Footnote(number, sources[name], tuple(places[name]), name not in understood)
        for number, name in enumerate(ordered, start=1)
    }


def _main_labels(used: Sequence[Source]) -> set[str]:
    """Return the US labels among the sources of all texts, of each product the one that most of them rest on."""
    labels = Counter(source.id for source in used if source.kind is SourceKind.LABEL and source.jurisdiction == "US")
    known = {source.id: source for source in used}
    return set({_product(known[name]): name for name, _ in reversed(labels.most_common())}.values())


def _product(label: Source) -> str:
    """Return which product a label is of."""
    return brand_of(label).casefold()


def brand_of(label: Source) -> str:
    """Return the brand in the title of a label, in capitals or at its start, and of the part for patients its name."""
    capitals = re.search(_CAPITALS, label.title)
    brand = capitals[0] if capitals else re.split(_AFTER_BRAND, label.title)[0].strip()
    part = re.search(_FOR_PATIENTS, label.title)
    return f"{brand} {part[0]}" if part and not re.search(_PRESCRIBING, label.title) else brand


_CAPITALS = r"\b[A-Z]{4,}(?: [A-Z]{4,})*\b"
_FOR_PATIENTS = r"Medication Guide|Patient Information"
_PRESCRIBING = r"[Pp]rescribing"
_AFTER_BRAND = r"\(| US | [Pp]rescribing"


def strongest(places: Sequence[tuple[str, str]], sources: Mapping[str, Source]) -> tuple[str, str]:
    """Return the place in the strongest and, among equals, newest source."""
    newest_first = sorted(places, key=lambda place: sources[place[0]].published or "", reverse=True)
    return min(newest_first, key=lambda place: _STRENGTH[sources[place[0]].kind])


_STRENGTH = {kind: number for number, kind in enumerate(SourceKind)}


_SECTION = r"section (\d+(?:\.\d+)*)"


def marks(text: Cited, notes: Mapping[str, Footnote], brief: bool) -> str:
    """Return what stands after a text: footnote numbers, with label sections, and its claim id: ` [2 §5.1, 5] [id]`."""
    places = text.places
    if brief and places:
        # A brief page numbers only the strongest source of each text.
        shown = [place for place in places if place[0] in notes]
        places = (strongest(shown, {name: notes[name].source for name, _ in shown}),)
    numbers = []
    for name, at in sorted(places, key=lambda place: notes[place[0]].number):
        if not notes[name].marked:
            continue
        section = re.match(_SECTION, at) if not brief else None
        numbers.append(f"{notes[name].number}{f' §{section[1]}' if section else ''}")
    return (f" [{', '.join(numbers)}]" if numbers else "") + (f" [{text.claim}]" if text.claim else "")


def texts(blocks: Iterable[Block]) -> Iterator[Cited]:
    """Yield every cited text of blocks, in reading order."""
    for block in blocks:
        match block:
            case Prose():
                yield block.text
            case Facts():
                for _, values in block.rows:
                    yield from values
            case Table():
                for row in block.rows:
                    yield from row
            case Bullets():
                yield from block.items
            case Alert():
                yield from (text for _, text in block.items)
            case Timeline():
                yield from (bar.text for bar in block.bars)


def with_ids(value: Any) -> Any:
    """Return a page, or a part of one, in which each cited text has the id of its claim, which its citations know."""
    if isinstance(value, Cited):
        return value._replace(claim=getattr(value.cite, "claim", ""))
    if isinstance(value, tuple):
        return tuple(map(with_ids, value))
    if names := names_of_fields(value):
        return replace(value, **{name: with_ids(getattr(value, name)) for name in names})
    return value
