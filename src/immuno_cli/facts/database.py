"""Facts as the wheel carries them: one SQLite database, compiled by `export.compile` when the wheel is built.

It holds the JSON that `--json` prints: of a short entity whole, of a long one a row for each field. So an answer in
JSON is copied and never decoded, and a page decodes only the fields that it shows: 23 to 31 % of a list. The index of
the search stands in it too.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from immuno_cli.errors import ImmunoError, Problem
from immuno_cli.facts.entities import Tally
from immuno_cli.facts.folder import DAMAGED
from immuno_cli.facts.kinds import FOLDERS
from immuno_cli.facts.model import Citation, Cite, PartialDate
from immuno_cli.facts.records import lazy_record, unannotate

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from sqlite3 import Connection

FILE = "facts.sqlite"
"""Its name beside the YAML."""

SCHEMA = """
    CREATE TABLE entity (
        kind TEXT, id TEXT, names TEXT, cited TEXT, claims INTEGER, numbers INTEGER, quotes INTEGER, json TEXT,
        PRIMARY KEY (kind, id)
    ) WITHOUT ROWID;
    CREATE TABLE part (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, field TEXT, json TEXT, UNIQUE (kind, id, field));
    CREATE TABLE name (key TEXT, kind TEXT, id TEXT, PRIMARY KEY (key, kind, id)) WITHOUT ROWID;
    CREATE TABLE citation (source TEXT, kind TEXT, id TEXT, PRIMARY KEY (source, kind, id)) WITHOUT ROWID;
"""
"""The kind is the name of the class; names and cited sources are lists in JSON; a name is found by its normal form."""

CLASSES = {kind.__name__: kind for kind in FOLDERS}


def connect(file: Traversable | None) -> Connection:
    """Open a database for reading, be it in a zip file; without a file, an empty one in memory.

    Raises ImmunoError where Python has no SQLite, or one that cannot search, and where the file cannot be read.
    """
    try:
        import sqlite3

        class Closing(sqlite3.Connection):
            """Closes itself: from Python 3.13 on one that is left open is warned of."""

            def __del__(self) -> None:
                with suppress(sqlite3.ProgrammingError):  # one that could not be opened cannot be closed
                    self.close()

        if isinstance(file, Path):
            # Nobody changes an installed file: no lock is taken, and a folder that cannot be written to will do.
            return sqlite3.connect(f"{_address(file)}?mode=ro&immutable=1", uri=True, factory=Closing)
        opened = sqlite3.connect(":memory:", factory=Closing)
        if file is not None:
            opened.deserialize(file.read_bytes())
        return opened
    except (ImportError, AttributeError):
        raise ImmunoError(NO_SQLITE) from None
    except sqlite3.OperationalError:
        raise ImmunoError(DAMAGED) from None


def _address(file: Path) -> str:
    """Return the URI of a file. `Path.as_uri` would load `urllib.request`, with all of HTTP, on Python 3.14."""
    from urllib.parse import quote

    path = file.absolute().as_posix()
    return f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path), safe='/:')}"


def query(database: Connection, question: str, *values: Any) -> Any:
    """Run one SQL statement and return its cursor. Raises ImmunoError where the database is damaged or has no FTS5."""
    try:
        return database.execute(question, values)
    except database.DatabaseError as error:
        raise ImmunoError(NO_SQLITE if "no such module" in str(error) else DAMAGED) from None


NO_SQLITE = (
    "This Python lacks SQLite with FTS5, which keeps the facts. Install its sqlite3 module or use another Python."
)


class Database:
    """The compiled facts of one file."""

    def __init__(self, root: Traversable, name: str = FILE) -> None:
        self.root = root
        self.opened: dict[tuple[type, str], Any] = {}
        self._file = root / name

    @functools.cached_property
    def database(self) -> Connection:
        """The connection, opened lazily. Raises ImmunoError as `connect` does."""
        return connect(self._file)

    def ids(self, kind: type) -> tuple[str, ...]:
        """Return the ids of a kind, sorted."""
        return tuple(name for (name,) in self._rows("SELECT id FROM entity WHERE kind = ? ORDER BY id", kind))

    def has(self, kind: type, name: str) -> bool:
        """Say whether a kind has an entity with this id."""
        return self._row("SELECT 1 FROM entity WHERE kind = ? AND id = ?", kind, name) is not None

    def load(self, kind: type, name: str) -> tuple[Any, list[Problem]]:
        """Read one entity, which has no problem; fields of a long one are lazy. Raises KeyError when it is missing."""
        if (kind, name) not in self.opened:
            row = self._row("SELECT json FROM entity WHERE kind = ? AND id = ?", kind, name)
            if row is None:
                raise KeyError(name)
            self.opened[kind, name] = self._built(kind, name, row[0])
        return self.opened[kind, name], []

    def every(self, kind: type) -> Iterator[tuple[Any, list[Problem]]]:
        """Yield every entity of a kind, sorted by id, by one query; none has problems. It keeps none that it reads."""
        for name, text in self._rows("SELECT id, json FROM entity WHERE kind = ? ORDER BY id", kind):
            known = self.opened.get((kind, name))
            yield self._built(kind, name, text) if known is None else known, []

    def _built(self, kind: type, name: str, text: str | None) -> Any:
        return build_of(kind)(json.loads(text)) if text else self._by_parts(kind, name)

    def _by_parts(self, kind: type, name: str) -> Any:
        builds = builds_of(kind)

        def read(field: str) -> Any:
            row = self._row("SELECT json FROM part WHERE kind = ? AND id = ? AND field = ?", kind, name, field)
            value = json.loads(row[0])
            return builds[field](value) if field in builds and value is not None else value

        return lazy_record(kind, {"id": name}, read)

    def names(self, kind: type) -> Mapping[str, list[str]]:
        """Return every id of a kind with the names that it answers to."""
        rows = self._rows("SELECT id, names FROM entity WHERE kind = ? ORDER BY id", kind)
        return {name: json.loads(names) for name, names in rows}

    def named(self, key: str, kinds: Collection[type]) -> Iterator[tuple[type, str]]:
        """Yield the kind and the id of every entity of some kinds of which a name is `key` when it is normalized."""
        by_kind = {
            CLASSES[kind]: name
            for kind, name in self._rows("SELECT kind, id FROM name WHERE key = ? ORDER BY kind, id DESC", key)
        }
        return ((kind, by_kind[kind]) for kind in kinds if kind in by_kind)

    def cited(self, kind: type, name: str) -> Collection[str]:
        """Return the ids of the sources that an entity cites."""
        sources: list[str] = json.loads(self._row("SELECT cited FROM entity WHERE kind = ? AND id = ?", kind, name)[0])
        return sources

    def citing(self, source: str) -> Iterator[tuple[type, str]]:
        """Yield the kind and the id of every entity that cites a source."""
        rows = self._rows("SELECT kind, id FROM citation WHERE source = ? ORDER BY id", source)
        entities = [(CLASSES[kind], name) for kind, name in rows if kind in CLASSES]
        return iter(sorted(entities, key=lambda entity: list(FOLDERS).index(entity[0])))

    def naming(self, kind: type, field: str, name: str) -> Collection[str]:
        """Return the ids of a kind of which a field may name something: it stands in the text, or the text is short."""
        whole = self._rows("SELECT id FROM entity WHERE kind = ? AND json IS NOT NULL", kind).fetchall()
        question = "SELECT id FROM part WHERE kind = ? AND field = ? AND instr(json, ?)"
        return {id_ for (id_,) in (*whole, *self._rows(question, kind, field, f'"{name}"'))}

    def tally(self, kind: type, name: str) -> Tally:
        """Return how many facts an entity holds."""
        return Tally(*self._row("SELECT claims, numbers, quotes FROM entity WHERE kind = ? AND id = ?", kind, name))

    def text(self, kind: type, name: str) -> Iterator[str]:
        """Yield the JSON of an entity as it stands in an answer, of a long one field by field.

        Whole, the longest product would take half the memory of a page.
        """
        (whole,) = self._row("SELECT json FROM entity WHERE kind = ? AND id = ?", kind, name)
        if whole is not None:
            yield whole
            return
        # By their numbers, in which they are stored: to sort them would copy them.
        first, last = self._row("SELECT min(n), max(n) FROM part WHERE kind = ? AND id = ?", kind, name)
        yield from in_answer(query(self.database, "SELECT field, json FROM part WHERE n BETWEEN ? AND ?", first, last))

    def strays(self) -> Iterator[Problem]:
        """Yield nothing: a database holds what was compiled."""
        return iter(())

    def _rows(self, question: str, kind: type | str, *more: str) -> Any:
        return query(self.database, question, kind if isinstance(kind, str) else kind.__name__, *more)

    def _row(self, question: str, kind: type, *more: str) -> Any:
        return self._rows(question, kind, *more).fetchone()


DEPTH = 4
"""Columns that an entity stands in from the left in an answer."""


def in_answer(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the JSON of an entity as it stands in an answer, from its fields: their names, and their JSON in turn."""
    before = "{"
    for field, text in fields:
        yield f'{before}\n{" " * (DEPTH + 2)}"{field}": '
        yield text
        before = ","
    yield f"\n{' ' * DEPTH}}}"


# --- from JSON to records ---------------------------------------------------------------------------------------------

Build = Callable[[Any], Any]


@functools.cache
def build_of(cls: type) -> Build:
    """Return the function that builds a record of a class from JSON that the decoder has checked."""
    builds = builds_of(cls)

    def build(values: dict[str, Any]) -> Any:
        for name, make in builds.items():
            if values[name] is not None:
                values[name] = make(values[name])
        instance: Any = object.__new__(cls)
        # The decoder has checked these values; setting them one by one would only be slower.
        instance.__dict__.update(values)
        return instance

    return build


@functools.cache
def builds_of(cls: type) -> dict[str, Build]:
    """Return the fields of a class that JSON cannot hold as they are, each with the function that builds it."""
    builds = ((name, _build(wanted)) for name, wanted in cls.__annotations__.items())
    return {name: build for name, build in builds if build is not None}


def _build(wanted: Any) -> Build | None:
    wanted, _ = unannotate(wanted)
    origin = get_origin(wanted)
    if origin is tuple:
        item = _build(get_args(wanted)[0])
        return functools.partial(_tuple, item) if item else tuple
    if origin is dict:
        item = _build(get_args(wanted)[1])
        if get_args(wanted)[1] is Citation and item is not None:
            return lambda values: Cite(_mapping(item, values))
        return functools.partial(_mapping, item) if item else None
    if hasattr(wanted, "_template"):
        return build_of(wanted)
    if wanted is dt.date:
        return dt.date.fromisoformat
    return wanted if wanted is PartialDate or issubclass(wanted, StrEnum) else None


def _tuple(item: Build, values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(item, values))


def _mapping(item: Build, values: dict[str, Any]) -> dict[str, Any]:
    return {key: item(value) for key, value in values.items()}
