"""The compiled form of the facts: what the decoder made of the YAML, in a shape that is quick to read.

The wheel carries it beside the YAML. It is written when the wheel is built, by `write`, from objects that the decoder
made; nothing compiled is kept with the sources. One file for each kind: a first line with the place of every entity
and its names, then the entities, each a JSON list of field values in the order of its class. The index of the search
(`index`) stands beside them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, get_args, get_origin

from immuno_cli import model

FOLDER = "compiled"
SHAPES = "shapes.json"
"""For each class its fields in order, each with a code that says how to make the value out of JSON; null for as it is.

`o:Claim` is a record, `t:x` a tuple of x, `m:x` a mapping to x, `e:Pathway` a member, `d` a date, `p` a partial date.
"""

Build = Callable[[Any], Any]


class Compiled:
    """Reads the compiled facts of one folder."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._kinds: dict[str, tuple[dict[str, Any], bytes]] = {}
        self._shapes: dict[str, list[list[str | None]]] = json.loads((folder / SHAPES).read_bytes())
        self._builders: dict[str, Build] = {}

    def names(self, kind: str) -> Mapping[str, list[str]]:
        """Return every id of a kind, sorted, with the names it answers to."""
        found: Mapping[str, list[str]] = self._kind(kind)[0]["names"]
        return found

    def entity(self, kind: str, name: str) -> Any:
        """Return one entity."""
        head, body = self._kind(kind)
        start, length = head["places"][name]
        return self._builder(f"o:{head['class']}")(json.loads(body[start : start + length]))

    def file(self, name: str) -> bytes:
        """Return what else was made of the facts when they were compiled, such as the index of the search."""
        return (self._folder / name).read_bytes()

    def _kind(self, kind: str) -> tuple[dict[str, Any], bytes]:
        if kind not in self._kinds:
            head, _, body = (self._folder / f"{kind}.json").read_bytes().partition(b"\n")
            self._kinds[kind] = json.loads(head), body
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

    def _record(self, cls: type, shape: list[list[str | None]]) -> Build:
        names = [str(name) for name, _ in shape]
        special = [(index, self._builder(code)) for index, (_, code) in enumerate(shape) if code]

        def build(values: list[Any]) -> Any:
            for index, one in special:
                if values[index] is not None:
                    values[index] = one(values[index])
            made: Any = object.__new__(cls)
            # The decoder has checked these values; setting them one by one would only be slower.
            made.__dict__.update(zip(names, values, strict=True))
            return made

        return build


def compile_facts(root: Traversable) -> dict[str, bytes]:
    """Return the compiled files of a folder of facts by name. Raises BadFacts when a file is faulty."""
    from immuno_cli import index
    from immuno_cli.knowledge import FOLDERS, Entity, Knowledge, names_of

    knowledge = Knowledge(root, compiled=False)
    kinds: dict[str, tuple[type, list[tuple[Any, list[str]]]]] = {"edition": (model.Edition, [(knowledge.edition, [])])}
    for kind, folder in FOLDERS.items():
        entities: tuple[Entity, ...] = knowledge.all(kind)
        kinds[folder] = (kind, [(entity, names_of(entity)) for entity in entities])
    return {**write(kinds), index.FILE: index.dump(index.build(knowledge))}


def write(kinds: Mapping[str, tuple[type, Iterable[tuple[Any, list[str]]]]]) -> dict[str, bytes]:
    """Return the compiled files by name, from each kind's class and its entities with their names."""
    shapes: dict[str, list[list[str | None]]] = {}
    files = {}
    for kind, (cls, entities) in kinds.items():
        _shape(cls, shapes)
        body, places, named = bytearray(), {}, {}
        for entity, names in entities:
            text = json.dumps(_values(entity), ensure_ascii=False, separators=(",", ":")).encode()
            places[entity.id] = (len(body), len(text))
            named[entity.id] = names
            body += text
        head = {"class": cls.__name__, "places": places, "names": named}
        files[f"{kind}.json"] = (
            json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + bytes(body)
        )
    files[SHAPES] = json.dumps(shapes, separators=(",", ":"), sort_keys=True).encode()
    return files


def _shape(cls: type, shapes: dict[str, list[list[str | None]]]) -> None:
    from immuno_cli.decode import fields_of

    if cls.__name__ not in shapes:
        shapes[cls.__name__] = []
        shapes[cls.__name__] += [[field.name, _code(field.type, shapes)] for field in fields_of(cls).values()]


def _code(wanted: Any, shapes: dict[str, list[list[str | None]]]) -> str | None:
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


def _values(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return [_values(getattr(value, name)) for name in value.__dataclass_fields__]
    if isinstance(value, dict):
        return {key: _values(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_values(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
