"""Whatever is typed, whatever streams, folders and disk are like: one message, a known code, nothing half-written."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import PATIENCE, POSIX, UNMEASURED, WORLD, compiled, environment, pseudo_terminal
from immuno_cli.choices import ExportFormat
from immuno_cli.cli import app, options
from immuno_cli.cli.arguments import MOST_LETTERS
from immuno_cli.errors import UsageError, unsafe
from immuno_cli.export import files as exporting
from immuno_cli.facts.knowledge import Knowledge

IMMUNO = [sys.executable, "-m", "immuno_cli"]
DATA_DATE = "1769904000"
"""The day after the data date of the miniature world: its pages are not old, on whatever day the tests run."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs what only Linux has")


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Let signals reach what a test starts.

    A job in the background of a shell ignores interrupts, what `nohup` runs ignores hang-ups, and so do its children.
    """
    begin: dict[int, Any] = {signal.SIGINT: signal.default_int_handler}
    begin |= {getattr(signal, name): signal.SIG_DFL for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)}
    before = {number: signal.signal(number, handler) for number, handler in begin.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def bundled(shipped: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make the miniature world the bundled facts of this process, and an empty folder its place."""
    monkeypatch.setattr(options, "bundled", lambda **_: compiled(shipped))
    monkeypatch.setattr("typer.launch", lambda _: 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATA_DATE)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))


def inside(argv: list[str]) -> tuple[int, str, str]:
    """Run the command line in this process; return its exit code and what it wrote."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["immuno", *argv]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            app.main()
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    finally:
        sys.argv = before
    return 0, out.getvalue(), err.getvalue()


def mini(**changes: str) -> dict[str, str]:
    """Return an environment in which the miniature world with its compiled form is what is installed."""
    # Not measured: coverage writes its own files, and what a process writes is what is looked at here.
    return environment(SOURCE_DATE_EPOCH=DATA_DATE, **UNMEASURED, **changes)


def process(shipped: Path, **changes: str) -> dict[str, str]:
    """Return an environment for a process that finds the miniature world installed."""
    paths = os.pathsep.join([str(shipped.parent), environment()["PYTHONPATH"]])
    return mini(PYTHONPATH=paths, **changes)


# --- what is typed --------------------------------------------------------------------------------------------------

WORDS = [
    *(
        "drug",
        "drugs",
        "therapies",
        "side-effects",
        "cancer",
        "grading",
        "glossary",
        "guide",
        "search",
        "why",
        "source",
    ),
    *("changes", "facts", "help", "completion", "list", "show", "compare", "check", "info", "bash", "-", "--", "-h"),
    *("alphacar", "betatil", "gamma-cel", "car-t", "til", "crs", "lymphoma", "fever", "alpha cells", "ALPHACAR", "x"),
    *("--json", "--plain", "-f", "json", "terminal", "markdown", "csv", "--format=csv", "--width", "1", "40", "-1"),
    *("--level", "plain", "-l", "--ids", "--section", "safety", "--all", "--since", "2025-06", "--drug", "--facts"),
    *("--kind", "--limit", "--line", "--target", "CD19", "--cancer", "--type", "--print-url", "--web", "--no-pager"),
    *("--version", "--nonsense", "-x", "-fjson", "--facts=/", "9" * 30, "--max-age", "99999", "alphacar.summary.what"),
]
JUNK = st.text(max_size=12) | st.binary(max_size=12).map(lambda data: os.fsdecode(data.replace(b"\0", b"\x01")))
ARGV = st.lists(st.sampled_from(WORDS) | JUNK.map(lambda text: text.replace("\0", "\x01")), max_size=6)


def one_message(code: int, out: str, err: str) -> None:
    """Check that an answer, or one message, was given and that nothing in it steers a terminal."""
    assert code in (0, 2, 3, 5)
    for text in (out, err):
        assert "Traceback" not in text
        assert not unsafe(text), ascii(text)
        text.encode("utf-8")
    if code == 0:
        assert err == ""
    elif err:
        assert out == ""
    else:
        assert json.loads(out)["error"]["exit_code"] == code


@pytest.mark.usefixtures("bundled")
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(argv=ARGV)
@example(argv=["drug", "show", "\x1b[31malphacar"])
@example(argv=["drug", "show", "alpha\u202ecar", "--json"])
@example(argv=["search", "fever \x9b2J"])
@example(argv=["search", "fever", "\u200b"])
@example(argv=["--\x1b]0;x\x07"])
@example(argv=["drug", "show", "--json", "\udcff"])
@example(argv=["drug", "list", "--facts", "a" * 5000])
@example(argv=["drug", "list", "--facts", "/dev/null"])
@example(argv=["drug", "list", "--limit", "9" * 5000])
@example(argv=["search", "a" * MOST_LETTERS])
@example(argv=["search", "a-" * (MOST_LETTERS // 4)])
@example(argv=["drug", "show", "a" * (MOST_LETTERS + 1)])
@example(argv=["drug", "show", "line\nend"])
@example(argv=["search", *["a b"] * 2000])
@example(argv=["grading", "٣", "²"])
@example(argv=["changes", "--since", "٢٠٢٥"])
def test_any_command_line_is_answered_or_refused_in_one_message(argv: list[str]) -> None:
    one_message(*inside(argv))


@linux
@pytest.mark.parametrize(
    "argv",
    [
        [b"drug", b"show", b"\xff\xfe"],
        [b"drug", b"show", b"\xff\xfe", b"--json"],
        [b"\x80"],
        [b"--format", b"\xc3("],
        [b"search", b"fever", b"\xed\xa0\x80"],
        [b"drug", b"list", b"--facts", b"/tmp/\xff"],
        [b"\x1b[2J\x07"],
        [b"--\x1b]0;title\x07"],
        [b"facts", b"export", b"--to", b"csv", b"\xe2\x80\xae"],
        [b"x" * 100_000],
        ["уescarta".encode("utf-16-le").replace(b"\0", b"")],
    ],
)
def test_bytes_that_are_no_text_are_refused_in_one_message(argv: list[bytes], shipped: Path) -> None:
    done = subprocess.run(
        [*map(os.fsencode, IMMUNO), *argv], env=process(shipped), capture_output=True, check=False, timeout=PATIENCE
    )
    one_message(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["drug", "show", "al\x1b[31m"], "Argument 3 holds U+001B, a character that cannot be seen."),
        (["drug", "show", "al\u202e"], "Argument 3 holds U+202E, a character that cannot be seen."),
        (["a\nb"], "Argument 1 holds a line end, a character that cannot be seen."),
        (["\udcff"], "Argument 1 is not text in the encoding of this terminal."),
        (["x" * 20_000], "The command line has 20,000 letters. Use at most 10,000."),
    ],
)
def test_the_message_says_which_argument(argv: list[str], message: str) -> None:
    code, out, err = inside(argv)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_no_part_is_needed_that_an_interpreter_may_not_have(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import signal, sys; sys.modules['_signal'] = None\n")
    paths = os.pathsep.join([str(tmp_path), process(shipped)["PYTHONPATH"]])
    done = subprocess.run(
        [*IMMUNO, "drug", "list"], env=process(shipped) | {"PYTHONPATH": paths}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Alphacar" in done.stdout


# --- widths and surroundings ----------------------------------------------------------------------------------------

PAGES = [
    ["drug", "show", "alphacar", "--all", "--ids"],
    ["drug", "list"],
    ["drug", "compare", "alphacar", "betatil"],
    ["therapies", "show", "car-t"],
    ["side-effects", "car-t"],
    ["grading", "crs-example"],
    ["source", "list"],
    ["search", "fever"],
]

DATES = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
BRANDS, PROPER_NAMES = ("Alphacar", "Betatil"), ("alphagene", "autoleucel")


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize("argv", PAGES, ids=" ".join)
def test_every_width_from_1_to_300(argv: list[str]) -> None:
    """Each page at some widths, all pages together at each."""

    def page(width: int) -> str:
        code, out, err = inside([*argv, "-f", "terminal", "--width", str(width)])
        assert (code, err) == (0, "")
        return out

    wide = page(300)
    longest = max(map(len, wide.split()))
    mine = PAGES.index(argv)
    for width in (1, 2, 39, 40, 41, 80, *range(3 + mine, 300, len(PAGES))):
        shown = page(width)
        if width >= 40:
            assert max(map(len, shown.splitlines())) <= max(width, longest), width
            assert set(DATES.findall(shown)) == set(DATES.findall(wide)), width
            # A list has proper names where they need no second line, and short ones everywhere.
            for name in (*BRANDS, *(() if argv == ["drug", "list"] else PROPER_NAMES)):
                assert (name in shown) == (name in wide), (width, name)


@pytest.mark.parametrize(
    "changes",
    [
        {"COLUMNS": "9" * 50, "LINES": "9" * 50},
        {"COLUMNS": "-1", "LINES": "x"},
        {"COLUMNS": "٣٣", "LINES": "\x1b"},
        {"COLUMNS": "1e9", "TERM": "\x1b[31m", "LANG": "nonsense", "LC_ALL": "nonsense"},
        {"TERM": "", "HOME": "", "PAGER": "/nowhere/at/all", "NO_COLOR": "", "FORCE_COLOR": "x"},
        {"HOME": "/nowhere", "TMPDIR": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "PAGER": "false"},
        {"SOURCE_DATE_EPOCH": "²"},
        {"SOURCE_DATE_EPOCH": "99999999999"},
        {"_IMMUNO_COMPLETE": ""},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_no_environment_is_a_problem(changes: dict[str, str], shipped: Path) -> None:
    done = subprocess.run(
        [*IMMUNO, "drug", "show", "alphacar", "-f", "terminal"],
        env={**process(shipped), **changes},
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_empty_environment_is_no_problem(shipped: Path) -> None:
    kept = {"PYTHONPATH": process(shipped)["PYTHONPATH"]}
    done = subprocess.run([*IMMUNO, "drug", "list"], env=kept, capture_output=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Alphacar" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="a folder in use cannot be deleted elsewhere")
def test_a_deleted_working_folder(shipped: Path, tmp_path: Path) -> None:
    code = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    for argv, expected in ((["drug", "list"], 0), (["drug", "list", "--facts", "x"], 2)):
        place = tmp_path / "gone"
        place.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", code, *IMMUNO[1:], *argv],
            cwd=place,
            env=process(shipped),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expected, done.stderr
        one_message(done.returncode, done.stdout, done.stderr)


READ_ONLY = """
import os, sys
def refuse(event, arguments):
    path, flags = arguments[::2] if event == "open" else ("", 0)
    writes = isinstance(path, str) and path != os.devnull and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"):
        print("write:", event, arguments, file=sys.stderr)
        raise OSError(30, "Read-only file system")
sys.addaudithook(refuse)
"""


@pytest.mark.parametrize("argv", [[], *PAGES, ["facts", "check"], ["--version"], ["drug", "show", "x"]], ids=" ".join)
def test_reading_writes_nothing_at_all(argv: list[str], shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(READ_ONLY)
    paths = os.pathsep.join([str(tmp_path), process(shipped)["PYTHONPATH"]])
    done = subprocess.run(
        [*IMMUNO, *argv],
        env=process(shipped) | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "write:" not in done.stderr
    assert done.returncode == (3 if argv[-1:] == ["x"] else 0), done.stderr


def test_a_read_only_disk_gets_one_message_from_an_export(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(re.sub("print.*", "pass", READ_ONLY))
    paths = os.pathsep.join([str(tmp_path), process(shipped)["PYTHONPATH"]])
    done = subprocess.run(
        [*IMMUNO, "facts", "export", "--to", "csv", str(tmp_path / "out")],
        env=process(shipped) | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"The export to {tmp_path / 'out'} could not be written: Read-only file system.\n"


# --- standard streams -----------------------------------------------------------------------------------------------


def shell(line: str, shipped: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run one line of sh, in which $immuno is the command."""
    command = f"immuno() {{ '{sys.executable}' -m immuno_cli \"$@\"; }}; {line}"
    return subprocess.run(
        ["sh", "-c", command],
        env=process(shipped, **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


ANSWERS = ["drug list", "drug list -f terminal", "drug list --json", "drug list -f csv", "--help", "--version", "help"]


@linux
@pytest.mark.parametrize("argv", [*ANSWERS, "facts check", "completion bash", "drug show tecarta --json"])
def test_an_answer_that_cannot_be_written_is_one_message(argv: str, shipped: Path) -> None:
    for redirection, why in ((">&-", "Standard output is closed"), (">/dev/full", "No space left on device")):
        done = shell(f"immuno {argv} {redirection}", shipped)
        assert (done.returncode, done.stdout) == (1, "")
        assert why in done.stderr
        assert done.stderr.count("\n") == 1


@linux
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_without_standard_error_the_exit_code_still_tells(redirection: str, shipped: Path) -> None:
    for argv, code in (("bogus", 3), ("drug show alfacar", 3), ("drug list --facts /nowhere", 2), ("drug list", 0)):
        done = shell(f"immuno {argv} {redirection}", shipped)
        assert (done.returncode, done.stderr) == (code, "")
        assert bool(done.stdout) == (code == 0), "a message is no answer"
        done = shell(f"immuno {argv} >&- {redirection}", shipped)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.skipif(os.name != "posix", reason="needs sh")
def test_without_standard_input_nothing_changes(shipped: Path, tmp_path: Path) -> None:
    assert shell("immuno drug list <&-", shipped).stdout == shell("immuno drug list", shipped).stdout
    assert shell("immuno drug list <&- >&- 2>&-", shipped).returncode == 1
    done = shell(f"immuno facts export --to json '{tmp_path / 'out'}' <&-", shipped)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))["name"] == "immuno-facts"


@linux
@pytest.mark.parametrize("argv", ANSWERS)
def test_a_closed_pipe_is_no_error(argv: str, shipped: Path) -> None:
    done = shell(f"{{ immuno {argv}; echo code $? >&2; }} | true", shipped, PYTHONUNBUFFERED="1")
    assert done.stderr == "code 0\n"


# --- fact folders ---------------------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("what", ["pipe", "loop", "device", "folder", "dangling", "huge", "nameless", "no folder"])
def test_what_is_no_fact_file_is_one_problem(what: str, tmp_path: Path) -> None:
    world = tmp_path / "world"
    shutil.copytree(WORLD, world)
    place, said = world / "glossary" / "odd.yaml", "glossary/odd.yaml: cannot be read: there is no such file"
    if what == "pipe":
        os.mkfifo(place)
    elif what == "loop":
        place.symlink_to(place)
    elif what == "device":
        place.symlink_to("/dev/zero")
    elif what == "folder":
        place.mkdir()
    elif what == "dangling":
        place.symlink_to(tmp_path / "nowhere")
    elif what == "huge":
        with place.open("wb") as file:
            file.truncate(10**11)
        said = "glossary/odd.yaml: is larger than 1,000,000 bytes"
    elif what == "nameless":
        Path(os.fsdecode(os.fsencode(world / "glossary") + b"/\x1b[2J\xff\n.yaml")).write_text("name: x\n")
        said = "glossary/<U+001B>[2J<U+DCFF><U+000A>.yaml: the name '\\x1b[2J\\udcff\\n' is not an id"
    else:
        shutil.rmtree(world / "glossary")
        os.mkfifo(world / "glossary")
        said = "glossary/: is not a folder"
    for form in ([], ["--json"]):
        done = subprocess.run(
            [*IMMUNO, "drug", "list", "--facts", str(world), *form],
            env=mini(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 5
        message = json.loads(done.stdout)["error"]["message"] if form else done.stderr
        assert said in message
        one_message(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("what", ["glossary/t-cell.yaml", "glossary", "edition.yaml", ""])
def test_what_may_not_be_read_is_one_problem(what: str, tmp_path: Path) -> None:
    """Whoever runs the tests may read everything, so the refusal is played: at the call that opens or lists."""
    world = tmp_path / "world"
    shutil.copytree(WORLD, world)
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import sys
def refuse(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]) == {str(world / what)!r}:
        raise PermissionError(13, "Permission denied")
sys.addaudithook(refuse)
"""
    )
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = subprocess.run(
        [*IMMUNO, "drug", "list", "--facts", str(world)],
        env=mini(PYTHONPATH=paths),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (5, "")
    place = what if what.endswith(".yaml") else f"{what or 'world'}/"
    assert f"{place}: cannot be read: Permission denied\n" in done.stderr


@linux
def test_ten_thousand_files_with_faults_are_counted(tmp_path: Path) -> None:
    world = tmp_path / "world"
    shutil.copytree(WORLD, world)
    for number in range(10_000):
        (world / "glossary" / f"t{number}.yaml").write_text("nonsense: x\n")
    code = (
        "import re, sys, pathlib; from immuno_cli.__main__ import main\n"
        "try: main()\n"
        "finally: print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "drug", "list", "--facts", str(world)],
        env=mini(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 5
    assert done.stderr.endswith("… and 39,000 more\n40,000 problems in the facts. Nothing was shown.\n")
    assert done.stderr.count("\n") == 1_002
    assert int(done.stdout) < 200 * 1024


SMALL = {path.relative_to(WORLD): path.read_text(encoding="utf-8").splitlines() for path in WORLD.rglob("*.yaml")}
VALUES = [
    "0",
    "-1",
    "100",
    "9999999",
    "0.5",
    "x",
    "true",
    "2026-01-31",
    "1900-01-01",
    "[]",
    "{}",
    "[a, b]",
    "crs",
    "til",
]
SHOWN = [
    *PAGES,
    [],
    ["drug", "show", "betatil", "--all", "--level", "plain"],
    ["therapies"],
    ["therapies", "show", "til"],
]
SHOWN += [["side-effects"], ["side-effects", "crs"], ["cancer", "show", "lymphoma"], ["glossary", "t-cell"], ["guide"]]
SHOWN += [["guide", "questions"], ["source", "show", "alpha-label"], ["changes"], ["facts", "info"], ["cancer", "list"]]


@st.composite
def damage(draw: st.DrawFn) -> tuple[Path, list[str]]:
    """Draw a file of the miniature world with a line or a block cut, doubled or given another value."""
    file = draw(st.sampled_from(sorted(SMALL)))
    lines = list(SMALL[file])
    at = draw(st.integers(0, len(lines) - 1))
    how = draw(st.sampled_from(["cut line", "cut block", "double", "value"]))
    if how == "double":
        lines.insert(at, lines[at])
    elif how == "value":
        lines[at] = f"{lines[at].partition(':')[0]}: {draw(st.sampled_from(VALUES))}"
    else:
        indent = len(lines[at]) - len(lines[at].lstrip())
        del lines[at]
        while how == "cut block" and at < len(lines) and len(lines[at]) - len(lines[at].lstrip()) > indent:
            del lines[at]
    return file, lines


@pytest.mark.usefixtures("bundled")
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    damaged=damage(),
    argv=st.sampled_from(SHOWN),
    form=st.sampled_from(["terminal", "plain", "json", "csv", "markdown"]),
)
@example(
    damaged=(Path("therapies/til.yaml"), SMALL[Path("therapies/til.yaml")][:1] + SMALL[Path("therapies/til.yaml")][2:]),
    argv=["side-effects"],
    form="plain",
)
def test_damaged_facts_are_refused_or_shown(damaged: tuple[Path, list[str]], argv: list[str], form: str) -> None:
    file, lines = damaged
    world = Path.cwd() / "world"
    shutil.copytree(WORLD, world, dirs_exist_ok=True)
    (world / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, err = inside([*argv, "--facts", str(world), "-f", form])
    one_message(code, out, err)
    assert out or err


# --- interrupts -----------------------------------------------------------------------------------------------------


AT_A_MOMENT = """
import atexit, os, signal, sys
count, moment = 0, int(os.environ["MOMENT"])
def strike():
    os.kill(os.getpid(), getattr(signal, os.environ["SIGNAL"]))
def passes():
    global count
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        count += 1
        if count == moment:
            strike()
def trace(frame, event, argument):
    if "immuno_cli" not in frame.f_code.co_filename:
        return None
    if event == "line":
        passes()
    return trace
if moment < 0:
    atexit.register(strike)
elif os.environ["WHAT"] == "line":
    sys.settrace(trace)
else:
    sys.addaudithook(lambda event, _: passes() if event in ("import", "open", "os.listdir") else None)
if "PASSED" in os.environ:
    atexit.register(lambda: open(os.environ["PASSED"], "w").write(str(count)))
"""
"""Sends its own process a signal at the n-th moment since it provides for signals, or at its end when n is negative.

A moment is a line of ours, or what Python tells auditors of (an import, a file, a folder); never a time: then it is the
same one on every machine, whatever else runs there.
"""


class Struck:
    """Runs a command that gets a signal at a moment."""

    def __init__(self, shipped: Path, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(AT_A_MOMENT)
        paths = os.pathsep.join([str(folder), process(shipped)["PYTHONPATH"]])
        # No modules are compiled on the way, so that every run opens the same files.
        same = {"PYTHONPATH": paths, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment, self.log = process(shipped) | same, folder / "passed"

    def __call__(
        self, argv: list[str], moment: int, name: str = "SIGINT", what: str = "line", **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it; at the moment 0 nothing comes, at -1 it comes at the end."""
        changes = {"MOMENT": str(moment), "SIGNAL": name, "WHAT": what, **more}
        return subprocess.run([*IMMUNO, *argv], env=self.environment | changes, capture_output=True, check=False)

    def moments(self, argv: list[str], number: int, what: str = "line") -> list[int]:
        """Return so many moments, evenly from the first to the last but few."""
        assert self(argv, 0, what=what, PASSED=str(self.log)).returncode == 0
        passed = int(self.log.read_text())
        assert passed > 20
        return [1 + (passed - 10) * one // (number - 1) for one in range(number)]


@pytest.fixture(scope="session")
def struck(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Struck:
    """A command on the miniature world that gets a signal at a moment."""
    return Struck(shipped, tmp_path_factory.mktemp("struck"))


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("what", ["line", "event"])
def test_an_interrupt_at_any_moment_is_silent(what: str, struck: Struck) -> None:
    argv = ["drug", "show", "alphacar", "-f", "terminal"]
    whole = struck(argv, 0).stdout
    assert b"Alphacar" in whole
    for moment in struck.moments(argv, 16, what):
        done = struck(argv, moment, what=what)
        assert (done.returncode, done.stderr) == (130, b""), moment
        assert whole.startswith(done.stdout), moment
    done = struck(argv, -1)
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", whole), "the answer is out: nothing is interrupted"


@POSIX
def test_an_interrupt_while_the_pager_runs_belongs_to_the_pager(shipped: Path, tmp_path: Path) -> None:
    """The pager interrupts its whole process group, as Ctrl-C in a terminal does, and goes on."""
    pager = tmp_path / "pager.py"
    pager.write_text(
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "sys.stdin.read()\n"
        "os.killpg(0, signal.SIGINT)\n"
        "print('still here')\n"
    )
    near, far = pseudo_terminal()
    running = subprocess.Popen(
        [*IMMUNO, "drug", "show", "alphacar", "--all"],
        stdin=subprocess.DEVNULL,
        stdout=far,
        stderr=far,
        start_new_session=True,
        env=process(shipped, TERM="xterm", LINES="5", COLUMNS="80", PAGER=f"{sys.executable} {pager}"),
    )
    os.close(far)
    shown = b""
    # Reading from a terminal whose other end is closed is an error on Linux, and nothing elsewhere.
    with contextlib.suppress(OSError):
        while more := os.read(near, 65_536):
            shown += more
    os.close(near)
    assert (running.wait(PATIENCE), shown.split()) == (0, [b"still", b"here"])


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("there", [True, False], ids=["earlier export", "new folder"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_during_an_export_leaves_nothing_half_written(
    name: str, there: bool, struck: Struck, tmp_path: Path
) -> None:
    place = tmp_path / "out"
    argv = ["facts", "export", "--to", "csv", str(place)]
    moments = struck.moments(argv, 8)
    before = contents(place)
    assert before
    if not there:
        shutil.rmtree(place)
    for moment in moments:
        done = struck(argv, moment, name)
        assert done.returncode == (130 if name == "SIGINT" else -getattr(signal, name)), moment
        assert done.stderr == b""
        # As it was, or whole and new, which is the same here: the facts are. And nothing is left beside it.
        assert contents(place) == before or not (there or place.exists()), moment
        assert [path.name for path in tmp_path.iterdir()] in ([], ["out"])


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("event", ["os.mkdir", "open", "os.rename", "os.rmdir"])
def test_a_signal_at_the_worst_moments_of_an_export(name: str, event: str, shipped: Path, tmp_path: Path) -> None:
    """The moments: when the scratch folder is made, while files are written, between the renames, while tidying up."""
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import os, signal, sys
def strike(event, arguments):
    if event == {event!r} and ".immuno-export-" in str(arguments[0]):
        os.kill(os.getpid(), signal.{name})
sys.addaudithook(strike)
"""
    )
    paths = os.pathsep.join([str(tmp_path), process(shipped)["PYTHONPATH"]])
    (tmp_path / "there").mkdir()
    place = tmp_path / "there" / "out"
    argv = [*IMMUNO, "facts", "export", "--to", "csv", str(place)]
    assert subprocess.run(argv, env=process(shipped), capture_output=True, check=True)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    done = subprocess.run(argv, env=process(shipped) | {"PYTHONPATH": paths}, capture_output=True, check=False)
    assert done.returncode == (130 if name == "SIGINT" else -signal.SIGTERM)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert list(place.parent.iterdir()) == [place]


# --- the disk, and many at once -------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("to", ExportFormat)
@pytest.mark.parametrize("there", [True, False], ids=["earlier export", "new folder"])
def test_a_disk_that_becomes_full_leaves_nothing_half_written(
    to: ExportFormat, there: bool, shipped: Path, tmp_path: Path
) -> None:
    """A limit on the size of a file stands in for the disk: each limit stops the export somewhere else."""
    place = tmp_path / "out"
    argv = [*IMMUNO, "facts", "export", "--to", to, str(place)]
    if there:
        assert subprocess.run(argv, env=process(shipped), capture_output=True, check=True)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    limited = "resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))"
    code = f"import os, resource, sys; {limited}; os.execv(sys.argv[1], sys.argv[1:])"
    for limit in (0, 100, 1_000, 5_000):
        done = subprocess.run(
            [sys.executable, "-c", code.replace("MOST", str(limit)), *argv],
            env=process(shipped) | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(f"The export to {re.escape(str(place))} could not be written: [^\n]+\\.\n", done.stderr)
        assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
        assert list(tmp_path.iterdir()) == ([place] if there else [])


def together(commands: list[list[str]], shipped: Path) -> list[tuple[int, str, str]]:
    """Run commands all at once; return exit code, answer and message of each."""
    running = [
        subprocess.Popen(
            [*IMMUNO, *argv], env=process(shipped), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for argv in commands
    ]
    written = [process.communicate(timeout=PATIENCE) for process in running]
    return [(process.returncode, *texts) for process, texts in zip(running, written, strict=True)]


def test_fifty_readers_at_once(shipped: Path) -> None:
    answers = together([["drug", "show", "alphacar", "--json"]] * 50, shipped)
    assert len(set(answers)) == 1
    code, out, err = answers[0]
    assert (code, err) == (0, "")
    assert json.loads(out)["records"][0]["id"] == "alphacar"


def test_fifty_exports_at_once(shipped: Path, tmp_path: Path) -> None:
    answers = together([["facts", "export", "--to", "csv", str(tmp_path / f"out-{n}")] for n in range(50)], shipped)
    assert {(code, err) for code, _, err in answers} == {(0, "")}
    places = sorted(tmp_path.iterdir())
    assert len(places) == 50
    contents = [{path.name: path.read_bytes() for path in place.iterdir()} for place in places]
    assert all(content == contents[0] for content in contents)


def test_exports_to_one_folder_at_once_leave_a_whole_one(shipped: Path, tmp_path: Path) -> None:
    place = tmp_path / "out"
    kinds = [ExportFormat.CSV, ExportFormat.JSON, ExportFormat.SQLITE]
    for _ in range(2):
        answers = together([["facts", "export", "--to", to, str(place)] for to in kinds * 3], shipped)
        assert {(code, err) for code, _, err in answers} == {(0, "")}
        assert list(tmp_path.iterdir()) == [place]
        files = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
        package = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
        assert {*package["immuno"]["files"], "datapackage.json"} == files


def test_a_file_put_there_while_an_export_is_written_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first look at the folder and the last, somebody saves a file in it, or a file in its place."""
    place, world = tmp_path / "out", Knowledge(WORLD)
    write = exporting.WRITERS[ExportFormat.CSV]

    def slow(knowledge: Knowledge, folder: Path) -> list[exporting.WrittenFile]:
        if as_file:
            place.write_text("mine")
        else:
            place.mkdir()
            (place / "mine.txt").write_text("mine")
        return write(knowledge, folder)

    monkeypatch.setitem(exporting.WRITERS, ExportFormat.CSV, slow)
    for as_file in (False, True):
        with pytest.raises(UsageError, match="is a file" if as_file else "holds mine.txt"):
            exporting.export(world, ExportFormat.CSV, place)
        assert (place if as_file else place / "mine.txt").read_text() == "mine"
        assert list(tmp_path.iterdir()) == [place]
        shutil.rmtree(place, ignore_errors=True)
