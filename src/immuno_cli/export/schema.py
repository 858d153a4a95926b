"""The model as JSON Schema for editors and as a field list for people: both derived from the dataclasses."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

from immuno_cli.facts.decode import ID_PATTERN, Field, fields_of, unannotate
from immuno_cli.facts.kinds import ALONE, FOLDERS
from immuno_cli.facts.model import Citation, PartialDate, Pattern, Range, Ref

ROOTS: dict[str, type] = {**{folder: kind for kind, folder in FOLDERS.items()}, **ALONE}
"""Every kind of file and the class it decodes into."""

_TEXT: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dt.date: {"type": "string", "format": "date"},
    PartialDate: {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, such as `drugs`."""
    definitions: dict[str, Any] = {}
    root = _block(ROOTS[name], definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Generated from src/immuno_cli/facts/model.py; run `nox -s docs` to renew.",
        "title": f"immuno facts: {name}",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def record_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a list of records of one kind, in which every key is present and nothing is short."""
    definitions: dict[str, Any] = {}
    record = _block(ROOTS[name], definitions, record=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"immuno records: {name}",
        "type": "array",
        "items": record,
        "$defs": dict(sorted(definitions.items())),
    }


def _block(cls: type, definitions: dict[str, Any], *, record: bool = False) -> dict[str, Any]:
    """Return the schema of a class: as people write it in a file, or as a record."""
    fields = {name: field for name, field in fields_of(cls).items() if record or name != "id"}
    properties = {}
    for name, field in fields.items():
        value = _value(field.type, field.notes, definitions, record=record)
        if record and not field.required and field.default is None:
            value = {"anyOf": [value, {"type": "null"}]}
        properties[name] = {"description": field.doc, **value}
    return {
        "type": "object",
        "description": first_line(cls),
        "additionalProperties": False,
        "required": [name for name, field in fields.items() if record or field.required],
        "properties": properties,
    }


def _value(wanted: Any, notes: tuple[Any, ...], definitions: dict[str, Any], *, record: bool) -> dict[str, Any]:
    wanted, own = unannotate(wanted)
    notes = (*own, *notes)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        name = wanted.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _block(wanted, definitions, record=record)
        reference = {"$ref": f"#/$defs/{name}"}
        return {"oneOf": [{"type": "string"}, reference]} if wanted is Citation and not record else reference
    if get_origin(wanted) is tuple:
        item = _value(get_args(wanted)[0], (), definitions, record=record)
        many = {"type": "array", "items": item}
        return many if record else {"oneOf": [{**many, "minItems": 1}, item]}
    if get_origin(wanted) is dict:
        item = _value(get_args(wanted)[1], (), definitions, record=record)
        return {
            "type": "object",
            **({} if record else {"minProperties": 1}),
            "propertyNames": {"pattern": f"^{ID_PATTERN.pattern}$"},
            "additionalProperties": item,
        }
    if issubclass(wanted, StrEnum):
        return {"enum": [member.value for member in wanted]}
    schema = dict(_TEXT[wanted])
    if record and wanted is PartialDate:
        schema["type"] = "string"
    for note in notes:
        if isinstance(note, Range):
            schema |= {"minimum": note.low, "maximum": note.high}
        if isinstance(note, Pattern):
            schema["pattern"] = f"^(?:{note.regex})$"
    return schema


def dumps(name: str) -> str:
    """Return the JSON Schema of one kind of file as text."""
    return json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n"


def field_docs() -> str:
    """Return the field list of every class, as Markdown."""
    lines = [
        "<!-- Generated from src/immuno_cli/facts/model.py; run `nox -s docs` to renew. -->",
        "# The fields of a fact file",
        "",
        "Every file is YAML; its name is the id. A key in **bold** is required. Blocks that carry a fact carry `cite`.",
        "",
    ]
    seen: list[type] = []
    for name, cls in ROOTS.items():
        lines += [f"- `{name}.yaml`: {_link(cls)}" if name in ALONE else f"- `{name}/`: {_link(cls)}"]
        _collect(cls, seen)
    lines.append("")
    for cls in seen:
        lines += [f"## {cls.__name__}", "", first_line(cls), "", "| key | holds | what |", "|---|---|---|"]
        lines += [_row(field) for name, field in fields_of(cls).items() if name != "id"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _collect(cls: type, seen: list[type]) -> None:
    if cls not in seen:
        seen.append(cls)
        for field in fields_of(cls).values():
            for inner in _classes(field.type):
                _collect(inner, seen)


def _classes(wanted: Any) -> Iterator[type]:
    wanted, _ = unannotate(wanted)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        yield wanted
    for inner in get_args(wanted):
        if inner is not ...:
            yield from _classes(inner)


def _row(field: Field) -> str:
    name = f"**`{field.name}`**" if field.required else f"`{field.name}`"
    return f"| {name} | {_holds(field.type, field.notes)} | {field.doc} |".replace("\\|", "|")


def _holds(wanted: Any, notes: tuple[Any, ...]) -> str:
    wanted, own = unannotate(wanted)
    notes = (*own, *notes)
    for note in notes:
        if isinstance(note, Ref) and get_origin(wanted) is None:
            return f"id in `{note.kind}/`"
        if isinstance(note, Pattern):
            return f"text like `{note.example}`"
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _link(wanted)
    if get_origin(wanted) is tuple:
        return f"list of {_holds(get_args(wanted)[0], ())}"
    if get_origin(wanted) is dict:
        return f"keys with {_holds(get_args(wanted)[1], ())}"
    if issubclass(wanted, StrEnum):
        return ", ".join(f"`{member.value}`" for member in wanted)
    return {str: "text", bool: "true or false", int: "whole number", float: "number", dt.date: "date"}.get(
        wanted, "date, month or year"
    )


def _link(cls: type) -> str:
    return f"[{cls.__name__}](#{cls.__name__.lower()})"


def first_line(cls: type) -> str:
    """Return the first line of a class's docstring."""
    return (cls.__doc__ or "").strip().partition("\n")[0]


def write(folder: Path) -> None:
    """Write the schemas and the field list under a folder of documents."""
    (folder / "schema").mkdir(parents=True, exist_ok=True)
    for name in ROOTS:
        (folder / "schema" / f"{name}.json").write_text(dumps(name), encoding="utf-8")
    (folder / "facts.md").write_text(field_docs(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
