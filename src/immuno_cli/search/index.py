"""The index of a search: every name and every word of the facts, and where they are.

It holds text and numbers only, so that it can be kept beside the compiled facts, one name or word a line: a search then
looks up the lines of its words, and reads the few entries that it shows.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import NamedTuple

from immuno_cli.facts.kinds import Entity, Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.lines import Data, Lines, first_line, ordered
from immuno_cli.facts.model import Cancer, Drug, OtherProduct, Scale, SideEffect, Source, Standing, Therapy
from immuno_cli.facts.passages import NamesOf, Passage, passages
from immuno_cli.facts.records import record
from immuno_cli.search.spelling import Spelling, split


class Reason(StrEnum):
    """What an entry was found by, best first."""

    ID = "id"
    BRAND = "brand"
    NAME = "name"
    ALIAS = "alias"
    PART = "part-of-name"
    KIND = "kind"
    HEADING = "heading"
    TEXT = "text"
    EMERGENCY = "emergency"
    """What is shown above everything, because the question names a sign of an emergency."""


# Where in an entry a word is, as bits. Patients are shown only places that have plain words.
IN_NAME, IN_ALIAS, IN_KIND, IN_HEADING, IN_TEXT, IN_PLAIN_HEADING, IN_PLAIN_TEXT = (1 << bit for bit in range(7))

WHOLE = -1
"""Stands for the number of a passage where the words are true of the whole entry: its names and its kind."""


class Place(NamedTuple):
    """Where a word is: the numbers of the entry and of the passage, and the bits that say where in the passage."""

    entry: int
    passage: int
    where: int


class Exact(NamedTuple):
    """What a whole name or heading stands for."""

    entry: int
    reason: str
    passage: int
    plain: bool
    """Whether patients may be shown it."""


@record()
class Index:
    """Entries by number, whole names and headings, and words; names and words are folded (`spelling`)."""

    products: tuple[str, ...] = ()
    """Names of products, which do not fold."""
    parts: tuple[str, ...] = ()
    """Words that are only a part of the name of a product, and do not fold either."""
    entries: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id."""
    names: Mapping[str, list[Exact]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    """For each entry (`drug/yescarta`) the paths of its passages in order, with a space between them."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Whole headings as they are written, to suggest them."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The places of each word, packed: to read a hundred thousand lists would take longer than to answer."""

    @property
    def spelling(self) -> Spelling:
        """How words are compared in this index."""
        return _spelling(self.products, self.parts)

    def places(self, word: str) -> Iterator[Place]:
        """Yield every place of a word."""
        for place in self.words.get(word, "").split():
            yield Place(*map(int, place.split(",")))

    def exactly(self, name: str) -> Iterator[Exact]:
        """Yield every entry that a whole name or heading stands for."""
        yield from self.names.get(name, ())


@functools.cache
def _spelling(*kept: tuple[str, ...]) -> Spelling:
    return Spelling(frozenset().union(*kept))


def build(knowledge: Knowledge) -> Index:
    """Return the index of all facts; of the sources only their ids, which say nothing about a treatment."""
    names = functools.cache(knowledge.names)
    products = [*_words_of_products(knowledge)]
    whole = {"".join(one) for one in products}
    parts = {word for one in products for word in one} - whole
    exact: dict[str, list[Exact]] = {}
    headings: dict[str, str] = {}
    paths: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    index = Index(products=tuple(sorted(whole)), parts=tuple(sorted(parts)))
    spelling = index.spelling
    for kind in Kind:
        for name in knowledge.ids(kind.cls):
            number = len(index.entries)
            index.entries.append((kind.value, name))
            entity: Entity | None = knowledge.get(kind.cls, name) if kind is not Kind.SOURCE else None
            said = tuple(passages(entity, names)) if entity else ()
            paths[f"{kind}/{name}"] = " ".join(one.path for one in said) or "title"  # the one passage of a source
            for written, key, found in _names(number, name, entity, said, spelling):
                known = exact.setdefault(key, [])
                # One entry stands once under each name, and once more if only a later place has plain words.
                if all(one.entry != number or found.plain > one.plain for one in known):
                    known.append(found)
                if found.reason == Reason.HEADING:
                    headings.setdefault(key, written)
            context = about(kind, entity, names)
            # In order, not in that of a set: two builds of one version have the same bytes.
            for (word, passage), where in sorted(_words(name, entity, context, said, spelling).items()):
                words.setdefault(word, []).append(f"{number},{passage},{where}")
    packed = {word: " ".join(places) for word, places in words.items()}
    return replace(index, names=exact, paths=paths, headings=headings, words=packed)


def _words_of_products(knowledge: Knowledge) -> Iterator[list[str]]:
    """Yield the words of every name of a product; names of many words are descriptions."""
    described = {name for drug in knowledge.all(Drug) for name in drug.names.other}
    for cls in (Drug, OtherProduct):
        for names in knowledge.names(cls).values():
            for name in names:
                words = [word.casefold() for word in split(name)]
                if len(words) <= LONGEST_OF_PRODUCT and name not in described:
                    yield words


LONGEST_OF_PRODUCT = 3
"""Words of the proper name of a product with its suffix."""


def _names(
    number: int, name: str, entity: Entity | None, said: tuple[Passage, ...], spelling: Spelling
) -> Iterator[tuple[str, str, Exact]]:
    """Yield every name and every heading of an entity: as written, as compared, and what it stands for."""
    for reason, one in named(name, entity):
        yield one, spelling.key(one), Exact(number, reason.value, WHOLE, plain=True)
    for place, passage in enumerate(said):
        for heading in () if passage.counts else passage.labels:
            exact = Exact(number, Reason.HEADING.value, place, plain=bool(passage.plain))
            yield heading, "".join(spelling.wanted(heading)), exact


def _words(
    name: str, entity: Entity | None, context: str, said: tuple[Passage, ...], spelling: Spelling
) -> dict[tuple[str, int], int]:
    """Return each word of an entity and the passage it is in, with the bits that say where."""
    found: dict[tuple[str, int], int] = {}

    def note(text: str, passage: int, where: int) -> None:
        for word in spelling.joined(text):
            found[word, passage] = found.get((word, passage), 0) | where

    for reason, one in named(name, entity):
        note(one, WHOLE, IN_ALIAS if reason is Reason.ALIAS else IN_NAME)
    note(context, WHOLE, IN_KIND)
    for place, passage in enumerate(said):
        heading = IN_HEADING | (IN_PLAIN_HEADING if passage.plain else 0)
        text = IN_TEXT | (IN_PLAIN_TEXT if passage.plain else 0)
        if passage.text.endswith("?"):
            # A question to ask is no answer, whatever stands above it.
            heading = text
        note(passage.where, place, heading)
        note(" / ".join(passage.labels), place, text if passage.counts else heading)
        note(passage.text, place, IN_TEXT)
        note(passage.plain, place, IN_PLAIN_TEXT)
    return found


def about(kind: Kind, entity: Entity | None, names: NamesOf) -> str:
    """Return words that are true of a whole entry: its kind, and of a product the kind of therapy or its standing."""
    words = [kind.replace("-", " ")]
    if isinstance(entity, Drug):
        words += ["product", *names(Therapy)[entity.therapy]]
    if isinstance(entity, OtherProduct):
        words += [entity.standing.value, "not approved" if entity.standing is not Standing.RELATED else ""]
    return " / ".join(words)


def named(name: str, entity: Entity | None) -> Iterator[tuple[Reason, str]]:
    """Yield every name of an entity with what kind of name it is, its id first."""
    yield Reason.ID, name
    match entity:
        case None | Source():
            return
        case Drug():
            names = entity.names
            yield Reason.BRAND, names.brand
            yield Reason.NAME, names.proper
            others = [*names.short, *names.code, *names.other]
        case SideEffect() | Cancer() | Scale():
            yield Reason.NAME, entity.name
            others = [*filter(None, [entity.abbreviation]), *entity.aliases]
        case _:
            yield Reason.NAME, entity.name
            others = [*entity.aliases]
    for other in others:
        yield Reason.ALIAS, other


FILE = "search.txt"
"""Its name among the compiled facts."""


def dump(index: Index) -> bytes:
    """Return the index: a line of JSON, then names, paths, headings and words, each part in order of its lines."""
    import json

    exact = {key: json.dumps(found, separators=(",", ":")) for key, found in index.names.items()}
    parts = [ordered(part) for part in (exact, index.paths, index.headings, index.words)]
    head = [index.products, index.parts, index.entries, list(map(len, parts))]
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + b"".join(parts)


def load(data: Data) -> Index:
    """Return an index from its lines."""
    import json

    def exact(text: bytes) -> list[Exact]:
        return [Exact(*one) for one in json.loads(text)]

    head, start = first_line(data)
    products, parts, entries, lengths = json.loads(head)
    one, two, three, four, five = itertools.accumulate(lengths, initial=start)
    return Index(
        products=tuple(products),
        parts=tuple(parts),
        entries=[(kind, name) for kind, name in entries],
        names=Lines(data, one, two, exact),
        paths=Lines(data, two, three, bytes.decode),
        headings=Lines(data, three, four, bytes.decode),
        words=Lines(data, four, five, bytes.decode),
    )


def opened(knowledge: Knowledge) -> Index:
    """Return the index that was compiled with the facts; build it where they are YAML."""
    data = knowledge.compiled_file(FILE)
    return load(data) if data is not None else build(knowledge)
