"""The real facts: closed set, every rule, every page in every format, plain words that are plain."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from conftest import FACTS, ROOT, WORLD
from immuno_cli.choices import SHORT_SECTIONS, Level, Section
from immuno_cli.commands.filters import routes_of
from immuno_cli.errors import BadFacts
from immuno_cli.facts.check import check
from immuno_cli.facts.entities import names_of, references
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    Cancer,
    Citation,
    Drug,
    Edition,
    Guide,
    OtherProduct,
    Pathway,
    Scale,
    SideEffect,
    Source,
    SourceKind,
    Standing,
    Status,
    Synonyms,
    Term,
    Therapy,
)
from immuno_cli.facts.names import normalize
from immuno_cli.facts.records import walk
from immuno_cli.formats import json as as_json
from immuno_cli.formats import plain, terminal
from immuno_cli.pages.cancer import cancer_page
from immuno_cli.pages.drug import drug_list_page, drug_page
from immuno_cli.pages.other_product import other_product_page
from immuno_cli.pages.page import Page, footnotes
from immuno_cli.pages.reference import guide_page, scale_page, source_page, term_page
from immuno_cli.pages.side_effects import DrugRate, drug_profile_page, effect_page, therapy_profile_page
from immuno_cli.pages.therapy import therapy_list_page, therapy_page
from immuno_cli.pages.uses import Names
from readability import BARE, grade, longest_sentence, sentences, words

KNOWLEDGE = Knowledge(FACTS)

# FDA-approved T-cell products for cancer and their active uses as of the data date: (cancer, earliest line, approved).
# Line is None where the label states no line. A product or a use more or fewer fails here, and must be looked up.
T_CELL = {
    "abecma": {("multiple-myeloma", 3, "2024-04-04", Pathway.REGULAR)},
    "amtagvi": {("melanoma", 2, "2024-02-16", Pathway.ACCELERATED)},
    "aucatzyl": {("b-all", None, "2024-11-08", Pathway.REGULAR)},
    "breyanzi": {
        ("lbcl", 3, "2021-02-05", Pathway.REGULAR),
        ("lbcl", 2, "2022-06-24", Pathway.REGULAR),
        ("cll-sll", 3, "2024-03-14", Pathway.ACCELERATED),
        ("fl", 3, "2024-05-15", Pathway.CONVERTED),
        ("mcl", 3, "2024-05-30", Pathway.REGULAR),
        ("mzl", 3, "2025-12-04", Pathway.REGULAR),
    },
    "carvykti": {("multiple-myeloma", 2, "2024-04-05", Pathway.REGULAR)},
    "kymriah": {
        ("b-all", None, "2017-08-30", Pathway.REGULAR),
        ("lbcl", 3, "2018-05-01", Pathway.REGULAR),
        ("fl", 3, "2022-05-27", Pathway.ACCELERATED),
    },
    "tecartus": {
        ("mcl", None, "2020-07-24", Pathway.ACCELERATED),
        ("b-all", None, "2021-10-01", Pathway.REGULAR),
    },
    "tecelra": {("synovial-sarcoma", 2, "2024-08-01", Pathway.ACCELERATED)},
    "yescarta": {
        ("lbcl", 3, "2017-10-18", Pathway.REGULAR),
        ("fl", 3, "2021-03-05", Pathway.ACCELERATED),
        ("lbcl", 2, "2022-04-01", Pathway.REGULAR),
    },
}

CLASSES: dict[str, str] = {
    "checkpoint-inhibitors": (
        "bavencio imfinzi imjudo jemperli keytruda keytruda-qlex libtayo loqtorzi opdivo opdivo-qvantig "
        "opdualag penpulimab tecentriq tecentriq-hybreza tevimbra unloxcyt yervoy zynyz"
    ),
    "bispecifics": (
        "blincyto columvi elrexfio epkinly imdelltra kimmtrak lunsumio lunsumio-velo lynozyfic talvey tecvayli"
    ),
    "antibodies": (
        "arzerra bizengri campath danyelza darzalex darzalex-faspro empliciti erbitux gazyva herceptin "
        "herceptin-hylecta margenza monjuvi perjeta phesgo portrazza poteligeo rituxan rituxan-hycela "
        "rybrevant rybrevant-faspro sarclisa sarclisa-escena unituxin vyloy ziihera"
    ),
    "vaccines-viruses-genes": ("adstiladrin imlygic provenge tudriqev"),
    "bcg": ("tice-bcg"),
    "modulators": ("aldara anktiva besremi intron-a pomalyst proleukin revlimid sylatron thalomid zenbexus"),
}
"""The products of each other class, by name: the lists that the counts in `edition.yaml` are held against."""


def every(*kinds: type) -> Iterator[tuple[type, str]]:
    for kind in kinds or FOLDERS:
        for name in KNOWLEDGE.ids(kind):
            yield kind, name


def identified(pairs: Iterator[tuple[type, str]]) -> list[object]:
    return [pytest.param(kind, name, id=f"{FOLDERS[kind]}/{name}") for kind, name in pairs]


def test_every_rule_holds() -> None:
    _, problems = check(KNOWLEDGE)
    assert [str(problem) for problem in problems] == []


def members(key: str) -> set[str]:
    """Return the products of a class that the edition counts."""
    return {drug.id for drug in KNOWLEDGE.all(Drug) if drug.therapy in KNOWLEDGE.edition.sets[key].therapies}


def test_the_set_of_t_cell_products_and_uses_is_closed() -> None:
    found = {
        name: {
            (one.cancer, one.line, one.approved, one.pathway)
            for one in KNOWLEDGE.get(Drug, name).indications.values()
            if one.status is Status.ACTIVE
        }
        for name in members("t-cell")
    }
    assert found == T_CELL, "look up what is more or fewer, then write it into T_CELL above"


def test_every_class_of_products_is_closed() -> None:
    assert {key: members(key) for key in KNOWLEDGE.edition.sets if key != "t-cell"} == {
        key: set(names.split()) for key, names in CLASSES.items()
    }, "look up what is more or fewer, then name in CLASSES above every class of edition.yaml with its products"


def test_the_page_of_a_class_names_each_of_its_products_with_the_day_of_its_first_approval() -> None:
    pages = {one.id: " ".join(claim.text or "" for claim in one.status.values()) for one in KNOWLEDGE.all(Therapy)}
    for key in CLASSES:
        for name in sorted(members(key)):
            drug = KNOWLEDGE.get(Drug, name)
            brand, text = drug.names.brand, pages[drug.therapy]
            assert brand.casefold() in text.casefold(), (
                f"therapies/{drug.therapy}.yaml: no `text` in `status` names {brand}; write it with its first approval"
            )
            for inside in re.findall(rf"\b{re.escape(brand)} \(([^)]*)\)", text):
                dates = re.findall(r"\b[12][0-9]{3}(?:-[0-9]{2}){0,2}\b", inside)
                assert not dates or dates[0] == str(drug.first_approval.date), f"{drug.therapy}: {brand}, {dates}"


def test_a_use_without_the_day_of_its_approval_says_so() -> None:
    for drug in KNOWLEDGE.all(Drug):
        about = [text for key, text in drug.gaps.items() if key.startswith("indications")]
        for key, use in drug.indications.items():
            if len(str(use.approved or "")) < len("2024-01-31"):
                said = [*about, use.note or ""]
                assert any(re.search(r"\b(day|date|month|year)s?\b", text) for text in said), f"{drug.id}: {key}"


def test_the_scope_is_stated_and_kept() -> None:
    others = {product.id: product.standing for product in KNOWLEDGE.all(OtherProduct)}
    for related in ("tregzi", "omisirge", "ryoncil"):
        assert others[related] is Standing.RELATED
    assert others["anito-cel"] is Standing.PENDING
    stated = " ".join(claim.text or "" for claim in KNOWLEDGE.edition.scope.values())
    assert all(KNOWLEDGE.get(Drug, name).names.brand in stated for name in T_CELL)


def test_every_name_finds_its_product_and_no_other() -> None:
    for kind in (Drug, OtherProduct):
        for entity in KNOWLEDGE.all(kind):
            for name in names_of(entity):
                for typed in (name, name.upper(), name.replace("-", " "), name.replace(" ", "")):
                    assert KNOWLEDGE.find_among(typed, (Drug, OtherProduct), "product", "") is entity


NOT_ASKED = {"treatment-related-death": "duration", "irae-eye": "frequency", "blood-test-interference": "call.now"}
"""What the page of an effect need not have: how long a death lasts, a count where the label says only less than 1%."""


@pytest.mark.parametrize("effect", KNOWLEDGE.ids(SideEffect))
def test_a_side_effect_says_what_a_reader_needs(effect: str) -> None:
    found = KNOWLEDGE.get(SideEffect, effect)
    said = {
        "definition.plain": found.definition.plain,
        "signs (`plain`)": any(claim.plain for claim in found.signs.values()),
        "call.now": found.call and (found.call.emergency or found.call.now),
        "onset": found.onset,
        "duration": found.duration,
        "frequency": found.frequency or [*KNOWLEDGE.rates_of(found)],
    }
    known = {*found.gaps, *(key.partition(".")[0] for key in found.gaps if key.startswith("frequency"))}
    missing = [part for part, value in said.items() if not value and part not in {*known, NOT_ASKED.get(effect)}]
    assert missing == [], f"side-effects/{effect}.yaml: write each, or say in `gaps` why it is not known"


@pytest.mark.parametrize("therapy", KNOWLEDGE.ids(Therapy))
def test_a_therapy_says_what_a_reader_needs(therapy: str) -> None:
    found = KNOWLEDGE.get(Therapy, therapy)
    parts = ["made_from", "given", "cancers", "who_may_benefit", "limits", "effects_serious", "research"]
    parts += ["profile"] if KNOWLEDGE.drugs_of(found) else []
    said = {
        "routes": found.routes,
        "how_it_works (`plain`)": any(claim.plain for claim in found.how_it_works.values()),
        "how_it_works (`text`)": any(claim.text for claim in found.how_it_works.values()),
        "call.emergency": found.call and found.call.emergency,
        **{part: getattr(found, part) or part.replace("_", "-") in found.gaps for part in parts},
    }
    missing = [part for part, value in said.items() if not value]
    assert missing == [], f"therapies/{therapy}.yaml: write each, or say in `gaps` why it is not known"


def test_a_product_is_given_in_no_way_that_its_label_forbids() -> None:
    """Labels name those ways too: never intravenous, topical or oral."""
    routes = {drug.id: routes_of(drug) for drug in KNOWLEDGE.all(Drug)}
    by_route: dict[str, set[str]] = {}
    for name, found in routes.items():
        assert found or "dosing.route" in KNOWLEDGE.get(Drug, name).gaps, f"a brief of {name} must name a route"
        assert len(found) <= 1 or name == "intron-a", (name, found)
        for route in found:
            by_route.setdefault(route, set()).add(name)
    assert by_route["oral"] == {"pomalyst", "revlimid", "thalomid", "zenbexus"}
    assert by_route["bladder"] == {"adstiladrin", "anktiva", "tice-bcg"}
    assert by_route["intratumoral"] == {"imlygic", "tudriqev", "intron-a"}
    assert by_route["topical"] == {"aldara"}
    assert routes["intron-a"] == {"intravenous", "subcutaneous", "intratumoral", "intramuscular"}
    assert routes["opdivo-qvantig"] == routes["rybrevant-faspro"] == {"subcutaneous"}
    assert routes["arzerra"] == routes["poteligeo"] == routes["rybrevant"] == {"intravenous"}


@pytest.mark.parametrize("drug", [pytest.param(drug, id=drug.id) for drug in KNOWLEDGE.all(Drug)])
def test_a_product_is_whole_or_says_what_is_not_known(drug: Drug) -> None:
    standing = [one for one in drug.boxed_warning.values() if one.removed is None]
    assert bool(standing) != bool(drug.no_boxed_warning) or ("boxed-warning" in drug.gaps and not standing)
    cells = drug.id in T_CELL
    dosing = ["dose", "lymphodepletion", "premedication"] if cells else ["dose", "route"]
    monitoring = ["daily", "stay_near", "driving", "rems"] if cells else []
    effects = ["crs", "icans"] if cells else []
    for part in dosing:
        assert getattr(drug.dosing, part) or f"dosing.{part}" in drug.gaps, part
    for part in monitoring:
        assert getattr(drug.monitoring, part) or f"monitoring.{part}".replace("_", "-") in drug.gaps, part
    for effect in effects:
        assert any(rate.effect == effect for rate in drug.safety.values()) or f"safety.{effect}" in drug.gaps
    assert drug.call
    assert drug.call.emergency
    assert drug.call.now
    assert drug.warnings
    assert drug.populations
    assert drug.patient
    assert any(rate.headline for rate in drug.safety.values()) or (not drug.safety and "safety" in drug.gaps)
    for result in drug.efficacy.values():
        assert result.outcomes
    assert any(result.headline for result in drug.efficacy.values())
    names = {trial.name for trial in drug.trials.values()}
    for one in drug.indications.values():
        assert set(one.trials) <= names
        assert one.trials or any(key.startswith("indications") for key in drug.gaps)


@pytest.mark.parametrize("name", [drug.id for drug in KNOWLEDGE.all(Drug) if drug.therapy == "checkpoint-inhibitors"])
def test_no_new_sign_of_a_checkpoint_inhibitor_waits(name: str) -> None:
    """Their Medication Guides say to call right away about any new or worse sign, and name mild ones too."""
    call = KNOWLEDGE.get(Drug, name).call
    assert call
    now = " ".join(claim.plain or "" for claim in call.now.values())
    signs = ("rash", "itching", "tired", "cold", "weight", "new or gets worse")
    assert [sign for sign in signs if sign not in now] == []
    assert {claim.plain for claim in call.same_day.values()} <= {
        "You have a side effect that is not new and not worse, but it bothers you."
    }


@pytest.mark.parametrize(("kind", "name"), identified(every(Drug, Therapy, SideEffect, Guide)))
def test_coughing_up_blood_goes_with_vomiting_it(kind: type, name: str) -> None:
    """The lists of emergencies that products rest on name both in one line."""
    for path, block in walk(KNOWLEDGE.get(kind, name)):
        if ".emergency." in path:
            said = getattr(block, "plain", None) or ""
            assert not re.search(r"(?<!up or )\b(vomit|throw up)(s|ing)? blood", said), f"{path}: {said}"


def pages(kind: type, name: str) -> Iterator[Page]:
    """Yield every page that shows an entity, at both levels."""
    edition = KNOWLEDGE.edition
    entity: Entity = KNOWLEDGE.get(kind, name)
    effects, therapies = KNOWLEDGE.by_id(SideEffect), KNOWLEDGE.by_id(Therapy)
    names = Names(lambda name: KNOWLEDGE.get(Cancer, name), lambda name: KNOWLEDGE.get(Therapy, name))
    for level in Level:
        match entity:
            case Drug():
                yield drug_page(entity, SHORT_SECTIONS, level, names, edition)
                yield drug_page(entity, tuple(Section), level, names, edition)
                yield drug_profile_page(entity, effects, level, edition, therapies[entity.therapy].day_zero)
            case OtherProduct():
                yield other_product_page(entity, level, edition)
            case Therapy():
                drugs = KNOWLEDGE.drugs_of(entity)
                yield therapy_page(entity, KNOWLEDGE.children(entity), drugs, level, edition)
                yield therapy_profile_page(entity, effects, drugs, level, edition)
            case SideEffect():
                counted = [DrugRate(drug, rate) for drug, rate in KNOWLEDGE.rates_of(entity)]
                scales = {scale.id: scale.name for scale in KNOWLEDGE.all(Scale)}
                yield effect_page(entity, counted, therapies, scales, level, edition)
            case Cancer():
                yield cancer_page(entity, KNOWLEDGE.all(Drug), names, level, edition)
            case Scale():
                yield scale_page(entity, [], level, edition)
            case Term():
                related = [KNOWLEDGE.get(Term, one) for one in entity.related]
                yield term_page(entity, related, level, edition)
            case Guide():
                yield guide_page(entity, edition)
            case Source():
                yield source_page(entity, [], (), edition)


@pytest.mark.parametrize(("kind", "name"), identified(every()))
def test_every_entity_renders_in_every_format(kind: type, name: str) -> None:
    for page in pages(kind, name):
        notes = footnotes(page, lambda one: KNOWLEDGE.get(Source, one))
        for width in (40, 80, 120):
            shown = terminal.render(page, notes, width, color=False)
            assert max(map(len, shown.splitlines())) <= width
            assert "\n\n\n" not in shown
        spoken = plain.render(page, notes)
        assert page.title in spoken
        assert "\n\n\n" not in spoken
    record = json.loads("".join(as_json.render("x", [KNOWLEDGE.get(kind, name)], [], KNOWLEDGE)))["records"][0]
    assert record["id"] == name


def test_every_command_that_a_page_names_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page ends with what to ask next; every one of those commands must find exactly what it names."""
    from immuno_cli.cli.app import main

    named = {command for kind, name in every() for page in pages(kind, name) for command in page.next_commands}
    assert len(named) > 100
    for command in sorted(named):
        words_ = command.split()[1:]
        if not set(words_) & {"NAME", "ID", "--help"}:
            monkeypatch.setattr("sys.argv", ["immuno", *words_, "--plain"])
            with pytest.raises(SystemExit) as ended:
                main()
            assert (ended.value.code or 0, capsys.readouterr().err) == (0, ""), command


def test_lists_render() -> None:
    edition, drugs = KNOWLEDGE.edition, KNOWLEDGE.all(Drug)
    names = Names(lambda name: KNOWLEDGE.get(Cancer, name), lambda name: KNOWLEDGE.get(Therapy, name))
    for page in (drug_list_page(drugs, [], names, edition), therapy_list_page(KNOWLEDGE.all(Therapy), drugs, edition)):
        notes = footnotes(page, lambda one: KNOWLEDGE.get(Source, one))
        for width in (40, 80, 200):
            shown = re.sub(r"\s+", " ", terminal.render(page, notes, width, color=False))
            if page.title.startswith("9 "):
                for word in {word.casefold() for drug in drugs for word in drug.names.brand.split()}:
                    assert word in shown.casefold()
    listed = re.sub(r"\s+", " ", terminal.render(drug_list_page(drugs, [], names, edition), {}, 40, color=False))
    for drug in (drug for drug in drugs if drug.id in T_CELL):
        for part in (drug.names.proper, str(drug.first_approval.date)):
            assert part in listed


PRODUCT_NAMES = [
    name
    for kind in (Drug, OtherProduct)
    for entity in KNOWLEDGE.all(kind)
    for name in names_of(entity)
    if len(name) > 3
] + ["aldesleukin", "Proleukin", "tocilizumab"]


@pytest.mark.parametrize(("kind", "name"), identified(every(*(kind for kind in FOLDERS if kind is not Source))))
def test_plain_words_are_plain(kind: type, name: str) -> None:
    faults = []
    for path, block in walk(KNOWLEDGE.get(kind, name)):
        text = getattr(block, "plain", None)
        if text:
            if (found := grade(text, PRODUCT_NAMES)) > 8:
                faults.append(f"{path}: grade {found:.1f}: {text}")
            if (count := longest_sentence(text, PRODUCT_NAMES)) > 25:
                faults.append(f"{path}: a sentence of {count} words: {text}")
            if bare := BARE.search(text):
                faults.append(f"{path}: {bare[0]!r} without its number: {text}")
    assert faults == []


def avoided() -> re.Pattern[str]:
    """Return the words that docs/language.md forbids: the first column of its first table."""
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^## Not this.*?^\|---.*?\n(.*?)\n\n", page, re.DOTALL | re.MULTILINE)
    phrases = [phrase for row in table.splitlines() for phrase in row.split("|")[1].strip().split(", ")]
    assert len(phrases) > 30
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, phrases))})(?![\w-])", re.IGNORECASE)


AVOIDED = avoided()


@pytest.mark.parametrize(("kind", "name"), identified(every(*(kind for kind in FOLDERS if kind is not Source))))
def test_the_language_is_that_of_the_field(kind: type, name: str) -> None:
    faults = []
    for path, block in walk(KNOWLEDGE.get(kind, name)):
        for field in ("topic", "text", "plain", "brief", "population"):
            if (text := getattr(block, field, None)) and (found := AVOIDED.search(text)):
                faults.append(f"{path}.{field}: {found[0]!r}, see docs/language.md: {text}")
    assert faults == []


@pytest.mark.parametrize(("kind", "name"), identified(every(*(kind for kind in FOLDERS if kind is not Source))))
def test_the_wording_is_ours(kind: type, name: str) -> None:
    """No sentence of ours shares a run of 12 words with a quote of the same entity."""
    entity: Entity = KNOWLEDGE.get(kind, name)
    runs: dict[tuple[str, ...], str] = {}
    for path, block in walk(entity):
        for quote in block.quote if isinstance(block, Citation) else ():
            said = [word.casefold() for word in words(quote)]
            for start in range(len(said) - 11):
                runs[tuple(said[start : start + 12])] = path
    faults = []
    for path, block in walk(entity):
        for field in ("text", "plain", "note", "population"):
            for sentence in sentences(getattr(block, field, None) or ""):
                said = [word.casefold() for word in words(sentence)]
                faults += [
                    f"{path}.{field} copies {runs[run]}: {' '.join(run)}"
                    for start in range(len(said) - 11)
                    if (run := tuple(said[start : start + 12])) in runs
                ]
    assert faults == []


@pytest.mark.parametrize("name", ["crs", "icans"])
@pytest.mark.parametrize("part", ["onset", "duration"])
def test_ranges_over_products_are_those_of_the_products(name: str, part: str) -> None:
    """The page of an effect names the lowest and the highest median of the CAR T labels."""
    effect = KNOWLEDGE.get(SideEffect, name)
    said = getattr(effect, part)["car-t"].text
    stated = [float(days) for days in re.findall(r"\((?:[a-z ]*)(\d+)(?: days)?\)", said.split(". ")[0])]
    held = [
        span.median
        for drug, rate in KNOWLEDGE.rates_of(effect)
        if drug.therapy == "car-t"
        and rate.current
        and not (rate.term or "").startswith(("CRS", "neurologic toxicity that"))
        if any(KNOWLEDGE.get(Source, one).kind is SourceKind.LABEL for one in rate.cite)
        if (name == "crs" or rate.term) and "cohort" not in rate.population.casefold().replace("six cohorts", "")
        if (span := getattr(rate, part)) and span.unit == "days" and span.median is not None
    ]
    assert stated == [min(held), max(held)], said


@pytest.mark.parametrize(("kind", "name"), identified(every(Therapy, SideEffect, Guide, Term, Cancer)))
def test_weeks_near_the_center_and_without_driving_are_those_of_the_labels(kind: type, name: str) -> None:
    """Two weeks after CAR T cells, four after Tecelra; older weeks stand only where they are called older."""
    limit = re.compile(r"\b(driv(e|ing)|stay (near|close)|close to (the|your) center|near the center)\b", re.IGNORECASE)
    for path, block in walk(KNOWLEDGE.get(kind, name)):
        for field in ("text", "plain"):
            for sentence in sentences(getattr(block, field, None) or ""):
                said = (
                    {int(weeks) for weeks in re.findall(r"(\d+) weeks", sentence)} if limit.search(sentence) else set()
                )
                assert said <= {2, 4} or re.search(r"older|until|before", sentence, re.IGNORECASE), (
                    f"{path}: {sentence}"
                )


SUM = 12
"""Letters of a check sum in `docs/proof.md`."""


def sum_of(entity: Entity | Edition | Synonyms) -> str:
    """Return a check sum of everything that an entity says."""
    return hashlib.sha256(repr(entity).encode()).hexdigest()[:SUM]


def proofs() -> dict[str, dict[str, str]]:
    """Return the table of `docs/proof.md`: each product with its cells by heading."""
    lines = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith("| ")]
    head = next(row for row in rows if row[0] == "product")
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :] if len(row) == len(head)}


@pytest.mark.parametrize("name", KNOWLEDGE.ids(Drug))
def test_a_product_is_as_it_was_when_it_was_compared_with_its_label(name: str) -> None:
    """Whoever changes a product compares it with its label again, and only then renews the sum."""
    drug, row = KNOWLEDGE.get(Drug, name), proofs().get(name)
    tally = KNOWLEDGE.tally(drug)
    again = f"compare drugs/{name} with its label again, then write into docs/proof.md: | {name} | its revision | "
    again += f"{tally.cited} | {tally.quotes} | who read it second, or — | {sum_of(drug)} |"
    assert row is not None, again
    assert row["sum"] == sum_of(drug), again
    day = row["second reader"].partition(":")[0]
    assert day == "—" or drug.reviewed >= dt.date.fromisoformat(day), (
        f"drugs/{name} was compared on {day}: say so in `reviewed`"
    )
    assert (row["blocks"], row["quotes"]) == (str(tally.cited), str(tally.quotes)), again


def kinds_apart(knowledge: Knowledge) -> dict[str, list[Entity | Edition | Synonyms]]:
    """Return what is no product, by the name of its folder or file."""
    folders: dict[str, list[Entity | Edition | Synonyms]] = {
        folder: [knowledge.get(kind, name) for name in knowledge.ids(kind)] for kind, folder in FOLDERS.items()
    }
    del folders[FOLDERS[Drug]]
    return {**folders, "edition": [knowledge.edition], "synonyms": [knowledge.synonyms]}


def row_of(kind: str, entities: list[Entity | Edition | Synonyms]) -> str:
    """Return the row of a kind in `docs/proof.md`: how many files it has, and a check sum of all that they say."""
    every_sum = "".join(sum_of(entity) for entity in entities)
    return f"| {kind} | {len(entities)} | {hashlib.sha256(every_sum.encode()).hexdigest()[:SUM]} |"


APART = [*(folder for kind, folder in FOLDERS.items() if kind is not Drug), "edition", "synonyms"]


@pytest.mark.parametrize("kind", APART)
def test_what_is_no_product_is_as_it_was_when_it_was_read(kind: str) -> None:
    """A digit may change in a quote of a journal, in a grade or in an address, and no rule would notice."""
    row = row_of(kind, kinds_apart(KNOWLEDGE)[kind])
    written = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8").splitlines()
    assert row in written, f"compare what changed in {kind} with its source, then write into docs/proof.md: {row}"


@pytest.mark.parametrize("path", sorted(str(path.relative_to(WORLD)) for path in WORLD.rglob("*.yaml")))
def test_no_digit_changes_without_a_problem_or_another_sum(path: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(WORLD, tmp_path / "facts"))
    kinds: dict[str, Any] = {folder: kind for kind, folder in FOLDERS.items()}
    parts = Path(path).with_suffix("").parts

    def now() -> str:
        fresh = Knowledge(folder)
        return sum_of(fresh.get(kinds[parts[0]], parts[1])) if len(parts) > 1 else sum_of(fresh.edition)

    before, text = now(), (folder / path).read_text(encoding="utf-8")
    facts = re.sub(r"(?m)(^| )#.*$", lambda comment: " " * len(comment[0]), text)
    for found in [*re.finditer(r"[0-9]", facts)][::7]:
        at = found.start()
        other = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
        (folder / path).write_text(other, encoding="utf-8")
        try:
            after = now()
        except BadFacts:
            continue
        assert after != before, other.splitlines()[text.count("\n", 0, at)]


def test_the_proof_names_every_product_and_no_other() -> None:
    assert set(proofs()) == set(KNOWLEDGE.ids(Drug))


@pytest.mark.parametrize("kind", [SourceKind.LABEL, SourceKind.NCI, SourceKind.FDA_NOTICE])
def test_a_copy_at_a_third_site_is_called_a_copy(kind: SourceKind) -> None:
    """What the US government publishes stands on its own sites; the same words elsewhere are a copy of them."""
    found = [source for source in KNOWLEDGE.all(Source) if source.kind is kind and source.jurisdiction == "US"]
    hosts = {source.id: urlsplit(source.url).netloc for source in found if source.url}
    assert hosts
    assert {name: host for name, host in hosts.items() if not host.endswith(".gov")} == {}


def test_a_record_of_a_registry_is_no_label() -> None:
    """Its date is the day of the record, not the revision of the label: beside a label it would look newer."""
    labels = [source for source in KNOWLEDGE.all(Source) if source.kind is SourceKind.LABEL]
    assert [one.id for one in labels if "openFDA" in f"{one.title} {one.publisher}"] == []


def test_a_publisher_is_who_published_it_and_no_remark() -> None:
    """That a text is a copy is said by its kind, where it was read by its address."""
    remark = re.compile(r"\b(cop(y|ied)|mirror|stored|reprint(ed)?)\b", re.IGNORECASE)
    others = [source for source in KNOWLEDGE.all(Source) if source.kind is not SourceKind.COPY]
    assert {source.id: source.publisher for source in others if remark.search(source.publisher)} == {}


def test_every_source_is_cited_and_every_citation_has_a_locator() -> None:
    cited = {
        one for kind, name in every() for _, folder, one in references(KNOWLEDGE.get(kind, name)) if folder == "sources"
    }
    cited |= {one for claim in KNOWLEDGE.edition.scope.values() for one in claim.cite}
    assert cited == set(KNOWLEDGE.ids(Source))


def test_near_misses_of_every_product_never_name_another_as_found() -> None:
    """Drop, double or swap one letter of every brand: nothing is found, or another name of the same product."""
    from immuno_cli.errors import NotFound

    known = {
        normalize(name): entity
        for kind in (Drug, OtherProduct)
        for entity in KNOWLEDGE.all(kind)
        for name in names_of(entity)
    }
    for drug in KNOWLEDGE.all(Drug):
        brand = drug.names.brand
        typos = {brand[:i] + brand[i + 1 :] for i in range(len(brand))}
        typos |= {brand[: i + 1] + brand[i:] for i in range(len(brand))}
        typos |= {brand[:i] + brand[i + 1] + brand[i] + brand[i + 2 :] for i in range(len(brand) - 1)}
        for typo in typos - {brand}:
            if normalize(typo) in known:
                assert known[normalize(typo)] is drug
                continue
            with pytest.raises(NotFound, match="No product called"):
                KNOWLEDGE.find_among(typo, (Drug, OtherProduct), "product", "")
