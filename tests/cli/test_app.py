"""The command as its users run it: names, exit codes, pipes, encodings, terminals, no network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from conftest import PATIENCE, WORLD, Run, commands, environment, in_a_process, in_this_process
from immuno_cli.cli.app import program

ESCAPE = "\x1b["


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(words: list[str], run: Run) -> None:
    for flag in ("-h", "--help"):
        done = run(*words, flag)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.search(r"Examples?:\s+immuno ", done.stdout), done.stdout


def test_bare_command_is_the_landing_page(run: Run) -> None:
    done = run()
    assert done.returncode == 0
    assert done.stdout.count("\nimmuno ") == 5
    assert re.search(r"\d\d products, all 9 T-cell products among them", done.stdout)
    assert len(run("--format", "terminal", "--width", "100").stdout.splitlines()) <= 24


def test_a_command_of_a_group_is_made_without_the_group() -> None:
    context = typer.Context(program())
    for word in ("drug", "drugs"):
        name, command, rest = program().resolve_command(context, [word, "show", "yescarta"])
        assert (name, rest) == (f"{word} show", ["yescarta"])
        assert not isinstance(command, TyperGroup)
    assert isinstance(program().resolve_command(context, ["drug", "--json", "show"])[1], TyperGroup)


def test_version_names_tool_and_facts(run: Run) -> None:
    done = run("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"immuno \S+, facts as of 2026-\d\d-\d\d\n", done.stdout)


@pytest.mark.parametrize(
    ("many", "one"),
    [
        (["drugs", "list"], ["drug", "list"]),
        (["drugs", "show", "alphacar"], ["drug", "show", "alphacar"]),
        (["therapies"], ["therapy", "list"]),
        (["side-effects", "til"], ["side-effect", "til"]),
        (["cancers"], ["cancer", "list"]),
    ],
)
def test_plural_and_singular_words_both_work(many: list[str], one: list[str], small: Run) -> None:
    assert small(*many).stdout == small(*one).stdout != ""


@pytest.mark.parametrize(
    "name", ["alphacar", "ALPHACAR", "Alpha Car", "alpha-cel", "alpha cel", "AlphaGene Autoleucel", "ac001", "AC-001"]
)
def test_every_name_of_a_product_finds_it(name: str, small: Run) -> None:
    done = small("drug", "show", name)
    assert done.stdout.startswith("Alphacar: alphagene autoleucel")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("tecarta", ["Tecartus", "Yescarta"]),
        ("kymria", ["Kymriah"]),
        ("carvicta", ["Carvykti"]),
        ("axi-cell", ["axi-cel"]),
        ("yescarta!", ["Yescarta"]),
        ("уescarta", ["Yescarta"]),  # the first letter is Cyrillic
        ("cel", ["Tecelra"]),
        ("x", []),
        ("", []),
    ],
)
def test_a_near_name_shows_no_product(name: str, near: list[str], run: Run) -> None:
    done = run("drug", "show", name)
    assert (done.returncode, done.stdout) == (3, "")
    assert f'No product called "{name}".' in done.stderr
    assert "Nothing was shown." in done.stderr
    for close in near:
        assert re.search(rf"^  .*{close}", done.stderr, re.MULTILINE | re.IGNORECASE)


def test_not_found_as_json(run: Run) -> None:
    done = run("drug", "show", "tecarta", "--json")
    error = json.loads(done.stdout)["error"]
    assert done.returncode == error["exit_code"] == 3
    assert error["kind"] == "not-found"
    assert "Tecartus" in error["near"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["drug", "show", "--json"], "Missing argument"),
        (["drg", "list", "--json"], "Did you mean `immuno drug`?"),
        (["drug", "list", "--format", "json", "--width", "0"], "--width"),
        (["drug", "list", "--plain", "--json"], "Choose one format"),
    ],
)
def test_usage_errors_as_json(argv: list[str], message: str, run: Run) -> None:
    done = run(*argv)
    error = json.loads(done.stdout)["error"]
    assert done.returncode == error["exit_code"] == 2
    assert error["kind"] == "usage"
    assert message in error["message"]
    assert done.stderr == ""


@pytest.mark.parametrize("words", [[], ["--type", "modulators"], ["--cancer", "melanoma"]])
def test_a_list_names_what_has_lost_every_use(words: list[str], run: Run) -> None:
    assert "not counted: Intron A, Sylatron." in run("drug", "list", *words, "--width", "200").stdout


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["drg", "list"], 2, "Did you mean `immuno drug`?"),
        (["bogus"], 3, 'No name called "bogus"'),
        (["drug", "show"], 2, "Missing argument"),
        (["drug", "show", "yescarta", "--section", "nonsense"], 2, "nonsense"),
        (["drug", "list", "--plain", "--json"], 2, "Choose one format"),
        (["drug", "list", "--facts", "/nowhere"], 2, "There is no folder"),
        (["drug", "list", "--width", "0"], 2, "--width"),
        (["drug", "list", "--target", "CD99"], 3, "Known are: "),
        (["drug", "list", "--cancer", "cold"], 3, "No cancer called"),
        (["drug", "list", "--route", "skin"], 3, "Known are: intravenous, subcutaneous, bladder"),
        (["drug", "list", "--route", "-"], 3, "No route called"),
        ([""], 3, 'No name called "".'),
        (["facts", "proof", ""], 2, '"" is not a folder.'),
        (["drug", "list", "--type", "vaccine"], 3, "\n  Cancer treatment vaccines\n"),
        (["drug", "list", "--type", "pill"], 3, "Known are: bcg, bispecifics, car-t, checkpoint-inhibitors"),
        (["therapies", "show", "magic"], 3, "No kind of therapy"),
        (["side-effects", "joy"], 3, "No therapy, product or side effect"),
    ],
)
def test_bad_input_gets_one_message_and_a_code(argv: list[str], code: int, message: str, run: Run) -> None:
    done = run(*argv)
    assert done.returncode == code
    said = done.stderr + done.stdout
    assert message in said
    assert "Traceback" not in said


DAY = 86_400
DATA_DATE = 1769817600
"""2026-01-31, the data date of the miniature world, in seconds."""


@pytest.mark.parametrize(("days", "told"), [(0, False), (90, False), (91, True), (400, True)])
@pytest.mark.parametrize("form", ["terminal", "plain"])
def test_old_facts_say_so_first(days: int, told: bool, form: str, small: Run) -> None:
    done = small("drug", "list", "-f", form, SOURCE_DATE_EPOCH=str(DATA_DATE + days * DAY))
    first = " ".join(done.stdout.split()[:30])
    assert (f"These facts are {days} days old (as of 2026-01-31)." in first) is told


@pytest.mark.parametrize(("days", "told"), [(0, False), (1, False), (2, True), (20_000, True)])
def test_a_clock_that_is_behind_the_facts_says_so_first(days: int, told: bool, small: Run) -> None:
    """One day is no fault: it may still be yesterday where the reader is."""
    behind = {"SOURCE_DATE_EPOCH": str(DATA_DATE - days * DAY)}
    words = f"The clock of this computer is {days} days behind the"
    for form in ("terminal", "plain", "markdown"):
        assert (words in " ".join(small("drug", "list", "-f", form, **behind).stdout.split()[:40])) is told
    done = small("drug", "list", "--max-age", "90", **behind)
    assert (done.returncode, words in done.stderr) == ((4, True) if told else (0, False))
    assert json.loads(small("drug", "list", "--json", **behind).stdout)["age_days"] == -days


@pytest.mark.parametrize("json_", [["-fjson"], ["-f", "json"], ["--format=json"], ["--json"], ["--format", "json"]])
@pytest.mark.parametrize(
    "words", [["drug", "show", "nope"], ["drug", "list", "--nonsense"], ["nonsense"], ["drug", "list", "--line", "x"]]
)
def test_an_error_is_json_however_that_was_asked_for(words: list[str], json_: list[str], small: Run) -> None:
    for argv in ([*words, *json_], [*json_, *words]):
        done = small(*argv)
        assert json.loads(done.stdout)["error"]["exit_code"] == done.returncode in (2, 3)
        assert done.stderr == ""


@pytest.mark.parametrize("words", [["search", "--", "--json"], ["drug", "show", "--", "--json"]], ids=" ".join)
def test_what_follows_two_dashes_asks_for_no_format(words: list[str], run: Run) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr != ""


ANSWERED = [
    *([], ["drug", "list"], ["facts", "check"], ["facts", "info"], ["facts", "export", "--to", "csv", "out"]),
    *(["help"], ["help", "drug", "list"], ["facts", "proof", str(WORLD.parent / "labels")]),
]


@pytest.mark.parametrize("words", ANSWERED, ids=" ".join)
def test_shared_options_mean_the_same_on_every_command(
    words: list[str], run: Run, small: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    late = {"SOURCE_DATE_EPOCH": str(DATA_DATE + 91 * DAY)}
    for json_ in ([], ["--json"]):
        done = small(*words, "--max-age", "90", *json_, **late)
        assert done.returncode == 4
        assert "--max-age allows 90" in (done.stdout if json_ else done.stderr)
    assert not (tmp_path / "out").exists()
    assert small(*words, "--max-age", "soon").returncode == 2
    envelope = json.loads(small(*words, "--json").stdout)
    assert envelope["as_of"] == "2026-01-31"
    assert bool(envelope["records"]) == bool(words)
    assert run(*words, "--facts", "").stderr.startswith("--facts was given no folder.")


@pytest.mark.parametrize("number", ["1_0", "+2", " 2", "2.0", "0x2", "", "-1", "0", "1" * 5000])
def test_a_number_is_written_in_digits_alone(number: str, small: Run) -> None:
    for words in ["drug", "list", "--line"], ["drug", "list", "--width"], ["search", "fever", "--limit"]:
        done = small(*words, number)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"Invalid value for '{words[-1]}'" in done.stderr or words[-1] in done.stderr
        assert "is not a whole number from 1 to" in done.stderr


def test_max_age_refuses_older_facts(small: Run) -> None:
    late = {"SOURCE_DATE_EPOCH": str(DATA_DATE + 91 * DAY)}
    assert small("drug", "list", "--max-age", "91d", **late).returncode == 0
    done = small("drug", "list", "--max-age", "90d", **late)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "The facts are 91 days old (as of 2026-01-31); --max-age allows 90.\n"
    error = json.loads(small("drug", "list", "--max-age", "90", "--json", **late).stdout)["error"]
    assert (error["kind"], error["exit_code"]) == ("too-old", 4)
    assert small("drug", "list", "--max-age", "soon").returncode == 2
    assert json.loads(small("drug", "list", "--json", **late).stdout)["age_days"] == 91


def test_the_primary_source_is_printed(small: Run, run: Run) -> None:
    done = run("drug", "show", "yescarta", "--print-url")
    assert done.stdout == (
        "https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid=9b70606e-b99c-4272-a0f1-b5523cce0c59\n"
    )
    assert small("side-effects", "crs", "--print-url").stdout == "https://example.org/alphacar/label\n"
    assert small("source", "show", "beta-label", "--print-url").stdout == "https://example.org/betatil/label\n"
    for argv in (["drug", "list"], ["source", "show", "alpha-trial"]):
        done = small(*argv, "--print-url")
        assert (done.returncode, done.stdout) == (2, "")


def test_changes_are_dated_and_limited(small: Run) -> None:
    def told(*argv: str) -> list[str]:
        records = json.loads(small("changes", *argv, "--json").stdout)["records"]
        return [f"{record['date']} {record.get('name', 'facts')}" for record in records]

    assert told() == [
        "2025-12-01 gamma-cel",
        "2021-03-05 Alphacar",
        "2026-01-31 facts",
        "2025-11-01 facts",
    ]
    assert told("--since", "2025-12") == ["2025-12-01 gamma-cel", "2026-01-31 facts"]
    assert told("--since", "2025-12-02") == ["2026-01-31 facts"]
    assert told("--drug", "alpha-cel") == ["2021-03-05 Alphacar", "2026-01-31 facts"]
    assert told("--drug", "betatil") == ["2026-01-31 facts", "2025-11-01 facts"]
    assert small("changes", "--drug", "alfacar").returncode == 3
    assert small("changes", "--since", "yesterday").returncode == 2


def test_filters_combine(small: Run) -> None:
    def brands(*argv: str) -> list[str]:
        answer = json.loads(small("drug", "list", *argv, "--json").stdout)
        return [record["names"]["brand"] for record in answer["records"]]

    assert brands() == ["Alphacar", "Betatil"]
    assert brands("--type", "CAR T") == ["Alphacar"]
    assert brands("--type", "t-cell-transfer") == ["Alphacar", "Betatil"]
    assert brands("--target", "cd-19", "--cancer", "EL") == ["Alphacar"]
    assert brands("--target", "CD19", "--cancer", "melanoma") == []
    assert brands("--line", "1") == ["Betatil"], "a line that no label states is not a no"
    assert brands("--accelerated") == ["Betatil"]
    assert brands("--accelerated", "--cancer", "EL") == [], "one use must have all that was asked for"
    assert brands("--line", "2") == ["Alphacar", "Betatil"]


def test_what_no_label_states_is_listed_and_said_not_taken_for_a_no(small: Run) -> None:
    def told(*argv: str) -> str:
        return small("drug", "list", *argv).stdout

    assert "Line not stated: Betatil." in told("--line", "1")
    assert "not stated" not in told("--line", "2", "--cancer", "EL")
    for route in ("IV", "oral"):
        said = told("--route", route)
        assert "Betatil" in said
        assert re.search(r"Route not stated: (Alphacar, )?Betatil\.", said)
    for argv in (["--line", "1"], ["--route", "oral"]):
        assert "Betatil" in [one["names"]["brand"] for one in json.loads(told(*argv, "--json"))["records"]]


def test_a_product_whose_use_was_withdrawn_is_not_listed_for_it(run: Run) -> None:
    products = json.loads(run("drug", "list", "--json").stdout)["records"]
    gone = {
        (use["cancer"], product["id"])
        for product in products
        for use in product["indications"].values()
        if use["status"] == "withdrawn"
        and not any(o["cancer"] == use["cancer"] and o["status"] == "active" for o in product["indications"].values())
    }
    assert gone
    for cancer, product in gone:
        done = run("drug", "list", "--cancer", cancer, "--json")
        assert product not in [one["id"] for one in json.loads(done.stdout)["records"]], (cancer, product)


def test_a_pipe_gets_plain_text_and_whole_names(run: Run) -> None:
    done = run("drug", "list")
    assert ESCAPE not in done.stdout
    assert sum("axicabtagene ciloleucel" in line for line in done.stdout.splitlines()) == 1


def test_a_closed_pipe_is_silent() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "immuno_cli", "drug", "show", "kymriah", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert (process.wait(PATIENCE), stderr) == (0, b"")


READING = [
    [],
    ["therapies", "list"],
    ["therapies", "show", "til"],
    ["drug", "list"],
    ["drug", "show", "yescarta"],
    ["drug", "show", "anito-cel"],
    ["drug", "compare", "yescarta", "kymriah"],
    ["why", "yescarta.safety.crs-zuma-7"],
    ["side-effects"],
    ["side-effects", "til"],
    ["side-effects", "crs", "--json"],
    ["cancer", "show", "lbcl"],
    ["grading"],
    ["glossary"],
    ["guide"],
    ["search", "fever"],
    ["source", "list"],
    ["facts", "check"],
]


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_no_reading_command_opens_a_socket(argv: list[str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        textwrap.dedent(
            """
            import sys
            def refuse(event, arguments):
                if event.startswith("socket."):
                    raise RuntimeError(f"network: {event} {arguments}")
            sys.addaudithook(refuse)
            """
        )
    )
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = run(*argv, PYTHONPATH=paths)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


SAYING = [
    *READING,
    ["--help"],
    ["--version"],
    ["drug", "show", "tecarta"],
    ["drug", "show"],
    ["drug", "list", "--json"],
]
SAYING += [["drug", "list", "-f", "csv"], ["drug", "show", "--json"], ["drug", "list", "-f", "markdown"]]


@pytest.mark.parametrize("argv", SAYING, ids=" ".join)
def test_a_process_says_the_same(argv: list[str]) -> None:
    """Most tests save the start of a process; what they see must be what a process says."""
    one, other = in_a_process(*argv), in_this_process(*argv)
    assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)


def test_the_socket_guard_itself_works(tmp_path: Path) -> None:
    hook = "lambda event, _: print(event) if event.startswith('socket.') else None"
    code = f"import sys, socket\nsys.addaudithook({hook})\nsocket.socket()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "socket." in done.stdout


def test_the_usage_of_a_name_has_no_empty_word(small: Run) -> None:
    said = small("alphacar", "--nosuch").stderr
    assert said.startswith("Usage: immuno [OPTIONS]")
    assert "Try 'immuno -h'" in said
