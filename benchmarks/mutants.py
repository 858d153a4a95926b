"""Change the modules on which everything rests, one small change at a time, and count the changes that a test notices.

    python benchmarks/mutants.py [--jobs 1] [MODULE ...]

The modules, each with the tests that judge it, stand in `pyproject.toml` under `tool.mutants`; mutmut makes the
changes. Prints a Markdown table. A change that makes the tests run out of time counts as noticed, one that no test
reaches does not. Ends with 1 when fewer than 85 of 100 are noticed in some module. To see what was not noticed, go to
the folder `mutants/MODULE`: `mutmut results` lists it, `mutmut show NAME` shows it.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ENOUGH = 85
"""Per cent of the changes in each module."""

NOTICED = ("killed", "timeout")

ROOT = Path(__file__).parent.parent

# The tests run without the plugins that they do not use: a second that is saved is saved more than a thousand times.
SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["src"]
addopts = "-p no:cacheprovider -p no:xdist -p no:syrupy -p no:hypothesispytest"

[tool.mutmut]
source_paths = ["src/"]
only_mutate = ["src/immuno_cli/{module}.py"]
pytest_add_cli_args_test_selection = {tests}
process_isolation = "forkserver"  # a process that has run the tests once would keep answers of the unchanged code
use_setproctitle = false
"""


def prepare(module: str, tests: list[str]) -> Path:
    """Make a folder with the code, the tests and the settings for one module, and return it."""
    folder = ROOT / "mutants" / module
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("src", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__"))
    settings = SETTINGS.format(module=module, tests=json.dumps(tests))
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    return folder


def changed(module: str, tests: list[str], jobs: int) -> Counter[str]:
    """Make every change of a module and count how the tests ended."""
    folder = prepare(module, tests)
    subprocess.run(["mutmut", "run", "--max-children", str(jobs)], cwd=folder, check=True)
    results = subprocess.run(
        ["mutmut", "results", "--all", "true"], cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return Counter(re.findall(r"^\s*immuno_cli\.\S+: (.+)$", results.stdout, re.MULTILINE))


def noticed(ends: Counter[str]) -> int:
    """Return how many changes made a test fail."""
    return sum(ends[end] for end in NOTICED)


def table(found: dict[str, Counter[str]]) -> str:
    """Return the counts as a Markdown table."""
    lines = ["| module | noticed | by time | not noticed | no test | per cent |", "|---|---|---|---|---|---|"]
    for module, ends in found.items():
        cells = (module, noticed(ends), ends["timeout"], ends.total() - noticed(ends), ends["no tests"])
        lines.append(f"| {' | '.join(map(str, cells))} | {100 * noticed(ends) / ends.total():.1f} |")
    return "\n".join(lines)


def main() -> int:
    """Change the modules that are named, or all of them; return the exit code."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutants"]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help=f"one of {', '.join(known)}; all when none is named"
    )
    parser.add_argument("--jobs", type=int, default=1, help="changes to try at the same time")
    options = parser.parse_args()
    if unknown := [module for module in options.modules if module not in known]:
        parser.error(f"no such module: {', '.join(unknown)}; known are {', '.join(known)}")
    found = {module: changed(module, known[module], options.jobs) for module in options.modules or known}
    print(table(found))  # noqa: T201
    return 0 if all(ends and 100 * noticed(ends) >= ENOUGH * ends.total() for ends in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
