"""The compiled form of the facts: what the decoder made of the YAML, in a shape that is quick to read.

The wheel carries it beside the YAML. `export.compile` writes it when the wheel is built, from objects that the decoder
made; nothing compiled is kept with the sources. One file for each kind: a line for each entity, which says where it is,
which names it answers to and which sources it cites; then the entities, each the JSON text that `--json` prints. So an
answer in JSON is copied and never decoded, and a page decodes only the fields that it shows: a field of an entity
begins on a line of its own, at a depth that no other line has. The index of the search stands beside them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from immuno_cli.facts import model
from immuno_cli.facts.lines import Data, Lines, first_line, opened
from immuno_cli.facts.records import record, unread

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FOLDER = "compiled"
SHAPES = "shapes.json"
"""For each class its fields that are not as JSON has them, each with a code that says what to make of the JSON.

`o:Claim` is a record, `t:x` a tuple of x, `m:x` a mapping to x, `e:Pathway` a member, `d` a date, `p` a partial date.
"""

INDENT = 4
"""Columns that a record stands in from the left in the JSON of an answer."""
FIELD = b"\n" + b" " * (INDENT + 2) + b'"'
"""What a field of an entity begins with, and nothing inside of it: that is further in, and JSON text has no newline."""
LAST = b"\n" + b" " * INDENT + b"}"
"""What ends an entity, after its last field."""
SHORT = 2_000
"""An entity of fewer letters is read whole."""

Build = Callable[[Any], Any]


@record()
class Kind:
    """One kind of fact: its class, what is known of each entity by its id, and where the text of all of them begins."""

    cls: type
    directory: Mapping[str, list[bytes]]
    """For each entity: where its text begins and ends; in JSON its names, the sources it cites, how much it holds."""
    data: Data
    start: int


_DECODER = json.JSONDecoder()


def _value(text: bytes) -> Any:
    """Return the value that a text in JSON begins with."""
    return _DECODER.raw_decode(text.decode())[0]


PLACE, NAMES, CITED, TALLY = range(4)
"""The columns of a directory."""


class Compiled:
    """Reads the compiled facts of one folder."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._kinds: dict[str, Kind] = {}
        self._shapes: dict[str, dict[str, str]] = json.loads((folder / SHAPES).read_bytes())
        self._builders: dict[str, Build] = {}

    def has(self, kind: str, name: str) -> bool:
        """Say whether there is an entity with this id."""
        return name in self._kind(kind).directory

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind, sorted."""
        return tuple(self._whole(kind))

    def names(self, kind: str) -> dict[str, list[str]]:
        """Return every id of a kind, sorted, with the names it answers to."""
        return {name: _value(columns[NAMES]) for name, columns in self._whole(kind).items()}

    def entity(self, kind: str, name: str) -> Any:
        """Return one entity, whose fields are decoded when they are asked for. Raises KeyError when there is none."""
        found = self._kind(kind)
        cls, data = found.cls, found.data
        start, end = self._place(kind, name)
        if end - start < SHORT:
            return self._builder(f"o:{cls.__name__}")(_value(data[start:end]))
        shape = self._shapes[cls.__name__]

        def read(field: str) -> Any:
            key = b'%b%b": ' % (FIELD, field.encode())
            at = data.find(key, start, end) + len(key)
            after = data.find(FIELD, at, end)
            # What follows the value, a comma for the most part, is not looked at.
            value = _value(data[at : after if after > 0 else end - len(LAST)])
            return self._builder(shape[field])(value) if field in shape and value is not None else value

        return unread(cls, {"id": name}, read)

    def published(self, kind: str, name: str) -> str:
        """Return the JSON text of one entity as it stands in an answer."""
        start, end = self._place(kind, name)
        return self._kind(kind).data[start:end].decode()

    def cited(self, kind: str, name: str) -> list[str]:
        """Return the ids of the sources that one entity cites."""
        found: list[str] = _value(self._kind(kind).directory[name][CITED])
        return found

    def tally(self, kind: str, name: str) -> tuple[int, int, int]:
        """Return how many claims, numbers and quotes one entity holds."""
        cited, numbers, quotes = _value(self._kind(kind).directory[name][TALLY])
        return cited, numbers, quotes

    def file(self, name: str) -> Data:
        """Return what else was made of the facts when they were compiled, such as the index of the search."""
        return opened(self._folder / name)

    def _place(self, kind: str, name: str) -> tuple[int, int]:
        found = self._kind(kind)
        start, end = map(int, found.directory[name][PLACE].split(b","))
        return found.start + start, found.start + end

    def _whole(self, kind: str) -> Mapping[str, list[bytes]]:
        """Return the directory of a kind, read from end to end: who asks for all ids will look most of them up."""
        found = self._kind(kind)
        if isinstance(found.directory, Lines):
            whole = dict(found.directory.pairs())
            self._kinds[kind] = Kind(found.cls, whole, found.data, found.start)
            return whole
        return found.directory

    def _kind(self, kind: str) -> Kind:
        if kind not in self._kinds:
            data = self.file(f"{kind}.json")
            head, start = first_line(data)
            cls, length = json.loads(head)
            directory = Lines(data, start, start + length, lambda columns: columns.split(b"\t"))
            self._kinds[kind] = Kind(getattr(model, cls), directory, data, start + length)
        return self._kinds[kind]

    def _builder(self, code: str) -> Build:
        if code not in self._builders:
            self._builders[code] = self._make(code)
        return self._builders[code]

    def _make(self, code: str) -> Build:
        sort, _, inner = code.partition(":")
        if sort == "d":
            return dt.date.fromisoformat
        if sort == "p":
            return model.PartialDate
        if sort == "e":
            member: Build = getattr(model, inner)
            return member
        if sort == "o":
            return self._record(getattr(model, inner), self._shapes[inner])
        build = self._builder(inner) if inner else None
        if sort == "t":
            return (lambda values: tuple(map(build, values))) if build else tuple
        return (lambda values: {key: build(value) for key, value in values.items()}) if build else dict

    def _record(self, cls: type, shape: dict[str, str]) -> Build:
        special = [(name, self._builder(code)) for name, code in shape.items()]

        def build(values: dict[str, Any]) -> Any:
            for name, one in special:
                if values[name] is not None:
                    values[name] = one(values[name])
            made: Any = object.__new__(cls)
            # The decoder has checked these values; setting them one by one would only be slower.
            made.__dict__.update(values)
            return made

        return build
