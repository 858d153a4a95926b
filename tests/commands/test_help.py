"""Help: topics, the help of each command, the order of the commands, and the man page."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from conftest import PATIENCE, ROOT, WORLD, Run, commands
from immuno_cli.choices import Format
from immuno_cli.cli import manual
from immuno_cli.cli.app import COMMANDS, Program
from immuno_cli.errors import ExitCode, Problem
from immuno_cli.facts import check
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, Therapy
from immuno_cli.pages.help import TOPICS

MAN_PAGE = ROOT / "docs" / "man" / "immuno.1"
NAMES = [topic.id for topic in TOPICS]


def test_help_lists_every_topic(run: Run) -> None:
    done = run("help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("formats", "exit-codes", "accessibility", "sources", "environment", "names"):
        assert re.search(rf"^{name}: \w", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_topic_is_a_page(name: str, width: int, run: Run) -> None:
    done = run("help", name, "--format", "terminal", "--width", str(width))
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    assert "…" not in done.stdout


@pytest.mark.parametrize("words", [["exit-codes"], ["Exit", "Codes"], ["exit codes"], ["EXIT-CODES"]], ids=" ".join)
def test_a_topic_is_found_as_names_are(words: list[str], run: Run) -> None:
    assert run("help", *words).stdout.startswith("Exit codes: ")


def test_every_exit_code_and_format_is_explained(run: Run) -> None:
    codes, formats = run("help", "exit-codes").stdout, run("help", "formats").stdout
    for code in ExitCode:
        assert re.search(rf"^{code.value}: \w", codes, re.MULTILINE)
    for one in Format:
        assert re.search(rf"^{one.value}: \w", formats, re.MULTILINE)


def test_a_topic_as_json(run: Run) -> None:
    answer = json.loads(run("help", "names", "--json").stdout)
    assert answer["schema"] == "immuno/help@1"
    assert [record["id"] for record in answer["records"]] == ["names"]
    assert answer["records"][0]["rows"][0].keys() == {"word", "meaning"}


# `sources` is a topic first; `immuno help source` shows the command.
@pytest.mark.parametrize("words", [words for words in commands() if words not in ([], ["sources"])], ids=" ".join)
def test_help_of_a_command_is_what_the_command_says_itself(words: list[str], run: Run) -> None:
    done = run("help", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run(*words, "--help").stdout
    assert done.stdout.startswith(f"Usage: immuno {' '.join(words)} ")


@pytest.mark.parametrize("words", [["nonsense"], ["drug", "nonsense"], ["drug", "show", "yescarta"]], ids=" ".join)
def test_an_unknown_topic_names_the_known_ones(words: list[str], run: Run) -> None:
    done = run("help", *words)
    assert (done.returncode, done.stdout) == (3, "")
    assert f'No help topic or command called "{" ".join(words)}".' in done.stderr
    assert f"Known are: {', '.join(NAMES)}." in done.stderr


def test_a_close_topic_is_named_and_not_shown(run: Run) -> None:
    done = run("help", "format")
    assert (done.returncode, done.stdout) == (3, "")
    assert re.search(r"^  formats  \w", done.stderr, re.MULTILINE)


def test_every_variable_that_is_read_is_explained(run: Run) -> None:
    """Each variable named in the source is in the topic; what the shell scripts alone set is not."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "immuno_cli").rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source))
    shown = run("help", "environment").stdout
    assert read
    for name in read:
        assert name in shown


def test_commands_stand_in_the_order_of_the_readme(run: Run) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    in_readme = list(dict.fromkeys(re.findall(r"^\| `immuno ([a-z-]+)", readme, re.MULTILINE)))
    shown = re.findall(r"^  ([a-z-]+) ", run("--help").stdout.partition("Commands:")[2], re.MULTILINE)
    assert shown == list(COMMANDS)
    assert in_readme == list(COMMANDS), "the table in the README and COMMANDS in cli/app.py have the same order"
    on_first_page = [word for words in Program.short for word in words.split(", ")]
    hint = "say in `short` of Program in cli/app.py what each command is: the first page shows it"
    assert sorted(on_first_page) == sorted(COMMANDS), hint


def test_the_man_page_is_fresh() -> None:
    assert MAN_PAGE.read_text(encoding="utf-8") == manual.manual(), "run `nox -s docs` and commit"


def test_the_man_page_is_ascii() -> None:
    """Then every roff reads it, whatever its encoding."""
    assert manual.manual().isascii()


def rendered(argv: list[str]) -> subprocess.CompletedProcess[str]:
    if shutil.which(argv[0]) is None:
        pytest.skip(f"{argv[0]} is not installed")
    return subprocess.run(argv, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_man_page_renders_without_a_warning(width: int) -> None:
    done = rendered(["groff", "-man", "-Tutf8", "-ww", "-P-cbou", f"-rLL={width}n", str(MAN_PAGE)])
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("immuno drug show NAME", "EXIT STATUS", "NO_COLOR", "--format FORMAT"):
        assert part in done.stdout


def test_man_shows_the_man_page() -> None:
    done = rendered(["man", "--warnings", "-l", str(MAN_PAGE)])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("IMMUNO(1)")


def test_the_man_page_tells_every_command_and_option() -> None:
    page = MAN_PAGE.read_text(encoding="utf-8").replace(r"\-", "-")
    for words in commands():
        if words and words[0] in COMMANDS and not is_group(words):
            assert rf"\fBimmuno {' '.join(words)}\fR" in page
    for option in ("--section", "--cancer", "--format", "--facts", "--max-age", "-h, --help"):
        assert option in page.replace(r"\fR, \fB", ", ")


def is_group(words: list[str]) -> bool:
    return any(other[: len(words)] == words and len(other) > len(words) for other in commands())


def test_roff_acts_on_nothing_in_a_text() -> None:
    assert manual.roff(".TH 'a' \\n −20 °C") == r"\&.TH \(aqa\(aq \en \[u2212]20 \[u00B0]C"


def examples() -> list[str]:
    """Return every command line that the help of a command gives as an example."""
    from immuno_cli.cli.app import program

    found = set()
    for words in commands():
        command: Any = program()
        for word in words:
            command = command.get_command(typer.Context(command), word)
        text = " ".join((command.help or "").split("To have it")[0].split())
        _, _, given = text.partition("Example")
        found |= {f"immuno {text.strip(' ·')}" for text in given.split("immuno ")[1:]}
    return sorted(found)


@pytest.mark.parametrize("example", examples())
def test_an_example_of_the_help_answers(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from immuno_cli.cli.app import main

    monkeypatch.chdir(tmp_path if "export" in example else ROOT / "tests" if "proof" in example else ROOT)
    monkeypatch.setattr("sys.argv", shlex.split(example) + (["--facts", "facts"] if "proof" in example else []))
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    said = capsys.readouterr()
    assert said.out != ""
    assert said.err == ""


def test_tab_says_of_a_command_what_its_help_says() -> None:
    from immuno_cli.cli.app import program

    group: Any = program()
    for word, one in COMMANDS.items():
        assert group.get_command(typer.Context(group), word).get_short_help_str(200) == one.about, word


def test_a_folder_is_checked_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    original = check.check

    def counted(knowledge: Knowledge) -> tuple[check.World | None, list[Problem]]:
        checked.append(knowledge)
        return original(knowledge)

    monkeypatch.setattr(check, "check", counted)
    for words in (["help"], ["help", "names"], ["drug", "list"]):
        checked.clear()
        assert run(*words, "--facts", str(WORLD)).returncode == 0
        assert len(checked) == 1, words


def test_a_list_of_one_kind_asks_for_its_products_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    original = Knowledge.drugs_of

    def counted(self: Knowledge, kind: Therapy) -> tuple[Drug, ...]:
        asked.append(kind.id)
        return original(self, kind)

    monkeypatch.setattr(Knowledge, "drugs_of", counted)
    assert run("drug", "list", "--type", "car-t", "--facts", str(WORLD)).returncode == 0
    assert asked == ["car-t"]
