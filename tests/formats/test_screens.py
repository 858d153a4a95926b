"""Whole screens on the miniature world, as files that a reviewer can read; and what holds on every screen."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conftest import Run

SCREENS = {
    "landing": [],
    "therapies-list": ["therapies", "list"],
    "therapies-show": ["therapies", "show", "car-t"],
    "therapies-show-plain-words": ["therapies", "show", "car-t", "--level", "plain"],
    "drug-list": ["drug", "list"],
    "drug-show": ["drug", "show", "alphacar"],
    "drug-show-plain-words": ["drug", "show", "alphacar", "--level", "plain"],
    "drug-show-all": ["drug", "show", "alphacar", "--all"],
    "drug-show-til": ["drug", "show", "betatil"],
    "drug-show-ids": ["drug", "show", "alphacar", "--ids"],
    "drug-compare": ["drug", "compare", "alphacar", "betatil"],
    "drug-compare-plain-words": ["drug", "compare", "alphacar", "betatil", "--level", "plain"],
    "other-product": ["drug", "show", "gamma-cel"],
    "side-effects": ["side-effects"],
    "side-effects-therapy": ["side-effects", "car-t"],
    "side-effects-group": ["side-effects", "t-cell-transfer"],
    "side-effects-drug": ["side-effects", "alphacar"],
    "side-effects-effect": ["side-effects", "crs"],
    "side-effects-effect-plain-words": ["side-effects", "crs", "--level", "plain"],
    "cancer-show": ["cancer", "show", "EL"],
    "cancer-list": ["cancer", "list"],
    "grading-list": ["grading"],
    "grading": ["grading", "CRS"],
    "glossary-list": ["glossary"],
    "glossary": ["glossary", "t-cell"],
    "guide": ["guide", "questions"],
    "search": ["search", "fever"],
    "search-plain-words": ["search", "driving", "alphacar", "--level", "plain"],
    "why": ["why", "alphacar.monitoring.driving.current"],
    "why-rate": ["why", "alphacar.safety.crs-alpha-1"],
    "source": ["source", "show", "alpha-label"],
    "changes": ["changes"],
    "facts-info": ["facts", "info"],
    "facts-info-all": ["facts", "info", "--all"],
    "help": ["help"],
    "help-names": ["help", "names"],
}


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", SCREENS)
def test_terminal_screen(name: str, width: int, small: Run, screen: Any) -> None:
    done = small(*SCREENS[name], "--format", "terminal", "--width", str(width))
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    assert "\n\n\n" not in done.stdout, "two empty lines in a row"
    assert done.stdout == screen


@pytest.mark.parametrize("name", SCREENS)
def test_plain_screen(name: str, small: Run, screen: Any) -> None:
    done = small(*SCREENS[name], "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search("[\u2500-\u259f●○]", done.stdout), "a screen reader would read every bar"
    assert "\n\n\n" not in done.stdout, "two empty lines in a row"
    assert done.stdout == screen


@pytest.mark.parametrize("name", ["drug-show", "side-effects-effect", "other-product", "grading", "search", "why-rate"])
def test_json(name: str, small: Run, screen: Any) -> None:
    done = small(*SCREENS[name], "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer.pop("age_days") >= 0
    assert json.dumps(answer, indent=1, ensure_ascii=False) + "\n" == screen


@pytest.mark.parametrize("argv", [["drug", "list"], ["drug", "show", "alphacar"]], ids=["many", "one"])
def test_json_has_one_shape(argv: list[str], small: Run) -> None:
    answer = json.loads(small(*argv, "--json").stdout)
    assert answer["schema"] == "immuno/drug@1"
    assert answer["records"][0]["names"]["proper"] == "alphagene autoleucel"
    crs = answer["records"][0]["safety"]["crs-alpha-1"]
    assert crs["any_grade"] == {"n": 101, "percent": 94.0, "of": None}
    assert crs["cite"]["alpha-label"] == {"at": "section 6.1", "quote": CRS_QUOTES}
    assert answer["sources"]["alpha-label"]["published"] == "2025-06"


CRS_QUOTES = [
    "CRS occurred in 94% (101/108)",
    "13% were grade 3 or higher",
    "onset 2 days (1 to 12), duration 7 days (2 to 58)",
]

WHOLE_IN_SHORT = ["alphagene autoleucel", "2 × 10^8", "2021-03-05", "N=108", "73 of 101", "[/b]", ":warning:"]
WHOLE = ["alphagene autoleucel", "2 × 10^8", "2025-06-26", "101 of 108", "NCT00000001", "[/b]", ":warning:", "[see 1]"]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("part", WHOLE)
def test_no_name_date_or_number_is_cut(part: str, width: int, small: Run) -> None:
    unwrapped = shown_whole(small, "--all", width=width)
    assert part in unwrapped
    assert "…" not in unwrapped


def shown_whole(small: Run, *argv: str, width: int) -> str:
    done = small("drug", "show", "alphacar", *argv, "--format", "terminal", "--width", str(width))
    return re.sub(r"\s+(┃ +)?", " ", done.stdout)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_the_first_screen_cuts_none_either(width: int, small: Run) -> None:
    unwrapped = shown_whole(small, width=width)
    assert [part for part in WHOLE_IN_SHORT if part not in unwrapped] == []
    assert "…" not in unwrapped


def test_brackets_and_bars_survive_every_format(small: Run) -> None:
    for form in ("terminal", "plain", "json"):
        done = small("drug", "show", "alphacar", "--all", "--format", form, "--width", "120")
        for part in ("[/b] :warning:", "[see 1]", "Fever | chills"):
            assert part in done.stdout, (form, part)
