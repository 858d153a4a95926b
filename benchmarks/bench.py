"""CPU time of each command as a ratio to the hello app, pair by pair in one run, so that a busy machine cancels out.

    python benchmarks/startup.py [--runs 11] [--immuno PATH]

Prints a Markdown table: median ratio, lowest and highest. `--immuno` is the installed command to measure; without it,
this checkout is measured (`python -m immuno_cli`).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

COMMANDS: tuple[list[str], ...] = (
    ["--version"],
    ["--help"],
    [],
    ["therapies", "list"],
    ["therapies", "show", "til"],
    ["drug", "list"],
    ["drug", "list", "--plain"],
    ["drug", "show", "yescarta"],
    ["drug", "show", "yescarta", "--plain"],
    ["drug", "show", "yescarta", "--json"],
    ["drug", "show", "axi-cel"],
    ["side-effects"],
    ["side-effects", "til"],
    ["side-effects", "car-t"],
    ["side-effects", "crs"],
    ["search", "driving", "after", "car", "t"],
    ["search", "fever", "--plain"],
)


def cpu(command: list[str]) -> float:
    """Return the CPU seconds, user and system, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "80"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure every command against the hello app and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--immuno", type=Path)
    asked = parser.parse_args()
    immuno = [str(asked.immuno)] if asked.immuno else [sys.executable, "-m", "immuno_cli"]
    hello = [sys.executable, str(Path(__file__).parent / "hello.py")]
    rows = ["| command | ratio to hello | lowest | highest |", "|---|---|---|---|"]
    for words in COMMANDS:
        command = [*immuno, *words]
        if not {"--plain", "--json", "--version", "--help"} & set(words):
            command += ["--format", "terminal"]
        cpu(command), cpu(hello)
        ratios = [cpu(command) / cpu(hello) for _ in range(asked.runs)]
        name = " ".join(["immuno", *words])
        rows.append(f"| `{name}` | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")
    print("\n".join(rows))  # noqa: T201


if __name__ == "__main__":
    main()
