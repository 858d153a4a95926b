"""The page of a cancer: every product that is approved for it, since when, and none that is not any more."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Claim, Drug, PartialDate, Pathway, Setting, Status
from immuno_cli.pages.cancer import FEW_ROWS, cancer_list_page, cancer_page
from immuno_cli.pages.page import Facts, Page, Prose, Table
from immuno_cli.pages.uses import active_uses
from made import CITE, names_of, use


def product(alpha: Drug, brand: str, **more: Any) -> Drug:
    """Return a product with one use."""
    own = use(**{"approved": PartialDate("2020-01-01"), "line": 2, **more})
    names = replace(alpha.names, brand=brand, proper=f"{brand.casefold()}mab")
    return replace(alpha, id=brand.casefold().replace(" ", "-"), names=names, indications={"one": own})


def page_of(
    drugs: list[Drug],
    world: Knowledge,
    level: Level = Level.CLINICAL,
    *,
    name: str = "lymphoma",
    everything: bool = False,
) -> Page:
    cancer = world.get(Cancer, name)
    return cancer_page(cancer, drugs, names_of(world), level, world.edition, everything=everything)


def facts_of(page: Page) -> dict[str, list[str]]:
    found = [row for block in page.blocks if isinstance(block, Facts) for row in block.rows]
    return {label: [value.text for value in values] for label, values in found}


def cells(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row] for block in page.blocks if isinstance(block, Table) for row in block.rows]


def prose(page: Page) -> str:
    return " ".join(block.text.text for block in page.blocks if isinstance(block, Prose))


def test_the_year_of_a_product_is_not_that_of_its_form_under_the_skin(alpha: Drug, world: Knowledge) -> None:
    old = product(alpha, "Alphacar", approved=PartialDate("2017-01-01"))
    form = product(alpha, "Alphacar Sub", approved=PartialDate("2025-01-01"))
    others = [product(alpha, f"Other{n}") for n in range(FEW_ROWS)]
    told = "In parentheses: the form under the skin, approved later."
    for drugs in ([old, form, *others], [form, old, *others]):
        page = page_of(drugs, world)
        (overview,) = [values for label, values in facts_of(page).items() if "2nd line" in label]
        assert "Alphacar (Sub) 2017" in overview, "the overview of many"
        assert told in prose(page)
        few = page_of(drugs[:2], world)
        assert [(row[0], row[2]) for row in cells(few)] == [("Alphacar (Sub)", "2017-01-01")]
        assert told in prose(few)
        each = page_of(drugs[:2], world, everything=True)
        assert [(row[0], row[3]) for row in cells(each)] == [("Alphacar Sub", "2025-01-01"), ("Alphacar", "2017-01-01")]
    assert told not in prose(page_of(others, world))


def test_two_products_that_are_given_together_are_both_named(alpha: Drug, world: Knowledge) -> None:
    one = product(alpha, "One", trials=("T-1",), partners=("twomab",))
    two = product(alpha, "Two", trials=("T-1",), partners=("onemab",))
    assert [row[0] for row in cells(page_of([one, two], world))] == ["One + Two"]
    apart = replace(two, indications={"one": replace(two.indications["one"], trials=("T-2",))})
    assert sorted(row[0] for row in cells(page_of([one, apart], world))) == ["One", "Two"]


def test_an_accelerated_approval_is_called_so_and_a_withdrawn_one_is_apart(alpha: Drug, world: Knowledge) -> None:
    early = product(alpha, "Early", pathway=Pathway.ACCELERATED)
    gone = product(alpha, "Gone", status=Status.WITHDRAWN, withdrawn_on=PartialDate("2024-03"))
    page = page_of([early, gone], world)
    assert [row[:2] for row in cells(page)] == [["Early", "Adults (accelerated)"]]
    assert facts_of(page)["Withdrawn"] == ["Gone, 2nd line+, 2024-03"]
    every = page_of([early, gone], world, everything=True)
    assert [(row[0], row[4]) for row in cells(every)] == [("Early", "accelerated")]
    listed = cancer_list_page([world.get(Cancer, "lymphoma")], [early, gone], world.edition)
    assert cells(listed)[0][-1] == "Early", "a withdrawn use counts in no list"


def test_a_missing_line_is_said_and_lines_stand_in_order(alpha: Drug, world: Knowledge) -> None:
    lines = [product(alpha, f"P{line}", line=line) for line in (3, 1, 2)]
    page = page_of([*lines, product(alpha, "Open", line=None)], world)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [heading for _, heading in table.groups] == [
        "1st line", "2nd line or later", "3rd line or later", "No line stated"
    ]  # fmt: skip
    assert [row[0].text for row in table.rows] == ["P1", "P2", "P3", "Open"]
    around = page_of([product(alpha, "After", line=None, setting=Setting.ADJUVANT)], world)
    assert "No line stated" not in str(around.blocks)


def test_of_many_it_says_where_each_group_of_people_stands(alpha: Drug, world: Knowledge) -> None:
    long = "Adults with a disease that came back after two or more kinds of treatment, or that did not respond to them"
    many = [product(alpha, f"P{n}", population=f"{long}, group {n}") for n in range(3 * FEW_ROWS)]
    page = page_of(many, world)
    assert "Who each is for, with its day: immuno cancer show lymphoma --all" in prose(page)
    (names,) = [values for label, values in facts_of(page).items() if "2nd line" in label]
    assert len(names) == len(many), "the overview leaves out no product"


def test_notes_of_a_cancer_are_said(alpha: Drug, world: Knowledge) -> None:
    note = Claim(text="Only one label names it.", plain="One label names it.", cite=CITE)
    cancer = replace(world.get(Cancer, "lymphoma"), notes={"n": note})
    page = cancer_page(cancer, [alpha], names_of(world), Level.CLINICAL, world.edition)
    assert facts_of(page)["Good to know"] == ["Only one label names it"]


def test_the_oldest_review_of_all_that_a_page_shows_is_its_date(alpha: Drug, world: Knowledge) -> None:
    new = replace(product(alpha, "New"), reviewed=dt.date(2026, 5, 5))
    old = replace(product(alpha, "Old"), reviewed=dt.date(2021, 1, 1))
    assert page_of([new, old], world).reviewed == dt.date(2021, 1, 1)
    cancers = [replace(world.get(Cancer, "lymphoma"), reviewed=day) for day in (new.reviewed, old.reviewed)]
    assert cancer_list_page(cancers, [new], world.edition).reviewed == dt.date(2021, 1, 1)


@pytest.mark.parametrize("level", Level)
def test_every_use_of_every_cancer_is_in_its_whole_page_with_its_day(level: Level, facts: Knowledge) -> None:
    drugs = facts.all(Drug)
    for cancer in facts.all(Cancer):
        page = page_of([*drugs], facts, level, name=cancer.id, everything=True)
        wanted = [
            (drug.names.brand, one.approved or "not stated")
            for drug in drugs
            for one in active_uses(drug)
            if one.cancer == cancer.id
        ]
        shown = [(row[0], row[3]) for row in cells(page)] if wanted else []
        assert sorted(shown) == sorted(wanted), cancer.id


def test_an_umbrella_names_every_product_of_its_kinds(facts: Knowledge) -> None:
    drugs = facts.all(Drug)
    for cancer in [one for one in facts.all(Cancer) if one.kinds]:
        rows = cells(page_of([*drugs], facts, name=cancer.id))
        assert [row[2] for row in rows] == list(cancer.kinds)
        for row in rows:
            brands = {drug.names.brand for drug in drugs if any(one.cancer == row[2] for one in active_uses(drug))}
            assert {*re.split(", ", row[1])} == (brands or {"none"}), (cancer.id, row[2])


def test_a_patient_reads_when_around_surgery_a_product_is_given_in_plain_words(alpha: Drug, world: Knowledge) -> None:
    wanted = {Setting.NEOADJUVANT: "Before surgery", Setting.PERIOPERATIVE: "Before and after surgery"}
    others = [product(alpha, f"Other{n}", setting=Setting.NEOADJUVANT, line=None) for n in range(FEW_ROWS + 1)]
    late = product(alpha, "Late", setting=Setting.PERIOPERATIVE, line=None)
    for everything in (False, True):
        page = page_of([*others, late], world, Level.PLAIN, everything=everything)
        groups = [name for block in page.blocks if isinstance(block, Table) for _, name in block.groups]
        assert set(wanted.values()) <= {*facts_of(page), *groups}
    assert "Neoadjuvant" in facts_of(page_of([*others, late], world))
