"""The page numbers its footnotes; numbers are said the same way everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Count, Interval, Outcome, PartialDate, Source, Span
from immuno_cli.pages import numbers
from immuno_cli.pages.page import Alert, Bullets, Cited, Facts, Heading, Page, Prose, Table, footnotes, marks
from immuno_cli.pages.search import search_page
from immuno_cli.pages.statements import with_abbreviation
from immuno_cli.search.hits import Hit
from immuno_cli.search.index import Reason
from made import CITE

LABEL, TRIAL, BETA = ("alpha-label", "section 1"), ("alpha-trial", "table 2"), ("beta-label", "page 3")


def page(*blocks: object, brief: bool = False) -> Page:
    return Page(title="t", subtitle="", blocks=blocks, as_of=dt.date(2026, 1, 31), brief=brief)  # type: ignore[arg-type]


def test_footnotes_are_numbered_in_reading_order(world: Knowledge) -> None:
    shown = page(
        Prose(Cited("a", (TRIAL,))),
        Heading("h"),
        Facts((("label", (Cited("b", (BETA, TRIAL)),)),)),
        Bullets((Cited("c", (("alpha-trial", "table 9"),)),)),
        Table(("x",), ((Cited("d", (LABEL,)),),)),
        Alert("!", (("", Cited("e", (LABEL,))),)),
    )
    notes = footnotes(shown, lambda name: world.get(Source, name))
    assert {name: note.number for name, note in notes.items()} == {"alpha-trial": 1, "beta-label": 2, "alpha-label": 3}
    assert notes["alpha-trial"].places == ("table 2", "table 9")
    assert marks(Cited("b", (BETA, TRIAL)), notes, brief=False) == " [1, 2]"
    assert marks(Cited("d", (LABEL,)), notes, brief=False) == " [3 §1]"
    assert marks(Cited("none"), notes, brief=False) == ""


def test_a_brief_page_names_the_strongest_source(world: Knowledge) -> None:
    shown = page(Prose(Cited("a", (TRIAL, BETA, LABEL))), brief=True)
    notes = footnotes(shown, lambda name: world.get(Source, name))
    assert list(notes) == ["alpha-label"], "a label is stronger than a journal, and the newer label than the older"


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0, "no one in the trial"),
        (0.3, "fewer than 1 in 200 people"),
        (1, "about 1 in 100 people"),
        (2, "about 1 in 50 people"),
        (5, "about 1 in 20 people"),
        (7.4, "about 1 in 15 people"),
        (7.5, "about 1 in 10 people"),
        (69, "about 7 in 10 people"),
        (94, "about 9 in 10 people"),
        (96, "more than 9 in 10 people"),
        (100, "all people in the trial"),
    ],
)
def test_shares_in_words(percent: float, words: str) -> None:
    assert numbers.people_in_words(percent) == words


@pytest.mark.parametrize(
    ("value", "treated", "text"),
    [
        (Count(n=101, percent=94), 108, "101 of 108 (94%)"),
        (Count(percent=7.5), 160, "7.5%"),
        (Count(n=3), 44, "3 of 44"),
        (Count(n=3, of=18, percent=16.7), 44, "3 of 18 (16.7%)"),
        (Count(n=3), None, "3 people"),
        (None, 44, "not stated"),
    ],
)
def test_counts(value: Count | None, treated: int | None, text: str) -> None:
    assert numbers.count(value, treated) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Span(median=2, low=1, high=12), "median 2 days (1 to 12)"),
        (Span(median=1, unit="weeks"), "median 1 week"),
        (Span(low=0, high=9), "0 to 9 days"),
        (Span(high=9, unit="months"), "up to 9 months"),
        (Span(low=3), "from 3 days"),
        (Span(median=4, note="in those who had it"), "median 4 days; in those who had it"),
        (None, "not stated"),
    ],
)
def test_spans(value: Span | None, text: str) -> None:
    assert numbers.span(value, with_note=True) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Outcome(measure="m", n=73, percent=72, ci=Interval(low=62, high=81)), "73 of 101 (72%); 95% CI 62 to 81"),
        (
            Outcome(measure="m", not_reached=True, ci=Interval(low=8.1)),
            "median not reached; 95% CI 8.1 to not estimable",
        ),
        (Outcome(measure="m", median=8.3, unit="months"), "median 8.3 months"),
        (
            Outcome(measure="m", n=20, hazard_ratio=0.5, median=3, unit="months", ci=Interval(high=0.9)),
            "20 of 101; hazard ratio 0.5; median 3 months; 95% CI not estimable to 0.9",
        ),
        (
            Outcome(measure="m", hazard_ratio=0.4, versus="standard care", p_value="< 0.0001"),
            "hazard ratio 0.4 versus standard care; p < 0.0001",
        ),
    ],
)
def test_outcomes(value: Outcome, text: str) -> None:
    assert numbers.outcome(value, 101) == text


def test_an_empty_table_or_column_is_drawn(world: Knowledge) -> None:
    from immuno_cli.formats import terminal

    for rows in ((), ((Cited("a"), Cited("")),)):
        for width in (1, 40, 80):
            assert terminal.render(page(Table(("", ""), rows)), {}, width, color=False)


@pytest.mark.parametrize(
    ("name", "short", "told"),
    [
        ("Follicular lymphoma", "FL", "Follicular lymphoma (FL)"),
        ("Light chain (AL) amyloidosis", "AL", "Light chain (AL) amyloidosis"),
        ("TMB-H cancer (any solid tumor)", "TMB-H", "TMB-H cancer (any solid tumor)"),
        ("Neuroblastoma", None, "Neuroblastoma"),
    ],
)
def test_an_abbreviation_is_said_once(name: str, short: str | None, told: str) -> None:
    assert with_abbreviation(name, short) == told


def test_rows_that_answer_together_have_a_point_each(world: Knowledge) -> None:
    hit = Hit(
        kind=Kind.DRUG, id="a", name="A", reason=Reason.TEXT, claim="a.x", where="Here",
        excerpt="Grade 1: wait.\nGrade 2: act.", as_of=PartialDate("2020-01"),
        command="immuno drug show a", reviewed=None, cite=CITE,
    )  # fmt: skip
    (items,) = [block for block in search_page("q", [hit], 1, [], world.edition).blocks if isinstance(block, Bullets)]
    assert [item.text for item in items.items] == ["Grade 1: wait.", "Grade 2: act. (text of 2020-01)"]
    assert [bool(item.places) for item in items.items] == [False, True]
    page = search_page("q", [replace(hit, excerpt="One sentence.")], 1, [], world.edition)
    assert not any(isinstance(block, Bullets) for block in page.blocks)
