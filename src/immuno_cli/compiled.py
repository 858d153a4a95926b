"""The compiled form of the facts: what the decoder made of the YAML, in a shape that is quick to read.

The wheel carries it beside the YAML. It is written when the wheel is built, by `write`, from objects that the decoder
made; nothing compiled is kept with the sources. One file for each kind: a first line that says where each entity is,
which names it answers to and which sources it cites; then the entities, each the JSON text that `--json` prints. So an
answer in JSON is copied and never decoded, and a page decodes only the fields that it shows: a field of an entity
begins on a line of its own, at a depth that no other line has. The index of the search (`index`) stands beside them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from immuno_cli import model
from immuno_cli.records import unread

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from immuno_cli.knowledge import Entity

FOLDER = "compiled"
SHAPES = "shapes.json"
"""For each class its fields that are not as JSON has them, each with a code that says what to make of the JSON.

`o:Claim` is a record, `t:x` a tuple of x, `m:x` a mapping to x, `e:Pathway` a member, `d` a date, `p` a partial date.
"""

INDENT = 4
"""Columns that a record stands in from the left in the JSON of an answer."""
FIELD = "\n" + " " * (INDENT + 2) + '"'
"""What a field of an entity begins with, and nothing inside of it: that is further in, and JSON text has no newline."""
SHORT = 2_000
"""An entity of fewer letters is read whole."""

_DECODER = json.JSONDecoder()

Build = Callable[[Any], Any]


class Kind(NamedTuple):
    """One kind of fact: its class, where each entity is in the text (start and length), and what is known of each."""

    cls: type
    places: Mapping[str, tuple[int, int]]
    names: Mapping[str, list[str]]
    cited: Mapping[str, list[str]]
    text: bytes


class Compiled:
    """Reads the compiled facts of one folder."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._kinds: dict[str, Kind] = {}
        self._shapes: dict[str, dict[str, str]] = json.loads(self.file(SHAPES))
        self._builders: dict[str, Build] = {}

    def names(self, kind: str) -> Mapping[str, list[str]]:
        """Return every id of a kind, sorted, with the names it answers to."""
        return self._kind(kind).names

    def entity(self, kind: str, name: str) -> Any:
        """Return one entity, whose fields are decoded when they are asked for. Raises KeyError when there is none."""
        cls = self._kind(kind).cls
        text = self.published(kind, name)
        if len(text) < SHORT:
            return self._builder(f"o:{cls.__name__}")(json.loads(text))
        shape = self._shapes[cls.__name__]

        def read(field: str) -> Any:
            key = f'{FIELD}{field}": '
            value, _ = _DECODER.raw_decode(text, text.index(key) + len(key))
            return self._builder(shape[field])(value) if field in shape and value is not None else value

        return unread(cls, {"id": name}, read)

    def published(self, kind: str, name: str) -> str:
        """Return the JSON text of one entity as it stands in an answer."""
        found = self._kind(kind)
        start, length = found.places[name]
        return found.text[start : start + length].decode()

    def cited(self, kind: str, name: str) -> list[str]:
        """Return the ids of the sources that one entity cites."""
        return self._kind(kind).cited[name]

    def file(self, name: str) -> bytes:
        """Return what else was made of the facts when they were compiled, such as the index of the search."""
        return (self._folder / name).read_bytes()

    def _kind(self, kind: str) -> Kind:
        if kind not in self._kinds:
            head, _, text = self.file(f"{kind}.json").partition(b"\n")
            name, places, names, cited = json.loads(head)
            self._kinds[kind] = Kind(getattr(model, name), places, names, cited, text)
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


def compile_facts(root: Traversable) -> dict[str, bytes]:
    """Return the compiled files of a folder of facts by name. Raises BadFacts when a file is faulty."""
    from immuno_cli import index
    from immuno_cli.knowledge import FOLDERS, Knowledge

    knowledge = Knowledge(root, compiled=False)
    kinds: dict[str, tuple[type, Iterable[Entity | model.Edition]]] = {
        "edition": (model.Edition, [knowledge.edition]),
        **{folder: (kind, knowledge.all(kind)) for kind, folder in FOLDERS.items()},
    }
    return {**write(kinds), index.FILE: index.dump(index.build(knowledge))}


def write(kinds: Mapping[str, tuple[type, Iterable[Entity | model.Edition]]]) -> dict[str, bytes]:
    """Return the compiled files by name, from the class and the entities of each kind."""
    from immuno_cli.knowledge import cited, names_of
    from immuno_cli.render.json import text_of

    shapes: dict[str, dict[str, str]] = {}
    files = {}
    for kind, (cls, entities) in kinds.items():
        _shape(cls, shapes)
        body, places, names, sources = bytearray(), {}, {}, {}
        for entity in entities:
            text = text_of(entity).encode()
            places[entity.id] = (len(body), len(text))
            names[entity.id] = [] if isinstance(entity, model.Edition) else names_of(entity)
            sources[entity.id] = sorted(cited(entity))
            body += text
        head = json.dumps([cls.__name__, places, names, sources], ensure_ascii=False, separators=(",", ":"))
        files[f"{kind}.json"] = head.encode() + b"\n" + bytes(body)
    files[SHAPES] = json.dumps(shapes, separators=(",", ":"), sort_keys=True).encode()
    return files


def _shape(cls: type, shapes: dict[str, dict[str, str]]) -> None:
    from immuno_cli.decode import fields_of

    if cls.__name__ not in shapes:
        shapes[cls.__name__] = {}
        codes = {field.name: _code(field.type, shapes) for field in fields_of(cls).values()}
        shapes[cls.__name__] |= {name: code for name, code in codes.items() if code}


def _code(wanted: Any, shapes: dict[str, dict[str, str]]) -> str | None:
    from immuno_cli.decode import unannotate

    wanted, _ = unannotate(wanted)
    if get_origin(wanted) is tuple:
        return f"t:{_code(get_args(wanted)[0], shapes) or ''}"
    if get_origin(wanted) is dict:
        return f"m:{_code(get_args(wanted)[1], shapes) or ''}"
    if hasattr(wanted, "__dataclass_fields__"):
        _shape(wanted, shapes)
        return f"o:{wanted.__name__}"
    if issubclass(wanted, StrEnum):
        return f"e:{wanted.__name__}"
    return {dt.date: "d", model.PartialDate: "p"}.get(wanted)
