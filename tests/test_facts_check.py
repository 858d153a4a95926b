"""Each rule: the miniature world keeps it, and one change breaks it, with file, line and repair."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import WORLD
from immuno_cli.facts.check import check
from immuno_cli.facts.knowledge import Knowledge

ALPHA, CRS = "drugs/alphacar.yaml", "side-effects/crs.yaml"

BROKEN = {
    "dangling source": (
        ALPHA,
        "holder: {text: Example Pharma, cite: {alpha-label",
        "holder: {text: Example Pharma, cite: {alpha-lable",
        "names 'alpha-lable', which is not in sources/, did you mean 'alpha-label'?",
    ),
    "dangling id": (ALPHA, "therapy: car-t", "therapy: car-x", "therapy names 'car-x', which is not in therapies/"),
    "a name in place of an id": (
        ALPHA,
        "therapy: car-t",
        "therapy: car-t-cell-therapy",
        "therapy names 'car-t-cell-therapy', which is not in therapies/, did you mean 'car-t'?",
    ),
    "dangling id in a list": (
        CRS,
        "related: [capillary-leak]",
        "related: [leak]",
        "related names 'leak', which is not in side-effects/",
    ),
    "a rate with two values": (
        ALPHA,
        "    current: false\n    cite: {alpha-trial: {at: table 2, quote: 90% of 50}}",
        "    cite: {alpha-trial: {at: table 2, quote: 90% of 50}}",
        "in what ALPHA-1 counted; correct one or write a note",
    ),
    "alias claimed twice": (
        ALPHA,
        "other: [alpha cells]",
        "other: [Beta Til]",
        "which drugs/alphacar.yaml has; remove one",
    ),
    "alias of another kind": (
        CRS,
        "aliases: [cytokine storm]",
        "aliases: [gamma cel]",
        "claims the name 'gamma cel', which other-products",
    ),
    "long quote": (ALPHA, "quote: at least 2 weeks", "quote: " + "word " * 21, "quotes 21 words; cut the quote to 20"),
    "claim without words": (ALPHA, "4-1BB, cite", "4-1BB, detail: true, cite", None),
    "empty claim": (
        ALPHA,
        "{text: 4-1BB, cite",
        "{topic: x, cite",
        "cells.costimulation has neither text nor plain",
    ),
    "no plain words": (
        CRS,
        'plain: "Fever of 38 °C (100.4 °F) or more: call at once."',
        "text: x",
        "call.now.fever has no plain words",
    ),
    "percent against n of N": (
        ALPHA,
        "{n: 101, percent: 94}",
        "{n: 101, percent: 84}",
        "safety.crs-alpha-1.any_grade says 84% but 101 of 108 is 93.5%",
    ),
    "more than all": (
        ALPHA,
        "{n: 101, percent: 94}",
        "{n: 109, percent: 94}",
        "counts 109 of 108 people; check n and N",
    ),
    "percent of nobody": (
        ALPHA,
        "{n: 101, percent: 94}",
        "{n: 0, percent: 94, of: 0}",
        "safety.crs-alpha-1.any_grade counts 94% of 0 people; check n and N",
    ),
    "row without a cell": (
        "grading/crs-example.yaml",
        '["2", "≥ 38 °C", without vasopressor]',
        '["2", "≥ 38 °C"]',
        "rows.grade-2.cells has 2 cells for 3 columns; make them agree",
    ),
    "table without columns": (
        "grading/crs-example.yaml",
        "columns: [Grade, Fever, Low blood pressure]\n",
        "",
        "rows.grade-1.cells has 3 cells for 0 columns; make them agree",
    ),
    "more severe than any": (
        ALPHA,
        "grade_3_plus: {percent: 13}",
        "grade_3_plus: {percent: 95}",
        "has more people at grade 3 or higher (95) than at any grade (94)",
    ),
    "row more severe than any": (
        ALPHA,
        "grade_3_plus: {percent: 16}",
        "grade_3_plus: {percent: 87}",
        "reactions.alpha-1.rows.fever has more people at grade 3",
    ),
    "count without number": (
        ALPHA,
        "any_grade: {percent: 3}",
        "any_grade: {of: 3}",
        "rows.rash.any_grade has neither n nor percent",
    ),
    "rate without number": (
        ALPHA,
        "    fatal: {n: 2, percent: 1.9}\n",
        "",
        "safety.deaths has no number; give any_grade",
    ),
    "outcome without number": (ALPHA, "not_reached: true, ci: {low: 8.1}, unit", "unit", "outcomes.dor has no number"),
    "outcome against n of N": (
        ALPHA,
        "n: 73, percent: 72",
        "n: 73, percent: 75",
        "outcomes.orr says 75% but 73 of 101 is 72.3%",
    ),
    "interval without its estimate": (
        ALPHA,
        "ci: {low: 62, high: 81}",
        "ci: {low: 73, high: 81}",
        "outcomes.orr: 72 is outside 73 to 81",
    ),
    "hazard ratio outside": (
        ALPHA,
        "ci: {low: 0.54, high: 0.98}",
        "ci: {low: 0.54, high: 0.7}",
        "outcomes.os: 0.73 is outside 0.54 to 0.7",
    ),
    "ends swapped": (
        ALPHA,
        "onset: {median: 2, low: 1, high: 12}",
        "onset: {low: 12, high: 1}",
        "safety.crs-alpha-1.onset runs from 12 down to 1; swap the ends",
    ),
    "median outside": (
        ALPHA,
        "onset: {median: 2, low: 1, high: 12}",
        "onset: {median: 13, low: 1, high: 12}",
        "onset: 13 is outside 1 to 12",
    ),
    "review in the future": (
        CRS,
        "reviewed: 2026-01-30",
        "reviewed: 2026-02-01",
        "reviewed is 2026-02-01, after the data date 2026-01-31",
    ),
    "event in the future": (
        ALPHA,
        "date: 2021-03-05, text: First approval., cite: {alpha-label: title}}\nidentifiers",
        "date: 2027, text: First approval., cite: {alpha-label: title}}\nidentifiers",
        "date is 2027, after the data date",
    ),
    "converted too early": (
        ALPHA,
        "converted_on: 2025-06",
        "converted_on: 2024-01",
        "became regular on 2024-01, before it was approved",
    ),
    "converted without date": (
        ALPHA,
        "    converted_on: 2025-06\n",
        "",
        "pathway is converted but converted_on is None; both or neither",
    ),
    "removed too early": (
        ALPHA,
        "removed: 2025-06",
        "removed: 2020",
        "boxed_warning.rems was removed on 2020, before it was added",
    ),
    "first approval too late": (
        ALPHA,
        "first_approval: {date: 2021-03-05",
        "first_approval: {date: 2022-03-05",
        "first_approval is 2022-03-05, but an indication dates 2021-03-05",
    ),
    "unknown trial": (
        ALPHA,
        "    trial: ALPHA-1\n    population: Adults who were infused\n    treated: 50",
        "    trial: ALPHA-2\n    population: Adults who were infused\n    treated: 50",
        "names the trial 'ALPHA-2', which `trials` does not hold, did you mean 'ALPHA-1'?",
    ),
    "unknown indication": (
        ALPHA,
        "indication: lymphoma-3l\n    treated",
        "indication: lymphoma\n    treated",
        "names the indication 'lymphoma', which is not in `indications`",
    ),
    "unknown trial of an indication": (
        ALPHA,
        "trials: [ALPHA-1]\n    limitation",
        "trials: [BETA]\n    limitation",
        "indications.lymphoma-2l names the trial 'BETA'",
    ),
    "nobody counted": (
        ALPHA,
        "    treated: 50\n    any_grade: {percent: 90}",
        "    any_grade: {percent: 90}",
        "safety.crs-old does not say of how many people; give N, or `uncounted: true`",
    ),
    "counted and uncounted": (
        ALPHA,
        "    treated: 50\n",
        "    treated: 50\n    uncounted: true\n",
        "is marked uncounted",
    ),
    "number without a quote": (
        ALPHA,
        "cite: {alpha-trial: {at: table 2, quote: 90% of 50}}",
        "cite: {alpha-trial: table 2}",
        "safety.crs-old.any_grade.percent is 90, which stands in no quote; quote the words that hold it",
    ),
    "identifier of another form": (
        ALPHA,
        "values: [ABCDE12345]",
        "values: [abc]",
        "identifiers.unii is 'abc', which is not",
    ),
    "related not back": (
        "side-effects/capillary-leak.yaml",
        "related: [crs]\n",
        "",
        "related names 'capillary-leak', which does not name 'crs' back; add it there",
    ),
    "profile of an effect that does not know it": (
        CRS,
        "therapies: [car-t]",
        "therapies: [til]",
        "profile.crs: side-effects/crs.yaml does not name 'car-t'; add it",
    ),
    "gap without a place": (
        ALPHA,
        "  supply.shelf-life:",
        "  suply.shelf-life:",
        "gaps.suply.shelf-life is about 'suply', which is no section, did you mean 'supply'?",
    ),
    "wrong count": (
        "edition.yaml",
        "products: 2",
        "products: 3",
        "states 3 products but the files hold 2; correct one",
    ),
    "wrong count of uses": (
        "edition.yaml",
        "indications: 3",
        "indications: 4",
        "states 4 indications but the files hold 3",
    ),
    "edition cites nothing known": (
        "edition.yaml",
        "alpha-label: title page",
        "alpha-x: title page",
        "cites 'alpha-x', which is not in sources/",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature world to break."""
    return Path(shutil.copytree(WORLD, tmp_path / "facts"))


def test_the_miniature_world_keeps_every_rule(world: Knowledge) -> None:
    found, problems = check(world)
    assert problems == []
    assert found is not None


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_told(name: str, copy: Path) -> None:
    file, before, after, expected = BROKEN[name]
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert before in text, "the change must hit something"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    _, problems = check(Knowledge(copy))
    if expected is None:
        assert problems == []
        return
    assert any(expected in problem.what for problem in problems), [str(problem) for problem in problems]
    told = next(problem for problem in problems if expected in problem.what)
    if file == ALPHA and not re.search("claims the name|differs from", told.what):
        assert told.file == file
        assert told.line > 0


def test_a_source_that_nothing_cites_is_told(copy: Path) -> None:
    text = (copy / "sources" / "beta-label.yaml").read_text(encoding="utf-8")
    leftover = re.sub(r"(?m)^url: .*$", "url: https://example.org/leftover", text)
    (copy / "sources" / "leftover.yaml").write_text(leftover, encoding="utf-8")
    _, problems = check(Knowledge(copy))
    assert [*map(str, problems)] == ["sources/leftover.yaml:1: is cited by nothing; cite it or delete the file"]
