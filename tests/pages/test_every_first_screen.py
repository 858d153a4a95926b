"""Over all products: what the first screens may not leave out, because a reader would act on its absence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from immuno_cli.choices import SHORT_SECTIONS, Level, Section
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Drug, Pathway, Rate, SideEffect, Status, Therapy
from immuno_cli.pages.cancer import cancer_page
from immuno_cli.pages.drug import drug_list_page, drug_page
from immuno_cli.pages.drug_short import key_rates
from immuno_cli.pages.numbers import DIFFERENT_TRIALS, count_share
from immuno_cli.pages.page import Alert, Cited, Facts, Heading, Page, Table, Timeline, cited, texts
from immuno_cli.pages.rates import GRADES
from immuno_cli.pages.side_effects_short import drug_profile_short
from immuno_cli.pages.statements import before_semicolon, topic_of
from made import names_of


class Screens(NamedTuple):
    """The two first screens of one product at one level of words."""

    drug: Drug
    level: Level
    product: Page
    effects: Page


@pytest.fixture(scope="module")
def every(facts: Knowledge) -> list[Screens]:
    names, effects = names_of(facts), facts.by_id(SideEffect)
    return [
        Screens(
            drug,
            level,
            drug_page(drug, SHORT_SECTIONS, level, names, facts.edition),
            drug_profile_short(drug, effects, facts.get(Therapy, drug.therapy).call, level, facts.edition),
        )
        for drug in facts.all(Drug)
        for level in Level
    ]


def alerts(page: Page, *, boxed: bool) -> list[Alert]:
    return [block for block in page.blocks if isinstance(block, Alert) and block.boxed is boxed]


def rows(page: Page) -> Iterator[dict[str, Cited]]:
    """Yield the rows of the tables that count side effects, by column."""
    for block in page.blocks:
        if isinstance(block, Table) and {*GRADES[Level.CLINICAL], *GRADES[Level.PLAIN], "Died"} & {*block.columns}:
            for row in block.rows:
                yield dict(zip(block.columns, row, strict=True))


def values(page: Page, label: str) -> list[str]:
    found = [row for block in page.blocks if isinstance(block, Facts) for row in block.rows]
    return [value.text for name, row in found if name == label for value in row]


def said(page: Page) -> str:
    return "\n".join(text.text for text in texts(page.blocks))


def someone_died(rate: Rate) -> bool:
    return rate.current and bool(count_share(rate.fatal, rate.treated))


# --- the boxed warning, and when to call ----------------------------------------------------------------------------


def test_every_element_of_a_boxed_warning_stands_first_with_its_own_source(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        warnings = drug.warnings_that_stand
        shown = alerts(page, boxed=True)
        if not warnings:
            assert shown == [], drug.id
            continue
        (box,) = shown
        calls = alerts(page, boxed=False) if level is Level.PLAIN else []
        assert page.blocks[: len(calls) + 1] == (*calls, box), f"{drug.id}: nothing but when to call stands above it"
        assert not calls or calls[0].title == "CALL 911", drug.id
        assert [text.places for _, text in box.items] == [cited("", one.cite).places for one in warnings], drug.id
        for warning, (label, text) in zip(warnings, box.items, strict=True):
            if level is Level.PLAIN:
                assert (
                    label == topic_of(warning, level)
                    or (warning.plain or "").startswith(text.text)
                    or (text.text == topic_of(warning, level))
                ), drug.id
            else:
                first = before_semicolon(warning.brief or warning.text)[:20].casefold()
                assert first in text.text.casefold(), (drug.id, text.text)


def test_the_side_effects_of_a_product_name_every_hazard_of_its_boxed_warning(every: list[Screens]) -> None:
    for drug, level, _, page in every:
        named = [text.text for box in alerts(page, boxed=True) for _, text in box.items]
        assert named == [topic_of(warning, level) for warning in drug.warnings_that_stand], drug.id


def test_every_sign_that_needs_a_call_is_on_the_side_effects_of_a_product(
    every: list[Screens], facts: Knowledge
) -> None:
    for drug, _, _, page in every:
        call = drug.call or facts.get(Therapy, drug.therapy).call
        assert call is not None, drug.id
        levels = {"CALL 911": call.emergency, "CALL TEAM NOW": call.now, "SAME DAY": call.same_day}
        shown = alerts(page, boxed=False)
        assert page.blocks[: len(shown)] == tuple(shown), f"{drug.id}: nothing stands above them"
        assert [alert.title for alert in shown] == [title for title, signs in levels.items() if signs], drug.id
        for alert in shown:
            told = [text for _, text in alert.items]
            assert all(text.text for text in told)
            for sign in levels[alert.title].values():
                assert any(text.places == cited("", sign.cite).places for text in told), (drug.id, sign.plain)
            assert len(told) >= len(levels[alert.title]), drug.id


# --- uses -----------------------------------------------------------------------------------------------------------


def test_every_withdrawn_use_is_said_with_its_day_and_in_no_list(every: list[Screens], facts: Knowledge) -> None:
    names, drugs = names_of(facts), facts.all(Drug)
    met = 0
    for drug, level, page, _ in every:
        gone = [use for use in drug.indications.values() if use.status is Status.WITHDRAWN]
        shown = values(page, "Withdrawn")
        assert len(shown) == len(gone), drug.id
        for use, text in zip(gone, shown, strict=True):
            met += 1
            cancer = names.plain(use.cancer) if level is Level.PLAIN else names.cancer(use.cancer)
            assert text.startswith(cancer)
            assert text.endswith(str(use.withdrawn_on or "day not known"))
            of_cancer = cancer_page(facts.get(Cancer, use.cancer), drugs, names, level, facts.edition)
            assert any(line.startswith(drug.names.brand) for line in values(of_cancer, "Withdrawn"))
            if not any(one.cancer == use.cancer for one in drug.indications.values() if one is not use):
                in_list = said(drug_list_page((drug,), ["x"], names, facts.edition)).replace(drug.names.brand, "")
                assert not re.search(rf"\b{re.escape(names.cancer(use.cancer))}\b", in_list), drug.id
    assert met


def test_every_use_that_stands_is_named_and_an_accelerated_one_called_so(
    every: list[Screens], facts: Knowledge
) -> None:
    names = names_of(facts)
    for drug, level, page, _ in every:
        uses = [use for use in drug.indications.values() if use.status is Status.ACTIVE]
        told = said(page)
        for use in uses:
            cancers = {names.plain(use.cancer)} if level is Level.PLAIN else {*map(names.cancer, [use.cancer])}
            assert any(cancer in told for cancer in {*cancers, names.whole(use.cancer)}), (drug.id, use.cancer)
        if level is Level.CLINICAL:
            accelerated = sum(use.pathway is Pathway.ACCELERATED for use in uses)
            counted = sum(int(number) for number in re.findall(r"\((\d+) accelerated\)", told))
            assert told.count("(accelerated)") + counted >= accelerated, drug.id


# --- how it is given ------------------------------------------------------------------------------------------------


def test_no_step_and_no_chemotherapy_is_cut_off(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        for label, claims in (("Step-up", drug.dosing.step_up), ("Chemo before", drug.dosing.lymphodepletion)):
            shown = values(page, label)
            if level is Level.PLAIN and label == "Chemo before" and len(claims) > 1:
                # A patient reads the first; how many more there are is said.
                assert shown, drug.id
                continue
            assert not any(re.fullmatch(r"\+\d+ more", value) for value in shown), drug.id
            brief = [claim for claim in claims.values() if claim.brief and not claim.detail]
            wanted = [claim.plain if level is Level.PLAIN else claim.brief for claim in brief]
            for words in filter(None, wanted):
                assert any(words.casefold() in value.casefold() for value in shown), (drug.id, words)


def test_what_is_left_out_of_a_row_is_counted(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        shown = values(page, "Dose")
        doses = [claim for claim in drug.dosing.dose.values() if not claim.detail]
        if level is Level.CLINICAL and all(claim.brief for claim in doses) and len(doses) > 1:
            more = sum(int(value[1:].split()[0]) for value in shown if re.fullmatch(r"\+\d+ more", value))
            assert len([value for value in shown if not value.startswith("+")]) + more >= len(doses), drug.id


def test_the_calendar_ends_when_the_label_says(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        watch = drug.monitoring
        groups = {
            "Daily checks": watch.daily, "Watched": watch.later, "Hospital": watch.hospital,
            "Stay near": watch.stay_near, "Driving": watch.driving, "REMS": watch.rems,
        }  # fmt: skip
        wanted = {
            (label, claim.until_day)
            for label, claims in groups.items()
            for claim in claims.values()
            if claim.until_day and not claim.detail and (level is Level.CLINICAL or claim.plain)
        }
        bars = [bar for block in page.blocks if isinstance(block, Timeline) for bar in block.bars]
        if level is Level.PLAIN and watch.daily and watch.stay_near:
            # While one must stay near, one is watched.
            wanted = {(label, end) for label, end in wanted if label != "Watched"}
        assert {(bar.label, bar.end) for bar in bars} == wanted, drug.id


# --- numbers --------------------------------------------------------------------------------------------------------


def test_where_a_label_counts_deaths_the_side_effects_say_how_many(every: list[Screens]) -> None:
    silent = [
        f"{drug.id} ({level})"
        for drug, level, _, page in every
        if any(map(someone_died, drug.safety.values()))
        and not any(re.search(r"\d%?( of \d+)?$", row["Died"].text) for row in rows(page) if "Died" in row)
    ]
    assert silent == []


def test_every_chosen_number_of_deaths_is_in_its_column_or_in_the_range(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        dead = [rate for rate in key_rates(drug) if someone_died(rate)]
        shown = [row["Died"].text for row in rows(page) if row.get("Died") and row["Died"].text]
        ranges = [value for value in values(page, "Elsewhere") if "died of " in value]
        grouped = sum(int(found[1]) if (found := re.search(r"; (\d+) groups", value)) else 1 for value in ranges)
        if level is Level.PLAIN and ranges:
            # The ranges hold them all.
            grouped = len(dead)
        assert len(shown) + grouped >= len(dead), drug.id
        for rate in dead:
            number = str(rate.fatal.n) if rate.fatal and rate.fatal.n is not None else ""
            assert ranges or not number or any(text.split()[0] == number for text in shown), (drug.id, number)


def test_nobody_has_a_side_effect_more_often_severely_than_at_all(every: list[Screens]) -> None:
    """Were the columns or their heads exchanged, it would be so in nearly every row."""

    def per_cent(text: str) -> float | None:
        found = re.findall(r"(\d[\d.]*)%", text)
        return float(found[-1]) if found and "grade 4" not in text else None

    compared = 0
    for drug, level, *pages in every:
        for page in pages:
            for row in rows(page):
                any_grade, severe = (per_cent(row[head].text) if head in row else None for head in GRADES[level])
                if any_grade is not None and severe is not None:
                    compared += 1
                    assert severe <= any_grade, (drug.id, [cell.text for cell in row.values()])
    assert compared > len(every)


def test_a_number_of_grade_4_alone_says_so_on_every_first_screen(every: list[Screens]) -> None:
    for drug, _, page, _ in every:
        alone = [rate for rate in key_rates(drug) if rate.grade_4]
        assert len([row for row in rows(page) if any("(grade 4)" in cell.text for cell in row.values())]) == len(alone)


def test_no_chosen_number_is_of_an_older_label_and_of_two_trials_the_warning_stands(every: list[Screens]) -> None:
    for drug, _, page, _ in every:
        rates = key_rates(drug)
        assert all(rate.current for rate in rates), drug.id
        if len({rate.trial for rate in rates}) > 1:
            heads = [getattr(block, "aside", "") for block in page.blocks]
            assert DIFFERENT_TRIALS in said(page) or DIFFERENT_TRIALS in heads, drug.id


def test_what_a_label_says_of_dose_changes_stands_beside_the_dose(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        told = any(not claim.detail for claim in drug.dosing.modifications.values())
        assert bool(values(page, "Dose changes")) is (told and level is Level.CLINICAL), drug.id


def test_of_several_step_up_schedules_each_says_for_whom_it_is(every: list[Screens]) -> None:
    several = 0
    for drug, level, page, _ in every:
        shown = [claim for claim in drug.dosing.step_up.values() if claim.brief]
        if len(shown) > 1 and level is Level.CLINICAL:
            several += 1
            for claim, text in zip(shown, values(page, "Step-up"), strict=True):
                assert (claim.topic or "").split()[0].casefold() in text.casefold(), (drug.id, text)
    assert several > 1


def test_the_rows_of_results_are_told_apart(every: list[Screens]) -> None:
    for drug, level, page, _ in every:
        for table in page.blocks:
            if isinstance(table, Table) and table.columns == ("Results", "") and level is Level.CLINICAL:
                heads = [row[0].text for row in table.rows]
                assert len(set(heads)) == len(heads), (drug.id, heads)


def test_the_largest_pool_stands_for_a_product_unless_another_trial_counts_deaths(facts: Knowledge) -> None:
    keytruda = drug_profile_short(
        facts.get(Drug, "keytruda"), facts.by_id(SideEffect), None, Level.CLINICAL, facts.edition
    )
    shown = {row["Side effect"].text: row for row in rows(keytruda)}
    assert shown["Immune-mediated pneumonitis"]["Any grade"].text == "94 (3.4%)"
    assert any("KEYNOTE-859" in name and row["Died"].text == "8%" for name, row in shown.items())


def test_a_patient_reads_no_words_of_the_trade_beside_the_numbers(facts: Knowledge) -> None:
    names = names_of(facts)
    tecvayli = drug_page(facts.get(Drug, "tecvayli"), SHORT_SECTIONS, Level.PLAIN, names, facts.edition)
    assert tecvayli.subtitle == "teclistamab-cqyv · Bispecific T-cell engagers · BCMA × CD3"
    assert values(tecvayli, "Safety program")
    whole = drug_page(facts.get(Drug, "yescarta"), tuple(Section), Level.PLAIN, names, facts.edition)
    heads = [block.text for block in whole.blocks if isinstance(block, Heading)]
    heads += [head for block in whole.blocks if isinstance(block, Table) for head in block.columns]
    assert not any(word in head for head in heads for word in ("Any grade", "Adverse reactions", "Laboratory"))
    trade = ("Pharmacology", "Identifiers", "Names and construct", "Warnings and precautions", "Reaction")
    assert not any(head.startswith(trade) for head in heads)
    assert {"Who must not get it", "What can go wrong", "Its numbers in lists of drugs"} <= {*heads}
    assert not any(text.text.startswith(("Regimen: ", "All uses: ", "All patients: ")) for text in texts(whole.blocks))
