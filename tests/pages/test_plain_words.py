"""The first screens for patients use no word that only professionals know; a term may stand in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from immuno_cli.choices import SHORT_SECTIONS, Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import CallLevel, Drug, OtherProduct, Setting, SideEffect, Therapy
from immuno_cli.pages.compare import compare_page
from immuno_cli.pages.drug import drug_page
from immuno_cli.pages.other_product import other_product_page
from immuno_cli.pages.page import Alert, Facts, Page, Table, texts
from immuno_cli.pages.side_effects_short import drug_profile_short, therapy_profile_short
from immuno_cli.pages.therapy import therapy_short_page
from immuno_cli.pages.uses import at_which_point
from made import names_of, use

CLINICAL = re.compile(
    r"\b((neo)?adjuvant|perioperative|refractory|relapsed|monotherapy|metastatic|resectable|\w+penia\w*|\w*toxicit\w+"
    r"|malignanc\w+|neoplasm\w*|hypotension|hypertension|hypoxia|pyrexia|dyspn\w+|pruritus|arthralgia|myalgia|alopecia"
    r"|stomatitis|dysgeusia|dysphagia|epistaxis|erythema|urticaria|syncope|hematuria|oliguria|asthenia|\w*edema"
    r"|hemorrhag\w+|\w*embolism|tachycardia|arrhythmia|infarction|nephritis|pneumonitis|myocarditis|hypophysitis"
    r"|hemophagocyt\w+|\w*encephalopathy|necrolysis|paresthesia|immune-(mediated|related)|infusion-related"
    r"|hypo(thyroid|gamma|natr|kal|calc|magnes|phosph|albumin|glyc)\w+|hyper(thyroid|natr|kal|calc|glyc|transam)\w+"
    r"|lymphodeplet\w+|premedicat\w+|prophyla\w+|pathogen\w*|TMB-H|MSI-H|dMMR|N?SCLC|LBCL|B-ALL|\d(st|nd|rd) line"
    r"|line\+|objective response|hazard ratio|grades? [1-5])\b"
)
DEFINED = re.compile(r"marker dMMR|tested for PD-L1, MSI-H, dMMR or TMB-H|no worse than moderate")
"""Where a sentence says itself what a term is."""


def told(page: Page) -> Iterator[str]:
    """Yield what a page says but for its title and the names of trials; words in parentheses explain."""
    for block in page.blocks:
        said = [text.text for text in texts((block,))]
        if isinstance(block, Alert):
            said += [label for label, _ in block.items]
        elif isinstance(block, Facts):
            said += [label for label, _ in block.rows]
        elif isinstance(block, Table):
            said += block.columns
        for text in said:
            yield DEFINED.sub("", re.sub(r"\([^()]*\)", "", "" if ", N=" in text else text))


def test_first_screens_for_patients_use_plain_words(facts: Knowledge) -> None:
    names, effects, level = names_of(facts), facts.by_id(SideEffect), Level.PLAIN
    pages = {}
    for drug in facts.all(Drug):
        pages[f"drug show {drug.id}"] = drug_page(drug, SHORT_SECTIONS, level, names, facts.edition)
        call = facts.get(Therapy, drug.therapy).call
        pages[f"side-effects {drug.id}"] = drug_profile_short(drug, effects, call, level, facts.edition)
    for therapy in facts.all(Therapy):
        drugs = facts.drugs_of(therapy)
        children = facts.children(therapy)
        pages[f"therapies show {therapy.id}"] = therapy_short_page(therapy, children, drugs, level, facts.edition)
        pages[f"side-effects {therapy.id}"] = therapy_profile_short(therapy, effects, drugs, level, facts.edition)
    found = [
        f"{name}: {match[0]}: {text}"
        for name, page in pages.items()
        for text in told(page)
        if (match := CLINICAL.search(text))
    ]
    assert found == [], "give the term a plain name in synonyms.yaml, or the sentence plain words"


def test_every_first_screen_for_patients_says_when_to_call_911_first(facts: Knowledge) -> None:
    vague = re.compile(r"(Breathing|Heart|Lungs|Speech|Severe reaction|Sudden signs|One side)\b(?! of)")
    for drug in facts.all(Drug):
        page = drug_page(drug, SHORT_SECTIONS, Level.PLAIN, names_of(facts), facts.edition)
        first = page.blocks[0]
        assert isinstance(first, Alert), drug.id
        assert (first.title, first.level) == ("CALL 911", CallLevel.EMERGENCY)
        assert [text.text for _, text in first.items if vague.match(text.text)] == [], "a sign says what a person sees"
    for therapy in facts.all(Therapy):
        if therapy.call:
            page = therapy_short_page(therapy, (), (), Level.PLAIN, facts.edition)
            alerts = [block for block in page.blocks if isinstance(block, Alert)]
            assert alerts[0].title == "CALL 911"


def test_a_label_without_a_boxed_warning_reassures_no_patient(facts: Knowledge) -> None:
    page = drug_page(facts.get(Drug, "opdivo"), SHORT_SECTIONS, Level.PLAIN, names_of(facts), facts.edition)
    (said,) = [text for text in told(page) if text.startswith("The label has none.")]
    assert said.endswith("The drug can still have severe side effects.")


def test_a_comparison_names_hazards_in_plain_words(facts: Knowledge) -> None:
    drugs = [facts.get(Drug, name) for name in ("yescarta", "blincyto")]

    def hazards(level: Level) -> str:
        said = texts(compare_page(drugs, level, names_of(facts), facts.edition).blocks)
        return " ".join(text.text for text in said)

    assert "Strong whole-body reaction (CRS)" in hazards(Level.PLAIN)
    assert "Strong whole-body reaction (CRS)" not in hazards(Level.CLINICAL)


def test_every_point_of_a_disease_has_plain_words() -> None:
    points = {setting: at_which_point(use(setting=setting), Level.PLAIN) for setting in Setting}
    assert [point for point in points.values() if CLINICAL.search(point)] == []
    assert points[Setting.ADJUVANT] == "after surgery"
    assert at_which_point(use(line=1), Level.PLAIN) == "first treatment"
    assert at_which_point(use(line=3), Level.PLAIN) == "after 2 or more treatments"


def test_remission_with_traces_is_no_consolidation(facts: Knowledge) -> None:
    uses = facts.get(Drug, "blincyto").indications
    assert [(name, at_which_point(one)) for name, one in uses.items()] == [
        ("mrd", "remission"),
        ("relapsed", "relapsed or refractory"),
        ("consolidation", "consolidation"),
    ]
    stated = [
        f"{drug.id}.{name}"
        for drug in facts.all(Drug)
        for name, one in drug.indications.items()
        if one.setting is Setting.CONSOLIDATION and "consolidation" not in one.population
    ]
    assert stated == [], "only where the label calls it consolidation"


def test_what_else_is_said_of_a_product_outside_the_list_is_plain_for_a_patient(facts: Knowledge) -> None:
    ryoncil = facts.get(OtherProduct, "ryoncil")
    said = [text.text for text in texts(other_product_page(ryoncil, Level.PLAIN, facts.edition).blocks)]
    use, holder = ryoncil.facts["use"], ryoncil.facts["holder"]
    assert f"{use.topic}: {use.plain}" in said
    assert any(text.startswith(f"{holder.topic}: {holder.text}") for text in said), "told in clinical words alone"
