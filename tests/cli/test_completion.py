"""TAB in real shells: what each one offers, and what it puts on the line."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PATIENCE, UNMEASURED, WORLD, Run, environment, pseudo_terminal

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


def in_bash(folder: Path, line: str) -> list[str]:
    """Return what the completion function of bash offers."""
    # bash puts a candidate in place of the end of the word, which begins after a quote or an equals sign.
    last = line.rpartition('"')[2] if '"' in line else re.split(r"=|(?<!\\)\s", line)[-1]
    code = (
        f'source {folder}/script.bash; COMP_LINE="$1" COMP_POINT=${{#1}}; _immuno {shlex.quote(line.split()[0])} "$2" '
        "&& printf '%s\n' \"${COMPREPLY[@]}\""
    )
    found = started(folder, ["bash", "--norc", "-c", code, "bash", line, last])
    return [text.replace("\\", "") for text in found.splitlines() if text]


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
    return [line.replace("\\", "") for line in out.read_text().splitlines() if line]


def in_fish(folder: Path, line: str) -> list[str]:
    """Return what fish offers."""
    code = f"source {folder}/script.fish; complete -C {shlex.quote(line)}"
    return [line.partition("\t")[0] for line in started(folder, ["fish", "--no-config", "-c", code]).splitlines()]


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
    assert {Path(text).name for text in found} == {"my facts"}


HOSTILE = "zed!a \"b\" 'c' $(touch mark) `touch mark` \\d;touch mark &*?<>|(){}[]#~^%s=:e $HOME é"
"""A name of a folder of facts that somebody else wrote."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature world with that name in it."""
    place = tmp_path_factory.mktemp("hostile") / "my world"
    shutil.copytree(WORLD, place)
    file = place / "drugs" / "alphacar.yaml"
    names = json.dumps(["alpha cells", HOSTILE], ensure_ascii=False)
    text = file.read_text(encoding="utf-8").replace("[alpha cells]", names)
    file.write_text(text, encoding="utf-8")
    return place


def escaped(text: str) -> str:
    """Write a text with a backslash before whatever a shell could act on."""
    return re.sub(r"(\W)", r"\\\1", text)


def doubled(text: str, shell: str) -> str:
    """Write a text in double quotes that are still open; history is recalled inside them, so `!` stands outside."""
    special = r"([\\\"$])" if shell == "fish" else r"([\\\"$`])"
    return '"' + re.sub(special, r"\\\1", text).replace("!", '"\\!"')


def single(text: str, shell: str) -> str:
    """Write a text in single quotes that are still open."""
    return "'" + (re.sub(r"(['\\])", r"\\\1", text) if shell == "fish" else text.replace("'", "'\\''"))


MOST = HOSTILE[:-4]
STATES: dict[str, Callable[[str], str]] = {
    "bare": lambda _: "ze",
    "double": lambda _: '"ze',
    "single": lambda _: "'ze",
    "closed": lambda _: '"z"e',
    "inside": lambda _: 'z"e',
    "most-bare": lambda _: escaped(MOST),
    "most-double": lambda shell: doubled(MOST, shell),
    "most-single": lambda shell: single(MOST, shell),
}
"""How the beginning of a word may be quoted when TAB is pressed."""

STARTED = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {0}/script.bash"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -u -D; source {0}/script.zsh"),
    "fish": (["fish", "--no-config", "-i"], "source {0}/script.fish"),
}


@pytest.mark.parametrize("shell", STARTED)
def test_what_a_shell_runs_after_tab(shell: str, folder: Path, hostile: Path, tmp_path: Path) -> None:
    """Begin a name in each state of quotes, press TAB and Enter: the name is one word, and nothing else runs."""
    lines = [f"immuno --facts {escaped(str(hostile))} drug show {begun(shell)}" for begun in STATES.values()]
    lines += ["immuno drug show alphacar --section=bo", f"immuno drug list --facts {hostile.parent}/my"]
    runs = typed_in(shell, folder, tmp_path, lines)
    assert dict(zip(STATES, (run[-1] for run in runs), strict=False)) == dict.fromkeys(STATES, HOSTILE)
    assert [run[-1].rstrip("/") for run in runs[len(STATES) :]] == ["--section=boxed-warning", str(hostile)]
    assert {len(run) for run in runs[: len(STATES)]} == {5}
    assert not list(tmp_path.glob("**/mark*"))


def typed_in(shell: str, folder: Path, home: Path, lines: list[str]) -> list[list[str]]:
    """Type lines into an interactive shell in a terminal, each with TAB and Enter; return the words that were run."""
    argv, start = STARTED[shell]
    if shutil.which(shell) is None or sys.platform == "win32":
        pytest.skip(f"{shell} is not installed")
    runs, tabs = home / "runs", home / "tabs"
    command = home / "immuno"
    command.write_text(
        "#!/bin/sh\n"
        f'if [ -z "$_IMMUNO_COMPLETE" ]; then printf "%s\\0" "$@" "" >> {runs}; exit; fi\n'
        f'{folder}/immuno "$@"; echo >> {tabs}\n'
    )
    command.chmod(0o755)
    runs.touch()
    tabs.touch()
    import fcntl  # Windows has neither
    import termios

    near, far = pseudo_terminal()
    path = f"{home}{os.pathsep}{os.environ['PATH']}"
    running = subprocess.Popen(
        argv,
        stdin=far,
        stdout=far,
        stderr=far,
        cwd=home,
        env=environment(PATH=path, HOME=str(home), TERM="xterm", COLUMNS="300", LINES="50"),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(far)

    def press(keys: str, done: Callable[[], bool]) -> None:
        """Press keys and read what the shell writes until something is done and it is silent."""
        os.write(near, keys.encode())
        shown = b""
        for _ in range(PATIENCE):
            if select.select([near], [], [], 0.3)[0]:
                shown += os.read(near, 65536)
            elif done():
                return
        raise AssertionError(f"{keys!r} was answered by {shown!r}")

    press(f"{start.format(folder)}; immuno ready\r", lambda: runs.stat().st_size > 0)
    for number, line in enumerate(lines, start=2):
        asked = tabs.stat().st_size
        press(f"{line}\t", lambda asked=asked: tabs.stat().st_size > asked)  # type: ignore[misc]
        press("\r", lambda number=number: runs.read_bytes().count(b"\0\0") == number)  # type: ignore[misc]
    os.close(near)
    running.kill()
    running.wait()
    return [run.split("\0") for run in runs.read_text(encoding="utf-8").split("\0\0")[1:-1]]


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
        "axicabtagene\tYescarta, axicabtagene ciloleucel",
    ]


def test_options_are_offered_once_and_hidden_words_never(run: Run) -> None:
    options = [line.partition("\t")[0] for line in asked(run, "drug", "show", "yescarta", "--plain", "")]
    assert "--section" in options
    assert "--plain" not in options
    assert "drugs" not in [line.partition("\t")[0] for line in asked(run, "drug")]


def test_after_two_hyphens_there_are_no_options(run: Run) -> None:
    assert asked(run, "drug", "show", "--", "-") == []


def test_a_folder_that_does_not_exist_offers_nothing(run: Run) -> None:
    assert asked(run, "drug", "--facts", "/nowhere", "show", "") == []


def test_a_folder_that_is_not_named_offers_nothing(run: Run) -> None:
    """A variable that is not set: the command itself refuses it, too."""
    assert asked(run, "drug", "--facts", "", "show", "") == asked(run, "drug", "show", "--facts=", "") == []


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
