"""Tables made of rows by heading; day 0 of every timeline is that of the kind of therapy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, SideEffect, Therapy
from immuno_cli.pages.page import NOT_STATED, Cited, Facts, Page, Timeline
from immuno_cli.pages.side_effects import drug_profile_page, therapy_profile_page
from immuno_cli.pages.tables import filled_table, places_of, times_in_short
from immuno_cli.pages.therapy import therapy_page, therapy_short_page


def test_a_column_that_says_nothing_goes() -> None:
    rows = [
        {"A": Cited("a"), "B": Cited(""), "C": Cited(NOT_STATED), "D": Cited("", share=5), "E": Cited("e")},
        {"A": Cited(""), "B": Cited(""), "C": Cited(""), "D": Cited(""), "E": Cited("")},
    ]
    table = filled_table(rows, right=("C", "E"), spare=("D",))
    assert table.columns == ("A", "D", "E")
    assert [cell.text for cell in table.rows[0]] == ["a", "", "e"]
    assert (table.right, table.spare) == ((2,), (1,))
    assert filled_table([]).columns == ()


def test_medians_are_named_in_the_head_where_all_are_medians() -> None:
    rows = [
        {"Starts": Cited("median 2 days"), "Lasts": Cited("median 5 days")},
        {"Starts": Cited(NOT_STATED), "Lasts": Cited("1 to 9 days")},
    ]
    times_in_short(rows)
    assert rows[0] == {"Lasts": Cited("median 5 days"), "Starts (median)": Cited("2 days")}


def test_the_time_of_one_row_alone_has_a_column_only_where_it_is_the_first() -> None:
    time, none = Cited("2 days"), Cited("")
    rows = [{"Starts": time, "Lasts": none}, {"Starts": none, "Lasts": time}, {"Starts": none, "Lasts": none}]
    times_in_short(rows)
    assert [list(row) for row in rows] == [["Starts"]] * 3


def test_a_place_of_several_texts_is_named_once() -> None:
    one, other = ("alpha-label", "section 1"), ("alpha-label", "section 2")
    assert places_of([Cited("a", (one,)), Cited("b", (other, one))]) == (one, other)


@pytest.mark.parametrize("level", Level)
def test_every_timeline_counts_from_day_zero_of_its_kind(level: Level, world: Knowledge, alpha: Drug) -> None:
    kind = replace(world.get(Therapy, "car-t"), day_zero="first dose")
    effects, edition = world.by_id(SideEffect), world.edition
    pages: list[Page] = [
        therapy_short_page(kind, (), (alpha,), level, edition),
        therapy_page(kind, (), (alpha,), level, edition),
        therapy_profile_page(kind, effects, (alpha,), level, edition),
        drug_profile_page(alpha, effects, level, edition, kind.day_zero),
    ]
    origins = [block.origin for page in pages for block in page.blocks if isinstance(block, Timeline)]
    assert len(origins) >= 3
    assert set(origins) == {"first dose"}


def test_a_kind_of_therapy_names_its_products(facts: Knowledge) -> None:
    """Of many by their brands, as many as have room; nobody is told a therapy by what it is not."""

    def row(name: str, label: str) -> list[str]:
        therapy = facts.get(Therapy, name)
        drugs = [drug for drug in facts.all(Drug) if drug in facts.drugs_of(therapy)]
        page = therapy_short_page(therapy, (), tuple(drugs), Level.CLINICAL, facts.edition)
        rows = [row for block in page.blocks if isinstance(block, Facts) for row in block.rows]
        return [value.text for name, values in rows if name == label for value in values]

    checkpoint = row("checkpoint-inhibitors", "Products")
    assert {"Keytruda", "Opdivo", "Zynyz"} <= {*checkpoint}
    assert len(checkpoint) == 18
    assert row("monoclonal-antibodies", "Products")[-1].endswith(" more: immuno drug list --type monoclonal-antibodies")
    assert row("tcr", "Products") == ["Tecelra (afamitresgene autoleucel)"]
    assert row("tcr", "How it works")[0].startswith("A TCR reads peptides")
    assert row("bcg", "How it works") == ["BCG causes a local granulomatous reaction; the precise mechanism is unknown"]
