"""The benchmark judges rightly and leaves nothing out. How long anything takes is no test: `nox -s bench` measures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tenfold
from commands import GROUPS, READING, TENFOLD_LIMIT
from conftest import ROOT, WORLD, commands, compiled
from immuno_cli.export.compile import write_for_wheel
from immuno_cli.facts.check import check
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from report import Measured, Row, Table

NOT_MEASURED = {"facts check", "facts export", "facts proof", "completion"}
"""Commands that write or check and are not asked by a reader."""


def test_every_reading_command_is_measured() -> None:
    every = [" ".join(words) for words in commands()]
    ends = {command for command in every if not any(other.startswith(f"{command} ") for other in every)}
    measured = {end for end in ends if any(f"{one} ".startswith(f"{end} ") for one in READING)}
    assert ends - measured == NOT_MEASURED, "name each new command in READING in benchmarks/commands.py"


def test_the_limits_are_those_of_the_design() -> None:
    limits = {group.title: group.limit for group in GROUPS if group.limit is not None}
    assert limits == {
        "Terminal format": 1.25,
        "`--plain` and `--json`": 1.0,
        "`--version`": 0.8,
        "Completion on TAB": 0.9,
    }
    assert TENFOLD_LIMIT == 1.15


@pytest.mark.parametrize(
    ("cpu", "memory", "holds"),
    [((1.25, 1.0), (130, 100), True), ((1.251, 1.0), (130, 100), False), ((1.0, 1.0), (131, 100), False)],
    ids=["at the limits", "too slow by a hair", "too large"],
)
def test_a_limit_is_judged_as_it_is_printed(cpu: tuple[float, float], memory: tuple[int, int], holds: bool) -> None:
    measured = Measured(((cpu[0], memory[0], cpu[1], memory[1]),) * 3, limit=1.25, memory_limit=1.3)
    assert measured.holds is holds
    shown = Table("T", "About.", ("CPU",), (Row("immuno", (measured,)),)).lines()
    assert ("**" in shown[-2]) is not holds
    assert shown[-2].endswith("| yes |" if holds else "| **no** |")


def test_the_median_is_of_pairs_so_a_slow_spell_counts_on_both_sides() -> None:
    measured = Measured(((1.0, 1, 1.0, 1), (6.0, 1, 5.0, 1), (11.0, 1, 10.0, 1)), limit=None)
    assert measured.ratio == 1.11, "1.1, rounded up where it is no exact number"
    assert measured.holds, "without a limit nothing is broken"


@pytest.mark.skipif(sys.platform == "win32", reason="os.wait4 is not known there")
def test_memory_is_that_of_each_child_alone() -> None:
    large = [sys.executable, "-c", "bytearray(64 * 1024 * 1024)"]
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "benchmarks" / "pairs.py", "2", *large, "//", sys.executable, "-c", ""],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        _, much, _, little = line.split()
        assert int(much) > 64 * 1024 > int(little)
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="os.wait4 is not known there")
def test_a_run_that_fails_is_not_measured() -> None:
    fails = [sys.executable, "-c", "raise SystemExit(3)"]
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "benchmarks" / "pairs.py", "2", *fails, "//", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "exit status 3" in done.stderr


def test_many_times_the_facts_keep_every_rule(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    few, many = Knowledge(WORLD), Knowledge(folder)
    tenfold.enlarge(few, folder, 3)
    _, problems = check(many)
    assert problems == []
    for kind in FOLDERS:
        assert len(many.ids(kind)) == 3 * len(few.ids(kind))
        for name in few.ids(kind):
            one: Entity = few.get(kind, name)
            other: Entity = many.get(kind, name)
            assert one == other, "the first of each stays as it is"
    write_for_wheel(folder, folder)
    quick = compiled(folder)
    assert quick.edition == many.edition
