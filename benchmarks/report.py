"""The measured numbers, and the page that shows them."""

from __future__ import annotations

import datetime as dt
import math
import os
import platform
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

from commands import MEMORY_LIMIT

Run = tuple[float, int, float, int]
"""CPU seconds and peak memory in KiB: of the command, then of what it is compared with."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the runs of one command in one form gave."""

    runs: tuple[Run, ...]
    limit: float | None
    """Largest ratio of CPU time; None when there is none."""
    memory_limit: float | None = None

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """Lower quartile, median and upper quartile of the ratios of CPU time, pair by pair."""
        ratios = [run[0] / run[2] for run in self.runs]
        low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        return low, middle, high

    @property
    def ratio(self) -> float:
        """Median ratio of CPU time, rounded up to two digits: what is printed is what is judged."""
        return rounded_up(self.quartiles[1])

    @property
    def memory(self) -> float:
        """Median ratio of peak memory, rounded up likewise."""
        return rounded_up(statistics.median(run[1] / run[3] for run in self.runs))

    @property
    def holds(self) -> bool:
        """Whether every limit holds."""
        return (self.limit is None or self.ratio <= self.limit) and (
            self.memory_limit is None or self.memory <= self.memory_limit
        )

    def cpu_cell(self) -> str:
        """Return the ratio with its quartiles; in bold when it is over the limit."""
        low, _, high = self.quartiles
        over = self.limit is not None and self.ratio > self.limit
        middle = f"{self.ratio:.2f}"
        return f"{f'**{middle}**' if over else middle} ({rounded_up(low):.2f}–{rounded_up(high):.2f})"


def rounded_up(ratio: float) -> float:
    """Return a ratio to two digits, never less than it is."""
    return math.ceil(ratio * 100) / 100


@dataclass(frozen=True, slots=True)
class Row:
    """One command: measured in each form of its table."""

    command: str
    forms: tuple[Measured, ...]

    @property
    def limits(self) -> list[bool]:
        """For each form that has a limit, whether it holds."""
        return [form.holds for form in self.forms if form.limit is not None or form.memory_limit is not None]


@dataclass(frozen=True, slots=True)
class Table:
    """Commands under one heading."""

    title: str
    about: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def lines(self) -> list[str]:
        """Return the table in Markdown."""
        limited = any(row.limits for row in self.rows)
        headings = ["command", *self.headings, "memory", *(["holds"] if limited else [])]
        shown = [f"## {self.title}", "", self.about, "", f"| {' | '.join(headings)} |", "|---" * len(headings) + "|"]
        for row in self.rows:
            most = max(row.forms, key=lambda one: one.memory)
            over = most.memory_limit is not None and most.memory > most.memory_limit
            memory = f"**{most.memory:.2f}**" if over else f"{most.memory:.2f}"
            cells = [f"`{row.command}`", *(form.cpu_cell() for form in row.forms), memory]
            cells += ["yes" if all(row.limits) else "**no**"] if limited else []
            shown.append(f"| {' | '.join(cells)} |")
        return [*shown, ""]


@dataclass(frozen=True, slots=True)
class Reference:
    """What everything is compared with, in absolute numbers."""

    seconds: float
    memory: float
    """Peak memory of the hello app in MiB."""
    floor: float
    """MiB below which no peak can be read."""


def page(tables: list[Table], hello: Reference, python: Path, runs: int, left_out: list[str]) -> str:
    """Return the whole page in Markdown."""
    verdicts = [verdict for table in tables for row in table.rows for verdict in row.limits]
    lines = [
        "<!-- Written by `nox -s bench -- --write docs/performance.md`. Do not edit. -->",
        "",
        "# Performance",
        "",
        f"{sum(verdicts)} of {len(verdicts)} measurements keep their limit.",
        "",
        "Each command of the installed wheel is compared with a hello app: Typer and one Rich table, with the same",
        "Python, the same libraries and the same kind of start script ([`hello.py`](../benchmarks/hello.py)). The two",
        f"run by turns, {runs} times each, so that a machine that slows down slows down both. A number is the median",
        "ratio of CPU time (user and system) of such pairs, the quartiles in brackets: 1.00 is as much as the hello",
        "app. *memory* is the ratio of peak memory, the largest of the row; its limit is "
        f"{MEMORY_LIMIT:.2f}. Numbers are rounded up;",
        "one over its limit is **bold**. Answers are written at 80 columns and thrown away.",
        "",
        f"The hello app took {1000 * hello.seconds:.0f} ms of CPU time and {hello.memory:.1f} MiB at its peak. No peak",
        f"is read below {hello.floor:.1f} MiB, the peak of the small process that starts the runs.",
        "",
        f"Measured on {dt.date.today()}: {versions(python)};",
        f"{machine()}.",
        "",
    ]
    for table in tables:
        lines += table.lines()
    if left_out:
        lines += ["Not measured: " + "; ".join(left_out) + ".", ""]
    return "\n".join(lines)


def versions(python: Path) -> str:
    """Return the versions of everything that was measured, the sources' state included."""
    code = (
        "import importlib.metadata as m, platform as p; print('Python', p.python_version(), "
        "*(f', {n} {m.version(n)}' for n in ('typer', 'rich', 'pyyaml', 'immuno-cli')), sep=' ', end='')"
    )
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.replace(" ,", ",")


def machine() -> str:
    """Return the kind of machine in general words, and how busy it was."""
    busy = f"other work running at a load of {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors, {busy}"
