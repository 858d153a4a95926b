"""What the tests share: the miniature world, and the command as its users run it."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, settings
from typer.core import TyperGroup

from immuno_cli.cli.app import main, program
from immuno_cli.export.compile import write_for_wheel
from immuno_cli.facts.database import Database
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug

ROOT = Path(__file__).parent.parent
WORLD = Path(__file__).parent / "facts"
FACTS = ROOT / "data" / "immuno_facts"

(_AS_OF,) = re.findall(r"^as_of: (\S+)$", (FACTS / "edition.yaml").read_text(encoding="utf-8"), re.MULTILINE)
DAY_OF_FACTS = str(int(dt.datetime.fromisoformat(f"{_AS_OF}T00:00+00:00").timestamp()))
"""Today, for every process that a test starts: pages are not old then, on whatever day the tests run."""

SYSTEM = {"PATH", "HOME", "TMPDIR", "SYSTEMROOT", "SYSTEMDRIVE", "USERPROFILE", "TEMP", "TMP", "COMSPEC", "PATHEXT"}
"""What a process needs to start at all, on Windows above all."""
MEASURED = {"COVERAGE_PROCESS_CONFIG"}
"""What a process needs for the lines that it runs to be counted with those of the tests."""

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals, named pipes and signals")

PATIENCE = 900
"""Seconds after which a process is taken to hang, on the slowest and busiest machine. No test measures a time."""

# The same examples in every run: a rare one is for the fuzzer to find, not for whoever happens to run the tests.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

Run = Callable[..., subprocess.CompletedProcess[str]]


def pseudo_terminal() -> tuple[int, int]:
    """Return the two ends of a new terminal; skip where the system gives none, as in a bare container."""
    import pty  # Windows has none

    try:
        return pty.openpty()
    except OSError as error:
        pytest.skip(f"there is no pseudo-terminal: {error}")


UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""For a process whose imports are counted: measuring coverage would add its own."""


@functools.cache
def installed() -> Path:
    """Return a folder that holds the real facts as an installed program has them: compiled, and their YAML packed.

    It is made once for the same facts and code, for all workers: to read the YAML takes seconds in every process.
    """
    state = hashlib.sha256(sys.version.encode())
    for path in sorted([*FACTS.rglob("*.yaml"), *(ROOT / "src").rglob("*.py")]):
        state.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"immuno-tests-{state.hexdigest()[:16]}"
    if not folder.is_dir():
        made = Path(tempfile.mkdtemp(prefix="immuno-tests-"))
        (made / FACTS.name).mkdir()
        for path in FACTS.iterdir():
            if path.is_file() and path.suffix != ".yaml":
                shutil.copyfile(path, made / FACTS.name / path.name)
        write_for_wheel(FACTS, made / FACTS.name)
        try:
            made.rename(folder)
        except OSError:  # another worker was quicker
            shutil.rmtree(made)
    return folder


sys.path.insert(0, str(installed()))


def environment(**changes: str) -> dict[str, str]:
    """Return an environment that depends neither on the terminal of whoever runs the tests nor on the day."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in SYSTEM | MEASURED}
    paths = os.pathsep.join([str(ROOT / "src"), str(installed())])
    same = {"PYTHONPATH": paths, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": DAY_OF_FACTS}
    return {**kept, **same, **changes}


def in_terminal(argv: list[str], keys: bytes = b"", /, **variables: str) -> str:
    """Run the command with a terminal as its standard output, press keys, and return what it wrote there."""
    main, other = pseudo_terminal()
    os.write(main, keys)
    process = subprocess.Popen(
        [sys.executable, "-m", "immuno_cli", *argv],
        stdin=subprocess.DEVNULL,
        stdout=other,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=environment(**{"TERM": "xterm-256color", "PAGER": "cat", "COLUMNS": "80", "LINES": "24", **variables}),
    )
    os.close(other)
    written = b""
    while True:
        try:
            chunk = os.read(main, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
    os.close(main)
    assert process.wait(PATIENCE) == 0
    return written.decode("utf-8", "replace")


@pytest.fixture(scope="session")
def world() -> Knowledge:
    """The miniature world: two products, three uses, all invented."""
    return Knowledge(WORLD)


def compiled(root: Path) -> Knowledge:
    """Open the compiled form of the facts in a folder."""
    return Knowledge(root, Database(root))


@pytest.fixture
def alpha(world: Knowledge) -> Drug:
    """The first product of the miniature world."""
    return world.get(Drug, "alphacar")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature world as an installed program has it: a package of facts with their compiled form."""
    root = tmp_path_factory.mktemp("shipped") / "immuno_facts"
    root.mkdir()
    (root / "__init__.py").write_text("")
    write_for_wheel(WORLD, root)
    return root


@pytest.fixture(scope="session")
def facts() -> Knowledge:
    """The real facts."""
    return Knowledge(FACTS)


def commands() -> list[list[str]]:
    """Return every command of the program, from the program itself."""
    found = []

    def walk(command: Any, words: list[str]) -> None:
        found.append(words)
        if isinstance(command, TyperGroup):
            context = typer.Context(command)
            for name in command.list_commands(context):
                walk(command.get_command(context, name), [*words, name])

    walk(program(), [])
    return found


def in_a_process(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `immuno` as a process of its own; keyword arguments are environment variables."""
    return subprocess.run(
        [sys.executable, "-m", "immuno_cli", *argv],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(**variables),
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def in_this_process(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `immuno` as in a process of its own, but without its start, which takes longer than most answers."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, Path(os.devnull).open(encoding="utf-8") as nothing:
        # `__stdout__` too: the width of the terminal is asked there, and a pipe has none.
        for name, value in {"argv": ["immuno", *argv], "stdin": nothing, "stdout": out, "stderr": err}.items():
            patch.setattr(sys, name, value)
        patch.setattr(sys, "__stdout__", out)
        wanted = environment(**variables)
        for name in set(os.environ) - set(wanted):
            patch.delenv(name)
        for name, value in wanted.items():
            patch.setenv(name, value)
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        except Exception:
            traceback.print_exc(file=err)
            code = 1
    assert code is None or isinstance(code, int), "a message is no exit code"
    texts = []
    for stream in (out, err):
        stream.flush()
        written = stream.buffer
        assert isinstance(written, io.BytesIO)
        texts.append(written.getvalue().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n"))
    return subprocess.CompletedProcess(argv, int(code or 0), *texts)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `immuno` on the real facts; keyword arguments are environment variables.

    Where a variable is for Python itself, as a process; `test_a_process_says_the_same` compares the two.
    """

    def command(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        for_python = any(name.startswith("PYTHON") for name in variables)
        return (in_a_process if for_python else in_this_process)(*argv, **variables)

    return command


@pytest.fixture(scope="session")
def small(run: Run) -> Run:
    """Run `immuno` on the miniature world."""

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
