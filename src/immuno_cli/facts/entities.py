"""What holds for every entity: its file, its names, what it cites, how much it holds, what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_origin

from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.model import Cancer, Citation, Count, Drug, OtherProduct, Outcome, Ref, Scale, SideEffect, Source
from immuno_cli.facts.records import join, walk


def file_of(kind: type, name: str) -> str:
    """Return the path of an entity's file inside the fact folder."""
    return f"{FOLDERS[kind]}/{name}.yaml"


def names_of(entity: Entity) -> list[str]:
    """Return every name an entity answers to, its id first."""
    match entity:
        case Drug():
            names = entity.names
            biosimilars = entity.biosimilars.values()
            alike = [name for other in biosimilars for name in (other.brand, other.proper, *other.other)]
            return [entity.id, names.brand, names.proper, *names.short, *names.code, *names.other, *alike]
        case Source():
            return [entity.id]
        case SideEffect() | Cancer() | Scale():
            short = [entity.abbreviation] if entity.abbreviation else []
            return [entity.id, entity.name, *short, *entity.aliases]
        case _:
            return [entity.id, entity.name, *entity.aliases]


def describe(entity: Entity) -> str:
    """Say in a few words what an entity is, for a list of near names."""
    match entity:
        case Drug():
            return f"{entity.names.brand}, {entity.names.proper}, {entity.target.text}"
        case OtherProduct():
            return f"{entity.name}, not an approved immunotherapy of cancer ({entity.standing})"
        case Source():
            return entity.title
        case _:
            return entity.name


def cited_sources(value: Any) -> set[str]:
    """Return the id of every source that a record cites, itself or inside of it."""
    return {source for _, block in walk(value) for source in getattr(block, "cite", ())}


class Tally(NamedTuple):
    """How many facts something holds."""

    cited: int
    """Cited blocks: claims, rates, results and so on."""
    numbers: int
    """Numbers of people, and outcomes."""
    quotes: int


def tally(value: Any) -> Tally:
    """Count the facts in a record."""
    blocks = [block for _, block in walk(value)]
    return Tally(
        cited=sum(bool(getattr(block, "cite", None)) for block in blocks),
        numbers=sum(isinstance(block, (Count, Outcome)) for block in blocks),
        quotes=sum(len(block.quote) for block in blocks if isinstance(block, Citation)),
    )


def references(entity: Any) -> Iterator[tuple[str, str, str]]:
    """Yield every reference of an entity to another one: path, kind of the target, id."""
    from immuno_cli.facts import decode

    for path, block in walk(entity):
        for field in decode.fields_of(type(block)).values():
            value = getattr(block, field.name)
            where = join(path, field.name)
            inner = ()
            if get_origin(field.type) is tuple:
                inner = decode.unannotate(get_args(field.type)[0])[1]
            for note in (*field.notes, *inner):
                if isinstance(note, Ref) and value is not None:
                    for target in [value] if isinstance(value, str) else value:
                        yield where, note.kind, target
