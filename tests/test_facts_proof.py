"""Quotes stand in the texts of labels, numbers in quotes; whatever does not is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ROOT, WORLD, Run
from immuno_cli.facts.evidence import numbers_in, text_numbers
from immuno_cli.facts.proof import fold, read_label, sections_of

LABELS = ROOT / "tests" / "labels"
TEXT = (LABELS / "alphacar.txt").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature world in which one source names its text."""
    root = Path(shutil.copytree(WORLD, tmp_path / "facts"))
    with (root / "sources" / "beta-label.yaml").open("a", encoding="utf-8") as source:
        source.write("text: alphacar.txt\n")
    return root


def add_claim(copy: Path, claim: str) -> None:
    """Give Betatil one claim about patients, the only one that is proved."""
    path = copy / "drugs" / "betatil.yaml"
    text = path.read_text(encoding="utf-8").replace("beta-label", "swiss-leaflet")
    assert "\npatient:" not in text
    path.write_text(f"{text}patient:\n  one: {claim}\n", encoding="utf-8")
    for other in ("therapies/til.yaml", "side-effects/capillary-leak.yaml"):
        one = copy / other
        one.write_text(one.read_text(encoding="utf-8").replace("beta-label", "swiss-leaflet"), encoding="utf-8")


def test_a_label_is_divided_into_its_sections() -> None:
    label = read_label(TEXT)
    assert label.revised == "2025-12"
    assert {"highlights", "boxed warning", "1", "5", "5.1", "5.2", "17", "medication guide"} <= set(label.sections)
    assert label.holds("CRS occurred in 90% (90/100)", ["5.1"])
    assert label.holds("CRS occurred in 90% (90/100)", ["5"])
    assert not label.holds("CRS occurred in 90% (90/100)", ["5.2"])
    assert not label.holds("CRS occurred in 91% (90/100)", ["5.1"])
    assert label.holds("active infection", ["boxed warning"])
    assert label.holds("right away for a fever", ["medication guide"])


def test_only_space_hyphens_superscripts_and_table_marks_are_folded() -> None:
    assert fold("2 × 10⁸ | a–b") == fold("2 ×\n10 8 a-b") == fold("2×10^8a‑b")
    assert fold("Fever") != fold("fever")
    assert read_label(TEXT).holds("Lymphodepletion came first", ["5.1"])
    assert fold("≥ 3") != fold("> 3")


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ("section 5.1", ["5.1"]),
        ("sections 2.2 and 5.1", ["2.2", "5.1"]),
        ("section 6.1, Table 3; section 5.7", ["6.1", "5.7"]),
        ("Boxed Warning", ["boxed warning"]),
        ("section 17 and Medication Guide", ["medication guide", "17"]),
        ("page text", []),
    ],
)
def test_a_locator_names_sections(at: str, names: list[str]) -> None:
    assert sections_of(at) == names


def test_numbers_are_found_as_words_and_as_powers_of_ten() -> None:
    assert {90.0, 100.0, 3.0} <= numbers_in("90% (90/100) in three days")
    assert 108.0 in numbers_in("2 × 10 8cells")
    assert text_numbers("2 × 10^8 CAR T cells for CD19, PD-1 and ZUMA-7 since 2025-06-26 (section 5.1)") == {2.0, 108.0}
    assert text_numbers("1,000 people, 4.5 to 6 days, 4-1BB") == {1000.0, 4.5, 6.0}


GOOD = "{plain: x, text: CRS in 90 of 100., cite: {beta-label: {at: section 5.1, quote: 90% (90/100) of the patients}}}"


def test_what_stands_there_is_proved(copy: Path, run: Run) -> None:
    add_claim(copy, GOOD)
    done = run("facts", "proof", str(LABELS), "betatil", "--facts", str(copy))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 quotes stand in the texts of the labels, 0 numbers in a quote.\n")
    assert "beta-label was read as of" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("90% (90/100)", "91% (90/100)", "beta-label, section 5.1: not in the text: '91% (90/100) of the patients'"),
        ("section 5.1", "section 5.2", "not in the text: '90% (90/100) of the patients'; it stands in 5.1"),
        ("section 5.1", "section 9.9", "beta-label: the text has no section 9.9"),
        ("section 5.1", "somewhere", "the locator 'somewhere' names no section"),
        ("90 of 100", "80 of 100", "the text says 80, which stands in no quote"),
    ],
)
def test_what_does_not_stand_there_is_told(copy: Path, run: Run, before: str, after: str, told: str) -> None:
    add_claim(copy, GOOD.replace(before, after))
    done = run("facts", "proof", str(LABELS), "betatil", "--facts", str(copy))
    assert done.returncode == 5
    assert told in done.stderr
    assert "drugs/betatil.yaml:" in done.stderr


def test_a_text_that_is_not_there_is_told(copy: Path, run: Run, tmp_path: Path) -> None:
    add_claim(copy, GOOD)
    (tmp_path / "empty").mkdir()
    done = run("facts", "proof", str(tmp_path / "empty"), "--facts", str(copy))
    assert done.returncode == 5
    assert "cites beta-label, whose text is not in the folder" in done.stderr


def test_a_folder_that_is_not_there_is_an_error_of_usage(run: Run) -> None:
    done = run("facts", "proof", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert '"nowhere" is not a folder' in done.stderr
