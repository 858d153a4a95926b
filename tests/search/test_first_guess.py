"""The first guess works: what people type without any help gets the wanted page, the answer on the first screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from immuno_cli.cli.app import main
from immuno_cli.cli.options import Request
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.search import index

TABLE = Path(__file__).parent / "first-guess.txt"
LINES, COLUMNS = 24, 100
MOST_FAILURES = 0.05


def rows() -> list[tuple[str, str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(typed.strip(), page.strip(), words.strip()) for typed, page, words in (line.split("|") for line in lines)]


@pytest.fixture(scope="module")
def built(facts: Knowledge) -> index.Index:
    return index.open_index(facts)


Screen = Callable[[str], tuple[int, str]]


@pytest.fixture
def screen(
    facts: Knowledge, built: index.Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Screen:
    """Return what gives the exit code and the first screen of what somebody types, as people type it: no quotes."""

    def first(typed: str) -> tuple[int, str]:
        words = typed.replace("(", " (").split()
        argv = ["immuno", *words, "--format", "terminal", "--width", str(COLUMNS), "--color", "never", "--no-pager"]
        monkeypatch.setattr(sys, "argv", argv)
        monkeypatch.setattr(Request, "knowledge", lambda *_, **__: facts)
        monkeypatch.setattr(index, "open_index", lambda _: built)
        with pytest.raises(SystemExit) as stopped:
            main()
        lines = capsys.readouterr().out.splitlines()[:LINES]
        return int(stopped.value.code or 0), " ".join(" ".join(lines).replace("┃", " ").split())

    return first


def test_the_table_is_long_enough() -> None:
    typed = [question for question, _, _ in rows()]
    assert len(typed) == len(set(typed)) >= 56


def test_nearly_every_first_guess_is_answered_on_the_first_screen(screen: Screen) -> None:
    failed = []
    for typed, page, words in rows():
        code, seen = screen(typed)
        if code or page.casefold() not in seen.casefold() or words.casefold() not in seen.casefold():
            failed.append(f"immuno {typed}\n    wants {page!r} and {words!r}, exit {code}, got: {seen[:400]}")
    assert len(failed) <= MOST_FAILURES * len(rows()), "\n".join(failed)


@pytest.mark.parametrize("typed", [question for question, page, _ in rows() if page == "CALL 911"])
def test_an_emergency_stands_above_everything(typed: str, screen: Screen) -> None:
    _, seen = screen(typed)
    assert "CALL 911" in seen[:200]


@pytest.mark.parametrize("typed", ["til surgery pain", "does leukapheresis hurt", "joint pain from opdivo"])
def test_a_pain_that_is_no_emergency_shows_no_call_to_911(typed: str, screen: Screen) -> None:
    _, seen = screen(typed)
    assert "Call 911 " not in seen[:200]


@pytest.mark.parametrize(
    ("typed", "other"), [("kimmtrak rash", "Checkpoint inhibitors"), ("HCPCS Q2041", "Aucatzyl"), ("Q2041", "Tecelra")]
)
def test_no_answer_is_about_another_treatment(typed: str, other: str, screen: Screen) -> None:
    _, seen = screen(typed)
    assert other not in seen


@pytest.mark.parametrize(("typed", "rows"), [("danyelza premeds", ("Opioids", "Steroid", "Allergy and nausea"))])
def test_a_heading_above_several_rows_shows_each(typed: str, rows: tuple[str, ...], screen: Screen) -> None:
    _, seen = screen(typed)
    assert all(row in seen for row in rows)
