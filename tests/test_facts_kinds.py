"""The table of kinds is whole: a row for each class, and no two rows alike where they must differ."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from conftest import ROOT, WORLD, Run, environment
from immuno_cli.facts.kinds import FOLDERS, KINDS, Entity, Kind
from immuno_cli.facts.knowledge import Knowledge


def test_every_class_has_one_row() -> None:
    assert set(KINDS) == set(FOLDERS) == set(get_args(Entity))
    assert len(KINDS) == len(Kind)


def test_the_columns_that_tell_kinds_apart_differ() -> None:
    assert len({kind.folder for kind in Kind}) == len({kind.label for kind in Kind}) == len(Kind)
    places = list(range(len(Kind)))
    assert sorted(kind.order for kind in Kind) == sorted(kind.by_text for kind in Kind) == places


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.SOURCE])
def test_a_name_of_every_kind_opens_a_page(kind: Kind, small: Run, world: Knowledge) -> None:
    """`immuno NAME` looks through every kind but the sources."""
    done = small(world.ids(kind.cls)[-1])
    assert (done.returncode, done.stderr) == (0, ""), "say in `opens` in commands/name.py what opens it"


DEVICE = '''

@record(kw_only=True)
class Device:
    """A thing of a new kind."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "What it is called."]
    aliases: Annotated[tuple[str, ...], "Other names."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    definition: Annotated[Claim, "What it is."]
'''

PUMP = """\
name: Infusion pump
aliases: [dripper]
reviewed: 2026-01-30
definition: {plain: It gives a liquid slowly., cite: {alpha-label: section 1}}
"""

ASK = """
import sys, tempfile
from pathlib import Path
from immuno_cli.export.compile import compile_facts
from immuno_cli.facts.database import FILE, Database
from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.knowledge import Knowledge
root = Path(sys.argv[1])
(root / FILE).write_bytes(compile_facts(root))
kept = Knowledge(root, Database(root))
found = kept.find("Dripper", Kind.DEVICE.cls, "device", "")
assert found == Knowledge(root).get(Kind.DEVICE.cls, "pump"), found
(root / FILE).unlink()
"""


def test_a_new_kind_needs_a_class_and_a_row(tmp_path: Path) -> None:
    """Names, search, checks, counts, exports and the compiled form take it from the table; page and command remain."""
    source = tmp_path / "src" / "immuno_cli"
    shutil.copytree(ROOT / "src" / "immuno_cli", source, ignore=shutil.ignore_patterns("__pycache__"))
    model, kinds = source / "facts" / "model.py", source / "facts" / "kinds.py"
    model.write_text(model.read_text(encoding="utf-8") + DEVICE, encoding="utf-8")
    table = kinds.read_text(encoding="utf-8")
    # The row goes after the last one of the table, whichever that is.
    last = re.findall(r"^    [A-Z_]+ = .*\n", table, re.MULTILINE)[-1]
    row = f'    DEVICE = "device", Device, "devices", "device", "immuno device show", {len(Kind)}, {len(Kind)}\n'
    for before, after in (
        ("from immuno_cli.facts.model import (\n", "from immuno_cli.facts.model import (\n    Device,\n"),
        ("| Source\n", "| Source | Device\n"),
        (last, f"{last}{row}"),
    ):
        assert before in table
        table = table.replace(before, after, 1)
    kinds.write_text(table, encoding="utf-8")
    world = Path(shutil.copytree(WORLD, tmp_path / "world"))
    (world / "devices").mkdir()
    (world / "devices" / "pump.yaml").write_text(PUMP, encoding="utf-8")

    def ran(*argv: str) -> str:
        variables = environment(PYTHONPATH=os.pathsep.join([str(source.parent), str(ROOT / "data")]))
        command = [sys.executable, *argv]
        return subprocess.run(command, env=variables, check=True, capture_output=True, encoding="utf-8").stdout

    immuno = ("-m", "immuno_cli", "--facts", str(world))
    ran("-c", ASK, str(world))
    assert "19 files, no problem found." in ran(*immuno, "facts", "check")
    assert "devices: 1" in ran(*immuno, "facts", "info")
    assert "immuno device show pump" in ran(*immuno, "search", "dripper")
    assert "It gives a liquid slowly." in ran(*immuno, "why", "pump.definition")
    assert "devices.csv" in ran(*immuno, "facts", "export", "--to", "csv", str(tmp_path / "out"))
