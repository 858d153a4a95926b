"""What a start may not import. Names, not milliseconds: such a test never flickers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PATIENCE, UNMEASURED, WORLD, environment

HEAVY = {
    "asyncio",
    "click",
    "hypothesis",
    "importlib.metadata",
    "importlib.resources",
    "json",
    "pydantic",
    "rich.console",
    "rich.style",
    "rich.table",
    "sqlite3",
    "tempfile",
    "urllib.request",
    "yaml",
    "zipfile",
    "immuno_cli.facts.check",
    "immuno_cli.facts.claims",
    "immuno_cli.facts.decode",
    "immuno_cli.export.files",
    "immuno_cli.search.index",
    "immuno_cli.export.schema",
    "immuno_cli.pages.drug",
}


def imported(shipped: Path, *argv: str) -> set[str]:
    """Return which heavy modules one run of the installed command has loaded when it is done."""
    code = f"""
import sys, io
from immuno_cli.cli import app
sys.argv = ["immuno", *{list(argv)!r}]
sys.stdout, kept = io.StringIO(), sys.stdout
try:
    app.main()
except SystemExit:
    pass
said, sys.stdout = sys.stdout.getvalue(), kept
assert said, "the command says something"
print("\\n".join(sorted(set(sys.modules) & {HEAVY!r})))
"""
    variables = environment()
    paths = os.pathsep.join([str(shipped.parent), variables["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=variables | {"PYTHONPATH": paths, **UNMEASURED},
        check=True,
        timeout=PATIENCE,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("argv", "allowed"),
    [
        (("--version",), {"json", "sqlite3"}),
        (("drug", "list", "--help"), set()),
        (("drug", "show", "alphacar", "--plain"), {"json", "sqlite3", "immuno_cli.pages.drug"}),
        (("drug", "show", "alphacar", "--json"), {"json", "sqlite3", "immuno_cli.pages.drug"}),
        (("drug", "show", "alphacar", "-f", "terminal"), {"json", "sqlite3", "immuno_cli.pages.drug"}),
        (
            ("drug", "show", "alphacar", "-f", "terminal", "--color", "always"),
            {"json", "sqlite3", "immuno_cli.pages.drug", "rich.style"},
        ),
        (("side-effects", "crs", "--plain"), {"json", "sqlite3"}),
        (("glossary", "--plain"), {"json", "sqlite3"}),
        (("therapies", "list", "--plain"), {"json", "sqlite3"}),
        (("why", "alphacar.monitoring.driving.current", "--plain"), {"json", "sqlite3", "immuno_cli.facts.claims"}),
        (("search", "fever", "--plain"), {"json", "sqlite3", "immuno_cli.search.index"}),
    ],
    ids=[
        "version",
        "help",
        "plain",
        "json",
        "terminal",
        "color",
        "side-effects",
        "glossary",
        "therapies",
        "why",
        "search",
    ],
)
def test_only_what_is_needed_is_imported(argv: tuple[str, ...], allowed: set[str], shipped: Path) -> None:
    assert imported(shipped, *argv) <= allowed


def test_the_guard_sees_what_is_imported(shipped: Path) -> None:
    assert {"yaml", "immuno_cli.facts.decode"} <= imported(shipped, "drug", "list", "--facts", str(WORLD))
    assert "rich.style" in imported(shipped, "drug", "list", "-f", "terminal", "--color", "always")
