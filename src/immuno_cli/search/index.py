"""The index of a search: every name and every word of the facts, and where they are.

It is a database: compiled with the facts, or built in memory where they are YAML. A search looks up its words, and
reads the few entries that it shows.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from immuno_cli.facts.database import connect, query
from immuno_cli.facts.kinds import Entity, Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Drug, OtherProduct, Scale, SideEffect, Source, Standing, Therapy
from immuno_cli.facts.passages import NamesOf, Passage, passages
from immuno_cli.search.spelling import Spelling, split

if TYPE_CHECKING:
    from sqlite3 import Connection


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


class Exact(NamedTuple):
    """What a whole name or heading stands for."""

    entry: int
    reason: str
    passage: int
    plain: bool
    """Whether patients may be shown it."""


INDEX_SCHEMA = """
    CREATE TABLE product (word TEXT PRIMARY KEY, part INTEGER) WITHOUT ROWID;
    CREATE TABLE entry (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, UNIQUE (kind, id));
    CREATE TABLE passage (entry INTEGER PRIMARY KEY, paths TEXT);
    CREATE TABLE exact (
        key TEXT, n INTEGER, entry INTEGER, reason TEXT, place INTEGER, plain INTEGER, PRIMARY KEY (key, n)
    ) WITHOUT ROWID;
    CREATE TABLE heading (key TEXT PRIMARY KEY, written TEXT) WITHOUT ROWID;
    CREATE TABLE about (passage INTEGER, product INTEGER, PRIMARY KEY (passage, product)) WITHOUT ROWID;
"""
"""Words of the names of products, which do not fold; entries; the paths of the passages of each, a line each (a row for
each path makes the wheel 160 kB larger); whole names and headings, and how a heading is written; the products that a
passage of another entry is about."""

MOST_ENTRIES, MOST_PASSAGES = 1 << 16, 1 << 13
"""Entries of one kind, and passages of one entry. The number of an entry says its kind, and that of a passage whose it
is: a search asks no table for either."""

_KINDS = tuple(Kind)


def _number(group: int, place: int, most: int) -> int:
    """Return the number of what stands at a place of a group of at most so many. Raises ValueError where it is more."""
    if place >= most:
        raise ValueError(f"There are more than {most} in one; raise MOST_ENTRIES or MOST_PASSAGES.")
    return group * most + place


def kind_of(entry: int) -> Kind:
    """Return the kind of an entry from its number."""
    return _KINDS[entry // MOST_ENTRIES]


def entry_of(number: int) -> int:
    """Return the entry of a passage from its number among all passages."""
    return number // MOST_PASSAGES


def number_of(entry: int, place: int) -> int:
    """Return the number of a passage among all passages."""
    return _number(entry, place - WHOLE, MOST_PASSAGES)


def place_of(number: int) -> int:
    """Return which passage of its entry one is, or `WHOLE`, from its number among all passages."""
    return number % MOST_PASSAGES + WHOLE


COLUMNS = {
    "name": IN_NAME,
    "alias": IN_ALIAS,
    "kind": IN_KIND,
    "heading": IN_HEADING,
    "text": IN_TEXT,
    "plain_heading": IN_PLAIN_HEADING,
    "plain_text": IN_PLAIN_TEXT,
}
"""Columns of the full-text index, in which each row is a passage, with the bit that stands for each."""

WORD_INDEX = f"""
    CREATE VIRTUAL TABLE passage_words USING fts5 (
        {", ".join(COLUMNS)}, content = '', columnsize = 0, detail = column,
        tokenize = 'unicode61 remove_diacritics 0'
    );
    CREATE VIRTUAL TABLE word USING fts5vocab (passage_words, instance);
"""
"""Words reach the full-text index folded by our own spelling, one word one token: stock stemming is not safe for names.
It is asked word by word (`word`), because what a word is worth depends on where it stands; bm25 alone puts the wanted
place first in 84 of 95 questions, this in all."""


def begins(path: str, starts: Iterable[str]) -> bool:
    """Say whether a path is one of those given, or below it."""
    return f"{path}.".startswith(tuple(f"{start}." for start in starts))


class Index:
    """Every name and every word of the facts and where they are, in a database; names and words are folded."""

    def __init__(self, database: Connection) -> None:
        self._database = database
        self.words = _Known(database, "SELECT 1 FROM word WHERE term = ? LIMIT 1")
        """Whether any passage has a word."""
        self.names = _Known(database, "SELECT 1 FROM exact WHERE key = ?")
        """Whether anything has a name or a heading."""

    @functools.cached_property
    def products(self) -> tuple[str, ...]:
        """Names of products, which do not fold."""
        return tuple(word for (word,) in self._rows("SELECT word FROM product WHERE NOT part ORDER BY word"))

    @functools.cached_property
    def parts(self) -> frozenset[str]:
        """Words that are only a part of the name of a product, and do not fold either."""
        return frozenset(word for (word,) in self._rows("SELECT word FROM product WHERE part"))

    @functools.cached_property
    def spelling(self) -> Spelling:
        """How words are compared in this index."""
        return Spelling(self.parts.union(self.products))

    @functools.cached_property
    def size(self) -> int:
        """How many entries there are."""
        return int(self._rows("SELECT count(*) FROM entry").fetchone()[0])

    def entry(self, number: int) -> tuple[Kind, str]:
        """Return the kind and the id of an entry."""
        (name,) = self._rows("SELECT id FROM entry WHERE n = ?", number).fetchone()
        return kind_of(number), name

    @functools.cached_property
    def headings(self) -> dict[str, str]:
        """Whole headings as they are written, to suggest them."""
        return dict(self._rows("SELECT key, written FROM heading"))

    def paths(self, kind: Kind, name: str) -> list[str]:
        """Return the path of every passage of an entry, by its number."""
        question = "SELECT paths FROM entry JOIN passage ON entry = n WHERE kind = ? AND id = ?"
        (paths,) = self._rows(question, kind, name).fetchone()
        return str(paths).split("\n")

    def passages(self, word: str) -> dict[int, int]:
        """Return the number of every passage that has a word, with the bits that say where in it."""
        passages: dict[int, int] = {}
        for number, column in self._rows("SELECT doc, col FROM word WHERE term = ?", word):
            passages[number] = passages.get(number, 0) | COLUMNS[column]
        return passages

    def about(self, entry: int) -> dict[int, set[int]]:
        """Return the products that passages of an entry are about, which is none itself: `Nivolumab: 13 weeks`."""
        question = "SELECT passage, product FROM about WHERE passage BETWEEN ? AND ?"
        found: dict[int, set[int]] = {}
        for number, product in self._rows(question, number_of(entry, 0), number_of(entry, MOST_PASSAGES - 2)):
            found.setdefault(place_of(number), set()).add(product)
        return found

    def exactly(self, name: str) -> Iterator[Exact]:
        """Yield every entry that a whole name or heading stands for."""
        question = "SELECT entry, reason, place, plain FROM exact WHERE key = ? ORDER BY n"
        return (Exact(entry, reason, place, bool(plain)) for entry, reason, place, plain in self._rows(question, name))

    def _rows(self, question: str, *values: Any) -> Any:
        return query(self._database, question, *values)


class _Known:
    """A set of keys in the index: `in` runs one query."""

    def __init__(self, database: Connection, question: str) -> None:
        self._database, self._question = database, question

    def __contains__(self, value: str) -> bool:
        return query(self._database, self._question, value).fetchone() is not None


@functools.lru_cache(maxsize=1)
def open_index(knowledge: Knowledge) -> Index:
    """Return the index that was compiled with the facts; where they are YAML, build one in memory."""
    database = knowledge.store.database
    if database is None:
        database = connect(None)
        fill(database, knowledge)
    return Index(database)


def fill(database: Connection, knowledge: Knowledge) -> None:
    """Write the index of all facts; of the sources only their ids, which say nothing about a treatment."""
    for statement in f"{INDEX_SCHEMA}{WORD_INDEX}".split(";"):
        query(database, statement)
    products = [*_words_of_products(knowledge)]
    whole = {"".join(words) for words in products}
    rows = [(word, word not in whole) for word in sorted(whole.union(*products))]
    database.executemany("INSERT INTO product VALUES (?, ?)", rows)
    headings: dict[str, str] = {}
    counter = itertools.count()
    spelling = Index(database).spelling
    brands = _brands(knowledge, spelling)
    every = ((kind, nth, name) for kind in Kind for nth, name in enumerate(knowledge.ids(kind.cls)))
    for kind, nth, name in every:
        number = _number(_KINDS.index(kind), nth, MOST_ENTRIES)
        entity: Entity | None = knowledge.get(kind.cls, name) if kind is not Kind.SOURCE else None
        own = tuple(passages(entity, knowledge.names)) if entity else ()
        paths = [passage.path for passage in own] or ["title"]  # the one passage of a source
        database.execute("INSERT INTO entry VALUES (?, ?, ?)", (number, kind, name))
        database.execute("INSERT INTO passage VALUES (?, ?)", (number, "\n".join(paths)))
        known: dict[str, Exact] = {}
        for written, key, exact in _names(number, name, entity, own, spelling):
            # One entry stands once under each name, and once more if only a later place has plain words.
            if key not in known or exact.plain > known[key].plain:
                known[key] = exact
                row = (key, next(counter), *exact)
                database.execute("INSERT INTO exact VALUES (?, ?, ?, ?, ?, ?)", row)
                if exact.reason == Reason.HEADING and len(written) <= LONGEST_SUGGESTED:
                    headings[key] = min(written, headings.get(key, written))
        if kind not in (Kind.DRUG, Kind.OTHER_PRODUCT):
            about = ((number_of(number, place), _about(passage, brands, spelling)) for place, passage in enumerate(own))
            named_at = [(passage, product) for passage, named in about for product in named]
            database.executemany("INSERT INTO about VALUES (?, ?)", named_at)
        words = _words(name, entity, entry_context(kind, entity, knowledge.names), own, spelling)
        for place in range(WHOLE, len(paths)):
            cells = [" ".join(sorted(words.get((place, bit), ()))) for bit in COLUMNS.values()]
            marks = ", ".join("?" * (len(cells) + 1))
            columns = f"(rowid, {', '.join(COLUMNS)})"
            cells_of_one = (number_of(number, place), *cells)
            database.execute(f"INSERT INTO passage_words {columns} VALUES ({marks})", cells_of_one)
    database.executemany("INSERT INTO heading VALUES (?, ?)", headings.items())
    database.execute("INSERT INTO passage_words (passage_words) VALUES ('optimize')")


def _brands(knowledge: Knowledge, spelling: Spelling) -> dict[str, set[int]]:
    """Return the products, by number, that have a name of one word, such as a brand."""
    brands: dict[str, set[int]] = {}
    for nth, name in enumerate(knowledge.ids(Drug)):
        for written in knowledge.names(Drug)[name]:
            brands.setdefault(spelling.key(written), set()).add(_number(_KINDS.index(Kind.DRUG), nth, MOST_ENTRIES))
    return brands


def _about(passage: Passage, brands: Mapping[str, set[int]], spelling: Spelling) -> set[int]:
    """Return the products that the topic of a passage names; of one that says how long or how often, also its text."""
    text = f"{passage.text} {passage.plain}" if begins(passage.path, MEASURED) else ""
    return set().union(*(brands.get(word, ()) for word in spelling.joined(f"{passage.topic} / {text}")))


MEASURED = ("onset", "duration", "frequency", "severity")
"""Sections of a side effect whose numbers are those of the products that they name."""


def _words_of_products(knowledge: Knowledge) -> Iterator[list[str]]:
    """Yield the words of every name of a product; names of many words are descriptions."""
    described = {name for drug in knowledge.all(Drug) for name in drug.names.other}
    for cls in (Drug, OtherProduct):
        for names in knowledge.names(cls).values():
            for name in names:
                words = [word.casefold() for word in split(name)]
                if len(words) <= LONGEST_OF_PRODUCT and name not in described:
                    yield words


LONGEST_SUGGESTED = 25
"""Letters of a heading that is suggested; a longer one nobody mistypes, and with all the wheel is 20 KB larger."""

LONGEST_OF_PRODUCT = 3
"""Words of the proper name of a product with its suffix."""


def _names(
    number: int, name: str, entity: Entity | None, passages: tuple[Passage, ...], spelling: Spelling
) -> Iterator[tuple[str, str, Exact]]:
    """Yield every name and every heading of an entity: as written, as compared, and what it stands for."""
    for reason, written in names_with_reason(name, entity):
        # With and without `and`: a question is compared without such words.
        for key in dict.fromkeys((spelling.key(written), "".join(spelling.wanted(written)))):
            yield written, key, Exact(number, reason.value, WHOLE, plain=True)
    for place, passage in enumerate(passages):
        for heading in () if passage.counts else passage.labels:
            exact = Exact(number, Reason.HEADING.value, place, plain=bool(passage.plain))
            yield heading, "".join(spelling.wanted(heading)), exact


def _words(
    name: str, entity: Entity | None, context: str, passages: tuple[Passage, ...], spelling: Spelling
) -> dict[tuple[int, int], set[str]]:
    """Return the words of an entity by the passage that has them and the bit that says where in it."""
    words: dict[tuple[int, int], set[str]] = {}

    def note(text: str, place: int, *where: int) -> None:
        joined = spelling.joined(text)
        for bit in where:
            words.setdefault((place, bit), set()).update(joined)

    for reason, written in names_with_reason(name, entity):
        note(written, WHOLE, IN_ALIAS if reason is Reason.ALIAS else IN_NAME)
    note(context, WHOLE, IN_KIND)
    for place, passage in enumerate(passages):
        heading = (IN_HEADING, IN_PLAIN_HEADING) if passage.plain else (IN_HEADING,)
        text = (IN_TEXT, IN_PLAIN_TEXT) if passage.plain else (IN_TEXT,)
        if passage.text.endswith("?"):
            # A question to ask is no answer, whatever stands above it.
            heading = text
        note(passage.where, place, *heading)
        labels = SECTION_NUMBER.sub("", " / ".join(passage.labels))
        note(labels, place, *(text if passage.counts else heading))
        note(passage.text, place, IN_TEXT)
        note(passage.plain, place, IN_PLAIN_TEXT)
    return words


SECTION_NUMBER = re.compile(r"(?<!\S)\d+\.\d+ (?=[A-Z])|\(\d+\.\d+(?:, \d+\.\d+)*\)")
"""The number of a section of a label in a heading, `Postmarketing (6.2)`: a 6 in a question is a number of weeks."""


def entry_context(kind: Kind, entity: Entity | None, names: NamesOf) -> str:
    """Return words that are true of a whole entry: its kind, and of a product the kind of therapy or its standing."""
    words = [kind.replace("-", " ")]
    if isinstance(entity, Drug):
        words += ["product", *names(Therapy)[entity.therapy]]
    if isinstance(entity, OtherProduct):
        words += [entity.standing.value, "not approved" if entity.standing is not Standing.RELATED else ""]
    if isinstance(entity, Cancer):
        words += OF_A_CANCER
    return " / ".join(words)


OF_A_CANCER = ("treatment options", "approved drugs", "first line", "second line", "third line", "later line")
"""What the page of every cancer tells, in no passage of its own."""


def names_with_reason(name: str, entity: Entity | None) -> Iterator[tuple[Reason, str]]:
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
