"""Ten times the facts: every entity ten times, under new ids and names, with its references renamed along.

    python benchmarks/tenfold.py FOLDER [--times 10]

Writes a folder of facts that keeps every rule (`immuno facts check --facts FOLDER`) and its compiled form. Run it with
the Python of an environment that has `immuno`: it multiplies the facts that are installed there. The texts stay as they
are, which is the hard case for a search: every word is in ten times as many places.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from immuno_cli.export.compile import write_for_wheel
from immuno_cli.facts.database import FILE
from immuno_cli.facts.decode import fields_of, unannotate
from immuno_cli.facts.folder import PACK
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge, bundled
from immuno_cli.facts.model import Drug, Ref

NAMES = ("brand", "proper", "short", "code", "other", "name", "abbreviation", "aliases")
"""Fields that hold names: of a drug inside `names`, of everything else at the top."""


def enlarge(knowledge: Knowledge, folder: Path, times: int) -> None:
    """Write facts to a new folder `times` times, as YAML. Raises FileExistsError."""
    folder.mkdir(parents=True)
    for root in {knowledge.root, knowledge.store.root}:
        for file in root.iterdir():
            if file.is_file() and file.name not in {FILE, PACK}:
                (folder / file.name).write_bytes(file.read_bytes())
    for kind, name in FOLDERS.items():
        (folder / name).mkdir()
        entities: tuple[Entity, ...] = knowledge.all(kind)
        for entity in entities:
            for number in range(times):
                ending = f"x{number}" if number else ""
                data = renamed(written(entity, ending), ending)
                if kind is Drug:
                    # A file for each field: some products hold more than one file may.
                    for key, value in data.items():
                        _write(folder / name / renamed_id(entity.id, ending) / f"{key}.yaml", {key: value})
                else:
                    _write(folder / name / f"{renamed_id(entity.id, ending)}.yaml", data)
    edition = written(knowledge.edition, "")
    for group in edition["sets"].values():
        group["therapies"] = [renamed_id(key, f"x{n}" if n else "") for key in group["therapies"] for n in range(times)]
        group["products"] *= times
        if "indications" in group:
            group["indications"] *= times
    _write(folder / "edition.yaml", edition)


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    # JSON is YAML too, and the decoder takes `"2026-11-22"` and `2026-11-22` alike.
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def written(value: Any, ending: str, notes: tuple[Any, ...] = ()) -> Any:
    """Return a value of the model as a fact file holds it, with the ids that it refers to renamed."""
    refers = any(isinstance(note, Ref) for note in notes)
    if dataclasses.is_dataclass(value):
        found = {}
        for field in fields_of(type(value)).values():
            inside = getattr(value, field.name)
            # The id is the name of the file, and what is as it would be without saying so is not said.
            if field.name != "id" and (field.required or inside != field.default):
                inner = unannotate(get_args(field.type)[0])[1] if isinstance(inside, tuple) else ()
                found[field.name] = written(inside, ending, (*field.notes, *inner))
        return found
    if isinstance(value, dict):
        return {renamed_id(key, ending) if refers else key: written(item, ending) for key, item in value.items()}
    if isinstance(value, tuple):
        return [written(item, ending, notes) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return renamed_id(value, ending) if refers else value


def renamed(data: dict[str, Any], ending: str) -> dict[str, Any]:
    """Return an entity, as its file holds it, under new names."""
    block = data.get("names", data)
    for key in set(NAMES) & set(block):
        old = block[key]
        block[key] = [f"{value}{ending}" for value in old] if isinstance(old, list) else f"{old}{ending}"
    if "url" in data and ending:
        # Two sources with one address would be one document.
        data["url"] += f"#{ending}"
    return data


def renamed_id(one: str, ending: str) -> str:
    """Return the id of a copy."""
    return f"{one}-{ending}" if ending else one


def main() -> None:
    """Multiply the installed facts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--times", type=int, default=10)
    asked = parser.parse_args()
    enlarge(bundled(compiled=False), asked.folder, asked.times)
    write_for_wheel(asked.folder, asked.folder)


if __name__ == "__main__":
    main()
