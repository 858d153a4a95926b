"""Each rule by itself: where it draws the line, and word for word what it says on the other side."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from conftest import WORLD
from immuno_cli.errors import Problem
from immuno_cli.facts import check as rules
from immuno_cli.facts import decode
from immuno_cli.facts.check import Fault, World, check
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    BoxedWarning,
    Cancer,
    Citation,
    Claim,
    Drug,
    Event,
    Guide,
    Identifier,
    Indication,
    ManagementTable,
    OtherProduct,
    PartialDate,
    Rate,
    ReactionTable,
    Result,
    Scale,
    SideEffect,
    Source,
    SourceKind,
    Status,
    Term,
    Therapy,
)

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

CITE = {"alpha-label": Citation(at="page 1", quote=("a number",))}
PLACE = {"alpha-label": Citation(at="page 1")}


def made(cls: type[T], text: str, **more: Any) -> T:
    """Decode one block; what is given beside the text is set as it is."""
    node, problems = decode.parse(text.encode(), "f.yaml")
    assert node is not None, problems
    decoder = decode.Decoder("f.yaml")
    block = decoder.value(cls, (), node, "", given=more)
    assert isinstance(block, cls), decoder.problems
    return block


def rate(text: str) -> Rate:
    return made(Rate, f"{{{text}}}", trial="ALPHA-1", population="all", cite=CITE)


def table(rows: str, more: str = "") -> ReactionTable:
    text = f"{{title: t, rows: {{{rows}}}, {more}}}"
    return made(ReactionTable, text, trial="ALPHA-1", population="all", cite=CITE)


def result(outcomes: str, more: str = "") -> Result:
    text = f"{{analysis: label, outcomes: {{{outcomes}}}, {more}}}"
    return made(Result, text, trial="ALPHA-1", population="all", cite=CITE)


@pytest.fixture(scope="module")
def whole() -> World:
    """The miniature world, checked."""
    found, problems = check(Knowledge(WORLD))
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def drug(whole: World) -> Drug:
    """A product that keeps every rule."""
    return one(whole, Drug, "alphacar")


def one(whole: World, kind: type[E], name: str) -> E:
    entity: object = whole.entities[cast(Any, kind)][name]
    assert isinstance(entity, kind)
    return entity


def with_entity(whole: World, entity: Entity) -> World:
    """Return the world with one entity added or replaced."""
    kind = type(entity)
    return whole._replace(entities={**whole.entities, kind: {**whole.entities[kind], entity.id: entity}})


def changed(entity: Any, **changes: Any) -> Any:
    """Return an entity, of whatever kind, with some fields changed."""
    return dataclasses.replace(entity, **changes)


Rule = Callable[[Entity, World], Iterator[Fault]]


def told(rule: Rule, entity: Any, whole: World, **changes: Any) -> list[Fault]:
    """Return what a rule says of an entity with some fields changed."""
    return list(rule(changed(entity, **changes), whole))


# --- references_exist, citations_hold, claims_say_something ---------------------------------------------------------


def test_a_reference_names_an_entity_of_its_kind(whole: World, drug: Drug) -> None:
    assert told(rules.references_exist, drug, whole) == []
    assert told(rules.references_exist, drug, whole, therapy="car-x") == [
        ("therapy", "therapy names 'car-x', which is not in therapies/, did you mean 'car-t'?")
    ]
    assert told(rules.references_exist, drug, whole, therapy="zzz") == [
        ("therapy", "therapy names 'zzz', which is not in therapies/; known are: car-t, t-cell-transfer, til")
    ]
    holder = Claim(text="x", cite={"crs": Citation(at="1")})
    assert told(rules.references_exist, drug, whole, holder=holder) == [
        (
            "holder.cite",
            "holder.cite names 'crs', which is not in sources/; known are: alpha-label, alpha-trial, beta-label, "
            "swiss-leaflet",
        )
    ]


def test_a_long_list_of_known_names_is_cut(whole: World, drug: Drug) -> None:
    source = one(whole, Source, "alpha-label")
    many = {f"source-{number}": source for number in range(100)}
    wide = whole._replace(entities={**whole.entities, Source: {**whole.entities[Source], **many}})
    [(_, what)] = told(rules.references_exist, drug, wide, holder=Claim(text="x", cite={"zzz": Citation(at="1")}))
    assert what.endswith(", source-12, … (104 in all)")


@pytest.mark.parametrize(("words", "expected"), [(20, []), (21, ["quotes 21 words; cut the quote to 20"])])
def test_a_quote_has_at_most_twenty_words(whole: World, drug: Drug, words: int, expected: list[str]) -> None:
    quotes = ("short", " ".join(["word"] * words))
    holder = Claim(text="x", cite={"alpha-label": Citation(at="1", quote=quotes)})
    assert told(rules.citations_hold, drug, whole, holder=holder) == [
        ("holder.cite.alpha-label", f"holder.cite.alpha-label {what}") for what in expected
    ]


def test_what_must_cite_cites(whole: World, drug: Drug) -> None:
    assert told(rules.citations_hold, drug, whole, holder=Claim(text="x", cite={})) == [
        ("holder", "holder cites nothing; name a source or remove the claim")
    ]
    claim: Any = Claim(text="x", cite={})
    assert list(rules.citations_hold(claim, whole)) == [
        ("", "the file cites nothing; name a source or remove the claim")
    ]


@pytest.mark.parametrize(
    ("kind", "name", "section"),
    [
        (Therapy, "til", "definition"),
        (Therapy, "til", "call"),
        (SideEffect, "crs", "definition"),
        (SideEffect, "crs", "call"),
        (SideEffect, "crs", "recovery"),
        (Cancer, "lymphoma", "definition"),
        (Term, "t-cell", "definition"),
        (Drug, "alphacar", "summary"),
        (Drug, "alphacar", "patient"),
        (Guide, "questions", "definition"),
        (Scale, "crs-example", "definition"),
    ],
)
def test_what_patients_read_has_plain_words(whole: World, kind: type[Entity], name: str, section: str) -> None:
    entity = whole.entities[kind][name]
    claim = Claim(text="dense", cite=PLACE)
    single = isinstance(getattr(entity, section), Claim)
    path = section if single else f"{section}.one"
    assert told(rules.claims_say_something, entity, whole, **{section: claim if single else {"one": claim}}) == [
        (path, f"{path} has no plain words; patients read this part")
    ]


def test_the_items_of_a_guide_have_plain_words(whole: World) -> None:
    guide = one(whole, Guide, "questions")
    part = dataclasses.replace(guide.parts["before"], items={"one": Claim(text="dense", cite=PLACE)})
    assert told(rules.claims_say_something, guide, whole, parts={"before": part}) == [
        ("parts.before.items.one", "parts.before.items.one has no plain words; patients read this part")
    ]


def test_other_claims_need_words_of_one_kind(whole: World, drug: Drug) -> None:
    for text, plain in (("x", None), (None, "x"), ("x", "x")):
        claim = Claim(text=text, plain=plain, cite=PLACE)
        assert told(rules.claims_say_something, drug, whole, supply={"one": claim}) == []
    assert told(rules.claims_say_something, drug, whole, supply={"one": Claim(topic="x", cite=PLACE)}) == [
        ("supply.one", "supply.one has neither text nor plain; write one or remove the claim")
    ]
    product = one(whole, OtherProduct, "gamma-cel")
    assert told(rules.claims_say_something, product, whole, what=Claim(text="x", cite=PLACE)) == []


# --- counts_agree ---------------------------------------------------------------------------------------------------

MORE = "has more people at grade 3 or higher ({}) than at any grade ({})"
EMPTY = "has no number; give any_grade, grade_3_plus, grade_4, fatal, onset or duration"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # n of N: at most all of them
        ("treated: 108, any_grade: {n: 108}", []),
        ("treated: 108, any_grade: {n: 109}", [".any_grade counts 109 of 108 people; check n and N"]),
        ("treated: 108, grade_3_plus: {n: 109}", [".grade_3_plus counts 109 of 108 people; check n and N"]),
        ("treated: 108, fatal: {n: 109}", [".fatal counts 109 of 108 people; check n and N"]),
        ("treated: 108, any_grade: {n: 20, of: 10}", [".any_grade counts 20 of 10 people; check n and N"]),
        ("treated: 10, any_grade: {n: 20, of: 40}", []),
        ("any_grade: {n: 20, of: 40}", []),
        ("any_grade: {n: 20, of: 10}", [".any_grade counts 20 of 10 people; check n and N"]),
        # without n or without N there is nothing to compare
        ("any_grade: {n: 20, percent: 3}", []),
        ("treated: 10, any_grade: {percent: 99}", []),
        # whole per cents: less than one away; both neighbors of a half are right
        ("treated: 200, any_grade: {n: 101, percent: 50}", []),
        ("treated: 200, any_grade: {n: 101, percent: 51}", []),
        ("treated: 200, any_grade: {n: 101, percent: 52}", [".any_grade says 52% but 101 of 200 is 50.5%"]),
        ("treated: 200, any_grade: {n: 101, percent: 49}", [".any_grade says 49% but 101 of 200 is 50.5%"]),
        ("treated: 100, any_grade: {n: 1, percent: 2}", [".any_grade says 2% but 1 of 100 is 1.0%"]),
        # one decimal: less than a tenth away
        ("treated: 108, any_grade: {n: 101, percent: 93.5}", []),
        ("treated: 108, any_grade: {n: 101, percent: 93.6}", []),
        ("treated: 108, any_grade: {n: 101, percent: 93.7}", [".any_grade says 93.7% but 101 of 108 is 93.5%"]),
        ("treated: 1000, any_grade: {n: 1, percent: 0.2}", [".any_grade says 0.2% but 1 of 1000 is 0.1%"]),
        # severe is never more frequent than any grade of the same people
        ("treated: 50, any_grade: {n: 9}, grade_3_plus: {n: 9}", []),
        ("treated: 50, any_grade: {n: 9}, grade_3_plus: {n: 10}", [" " + MORE.format(10, 9)]),
        ("treated: 50, any_grade: {percent: 9}, grade_3_plus: {percent: 9}", []),
        ("treated: 50, any_grade: {percent: 9}, grade_3_plus: {percent: 9.5}", [" " + MORE.format(9.5, 9)]),
        ("treated: 50, any_grade: {n: 9}, grade_3_plus: {percent: 40}", []),
        ("treated: 50, any_grade: {percent: 40}, grade_3_plus: {n: 45}", []),
        ("treated: 50, any_grade: {n: 9, of: 20}, grade_3_plus: {n: 10, of: 20}", [" " + MORE.format(10, 9)]),
        ("treated: 50, any_grade: {n: 9, of: 20}, grade_3_plus: {n: 10}", []),
        # a count has a number, and so has a rate
        ("treated: 50, any_grade: {of: 20}", [".any_grade has neither n nor percent"]),
        ("treated: 50, grade_3_plus: {of: 20}", [".grade_3_plus has neither n nor percent"]),
        ("treated: 50, fatal: {of: 20}", [".fatal has neither n nor percent"]),
        ("treated: 50", [" " + EMPTY]),
        ("treated: 50, grade_3_plus: {n: 0}", []),
        ("treated: 50, any_grade: {percent: 9}, grade_4: {percent: 9.5}", [" " + MORE.format(9.5, 9)]),
        ("treated: 50, grade_4: {n: 1}", []),
        ("treated: 50, fatal: {n: 0}", []),
        ("treated: 50, onset: {median: 1}", []),
        ("treated: 50, duration: {median: 1}", []),
    ],
)
def test_the_counts_of_a_rate(whole: World, drug: Drug, text: str, expected: list[str]) -> None:
    found = told(rules.counts_agree, drug, whole, safety={"one": rate(text)})
    assert [what for _, what in found] == [f"safety.one{what}" for what in expected]
    assert [path for path, _ in found] == ["safety.one" + what.partition(" ")[0] for what in expected]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a: {term: a, any_grade: {n: 5}}", []),
        ("a: {term: a, any_grade: {n: 51}}", ["a.any_grade counts 51 of 50 people; check n and N"]),
        ("a: {term: a, any_grade: {n: 5}}, b: {term: b}", ["b " + EMPTY]),
        ("a: {term: a, any_grade: {n: 1}, grade_3_plus: {n: 2}}", ["a " + MORE.format(2, 1)]),
        ("a: {term: a, grade_3_plus: {of: 2}}", ["a.grade_3_plus has neither n nor percent"]),
    ],
)
def test_the_counts_of_a_table(whole: World, drug: Drug, rows: str, expected: list[str]) -> None:
    found = told(rules.counts_agree, drug, whole, reactions={"one": table(rows, "treated: 50")})
    assert [what for _, what in found] == [f"reactions.one.rows.{what}" for what in expected]
    assert [path for path, _ in found] == ["reactions.one.rows." + what.partition(" ")[0] for what in expected]


NO_OUTCOME = "has no number; give n, percent, median, hazard_ratio or not_reached"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("n: 50, percent: 50", []),
        ("n: 101", ["counts 101 of 100 people; check n and N"]),
        ("n: 11, of: 10", ["counts 11 of 10 people; check n and N"]),
        ("n: 5, of: 10, percent: 5", ["says 5% but 5 of 10 is 50.0%"]),
        ("n: 5, of: 10, percent: 50", []),
        ("n: 0", []),
        ("percent: 0", []),
        ("median: 0", []),
        ("hazard_ratio: 0", []),
        ("low: 0", []),
        ("not_reached: true", []),
        ("high: 3, note: x", [NO_OUTCOME]),
        ("unit: months", [NO_OUTCOME]),
    ],
)
def test_the_counts_of_a_result(whole: World, drug: Drug, outcome: str, expected: list[str]) -> None:
    block = result(f"a: {{measure: m, {outcome}}}", "evaluable: 100")
    where = "efficacy.one.outcomes.a"
    assert told(rules.counts_agree, drug, whole, efficacy={"one": block}) == [
        (where, f"{where} {what}") for what in expected
    ]


# --- people_are_counted ---------------------------------------------------------------------------------------------

OF_HOW_MANY = "does not say of how many people; give N, or `uncounted: true` when the source does not"
BOTH = "has n or N and is marked uncounted; remove one"


@pytest.mark.parametrize(
    ("section", "block", "expected"),
    [
        ("safety", rate("treated: 5, any_grade: {percent: 1}"), None),
        ("safety", rate("any_grade: {n: 1}"), None),
        ("safety", rate("grade_3_plus: {n: 0}"), None),
        ("safety", rate("fatal: {n: 1}"), None),
        ("safety", rate("fatal: {percent: 1}"), OF_HOW_MANY),
        ("safety", rate("onset: {median: 1}"), OF_HOW_MANY),
        ("safety", rate("uncounted: true, any_grade: {percent: 1}"), None),
        ("safety", rate("uncounted: true, treated: 5"), BOTH),
        ("safety", rate("uncounted: true, any_grade: {n: 1}"), BOTH),
        ("reactions", table("a: {term: a, any_grade: {percent: 1}}", "treated: 5"), None),
        ("reactions", table("a: {term: a, any_grade: {percent: 1}}, b: {term: b, any_grade: {n: 1}}"), None),
        ("reactions", table("a: {term: a, any_grade: {percent: 1}}"), OF_HOW_MANY),
        ("reactions", table("a: {term: a, any_grade: {percent: 1}}", "uncounted: true"), None),
        ("reactions", table("a: {term: a, grade_3_plus: {n: 1}}", "uncounted: true"), BOTH),
        ("efficacy", result("a: {measure: a, percent: 1}", "evaluable: 5"), None),
        ("efficacy", result("a: {measure: a, percent: 1}, b: {measure: b, n: 1}"), None),
        ("efficacy", result("a: {measure: a, percent: 1}"), OF_HOW_MANY),
        ("efficacy", result("a: {measure: a, percent: 1}", "uncounted: true"), None),
        ("efficacy", result("a: {measure: a, percent: 1}", "uncounted: true, evaluable: 5"), BOTH),
    ],
)
def test_numbers_say_of_how_many_people(
    whole: World, drug: Drug, section: str, block: Any, expected: str | None
) -> None:
    path = f"{section}.one"
    assert told(rules.people_are_counted, drug, whole, **{section: {"one": block}}) == (
        [(path, f"{path} {expected}")] if expected else []
    )


def test_numbers_are_quoted(whole: World, drug: Drug) -> None:
    bare = dataclasses.replace(rate("treated: 5, any_grade: {percent: 1}"), cite=PLACE)
    for where, number in (("safety.one.treated", 5), ("safety.one.any_grade.percent", 1)):
        what = f"{where} is {number}, which stands in no quote; quote the words that hold it"
        assert (where, what) in told(rules.numbers_stand_in_quotes, drug, whole, safety={"one": bare})
    for quote, path in (("a 1 of 5", None), ("a 2 of 5", "reactions.one.rows.a.any_grade.n")):
        block = dataclasses.replace(
            table(f"a: {{term: a, any_grade: {{n: 1}}, quote: {quote}}}", "treated: 5"), cite=PLACE
        )
        found = told(rules.numbers_stand_in_quotes, drug, whole, reactions={"one": block})
        assert [where for where, _ in found] == ([path] if path else [])


def test_every_row_of_a_management_table_has_a_cell_for_each_column(whole: World, drug: Drug) -> None:
    columns = "[Grade, What to do, Dose]"
    row = "a: {cells: ['1', watch], cite: {alpha-label: table 2}}"
    managed = made(ManagementTable, f"{{title: CRS, effect: crs, columns: {columns}, rows: {{{row}}}}}", cite=CITE)
    what = "management.one.rows.a.cells has 2 cells for 3 columns; make them agree"
    assert told(rules.tables_are_whole, drug, whole, management={"one": managed}) == [(what.split()[0], what)]


def test_what_comes_after_a_block_without_numbers_is_looked_at(whole: World) -> None:
    """A profile holds claims before its rates."""
    til = one(whole, Therapy, "til")
    entry = dataclasses.replace(til.profile["capillary-leak"], rates={"one": rate("fatal: {percent: 1}")})
    path = "profile.leak.rates.one"
    assert told(rules.people_are_counted, til, whole, profile={"leak": entry}) == [(path, f"{path} {OF_HOW_MANY}")]


# --- identifiers_have_form ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("unii", "AB12CD34EF", "AB12CD34E"),
        ("spl-set-id", "01234567-89ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdeg"),
        ("bla", "125643", "12564"),
        ("bla", "125643", "١٢٥٦٤٣"),
        ("ndc", "71287-119-01", "71287-119"),
        ("atc", "L01XL03", "L01XL3"),
        ("ncit", "C128038", "128038"),
        ("drugbank", "DB13915", "DB1391"),
        ("rxcui", "1986819-1986822", "1986819-"),
    ],
)
def test_an_identifier_has_the_form_of_its_system(whole: World, drug: Drug, key: str, good: str, bad: str) -> None:
    def identifiers(*values: str) -> dict[str, Identifier]:
        return {key: Identifier(system="The System", values=values, cite=PLACE)}

    assert told(rules.identifiers_have_form, drug, whole, identifiers=identifiers(good)) == []
    assert told(rules.identifiers_have_form, drug, whole, identifiers=identifiers(good, bad)) == [
        (f"identifiers.{key}", f"identifiers.{key} is {bad!r}, which is not of the form of The System")
    ]


def test_an_identifier_of_another_system_has_any_form(whole: World, drug: Drug) -> None:
    other = {"other": Identifier(system="Other", values=("anything at all",), cite=PLACE)}
    assert told(rules.identifiers_have_form, drug, whole, identifiers=other) == []


@pytest.mark.parametrize(
    ("url", "good"),
    [
        (None, True),
        ("https://example.org/11.1/x", True),
        ("https://doi.org/10.1056/NEJMoa1707447", True),
        ("https://doi.org/10.1/x", False),
        ("https://doi.org/10.1056", False),
        ("https://doi.org/11.1056/x", False),
    ],
)
def test_a_doi_begins_with_10_and_has_a_slash(whole: World, url: str | None, good: bool) -> None:
    source = one(whole, Source, "alpha-label")
    what = f"url {url} is not a DOI; a DOI begins with 10. and has a slash"
    assert told(rules.identifiers_have_form, source, whole, url=url) == ([] if good else [("url", what)])


# --- cross_references_agree -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "other"), [(SideEffect, "crs", "capillary-leak"), (Term, "t-cell", "apheresis")]
)
def test_what_is_related_is_related_back(whole: World, kind: type[Entity], name: str, other: str) -> None:
    entity, back = whole.entities[kind][name], whole.entities[kind][other]
    assert told(rules.cross_references_agree, entity, whole) == []
    assert told(rules.cross_references_agree, entity, whole, related=("no such thing",)) == []
    lonely = changed(back, related=())
    assert told(rules.cross_references_agree, entity, with_entity(whole, lonely)) == [
        ("related", f"related names {other!r}, which does not name {name!r} back; add it there")
    ]


def test_an_effect_of_a_profile_names_the_therapy_or_a_kind_under_it(whole: World) -> None:
    above, til, leak = one(whole, Therapy, "t-cell-transfer"), one(whole, Therapy, "til"), "capillary-leak"
    assert told(rules.cross_references_agree, til, whole) == []
    assert told(rules.cross_references_agree, above, whole, profile={"one": til.profile[leak]}) == []
    car_t = one(whole, Therapy, "car-t")
    what = "profile.one: side-effects/capillary-leak.yaml does not name 'car-t'; add it"
    assert told(rules.cross_references_agree, car_t, whole, profile={"one": til.profile[leak]}) == [
        ("profile.one", what)
    ]
    missing = dataclasses.replace(til.profile[leak], effect="nothing")
    assert told(rules.cross_references_agree, car_t, whole, profile={"one": missing}) == []


# --- intervals_hold -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("median: 2, low: 1, high: 3", []),
        ("median: 2, low: 2, high: 2", []),
        ("median: 2, low: 3", [": 2 is outside 3 to 2"]),
        ("median: 2, high: 1.5", [": 2 is outside 2 to 1.5"]),
        ("median: 0, low: 0.5, high: 3", [": 0 is outside 0.5 to 3"]),
        ("median: 4, low: 0, high: 3", [": 4 is outside 0 to 3"]),
        ("low: 2.5, high: 1", [" runs from 2.5 down to 1; swap the ends"]),
        ("low: 1, high: 0", [" runs from 1 down to 0; swap the ends"]),
        ("low: 1", []),
        ("high: 1", []),
    ],
)
def test_a_range_runs_upwards_and_holds_its_median(whole: World, drug: Drug, onset: str, expected: list[str]) -> None:
    block = rate(f"treated: 5, onset: {{{onset}}}")
    path = "safety.one.onset"
    assert told(rules.intervals_hold, drug, whole, safety={"one": block}) == [
        (path, f"{path}{what}") for what in expected
    ]


@pytest.mark.parametrize(
    ("outcome", "where", "expected"),
    [
        ("percent: 50, ci: {low: 40, high: 60}", "", None),
        ("percent: 40, ci: {low: 40, high: 60}", "", None),
        ("percent: 39, ci: {low: 40, high: 60}", "", ": 39 is outside 40 to 60"),
        ("percent: 61, ci: {low: 40, high: 60}", "", ": 61 is outside 40 to 60"),
        ("percent: 39, ci: {low: 40}", "", ": 39 is outside 40 to 39"),
        ("percent: 61, ci: {high: 60}", "", ": 61 is outside 61 to 60"),
        # the estimate is the hazard ratio, or else the median, or else the percentage
        ("hazard_ratio: 0.5, median: 9, percent: 90, ci: {low: 0.4, high: 0.6}", "", None),
        ("hazard_ratio: 0, ci: {low: 0.4, high: 0.6}", "", ": 0 is outside 0.4 to 0.6"),
        ("median: 9, percent: 90, ci: {low: 8, high: 10}", "", None),
        ("median: 9, percent: 8, ci: {low: 7.5, high: 8.5}", "", ": 9 is outside 7.5 to 8.5"),
        ("n: 9, ci: {low: 7, high: 8}", "", None),
        ("n: 9, ci: {low: 8, high: 7}", ".ci", " runs from 8 down to 7; swap the ends"),
        ("median: 9, low: 8, high: 7", "", " runs from 8 down to 7; swap the ends"),
        ("median: 9, low: 1, high: 7", "", None),
    ],
)
def test_a_confidence_interval_holds_its_estimate(
    whole: World, drug: Drug, outcome: str, where: str, expected: str | None
) -> None:
    block = result(f"a: {{measure: m, {outcome}}}", "evaluable: 100")
    path = f"efficacy.one.outcomes.a{where}"
    assert told(rules.intervals_hold, drug, whole, efficacy={"one": block}) == (
        [(path, f"{path}{expected}")] if expected else []
    )


# --- dates_in_order -------------------------------------------------------------------------------------------------

AFTER = "is {}, after the data date 2026-01-31 of edition.yaml"


def test_nothing_is_reviewed_or_read_after_the_data_date(whole: World, drug: Drug) -> None:
    on, after = dt.date(2026, 1, 31), dt.date(2026, 2, 1)
    source = one(whole, Source, "alpha-label")
    assert told(rules.dates_in_order, drug, whole, reviewed=on) == []
    assert told(rules.dates_in_order, source, whole, accessed=on) == []
    assert told(rules.dates_in_order, drug, whole, reviewed=after) == [("reviewed", f"reviewed {AFTER.format(after)}")]
    assert told(rules.dates_in_order, source, whole, accessed=after) == [
        ("accessed", f"accessed {AFTER.format(after)}")
    ]


@pytest.mark.parametrize(("day", "good"), [("2026", True), ("2026-01", True), ("2026-01-31", True), ("2026-02", False)])
def test_nothing_happened_after_the_data_date(whole: World, drug: Drug, day: str, good: bool) -> None:
    date = PartialDate(day)
    source, product = one(whole, Source, "alpha-label"), one(whole, OtherProduct, "gamma-cel")
    use = drug.indications["lymphoma-2l"]
    box = drug.boxed_warning["crs"]
    box = dataclasses.replace(box, added=PartialDate("2020"))
    changes: list[tuple[Any, dict[str, Any], str]] = [
        (source, {"published": date}, "published"),
        (product, {"as_of": date}, "as_of"),
        (drug, {"holder": Claim(text="x", as_of=date, cite=PLACE)}, "holder.as_of"),
        (drug, {"history": {"a": Event(date=date, text="x", cite=PLACE)}}, "history.a.date"),
        (drug, {"boxed_warning": {"a": dataclasses.replace(box, removed=date)}}, "boxed_warning.a.removed"),
        (drug, {"boxed_warning": {"a": dataclasses.replace(box, added=date)}}, "boxed_warning.a.added"),
        (drug, {"indications": {"a": dataclasses.replace(use, converted_on=date)}}, "indications.a.converted_on"),
    ]
    for entity, change, path in changes:
        expected = [] if good else [(path, f"{path} {AFTER.format(day)}")]
        assert told(rules.dates_in_order, entity, whole, **change) == expected


def test_an_approval_is_not_after_the_data_date(whole: World, drug: Drug) -> None:
    later = dataclasses.replace(drug.indications["lymphoma-3l"], approved=PartialDate("2026-02-01"))
    assert told(rules.dates_in_order, drug, whole, indications={"a": later}) == [
        ("indications.a.approved", f"indications.a.approved {AFTER.format('2026-02-01')}")
    ]


@pytest.mark.parametrize(
    ("pathway", "converted_on", "expected"),
    [
        ("regular", None, None),
        ("accelerated", None, None),
        ("converted", "2024-02-02", None),
        ("converted", "2024-02-01", "became regular on 2024-02-01, before it was approved"),
        ("converted", "2023", "became regular on 2023, before it was approved"),
    ],
)
def test_an_approval_is_converted_after_it_was_given(
    whole: World, drug: Drug, pathway: str, converted_on: str | None, expected: str | None
) -> None:
    use = use_of(drug, pathway, converted_on)
    assert told(rules.dates_in_order, drug, whole, indications={"a": use}) == (
        [("indications.a", f"indications.a {expected}")] if expected else []
    )


def test_a_conversion_has_its_date_and_nothing_else_has_one(whole: World, drug: Drug) -> None:
    for pathway, converted_on in (("converted", None), ("regular", "2025"), ("accelerated", "2025-06-26")):
        what = f"indications.a: pathway is {pathway} but converted_on is {converted_on}; both or neither"
        assert told(rules.dates_in_order, drug, whole, indications={"a": use_of(drug, pathway, converted_on)}) == [
            ("indications.a", what)
        ]


def use_of(drug: Drug, pathway: str, converted_on: str | None) -> Indication:
    """Return a use, approved 2024-02-01, that another pathway led to."""
    use = made(
        Indication, f"{{cancer: x, population: x, plain: x, approved: 2024-02-01, pathway: {pathway}}}", cite=PLACE
    )
    return dataclasses.replace(use, converted_on=PartialDate(converted_on) if converted_on else None)


@pytest.mark.parametrize(
    ("added", "removed", "good"),
    [
        ("2021-03", "2025-06", True),
        ("2021-03", None, True),
        (None, "2025-06", True),
        ("2021-03", "2021-03", False),
        ("2021-03", "2020", False),
    ],
)
def test_a_warning_is_removed_after_it_was_added(
    whole: World, drug: Drug, added: str | None, removed: str | None, good: bool
) -> None:
    box = BoxedWarning(
        topic="x",
        text="x",
        plain="x",
        added=PartialDate(added) if added else None,
        removed=PartialDate(removed) if removed else None,
        cite=PLACE,
    )
    what = f"boxed_warning.a was removed on {removed}, before it was added"
    assert told(rules.dates_in_order, drug, whole, boxed_warning={"a": box}) == (
        [] if good else [("boxed_warning.a", what)]
    )


@pytest.mark.parametrize(("day", "good"), [("2021-03-04", True), ("2021-03-05", True), ("2021-03-06", False)])
def test_the_first_approval_is_not_after_the_first_use(whole: World, drug: Drug, day: str, good: bool) -> None:
    first = dataclasses.replace(drug.first_approval, date=PartialDate(day))
    what = f"first_approval is {day}, but an indication dates 2021-03-05"
    assert told(rules.dates_in_order, drug, whole, first_approval=first) == ([] if good else [("first_approval", what)])


# --- gaps_have_a_place, drug_is_whole -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("supply", None),
        ("supply.shelf-life", None),
        ("boxed-warning.crs", None),
        ("suply.shelf-life", "gaps.suply.shelf-life is about 'suply', which is no section, did you mean 'supply'?"),
        ("box-warning", "gaps.box-warning is about 'box_warning', which is no section, did you mean 'boxed_warning'?"),
    ],
)
def test_a_gap_is_about_a_section(whole: World, drug: Drug, key: str, expected: str | None) -> None:
    assert told(rules.gaps_have_a_place, drug, whole, gaps={key: "x"}) == (
        [(f"gaps.{key}", expected)] if expected else []
    )


def test_the_sections_that_may_hold_a_gap_are_listed(whole: World) -> None:
    scale = one(whole, Scale, "crs-example")
    assert told(rules.gaps_have_a_place, scale, whole, gaps={"zzz": "x"}) == [
        (
            "gaps.zzz",
            "gaps.zzz is about 'zzz', which is no section; known are: name, abbreviation, aliases, reviewed, "
            "definition, used_for, rule, columns, rows, footnotes",
        )
    ]
    assert list(rules.gaps_have_a_place(one(whole, Cancer, "lymphoma"), whole)) == []


@pytest.mark.parametrize(
    ("section", "block"),
    [
        ("safety", rate("treated: 5, any_grade: {n: 1}")),
        ("reactions", table("a: {term: a, any_grade: {n: 1}}", "treated: 5")),
        ("efficacy", result("a: {measure: a, n: 1}", "evaluable: 5")),
    ],
)
def test_numbers_name_a_trial_and_a_use_of_the_product(whole: World, drug: Drug, section: str, block: Any) -> None:
    path = f"{section}.one"

    def faults(**changes: str) -> list[Fault]:
        return told(rules.drug_is_whole, drug, whole, **{section: {"one": dataclasses.replace(block, **changes)}})

    assert faults() == []
    assert faults(indication="lymphoma-3l") == []
    assert faults(trial="ALPHA-2") == [
        (path, f"{path} names the trial 'ALPHA-2', which `trials` does not hold, did you mean 'ALPHA-1'?")
    ]
    assert faults(trial="zzz") == [
        (path, f"{path} names the trial 'zzz', which `trials` does not hold; known are: ALPHA-1")
    ]
    assert faults(indication="zzz") == [
        (
            path,
            f"{path} names the indication 'zzz', which is not in `indications`; known are: lymphoma-2l, lymphoma-3l",
        )
    ]


def test_the_trials_of_a_use_are_trials_of_the_product(whole: World, drug: Drug) -> None:
    use = dataclasses.replace(drug.indications["lymphoma-2l"], trials=("ALPHA-1", "BETA-1"))
    assert told(rules.drug_is_whole, drug, whole, indications={**drug.indications, "lymphoma-2l": use}) == [
        (
            "indications.lymphoma-2l",
            "indications.lymphoma-2l names the trial 'BETA-1', which `trials` does not hold",
        )
    ]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (
            "hr: {measure: survival, hazard_ratio: 0.58}",
            "hr: {measure: Survival, hazard_ratio: 0.85}",
            "0.85 of ALPHA-1",
        ),
        (
            "os: {measure: survival, median: 9, unit: months, ci: {low: 5, high: 12}}",
            "os: {measure: survival, median: 9, unit: months, ci: {low: 6, high: 12}}",
            "9, 6, 12 of ALPHA-1, where alphacar says 9, 5, 12",
        ),
        ("a: {measure: response, percent: 40}", "a: {measure: response, percent: 41}", "41 of ALPHA-1"),
        ("a: {measure: response, percent: 40}", "a: {measure: response, time: 1 year, percent: 41}", None),
        (
            "a: {measure: response, arm: A, percent: 40}, b: {measure: response, arm: B, percent: 9}",
            "a: {measure: response, arm: A, percent: 40}",
            None,
        ),
    ],
)
def test_two_products_tell_of_a_trial_with_the_same_numbers(
    whole: World, drug: Drug, first: str, second: str, what: str | None
) -> None:
    """The label of one may tell less of a trial, never what the other does not say."""
    alone = changed(drug, efficacy={"label": result(first)})
    other = changed(drug, id="betacar", efficacy={"label": result(second)})
    world = with_entity(with_entity(whole, alone), other)
    found = [text for entity, _, text in rules.trials_have_one_result(world) if entity is other]
    assert len(found) == bool(what), found
    assert (what or "") in "".join(found)
    many = changed(other, efficacy={"label": result(second, "evaluable: 300")})
    assert not any(entity is many for entity, *_ in rules.trials_have_one_result(with_entity(world, many)))


def test_two_products_have_the_same_rows_and_rates_of_a_trial(whole: World, drug: Drug) -> None:
    rows = "a: {term: Chills, any_grade: {percent: %s}, grade_3_plus: {percent: 1}}"
    alone = changed(drug, reactions={"t": table(rows % 12, "treated: 90")}, efficacy={})
    other = changed(alone, id="betacar", reactions={"t": table(rows % 21, "treated: 90")})
    found = list(rules.trials_have_one_result(with_entity(with_entity(whole, alone), other)))
    assert [(entity.id, path) for entity, path, _ in found] == [("betacar", "reactions.t.rows.a")]
    rates = [
        changed(
            drug,
            id=name,
            efficacy={},
            reactions={},
            safety={"crs": rate(f"effect: crs, treated: 90, any_grade: {{percent: {percent}}}")},
        )
        for name, percent in (("alphacar", 12), ("betacar", 21))
    ]
    found = list(rules.trials_have_one_result(with_entity(with_entity(whole, rates[0]), rates[1])))
    assert [(entity.id, path) for entity, path, _ in found] == [("betacar", "safety.crs")]


def test_rates_outside_a_product_name_any_trial(whole: World) -> None:
    assert list(rules.drug_is_whole(one(whole, SideEffect, "crs"), whole)) == []


# --- rules for the whole --------------------------------------------------------------------------------------------


def test_a_name_has_one_owner_among_what_one_command_finds(whole: World) -> None:
    assert list(rules.names_are_unique(whole)) == []
    for name, kind, owner in (
        ("alpha-cel", Drug, "drugs/alphacar.yaml"),
        ("Gamma Cel", OtherProduct, "other-products/gamma-cel.yaml"),
        ("til", Therapy, "therapies/til.yaml"),
    ):
        effect = dataclasses.replace(one(whole, SideEffect, "crs"), aliases=(name,))
        what = f"claims the name {name!r}, which {owner} has; remove one"
        assert list(rules.names_are_unique(with_entity(whole, effect))) == [(effect, "aliases", what)], kind


@pytest.mark.parametrize(
    ("kind", "name", "other"),
    [
        (Cancer, "lymphoma", "cancers/lymphoma.yaml"),
        (Scale, "crs-example", "grading/crs-example.yaml"),
        (Term, "apheresis", "glossary/apheresis.yaml"),
        (Guide, "questions", "guide/questions.yaml"),
    ],
)
def test_a_name_has_one_owner_in_its_folder(whole: World, kind: type[Entity], name: str, other: str) -> None:
    twin = changed(whole.entities[kind][name], id="twin")
    found = list(rules.names_are_unique(with_entity(whole, twin)))
    assert found
    assert {entity.id for entity, _, _ in found} == {"twin"}
    assert {path for _, path, _ in found} <= {"name", "aliases"}
    assert found[0] == (twin, "name", f"claims the name {twin.name!r}, which {other} has; remove one")


def test_names_may_be_shared_between_what_different_commands_find(whole: World) -> None:
    for kind, name in ((Cancer, "lymphoma"), (Scale, "crs-example"), (Term, "t-cell"), (Guide, "questions")):
        entity = changed(whole.entities[kind][name], aliases=("alphacar",))
        assert list(rules.names_are_unique(with_entity(whole, entity))) == []


def test_a_source_is_cited(whole: World) -> None:
    leftover = dataclasses.replace(one(whole, Source, "alpha-label"), id="leftover")
    more = with_entity(whole, leftover)
    assert list(rules.sources_are_cited(whole)) == []
    assert list(rules.sources_are_cited(more)) == [(leftover, "", "is cited by nothing; cite it or delete the file")]
    scope = {"one": Claim(text="x", cite={"leftover": Citation(at="1")})}
    assert list(rules.sources_are_cited(more._replace(edition=dataclasses.replace(whole.edition, scope=scope)))) == []


def test_a_document_is_one_source(whole: World) -> None:
    source = dataclasses.replace(one(whole, Source, "alpha-label"), url="https://www.example.org/a/")
    whole = with_entity(whole, source)
    twin = dataclasses.replace(source, id="alpha-label-too", url="http://example.org/a")
    what = "has the address and the date of sources/alpha-label.yaml; cite one of them, remove the other"
    assert list(rules.sources_are_told_apart(whole)) == []
    assert list(rules.sources_are_told_apart(with_entity(whole, twin))) == [(twin, "url", what)]
    for other in ({"published": "1999"}, {"text": "other.txt"}, {"url": None}, {"url": "https://example.org/b"}):
        assert list(rules.sources_are_told_apart(with_entity(whole, dataclasses.replace(twin, **other)))) == []


def test_an_id_that_is_no_source_does_not_cite_one(whole: World) -> None:
    """`car-t` is named all over the facts, as a therapy."""
    source = dataclasses.replace(one(whole, Source, "alpha-label"), id="car-t")
    assert [entity.id for entity, _, _ in rules.sources_are_cited(with_entity(whole, source))] == ["car-t"]


def test_the_edition_counts_what_the_files_hold(whole: World, drug: Drug) -> None:
    assert list(rules.edition_counts(whole)) == []
    group = dataclasses.replace(whole.edition.sets["t-cell"], products=3, indications=1)
    edition = dataclasses.replace(whole.edition, sets={"t-cell": group})
    assert list(rules.edition_counts(whole._replace(edition=edition))) == [
        (edition, "sets.t-cell.products", "sets.t-cell states 3 products but the files hold 2; correct one"),
        (edition, "sets.t-cell.indications", "sets.t-cell states 1 indications but the files hold 3; correct one"),
    ]


def test_a_withdrawn_use_does_not_count(whole: World, drug: Drug) -> None:
    gone = made(
        Indication,
        "{cancer: lymphoma, population: x, plain: x, approved: 2024-02-01, pathway: regular, status: withdrawn, "
        "cite: {alpha-label: x}}",
    )
    more = dataclasses.replace(drug, indications={**drug.indications, "gone": gone})
    assert list(rules.edition_counts(with_entity(whole, more))) == []


def test_a_product_of_a_kind_that_is_not_counted_is_told(whole: World, drug: Drug) -> None:
    group = dataclasses.replace(whole.edition.sets["t-cell"], therapies=("til",), products=1, indications=1)
    edition = dataclasses.replace(whole.edition, sets={"t-cell": group})
    what = "is of the kind car-t, which no set of edition.yaml counts; add it to one"
    assert list(rules.edition_counts(whole._replace(edition=edition))) == [(drug, "therapy", what)]


def test_a_kind_of_therapy_is_counted_once(whole: World) -> None:
    sets = {"t-cell": whole.edition.sets["t-cell"], "again": whole.edition.sets["t-cell"]}
    edition = dataclasses.replace(whole.edition, sets=sets)
    assert list(rules.edition_counts(whole._replace(edition=edition))) == [
        (edition, "sets.again.therapies", "sets.again counts car-t, which sets.t-cell counts; remove one"),
        (edition, "sets.again.therapies", "sets.again counts til, which sets.t-cell counts; remove one"),
    ]


# --- numbers stand in quotes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "loose"),
    [
        ("94% (101/108), onset 2 days", []),
        ("94% (101 of one hundred eight), onset two days", ["treated"]),
        ("95% (101/108), onset 2 days", ["any_grade.percent"]),
        ("94% (102/108), onset 3 days", ["any_grade.n", "onset.median"]),
    ],
)
def test_a_number_that_no_quote_holds_is_told(whole: World, drug: Drug, quote: str, loose: list[str]) -> None:
    rate = made(
        Rate,
        "{trial: ALPHA-1, population: x, treated: 108, any_grade: {n: 101, percent: 94}, onset: {median: 2}}",
        cite={"alpha-label": Citation(at="section 6.1", quote=(quote,))},
    )
    found = told(rules.numbers_stand_in_quotes, drug, whole, safety={"one": rate}, reactions={}, efficacy={})
    assert [path for path, _ in found] == [f"safety.one.{path}" for path in loose]


# --- boxed warnings, copies, withdrawals ----------------------------------------------------------------------------


def test_a_product_has_a_boxed_warning_or_says_that_it_has_none(whole: World, drug: Drug) -> None:
    none = Claim(text="None.", cite=PLACE)
    assert told(rules.boxed_warning_is_said, drug, whole, boxed_warning={}, no_boxed_warning=none) == []
    unread = {"boxed-warning": "The label was not read."}
    assert told(rules.boxed_warning_is_said, drug, whole, boxed_warning={}, gaps=unread) == []
    [(path, what)] = told(rules.boxed_warning_is_said, drug, whole, boxed_warning={})
    assert (path, what.partition(";")[0]) == (
        "boxed_warning",
        "boxed_warning: none stands and no_boxed_warning does not say so",
    )
    [(path, what)] = told(rules.boxed_warning_is_said, drug, whole, no_boxed_warning=none)
    assert (path, what.partition(";")[0]) == (
        "no_boxed_warning",
        "no_boxed_warning is said, but boxed_warning has elements that stand",
    )


def test_a_copy_says_of_what_it_is_one(whole: World) -> None:
    source = one(whole, Source, "alpha-label")
    assert told(rules.copies_are_said, source, whole) == []
    assert told(rules.copies_are_said, source, whole, kind=SourceKind.COPY, copy_of="the label") == []
    assert len(told(rules.copies_are_said, source, whole, kind=SourceKind.COPY)) == 1
    assert len(told(rules.copies_are_said, source, whole, copy_of="the label")) == 1


def test_only_a_withdrawn_use_has_a_day_of_withdrawal(whole: World, drug: Drug) -> None:
    use = dataclasses.replace(drug.indications["lymphoma-3l"], withdrawn_on=PartialDate("2025"))
    assert len(told(rules.withdrawals_are_dated, drug, whole, indications={"a": use})) == 1
    gone = dataclasses.replace(use, status=Status.WITHDRAWN)
    assert told(rules.withdrawals_are_dated, drug, whole, indications={"a": gone}) == []


def test_the_edition_cites_sources(whole: World) -> None:
    scope = {"one": Claim(text="x", cite={"crs": Citation(at="1"), "alpha-label": Citation(at="1")})}
    edition = dataclasses.replace(whole.edition, scope=scope)
    assert list(rules.edition_counts(whole._replace(edition=edition))) == [
        (edition, "scope.one", "scope.one cites 'crs', which is not in sources/")
    ]


# --- the check of a folder ------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature world to break."""
    return Path(shutil.copytree(WORLD, tmp_path / "facts"))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, "the change must hit something"
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_problem_has_the_line_of_what_it_is_about(copy: Path) -> None:
    change(copy / "drugs" / "alphacar.yaml", "grade_3_plus: {percent: 13}", "grade_3_plus: {percent: 95}")
    change(copy / "drugs" / "alphacar.yaml", "first_approval: {date: 2021-03-05", "first_approval: {date: 2022-03-05")
    change(copy / "side-effects" / "capillary-leak.yaml", "related: [crs]\n", "")
    _, problems = check(Knowledge(copy))
    assert [(problem.file, problem.line) for problem in problems] == [
        ("drugs/alphacar.yaml", 18),
        ("drugs/alphacar.yaml", 83),
        ("drugs/alphacar.yaml", 90),
        ("side-effects/crs.yaml", 29),
    ]


def test_a_problem_in_a_file_that_was_open_already_has_its_line(copy: Path) -> None:
    change(copy / "side-effects" / "capillary-leak.yaml", "related: [crs]\n", "")
    opened = Knowledge(copy)
    opened.get(SideEffect, "crs")
    _, problems = check(opened)
    assert [str(problem) for problem in problems] == [
        "side-effects/crs.yaml:29: related names 'capillary-leak', which does not name 'crs' back; add it there"
    ]


def test_the_same_problem_is_told_once(copy: Path) -> None:
    change(copy / "other-products" / "gamma-cel.yaml", "[gammagene autoleucel]", "[Beta Leucel, betaleucel]")
    change(copy / "other-products" / "gamma-cel.yaml", "reviewed: 2026-01-30", "reviewed: 2026-02-01")
    _, problems = check(Knowledge(copy))
    assert [str(problem) for problem in problems] == [
        "other-products/gamma-cel.yaml:2: claims the name 'Beta Leucel', which drugs/betatil.yaml has; remove one",
        "other-products/gamma-cel.yaml:2: claims the name 'betaleucel', which drugs/betatil.yaml has; remove one",
        "other-products/gamma-cel.yaml:3: reviewed is 2026-02-01, after the data date 2026-01-31 of edition.yaml",
    ]


def test_files_that_do_not_decode_are_all_told_and_nothing_else(copy: Path) -> None:
    change(copy / "edition.yaml", "products: 2", "products: two")
    change(copy / "side-effects" / "crs.yaml", "name: Cytokine", "nam: Cytokine")
    change(copy / "drugs" / "alphacar.yaml", "therapy: car-t", "therapy: car-x")
    found, problems = check(Knowledge(copy))
    assert found is None
    assert [str(problem) for problem in problems] == [
        "edition.yaml:7: sets.t-cell.products is 'two' but must be a whole number",
        "side-effects/crs.yaml:1: missing key 'name': Full name.",
        "side-effects/crs.yaml:1: unknown key 'nam', did you mean 'name'?",
    ]


def test_one_faulty_file_is_enough(copy: Path) -> None:
    (copy / "glossary" / "t-cell.yaml").write_text("", encoding="utf-8")
    assert check(Knowledge(copy)) == (
        None,
        [Problem("glossary/t-cell.yaml", 0, "is empty; it must hold at least the required keys")],
    )


def test_a_faulty_edition_is_enough(copy: Path) -> None:
    (copy / "edition.yaml").unlink()
    assert check(Knowledge(copy)) == (
        None,
        [Problem("edition.yaml", 0, "cannot be read: there is no such file")],
    )


def test_a_checked_world_holds_every_entity_by_kind(whole: World, world: Knowledge) -> None:
    assert whole.edition == world.edition
    for kind in FOLDERS:
        assert tuple(whole.entities[kind]) == world.ids(kind)
        assert {name: type(entity) for name, entity in whole.entities[kind].items()} == dict.fromkeys(
            world.ids(kind), kind
        )
    assert [entity.id for entity in whole.of(Drug, OtherProduct)] == ["alphacar", "betatil", "gamma-cel"]
