"""TAB in real shells: what each one offers, and what it puts on the line."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PATIENCE, UNMEASURED, WORLD, Run, environment

Offered = Callable[[str], set[str]]

ALPHACAR = {"alphacar", "alphagene autoleucel", "alpha-cel"}
SMALL = f"immuno --facts {WORLD}"

LINES = {
    "immuno dru": {"drug"},
    "immuno drug s": {"show"},
    f"{SMALL} drug show ": ALPHACAR | {"betatil", "betaleucel", "gamma-cel"},
    f"{SMALL} drug show alp": ALPHACAR | {"alpha cells"},
    f"{SMALL} drug show Alp": {"Alphacar"},
    f"{SMALL} drug show ALP": ALPHACAR | {"alpha cells"},
    f"{SMALL} drug show alphagene\\ a": {"alphagene autoleucel"},
    f'{SMALL} drug show "alphagene a': {"alphagene autoleucel"},
    f"{SMALL} drugs show bet": {"betatil", "betaleucel"},
    f"{SMALL} drug show alphacar --sec": {"--section"},
    f"{SMALL} drug show alphacar --section bo": {"boxed-warning"},
    f"{SMALL} drug show alphacar -s in": {"indications"},
    f"{SMALL} drug list --type c": {"car-t"},
    f"{SMALL} drug list --target cd": {"CD19"},
    f"{SMALL} drug list --cancer mel": {"melanoma"},
    f"{SMALL} therapies show t": {"til", "t-cell-transfer", "tumor-infiltrating lymphocytes"},
    f"{SMALL} side-effects ": {"car-t", "t-cell-transfer", "til", "crs", "capillary-leak"}
    | ALPHACAR
    | {"betatil", "betaleucel"},
    f"{SMALL} cancer show lympho": {"lymphoma"},
    f"{SMALL} grading crs": {"crs-example"},
    f"{SMALL} glossary aph": {"apheresis"},
    f"{SMALL} guide q": {"questions"},
    f"{SMALL} source show alpha-": {"alpha-label", "alpha-trial"},
    "immuno drug list --format j": {"json"},
    "immuno drug list --level ": {"plain", "clinical"},
    "immuno help acc": {"accessibility"},
    "immuno help therapies ": {"compare", "list", "show"},
    "immuno completion ": {"bash", "zsh", "fish"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A folder with the command `immuno` of this checkout and the three scripts."""
    folder = tmp_path_factory.mktemp("completion")
    command = folder / "immuno"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m immuno_cli "$@"\n')
    command.chmod(0o755)
    for shell in ("bash", "zsh", "fish"):
        done = run("completion", shell)
        assert (done.returncode, done.stderr) == (0, "")
        (folder / f"script.{shell}").write_text(done.stdout)
    return folder


def started(folder: Path, argv: list[str], typed: str = "") -> str:
    """Run a shell that finds `immuno` in the folder; return what it writes to standard output."""
    if shutil.which(argv[0]) is None or sys.platform == "win32":
        pytest.skip(f"{argv[0]} is not installed, or finds no script of ours")
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        argv,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        env=environment(PATH=path, HOME=str(folder), TERM="dumb", OUT=str(folder / "out")),
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout


def bash_words(line: str) -> list[str]:
    """Cut a line as bash does for a completion function: quotes and backslashes stay, `=` is a word of its own."""
    words = re.findall(r'"[^"]*"?|=|(?:\\.|[^\s="])+', line)
    return [*words, ""] if line.endswith(" ") else words


def in_bash(folder: Path, line: str) -> list[str]:
    """Return what the completion function of bash offers."""
    words = bash_words(line)
    code = (
        f'source {folder}/script.bash; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _immuno immuno '
        "&& printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    found = started(folder, ["bash", "--norc", "-c", code, "bash", *words])
    return [one.replace("\\", "") for one in found.splitlines() if one]


ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word '^B' kill-whole-line"
zpty -w shell 'report() { print -r -- "$BUFFER" >> $OUT.line }; zle -N report; bindkey "^P" report'
zpty -w shell 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -A hits "$@"; builtin compadd "$@"; print -rl -- $hits >> $OUT
}'
zpty -w shell "source $1"
zpty -w -n shell "$2"$'\\t'
zpty -w shell $'\\C-p\\C-bexit'
while zpty -r shell seen; do :; done
"""
"""Types a line and TAB into an interactive zsh; notes every match that is added, and the line that comes of it."""


def in_zsh(folder: Path, line: str) -> list[str]:
    """Return what zsh offers."""
    out = folder / "out"
    out.write_text("")
    started(folder, ["zsh", "-f", "-c", ZSH, "zsh", str(folder / "script.zsh"), line])
    return [one.replace("\\", "") for one in out.read_text().splitlines() if one]


def in_fish(folder: Path, line: str) -> list[str]:
    """Return what fish offers."""
    code = f"source {folder}/script.fish; complete -C {shlex.quote(line)}"
    return [one.partition("\t")[0] for one in started(folder, ["fish", "--no-config", "-c", code]).splitlines()]


@pytest.mark.parametrize("shell", [in_bash, in_zsh, in_fish], ids=["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.replace(str(WORLD), "DIR"))
def test_a_shell_offers(line: str, shell: Callable[[Path, str], list[str]], folder: Path) -> None:
    found = shell(folder, line)
    assert set(found) == LINES[line]
    assert len(found) == len(LINES[line])


@pytest.mark.parametrize(("shell", "option"), [(in_bash, ""), (in_zsh, "--section="), (in_fish, "--section=")])
def test_a_value_after_an_equals_sign(shell: Callable[[Path, str], list[str]], option: str, folder: Path) -> None:
    assert shell(folder, "immuno drug show yescarta --section=bo") == [f"{option}boxed-warning"]


@pytest.mark.parametrize("shell", [in_bash, in_zsh, in_fish])
def test_a_folder_is_left_to_the_shell(shell: Callable[[Path, str], list[str]], folder: Path) -> None:
    (folder / "my facts").mkdir(exist_ok=True)
    (folder / "my file").touch()
    found = shell(folder, f"immuno drug list --facts {folder}/my")
    assert {Path(one).name for one in found} == {"my facts"}


TYPED = {
    "drug show alphag": ["drug", "show", "alphagene autoleucel"],
    'drug show "alphag': ["drug", "show", "alphagene autoleucel"],
    "drug show alphagene\\ au": ["drug", "show", "alphagene autoleucel"],
    "drug show alphacar --section=bo": ["drug", "show", "alphacar", "--section=boxed-warning"],
}


@pytest.mark.parametrize("line", TYPED)
def test_what_bash_puts_on_the_line(line: str, folder: Path) -> None:
    """Type into an interactive bash, press TAB, and put a command before the line that prints its words."""
    typed = f"source {folder}/script.bash\n{SMALL} {line}\t\x01printf '<%s>\\n' \n"
    words = re.findall("<(.*)>", started(folder, ["bash", "--norc", "--noprofile", "-i"], typed))
    assert words[3:] == TYPED[line]


@pytest.mark.parametrize("line", TYPED)
def test_what_zsh_puts_on_the_line(line: str, folder: Path) -> None:
    (folder / "out.line").unlink(missing_ok=True)
    in_zsh(folder, f"{SMALL} {line}")
    assert shlex.split((folder / "out.line").read_text())[3:] == TYPED[line]


def test_zsh_loads_the_script_from_its_function_path(folder: Path) -> None:
    functions = folder / "functions"
    functions.mkdir()
    (functions / "_immuno").write_text((folder / "script.zsh").read_text())
    (folder / "path.zsh").write_text(f"fpath=({functions} $fpath); compinit -u -D\n")
    (folder / "out").write_text("")
    started(folder, ["zsh", "-f", "-c", ZSH, "zsh", str(folder / "path.zsh"), "immuno dru"])
    assert (folder / "out").read_text().split() == ["drug"]


def test_a_program_in_another_folder_is_asked_itself(folder: Path) -> None:
    """The program that is typed answers, not another one of the same name."""
    for shell in (in_bash, in_zsh):
        assert shell(folder, f"{folder}/immuno dru") == ["drug"]


def test_nothing_of_a_line_is_run(folder: Path) -> None:
    mark = folder / "mark"
    for shell in (in_bash, in_zsh, in_fish):
        shell(folder, f"immuno drug show '$(touch {mark})' `touch")
        shell(folder, f'immuno drug show "$(touch {mark})')
    assert not mark.exists()


def asked(run: Run, *words: str, **variables: str) -> list[str]:
    """Ask the program as a script does."""
    done = run(*words, _IMMUNO_COMPLETE="1", **variables)
    return done.stdout.splitlines()


def test_each_candidate_says_what_it_is(run: Run) -> None:
    assert asked(run, "drug", "show", "axi") == [
        "axicabtagene ciloleucel\tYescarta, axicabtagene ciloleucel",
        "axi-cel\tYescarta, axicabtagene ciloleucel",
    ]


def test_options_are_offered_once_and_hidden_words_never(run: Run) -> None:
    options = [one.partition("\t")[0] for one in asked(run, "drug", "show", "yescarta", "--plain", "")]
    assert "--section" in options
    assert "--plain" not in options
    assert "drugs" not in [one.partition("\t")[0] for one in asked(run, "drug")]


def test_after_two_hyphens_there_are_no_options(run: Run) -> None:
    assert asked(run, "drug", "show", "--", "-") == []


def test_a_folder_that_does_not_exist_offers_nothing(run: Run) -> None:
    assert asked(run, "drug", "--facts", "/nowhere", "show", "") == []


def test_only_files_of_the_kinds_asked_for_are_opened(tmp_path: Path, run: Run) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "def tell(event, arguments):\n"
        "    if event == 'open' and str(arguments[0]).endswith('.yaml'):\n"
        "        print(arguments[0], file=sys.stderr)\n"
        "sys.addaudithook(tell)\n"
    )
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = run("--facts", str(WORLD), "drug", "show", "", _IMMUNO_COMPLETE="1", PYTHONPATH=paths)
    opened = {Path(path).parent.name for path in done.stderr.split()}
    assert opened == {"drugs", "other-products"}


def test_completion_says_how_to_install_it(run: Run) -> None:
    shown = run("completion", "--help").stdout
    for start in ('~/.bashrc: eval "$(immuno completion bash)"', "~/.config/fish/config.fish: immuno completion fish"):
        assert start in shown


def test_an_unknown_shell_is_a_usage_error(run: Run) -> None:
    done = run("completion", "tcsh")
    assert done.returncode == 2
    assert "tcsh" in done.stderr


def test_completing_loads_nothing_that_draws_or_checks() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "immuno_cli", "--facts", str(WORLD), "drug", "show", "al"],
        capture_output=True,
        text=True,
        env=environment(_IMMUNO_COMPLETE="1", **UNMEASURED),
        check=True,
        timeout=PATIENCE,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "immuno_cli.cli.completion" in loaded
    assert (
        loaded & {"rich", "json", "immuno_cli.facts.check", "immuno_cli.formats.terminal", "immuno_cli.pages.help"}
        == set()
    )
