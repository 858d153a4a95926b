"""What a page may not lose, because a reader would act on its absence: each is a change that once went unnoticed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from immuno_cli.choices import Level, Section
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    BoxedWarning,
    Call,
    Claim,
    Count,
    Drug,
    Earlier,
    GradeRow,
    ManagementTable,
    PartialDate,
    Pathway,
    Reaction,
    ReactionTable,
    SideEffect,
    Source,
    SourceKind,
    Span,
    Status,
    Therapy,
)
from immuno_cli.formats import plain
from immuno_cli.formats.closing import closing, footnote_text
from immuno_cli.pages.compare import rate_in_words
from immuno_cli.pages.drug import drug_page
from immuno_cli.pages.drug_short import short_page
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import (
    NOT_STATED,
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
from immuno_cli.pages.rates import DEATH, caption, rate_table, reaction_table
from immuno_cli.pages.side_effects import DrugRate
from immuno_cli.pages.side_effects_short import (
    PICTURE_COLUMN,
    boxed_first,
    drug_profile_short,
    effect_short,
    effects_table,
    most_deaths,
    spread_table,
    therapy_profile_short,
)
from immuno_cli.pages.statements import (
    at_most,
    brief_lines,
    call_for_help,
    calls_first,
    capital,
    claim_lines,
    emergencies_first,
)
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
        f"dead-{n}": rate(trial=f"B-{n}", effect=DEATH, term="death", treated=100, fatal=Count(n=n), headline=True)
        for n in (2, 7, 4)
    }
    infected = rate(trial="B-2", effect="infections", term=None, treated=100, fatal=Count(n=9), headline=True)
    dead["infections"] = infected
    said = texts(shown(replace(alpha, safety=main | dead, efficacy={}), names, world))
    assert "died of side effects: 2% (B-2, N=100) to 7% (B-7, N=100); 3 groups" in said
    assert "died of infections: 9% (B-2, N=100)" in said


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


def test_a_last_sign_stands_where_to_count_it_would_take_as_much_room() -> None:
    def shown(*signs: str) -> list[str]:
        call = Call(now={sign: claim(plain=f"{sign}.") for sign in signs})
        return [sign.text for block in calls_first(call, "more") if isinstance(block, Alert) for _, sign in block.items]

    long = ["A" * 60, "B" * 60]
    assert shown(*long, "Short") == [*long, "Short"]
    assert shown(*long, "C" * 90) == [*long, "+1 more: more"]
    assert shown(*long, "Short", "Shorter") == [*long, "+2 more: more"]


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
    assert "grade 3+ 3% (grade 4)" in rate_in_words(low, Level.CLINICAL, "")
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
    assert "Not medical advice: ask your team." in closing(page(), short=True)
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
    assert capital("high-risk, in situ") == "High-risk, in situ"


def test_a_marker_that_the_people_name_is_not_said_twice() -> None:
    told = use(brief="MRD ≥ 0.1%", biomarker="CD19; MRD ≥ 0.1%")
    assert population_in_short(told) == "MRD ≥ 0.1%; CD19"


# --- what a use, a number or a box must not lose ----------------------------------------------------------------------


def test_every_withdrawn_use_is_told_and_a_product_without_a_use_says_so(
    alpha: Drug, names: Names, world: Knowledge
) -> None:
    gone = {
        f"gone-{year}": use(status=Status.WITHDRAWN, withdrawn_on=PartialDate(f"{year}-05")) for year in (2021, 2023)
    }
    for level in Level:
        page = short_page(replace(alpha, indications=gone, efficacy={}), level, names, world.edition, "infusion")
        said = texts(page.blocks)
        assert "No use of it is approved any more." in said
        assert [text[-7:] for text in said if text.endswith("-05")] == ["2021-05", "2023-05"]


def test_what_is_not_known_of_a_boxed_warning_is_not_called_none(alpha: Drug, names: Names, world: Knowledge) -> None:
    unknown = replace(alpha, boxed_warning={}, no_boxed_warning=None, gaps={})
    for level in Level:
        (said,) = [
            values
            for block in short_page(unknown, level, names, world.edition, "infusion").blocks
            if isinstance(block, Facts)
            for label, values in block.rows
            if label == "Boxed warning"
        ]
        assert [value.text for value in said] == [NOT_STATED]


def test_a_number_of_another_trial_names_it_and_keeps_its_people(alpha: Drug, names: Names, world: Knowledge) -> None:
    of_main = {f"main-{n}": rate(term=f"t{n}", any_grade=Count(n=n), headline=True) for n in (1, 2, 3)}
    other = rate(
        trial="ALPHA-2", treated=40, term="other", any_grade=Count(n=9), grade_3_plus=Count(n=4), headline=True
    )
    blocks = shown(replace(alpha, safety={**of_main, "other": other}, efficacy={}), names, world)
    (table,) = [block for block in blocks if isinstance(block, Table) and "Any grade" in block.columns]
    (row,) = [row for row in table.rows if row[0].text.startswith("Other")]
    assert [cell.text for cell in row[:3]] == ["Other (ALPHA-2, N=40)", "9 of 40", "4 of 40"]
    assert table.caption[0] == "ALPHA-1, N=108"


def test_a_number_of_an_older_label_is_on_no_first_screen(alpha: Drug, names: Names, world: Knowledge) -> None:
    old = rate(any_grade=Count(n=77), headline=True, current=False)
    drug = replace(alpha, safety={"old": old, "new": rate(any_grade=Count(n=66), headline=True)}, efficacy={})
    effects = {one.id: one for one in world.all(SideEffect)}
    car_t = world.get(Therapy, "car-t")
    other = replace(drug, id="other", names=replace(drug.names, brand="Othercar"))
    for blocks in (
        shown(drug, names, world),
        drug_profile_short(drug, effects, None, Level.CLINICAL, world.edition).blocks,
        therapy_profile_short(car_t, effects, [drug], Level.CLINICAL, world.edition).blocks,
        therapy_profile_short(car_t, effects, [drug, other], Level.CLINICAL, world.edition).blocks,
    ):
        said = " ".join(texts(blocks))
        assert "77" not in said
        assert "71%" not in said


def test_grade_4_alone_is_said_on_the_first_screen_of_a_product(alpha: Drug, names: Names, world: Knowledge) -> None:
    low = rate(effect=None, term="low pressure", any_grade=Count(percent=71), grade_4=Count(percent=3), headline=True)
    said = texts(shown(replace(alpha, safety={"low": low}, efficacy={}), names, world))
    assert "3% (grade 4)" in said
    assert "3%" not in said


def test_of_many_uses_the_accelerated_ones_are_counted(alpha: Drug, names: Names, world: Knowledge) -> None:
    many = {f"use-{n}": use(line=2, pathway=Pathway.ACCELERATED if n < 3 else Pathway.REGULAR) for n in range(9)}
    assert "2nd line+ ×9 (3 accelerated)" in texts(shown(replace(alpha, indications=many, efficacy={}), names, world))


def test_when_it_starts_is_not_how_long_it_lasts(alpha: Drug, names: Names, world: Knowledge) -> None:
    crs = rate(any_grade=Count(n=9), onset=Span(median=2), duration=Span(median=11), headline=True)
    drug = replace(alpha, safety={"crs": crs}, efficacy={})
    effects = {one.id: one for one in world.all(SideEffect)}
    for blocks in (
        shown(drug, names, world),
        drug_profile_short(drug, effects, None, Level.CLINICAL, world.edition).blocks,
        (rate_table([crs], Level.CLINICAL),),
    ):
        (table,) = [block for block in blocks if isinstance(block, Table) and "Any grade" in block.columns]
        row = {head.partition(" ")[0]: cell.text for head, cell in zip(table.columns, table.rows[0], strict=True)}
        assert (row["Starts"].removeprefix("median "), row["Lasts"].removeprefix("median ")) == ("2 days", "11 days")


def test_each_of_several_doses_says_for_whom_it_is(alpha: Drug, names: Names, world: Knowledge) -> None:
    doses = {
        "adults": claim(topic="Adults", text="9 mg.", brief="9 mg"),
        "children": claim(topic="Children", text="2 mg.", brief="2 mg"),
    }
    drug = replace(alpha, dosing=replace(alpha.dosing, dose=doses))
    assert {"Adults: 9 mg", "Children: 2 mg"} <= set(texts(shown(drug, names, world)))


def test_a_program_that_holds_and_a_stay_in_hospital_are_said(alpha: Drug, names: Names, world: Knowledge) -> None:
    watch = replace(
        alpha.monitoring,
        daily={},
        later={},
        hospital={"a": claim(text="Hospital for 3 days.", brief="Hospital for 3 days")},
        rems={"b": claim(text="Only at certified centers.", brief="Only at certified centers")},
    )
    said = texts(shown(replace(alpha, monitoring=watch), names, world))
    assert {"Hospital for 3 days", "Only at certified centers"} <= set(said)


def test_deaths_under_no_effect_stand_first_and_are_not_cut_off(alpha: Drug, world: Knowledge) -> None:
    """A label may count them under `serious adverse reactions` alone, behind twenty effects."""
    effects = {one.id: one for one in world.all(SideEffect)}
    crs = rate(any_grade=Count(n=90), grade_3_plus=Count(n=40))
    dead = rate(effect=None, term="serious adverse reactions", fatal=Count(n=3))
    none = rate(effect=None, term="other reactions", fatal=Count(n=0))
    drug = replace(alpha, safety={"crs": crs, "none": none, "dead": dead})
    page = drug_profile_short(drug, effects, None, Level.CLINICAL, world.edition)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows] == [
        "Serious adverse reactions", "Cytokine release syndrome", "Other reactions"
    ]  # fmt: skip
    assert "3 of 108" in [cell.text for cell in table.rows[0]]


def test_what_was_replaced_is_never_said_as_what_holds() -> None:
    earlier = Earlier(text="No driving for 8 weeks.", until=PartialDate("2025-06-26"), cite=CITE)
    lines = claim_lines(claim(text="No driving for 2 weeks.", earlier=(earlier,)), Level.CLINICAL)
    assert [line.text for line in lines] == ["No driving for 2 weeks.", "Until 2025-06-26: No driving for 8 weeks."]


def test_every_statement_in_few_words_is_on_the_short_page_and_a_detail_is_not() -> None:
    claims = {
        "one": claim(brief="first", plain="First."),
        "two": claim(brief="second", plain="Second."),
        "more": claim(brief="a detail", plain="A detail.", detail=True),
        "long": claim(text="Only on the full page.", plain="Only there."),
    }
    assert [line.text for line in brief_lines(claims, Level.CLINICAL)] == ["First", "Second"]
    assert [line.text for line in brief_lines(claims, Level.PLAIN)] == ["First.", "Second."]


def test_signs_that_need_no_911_do_not_stand_in_its_place() -> None:
    assert emergencies_first(Call(now={"a": claim(plain="A fever.")})) == []
    (alert,) = emergencies_first(Call(emergency={"a": claim(plain="A seizure.")}, now={"b": claim(plain="A fever.")}))
    assert isinstance(alert, Alert)
    assert (alert.title, [text.text for _, text in alert.items]) == ("CALL 911", ["A seizure"])


def test_each_of_several_regimens_says_for_whom_it_is_in_plain_words_too() -> None:
    two = {name: claim(topic=name, brief="x", plain=f"Chemo {name}.") for name in ("Adults", "Children")}
    assert [line.text for line in brief_lines(two, Level.PLAIN, topics=True)] == [
        "Adults: Chemo Adults.", "Children: Chemo Children."
    ]  # fmt: skip


def test_what_has_no_row_in_a_profile_is_named_below_it(alpha: Drug, world: Knowledge) -> None:
    effects = {one.id: one for one in world.all(SideEffect)}
    crs, car_t = effects["crs"], world.get(Therapy, "car-t")
    many = {f"effect-{n}": replace(crs, id=f"effect-{n}", name=f"Effect {n}") for n in range(60)}
    safety = {name: rate(effect=name, any_grade=Count(n=9)) for name in many}
    drug = replace(alpha, safety=safety)
    other = replace(drug, id="other", names=replace(drug.names, brand="Othercar"))
    pages = [drug_profile_short(drug, many, None, Level.CLINICAL, world.edition)]
    for drugs in ([drug], [drug, other]):
        pages.append(therapy_profile_short(car_t, many, drugs, Level.CLINICAL, world.edition))
    for page in pages:
        said = texts(page.blocks)
        more = [int(number) for text in said for number in re.findall(r"^\+(\d+) more", text)]
        assert sum(text.startswith("Effect ") for text in said) + sum(more) == len(many), page.title


def test_what_a_kind_of_therapy_does_and_no_product_counted_is_named(alpha: Drug, world: Knowledge) -> None:
    car_t, effects = world.get(Therapy, "car-t"), {one.id: one for one in world.all(SideEffect)}
    uncounted = [entry.effect for entry in car_t.profile.values() if not entry.rates]
    page = therapy_profile_short(
        car_t,
        effects,
        [replace(alpha, safety={"leak": rate(effect="capillary-leak", any_grade=Count(n=9))})],
        Level.CLINICAL,
        world.edition,
    )
    rows = {label: values for block in page.blocks if isinstance(block, Facts) for label, values in block.rows}
    assert uncounted
    assert [value.text for value in rows["Not counted"]] == [
        effects[name].name for name in uncounted if name in effects
    ]


def test_deaths_stand_on_the_page_of_a_kind_of_therapy_whatever_else_has_no_row(alpha: Drug, world: Knowledge) -> None:
    effects = {one.id: one for one in world.all(SideEffect)}
    leak = rate(effect="capillary-leak", fatal=Count(n=4))
    drugs = [
        replace(
            alpha,
            id=name,
            names=replace(alpha.names, brand=name),
            safety={"crs": rate(any_grade=Count(n=9), fatal=Count(n=n)), "leak": leak},
        )
        for n, name in enumerate(("One", "Two"), start=1)
    ]
    page = therapy_profile_short(world.get(Therapy, "car-t"), effects, drugs, Level.CLINICAL, world.edition)
    said = texts(page.blocks)
    assert "CRS: 2 of 108 died, Two" in said or "Cytokine release syndrome: 2 of 108 died, Two" in said
    assert any(text.endswith(": 4 of 108 died, One") for text in said), "an effect of which deaths alone are known"
    assert any(text.endswith(", some died") for text in said)


def test_a_treatment_in_short_names_the_labels_that_differ(alpha: Drug, world: Knowledge) -> None:
    rows = {"2": GradeRow(cells=("Grade 2", "Drug 8 mg/kg."), plain="You get a drug.", cite=CITE)}
    table = ManagementTable(title="CRS", effect="crs", columns=("Grade", "Drug"), rows=rows, cite=CITE)
    other = replace(alpha, id="other", names=replace(alpha.names, brand="Othercar"))
    crs, therapies = world.get(SideEffect, "crs"), {one.id: one for one in world.all(Therapy)}
    page = effect_short(crs, [], therapies, [(alpha, table), (other, table)], Level.CLINICAL, world.edition)
    (note,) = [text for text in texts(page.blocks) if text.startswith("In short from the label of Alphacar")]
    assert "not orders for one person" in note
    assert note.endswith("Labels of Othercar differ.")


def test_a_side_effect_says_when_to_call_which_trials_differ_and_who_else_counted_it(
    alpha: Drug, world: Knowledge
) -> None:
    crs, therapies = world.get(SideEffect, "crs"), {one.id: one for one in world.all(Therapy)}
    counted = [
        DrugRate(
            replace(alpha, id=f"p{n}", names=replace(alpha.names, brand=f"P{n}")), rate(grade_3_plus=Count(n=50 - n))
        )
        for n in range(8)
    ]
    page = effect_short(crs, counted, therapies, [], Level.CLINICAL, world.edition)
    assert isinstance(page.blocks[1], Alert)
    said = texts(page.blocks)
    assert DIFFERENT_TRIALS in said
    assert [n for n in range(8) if not any(text.startswith(f"P{n}") for text in said)] == []


# --- the full page of a product ---------------------------------------------------------------------------------------


def whole(drug: Drug, names: Names, world: Knowledge) -> Page:
    return drug_page(drug, tuple(Section), Level.CLINICAL, names, world.edition)


def test_the_full_page_says_what_was_removed_what_is_not_known_and_what_cannot_be_compared(
    alpha: Drug, names: Names, world: Knowledge
) -> None:
    gone = replace(next(iter(alpha.boxed_warning.values())), topic="Old hazard", removed=PartialDate("2025-06"))
    rates = {name: rate(trial=name, any_grade=Count(n=9)) for name in ("ALPHA-1", "ALPHA-2")}
    drug = replace(
        alpha,
        boxed_warning={**alpha.boxed_warning, "gone": gone},
        contraindications={},
        gaps={**alpha.gaps, "contraindications": "No contraindication is held."},
        safety=rates,
        efficacy={},
    )
    said = texts(whole(drug, names, world).blocks)
    assert "In the boxed warning until 2025-06: Old hazard." in said
    assert "No contraindication is held." in said
    assert DIFFERENT_TRIALS in said


def test_any_grade_stands_under_its_head_in_a_reaction_table() -> None:
    row = Reaction(term="Fever", any_grade=Count(percent=71), grade_3_plus=Count(percent=9))
    made = ReactionTable(title="R", trial="A", population="Adults", treated=10, rows={"a": row}, cite=CITE)
    (table,) = [block for block in reaction_table(made, Level.CLINICAL) if isinstance(block, Table)]
    found = dict(zip(table.columns, (cell.text for cell in table.rows[0]), strict=True))
    assert (found["Any grade"], found["Grade 3+"]) == ("71%", "9%")


def test_a_rate_of_an_older_label_says_so_in_a_table_of_several_trials() -> None:
    table = rate_table([rate(any_grade=Count(n=9), current=False), rate(any_grade=Count(n=8))], Level.CLINICAL)
    trials = [row[table.columns.index("Trial")].text for row in table.rows]
    assert ["older label" in trial for trial in trials] == [True, False]


def test_what_a_product_is_given_with_is_said_beside_the_people() -> None:
    assert population_in_short(use(partners=("onemab", "twomab"))) == "Adults; with onemab and twomab"


def test_one_number_of_deaths_stands_above_what_the_boxed_warning_names(alpha: Drug, world: Knowledge) -> None:
    effects = world.by_id(SideEffect)
    dead = [rate(effect=None, term=f"death {n}", fatal=Count(n=n)) for n in (9, 3)]
    leak, crs = rate(effect="capillary-leak", grade_3_plus=Count(n=60)), rate(grade_3_plus=Count(n=5))
    boxed = BoxedWarning(topic="CRS", text="x", plain="x", effects=("crs",), cite=CITE)
    safety = {"a": dead[0], "b": dead[1], "c": leak, "d": crs}
    drug = replace(alpha, safety=safety, boxed_warning={"crs": boxed})
    page = drug_profile_short(drug, effects, None, Level.CLINICAL, world.edition)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    short = [row[0].text.split()[0] for row in table.rows]
    assert short == ["Death", "Cytokine", "Capillary", "Death"]
    assert PICTURE_COLUMN in table.columns
    few = replace(drug, safety={"c": rate(effect="capillary-leak", any_grade=Count(n=50), grade_3_plus=Count(n=1))})
    page = drug_profile_short(few, effects, None, Level.CLINICAL, world.edition)
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert PICTURE_COLUMN not in table.columns, "1 in 100 has no picture"


def test_what_the_boxed_warnings_of_most_products_name_stands_first(alpha: Drug) -> None:
    def product(*names: str) -> Drug:
        warnings = {name: BoxedWarning(topic=name, text="x", plain="x", effects=(name,), cite=CITE) for name in names}
        return replace(alpha, boxed_warning=warnings)

    assert boxed_first([product("crs", "icans"), product("infections", "crs"), product("icans", "crs")]) == {
        "crs": 0,
        "icans": 1,
    }
