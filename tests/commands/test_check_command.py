"""`immuno facts check` and the commands that refuse: every problem at once, exit code 5, nothing shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import WORLD, Run
from immuno_cli.facts import check as rules
from test_facts_check import ALPHA, BROKEN, CRS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature world to break."""
    return Path(shutil.copytree(WORLD, tmp_path / "facts"))


def test_every_problem_at_once_and_nothing_shown(copy: Path, run: Run) -> None:
    for file, before, after, _ in (BROKEN["dangling source"], BROKEN["no plain words"], BROKEN["wrong count"]):
        path = copy / file
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    for argv in (["facts", "check"], ["drug", "list"], ["side-effects", "crs", "--json"]):
        done = run(*argv, "--facts", str(copy))
        assert done.returncode == 5
        said = done.stderr + (done.stdout if "--json" in argv else "")
        assert "drugs/alphacar.yaml:" in said
        assert "side-effects/crs.yaml:" in said
        assert "edition.yaml" in said
        assert "Alphacar" not in done.stdout


def test_a_file_that_does_not_decode_stops_before_the_rules(copy: Path, run: Run) -> None:
    (copy / CRS).write_text("name: x\nname: y\n")
    (copy / ALPHA).write_bytes(b"\xff\xfe")
    done = run("facts", "check", "--facts", str(copy))
    assert done.returncode == 5
    assert "drugs/alphacar.yaml:1: is not UTF-8" in done.stderr
    assert "side-effects/crs.yaml:2: has the key 'name' a second time" in done.stderr


def test_an_empty_folder_is_told(tmp_path: Path, run: Run) -> None:
    done = run("facts", "check", "--facts", str(tmp_path))
    assert done.returncode == 5
    assert "edition.yaml: cannot be read" in done.stderr


STRAY = {
    "drgs/x.yaml": "drgs: is no fact file; a folder of facts holds cancers, drugs,",
    "drugs/new.yml": "drugs/new.yml: is no fact file; name it drugs/new.yaml",
    "drugs/notes.txt": "drugs/notes.txt: is no fact file; remove it",
    "drugs/alphacar.old/a.yaml": "drugs/alphacar.old: is no fact file; remove it",
    "drugs/gammacar/label.yml": "drugs/gammacar/label.yml: is no fact file; name it drugs/gammacar/label.yaml",
    "facts.sqlite": "facts.sqlite: is no fact file;",
    "compiled/drugs.json": "compiled: is no fact file;",
}


@pytest.mark.parametrize("file", STRAY)
def test_a_stray_file_is_named(file: str, copy: Path, run: Run) -> None:
    (copy / file).parent.mkdir(exist_ok=True)
    (copy / file).write_text("x: y\n")
    for argv in (["facts", "check"], ["drug", "list"]):
        done = run(*argv, "--facts", str(copy))
        assert done.returncode == 5
        assert STRAY[file] in done.stderr


@pytest.mark.parametrize("file", ["drugs/.alphacar.yaml.swp", ".git", ".DS_Store", "glossary/t-cell.yaml~", "LICENSE"])
def test_what_editors_put_beside_facts_is_no_problem(file: str, copy: Path, run: Run) -> None:
    (copy / file).write_text("x: y\n")
    assert run("facts", "check", "--facts", str(copy)).returncode == 0


def test_facts_of_a_folder_are_read_from_its_yaml_alone(shipped: Path, tmp_path: Path, run: Run) -> None:
    copy = Path(shutil.copytree(WORLD, tmp_path / "mine"))
    shutil.copy(shipped / "facts.sqlite", copy)
    (copy / ALPHA).write_text(
        (copy / ALPHA).read_text(encoding="utf-8").replace("2025-06", "2024-06"), encoding="utf-8"
    )
    assert run("drug", "list", "--facts", str(copy)).returncode == 5
    (copy / "facts.sqlite").unlink()
    assert "2024-06" in run("drug", "show", "alphacar", "--all", "--facts", str(copy)).stdout


def test_check_of_the_real_facts(run: Run) -> None:
    done = run("facts", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no problem found" in done.stdout


def test_every_rule_is_run() -> None:
    """A rule that is written but not named in its table would check nothing."""
    named = {rule.__name__ for rule in (*rules.ENTITY_RULES, *rules.WORLD_RULES)}
    written = {
        name
        for name, item in vars(rules).items()
        if callable(item) and getattr(item, "__module__", "") == rules.__name__ and not name.startswith("_")
    }
    assert written - named == {"World", "check"}
