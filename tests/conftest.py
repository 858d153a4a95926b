"""What the tests share: the miniature world, and the real command run as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from immuno_cli.knowledge import Knowledge

ROOT = Path(__file__).parent.parent
WORLD = Path(__file__).parent / "facts"
FACTS = ROOT / "data" / "immuno_facts"

Run = Callable[..., subprocess.CompletedProcess[str]]


UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""For a process whose imports are counted: measuring coverage would add its own."""


def environment(**changes: str) -> dict[str, str]:
    """Return an environment that does not depend on the terminal of whoever runs the tests."""
    wanted = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
    kept = {name: value for name, value in os.environ.items() if name in wanted}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "data")])
    return {**kept, "PYTHONPATH": paths, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **changes}


@pytest.fixture(scope="session")
def world() -> Knowledge:
    """The miniature world: two products, three uses, all invented."""
    return Knowledge(WORLD)


@pytest.fixture(scope="session")
def facts() -> Knowledge:
    """The real facts."""
    return Knowledge(FACTS)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `immuno` as a process on the real facts; keyword arguments are environment variables."""

    def command(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "immuno_cli", *argv],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment(**variables),
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )

    return command


@pytest.fixture(scope="session")
def small(run: Run) -> Run:
    """Run `immuno` as a process on the miniature world."""

    def command(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        # The day after the world's data date: its pages are not old, on whatever day the tests run.
        return run(*argv, "--facts", str(WORLD), **{"SOURCE_DATE_EPOCH": "1769904000", **variables})

    return command


@pytest.fixture
def screen(snapshot: Any) -> Any:
    """A snapshot that is one readable text file per screen."""
    from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

    class Screen(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = "txt"

    return snapshot.use_extension(Screen)
