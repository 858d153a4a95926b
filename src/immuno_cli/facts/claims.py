"""Claims by id. An id is `<entity id>.<path>`, the path being the keys of the fact file: `yescarta.safety.crs-zuma-7`.

Where two entities share an id and a path, the folder makes them different: `glossary/crs.definition`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from immuno_cli.errors import Ambiguous, Near, NotFound
from immuno_cli.facts.entities import describe, names_of
from immuno_cli.facts.kinds import FOLDERS, KINDS, Entity, Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    Biosimilar,
    BoxedWarning,
    Cite,
    Claim,
    Earlier,
    Event,
    GradeRow,
    Identifier,
    Indication,
    ManagementTable,
    Names,
    Rate,
    ReactionTable,
    Result,
    Source,
    Trial,
)
from immuno_cli.facts.names import near_names
from immuno_cli.facts.records import record, walk

Block = (
    Claim
    | Earlier
    | Event
    | Rate
    | ReactionTable
    | Result
    | Names
    | Trial
    | Indication
    | BoxedWarning
    | Identifier
    | GradeRow
    | ManagementTable
    | Biosimilar
)
"""Everything in the facts that carries its own citations."""


@record(kw_only=True)
class TracedClaim:
    """A claim with the entity it stands in."""

    id: str
    kind: Kind
    entity: str
    """Id of the entity."""
    name: str
    path: str
    reviewed: dt.date
    """Day the entity was last compared with its sources."""
    claim: Block


def find(wanted: str, knowledge: Knowledge) -> TracedClaim:
    """Return the one claim with this id; hyphens and underscores, capitals and small letters are the same.

    Raises Ambiguous when the id is that of several claims or of what holds them, and NotFound, with near ids, when it
    is that of none.
    """
    folder, _, bare = fold_id(wanted).rpartition("/")
    entities = [*_entities(folder, bare, knowledge)]
    known = [claim for entity in entities for claim in traced(entity, knowledge)]
    exact = [claim for claim in known if fold_id(f"{claim.entity}.{claim.path}") == bare]
    if len(exact) == 1:
        return exact[0]
    inside = [claim for claim in known if fold_id(f"{claim.entity}.{claim.path}").startswith(f"{bare}.")]
    if exact or inside:
        near_ids = [Near(claim.id, place_of(claim)) for claim in exact] or parts(bare, inside)
        raise Ambiguous("claim", wanted, near_ids, LISTED_BY)
    raise NotFound("claim", wanted, _near(bare, known, knowledge), LISTED_BY)


LISTED_BY = "immuno drug show NAME --ids"


def traced(entity: Entity, knowledge: Knowledge) -> Iterator[TracedClaim]:
    """Yield every claim of an entity; besides the cited blocks, each row of their tables, and what is not known."""
    if isinstance(entity, Source):
        return
    name = naming(entity, knowledge)
    for path, block in claims_of(entity):
        yield TracedClaim(
            id=name(path),
            kind=KINDS[type(entity)],
            entity=entity.id,
            name=names_of(entity)[1],
            path=path,
            reviewed=entity.reviewed,
            claim=block,
        )


def naming(entity: Entity, knowledge: Knowledge) -> Callable[[str], str]:
    """Return a function from a path in an entity to its claim id, which is unique over all kinds."""
    others = (kind for kind in FOLDERS if kind is not type(entity) and knowledge.has(kind, entity.id))
    taken = {path for kind in others for path, _ in claims_of(knowledge.get(kind, entity.id))}
    folder = FOLDERS[type(entity)]
    return lambda path: f"{folder}/{entity.id}.{path}" if path in taken else f"{entity.id}.{path}"


def claims_of(entity: Entity) -> Iterator[tuple[str, Block]]:
    """Yield what has an id in an entity with its path; the row of a table as that table with this row alone."""
    for path, block in cited_blocks(entity):
        yield path, block
        if isinstance(block, ReactionTable):
            yield from ((f"{path}.rows.{key}", replace(block, rows={key: row})) for key, row in block.rows.items())
        elif isinstance(block, Result):
            for key, outcome in block.outcomes.items():
                yield f"{path}.outcomes.{key}", replace(block, outcomes={key: outcome})
    for key, gap in getattr(entity, "gaps", {}).items():
        yield f"gaps.{key}", Claim(text=gap, cite={})


def cited_blocks(entity: Entity) -> Iterator[tuple[str, Block]]:
    """Yield every cited block of an entity with its path."""
    return ((path, block) for path, block in walk(entity) if hasattr(block, "cite"))


def mark(entities: Iterable[Entity], knowledge: Knowledge) -> None:
    """Store in the citations of some entities the id of their claim, for pages that show it."""
    for entity in entities:
        name = naming(entity, knowledge)
        for path, block in cited_blocks(entity):
            if isinstance(block.cite, Cite):
                block.cite.claim = name(path)


def resting_on(source: Source, knowledge: Knowledge) -> list[tuple[str, str]]:
    """Return every claim that cites a source: its id, and the place in the source."""
    return [
        (naming(entity, knowledge)(path), block.cite[source.id].at)
        for entity in knowledge.citing(source.id)
        for path, block in cited_blocks(entity)
        if source.id in block.cite
    ]


def fold_id(name: str) -> str:
    """Return the form in which ids are compared. Dots stay: they divide the parts."""
    return name.strip().casefold().replace("_", "-")


def _entities(folder: str, bare: str, knowledge: Knowledge) -> Iterator[Entity]:
    """Yield every entity whose id begins the wanted one; nothing else is read."""
    for kind, its_folder in FOLDERS.items():
        if folder in ("", its_folder):
            for name in knowledge.ids(kind):
                if f"{bare}.".startswith(f"{name}."):
                    yield knowledge.get(kind, name)


MOST_INSIDE = 20
"""Up to so many claims of a block are listed; more are counted by part."""


def parts(bare: str, inside: list[TracedClaim]) -> list[Near]:
    """Return the claims inside a block, or what divides them where there are many."""
    if len(inside) <= MOST_INSIDE:
        return [Near(claim.id, place_of(claim)) for claim in inside]
    depth = bare.count(".") + 2
    counts: dict[str, int] = {}
    for claim in inside:
        part = ".".join(claim.id.split(".")[:depth])
        counts[part] = counts.get(part, 0) + 1
    return [Near(part, f"{count} claims" if count > 1 else "1 claim") for part, count in counts.items()]


CLOSEST = 10
"""So many near ids are listed."""


def _near(bare: str, known: list[TracedClaim], knowledge: Knowledge) -> list[Near]:
    """Return the ids closest to one that does not exist: in the entity it names, else in those with a near name."""
    head, _, path = bare.partition(".")
    if not known:
        kinds = {name: kind for kind in FOLDERS if kind is not Source for name in knowledge.ids(kind)}
        entities: list[Entity] = [knowledge.get(kinds[name], name) for name in near_names(head, kinds)[:CLOSEST]]
        if not path:
            return [Near(entity.id, describe(entity)) for entity in entities]
        known = [claim for entity in entities for claim in traced(entity, knowledge)]
    paths = near_names(path, {fold_id(claim.path) for claim in known})
    close = [claim for wanted in paths for claim in known if fold_id(claim.path) == wanted]
    return [Near(claim.id, place_of(claim)) for claim in close[:CLOSEST]]


def place_of(claim: TracedClaim) -> str:
    """Return the entity and section of a claim, for a list; never its text, which needs its source beside it."""
    from immuno_cli.facts.passages import NOT_KNOWN, section

    known = claim.path.removeprefix("gaps.")
    return f"{claim.name}: {section(known)}{f' ({NOT_KNOWN.lower()})' if known != claim.path else ''}"
