"""Products side by side: the same outline for each, whose numbers are never without the trial and the warning."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from conftest import Run
from immuno_cli.choices import Level
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Drug, Therapy
from immuno_cli.pages.compare import compare_page
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Facts, Heading, Page, Prose
from immuno_cli.pages.uses import Names

OUTLINE = [
    "What they are",
    "Approved for: 2nd line or later",
    "Approved for: 3rd line or later",
    "Approved for: no line of treatment stated",
    "Dose",
    "Lymphodepletion",
    "Daily checks",
    "Stay near",
    "Driving",
    "REMS",
    "Boxed warning",
    "Before the numbers",
    f"Cytokine release syndrome (CRS) ({DIFFERENT_TRIALS})",
    f"Neurotoxicity, ICANS included ({DIFFERENT_TRIALS})",
    f"What the trials found ({DIFFERENT_TRIALS})",
]

FIVE = ("yescarta", "breyanzi", "amtagvi", "tecelra", "carvykti")
FOUR = ("abecma", "aucatzyl", "kymriah", "tecartus")


def test_the_outline_is_the_same_for_each_product(small: Run) -> None:
    done = small("drug", "compare", "alphacar", "betatil")
    assert (done.returncode, done.stderr) == (0, "")
    sections = [part.splitlines() for part in done.stdout.split("\n\n")]
    titles = [lines[0] for lines in sections]
    start = titles.index("Approved for: 2nd line or later")
    assert sections[0][1:] == []
    assert [title for title in titles if title in OUTLINE] == OUTLINE
    for lines in sections[start : titles.index(OUTLINE[-1]) + 1]:
        if lines[0] != "Before the numbers":
            assert {line.split(":")[0] for line in lines[1:]} == {"Alphacar", "Betatil"}, lines[0]


def test_what_is_not_known_is_said_and_no_past_warning_is_told(small: Run) -> None:
    said = small("drug", "compare", "alphacar", "betatil").stdout
    assert "Betatil: Not stated in the sources we hold." in said
    assert "Cytokine release syndrome [" in said
    assert "Restricted program" not in said


def test_every_number_has_its_trial_its_people_and_the_warning(small: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(small("drug", "compare", "alphacar", "betatil", "-f", "csv").stdout)))
    counted = [row for row in rows if "101 of 108" in row["value"] or "73 of 101" in row["value"]]
    assert len(counted) == 2
    for row in counted:
        assert re.search(r"ALPHA-1, N=10\d, (Adults who were infused|All infused)", row["value"])
        assert DIFFERENT_TRIALS in row["section"]


def test_the_warning_comes_before_the_first_rate(small: Run) -> None:
    for form in ("terminal", "plain", "markdown"):
        said = small("drug", "compare", "alphacar", "betatil", "--format", form).stdout
        assert 0 < said.index("not a head-to-head comparison") < said.index("94%")


def test_an_old_number_is_not_compared(small: Run) -> None:
    assert "90%" not in small("drug", "compare", "alphacar", "betatil").stdout


@pytest.mark.parametrize(
    ("names", "code", "message"),
    [
        ([], 2, "Missing argument"),
        (["alphacar"], 2, "Name two to 5 products"),
        (["alphacar", "betatil", "a", "b", "c", "d"], 2, "6 given"),
        (["alphacar", "alpha-cel"], 2, "Alphacar is named twice"),
        (["alphacar", "betati"], 3, "Betatil"),
        (["alphacar", "gamma-cel"], 3, "not an approved immunotherapy of cancer"),
    ],
)
def test_a_wrong_question_shows_nothing(names: list[str], code: int, message: str, small: Run) -> None:
    done = small("drug", "compare", *names)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_columns_stand_side_by_side_only_where_they_are_wide(small: Run) -> None:
    def heads(width: int) -> list[str]:
        done = small("drug", "compare", "alphacar", "betatil", "-f", "terminal", "--width", str(width))
        lines = done.stdout.splitlines()
        return lines[lines.index("  Dose") + 1].split()

    assert heads(120) == ["Alphacar", "Betatil"]
    assert heads(80)[:2] == ["Alphacar", "Adults:"]


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_five_real_products_fit_every_width(width: int, run: Run) -> None:
    done = run("drug", "compare", *FIVE, "-f", "terminal", "--width", str(width))
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    unwrapped = " ".join(done.stdout.split())
    for whole in ("axicabtagene", "ciltacabtagene", "ZUMA-7, N=168", "2 × 10^8", "2025-06-26", "19 of 44 (43.2%)"):
        assert whole in unwrapped


def test_as_json_the_products_are_whole(run: Run) -> None:
    answer = json.loads(run("drug", "compare", "yescarta", "axi-cell", "--json").stdout)
    assert answer["error"]["exit_code"] == 3
    answer = json.loads(run("drug", "compare", "yescarta", "liso-cel", "--json").stdout)
    assert answer["schema"] == "immuno/drug@1"
    assert [record["id"] for record in answer["records"]] == ["yescarta", "breyanzi"]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("ids", [FIVE, FOUR], ids=["five", "four"])
def test_no_real_number_stands_alone(ids: tuple[str, ...], level: Level, facts: Knowledge) -> None:
    names = Names(lambda name: facts.get(Cancer, name), lambda name: facts.get(Therapy, name))
    drugs = [facts.get(Drug, one) for one in ids]
    page = compare_page(drugs, level, names, facts.edition)
    sections = numbers_of(page)
    assert len(sections) == 3
    for cells in sections:
        assert [label for label, _ in cells.rows] == [drug.names.brand for drug in drugs]
        for label, values in cells.rows:
            for value in values:
                assert value.share is None, "no picture beside the picture of another trial"
                if value.places:
                    assert re.search(r", N(=\d+| not stated), [\w≥]", value.text), (label, value.text)


def numbers_of(page: Page) -> list[Facts]:
    """Return the rows of the sections whose headings say that the trials are different ones."""
    found = []
    for before, block in zip(page.blocks, page.blocks[1:], strict=False):
        if isinstance(before, Heading) and before.aside == DIFFERENT_TRIALS:
            assert isinstance(block, Facts)
            found.append(block)
    assert any(isinstance(block, Prose) and DIFFERENT_TRIALS in block.text.text for block in page.blocks)
    return found
