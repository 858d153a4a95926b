"""The facts as tables with typed columns and keys between them.

Derived from `model` like everything else, so that a new field or class needs nothing here. A class that stands in a
list or under keys somewhere is a table of its own, as is each kind of entity; its fields are columns. What stands
alone inside a block (a count, a span) becomes columns with a prefix; a list of words becomes a small table.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, reduce
from typing import Any, get_args, get_origin

from immuno_cli.facts.decode import Field, fields_of, unannotate
from immuno_cli.facts.kinds import ALONE, FOLDERS
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    Citation,
    Drug,
    Edition,
    Indication,
    PartialDate,
    Pattern,
    Range,
    Ref,
    Source,
    Synonyms,
)
from immuno_cli.facts.records import walk

Cell = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and what its cells may be."""

    name: str
    about: str
    holds: type = str
    required: bool = False
    pattern: str | None = None
    limits: Range | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: these columns name a row of that table."""

    columns: tuple[str, ...]
    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its rows; `key` are the columns that name a row."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[Link, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)


def tables(knowledge: Knowledge) -> tuple[Table, ...]:
    """Return all facts as tables, those that others refer to first."""
    by_name = {table.name: table for table in _empty()}
    for entity in (knowledge.edition, knowledge.synonyms, *knowledge.every()):
        for name, row in _rows(entity):
            by_name[name].rows.append(row)
    return tuple(by_name.values())


# --- which tables there are -----------------------------------------------------------------------------------------

ENTITY_CLASSES: tuple[type, ...] = (*FOLDERS, *ALONE.values())
PLURAL = {
    "therapy": "therapies",
    "profile_entry": "profile_entries",
    "edition": "edition",
    "synonyms": "synonyms",
    "earlier": "earlier",
}


@cache
def name_of(cls: type) -> str:
    """Return the name of the table of a class: `side_effects` for SideEffect."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
    return PLURAL.get(name, f"{name}s")


@cache
def block_classes() -> tuple[type, ...]:
    """Return the classes of blocks that have a table, in the order of the model."""
    classes: dict[type, None] = {}
    waiting, seen = list(ENTITY_CLASSES), set(ENTITY_CLASSES)
    while waiting:
        for spec in fields_of(waiting.pop(0)).values():
            inner = _inner(spec)
            if isinstance(inner, type) and dataclasses.is_dataclass(inner) and inner is not Citation:
                if get_origin(spec.type):
                    classes[inner] = None
                if inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)
    return tuple(classes)


def _inner(spec: Field) -> Any:
    """Return what a field holds, or what a list or a mapping in it holds."""
    last = get_origin(spec.type) is dict
    return unannotate(get_args(spec.type)[-1 if last else 0])[0] if _is_many(spec) else spec.type


def _is_many(spec: Field) -> bool:
    return get_origin(spec.type) is not None


@dataclass(frozen=True, slots=True)
class _Part:
    """One column of a table of the model: the attributes that lead to its value, and the kind that it refers to."""

    column: Column
    path: tuple[str, ...]
    kind: type | None


@cache
def _parts(cls: type) -> tuple[_Part, ...]:
    """Return the columns of a class, those of blocks that stand alone in it included."""
    parts = []
    for spec in fields_of(cls).values():
        if _is_many(spec) or spec.type in block_classes():
            continue
        holds: type = spec.type
        if dataclasses.is_dataclass(holds):
            for part in _parts(holds):
                inner = part.column
                about = f"{spec.doc} {inner.about}"
                name = f"{spec.name}_{inner.name}"
                column = dataclasses.replace(inner, name=name, about=about, required=inner.required and spec.required)
                parts.append(_Part(column, (spec.name, *part.path), part.kind))
        else:
            parts.append(
                _Part(_column(spec.name, spec.doc, spec.type, spec.notes, spec.required), (spec.name,), _refers(spec))
            )
    return tuple(parts)


def _column(name: str, about: str, holds: type, notes: tuple[Any, ...], required: bool) -> Column:
    pattern = next((note.regex for note in notes if isinstance(note, Pattern)), None)
    return Column(
        name,
        about,
        str if issubclass(holds, str) else holds,
        required,
        r"\d{4}(-\d\d(-\d\d)?)?" if holds is PartialDate else pattern,
        next((note for note in notes if isinstance(note, Range)), None),
        tuple(member.value for member in holds) if issubclass(holds, StrEnum) else (),
    )


def _refers(spec: Field) -> type | None:
    """Return the class that a field refers to by id."""
    if spec.name == "indication":
        return Indication
    notes = (*spec.notes, *(unannotate(get_args(spec.type)[0])[1] if _is_many(spec) else ()))
    folders = {folder: kind for kind, folder in FOLDERS.items()}
    return next((folders[note.kind] for note in notes if isinstance(note, Ref)), None)


def _lists(cls: type) -> Iterator[Field]:
    """Yield the fields that hold a list of words; other names of an entity are in the table of names."""
    for spec in fields_of(cls).values():
        if get_origin(spec.type) is tuple and not dataclasses.is_dataclass(_inner(spec)) and spec.name != "aliases":
            yield spec


def _about(cls: type) -> str:
    return (cls.__doc__ or "").partition("\n")[0]


ID = Column("id", "`kind/entity.path`.", required=True)
KIND = Column("kind", "Table of the entity.", required=True)
ENTITY = Column("entity", "Id of the entity.", required=True)
PATH = Column("path", "Where it stands in the record of the entity, keys joined by dots.", required=True)
WITHIN = Column("within", "Block that it is a part of, such as the table of a reaction; none for a part of the entity.")
NUMBER = Column("number", "Place in the list, from 1.", int, required=True)
TO_ENTITY = Link(("kind", "entity"), "entities", ("kind", "id"))


def _empty() -> Iterator[Table]:
    """Yield every table without rows."""
    yield Table(
        "entities",
        "Everything that facts are about: its kind, which is the table that holds it, its id and its name.",
        (KIND, Column("id", "Its id.", required=True), Column("name", "What it is called.", required=True)),
        ("kind", "id"),
        (),
    )
    for cls in ENTITY_CLASSES:
        columns = tuple(part.column for part in _parts(cls))
        yield Table(name_of(cls), _about(cls), columns, ("id",), tuple(_links(cls)))
    sorts = "brand, proper, short, code or other of a product; name, abbreviation or alias of anything else."
    yield Table(
        "names",
        "Every name that an entity answers to.",
        (KIND, ENTITY, NUMBER, Column("type", sorts, required=True), Column("name", "The name.", required=True)),
        ("kind", "entity", "number"),
        (TO_ENTITY,),
    )
    yield Table(
        "blocks",
        "Every block of every entity: where it stands, and which table holds its fields. Citations refer to blocks.",
        (ID, KIND, ENTITY, PATH, Column("held_in", "Table that holds its fields.", required=True)),
        ("id",),
        (TO_ENTITY,),
    )
    for cls in block_classes():
        columns = (ID, KIND, ENTITY, PATH, WITHIN, *(part.column for part in _parts(cls)))
        links = (Link(("id",), "blocks", ("id",)), TO_ENTITY, Link(("within",), "blocks", ("id",)), *_links(cls))
        yield Table(name_of(cls), _about(cls), columns, ("id",), links)
    for cls in (*ENTITY_CLASSES, *block_classes()):
        for spec in _lists(cls):
            yield _list_table(cls, spec)
    yield Table(
        "gaps",
        "What is not known, and why.",
        (
            KIND,
            ENTITY,
            Column("section", "Where it is missing.", required=True),
            Column("text", "The gap.", required=True),
        ),
        ("kind", "entity", "section"),
        (TO_ENTITY,),
    )
    yield Table(
        "citations",
        "What each block rests on: one row for each quote, or one without a quote.",
        (
            Column("block", "Id in blocks.", required=True),
            Column("source", "Id of the source.", required=True),
            NUMBER,
            Column("at", fields_of(Citation)["at"].doc, required=True),
            Column("quote", "Words of the source that carry the fact, unchanged."),
        ),
        ("block", "source", "number"),
        (Link(("block",), "blocks", ("id",)), Link(("source",), "sources", ("id",))),
    )


def _links(cls: type) -> Iterator[Link]:
    """Yield a link for each field that holds an id; a table is no name for itself in a data package."""
    for part in _parts(cls):
        if part.kind is not None:
            yield Link((part.column.name,), "" if part.kind is cls else name_of(part.kind), ("id",))


def _list_table(cls: type, spec: Field) -> Table:
    """Return the table of one field that holds a list of words."""
    holds, notes = unannotate(get_args(spec.type)[0])
    columns = (
        Column("owner", f"Id in {name_of(cls)}.", required=True),
        NUMBER,
        _column("value", spec.doc, holds, notes, required=True),
    )
    target = _refers(spec)
    to_value = (Link(("value",), name_of(target), ("id",)),) if target else ()
    links = (Link(("owner",), name_of(cls), ("id",)), *to_value)
    return Table(f"{name_of(cls)}_{spec.name}", spec.doc, columns, ("owner", "number"), links)


# --- what is in them ------------------------------------------------------------------------------------------------


def _rows(entity: Any) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield the rows of one entity, each with the name of its table."""
    of: type = type(entity)
    kind = name_of(of)
    names = list(_names(entity))
    yield "entities", (kind, entity.id, names[0][1] if names else getattr(entity, "title", entity.id))
    for number, (sort, name) in enumerate(names, start=1):
        yield "names", (kind, entity.id, number, sort, name)
    for section, text in getattr(entity, "gaps", {}).items():
        yield "gaps", (kind, entity.id, section, text)
    within: dict[str, str] = {}
    for path, block in walk(entity):
        cls: type = type(block)
        id_ = f"{kind}/{entity.id}.{path}" if path else entity.id
        cite = getattr(block, "cite", {})
        if cls in block_classes():
            # Blocks come before their parts, so that the last one to claim a part is the nearest.
            within |= {inner: id_ for inner, _ in walk(block, path) if inner != path}
            yield name_of(cls), (id_, kind, entity.id, path, within.get(path), *_values(entity, block))
        elif not path:
            yield kind, tuple(_values(entity, block))
        if path and (cls in block_classes() or cite):
            yield "blocks", (id_, kind, entity.id, path, name_of(cls) if cls in block_classes() else kind)
        if cls in (*ENTITY_CLASSES, *block_classes()):
            for spec in _lists(cls):
                for number, value in enumerate(getattr(block, spec.name), start=1):
                    yield f"{name_of(cls)}_{spec.name}", (id_, number, value)
        for source, citation in cite.items():
            for number, quote in enumerate(citation.quote or (None,), start=1):
                yield "citations", (id_, source, number, citation.at, quote)


def _values(entity: Any, block: Any) -> Iterator[Cell]:
    cls: type = type(block)
    for part in _parts(cls):
        value = reduce(lambda inner, name: None if inner is None else getattr(inner, name), part.path, block)
        if part.kind is Indication and value is not None:
            # A block names an indication by its key in the file of the product.
            drug = entity.id if isinstance(entity, Drug) else block.drug
            value = f"{name_of(Drug)}/{drug}.indications.{value}" if drug else None
        yield str(value) if isinstance(value, str) else value


def _names(entity: Any) -> Iterator[tuple[str, str]]:
    """Yield every name with its sort, the one that pages use first."""
    sorts: tuple[str, ...]
    match entity:
        case Source() | Edition() | Synonyms():
            return
        case Drug(names=block):
            sorts = ("brand", "proper", "short", "code", "other")
        case _:
            block, sorts = entity, ("name", "abbreviation", "aliases")
    for sort in sorts:
        value = getattr(block, sort, None) or ()
        for name in (value,) if isinstance(value, str) else value:
            yield "alias" if sort == "aliases" else sort, name
