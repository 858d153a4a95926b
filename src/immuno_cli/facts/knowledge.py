"""The facts as a whole: opens files when they are asked for, finds by id or name, follows references."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, get_args, get_origin

from immuno_cli import __version__
from immuno_cli.errors import BadFacts, Near, NotFound, Problem
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.model import (
    Cancer,
    Citation,
    Count,
    Drug,
    Edition,
    ManagementTable,
    OtherProduct,
    Outcome,
    Rate,
    Ref,
    Scale,
    SideEffect,
    Source,
    Therapy,
)
from immuno_cli.facts.names import near, normalise
from immuno_cli.facts.records import join, walk

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from immuno_cli.facts import decode
    from immuno_cli.facts.compiled import Compiled
    from immuno_cli.facts.lines import Data

E = TypeVar("E", bound=Entity)


class Knowledge:
    """One folder of facts. Reads a file when it is first asked for; never gives out part of a faulty one."""

    def __init__(self, root: Traversable, *, compiled: bool = True) -> None:
        """Open a folder of facts; with `compiled`, read its compiled form where it has one (an installed wheel)."""
        self.root = root
        self._entities: dict[tuple[type, str], Entity] = {}
        self._ids: dict[type, tuple[str, ...]] = {}
        self._edition: Edition | None = None
        self._compiled: Compiled | None = None
        if compiled and (root / "compiled").is_dir():
            # Imported here: a checkout has no compiled form and need not load the module.
            from immuno_cli.facts.compiled import Compiled

            self._compiled = Compiled(root / "compiled")

    def ids(self, kind: type) -> tuple[str, ...]:
        """Return the ids of a kind, sorted."""
        if kind not in self._ids and self._compiled is not None:
            self._ids[kind] = self._compiled.ids(FOLDERS[kind])
        if kind not in self._ids:
            self._ids[kind] = entities_in(self.root, FOLDERS[kind])
        return self._ids[kind]

    def has(self, kind: type, name: str) -> bool:
        """Say whether a kind has an entity with this id."""
        return self._compiled.has(FOLDERS[kind], name) if self._compiled is not None else name in self.ids(kind)

    def get(self, kind: type[E], name: str) -> E:
        """Return the entity with this id. Raises KeyError when there is none, BadFacts when its file is faulty."""
        if (kind, name) not in self._entities and not self.has(kind, name):
            raise KeyError(name)
        entity, problems, _ = self.load(kind, name)
        if entity is None:
            raise BadFacts(problems)
        return entity

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """Return every entity of a kind, sorted by id. Raises BadFacts with the problems of all its files."""
        found, problems = [], []
        for name in self.ids(kind):
            entity, faults, _ = self.load(kind, name)
            problems += faults
            if entity is not None:
                found.append(entity)
        if problems:
            raise BadFacts(problems)
        return tuple(found)

    def each(self, kind: type[E]) -> Iterator[E]:
        """Yield every entity of a kind, sorted by id, and keep none. Raises BadFacts when a file is faulty."""
        for name in self.ids(kind):
            yield self.get(kind, name)
            self._entities.pop((kind, name))

    def every(self) -> Iterator[Entity]:
        """Yield every entity of every kind."""
        for kind in FOLDERS:
            entities: tuple[Entity, ...] = self.all(kind)
            yield from entities

    def opened(self) -> tuple[Entity, ...]:
        """Return every entity that was read so far."""
        return tuple(self._entities.values())

    def by_id(self, kind: type[E]) -> dict[str, E]:
        """Return every entity of a kind by its id."""
        return {entity.id: entity for entity in self.all(kind)}

    def load(self, kind: type[E], name: str) -> tuple[E | None, list[Problem], Places]:
        """Read one entity: itself or None, its problems, and where each path of it stands (for `check`)."""
        if (kind, name) in self._entities:
            return cast(E, self._entities[kind, name]), [], Places(file_of(kind, name), {}, {})
        if self._compiled is not None:
            self._entities[kind, name] = made = self._compiled.entity(FOLDERS[kind], name)
            return cast(E, made), [], Places(file_of(kind, name), {}, {})
        entity, problems, places = read(kind, self.root / FOLDERS[kind], FOLDERS[kind], name)
        if entity is not None:
            self._entities[kind, name] = entity
        return entity, problems, places

    def places(self, kind: type[Entity], name: str) -> Places:
        """Return where each path of an entity stands in its files."""
        return read(kind, self.root / FOLDERS[kind], FOLDERS[kind], name)[2]

    @property
    def edition(self) -> Edition:
        """The state of the collection: data date, number of products, scope."""
        if self._edition is None and self._compiled is not None:
            self._edition = cast(Edition, self._compiled.entity("edition", "edition"))
        if self._edition is None:
            self._edition, problems, _ = read(Edition, self.root, "", "edition")
            if self._edition is None:
                raise BadFacts(problems)
        return self._edition

    @property
    def age(self) -> int:
        """Days since the data date."""
        return (today() - self.edition.as_of).days

    def names(self, kind: type) -> Mapping[str, list[str]]:
        """Return every id of a kind with the names that it answers to."""
        if self._compiled is not None:
            return self._compiled.names(FOLDERS[kind])
        entities: tuple[Entity, ...] = self.all(kind)
        return {entity.id: names_of(entity) for entity in entities}

    def published(self, record: Any) -> str | None:
        """Return the JSON text of an entity as it was compiled; None when it was not."""
        compiled = self._compiled_of(record)
        return compiled.published(FOLDERS[type(record)], record.id) if compiled else None

    def cited(self, record: Any) -> Collection[str]:
        """Return the ids of the sources that a record cites."""
        compiled = self._compiled_of(record)
        return compiled.cited(FOLDERS[type(record)], record.id) if compiled else cited(record)

    def tally(self, entity: Entity) -> Tally:
        """Return how many facts an entity holds."""
        compiled = self._compiled_of(entity)
        return Tally(*compiled.tally(FOLDERS[type(entity)], entity.id)) if compiled else tally(entity)

    def citing(self, source: str) -> Iterator[Entity]:
        """Yield every entity that cites a source; where the facts were compiled, no other one is read."""
        for kind, folder in FOLDERS.items():
            for name in self.ids(kind):
                if self._compiled is None or source in self._compiled.cited(folder, name):
                    entity: Entity = self.get(kind, name)
                    if source in self.cited(entity):
                        yield entity

    def _compiled_of(self, record: Any) -> Compiled | None:
        """Return what a record was read from, if it was compiled."""
        cls: type = type(record)
        return self._compiled if cls in FOLDERS and self._entities.get((cls, record.id)) is record else None

    def compiled_file(self, name: str) -> Data | None:
        """Return what was made of the facts when they were compiled; None when they are not."""
        return self._compiled.file(name) if self._compiled is not None else None

    def find(self, name: str, kind: type[E], what: str, command: str) -> E:
        """Return the one entity of a kind that has this name; raise NotFound, with near names, otherwise.

        `what` and `command` are for the message: what was looked for, and the command that lists all of them.
        """
        return cast(E, self.find_among(name, (kind,), what, command))

    def find_among(self, name: str, kinds: tuple[type, ...], what: str, command: str) -> Entity:
        """Return the one entity of several kinds that has this name; raise NotFound otherwise.

        An id is tried first, so that the usual question opens one file.
        """
        for kind in kinds:
            if self.has(kind, name):
                return cast(Entity, self.get(kind, name))
        wanted = normalise(name)
        known: dict[str, tuple[type, str]] = {}
        for kind in kinds:
            for one, others in self.names(kind).items():
                for other in others:
                    if wanted and normalise(other) == wanted:
                        return cast(Entity, self.get(kind, one))
                    known.setdefault(other, (kind, one))
        close: dict[tuple[type, str], Near] = {}
        for other in near(name, known):
            if known[other] not in close:
                kind, one = known[other]
                close[kind, one] = Near(other, describe(self.get(kind, one)))
        ids = [one for kind in kinds for one in self.ids(kind)]
        raise NotFound(what, name, list(close.values()), command, known=ids if len(ids) <= FEW else None)

    def children(self, therapy: Therapy) -> tuple[Therapy, ...]:
        """Return the kinds of therapy directly under this one, in list order."""
        found = (other for other in self.all(Therapy) if other.parent == therapy.id)
        return tuple(sorted(found, key=lambda other: other.order))

    def drugs_of(self, therapy: Therapy) -> tuple[Drug, ...]:
        """Return the products of a kind of therapy and of the kinds under it."""
        kinds = {therapy.id}
        for child in self.children(therapy):
            kinds.add(child.id)
        return tuple(drug for drug in self.all(Drug) if drug.therapy in kinds)

    def rates_of(self, effect: SideEffect) -> Iterator[tuple[Drug, Rate]]:
        """Yield every current rate of one side effect, product by product."""
        for drug in self.all(Drug):
            for rate in drug.safety.values():
                if rate.effect == effect.id and rate.current:
                    yield drug, rate

    def management_of(self, effect: SideEffect) -> list[tuple[Drug, ManagementTable]]:
        """Return every table of a label that says how one side effect is treated, the one of most grades first."""
        tables = [(drug, table) for drug in self.all(Drug) for table in drug.management.values()]
        mine = (one for one in tables if one[1].effect == effect.id)
        return sorted(mine, key=lambda one: (-len(one[1].rows), len(one[1].columns)))


def bundled() -> Traversable:
    """Return the folder of the facts that are installed with the program, be it in a zip file."""
    # Imported here: facts can be read and compiled where they are not installed.
    import immuno_facts

    folder = Path(str(immuno_facts.__file__)).parent
    if folder.is_dir():
        return folder
    # Imported here: it takes longer than to read a page of facts, and only a zip file needs it.
    from importlib.resources import files

    return files(immuno_facts)


def version() -> str:
    """Return the version of the program and the day of the facts that are installed with it."""
    return f"immuno {__version__}, facts as of {Knowledge(bundled()).edition.as_of}"


def today() -> dt.date:
    """Return the current day; `SOURCE_DATE_EPOCH` (seconds, UTC) stands in for it where output must be repeatable."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdecimal() and len(fixed) <= MOST_SECONDS:
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC).date()
    return dt.date.today()


MOST_SECONDS = 11
"""Digits; more would be a year that no calendar here knows."""


FEW = 20
"""Up to so many names, a message lists them all."""


def file_of(kind: type, name: str) -> str:
    """Return the path of an entity's file inside the fact folder."""
    return f"{FOLDERS[kind]}/{name}.yaml"


def cited(value: Any) -> set[str]:
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
                    for one in [value] if isinstance(value, str) else value:
                        yield where, note.kind, one


def entities_in(root: Traversable, folder: str) -> tuple[str, ...]:
    """Return the ids of the entities in a folder, sorted: a file each, or a folder of files where one is too long."""
    found = {name.removesuffix(".yaml") for name in names_in(root, folder) if name.endswith(".yaml")}
    bare = [name for name in names_in(root, folder) if "." not in name]
    return tuple(sorted(found | {name for name in bare if (root / folder / name).is_dir()}))


def names_in(root: Traversable, folder: str) -> list[str]:
    """Return the names in a folder of facts, none when it is not there. Raises BadFacts when it cannot be read."""
    try:
        if (root / folder).is_dir():
            return [item.name for item in (root / folder).iterdir()]
        if any(item.name == folder for item in root.iterdir()):
            raise BadFacts([Problem(f"{folder}/", 0, "is not a folder")])
    except OSError as error:
        raise BadFacts([Problem(f"{folder}/", 0, f"cannot be read: {error.strerror or error}")]) from None
    return []


T = TypeVar("T")


class Places(NamedTuple):
    """Where the parts of an entity stand."""

    file: str
    lines: dict[str, int]
    """Line of each value by its dotted path."""
    files: dict[str, str]
    """File of each key of the entity, where it is a folder of files."""

    def at(self, path: str) -> tuple[str, int]:
        """Return file and line of a path; line 0 where it stands nowhere."""
        return self.files.get(path.partition(".")[0], self.file), self.lines.get(path, 0)


NOWHERE = Places("", {}, {})


def read(cls: type[T], root: Traversable, folder: str, name: str) -> tuple[T | None, list[Problem], Places]:
    """Read and decode one entity: the file `name`.yaml in a folder, or every file of the folder `name` in it."""
    # Imported here: an installed program reads the compiled facts.
    from immuno_cli.facts import decode

    file = f"{join_path(folder, name)}.yaml"
    paths = {file: root / f"{name}.yaml"}
    if folder and (root / name).is_dir():
        if (root / f"{name}.yaml").is_file():
            return None, [Problem(file, 0, f"stands beside the folder {name}/; keep one of the two")], NOWHERE
        found = names_in(root, name)
        paths = {f"{folder}/{name}/{part}": root / name / part for part in sorted(found) if part.endswith(".yaml")}
        file = f"{folder}/{name}/"
        if not paths:
            return None, [Problem(file, 0, "holds no .yaml file")], NOWHERE
    nodes: dict[str, decode.Node] = {}
    problems: list[Problem] = []
    for part, path in paths.items():
        node, faults = _parse(path, part)
        problems += faults
        if node is not None:
            nodes[part] = node
    if problems:
        return None, problems, NOWHERE
    node, files = nodes.get(file), {}
    if node is None:
        merged, problems = decode.merge(nodes)
        node, files = merged, merged.files
        file = next(iter(paths))
    decoder = decode.Decoder(file)
    entity = decoder.entity(cls, node, name)
    problems += decoder.problems
    return (None if problems else entity), problems, Places(file, decoder.lines, files)


def join_path(folder: str, name: str) -> str:
    """Return the path of a name in a folder; the name alone for the folder of all."""
    return f"{folder}/{name}" if folder else name


def _parse(path: Traversable, file: str) -> tuple[decode.Node | None, list[Problem]]:
    """Parse one YAML file."""
    # Imported here: an installed program reads the compiled facts.
    from immuno_cli.facts import decode

    try:
        # A device or a pipe in its place could go on for ever.
        if not path.is_file():
            return None, [Problem(file, 0, "cannot be read: there is no such file")]
        with path.open("rb") as opened:
            data = opened.read(decode.MAX_BYTES + 1)
    except OSError as error:
        return None, [Problem(file, 0, f"cannot be read: {error.strerror or error}")]
    return decode.parse(data, file)


def names_of(entity: Entity) -> list[str]:
    """Return every name an entity answers to, its id first."""
    match entity:
        case Drug():
            names = entity.names
            alike = [name for one in entity.biosimilars.values() for name in (one.brand, one.proper, *one.other)]
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
