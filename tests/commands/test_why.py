"""What one claim rests on: ids are exact and unique, and every one that is printed can be asked for."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from conftest import WORLD, Run
from immuno_cli.errors import Ambiguous
from immuno_cli.facts.claims import find, resting_on, traced
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Source
from immuno_cli.pages.page import texts
from immuno_cli.pages.why import why_page

DRIVING = "alphacar.monitoring.driving.current"


def test_everything_behind_a_claim_is_told(small: Run) -> None:
    done = small("why", DRIVING)
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        f"{DRIVING}: Alphacar",
        "For professionals: No driving for at least 2 weeks.",
        "In plain words: Do not drive for at least 2 weeks.",
        "Text of: 2025-06",
        "Label (Alphacar prescribing information [rev 2025])",
        "Words: “at least 2 weeks”",
        "Place: section 5.9",
        "Publisher: Example Pharma",
        "Published: 2025-06",
        "Read: 2026-01-30",
        "Link: https://example.org/alphacar/label",
        "Until 2025-06-26: 8 weeks",
        "Alphacar: compared with its sources on 2026-01-30.",
        "See also: immuno drug show alphacar --section monitoring",
        "See also: immuno source show alpha-label",
    ):
        assert line in done.stdout.splitlines(), line
    assert small("why", "alphacar.patient.wait").stdout.count("Text of: CH") == 1


def test_numbers_are_told_in_words_too(small: Run) -> None:
    said = small("why", "alphacar.safety.crs-alpha-1").stdout
    assert "Trial: ALPHA-1, N=108" in said
    assert "Any grade: about 9 in 10 people, 101 of 108 (94%)" in said
    assert "Starts: median 2 days (1 to 12)" in said
    assert "Words: “CRS occurred in 94% (101/108)”" in said
    assert "not what the current label prints" in small("why", "alphacar.safety.crs-old").stdout
    orr = small("why", "alphacar.efficacy.alpha-1-orr.outcomes.orr").stdout
    assert "Objective response rate: about 7 in 10 people: 73 of 101 (72%); 95% CI 62 to 81" in orr
    assert "Overall survival" not in orr


def test_one_row_of_a_table_can_be_asked_for(small: Run) -> None:
    said = small("why", "alphacar.reactions.alpha-1.rows.fever").stdout
    assert "Fever | chills: any grade: about 9 in 10 people, 86%" in said
    assert "Fever | chills: “Fever 86 16”" in said
    assert "Rash" not in said
    assert "Rash" in small("why", "alphacar.reactions.alpha-1").stdout


def test_a_gap_says_that_it_has_no_source(small: Run) -> None:
    said = small("why", "alphacar.gaps.dosing.bridging").stdout
    assert "Not known: Nothing on bridging was readable." in said
    assert "Source: none" in said


@pytest.mark.parametrize(
    "typed", ["alphacar.boxed-warning.crs", "AlphaCar.Boxed_Warning.CRS", " alphacar.boxed_warning.crs"]
)
def test_hyphens_underscores_and_capitals_are_alike(typed: str, small: Run) -> None:
    assert small("why", typed).stdout.startswith("alphacar.boxed_warning.crs: Alphacar")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("alphacar.monitoring.drivin.current", [DRIVING]),
        ("alphcar.monitoring.driving.current", [DRIVING]),
        ("alphacar.monitoring.driving", [DRIVING, f"{DRIVING}.earlier.0"]),
        ("alphacar", ["alphacar.boxed_warning", "alphacar.safety"]),
        ("alphaca", ["alphacar"]),
        ("drugs/crs.definition", ["crs.definition"]),
        ("nothing.of.this", []),
        ("alpha-label.title", []),
        ("", []),
    ],
)
def test_a_near_id_shows_no_claim(typed: str, near: list[str], small: Run) -> None:
    done = small("why", typed)
    assert (done.returncode, done.stdout) == (3, "")
    assert "Nothing was shown." in done.stderr
    listed = re.findall(r"^  (\S+)", done.stderr, re.MULTILINE)
    assert set(near) <= set(listed)
    assert bool(near) == bool(listed)
    assert "2 weeks" not in done.stderr, "what a claim says is not told without its source"


def test_an_id_of_two_entities_is_qualified_by_the_folder(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "facts"
    shutil.copytree(WORLD, folder)
    (folder / "glossary" / "crs.yaml").write_text(
        "name: CRS\nreviewed: 2026-01-30\ndefinition: {plain: A reaction., cite: {alpha-label: section 5.1}}\n"
    )
    done = run("why", "crs.definition", "--facts", str(folder), "--json")
    error = json.loads(done.stdout)["error"]
    assert done.returncode == error["exit_code"] == 3
    assert error["kind"] == "ambiguous"
    assert error["near"] == ["side-effects/crs.definition", "glossary/crs.definition"]
    done = run("why", "glossary/crs.definition", "--facts", str(folder))
    assert done.stdout.startswith("glossary/crs.definition: CRS\n")
    assert "In plain words: A reaction." in done.stdout
    assert run("why", "crs.call.now.fever", "--facts", str(folder)).returncode == 0
    listed = run("source", "show", "alpha-label", "--facts", str(folder)).stdout
    assert "\nglossary/crs.definition: section 5.1\n" in listed
    assert "\nside-effects/crs.definition: section 5.1\n" in listed
    assert "[side-effects/crs.definition]" in run("side-effects", "crs", "--ids", "--facts", str(folder)).stdout


def test_as_json_the_claim_has_its_place_and_its_sources(small: Run) -> None:
    answer = json.loads(small("why", DRIVING, "--json").stdout)
    (record,) = answer["records"]
    assert answer["schema"] == "immuno/why@1"
    assert {key: record[key] for key in ("id", "kind", "entity", "path", "reviewed")} == {
        "id": DRIVING,
        "kind": "drug",
        "entity": "alphacar",
        "path": "monitoring.driving.current",
        "reviewed": "2026-01-30",
    }
    assert record["claim"]["cite"]["alpha-label"]["quote"] == ["at least 2 weeks"]
    assert answer["sources"]["alpha-label"]["kind"] == "label"


@pytest.mark.parametrize(
    ("argv", "claim"),
    [
        (["drug", "show", "alphacar", "--all"], "alphacar.monitoring.driving.current.earlier.0"),
        (["drug", "show", "alphacar", "--all"], "alphacar.populations.pregnancy"),
        (["drug", "compare", "alphacar", "betatil"], "alphacar.dosing.dose.adults"),
        (["therapies", "show", "car-t"], "car-t.how_it_works.binding"),
        (["side-effects", "til"], "til.call.now.bleeding"),
        (["side-effects", "alphacar"], "alphacar.safety.crs-alpha-1"),
        (["side-effects", "crs", "--all"], "crs.frequency.class"),
        (["cancer", "show", "lymphoma"], "alphacar.indications.lymphoma-2l"),
        (["grading", "crs"], "crs-example.rows.grade-1"),
        (["glossary", "t-cell"], "t-cell.definition"),
        (["guide", "questions"], "questions.definition"),
        (["changes"], "alphacar.history.2021-03-05-approval"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_ids_are_printed_after_what_they_say(argv: list[str], claim: str, small: Run, world: Knowledge) -> None:
    done = small(*argv, "--ids")
    printed = re.findall(r" \[((?:[\w-]+/)?[\w-]+\.[\w.-]+)\]", done.stdout)
    assert claim in printed
    for id_ in set(printed):
        assert find(id_, world).id == id_
    assert claim not in small(*argv).stdout
    for form in ("terminal", "markdown", "csv"):
        assert claim in small(*argv, "--ids", "--format", form, "--width", "200").stdout.replace("\\", "")


# --- the real facts -------------------------------------------------------------------------------------------------


def sampled(knowledge: Knowledge) -> list[Source]:
    """Return 20 sources spread over the collection."""
    every = knowledge.all(Source)
    return [*every[:: len(every) // 20]][:20]


def test_every_id_that_a_real_source_lists_is_one_claim(facts: Knowledge) -> None:
    sources = sampled(facts)
    assert len(sources) == 20
    for source in sources:
        listed = resting_on(source, facts)
        assert listed
        for name, place in listed:
            found = find(name, facts)
            assert found.id == name
            assert found.claim.cite[source.id].at == place


def test_source_show_prints_these_ids(run: Run, facts: Knowledge) -> None:
    source = sampled(facts)[7]
    printed = run("source", "show", source.id).stdout
    for name, place in resting_on(source, facts):
        assert f"\n{name}: {place}\n" in printed


def test_every_real_id_is_unique_and_has_a_page(facts: Knowledge) -> None:
    met: Counter[str] = Counter()
    for entity in facts.every():
        for claim in traced(entity, facts):
            met[claim.id] += 1
            page = why_page(claim, lambda name: facts.get(Source, name), (), facts.edition)
            said = " ".join(text.text for text in texts(page.blocks))
            for cite in claim.claim.cite.values():
                assert cite.at in said
                assert all(quote in said for quote in cite.quote)
    assert len(met) > 3000
    assert set(met.values()) == {1}


def test_a_shared_real_id_is_never_guessed(facts: Knowledge) -> None:
    with pytest.raises(Ambiguous) as caught:
        find("crs.definition", facts)
    assert {close.name for close in caught.value.near} >= {"glossary/crs.definition", "side-effects/crs.definition"}
