"""Change the modules on which everything rests, one small change at a time, and count the changes that a test notices.

    python benchmarks/mutants.py [MODULE ...]

The modules, the tests and how they are run stand in `pyproject.toml` under `tool.mutmut`. Prints a Markdown table. A
change that makes the tests run out of time counts as noticed; one that no test reaches does not. Ends with 1 when in
some module fewer than 85 of 100 are noticed. What was not noticed: `mutmut results`, then `mutmut show NAME`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

ENOUGH = 85
"""Per cent of the changes in each module."""

NOTICED = ("killed", "timeout")

ROOT = Path(__file__).parent.parent


def modules() -> list[str]:
    """Return the modules that are changed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    return [Path(path).stem for path in settings["only_mutate"]]


def counted(results: str, wanted: Iterable[str]) -> dict[str, Counter[str]]:
    """Count how the changes of each wanted module ended, from what `mutmut results --all true` prints."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for module, end in re.findall(r"^\s*immuno_cli\.(\w+)\.\S+: (.+)$", results, re.MULTILINE):
        if module in wanted:
            found[module][end] += 1
    return found


def table(found: dict[str, Counter[str]]) -> str:
    """Return the counts as a Markdown table."""
    lines = ["| module | noticed | by time | not noticed | no test | per cent |", "|---|---|---|---|---|---|"]
    for module, ends in found.items():
        cells = (module, noticed(ends), ends["timeout"], ends.total() - noticed(ends), ends["no tests"])
        lines.append(f"| {' | '.join(map(str, cells))} | {100 * noticed(ends) / ends.total():.1f} |")
    return "\n".join(lines)


def noticed(ends: Counter[str]) -> int:
    """Return how many changes made a test fail."""
    return sum(ends[end] for end in NOTICED)


def main(wanted: list[str]) -> int:
    """Run mutmut from the beginning over the wanted modules, or all of them; return the exit code."""
    if unknown := set(wanted) - set(modules()):
        print(f"No such module: {', '.join(sorted(unknown))}. Known are: {', '.join(modules())}.", file=sys.stderr)  # noqa: T201
        return 2
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    subprocess.run(["mutmut", "run", *(f"immuno_cli.{module}.*" for module in wanted)], cwd=ROOT, check=True)
    results = subprocess.run(
        ["mutmut", "results", "--all", "true"], cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout
    found = counted(results, wanted or modules())
    print(table(found))  # noqa: T201
    enough = all(100 * noticed(found[module]) >= ENOUGH * found[module].total() for module in found)
    return 0 if enough and len(found) == len(wanted or modules()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
