"""What a page may not lose, because a reader would act on its absence: each is a change that once went unnoticed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    Call,
    Claim,
    Count,
    Drug,
    PartialDate,
    Pathway,
    Reaction,
    ReactionTable,
    SideEffect,
    Source,
    SourceKind,
    Status,
)
from immuno_cli.formats import plain
from immuno_cli.formats.closing import closing, footnote_text
from immuno_cli.pages.compare import rate_in_words
from immuno_cli.pages.drug_short import short_page
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import (
    Alert,
    Bar,
    Block,
    Cited,
    Facts,
    Footnote,
    Heading,
    Page,
    Prose,
    Table,
    Timeline,
)
from immuno_cli.pages.rates import caption, rate_table, reaction_table
from immuno_cli.pages.side_effects import DrugRate
from immuno_cli.pages.side_effects_short import (
    PICTURE_COLUMN,
    drug_profile_short,
    effects_table,
    most_deaths,
    spread_table,
)
from immuno_cli.pages.statements import at_most, call_for_help, capital, claim_lines
from immuno_cli.pages.uses import (
    Names,
    View,
    pathway_now,
    population_in_short,
    use_in_full,
    use_label,
    uses_in_short,
    with_pathway,
)
from immuno_cli.pages.why import rate_rows
from made import CITE, names_of, rate, use


@pytest.fixture
def names(world: Knowledge) -> Names:
    return names_of(world)


def claim(**more: Any) -> Claim:
    return Claim(**{"text": "T.", "plain": "P.", "cite": CITE, **more})


def texts(blocks: Any) -> list[str]:
    """Return every text of some blocks."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Facts():
                found += [value.text for _, values in block.rows for value in values]
            case Table():
                found += [cell.text for row in block.rows for cell in row]
            case Prose():
                found.append(block.text.text)
            case Alert():
                found += [text.text for _, text in block.items]
    return found


# --- uses -----------------------------------------------------------------------------------------------------------


def test_a_use_in_full_says_that_it_was_withdrawn_and_what_it_is_not_for(alpha: Drug, names: Names) -> None:
    view = View(Level.CLINICAL, names)
    gone = use(status=Status.WITHDRAWN, withdrawn_on=PartialDate("2023-05"), limitation="Not for the brain.", note="N.")
    first, details, *others = [line.text for line in use_in_full(alpha, gone, view)]
    assert first == "Adults"
    assert details.startswith("WITHDRAWN; ")
    assert others == ["Limitation of use: Not for the brain.", "Note: N."]
    assert "WITHDRAWN" not in use_in_full(alpha, use(), view)[1].text


def test_lines_are_from_the_earliest_on(alpha: Drug, names: Names) -> None:
    assert use_label(use(line=2), names).endswith("2nd line+")
    drug = replace(alpha, indications={"late": use(line=4), "early": use(line=2)})
    (said,) = uses_in_short(drug, names)
    assert said.endswith(" 2+")


def test_a_converted_approval_is_regular_today() -> None:
    assert pathway_now(use(pathway=Pathway.CONVERTED)) == Pathway.REGULAR
    assert pathway_now(use(pathway=Pathway.ACCELERATED)) == Pathway.ACCELERATED
    assert with_pathway("Adults", use()) == "Adults", "what always was regular needs no word"
    assert with_pathway("Adults", use(pathway=Pathway.ACCELERATED)) == "Adults (accelerated)"


def test_of_many_uses_the_newest_date_of_a_cancer_stands(alpha: Drug, names: Names, world: Knowledge) -> None:
    many = {f"use-{year}": use(approved=PartialDate(f"{year}-01-02")) for year in range(2011, 2021)}
    page = short_page(replace(alpha, indications=many), Level.CLINICAL, names, world.edition, "infusion")
    (table,) = [block for block in page.blocks if isinstance(block, Table) and block.columns[-1] == "Newest"]
    assert [row[-1].text for row in table.rows] == ["2020-01-02"]


# --- a short page ---------------------------------------------------------------------------------------------------


def shown(drug: Drug, names: Names, world: Knowledge) -> tuple[Block, ...]:
    return short_page(drug, Level.CLINICAL, names, world.edition, "infusion").blocks


def test_rates_of_two_trials_are_never_without_the_warning(alpha: Drug, names: Names, world: Knowledge) -> None:
    rates = {name: rate(trial=name, any_grade=Count(n=9), headline=True) for name in ("ALPHA-1", "ALPHA-2")}
    blocks = shown(replace(alpha, safety=rates, efficacy={}), names, world)
    assert DIFFERENT_TRIALS in texts(blocks)
    alone = replace(alpha, safety={"one": rates["ALPHA-1"]}, efficacy={})
    assert DIFFERENT_TRIALS not in texts(shown(alone, names, world))


def test_of_many_rates_the_fewest_and_the_most_deaths_are_said(alpha: Drug, names: Names, world: Knowledge) -> None:
    main = {f"main-{n}": rate(term=f"t{n}", any_grade=Count(n=n), headline=True) for n in range(1, 8)}
    dead = {
        f"dead-{n}": rate(trial=f"B-{n}", effect=None, term="death", treated=100, fatal=Count(n=n), headline=True)
        for n in (2, 7, 4)
    }
    said = texts(shown(replace(alpha, safety=main | dead, efficacy={}), names, world))
    assert "died of side effects: 2% (B-2, N=100) to 7% (B-7, N=100); 3 groups" in said


def test_the_calendar_ends_on_the_last_day_of_each_rule(alpha: Drug, names: Names, world: Knowledge) -> None:
    daily = {"a": claim(brief="Daily for 7 days", until_day=7), "b": claim(brief="Not shown", until_day=9, detail=True)}
    drug = replace(alpha, monitoring=replace(alpha.monitoring, daily=daily))
    (calendar,) = [block for block in shown(drug, names, world) if isinstance(block, Timeline)]
    bars = {bar.text.text: (bar.start, bar.end) for bar in calendar.bars if bar.label == "Daily checks"}
    assert bars == {"Daily for 7 days": (0, 7)}


# --- statements -----------------------------------------------------------------------------------------------------


def test_a_statement_says_its_note_and_of_when_its_text_is() -> None:
    lines = claim_lines(claim(note="Changed.", as_of=PartialDate("2025-06")), Level.CLINICAL)
    assert [line.text for line in lines] == ["T. (text of 2025-06)", "Note: Changed."]
    assert [line.text for line in claim_lines(claim(note="Changed."), Level.PLAIN)] == ["P."]


def test_signs_come_most_urgent_first_with_and_without_a_topic() -> None:
    signs = {name: {"a": claim(plain=f"{name} sign.")} for name in ("emergency", "now", "same_day")}
    alerts = [block for block in call_for_help(Call(**signs)) if isinstance(block, Alert)]
    assert [(alert.title, alert.items[0][1].text) for alert in alerts] == [
        ("CALL 911", "emergency sign."),
        ("CALL YOUR TEAM NOW, day or night", "now sign."),
        ("TELL YOUR TEAM THE SAME DAY", "same_day sign."),
    ]


def test_what_is_left_out_is_counted() -> None:
    values = [Cited("a" * 10) for _ in range(5)]
    assert [value.text for value in at_most(values, 30)][2:] == ["+3 more"]


# --- rates ----------------------------------------------------------------------------------------------------------


def test_a_picture_alone_keeps_its_column() -> None:
    table = effects_table([("CRS", rate(grade_3_plus=Count(percent=20)))], "Effect", ("", ""), Level.CLINICAL, None)
    assert PICTURE_COLUMN in table.columns


def test_grade_4_alone_is_never_shown_as_grade_3_or_higher() -> None:
    low = rate(effect=None, term="low pressure", any_grade=Count(percent=71), grade_4=Count(percent=3))
    table = effects_table([("Low pressure", low)], "Effect", ("", ""), Level.CLINICAL, None)
    full = rate_table([low], Level.CLINICAL)
    rows = {"a": Reaction(term="Coma", grade_4=Count(percent=2))}
    printed = ReactionTable(title="All", trial="ALPHA-1", population="Adults", treated=10, rows=rows, cite=CITE)
    assert [row[table.columns.index("Grade 3+")].text for row in table.rows] == ["3% (grade 4)"]
    assert "3% (grade 4)" in [cell.text for cell in full.rows[0]]
    assert any("2% (grade 4)" in text for text in texts(reaction_table(printed, Level.CLINICAL)))
    assert "grade 3+ 3% (grade 4)" in rate_in_words(low, Level.CLINICAL)
    assert [row for row in rate_rows(low) if row[0] == "Grade 4"]


def test_the_more_severe_effect_stands_first_and_deaths_without_an_effect_stand(alpha: Drug, world: Knowledge) -> None:
    effects = {one.id: one for one in world.all(SideEffect)}
    mild, severe = (rate(effect=None, term=term, grade_3_plus=Count(n=n)) for term, n in (("mild", 1), ("severe", 50)))
    dead = rate(effect=None, term="death", fatal=Count(n=3))
    crs = rate(grade_3_plus=Count(n=5))
    leak = rate(effect="capillary-leak", grade_3_plus=Count(n=60))
    safety = {"a": mild, "b": severe, "c": dead, "d": crs, "e": leak}
    page = drug_profile_short(replace(alpha, safety=safety), effects, None, Level.CLINICAL, world.edition)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    labels = [row[0].text for row in table.rows]
    assert "Death" in labels
    assert "Mild" not in labels, "no effect of its own, and nobody died"

    fatal = {
        term: rate(effect=None, term=term, grade_3_plus=Count(n=n), fatal=Count(n=1))
        for term, n in (("a", 1), ("b", 50))
    }
    page = drug_profile_short(replace(alpha, safety=fatal), effects, None, Level.CLINICAL, world.edition)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows] == ["B", "A"]


def test_side_effects_of_two_trials_are_never_without_the_warning(alpha: Drug, world: Knowledge) -> None:
    effects = {one.id: one for one in world.all(SideEffect)}
    crs, leak = rate(any_grade=Count(n=9)), rate(effect="capillary-leak", trial="ALPHA-2", any_grade=Count(n=9))
    for safety, warned in (({"a": crs, "b": leak}, True), ({"a": crs}, False)):
        page = drug_profile_short(replace(alpha, safety=safety), effects, None, Level.CLINICAL, world.edition)
        assert (DIFFERENT_TRIALS in texts(page.blocks)) is warned


def test_a_rate_with_another_drug_names_that_drug(alpha: Drug, world: Knowledge) -> None:
    effects = {one.id: one for one in world.all(SideEffect)}
    crs = rate(any_grade=Count(n=9))
    leak = rate(effect="capillary-leak", trial="ALPHA-2", population="With axitinib", any_grade=Count(n=9))
    page = drug_profile_short(
        replace(alpha, safety={"a": crs, "b": leak}), effects, None, Level.CLINICAL, world.edition
    )
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows if "with axitinib" in row[0].text] == [
        "Capillary leak syndrome (ALPHA-2, N=108, with axitinib)"
    ]


def test_the_worst_product_is_named_for_deaths_and_drawn_for_severity(alpha: Drug, world: Knowledge) -> None:
    other = replace(alpha, names=replace(alpha.names, brand="Othercar"))
    counted = [
        DrugRate(alpha, rate(grade_3_plus=Count(percent=5), fatal=Count(percent=1))),
        DrugRate(other, rate(grade_3_plus=Count(percent=40), fatal=Count(percent=3))),
    ]
    assert most_deaths(counted).endswith("Othercar")
    effects = {one.id: one for one in world.all(SideEffect)}
    table = spread_table(["crs"], {"crs": counted}, effects, Level.CLINICAL)
    assert [cell.share for cell in table.rows[0] if cell.share is not None] == [40]


def test_the_caption_of_older_numbers_says_so() -> None:
    assert "not what the current label prints" in caption(rate(current=False))[1]
    assert "not what the current label prints" not in caption(rate())[1]
    assert "graded by CTCAE v5" in caption(rate(scale="CTCAE v5"))[1]


def test_deaths_stand_beside_the_severe_share_in_full_tables() -> None:
    table = rate_table([rate(any_grade=Count(n=90), grade_3_plus=Count(n=9), fatal=Count(n=3))], Level.CLINICAL)
    assert any("died" in cell.text for cell in table.rows[0])


def test_a_reaction_table_says_its_scale() -> None:
    rows = {"a": Reaction(term="Fever", any_grade=Count(percent=20))}
    table = ReactionTable(
        title="Reactions", trial="ALPHA-1", population="Adults", treated=10, scale="CTCAE v5", rows=rows, cite=CITE
    )
    assert any("graded by CTCAE v5" in text for text in texts(reaction_table(table, Level.CLINICAL)))


# --- the end of a page, and plain lines -----------------------------------------------------------------------------


def test_a_footnote_says_when_it_was_published_and_of_what_it_is_a_copy(world: Knowledge) -> None:
    source = replace(
        world.get(Source, "alpha-trial"), kind=SourceKind.COPY, copy_of="FDA label", published=PartialDate("2019-03")
    )
    note = Footnote(1, source, ("page 1",))
    assert "(of FDA label)" in footnote_text(note)
    assert ", 2019-03. Read " in footnote_text(note)
    assert ", undated. Read " in footnote_text(Footnote(1, replace(source, published=None), ("page 1",)))


def page(*blocks: Block, advice: bool = True) -> Page:
    return Page(title="T", subtitle="", blocks=blocks, as_of=dt.date(2026, 1, 31), advice=advice)


def test_a_page_about_treatment_is_no_medical_advice() -> None:
    assert "Not medical advice: your care team knows you." in closing(page())
    assert len(closing(page(advice=False))) == 1


def test_plain_lines_say_day_zero_asides_and_every_cell() -> None:
    lines = plain.render(
        page(
            Heading("Results", aside=DIFFERENT_TRIALS),
            Timeline((Bar("Chemo", -5, -3, Cited("chemo")),), "infusion"),
            Table(("", ""), ((Cited("left"), Cited("right")),)),
        ),
        {},
    ).splitlines()
    assert f"Results ({DIFFERENT_TRIALS})" in lines
    assert "Day 0 is the infusion." in lines
    assert "left: right" in lines


@pytest.mark.parametrize("text", ["mRNA", "anti-CD19 antibody", "p53", "9 mcg/day", "IV", "nab-paclitaxel", ""])
def test_only_a_word_gets_a_capital(text: str) -> None:
    assert capital(text) == text
    assert capital("intravenous infusion") == "Intravenous infusion"


def test_a_marker_that_the_people_name_is_not_said_twice() -> None:
    told = use(brief="MRD ≥ 0.1%", biomarker="CD19; MRD ≥ 0.1%")
    assert population_in_short(told) == "MRD ≥ 0.1%; CD19"
