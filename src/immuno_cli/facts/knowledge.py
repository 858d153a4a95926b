"""The facts as a whole: loaded lazily, found by id or by name, references followed."""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from immuno_cli import __version__
from immuno_cli.errors import Ambiguous, BadFacts, Near, NotFound, Problem
from immuno_cli.facts.entities import Tally, cited_sources, describe, tally
from immuno_cli.facts.folder import PACK, Folder, unpacked
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.model import Drug, Edition, ManagementTable, Rate, Scale, SideEffect, Synonyms, Therapy
from immuno_cli.facts.names import is_code, is_printed_form, near_names, normalize, without_suffix

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from immuno_cli.facts.database import Database

E = TypeVar("E", bound=Entity)


class Knowledge:
    """All facts of one store."""

    def __init__(self, root: Traversable, store: Folder | Database | None = None) -> None:
        """Take a folder of facts, and what they are read from where that is not the YAML in it."""
        self.root = root
        self.store: Folder | Database = store or Folder(root)
        self.ids, self.has, self.names = self.store.ids, self.store.has, functools.cache(self.store.names)
        self._places = functools.cache(lambda kind, name: Folder(self.store.root).read(kind, name)[2])

    def get(self, kind: type[E], name: str) -> E:
        """Return the entity with this id. Raises KeyError when there is none, BadFacts when its file is faulty."""
        entity, problems = self.load(kind, name)
        if entity is None:
            raise BadFacts(problems)
        return entity

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """Return every entity of a kind, sorted by id. Raises BadFacts with the problems of all its files."""
        entities, problems = [], []
        for entity, faults in self.store.every(kind):
            problems += faults
            if entity is not None:
                entities.append(self.store.opened.setdefault((kind, entity.id), entity))
        if problems:
            raise BadFacts(problems)
        return tuple(entities)

    def each(self, kind: type[E]) -> Iterator[E]:
        """Yield every entity of a kind, sorted by id, and keep none. Raises BadFacts when a file is faulty."""
        for entity, problems in self.store.every(kind):
            if problems:
                raise BadFacts(problems)
            yield entity

    def every(self) -> Iterator[Entity]:
        """Yield every entity of every kind."""
        for kind in FOLDERS:
            entities: tuple[Entity, ...] = self.all(kind)
            yield from entities

    def opened(self) -> tuple[Entity, ...]:
        """Return every entity that was read so far."""
        return tuple(entity for (kind, _), entity in self.store.opened.items() if kind in FOLDERS)

    def by_id(self, kind: type[E]) -> dict[str, E]:
        """Return every entity of a kind by its id."""
        return {entity.id: entity for entity in self.all(kind)}

    def load(self, kind: type[E], name: str) -> tuple[E | None, list[Problem]]:
        """Read one entity: itself or None, and its problems."""
        return self.store.load(kind, name)

    def place(self, entity: Entity | Edition | Synonyms, path: str) -> tuple[str, int]:
        """Return the file and the line where a path of an entity stands; line 0 where it stands nowhere."""
        kind: type = type(entity)
        return self._places(kind, entity.id).at(path)

    @property
    def edition(self) -> Edition:
        """The state of the collection: data date, number of products, scope."""
        return cast(Edition, self.get(cast(Any, Edition), "edition"))

    @functools.cached_property
    def synonyms(self) -> Synonyms:
        """How people say what the facts say in other words; none where a folder has no such file."""
        if self.store.database is None and not (self.store.root / "synonyms.yaml").is_file():
            return Synonyms(id="synonyms")
        return cast(Synonyms, self.get(cast(Any, Synonyms), "synonyms"))

    @property
    def age(self) -> int:
        """Days since the data date; below zero when the clock is behind it."""
        return (today() - self.edition.as_of).days

    @property
    def days_ahead(self) -> int:
        """Days by which the clock is behind the data date, so that nobody can tell how old the facts are; else 0.

        One day is no fault of a clock: it may still be yesterday where the reader is.
        """
        return -self.age if self.age < -1 else 0

    def published(self, record: Any) -> Iterator[str] | None:
        """Return the JSON of an entity, part by part, where it is kept as text."""
        return self.store.text(type(record), record.id) if self._holds(record) else None

    def cited(self, record: Any) -> Collection[str]:
        """Return the ids of the sources that a record cites."""
        return self.store.cited(type(record), record.id) if self._holds(record) else cited_sources(record)

    def tally(self, entity: Entity) -> Tally:
        """Return how many facts an entity holds."""
        return self.store.tally(type(entity), entity.id) if self._holds(entity) else tally(entity)

    def citing(self, source: str) -> Iterator[Entity]:
        """Yield every entity that cites a source."""
        for kind, name in self.store.citing(source):
            entity: Entity = self.get(kind, name)
            yield entity

    def _holds(self, record: Any) -> bool:
        """Say whether a record is an entity of this store, as it was read from there."""
        cls: type = type(record)
        return cls in FOLDERS and self.store.opened.get((cls, record.id)) is record

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
        if matches := self.named(name, kinds):
            kind, id_ = matches[0]
            if kind is Drug and len({other for cls, other in matches if cls is Drug}) > 1:
                # Products may share a trial or the first part of a proper name.
                every = [
                    Near(self.get(cls, other).names.brand, describe(self.get(cls, other)))
                    for cls, other in matches
                    if cls is Drug
                ]
                raise Ambiguous(what, name, every, command)
            return cast(Entity, self.get(kind, id_))
        known: dict[str, tuple[type, str]] = {}
        for kind in kinds:
            for id_, others in self.names(kind).items():
                for other in others:
                    known.setdefault(other, (kind, id_))
        close: dict[tuple[type, str], Near] = {}
        for other in near_names(name, known):
            if known[other] not in close:
                kind, id_ = known[other]
                close[kind, id_] = Near(other, describe(self.get(kind, id_)))
        ids = [id_ for kind in kinds for id_ in self.ids(kind)]
        raise NotFound(what, name, list(close.values()), command, known=ids if len(ids) <= MOST_KNOWN else None)

    def named(self, name: str, kinds: Iterable[type]) -> list[tuple[type, str]]:
        """Return everything that has exactly this name, in the order of the kinds.

        Where nothing has: what is printed as several of its names, `Brand (proper)`, then the products with this
        proper name before the suffix of FDA, then those with this number in a registry.
        """
        wanted, kinds = normalize(name), tuple(kinds)
        if not wanted:
            return []
        matches = [*self.store.named(wanted, kinds)]
        every = () if matches else [(kind, id_, names) for kind in kinds for id_, names in self.names(kind).items()]
        matches = matches or [(kind, id_) for kind, id_, names in every if is_printed_form(wanted, names)]
        if not matches and Drug in kinds:
            proper = {id_: normalize(without_suffix(names[2])) for kind, id_, names in every if kind is Drug}
            matches = [(Drug, id_) for id_, core in proper.items() if core == wanted]
        if not matches and Drug in kinds and is_code(name):
            number = normalize(re.sub(r"^(BLA|NDC|HCPCS|set id)[ :]*", "", name.strip(), flags=re.I))
            matches = [(Drug, id_) for id_ in self.ids(Drug) if number in self._numbers(id_)]
        return matches

    def _numbers(self, drug: str) -> set[str]:
        """Return the numbers of a product in registries, its trials among them."""
        product = self.get(Drug, drug)
        values = [value for identifier in product.identifiers.values() for value in identifier.values]
        values += [number for trial in product.trials.values() for number in trial.nct]
        return set(map(normalize, values))

    def children(self, therapy: Therapy) -> tuple[Therapy, ...]:
        """Return the kinds of therapy directly under this one, in list order."""
        children = (other for other in self.all(Therapy) if other.parent == therapy.id)
        return tuple(sorted(children, key=lambda other: other.order))

    def drugs_of(self, therapy: Therapy) -> tuple[Drug, ...]:
        """Return the products of a kind of therapy and of the kinds under it."""
        kinds = {therapy.id}
        for child in self.children(therapy):
            kinds.add(child.id)
        return tuple(drug for drug in self.all(Drug) if drug.therapy in kinds)

    def rates_of(self, effect: SideEffect) -> Iterator[tuple[Drug, Rate]]:
        """Yield every current rate of one side effect, product by product."""
        for drug in self._drugs_naming("safety", effect):
            for rate in drug.safety.values():
                if rate.effect == effect.id and rate.current:
                    yield drug, rate

    def _drugs_naming(self, field: str, effect: SideEffect) -> Iterator[Drug]:
        """Yield the products of which a field may name a side effect: decoding that of all takes a fifth of a start."""
        return (self.get(Drug, name) for name in sorted(self.store.naming(Drug, field, effect.id)))

    def graded_by(self, scale: Scale) -> list[str]:
        """Return the ids of the side effects that a scale grades."""
        return [effect.id for effect in self.all(SideEffect) if scale.id in effect.scales]

    def management_of(self, effect: SideEffect) -> list[tuple[Drug, ManagementTable]]:
        """Return every table of a label that says how one side effect is treated.

        The one that names doses for most grades comes first, then the one of most grades.
        """

        def doses(table: ManagementTable) -> int:
            return sum(any(" mg" in cell for cell in row.cells) for row in table.rows.values())

        drugs = self._drugs_naming("management", effect)
        of_effect = ((drug, table) for drug in drugs for table in drug.management.values() if table.effect == effect.id)
        return sorted(of_effect, key=lambda pair: (-doses(pair[1]), -len(pair[1].rows), len(pair[1].columns)))


def bundled(*, compiled: bool = True) -> Knowledge:
    """Open the facts that are installed with the program; with `compiled`, in their compiled form where there is one.

    A checkout has none: its YAML is read.
    """
    # Imported here: facts can be read and compiled where they are not installed.
    import immuno_facts
    from immuno_cli.facts.database import FILE, Database

    root: Traversable = Path(str(immuno_facts.__file__)).parent
    # `importlib.resources` takes longer to import than a page of facts to read (5 to 6 %); only a zip file needs it.
    if not root.is_dir():
        from importlib.resources import files

        root = files(immuno_facts)
    if not (root / FILE).is_file():
        return Knowledge(root)
    return Knowledge(root, Database(root) if compiled else Folder(unpacked((root / PACK).read_bytes())))


def version() -> str:
    """Return the version of the program and the day of the facts that are installed with it."""
    return f"immuno {__version__}, facts as of {bundled().edition.as_of}"


def today() -> dt.date:
    """Return the current day; `SOURCE_DATE_EPOCH` (seconds, UTC) stands in for it where output must be repeatable."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isascii() and fixed.isdecimal() and len(fixed) <= EPOCH_DIGITS:
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC).date()
    return dt.date.today()


EPOCH_DIGITS = 11
"""Digits; more would be a year that no calendar here knows."""


MOST_KNOWN = 20
"""Up to so many names, a message lists them all."""
