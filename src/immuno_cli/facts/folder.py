"""Facts as people write them: a folder of YAML, a file or a folder of files for each entity, and nothing else in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from immuno_cli.errors import BadFacts, ImmunoError, Problem
from immuno_cli.facts.entities import Tally, cited_sources, names_of, tally
from immuno_cli.facts.kinds import ALONE, FOLDERS, Entity
from immuno_cli.facts.names import normalize

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from sqlite3 import Connection

    from immuno_cli.facts import decode

PACK = "facts.json.xz"
"""The YAML of a wheel, the text of each file by its path: 1,500 files packed one by one would take 2.7 MB, this 1.3."""


def unpacked(pack: bytes) -> Traversable:
    """Return the folder of YAML that a wheel holds in one file; nothing is written anywhere.

    Raises ImmunoError where Python has no LZMA, or the file is damaged.
    """
    import json
    from io import BytesIO
    from zipfile import Path, ZipFile

    try:
        import lzma
    except ImportError:
        raise ImmunoError(NO_LZMA) from None
    archive = ZipFile(BytesIO(), "w")
    try:
        for name, text in json.loads(lzma.decompress(pack)).items():
            archive.writestr(name, text)
    except (lzma.LZMAError, EOFError, ValueError):
        raise ImmunoError(DAMAGED) from None
    return Path(archive)


DAMAGED = "The installed facts are damaged. Install immuno again."
NO_LZMA = (
    "This Python lacks LZMA, which the installed YAML is packed with. Install its lzma module or use another Python."
)

ALLOWED_FILES = frozenset({"__init__.py", "py.typed", "LICENSE", "README.md", *(f"{name}.yaml" for name in ALONE)})
"""What may stand in a folder of facts besides the folders of the kinds."""


class Folder:
    """A folder of facts. Loads files lazily; never returns part of a faulty one."""

    database: Connection | None = None

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.opened: dict[tuple[type, str], Any] = {}
        self._ids: dict[type, tuple[str, ...]] = {}

    def ids(self, kind: type) -> tuple[str, ...]:
        """Return the ids of a kind, sorted."""
        if kind not in self._ids:
            self._ids[kind] = entities_in(self.root, FOLDERS[kind])
        return self._ids[kind]

    def has(self, kind: type, name: str) -> bool:
        """Say whether a kind has an entity with this id."""
        return name in self.ids(kind)

    def load(self, kind: type, name: str) -> tuple[Any, list[Problem]]:
        """Read one entity: itself or None, and its problems. Raises KeyError when there is none."""
        if (kind, name) in self.opened:
            return self.opened[kind, name], []
        if kind in FOLDERS and not self.has(kind, name):
            raise KeyError(name)
        entity, problems, _ = self.read(kind, name)
        if entity is not None:
            self.opened[kind, name] = entity
        return entity, problems

    def read(self, kind: type, name: str) -> tuple[Any, list[Problem], Places]:
        """Read one entity anew: itself or None, its problems, and where each path of it stands."""
        folder = FOLDERS.get(kind, "")
        return read(kind, self.root / folder if folder else self.root, folder, name)

    def every(self, kind: type) -> Iterator[tuple[Any, list[Problem]]]:
        """Yield every entity of a kind, sorted by id, or None, with its problems; keep none of them."""
        for name in self.ids(kind):
            known = self.opened.get((kind, name))
            yield self.read(kind, name)[:2] if known is None else (known, [])

    def names(self, kind: type) -> Mapping[str, list[str]]:
        """Return every id of a kind with the names that it answers to. Raises BadFacts when a file is faulty."""
        return {name: names_of(self._get(kind, name)) for name in self.ids(kind)}

    def named(self, key: str, kinds: Collection[type]) -> Iterator[tuple[type, str]]:
        """Yield the kind and the id of every entity of some kinds of which a name is `key` when it is normalized."""
        for kind in kinds:
            for name, names in self.names(kind).items():
                if key in map(normalize, names):
                    yield kind, name

    def cited(self, kind: type, name: str) -> Collection[str]:
        """Return the ids of the sources that an entity cites."""
        return cited_sources(self._get(kind, name))

    def citing(self, source: str) -> Iterator[tuple[type, str]]:
        """Yield the kind and the id of every entity that cites a source."""
        return ((kind, name) for kind in FOLDERS for name in self.ids(kind) if source in self.cited(kind, name))

    def naming(self, kind: type, field: str, name: str) -> Collection[str]:  # noqa: ARG002
        """Return the ids of a kind of which a field may name something: only reading can tell."""
        return self.ids(kind)

    def tally(self, kind: type, name: str) -> Tally:
        """Return how many facts an entity holds."""
        return tally(self._get(kind, name))

    def text(self, kind: type, name: str) -> Iterator[str] | None:  # noqa: ARG002
        """Return the JSON of an entity where it is kept as text; here it is not."""
        return None

    def strays(self) -> Iterator[Problem]:
        """Yield what stands in the folder and is no fact: nobody would read it, and its writer would not know."""
        kinds = {folder: kind for kind, folder in FOLDERS.items()}
        for name in _visible(names_in(self.root, "")):
            if name in kinds and (self.root / name).is_dir():
                yield from self._strays_of(kinds[name], name)
            elif name not in ALLOWED_FILES and name not in kinds:
                yield Problem(name, 0, f"is no fact file; a folder of facts holds {', '.join(sorted(kinds))}")

    def _strays_of(self, kind: type, folder: str) -> Iterator[Problem]:
        entities = self.ids(kind)
        for name in _visible(names_in(self.root, folder)):
            here = self.root / folder / name
            if name in entities and here.is_dir():
                parts = _visible(names_in(self.root / folder, name))
                wrong = [part for part in parts if not part.endswith(".yaml") or (here / part).is_dir()]
                yield from (_stray(f"{folder}/{name}/{part}") for part in wrong)
            elif not name.endswith(".yaml"):
                yield _stray(f"{folder}/{name}")

    def _get(self, kind: type, name: str) -> Any:
        entity, problems = self.load(kind, name)
        if entity is None:
            raise BadFacts(problems)
        return cast(Entity, entity)


def _visible(names: list[str]) -> list[str]:
    """Leave out what editors and systems put beside files: hidden files, spare copies, what Python compiles."""
    return sorted(
        name for name in names if not name.startswith(".") and not name.endswith("~") and name != "__pycache__"
    )


def _stray(file: str) -> Problem:
    repair = f"name it {file.removesuffix('.yml')}.yaml" if file.endswith(".yml") else "remove it"
    return Problem(file, 0, f"is no fact file; {repair}")


def entities_in(root: Traversable, folder: str) -> tuple[str, ...]:
    """Return the ids of the entities in a folder, sorted: a file each, or a folder of files where one is too long."""
    names = {name.removesuffix(".yaml") for name in names_in(root, folder) if name.endswith(".yaml")}
    bare = [name for name in names_in(root, folder) if "." not in name]
    return tuple(sorted(names | {name for name in bare if (root / folder / name).is_dir()}))


def names_in(root: Traversable, folder: str) -> list[str]:
    """Return the names in a folder of facts, none when it is not there. Raises BadFacts when it cannot be read."""
    try:
        if not folder or (root / folder).is_dir():
            return [item.name for item in (root / folder if folder else root).iterdir()]
        if any(item.name == folder for item in root.iterdir()):
            raise BadFacts([Problem(f"{folder}/", 0, "is not a folder")])
    except OSError as error:
        place = f"{folder or root.name}/"
        raise BadFacts([Problem(place, 0, f"cannot be read: {error.strerror or error}")]) from None
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
        parts = names_in(root, name)
        paths = {f"{folder}/{name}/{part}": root / name / part for part in sorted(parts) if part.endswith(".yaml")}
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
