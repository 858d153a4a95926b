"""The facts compiled for the wheel: what the decoder made of the YAML, written in the form that `facts.compiled` reads.

Only the build of a wheel needs it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args, get_origin

from immuno_cli.facts import model
from immuno_cli.facts.compiled import SHAPES
from immuno_cli.facts.decode import fields_of, unannotate
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge, cited, names_of, tally
from immuno_cli.facts.lines import ordered
from immuno_cli.formats.json import text_of
from immuno_cli.search import index

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def compile_facts(root: Traversable) -> dict[str, bytes]:
    """Return the compiled files of a folder of facts by name. Raises BadFacts when a file is faulty."""
    knowledge = Knowledge(root, compiled=False)
    kinds: dict[str, tuple[type, Iterable[Entity | model.Edition | model.Synonyms]]] = {
        "edition": (model.Edition, [knowledge.edition]),
        "synonyms": (model.Synonyms, [knowledge.synonyms]),
        **{folder: (kind, knowledge.all(kind)) for kind, folder in FOLDERS.items()},
    }
    return {**write(kinds), index.FILE: index.dump(index.build(knowledge))}


def write(kinds: Mapping[str, tuple[type, Iterable[Entity | model.Edition | model.Synonyms]]]) -> dict[str, bytes]:
    """Return the compiled files by name, from the class and the entities of each kind."""
    shapes: dict[str, dict[str, str]] = {}
    files = {}
    for kind, (cls, entities) in kinds.items():
        _shape(cls, shapes)
        body, directory = bytearray(), {}
        for entity in entities:
            text = text_of(entity).encode()
            names = [] if isinstance(entity, (model.Edition, model.Synonyms)) else names_of(entity)
            known = [json.dumps(one, separators=(",", ":")) for one in (names, sorted(cited(entity)), tally(entity))]
            directory[entity.id] = "\t".join([f"{len(body)},{len(body) + len(text)}", *known])
            body += text
        lines = ordered(directory)
        files[f"{kind}.json"] = json.dumps([cls.__name__, len(lines)]).encode() + b"\n" + lines + bytes(body)
    files[SHAPES] = json.dumps(shapes, separators=(",", ":"), sort_keys=True).encode()
    return files


def _shape(cls: type, shapes: dict[str, dict[str, str]]) -> None:
    if cls.__name__ not in shapes:
        shapes[cls.__name__] = {}
        codes = {field.name: _code(field.type, shapes) for field in fields_of(cls).values()}
        shapes[cls.__name__] |= {name: code for name, code in codes.items() if code}


def _code(wanted: Any, shapes: dict[str, dict[str, str]]) -> str | None:
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
