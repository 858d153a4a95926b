"""The first screens: what they must say, what they must not, and how long they may be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from conftest import Run
from immuno_cli.choices import SHORT_SECTIONS, Level, Section
from immuno_cli.commands.filters import routes_of
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    BoxedWarning,
    Call,
    CallLevel,
    Cancer,
    Claim,
    Count,
    Drug,
    GradeRow,
    ManagementTable,
    PartialDate,
    Setting,
    SideEffect,
    Source,
    SourceKind,
    Span,
    Status,
    Therapy,
)
from immuno_cli.formats import plain, terminal
from immuno_cli.formats.closing import sources_short
from immuno_cli.pages import numbers
from immuno_cli.pages.cancer import cancer_page
from immuno_cli.pages.drug import drug_list_page, drug_page
from immuno_cli.pages.numbers import DIFFERENT_TRIALS, count_share, picture, tenths
from immuno_cli.pages.page import Alert, Cited, Page, Prose, Table, footnotes
from immuno_cli.pages.rates import GRADES
from immuno_cli.pages.side_effects import DrugRate, drug_profile_page, in_days, therapy_profile_page
from immuno_cli.pages.side_effects_short import (
    PICTURE_COLUMN,
    died,
    drug_profile_short,
    effect_short,
    lowest_to_highest,
    therapy_profile_short,
)
from immuno_cli.pages.statements import signs_in_short
from immuno_cli.pages.therapy import therapy_list_page, therapy_short_page
from immuno_cli.pages.uses import active_uses
from made import CITE, names_of, rate, use


def screen(page: Page, world: Knowledge, width: int = 100) -> str:
    return terminal.render(page, footnotes(page, lambda name: world.get(Source, name)), width, color=False)


def spoken(page: Page, world: Knowledge) -> str:
    return plain.render(page, footnotes(page, lambda name: world.get(Source, name)))


def shown(drug: Drug, world: Knowledge, level: Level = Level.CLINICAL) -> str:
    return screen(drug_page(drug, SHORT_SECTIONS, level, names_of(world), world.edition), world)


# --- shares ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "full"), [(7.5, 1), (35, 4), (45, 5), (85, 9), (94.9, 9), (95, 9), (99.5, 9), (100, 10), (0, 0)]
)
def test_tenths_are_rounded_half_up_and_only_everybody_is_ten(percent: float, full: int) -> None:
    assert tenths(percent) == full
    if percent:
        assert picture(percent).count("●") == full


@pytest.mark.parametrize(("percent", "words"), [(5, "1 in 20"), (2, "1 in 50"), (0.3, "< 1 in 200"), (0, "none")])
def test_a_small_share_is_said_and_never_drawn_as_nothing(percent: float, words: str) -> None:
    assert picture(percent) == words


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (97, "more than 9 in 10 people"),
        (99.5, "more than 9 in 10 people"),
        (35, "3 to 4 in 10 people"),
        (33, "about 3 in 10 people"),
        (37, "about 4 in 10 people"),
        (15, "1 to 2 in 10 people"),
        (94, "about 9 in 10 people"),
        (8, "about 1 in 10 people"),
        (45, "4 to 5 in 10 people"),
        (25, "2 to 3 in 10 people"),
    ],
)
def test_shares_in_words(percent: float, words: str) -> None:
    assert numbers.people_in_words(percent) == words


def test_a_rounded_percentage_makes_nobody_everybody() -> None:
    assert count_share(Count(n=399, percent=100), 400) == 99.75
    assert count_share(Count(n=1, percent=0), 400) == 0.25


# --- a product ------------------------------------------------------------------------------------------------------


def test_air_stands_between_the_title_and_the_boxed_warning(alpha: Drug, world: Knowledge) -> None:
    lines = shown(alpha, world).splitlines()
    assert lines[1].strip().startswith("Alphacar")
    assert lines[2] == ""
    assert "BOXED WARNING" in lines[3]


def test_uses_without_a_date_have_no_column_for_it(alpha: Drug, world: Knowledge) -> None:
    dated, undated = (replace(alpha, indications={"one": use(approved=day)}) for day in ("2020-01-02", None))
    assert re.search(r"Who +Approved$", shown(dated, world), re.MULTILINE)
    assert not re.search(r"Who +Approved", shown(undated, world))


def test_a_program_that_the_boxed_warning_names_is_not_said_again(alpha: Drug, world: Knowledge) -> None:
    watch = replace(alpha.monitoring, rems={"one": Claim(text="x", brief="ALPHACAR REMS", cite=CITE)})
    drug = replace(alpha, monitoring=watch, boxed_warning={})
    assert "REMS" in shown(drug, world)
    boxed = BoxedWarning(topic="Program", text="x", plain="x", brief="Only through the ALPHACAR REMS", cite=CITE)
    assert shown(replace(drug, boxed_warning={"one": boxed}), world).count("ALPHACAR REMS") == 1


def test_a_removed_element_of_the_boxed_warning_is_not_shown(alpha: Drug, world: Knowledge) -> None:
    said = shown(alpha, world)
    assert "BOXED WARNING" in said
    assert "Restricted program" not in said
    assert "Until" not in said, "what was replaced is on the full page"


def test_an_element_of_the_boxed_warning_is_one_line_with_its_hazard(alpha: Drug, world: Knowledge) -> None:
    cancers = BoxedWarning(topic="T-cell cancers", text="T.", plain="P.", brief="Seen after such cells", cite=CITE)
    crs = replace(alpha.boxed_warning["crs"], brief="CRS, can be fatal; treat with tocilizumab")
    said = shown(replace(alpha, boxed_warning={"crs": crs, "cancers": cancers}), world)
    assert "CRS, can be fatal" in said
    assert "T-cell cancers" in said, "a few words that do not name the hazard stand beside it"


def test_a_label_without_a_boxed_warning_says_so(alpha: Drug, world: Knowledge) -> None:
    none = Claim(text="The label has no boxed warning.", cite=CITE)
    said = shown(replace(alpha, boxed_warning={}, no_boxed_warning=none), world)
    assert "Boxed warning" in said
    assert "The label has none." in said


def test_a_withdrawn_use_is_said_apart_and_not_counted(alpha: Drug, world: Knowledge) -> None:
    gone = use(
        cancer="melanoma", status=Status.WITHDRAWN, withdrawn_on=PartialDate("2023-05"), setting=Setting.ADVANCED
    )
    drug = replace(alpha, indications={**alpha.indications, "gone": gone})
    said = shown(drug, world)
    (line,) = [line for line in said.splitlines() if "Melanoma" in line]
    assert line.split() == ["Withdrawn", "Melanoma,", "advanced,", "2023-05"]
    listed = screen(drug_list_page((drug,), [], names_of(world), world.edition), world)
    assert "Melanoma" not in listed
    other = screen(
        cancer_page(world.get(Cancer, "melanoma"), [drug], names_of(world), Level.CLINICAL, world.edition), world
    )
    assert "No product that we list is approved for it." in other
    assert "Withdrawn" in other


def test_a_withdrawn_use_of_many_is_not_counted(alpha: Drug, world: Knowledge) -> None:
    many = {f"use-{number}": use(line=number % 3 + 1) for number in range(9)}
    gone = use(cancer="melanoma", status=Status.WITHDRAWN, withdrawn_on=PartialDate("2023-05"))
    said = shown(replace(alpha, indications={**many, "gone": gone}, efficacy={}), world)
    assert "Approved for (9 uses)" in said
    assert "1st line ×3" in said
    assert "Withdrawn" in said


def test_a_use_without_a_line_says_so(alpha: Drug, world: Knowledge) -> None:
    assert "line not stated" in shown(replace(alpha, indications={"one": use()}, efficacy={}), world)
    lymphoma = world.get(Cancer, "lymphoma")
    page = cancer_page(
        lymphoma, [replace(alpha, indications={"one": use()})], names_of(world), Level.CLINICAL, world.edition
    )
    assert "No line stated" in screen(page, world)


def test_deaths_are_said_beside_the_severe_share(alpha: Drug, world: Knowledge) -> None:
    one = rate(any_grade=Count(n=90), grade_3_plus=Count(n=9), fatal=Count(n=3), headline=True)
    said = shown(replace(alpha, safety={"crs": one}), world)
    (head,) = [line for line in said.splitlines() if "Grade 3+" in line]
    assert "Died" in head
    (row,) = [line for line in said.splitlines() if line.startswith("  CRS") and "90" in line]
    assert row.split()[-2:] == ["9", "3"]


def test_a_calendar_shows_what_holds_until_when(alpha: Drug, world: Knowledge) -> None:
    def until(day: int, brief: str) -> dict[str, Claim]:
        return {"current": Claim(text=f"{brief}.", brief=brief, until_day=day, cite=CITE)}

    watch = replace(alpha.monitoring, daily=until(7, "Daily for 7 days"), driving=until(14, "No driving for 2 weeks"))
    page = drug_page(replace(alpha, monitoring=watch), SHORT_SECTIONS, Level.CLINICAL, names_of(world), world.edition)
    said = screen(page, world)
    bars = {line.split()[0]: line.count("█") for line in said.splitlines() if "█" in line}
    assert 1.5 < bars["Driving"] / bars["Daily"] < 2.5
    assert "day 0 = infusion" in said
    assert "Daily checks: day 0 to day 7. Daily for 7 days" in spoken(page, world)


def test_the_current_label_has_no_mark_and_a_foreign_text_names_its_country(world: Knowledge) -> None:
    page = Page(
        title="t",
        subtitle="",
        blocks=(Prose(Cited("a", (("alpha-label", "section 1"),))), Prose(Cited("b", (("swiss-leaflet", "page 2"),)))),
        as_of=dt.date(2026, 1, 31),
        brief=True,
    )
    said = screen(page, world)
    assert "a\n" in said
    assert "b [1]" in said, "what has a mark is numbered first"
    assert "(CH)" in said
    foreign = replace(world.get(Source, "alpha-label"), jurisdiction="EU")
    notes = footnotes(page, lambda name: foreign if name == "alpha-label" else world.get(Source, name))
    assert all(note.marked for note in notes.values())
    assert "Label (EU)" in sources_short(notes.values())


def test_an_older_edition_of_a_label_keeps_its_mark(world: Knowledge) -> None:
    new = world.get(Source, "alpha-label")
    old = replace(new, id="old", published=PartialDate("2019-01"))
    page = Page(
        title="t",
        subtitle="",
        blocks=(Prose(Cited("a", (("alpha-label", "1"),))), Prose(Cited("b", (("old", "1"),)))),
        as_of=dt.date(2026, 1, 31),
        brief=True,
    )
    notes = footnotes(page, {"alpha-label": new, "old": old}.__getitem__)
    assert new.kind is SourceKind.LABEL
    assert {name: note.marked for name, note in notes.items()} == {"alpha-label": False, "old": True}


def test_the_edition_that_most_of_a_page_rests_on_has_no_mark(world: Knowledge) -> None:
    new = world.get(Source, "alpha-label")
    old = replace(new, id="old", published=PartialDate("2019-01"))
    rows = (*(Prose(Cited(text, (("old", "1"),))) for text in "ab"), Prose(Cited("c", (("alpha-label", "1"),))))
    page = Page(title="t", subtitle="", blocks=rows, as_of=dt.date(2026, 1, 31), brief=True)
    notes = footnotes(page, {"alpha-label": new, "old": old}.__getitem__)
    assert {name: note.marked for name, note in notes.items()} == {"alpha-label": True, "old": False}
    assert "US label: Alphacar 2019-01." in sources_short(notes.values())


# --- side effects ---------------------------------------------------------------------------------------------------


def test_911_is_first_and_no_sign_is_left_out(world: Knowledge, alpha: Drug) -> None:
    call = Call(
        now=world.get(SideEffect, "crs").call.now,  # type: ignore[union-attr]
        emergency={
            "lungs": Claim(topic="Trouble breathing, chest pain", plain="You have trouble breathing.", cite=CITE),
            "head": Claim(topic="Head", plain="You have a sudden headache. It is bad.", cite=CITE),
        },
    )
    page = drug_profile_short(alpha, world.by_id(SideEffect), call, Level.CLINICAL, world.edition)
    first = page.blocks[0]
    assert isinstance(first, Alert)
    assert first.title == "CALL 911"
    assert [text.text for _, text in first.items] == ["Trouble breathing, chest pain", "A sudden headache"]
    notes = footnotes(page, lambda name: world.get(Source, name))
    colored = terminal.render(page, notes, 100, color=True)
    red, second = (re.search(code, colored) for code in (r"48;5;160m|7;31m", r"38;5;130m|33m"))
    assert red
    assert second
    assert red.start() < second.start(), "red ground first, the second color after it"
    assert "CALL 911\n- Trouble breathing" in spoken(page, world)


def test_a_sign_is_told_as_a_whole() -> None:
    def told(plain: str, level: CallLevel = CallLevel.NOW) -> list[str]:
        return signs_in_short(Claim(plain=plain, cite=CITE), level)

    urine = "You pass very little urine, or swell up"
    assert told(f"{urine}. Tell your nurse.") == [urine]
    assert told("You have an organ. Or you have a cough.") == ["An organ", "A cough"], "what an Or adds is a sign too"
    twice = "Call your team now, day or night, for a fever. Call your team also for a cough, and for chills. Call 911."
    assert told(twice) == ["A fever", "A cough, and chills"], "the same order again names more signs"
    assert told("You have a fever. Call your team now.") == ["A fever"], "an order alone is no sign"
    more = (
        "Your skin turns yellow. Your urine is dark. You vomit. Also call if it burns. Call for a rash, day or night."
    )
    assert told(more) == [
        "Your skin turns yellow",
        "Your urine is dark",
        "You vomit",
        "It burns",
        "A rash, day or night",
    ]
    aside = (
        "You have a cough. Your immune system may cause it. Ask before you take a medicine. Call even if it is mild."
    )
    assert told(aside) == ["A cough"], "what explains a sign, or says what to do, is no sign"
    later = "Tell your team the same day about a rash. Tell your team the same day if it itches. Call your team now."
    assert told(later, CallLevel.SAME_DAY) == ["A rash", "It itches"]
    both = "You have loose stools, or see blood in them"
    assert told(f"{both}.") == [both], "no verb stands without its subject"
    assert told("You have a transplanted organ and notice a sign.") == [
        "You have a transplanted organ and notice a sign"
    ]
    assert told("Tell your team the same day about a rash, or if the skin is sore.", CallLevel.SAME_DAY) == [
        "A rash, or the skin is sore"
    ]


def test_each_sign_has_a_line_of_its_own_and_short_ones_share_one(world: Knowledge, alpha: Drug) -> None:
    short = {name: Claim(plain=f"{name} pain.", cite=CITE) for name in ("Chest", "Belly", "Head", "Back")}
    long = "You bruise easily, your nose or gums bleed a little, or you have tiny red spots on the skin"
    now = {"bruises": Claim(plain=f"{long}.", cite=CITE), "rash": Claim(plain="You have a new rash.", cite=CITE)}
    call = Call(emergency=short, now=now)
    page = drug_profile_short(alpha, world.by_id(SideEffect), call, Level.CLINICAL, world.edition)
    for width, beside in ((100, True), (60, False), (40, False)):
        above, _, _ = screen(page, world, width).partition("\n  ┃")
        assert above.endswith("\n"), "air between the title and the signs"
        lines = [line.lstrip() for line in screen(page, world, width).splitlines() if line.lstrip().startswith("┃")]
        signs = "\n".join(lines)
        assert signs.count("•") == len(short) + len(now)
        assert any(line.count("•") > 1 for line in lines), "short signs side by side"
        assert ("CALL TEAM NOW  •" in signs) is beside
        assert all(line.count("•") == 1 for line in lines if "rash" in line or "bruise" in line)
        assert not any(line.endswith("•") for line in lines)


def test_many_signs_run_on_and_keep_their_words_and_their_points(world: Knowledge, alpha: Drug) -> None:
    signs = [f"You notice sign {number} of the many that need a call" for number in range(30)]
    now = {str(number): Claim(plain=f"{sign}.", cite=CITE) for number, sign in enumerate(signs)}
    call = Call(now=now, same_day={"late": Claim(plain="You have a mild rash.", cite=CITE)})
    page = drug_profile_short(alpha, world.by_id(SideEffect), call, Level.PLAIN, world.edition)
    now_block, same_day = [block for block in page.blocks if isinstance(block, Alert) and block.level]
    assert (now_block.running, same_day.running) == (True, True)
    for width in (100, 60):
        lines = [line.lstrip().removeprefix("┃") for line in screen(page, world, width).splitlines()]
        said = " ".join(" ".join(lines).split())
        assert all(f"• {sign}" in said for sign in signs)
    # One that can wait keeps its own lines where that costs no more than one.
    waits = {"a": "A sign of one line that is rather long and says a good deal of it", "b": "Another one, as long"}
    same = {name: Claim(plain=f"{sign}, and then some more words.", cite=CITE) for name, sign in waits.items()}
    last = screen(drug_profile_short(alpha, {}, Call(same_day=same), Level.PLAIN, world.edition), world, 60)
    assert not any(line.lstrip("┃ ").find("•", 3) > 0 for line in last.splitlines() if "┃" in line)
    few = drug_profile_short(alpha, {}, replace(call, now=dict([*now.items()][:5])), Level.PLAIN, world.edition)
    assert not next(block for block in few.blocks if isinstance(block, Alert)).running


def test_the_picture_is_of_the_severe_share_and_deaths_are_words(world: Knowledge, alpha: Drug) -> None:
    rates = {
        "crs": rate(any_grade=Count(n=100), grade_3_plus=Count(n=38), fatal=Count(n=2)),
        "leak": rate(effect="capillary-leak", fatal=Count(n=1)),
    }
    page = drug_profile_short(
        replace(alpha, safety=rates), world.by_id(SideEffect), None, Level.CLINICAL, world.edition
    )
    (table,) = tables(page)
    assert table.columns[1:4] == (*GRADES[Level.CLINICAL], PICTURE_COLUMN)
    crs, leak = sorted(table.rows, key=lambda row: row[0].text != "Cytokine release syndrome")
    assert crs[3].share == pytest.approx(35.2, abs=0.1)
    assert "2 of 108" in [cell.text for cell in crs]
    assert leak[3].share is None
    assert "1 of 108" in [cell.text for cell in leak]
    assert died(rate(fatal=Count(n=0))) == ""


def test_lowest_comes_before_highest(alpha: Drug) -> None:
    other = replace(alpha, id="other", names=replace(alpha.names, brand="Othercar"))
    counted = [
        DrugRate(other, rate(grade_3_plus=Count(percent=26), any_grade=Count(percent=54))),
        DrugRate(alpha, rate(grade_3_plus=Count(percent=3.2), any_grade=Count(percent=91))),
    ]
    assert lowest_to_highest(counted, severe=True) == "3.2% to 26% Othercar"
    assert lowest_to_highest(counted, severe=False) == "54% to 91% Alphacar"


def test_a_kind_with_several_products_warns_of_comparing(world: Knowledge, alpha: Drug) -> None:
    other = replace(alpha, id="other", names=replace(alpha.names, brand="Othercar"))
    page = therapy_profile_short(
        world.get(Therapy, "car-t"), world.by_id(SideEffect), [alpha, other], Level.CLINICAL, world.edition
    )
    assert DIFFERENT_TRIALS in screen(page, world)


@pytest.mark.parametrize(("unit", "days"), [("hours", 2 / 24), ("days", 2), ("weeks", 14), ("months", 60.8)])
def test_onset_is_counted_in_days(unit: str, days: float) -> None:
    assert in_days(Span(median=2, unit=unit)) == pytest.approx(days)


def test_treatment_is_told_by_grade_to_professionals_and_in_words_to_patients(world: Knowledge, alpha: Drug) -> None:
    rows = {
        "2": GradeRow(cells=("Grade 2: needs oxygen", "Drug 8 mg/kg IV. Repeat."), plain="You get a drug.", cite=CITE)
    }
    table = ManagementTable(title="CRS", effect="crs", columns=("Grade", "Drug"), rows=rows, cite=CITE)
    crs = world.get(SideEffect, "crs")

    def said(level: Level) -> str:
        return screen(effect_short(crs, [], world.by_id(Therapy), [(alpha, table)], level, world.edition), world)

    assert "Grade 2" in said(Level.CLINICAL)
    assert "Drug 8 mg/kg IV" in said(Level.CLINICAL)
    assert "You get a drug." in said(Level.PLAIN)
    assert "8 mg/kg" not in said(Level.PLAIN)


@pytest.mark.parametrize("level", Level)
def test_any_grade_stands_before_grade_3_on_every_page(level: Level, world: Knowledge, alpha: Drug) -> None:
    other = replace(alpha, id="other", names=replace(alpha.names, brand="Othercar"))
    effects, car_t, edition = world.by_id(SideEffect), world.get(Therapy, "car-t"), world.edition
    counted = [DrugRate(drug, one) for drug in (alpha, other) for one in drug.safety.values() if one.effect == "crs"]
    pages = [
        drug_page(alpha, SHORT_SECTIONS, level, names_of(world), edition),
        drug_page(alpha, tuple(Section), level, names_of(world), edition),
        drug_profile_short(alpha, effects, None, level, edition),
        drug_profile_page(alpha, effects, level, edition, car_t.day_zero),
        therapy_profile_short(car_t, effects, [alpha, other], level, edition),
        therapy_profile_page(car_t, effects, [alpha, other], level, edition),
        effect_short(world.get(SideEffect, "crs"), counted, world.by_id(Therapy), [], level, edition),
    ]
    for page in pages:
        (heads, *_) = [table.columns for table in tables(page) if set(GRADES[level]) <= set(table.columns)]
        assert heads.index(GRADES[level][1]) == heads.index(GRADES[level][0]) + 1, page.title


def test_usable_in_a_line_means_this_line_or_an_earlier_one(small: Run) -> None:
    assert "Alphacar" in small("drug", "list", "--line", "9").stdout
    assert "Alphacar" not in small("drug", "list", "--line", "1").stdout


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


# --- how long -------------------------------------------------------------------------------------------------------


def test_first_screens_are_short(facts: Knowledge) -> None:
    names = names_of(facts)
    found: list[tuple[str, int]] = []

    def measure(name: str, most: int, page: Page) -> None:
        assert "\n\n\n" not in screen(page, facts, 40), name
        lines = screen(page, facts).count("\n")
        if lines > most:
            found.append((name, lines))

    every = facts.all(Drug)
    effects = facts.by_id(SideEffect)
    for level in Level:
        for drug in every:
            more = (f"immuno drug show {drug.id} --all", f"immuno side-effects {drug.id}")
            few = len(list(active_uses(drug))) <= 3
            measure(drug.id, 45 if few else 60, drug_page(drug, SHORT_SECTIONS, level, names, facts.edition, more))
            call = facts.get(Therapy, drug.therapy).call
            measure(f"{drug.id}: effects", 45, drug_profile_short(drug, effects, call, level, facts.edition))
        for therapy in facts.all(Therapy):
            drugs: Sequence[Drug] = facts.drugs_of(therapy)
            measure(therapy.id, 45, therapy_profile_short(therapy, effects, drugs, level, facts.edition))
            kinds = tuple(other for other in facts.all(Therapy) if other.parent == therapy.id)
            shown = therapy_short_page(therapy, kinds, tuple(drugs), level, facts.edition)
            measure(f"{therapy.id}: shown", 60, shown)
        for effect in effects.values():
            counted = [DrugRate(drug, rate) for drug, rate in facts.rates_of(effect)]
            treated = facts.management_of(effect)
            page = effect_short(effect, counted, facts.by_id(Therapy), treated, level, facts.edition)
            measure(effect.id, 60, page)
        for cancer in facts.all(Cancer):
            measure(cancer.id, 60, cancer_page(cancer, every, names, level, facts.edition))
    measure("therapies", 24, therapy_list_page(facts.all(Therapy), every, facts.edition))
    assert found == [], found


@pytest.mark.parametrize("level", Level)
def test_the_first_lines_of_a_cancer_name_every_product_approved_for_it(level: Level, facts: Knowledge) -> None:
    drugs = facts.all(Drug)
    for cancer in facts.all(Cancer):
        first = screen(cancer_page(cancer, drugs, names_of(facts), level, facts.edition), facts).splitlines()[:24]
        words = set(re.findall(r"[\w-]+", " ".join(first)))
        for drug in drugs:
            if any(one.cancer == cancer.id for one in active_uses(drug)):
                assert set(drug.names.brand.split()) <= words, (cancer.id, drug.id)


def test_what_is_called_the_form_under_the_skin_is_given_there(facts: Knowledge) -> None:
    """A word after the brand of another product of its kind means so on the page of a cancer."""
    brands = {drug.names.brand: drug for drug in facts.all(Drug)}
    forms = [
        drug for drug in brands.values() if drug.names.brand.partition(" ")[0] in brands and " " in drug.names.brand
    ]
    assert len(forms) >= 9
    assert [form.id for form in forms if routes_of(form) != {"subcutaneous"}] == []


def test_a_form_under_the_skin_shares_the_row_of_its_product(alpha: Drug, world: Knowledge) -> None:
    old = replace(alpha, indications={"one": use(approved=PartialDate("2017-01-01"))})
    new = replace(alpha, id="new", names=replace(alpha.names, brand="Alphacar Sub"))
    drugs = [replace(new, indications={"one": use(approved=PartialDate("2025-01-01"))}), old]
    page = cancer_page(world.get(Cancer, "lymphoma"), drugs, names_of(world), Level.CLINICAL, world.edition)
    (table,) = tables(page)
    assert [(row[0].text, row[2].text) for row in table.rows] == [("Alphacar (Sub)", "2017-01-01")]
    other = [replace(drug, indications={"one": use(population="Children.")}) if drug is old else drug for drug in drugs]
    page = cancer_page(world.get(Cancer, "lymphoma"), other, names_of(world), Level.CLINICAL, world.edition)
    assert len(tables(page)[0].rows) == 2, "a use of one form alone has its own row"


def test_the_list_of_products_has_one_line_for_each_where_it_can(facts: Knowledge) -> None:
    drugs = facts.all(Drug)

    def listed(width: int, *, everything: bool = False) -> list[str]:
        page = drug_list_page(drugs, [], names_of(facts), facts.edition, everything=everything)
        return screen(page, facts, width).splitlines()

    lines = listed(80)
    assert lines[1].strip().startswith("9 FDA-approved T-cell products")
    assert len(lines) <= 60
    (first,) = [index for index, line in enumerate(lines) if line.split()[:2] == ["Abecma", "ide-cel"]]
    products = [line for line in lines[first:] if re.search(r"\S  .* \d{4}-\d\d-\d\d$", line)]
    assert len(products) == 9
    rows = lines[first : lines.index(next(line for line in lines if line.startswith("  2+")))]
    assert len(rows) <= 9 + 2 + 2, "two headings of kinds, and two products with a long row"
    whole = listed(80, everything=True)
    assert sum(bool(re.search(r"\S  .* \d{4}(-\d\d)*$", line)) for line in whole) == len(drugs)
