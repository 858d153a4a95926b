"""What the real facts say at two places is the same at both: levels of urgency, shares and counts, the two levels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conftest import FACTS
from immuno_cli.facts.evidence import numbers_of
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Call, Drug, GradeRow, Scale, Therapy
from immuno_cli.facts.records import walk

KNOWLEDGE = Knowledge(FACTS)

NOW = ("bruis", r"under (your|the) right ribs|upper right", "cough(ing)? up blood", "yellow")
"""Signs that the pages of products send to the team now or to 911: no page may let them wait until later that day."""

REMS = {
    "bispecifics": {"elrexfio", "lynozyfic", "talvey", "tecvayli"},
    "modulators": {"pomalyst", "revlimid", "thalomid", "zenbexus"},
}
"""Products that a program restricts on the data date, by the page that names them. Others have none."""


def entities() -> Iterator[Entity]:
    for kind in FOLDERS:
        yield from KNOWLEDGE.all(kind)


def test_no_page_lets_wait_what_another_sends_to_the_team_now() -> None:
    found = [
        f"{entity.id}: {sentence}"
        for entity in entities()
        for _, block in walk(entity)
        if isinstance(block, Call)
        for claim in block.same_day.values()
        for sentence in re.split(r"(?<=[.!?]) ", claim.plain or "")
        if not re.search("call 911|call your team now", sentence, re.I) and re.search("|".join(NOW), sentence, re.I)
    ]
    assert found == []


def test_a_share_in_a_text_is_the_share_of_the_counts_before_it() -> None:
    """A label that misprints one is followed in the counts, and its share is left out."""
    shares = re.compile(r"([\d,]+) of (?:the )?([\d,]+)[^().;:]{0,40}\((\d+(?:\.\d+)?)%\)")
    found = [
        f"{entity.id}.{path}: {n} of {treated} is not {percent}%"
        for entity in entities()
        for path, block in walk(entity)
        for n, treated, percent in shares.findall(getattr(block, "text", None) or "")
        if abs(100 * float(n.replace(",", "")) / float(treated.replace(",", "")) - float(percent)) > 0.6
    ]
    assert found == []


def test_a_page_that_names_a_trial_counts_the_people_that_the_page_of_its_product_counts() -> None:
    """`27 of 64` or `120 people` beside the name of a trial: the file of a product with this trial has 64 and 120."""
    held: dict[str, set[float]] = {}
    for drug in KNOWLEDGE.all(Drug):
        names = {trial.name for trial in drug.trials.values() if re.search(r"[A-Z]{3}|[a-z]-?\d", trial.name)}
        for _, block in walk(drug):
            if (name := getattr(block, "trial", None)) in names:
                held.setdefault(str(name), set()).update(number for _, number in numbers_of(block))
    trial = re.compile("|".join(rf"\b{re.escape(name)}\b(?!-)" for name in sorted(held, key=len, reverse=True)))
    people = re.compile(
        r"\b\d[\d,]* of (?:the )?(\d[\d,]*)\b|N ?= ?(\d[\d,]*)|\b(\d[\d,]+) (?:people|patients|adults)\b"
    )
    found = [
        f"{entity.id}.{path}: {count} is not of {name}"
        for entity in entities()
        if not isinstance(entity, (Drug, Scale))
        for path, block in walk(entity)
        for sentence in re.split(r"(?<=[.;]) ", getattr(block, "text", None) or "")
        for name in {match[0] for match in trial.finditer(sentence)}
        if len({match[0] for match in trial.finditer(sentence)}) == 1
        for count in ("".join(groups).replace(",", "") for groups in people.findall(sentence))
        if int(count) not in held[name] | {10, 100, 1000}
    ]
    assert found == []


def test_the_plain_row_of_a_grade_names_the_hospital_stay_that_the_row_orders() -> None:
    for drug in KNOWLEDGE.all(Drug):
        for path, row in walk(drug):
            if isinstance(row, GradeRow) and row.plain:
                for hours in re.findall(r"ospitalize for (\d+) hours", " ".join(row.cells)):
                    assert re.search(rf"stay (in the hospital|there) for {hours} hours", row.plain), f"{drug.id}.{path}"


def test_the_products_under_a_rems_are_those_that_the_pages_of_their_class_name() -> None:
    """The monitoring of each says it by the words of its label, and so does the page of its class."""
    in_force = re.compile(r"only through|must enroll", re.IGNORECASE)
    restricted = {
        drug.id
        for drug in KNOWLEDGE.all(Drug)
        for claim in (drug.monitoring.rems if drug.monitoring else {}).values()
        if in_force.search(claim.text or "") and "no REMS" not in (claim.text or "")
    }
    assert restricted == set().union(*REMS.values())
    for page, products in REMS.items():
        [status] = [one for one in KNOWLEDGE.get(Therapy, page).status.values() if one.topic == "REMS"]
        brands = {KNOWLEDGE.get(Drug, name).names.brand for name in products}
        assert all(brand in (status.text or "") and brand in (status.plain or "") for brand in brands), page


def test_the_page_of_bispecifics_says_of_each_whether_it_is_infused_or_injected() -> None:
    given = KNOWLEDGE.get(Therapy, "bispecifics").given["route"].text or ""
    brands = {one.names.brand for one in KNOWLEDGE.all(Drug) if one.therapy == "bispecifics"}
    assert {brand for brand in brands if brand not in given} == set()


def test_the_page_of_bispecifics_names_each_hospital_stay_of_the_first_doses() -> None:
    """Epkinly and Lunsumio leave it to the team, by the reaction; the other labels order it for the first doses."""
    given = KNOWLEDGE.get(Therapy, "bispecifics").given["hospital"]
    ordered = {"Blincyto", "Columvi", "Elrexfio", "Imdelltra", "Kimmtrak", "Lynozyfic", "Talvey", "Tecvayli"}
    assert {brand for brand in ordered if brand not in (given.text or "") or brand not in (given.plain or "")} == set()
