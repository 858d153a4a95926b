"""What a start may not import. Names, not milliseconds: such a test never flickers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import UNMEASURED, WORLD, environment

HEAVY = {"rich.console", "pydantic", "importlib.metadata", "sqlite3", "asyncio", "click", "json", "yaml", "hypothesis"}


def imported(*argv: str) -> set[str]:
    """Return which heavy modules one run of the command has loaded when it is done."""
    code = f"""
import sys, io
from immuno_cli import cli
sys.argv = ["immuno", *{list(argv)!r}]
sys.stdout, kept = io.StringIO(), sys.stdout
try:
    cli.main()
except SystemExit:
    pass
sys.stdout = kept
print("\\n".join(sorted(set(sys.modules) & {HEAVY!r})))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment(**UNMEASURED),
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("argv", "allowed"),
    [
        (("--help",), set()),
        (("drug", "show", "alphacar", "--plain"), {"yaml"}),
        (("drug", "show", "alphacar", "--json"), {"yaml", "json"}),
        (("drug", "show", "alphacar", "-f", "terminal"), {"yaml", "rich.console"}),
        (("search", "fever", "--plain"), {"yaml"}),
    ],
    ids=["help", "plain", "json", "terminal", "search"],
)
def test_only_what_is_needed_is_imported(argv: tuple[str, ...], allowed: set[str]) -> None:
    where = () if argv == ("--help",) else ("--facts", str(WORLD))
    assert imported(*argv, *where) <= allowed


def test_the_guard_sees_what_is_imported() -> None:
    assert "rich.console" in imported("drug", "show", "alphacar", "-f", "terminal", "--facts", str(WORLD))
