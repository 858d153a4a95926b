"""All facts as files for other programs: JSON, CSV tables with a data package, or one SQLite database.

An export is written beside its folder and moved into place when it is whole. A folder that holds anything else than
an earlier export is left alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from immuno_cli import __version__
from immuno_cli.choices import ExportFormat
from immuno_cli.errors import ImmunoError, UsageError, visible
from immuno_cli.export import schema
from immuno_cli.export.signals import Deferred
from immuno_cli.export.tables import Cell, Column, Table, tables
from immuno_cli.facts.kinds import FOLDERS
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.formats.csv import guarded
from immuno_cli.formats.json import dump, to_plain


class WrittenFile(NamedTuple):
    """One file of an export: its name, what is in it, and its entry in the data package."""

    file: str
    what: str
    entry: dict[str, Any]


MANIFEST = "datapackage.json"
LICENSE = "LICENSE"
PACKAGE_NAME = "immuno-facts"


def export(knowledge: Knowledge, to: ExportFormat, folder: Path) -> list[WrittenFile]:
    """Write all facts to a folder and return what was written.

    Raises UsageError when the folder may not be replaced, ImmunoError when it cannot be written.
    """
    try:
        place = _place(folder)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{folder} is no place for an export: {why}. Nothing was written.") from None
    try:
        with Deferred() as signals, TemporaryDirectory(prefix=".immuno-export-", dir=place.parent) as scratch:
            new = Path(scratch, "new")
            new.mkdir()
            with signals.obeyed():
                written = WRITERS[to](knowledge, new)
                _finish(knowledge, to, new, written)
            _put(new, place, folder, Path(scratch))
    except OSError as error:
        raise ImmunoError(f"The export to {folder} could not be written: {error.strerror or error}.") from None
    return written


def _place(folder: Path) -> Path:
    """Return the real path of a folder that is not there, is empty, or holds an earlier export and nothing else."""
    place = folder.resolve()
    if not place.parent.is_dir():
        raise UsageError(f"There is no folder {folder.parent} to put the export in. Nothing was written.")
    if place in (Path.cwd(), *Path.cwd().parents):
        raise UsageError(f"{folder} holds the folder you are in. Name another one. Nothing was written.")
    for _ in range(ATTEMPTS):
        before = _identity(place)
        if before is None:
            return place
        try:
            _refuse_others(place, folder)
        except (OSError, UsageError):
            # Unless another export was put there in the meantime, what was found counts.
            if _identity(place) == before:
                raise
        else:
            break
    return place


def _put(new: Path, place: Path, folder: Path, scratch: Path) -> None:
    """Move a whole export into its place, and what is there out of it. Whatever fails, what was there is back."""
    for attempt in range(ATTEMPTS):
        old = scratch / f"old-{attempt}"
        with suppress(FileNotFoundError):
            place.rename(old)
        try:
            # Looked at again, here where nobody can change it any more: it may be newer than the first look.
            if old.exists():
                _refuse_others(old, folder)
            new.rename(place)
        except OSError as error:
            # Another export came first: it is replaced in its turn.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or attempt == ATTEMPTS - 1:
                raise
        else:
            return
        finally:
            if old.exists() and not place.exists():
                old.rename(place)


ATTEMPTS = 20
"""How often an export gives way to others that write the same folder at the same time."""


def _identity(place: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one of the same name; None when there is none."""
    try:
        status = place.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _refuse_others(place: Path, folder: Path) -> None:
    """Raise UsageError when a place is a file, or holds anything that is no part of an export."""
    if not place.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder for the export. Nothing was written.")
    known = _files_of_an_export(place / MANIFEST)
    for path in place.rglob("*"):
        name = path.relative_to(place).as_posix()
        if name not in known or (known[name] and known[name] != _check_sum(path)):
            why = "was changed after it was exported" if name in known else "is no part of an earlier export"
            raise UsageError(
                f"{folder} holds {visible(name)}, which {why}. Name an empty or a new folder. Nothing was written."
            )


def _files_of_an_export(manifest: Path) -> dict[str, str]:
    """Return what a manifest of an export lists, with itself and the folders; nothing when it is not one of ours.

    The values are check sums, empty for what has none.
    """
    try:
        package = json.loads(manifest.read_text(encoding="utf-8"))
        files = [Path(file) for file in package["immuno"]["files"]] if package["name"] == PACKAGE_NAME else []
        sums = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    folders = {folder.as_posix() for file in files for folder in file.parents}
    return dict.fromkeys([MANIFEST, *(file.as_posix() for file in files), *folders], "") | sums


def _check_sum(path: Path) -> str:
    return f"sha256:{sha256(path.read_bytes()).hexdigest()}"


def _finish(knowledge: Knowledge, to: ExportFormat, folder: Path, written: list[WrittenFile]) -> None:
    """Add the license, and the data package: what the files are, their sizes and check sums."""
    license_ = knowledge.root / LICENSE
    free = license_.is_file() and "CC0 1.0" in license_.read_text(encoding="utf-8")
    if license_.is_file():
        (folder / LICENSE).write_bytes(license_.read_bytes())
    as_of = knowledge.edition.as_of
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": PACKAGE_NAME,
        "title": "immuno: facts about cancer immunotherapy",
        "description": (
            f"The facts of immuno as of {as_of}. Not medical advice. Every fact cites its sources. Rates of different "
            "trials are not a head-to-head comparison. Quotes are short and belong to their publishers; each source "
            "names its terms."
        ),
        "version": as_of.strftime("%Y.%m.%d"),
        **({"licenses": [CC0]} if free else {}),
        "contributors": [{"title": "The immuno authors"}],
        "keywords": ["immunotherapy", "CAR T", "TIL", "TCR", "oncology"],
        "immuno": {
            "tool": __version__,
            "to": to.value,
            "as_of": as_of.isoformat(),
            "files": sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()),
        },
        "resources": [
            {
                **file.entry,
                "path": file.file,
                "bytes": (folder / file.file).stat().st_size,
                "hash": _check_sum(folder / file.file),
            }
            for file in written
        ],
    }
    _write_json(folder / MANIFEST, package)


CC0 = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal, for the facts themselves; not for quotes",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def _write_json(path: Path, value: Any) -> None:
    path.write_text(dump(value), encoding="utf-8", newline="\n")


# --- JSON -----------------------------------------------------------------------------------------------------------


def _to_json(knowledge: Knowledge, folder: Path) -> list[WrittenFile]:
    """Write a list of records for each kind, and its JSON Schema."""
    (folder / "schema").mkdir()
    written = []
    for name, cls in schema.ROOTS.items():
        records = knowledge.all(cls) if cls in FOLDERS else (getattr(knowledge, name),)
        _write_json(folder / f"{name}.json", [to_plain(record) for record in records])
        _write_json(folder / "schema" / f"{name}.json", schema.record_schema(name))
        entry = {
            "name": name,
            "description": f"{schema.first_line(cls)} JSON Schema: schema/{name}.json.",
            "format": "json",
            "mediatype": "application/json",
            "encoding": "utf-8",
        }
        written.append(WrittenFile(f"{name}.json", _count_text(len(records), "record"), entry))
    return written


# --- CSV ------------------------------------------------------------------------------------------------------------


def _to_csv(knowledge: Knowledge, folder: Path) -> list[WrittenFile]:
    """Write each table as a CSV file that its entry in the data package describes field by field."""
    written = []
    for table in tables(knowledge):
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in table.columns)
            writer.writerows(map(_csv_cell, row) for row in table.rows)
        entry = {
            "name": table.name,
            "type": "table",
            "description": table.about,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": _table_schema(table),
        }
        written.append(WrittenFile(f"{table.name}.csv", _count_text(len(table.rows), "row"), entry))
    return written


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case str():
            return guarded(value)
        case _:
            return str(value)


FIELD_TYPES: dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date"}


def _table_schema(table: Table) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table."""
    return {
        "fields": [
            {
                "name": column.name,
                "type": FIELD_TYPES[column.holds],
                "description": column.about,
                **({"constraints": constraints} if (constraints := dict(_constraints(column))) else {}),
            }
            for column in table.columns
        ],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": list(link.columns), "reference": {"resource": link.table, "fields": list(link.fields)}}
            for link in table.links
        ],
    }


def _constraints(column: Column) -> Iterator[tuple[str, Any]]:
    if column.required:
        yield "required", True
    if column.pattern:
        yield "pattern", column.pattern
    if column.allowed:
        yield "enum", list(column.allowed)
    if column.limits:
        yield "minimum", column.holds(column.limits.low)
        yield "maximum", column.holds(column.limits.high)


# --- SQLite ---------------------------------------------------------------------------------------------------------

SQL_TYPES: dict[type, str] = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER", dt.date: "TEXT"}


def _to_sqlite(knowledge: Knowledge, folder: Path) -> list[WrittenFile]:
    """Write all tables into one database."""
    # Imported here: a Python may lack it, and the other exports need none.
    import sqlite3

    every = tables(knowledge)
    try:
        with closing(sqlite3.connect(folder / "immuno.db")) as database, database:
            for table in every:
                database.execute(_create(table))
                marks = ", ".join("?" for _ in table.columns)
                rows = ([str(cell) if isinstance(cell, dt.date) else cell for cell in row] for row in table.rows)
                database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
    except sqlite3.OperationalError as error:
        # A full disk and the like.
        raise OSError(str(error)) from error
    entry = {
        "name": "immuno",
        "description": "The tables of the CSV export as one SQLite database, dates as text, true as 1.",
        "format": "sqlite",
        "mediatype": "application/vnd.sqlite3",
    }
    count = sum(len(table.rows) for table in every)
    return [WrittenFile("immuno.db", f"{len(every)} tables, {_count_text(count, 'row')}", entry)]


def _create(table: Table) -> str:
    lines = [
        f'"{column.name}" {SQL_TYPES[column.holds]}{" NOT NULL" if column.required else ""}' for column in table.columns
    ]
    lines.append(f"PRIMARY KEY ({_quoted(table.key)})")
    lines += [
        f'FOREIGN KEY ({_quoted(link.columns)}) REFERENCES "{link.table or table.name}" ({_quoted(link.fields)})'
        for link in table.links
    ]
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _count_text(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


WRITERS: dict[ExportFormat, Callable[[Knowledge, Path], list[WrittenFile]]] = {
    ExportFormat.JSON: _to_json,
    ExportFormat.CSV: _to_csv,
    ExportFormat.SQLITE: _to_sqlite,
}
"""To add a form of export: a member of ExportFormat, and its writer here."""
