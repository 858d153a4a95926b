"""The facts as a wheel carries them: compiled into the database that `facts.database` reads, and their YAML packed.

Only the build of a wheel needs it.
"""

from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING

from immuno_cli.facts.database import DEPTH, FILE, SCHEMA, connect, in_answer
from immuno_cli.facts.entities import cited_sources, names_of, tally
from immuno_cli.facts.folder import PACK
from immuno_cli.facts.kinds import ALONE
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.names import normalize
from immuno_cli.formats.json import text_of
from immuno_cli.search import index

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path
    from sqlite3 import Connection

LONGEST_ROW = 2_000
"""An entity of fewer letters is one row: to read a dozen fields one by one takes longer than to decode them all."""


def compile_facts(root: Traversable) -> bytes:
    """Return the database of a folder of facts, the same for the same facts. Raises BadFacts when a file is faulty."""
    knowledge = Knowledge(root)
    database = connect(None)
    # Of the usual 4,096 bytes a page the wheel is 16 KB larger.
    database.execute("PRAGMA page_size = 8192")
    database.executescript(SCHEMA)
    for name, kind in ALONE.items():
        _write(database, kind, getattr(knowledge, name), [])
    for entity in knowledge.every():
        _write(database, type(entity), entity, names_of(entity))
    index.fill(database, knowledge)
    database.commit()
    database.execute("VACUUM")
    return database.serialize()


def write_for_wheel(root: Path, folder: Path) -> tuple[str, ...]:
    """Write a folder of facts into another one as a wheel carries it; return the names of the files."""
    forms = {FILE: compile_facts, PACK: pack}
    for name, form in forms.items():
        (folder / name).write_bytes(form(root))
    return tuple(forms)


def pack(root: Path) -> bytes:
    """Return the YAML of a folder of facts as one file (`facts.folder.PACK`), the same for the same files."""
    texts = {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in sorted(root.rglob("*.yaml"))}
    # Tuned to text, which takes 6 KB less than the filter does by default.
    tuned = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "pb": 0}
    return lzma.compress(json.dumps(texts, ensure_ascii=False).encode(), filters=[tuned])


def _write(database: Connection, kind: type, entity: object, names: list[str]) -> None:
    """Write the rows of one entity."""
    row, sources = (kind.__name__, entity.id), sorted(cited_sources(entity))  # type: ignore[attr-defined]
    fields = {name: text_of(getattr(entity, name), DEPTH + 2) for name in kind.__annotations__}
    whole = "".join(in_answer(fields.items()))
    short = len(whole) < LONGEST_ROW
    known = json.dumps(names, ensure_ascii=False), json.dumps(sources), *tally(entity), whole if short else None
    database.execute("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, *known))
    parts = () if short else fields.items()
    database.executemany("INSERT INTO part VALUES (NULL, ?, ?, ?, ?)", [(*row, name, text) for name, text in parts])
    keys = sorted(set(map(normalize, names)))
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", [(key, *row) for key in keys if key])
    database.executemany("INSERT INTO citation VALUES (?, ?, ?)", [(source, *row) for source in sources])
