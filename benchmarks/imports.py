"""What a command imports that the hello app does not, and how long each module takes by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from places import variables

MARK = "import time:"
"""How a line about an import begins."""


def show_imports(python: Path, immuno: str, words: list[str], hello: str) -> None:
    """Print the modules that only the command imports, the slowest first, with their microseconds."""
    known = imported(python, [hello])
    own = {name: time for name, time in imported(python, [immuno, *words]).items() if name not in known}
    for name, time in sorted(own.items(), key=lambda one: -one[1]):
        sys.stdout.write(f"{time:>8}  {name}\n")
    sys.stdout.write(f"{sum(own.values()):>8}  all {len(own)} modules\n")


def imported(python: Path, command: list[str]) -> dict[str, int]:
    """Return each module that a script imports with the microseconds of its own, without those it imports."""
    timed = [str(python), "-X", "importtime", *command]
    done = subprocess.run(timed, env=variables(), check=False, capture_output=True, text=True)
    lines = done.stderr.splitlines()
    if done.returncode:
        sys.stderr.writelines(f"{line}\n" for line in lines if not line.startswith(MARK))
        done.check_returncode()
    columns = [line.removeprefix(MARK).split("|") for line in lines if line.startswith(MARK)]
    return {name.strip(): int(own) for own, _, name in columns if own.strip().isdigit()}
