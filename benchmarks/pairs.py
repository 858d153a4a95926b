"""Runs commands by turns, A B A B, and prints what each run cost: CPU seconds and peak memory in KiB.

    python -I -S benchmarks/pairs.py RUNS A [ARGUMENT ...] // B [ARGUMENT ...]

A process of its own that imports next to nothing, because Linux counts the memory of the program that starts another
one into the peak of the other: no peak is read below the peak of this process, about that of an empty Python.
Prints one line for each pair, four numbers: CPU and memory of A, CPU and memory of B. Exits with 1 when a run fails.
"""

import os
import sys


def run(command: list[str]) -> str:
    """Run a command once, its answer thrown away; return its CPU seconds (user and system) and its peak memory."""
    ends = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=ends)
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss  # in bytes there
    return f"{used.ru_utime + used.ru_stime:.6f} {peak}"


def main() -> None:
    """Run each of the two commands once to warm the disk cache, then all pairs."""
    runs, *words = sys.argv[1:]
    middle = words.index("//")
    one, other = words[:middle], words[middle + 1 :]
    run(one), run(other)
    for _ in range(int(runs)):
        sys.stdout.write(f"{run(one)} {run(other)}\n")


if __name__ == "__main__":
    main()
