"""The same answers on every system and with every build of the libraries; one system stands in for the others."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import FACTS, ROOT, WORLD, Run, environment
from immuno_cli.errors import ImmunoError
from immuno_cli.facts import decode
from immuno_cli.facts.check import check
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Term
from immuno_cli.formats import console
from test_facts_decode import FAULTS, problems

# --- PyYAML with and without libyaml ------------------------------------------------------------------------------


@pytest.fixture
def _only_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML as it is where libyaml is missing."""
    monkeypatch.delattr(yaml, "CSafeLoader")


def test_libyaml_is_here() -> None:
    """Otherwise the tests below would compare the parser in Python with itself."""
    assert yaml.__with_libyaml__


@pytest.mark.usefixtures("_only_python")
def test_the_same_facts_without_libyaml(world: Knowledge) -> None:
    other = Knowledge(WORLD)
    assert other.edition == world.edition
    for kind in FOLDERS:
        assert other.ids(kind) == world.ids(kind) != ()
        for name in world.ids(kind):
            one: Entity = other.get(kind, name)
            assert repr(one) == repr(world.get(kind, name))


def test_every_real_file_reads_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path.relative_to(FACTS).as_posix(): path.read_bytes() for path in FACTS.rglob("*.yaml")}
    with_libyaml = {name: decode.parse(data, name) for name, data in files.items()}
    assert len(with_libyaml) > 1000
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert {name: decode.parse(data, name) for name, data in files.items()} == with_libyaml


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_the_same_problems_without_libyaml(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = problems(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert problems(text) == with_libyaml != []


# Without `?`, which starts a key in YAML: for `? ` alone the parsers name different lines.
YAML_PARTS = [
    "a",
    "b: ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    '"',
    "'",
    "\n",
    "\r\n",
    "  ",
    ": ",
    "#",
    "&x ",
    "*x",
    "!!str ",
]
YAML_PARTS += ["|\n", ">\n", "---", "...", "%", "@", "\\", "\t", "é", "\ufeff", "\\u202e", "\\ud800", "\\UFFFFFFFF"]


@given(st.lists(st.sampled_from(YAML_PARTS), max_size=16).map("".join))
def test_both_parsers_read_the_same(text: str) -> None:
    data = text.encode()
    with_libyaml = decode.parse(data, "f.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        assert decode.parse(data, "f.yaml") == with_libyaml


def test_the_command_answers_without_libyaml(tmp_path: Path, small: Run) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['yaml._yaml'] = None\n")
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    code = "import yaml; print(yaml.__with_libyaml__)"
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment(PYTHONPATH=paths), capture_output=True, check=True
    )
    assert told.stdout.split() == [b"False"]
    for argv in (["drug", "show", "alphacar", "--json"], ["facts", "check"]):
        done = small(*argv, PYTHONPATH=paths)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", small(*argv).stdout)


# --- Encodings and line ends --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["terminal", "plain", "json", "markdown", "csv"])
def test_utf_16_output_has_one_byte_order_mark(form: str) -> None:
    """Somebody may ask Python for UTF-16; documents that people keep stay in UTF-8 even then."""
    argv = ["drug", "show", "alphacar", "--facts", str(WORLD), "--format", form, "--width", "80"]
    plain, wide = (
        subprocess.run(
            [sys.executable, "-m", "immuno_cli", *argv],
            env=environment(PYTHONIOENCODING=encoding, SOURCE_DATE_EPOCH="1769904000"),
            capture_output=True,
            check=True,
        ).stdout
        for encoding in ("utf-8", "utf-16")
    )
    if form in ("markdown", "csv"):
        assert wide == plain
    else:
        assert wide.decode("utf-16") == plain.decode()
        assert "\ufeff" not in wide.decode("utf-16")


@pytest.mark.parametrize("page", ["cp1252", "cp437", "cp850", "cp932"])
def test_a_pipe_on_windows_is_read_the_same_in_every_code_page(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PowerShell 5 reads in the code page of the console what Python wrote in that of the system: ½ would become ╜."""
    monkeypatch.setattr(sys, "platform", "win32")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=page))
    console.write("Grade ½ at −20 °C: 2 × 10⁸ cells, 4–6 h\n")
    assert raw.getvalue().decode(page) == raw.getvalue().decode("ascii")
    assert "Grade 1/2 at -20 degrees C: 2 x 10^8 cells, 4-6 h" in " ".join(raw.getvalue().decode().split())


def test_a_pipe_on_windows_may_be_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8", newline="\n"))
    console.write("2 × 10⁸\n")
    assert raw.getvalue().decode() == "2 × 10⁸\n"


class Closed(io.StringIO):
    """A pipe whose reader went away, as Windows tells it."""

    def __init__(self, error: int) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str, /) -> int:  # noqa: ARG002
        raise OSError(self.error, os.strerror(self.error))


def test_a_closed_pipe_on_windows_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        closed = Closed(errno.EINVAL)
        monkeypatch.setattr(closed, "fileno", file.fileno)
        monkeypatch.setattr(sys, "stdout", closed)
        monkeypatch.setattr(sys, "platform", "win32")
        console.write("text\n")
        monkeypatch.setattr(sys, "platform", "linux")
        with pytest.raises(ImmunoError, match="could not be written"):
            console.write("text\n")


def test_without_less_a_long_page_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no shell says that there is no less."""

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    def shell(*argv: object, **options: object) -> None:
        raise AssertionError("a shell was asked")

    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(subprocess, "run", shell)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    console.write("line\n" * 500)
    assert terminal.getvalue() == "line\n" * 500


@pytest.fixture(scope="module")
def windows_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature world as an editor on Windows leaves it: CRLF, and a byte order mark in every file."""
    folder = tmp_path_factory.mktemp("windows") / "world"
    shutil.copytree(WORLD, folder)
    for path in folder.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    return folder


def test_facts_with_windows_line_ends_are_the_same_facts(windows_world: Path, world: Knowledge) -> None:
    other = Knowledge(windows_world)
    assert b"\r\n" in (windows_world / "edition.yaml").read_bytes()
    assert other.edition == world.edition
    for kind in FOLDERS:
        assert other.ids(kind) == world.ids(kind)
        for name in world.ids(kind):
            one: Entity = other.get(kind, name)
            assert repr(one) == repr(world.get(kind, name))
    entities, found = check(other)
    assert found == []
    assert entities


def test_facts_with_windows_line_ends_name_the_same_lines(windows_world: Path) -> None:
    text = (WORLD / "glossary" / "t-cell.yaml").read_bytes() + b"nonsense: 1\n"
    lines = [decode_one(data) for data in (text, text.replace(b"\n", b"\r\n"))]
    assert lines[0] == lines[1] != []


def decode_one(data: bytes) -> list[str]:
    node, _ = decode.parse(data, "f.yaml")
    assert node is not None
    decoder = decode.Decoder("f.yaml")
    decoder.entity(Term, node, "t-cell")
    return [str(problem) for problem in decoder.problems]


# --- File names ---------------------------------------------------------------------------------------------------

PROJECT = [
    path.relative_to(ROOT).as_posix()
    for top in ("src", "data", "tests", "docs", ".github", "benchmarks")
    for path in (ROOT / top).rglob("*")
    if "__pycache__" not in path.parts
]
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}


def test_no_two_files_differ_in_capitals_only() -> None:
    """On Windows and macOS they would be one file."""
    assert len(PROJECT) > 1000
    assert len({name.casefold() for name in PROJECT}) == len(PROJECT)


def test_every_file_can_be_checked_out_on_windows() -> None:
    for name in PROJECT:
        assert len(name) <= 140, f"{name}: with the folder of a reader, more than the 260 letters that Windows takes"
        for part in name.split("/"):
            assert not set(part) & set('<>:"|?*\\'), name
            assert not part.endswith((".", " ")), name
            assert part.partition(".")[0].casefold() not in DEVICES, name


@pytest.mark.parametrize("name", ["con", "aux", "nul", "prn", "com1", "lpt9", "con.x"])
def test_a_fact_may_not_have_the_name_of_a_device(name: str) -> None:
    assert any("device on Windows" in problem for problem in problems("title: x\n", name=name))


def test_facts_whose_names_only_begin_like_a_device_are_fine() -> None:
    for name in ("conditioning", "auxiliary", "nulls", "com10", "con-x"):
        assert not any("device on Windows" in problem for problem in problems("title: x\n", name=name)), name


def test_a_name_in_capitals_opens_no_file_by_that_name(tmp_path: Path, run: Run) -> None:
    """A file system that ignores capitals would give the file out, and the product would have a wrong id."""
    log = tmp_path / "opened"
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nlog = open({str(log)!r}, 'a', encoding='utf-8')\n"
        "sys.addaudithook(lambda event, what: event == 'open' and print(what[0], file=log, flush=True))\n",
        encoding="utf-8",
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT / "src"), str(ROOT / "data")])
    done = run("drug", "show", "ANKTIVA", "--json", PYTHONPATH=paths)
    assert done.returncode == 0
    assert '"id": "anktiva"' in done.stdout
    opened = [Path(line).name for line in log.read_text(encoding="utf-8").splitlines() if line.endswith(".yaml")]
    assert "anktiva.yaml" in opened
    assert all(name == name.lower() for name in opened)
