"""The first guess works: what people type without any help gets the wanted page, the answer on the first screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from immuno_cli.cli.app import main
from immuno_cli.cli.options import Request
from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug
from immuno_cli.pages.search import figures
from immuno_cli.search import index
from immuno_cli.search.question import parse
from immuno_cli.search.rank import rank

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


PARTS = {
    "{} dose": ("dosing.dose", "dosing.step_up"),
    "how is {} given": ("dosing.route",),
    "{} premedication": ("dosing.premedication",),
    "{} storage": ("supply.storage",),
    "{} half-life": ("antibody.half_life", "pharmacology.half-life"),
    "{} pregnancy": ("populations.pregnancy",),
    "can i breastfeed on {}": ("populations.lactation",),
    "{} in children": ("populations.children", "populations.pediatric"),
    "how does {} work": ("mechanism",),
    "{} target": ("target",),
    "{} approval date": ("first_approval",),
    "what is {} used for": ("indications",),
    "{} boxed warning": ("boxed_warning", "no_boxed_warning"),
    "driving after {}": ("monitoring.driving",),
    "{} price": ("supply.price-at-launch",),
    "{} overall survival": ("efficacy",),
    "who makes {}": ("holder",),
}
"""What is asked of a product, and where its own page answers it."""


@pytest.mark.parametrize("asked", PARTS)
def test_a_product_and_a_part_of_its_page_show_that_part_of_that_product(
    asked: str, facts: Knowledge, built: index.Index
) -> None:
    wrong, products = [], 0
    for drug in facts.all(Drug):
        paths = built.paths(Kind.DRUG, drug.id)
        measures = {outcome.measure for result in drug.efficacy.values() for outcome in result.outcomes.values()}
        if any(index.begins(path, PARTS[asked]) for path in paths) and (
            "survival" not in asked or "overall survival" in measures
        ):
            products += 1
            question = parse(built, asked.format(drug.names.brand), facts.synonyms)
            first = next(rank(built, question).best_first)
            if first.id != drug.id or not index.begins(paths[first.passage], PARTS[asked]):
                wrong.append(f"{question.text}: {first}")
    assert products
    assert len(wrong) <= MOST_WRONG * products, "\n".join(wrong)


MOST_WRONG = 0.03


@pytest.mark.parametrize(
    ("typed", "page"),
    [("elzonris capillary leak", "Unituxin"), ("lymphir dose", "Proleukin"), ("lumoxiti dose", "Besponsa")],
)
def test_of_a_product_that_is_not_on_the_list_no_other_one_answers(typed: str, page: str, screen: Screen) -> None:
    _, seen = screen(typed)
    assert "Why it is not on the list" in seen
    assert f"{page} " not in seen.partition("Sources")[0].replace(typed, "")


def test_a_sign_is_quoted_with_what_it_asks_for(screen: Screen) -> None:
    _, seen = screen("yescarta fever")
    assert "Yescarta Call your team now, day or night Fever or chills" in seen


def test_a_row_of_numbers_says_deaths_and_grade_4(facts: Knowledge) -> None:
    told = {
        drug: [figures(facts.get(Drug, drug), f"safety.{key}", lambda _: 0) for key in facts.get(Drug, drug).safety]
        for drug in ("tecvayli", "proleukin")
    }
    assert any("grade 3 or higher 35%, died 4.2% (MajesTEC-1, N=165" in said for said in told["tecvayli"])
    assert any("Hypotension: any grade 71%, grade 4 3% (" in said for said in told["proleukin"])
