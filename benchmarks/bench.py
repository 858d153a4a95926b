"""CPU time and memory of every command as ratios to the hello app, from the installed wheel.

    python benchmarks/bench.py [--runs 21] [--check] [--write docs/performance.md]

Builds the wheel of this checkout and installs it into a new environment, or takes `--python ENVIRONMENT/bin/python`.
Prints the page that `--write` writes. Runs where `os.wait4` is known: Linux, macOS.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from commands import GROUPS, MEMORY_LIMIT, PEERS, TENFOLD, TENFOLD_LIMIT, Group
from imports import show_imports
from places import HERE, hello_beside, installed, refuse_a_checkout, variables, with_facts
from report import Measured, Reference, Row, Run, Table, page


class Bench:
    """Measures commands in one environment."""

    def __init__(self, python: Path, folder: Path, runs: int, only: str) -> None:
        """Measure `immuno` of the environment of `python`, `runs` pairs each, of commands that hold the text `only`."""
        self.python, self.runs, self.only = python, runs, only
        self.immuno = str(python.parent / "immuno")
        self.hello = str(hello_beside(python, folder))

    def pairs(self, one: list[str], other: list[str]) -> tuple[Run, ...]:
        """Run two commands by turns. Raises CalledProcessError when one of them fails."""
        command = [sys.executable, "-I", "-S", str(HERE / "pairs.py"), str(self.runs), *one, "//", *other]
        done = subprocess.run(command, env=variables(), check=True, stdout=subprocess.PIPE, text=True)
        found = []
        for line in done.stdout.splitlines():
            cpu, memory, other_cpu, other_memory = line.split()
            found.append((float(cpu), int(memory), float(other_cpu), int(other_memory)))
        return tuple(found)

    def wants(self, command: str) -> bool:
        """Say whether a command is to be measured, and on standard error that it is."""
        if self.only not in command:
            return False
        sys.stderr.write(f"{command}\n")
        return True

    def group(self, group: Group) -> Table:
        """Measure the commands of a group against the hello app."""
        rows = []
        before = ["env", "_IMMUNO_COMPLETE=1"] if group.completed else []
        for words in group.commands:
            name = f"immuno {words}[TAB]" if group.completed else shown(words)
            if not self.wants(name):
                continue
            given = words.split(" ") if group.completed else words.split()
            forms = []
            for _, options in group.forms:
                runs = self.pairs([*before, self.immuno, *given, *options.split()], [*before, self.hello])
                forms.append(Measured(runs, group.limit, MEMORY_LIMIT))
            rows.append(Row(name, tuple(forms)))
        limit = f"At most {group.limit:.2f} of the hello app." if group.limit else "No limit of CPU time."
        return Table(group.title, limit, tuple(heading for heading, _ in group.forms), tuple(rows))

    def tenfold(self, folder: Path) -> Table:
        """Measure commands with ten times the facts against themselves."""
        rows = []
        wanted = [words for words in TENFOLD if self.wants(f"{shown(words)} (ten times the facts)")]
        if wanted:
            own, tenfold = with_facts(self.python, folder)
        for words in wanted:
            many, few = (
                ["env", f"PYTHONPATH={place}", self.immuno, *words.split(), "--plain"] for place in (tenfold, own)
            )
            rows.append(Row(shown(words), (Measured(self.pairs(many, few), TENFOLD_LIMIT),)))
        about = (
            "The same command with ten times the facts, compared with itself and not with the hello app: every entity\n"
            "ten times under new ids and names, its texts unchanged ([`tenfold.py`](../benchmarks/tenfold.py));\n"
            f"at most {TENFOLD_LIMIT}. Asked with `--plain`, where no drawing hides the difference."
        )
        return Table("Ten times the facts", about, ("CPU",), tuple(rows))

    def peers(self, named: list[tuple[str, list[str]]]) -> tuple[Table, list[str]]:
        """Measure other tools against the hello app; return their table, and what gave no answer."""
        rows, left_out = [], []
        for name, command in named:
            if not self.wants(name):
                continue
            try:
                rows.append(Row(name, (Measured(self.pairs(command, [self.hello]), None),)))
            except subprocess.CalledProcessError:
                left_out.append(f"`{name}`, which failed")
        about = (
            "Other reference tools for the terminal, each in its own environment, run by turns with the same hello app."
        )
        return Table("Peers", about, ("CPU",), tuple(rows)), left_out

    def reference(self) -> Reference:
        """Measure the hello app by itself, and the least memory that can be read."""
        runs = self.pairs([self.hello], ["true"])
        seconds, memory, floor = (statistics.median(run[index] for run in runs) for index in (0, 1, 3))
        return Reference(seconds, memory / 1024, floor / 1024)


def shown(words: str) -> str:
    """Return a command as a reader would type it."""
    return f"immuno {words}".strip()


def found_peers(asked: list[str]) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Return the peers that are asked for or on PATH, each with its command; and the names of those not installed."""
    found = [(name, shlex.split(command)) for name, _, command in (line.partition("=") for line in asked)]
    missing = []
    for one in PEERS:
        tool, *words = one.split()
        if shutil.which(tool):
            found.append((one, [tool, *words]))
        elif one not in dict(found):
            missing.append(f"`{one}`, which is not installed")
    return found, missing


def main() -> None:
    """Run the benchmark; a command that fails ends it with one message that names the command."""
    try:
        measure()
    except subprocess.CalledProcessError as error:
        sys.exit(f"Nothing was measured: {shlex.join(map(str, error.cmd))} failed. What it said is above.")
    except (OSError, ValueError) as error:
        sys.exit(f"Nothing was measured: {error}")


def measure() -> None:
    """Measure everything, print the page, write it where asked, and judge it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, help="Python of an environment that has the wheel")
    parser.add_argument("--runs", type=int, default=21, help="pairs of runs for each number (21)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only commands that hold this text")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND", help="measure this tool too")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page to a file")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a limit is broken")
    parser.add_argument("--imports", metavar="COMMAND", help='instead, what a command imports: --imports "drug list"')
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error("--runs must be 1 or more")
    for peer in asked.peer:
        if not all(peer.partition("=")):
            parser.error(f"--peer takes NAME=COMMAND, not {peer!r}")
    with tempfile.TemporaryDirectory(prefix="immuno-bench-") as name:
        folder = Path(name)
        python = asked.python.absolute() if asked.python else installed(folder)
        bench = Bench(python, folder, asked.runs, asked.only)
        if asked.imports is not None:
            show_imports(python, bench.immuno, asked.imports.split(), bench.hello)
            return
        refuse_a_checkout(python)
        peers, left_out = found_peers(asked.peer)
        tables = [bench.group(group) for group in GROUPS]
        tables.append(bench.tenfold(folder))
        table, failed = bench.peers(peers)
        tables = [other for other in (*tables, table) if other.rows]
        if not tables:
            raise ValueError(f"no command holds the text {asked.only!r}")
        text = page(tables, bench.reference(), python, asked.runs, [*left_out, *failed])
    sys.stdout.write(text)
    if asked.write:
        asked.write.write_text(text, encoding="utf-8")
    if asked.check and not all(verdict for table in tables for row in table.rows for verdict in row.limits):
        sys.exit("A limit is broken: see the bold numbers.")


if __name__ == "__main__":
    main()
