"""The passages of an entity: each with the heading that a reader knows it by, its text, and its citations.

Search looks in them and quotes from them. Counts and percentages of trials stay in their tables: quoted one by one they
would invite a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from immuno_cli.choices import HEADINGS
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.model import (
    BoxedWarning,
    Cancer,
    Citations,
    Claim,
    Drug,
    Earlier,
    Event,
    GradeRow,
    GuidePart,
    Identifier,
    Indication,
    ManagementTable,
    PartialDate,
    ProfileEntry,
    Rate,
    Reaction,
    ReactionTable,
    Result,
    Scale,
    SideEffect,
    Source,
    Status,
    Step,
    Trial,
)
from immuno_cli.facts.records import join, names_of_fields, record

NamesOf = Callable[[type], Mapping[str, list[str]]]
"""The ids of a kind, each with the names it answers to: id, full name, others."""


@record(kw_only=True)
class Passage:
    """One place in an entity, with its words for professionals (`text`) and for patients (`plain`)."""

    path: str
    """Where it is: `monitoring.driving.current`."""
    where: str
    """The section as a reader knows it: `Monitoring, driving`."""
    topic: str = ""
    """Its own short label."""
    keys: tuple[str, ...] = ()
    """What else it is known by: registry numbers, the names of what it is about."""
    text: str = ""
    plain: str = ""
    as_of: PartialDate | None = None
    whole: bool = False
    """Whether it may only be quoted whole."""
    counts: bool = False
    """Whether it stands for a row or a table of numbers. Who asks for its topic wants words first."""
    cite: Citations

    @property
    def labels(self) -> tuple[str, ...]:
        """What it is known by, apart from its section."""
        return tuple(filter(None, (self.topic, *self.keys)))


def passages(entity: Entity, names: NamesOf, only: str | None = None) -> Iterator[Passage]:
    """Yield every passage of an entity in the order of its fields; the first one says what the entity is.

    With `only`, the path of a passage, nothing else is read than what it is in.
    """
    if isinstance(entity, Source):
        about = f"{entity.title}. {entity.publisher}, {entity.published or 'undated'}."
        yield Passage(path="title", where="Document", text=about, plain=about, cite={})
        return
    yield from _within(entity, "", _Title(""), names, only)
    if isinstance(entity, Scale) and entity.columns:
        columns = ", ".join(entity.columns)
        yield Passage(path="columns", where=section("rows"), text=columns, plain=columns, cite={})
    for key, gap in getattr(entity, "gaps", {}).items():
        yield Passage(path=f"gaps.{key}", where=NOT_KNOWN, topic=_spoken(key), text=gap, plain=gap, cite={})


@record()
class _Title:
    """What a block inherits from the one it stands in: section, topic, the current statement, columns, citations."""

    where: str
    topic: str = ""
    keys: tuple[str, ...] = ()
    """Other names of what it is about."""
    text: str = ""
    plain: str = ""
    columns: tuple[str, ...] = ()
    cite: Citations = field(default_factory=dict)
    uses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each use of a product, and each trial of one, the names of the cancer and the point of the disease."""


def _within(block: Any, path: str, title: _Title, names: NamesOf, only: str | None) -> Iterator[Passage]:
    """Yield the passage that a block is, if it says something, and those inside it."""
    if only is not None and not f"{only}.".startswith(f"{path}." if path else ""):
        return
    title = _titled(block, title, names)
    passage = _passage_of(block, path, title, names)
    if passage is not None:
        yield passage
    for name in names_of_fields(block):
        here = join(path, name)
        if name == "cite" or (only is not None and not f"{only}.".startswith(f"{here}.")):
            continue
        value = getattr(block, name)
        if not value:
            continue
        below = _Title(section(here), columns=title.columns, uses=title.uses) if path in ("", *DIVIDED) else title
        if names_of_fields(value):
            yield from _within(value, here, below, names, only)
        elif isinstance(value, dict):
            for key, item in value.items():
                if names_of_fields(item):
                    yield from _within(item, join(here, key), below, names, only)
        elif isinstance(value, tuple) and names_of_fields(value[0]):
            for index, item in enumerate(value):
                yield from _within(item, f"{here}.{index}", below, names, only)


def _titled(block: Any, title: _Title, names: NamesOf) -> _Title:
    match block:
        case Drug():
            uses: dict[str, list[str]] = {}
            for key, use in block.indications.items():
                for name in (key, *use.trials):
                    uses.setdefault(name, []).extend([*names(Cancer)[use.cancer], use.setting or ""])
            return replace(title, uses=uses)
        case Claim():
            text, plain = block.text or block.plain or "", block.plain or ""
            return _Title(title.where, block.topic or title.topic, title.keys, text, plain)
        case GuidePart():
            return replace(title, where=block.title)
        case Step():
            return replace(title, topic=block.name)
        case ProfileEntry():
            _, name, *others = names(SideEffect)[block.effect]
            return replace(title, topic=name, keys=tuple(filter(str.isupper, others[:1])))
        case ReactionTable():
            return replace(title, topic=block.trial, text=f"{block.title}, {block.population}", cite=block.cite)
        case Indication():
            return replace(title, text=block.population, plain=block.plain)
        case Scale():
            return replace(title, columns=block.columns[1:])
        case ManagementTable():
            named = names(SideEffect)[block.effect]
            topic = named[2] if len(named) > 2 and named[2].isupper() else named[1]
            return replace(title, topic=topic, columns=block.columns[1:])
    return title


def _passage_of(block: Any, path: str, title: _Title, names: NamesOf) -> Passage | None:
    """Return the passage of a block; None when it states nothing of its own."""

    def says(
        text: str, plain: str | None = None, topic: str | None = None, keys: Iterable[str] = (), **more: Any
    ) -> Passage:
        """Return it: without plain words it says the same to everyone; its topic may be that of the block around it."""
        return Passage(
            path=path,
            where=title.where,
            topic=title.topic if topic is None else topic,
            keys=tuple(keys),
            text=text,
            plain=text if plain is None else plain,
            cite=getattr(block, "cite", title.cite),
            **more,
        )

    match block:
        case Claim():
            note = f"Note: {block.note}" if block.note else ""
            part = path.split(".")[1] if path.startswith(DIVIDED) else ""
            also = [*title.keys, part, title.text if part == "target" else ""]
            if path.startswith("dosing."):
                also += _cancers_in(title.topic, names(Cancer).values())
            said = joined_sentences(title.text, note)
            # A dose that is reached in steps, or begun again after a delay, is quoted whole.
            steps = path.startswith("dosing.step_up.")
            return says(said, title.plain, keys=filter(None, also), as_of=block.as_of, whole=steps)
        case Earlier():
            # An old value is never quoted without the one that replaced it.
            was = f"Until {block.until}: {block.text}"
            plain = joined_sentences(was, f"Since then: {title.plain}") if title.plain else ""
            return says(joined_sentences(was, f"Since then: {title.text}"), plain, whole=True)
        case Event():
            return says(f"{block.date}: {block.text}")
        case Indication():
            withdrawn = "WITHDRAWN: " if block.status is Status.WITHDRAWN else ""
            limit = f" Limitation of use: {block.limitation}" if block.limitation else ""
            cancer = names(Cancer)[block.cancer]
            keys = [*cancer, withdrawn] if withdrawn else cancer
            text, plain = f"{withdrawn}{block.population}.{limit}", withdrawn + block.plain
            return says(text, plain, topic=cancer[1], keys=keys, whole=bool(withdrawn))
        case BoxedWarning():
            was = f"In the boxed warning until {block.removed}: " if block.removed else ""
            effects = [name for effect in block.effects for name in names(SideEffect)[effect][:3]]
            return says(was + block.text, was + block.plain, topic=block.topic, keys=effects, whole=bool(was))
        case Trial():
            registered = "; ".join(filter(None, [", ".join(block.nct), block.design]))
            return says(registered or block.name, topic=block.name, keys=block.nct)
        case Identifier():
            values = ", ".join(block.values)
            return says(values + (f" ({block.note})" if block.note else ""), topic=block.system, keys=block.values)
        case Rate():
            effect = names(SideEffect)[block.effect][:3] if block.effect else ["", ""]
            older = "" if block.current else " Not what the current label prints."
            topic = block.term or effect[1]
            text = f"{block.trial}: {block.population}.{older}"
            topic = topic[:1].upper() + topic[1:]
            keys = [*filter(None, effect), *title.uses.get(block.indication or "", ())]
            return says(text, topic=topic, keys=keys, counts=True, whole=not block.current)
        case Result():
            every = block.outcomes.values()
            measured = (word for one in every for word in (one.measure, one.arm, one.group, one.versus))
            measures = ", ".join(dict.fromkeys(filter(None, measured)))
            text = f"{measures}: {block.population}; {block.analysis}."
            of_use = title.uses.get(block.indication or block.trial, ())
            return says(text, topic=block.trial, keys=of_use, counts=True)
        case ReactionTable():
            return says(f"{title.text}.", counts=True)
        case Reaction():
            return says(f"{block.term}: {title.text}.", counts=True)
        case GradeRow():
            grade, _, first = block.cells[0].partition(":") if title.topic and block.cells else ("", "", "")
            named = map(_under, title.columns, block.cells[1:]) if len(title.columns) > 1 else block.cells[1:]
            lead = first.strip() if grade else block.cells[0]
            cells = [f"Grade {lead}" if lead.isdigit() else lead, *named]
            topic = ", ".join(filter(None, [title.topic, grade]))
            # A step of a treatment is never quoted without the others of its row.
            return says(_row(cells), block.plain or "", topic=topic, whole=True)
    return None


def _row(cells: Iterable[str]) -> str:
    """Return the cells of a row as one text, a period or a semicolon after each."""
    return re.sub(r"\.; ", ". ", "; ".join(filter(None, cells)))


def _under(column: str, cell: str) -> str:
    """Return a cell with the heading of its column, where the cell is not empty and does not say it."""
    clear = column in CLEAR or cell.casefold().startswith(column.casefold())
    return f"{column}: {cell}" if cell and not clear else cell


CLEAR = ("Criteria", "Severity", "Signs", "What to do", "Treatment and dose changes")
"""Columns whose cells say by themselves what they are."""


def _cancers_in(topic: str, cancers: Iterable[Sequence[str]]) -> list[str]:
    """Return all names of the cancers that a topic names, so that a dose for `B-cell ALL` is found as one for B-ALL."""
    lowered = topic.casefold()

    def named(name: str) -> bool:
        # To compile a pattern for each name would take 30 ms for each quoted dose.
        if name.casefold() not in lowered:
            return False
        return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", topic, 0 if name.isupper() else re.I))

    return [name for every in cancers if any(map(named, every[1:])) for name in every]


def joined_sentences(first: str, second: str) -> str:
    """Return two texts as sentences in a row."""
    return " ".join(filter(None, [first if not second or first.endswith((".", "?", "!")) else f"{first}.", second]))


def section(path: str) -> str:
    """Return the section that a path is in, as a reader knows it."""
    first, *rest = path.split(".")
    if first in DIVIDED and rest:
        return f"{SECTIONS.get(first, _spoken(first))}, {_spoken(rest[0], first=False)}"
    return SECTIONS.get(first, _spoken(first))


def _spoken(key: str, *, first: bool = True) -> str:
    text = key.replace("_", " ").replace("-", " ").replace(".", ", ").replace("rems", "REMS")
    return text[:1].upper() + text[1:] if first else text


DIVIDED = ("cells", "dosing", "monitoring")
"""Sections whose parts a reader looks for by name."""

NOT_KNOWN = "Not known"

BY_WORD = ("construct", "dosing", "monitoring", "populations", "supply", "warnings")
"""Sections of a product that a list of places calls by the word of --section, which is shorter than the heading."""

SECTIONS = {
    **{section.replace("-", "_"): heading for section, heading in HEADINGS.items() if section not in BY_WORD},
    "safety": "Side effects in numbers",
    "call": "When to call",
    "cancers": "Which cancers",
    "corrections": "What other texts say",
    "definition": "What it is",
    "duration": "How long it lasts",
    "effects_common": "Common side effects",
    "effects_serious": "Serious side effects",
    "facts": "More",
    "frequency": "How often",
    "given": "How it is given",
    "how_it_works": "How it works",
    "made_from": "Where it comes from",
    "mechanism": "Why it happens",
    "notes": "Good to know",
    "onset": "When it starts",
    "profile": "Side effects",
    "recovery": "At home and recovery",
    "rows": "The table",
    "rule": "How it is read",
    "severity": "How serious it can be",
    "status": "What is approved",
    "steps": "Step by step",
    "summary": "What it is",
    "used_for": "Used for",
    "what": "What it is",
    "why": "Why it is not on the list",
}
"""Sections whose heading on a page is not the name of their field."""
