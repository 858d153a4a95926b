"""Products side by side: the same outline for each, whose numbers are never without the trial and the warning."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from conftest import Run
from immuno_cli.choices import Level
from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Cancer, Claim, Drug, SideEffect, Source, Therapy
from immuno_cli.formats.terminal import render
from immuno_cli.pages.compare import NO_PLAIN_WORDS, compare_page, side_by_side, until_cell
from immuno_cli.pages.drug import drug_list_page
from immuno_cli.pages.drug_short import outcomes_in_short
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import ITEM, Cited, Facts, Heading, Table, cited, footnotes
from immuno_cli.pages.search import search_page
from immuno_cli.pages.side_effects_short import therapy_profile_short
from immuno_cli.pages.uses import Names
from immuno_cli.search.hits import Hit
from immuno_cli.search.index import Reason
from made import CITE

FIVE = ("yescarta", "breyanzi", "amtagvi", "tecelra", "carvykti")
FOUR = ("abecma", "aucatzyl", "kymriah", "tecartus")


def test_what_differs_and_matters_stands_first(small: Run) -> None:
    done = small("drug", "compare", "alphacar", "betatil")
    assert (done.returncode, done.stderr) == (0, "")
    labels = [line.partition(";")[0] for line in done.stdout.splitlines()]
    order = ["Approved for", "Dose", "Boxed warning", "Type", "Target"]
    assert [label for label in labels if label in order] == order


def test_what_is_equal_is_said_once() -> None:
    same, other = Cited("CAR T"), Cited("TIL")
    blocks = side_by_side(["A", "B"], [("Type", (same, other)), ("Route", (same, same))])
    table, facts = (block for block in blocks if not isinstance(block, Heading))
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["Type"]
    assert isinstance(facts, Facts)
    assert [label for label, _ in facts.rows] == ["Route"]


def test_what_is_not_known_is_said_and_no_past_warning_is_told(small: Run) -> None:
    said = small("drug", "compare", "alphacar", "betatil").stdout
    assert "Betatil: not stated" in said
    assert "Cytokine release syndrome" in said
    assert "Restricted program" not in said


def test_every_number_has_its_trial_its_people_and_the_warning(small: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(small("drug", "compare", "alphacar", "betatil", "-f", "csv").stdout)))
    counted = [row for row in rows if "101 (94%)" in row["value"] or "73 (72%)" in row["value"]]
    assert len(counted) == 2
    for row in counted:
        assert re.search(r"ALPHA-1, N=10\d", row["value"])
        assert DIFFERENT_TRIALS in row["section"]


def test_the_warning_comes_before_the_first_rate(small: Run) -> None:
    for form in ("terminal", "plain", "markdown"):
        said = small("drug", "compare", "alphacar", "betatil", "--format", form).stdout
        assert 0 < said.index("not a head-to-head comparison") < said.index("94%")


def test_an_old_number_is_not_compared(small: Run) -> None:
    assert "90%" not in small("drug", "compare", "alphacar", "betatil").stdout


@pytest.mark.parametrize(
    "words", ["alphacar vs betatil", "alpha cells versus Betatil", "alphacar compared with betatil"]
)
def test_two_names_with_such_a_word_between_them_are_compared(words: str, small: Run) -> None:
    for argv in (words.split(), [words]):
        assert small(*argv, "--json").stdout == small("drug", "compare", "alphacar", "betatil", "--json").stdout


def test_kinds_of_therapy_are_compared_too(small: Run) -> None:
    done = small("therapies", "compare", "car-t", "til")
    assert (done.returncode, done.stderr) == (0, "")
    assert "What it does" in done.stdout
    assert small("compare", "car-t", "til").stdout == done.stdout
    assert small("therapies", "compare", "CAR", "T", "TIL", "therapy").stdout == done.stdout
    assert small("therapies", "compare", "til").returncode == 2
    assert "TIL therapy is named twice" in small("therapies", "compare", "til", "TIL").stderr


@pytest.mark.parametrize(
    ("names", "code", "message"),
    [
        ([], 2, "Missing argument"),
        (["alphacar"], 2, "Name two to 5 to compare, each a product; 1 given"),
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


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_five_real_products_fit_every_width(width: int, run: Run) -> None:
    done = run("drug", "compare", *FIVE, "-f", "terminal", "--width", str(width))
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= width
    unwrapped = " ".join(done.stdout.split())
    for whole in ("axicabtagene", "ciltacabtagene", "2 × 10^8", "19 (43.2%)"):
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
    drugs = [facts.get(Drug, id_) for id_ in ids]
    page = compare_page(drugs, level, names, facts.edition)
    counted = [block for block in page.blocks if isinstance(block, Table)][-1]
    assert counted.columns[1:] == tuple(drug.names.brand for drug in drugs)
    for label, *cells in counted.rows:
        for value in cells:
            assert value.share is None, "no picture beside the picture of another trial"
            if value.places and value.text != NO_PLAIN_WORDS:
                for one in value.text.split(ITEM):
                    assert re.search(r", N(=\d+| not stated)", one), (label.text, one)


def test_of_many_doses_and_results_it_says_how_many_more_there_are(facts: Knowledge) -> None:
    names = Names(lambda name: facts.get(Cancer, name), lambda name: facts.get(Therapy, name))
    drugs = [facts.get(Drug, name) for name in ("opdivo", "keytruda")]
    page = compare_page(drugs, Level.CLINICAL, names, facts.edition)
    said = {row[0].text: row[1].text for block in page.blocks if isinstance(block, Table) for row in block.rows}
    assert re.search(r" · \+\d+ more$", said["Dose"])
    for width in range(40, 130, 3):
        lines = render(page, footnotes(page, lambda name: facts.get(Source, name)), width, color=False).splitlines()
        assert not any(re.match(r" *(·|more\b)|.*  +(·|more\b)", line) for line in lines), width
    assert re.fullmatch(r"\d+ results: immuno drug show opdivo --section efficacy", said["What trials found"])
    assert re.fullmatch(r"\d+ uses in \d+ cancers", said["Approved for"])
    assert "Children: Children" not in "".join(said.values())
    results = "".join(
        text for result in drugs[0].efficacy.values() for text in outcomes_in_short(result, Level.CLINICAL)
    )
    assert "reached months" not in results
    assert "not reached vs 10.8 months with dacarbazine" in results
    of_each = [dict(block.rows)["Cancers of each"] for block in page.blocks if isinstance(block, Facts)]
    assert "Melanoma, NSCLC" in of_each[0][0].text
    assert "Melanoma" not in said["Other cancers"]


def test_of_many_results_those_of_the_shared_cancers_stand(facts: Knowledge) -> None:
    names = Names(lambda name: facts.get(Cancer, name), lambda name: facts.get(Therapy, name))
    drugs = [facts.get(Drug, name) for name in ("breyanzi", "yescarta")]
    page = compare_page(drugs, Level.CLINICAL, names, facts.edition)
    said = {row[0].text: row[1].text for block in page.blocks if isinstance(block, Table) for row in block.rows}
    *results, more = said["What trials found"].split(ITEM)
    assert {text.partition(",")[0] for text in results} == {"LBCL", "FL"}
    assert re.fullmatch(r"\+\d more: immuno drug show breyanzi --section efficacy", more)
    assert "FL: 3rd line+" in said["Approved for"].split(ITEM)
    assert "CLL/SLL: 3rd line+ (accelerated)" in said["Approved for"]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ({"brief": "At least daily for 7 days", "until_day": 7}, "none for 7 days"),
        ({"brief": "Near a hospital for at least 2 weeks", "until_day": 14}, "none for at least 2 weeks"),
        ({"brief": "not during the first cycle"}, "Not during the first cycle"),
    ],
)
def test_what_holds_for_a_time_is_compared_by_its_length(claim: dict[str, Any], words: str) -> None:
    cell = until_cell({"one": Claim(text="x", cite=CITE, **claim)}, "none for ", Level.CLINICAL)
    assert (cell.text, cell.places) == (words, cited("", CITE).places)


def test_a_comparison_is_short(facts: Knowledge, run: Run) -> None:
    for therapy in facts.all(Therapy):
        drugs = facts.drugs_of(therapy)
        for one, other in pairwise(drugs):
            for level, most in (("clinical", 60), ("plain", 75)):
                argv = "drug", "compare", one.id, other.id, "--level", level, "-f", "terminal", "--width", "100"
                assert run(*argv).stdout.count("\n") <= most, argv


def test_each_product_stands_under_its_own_name_in_either_order(facts: Knowledge) -> None:
    names = Names(lambda name: facts.get(Cancer, name), lambda name: facts.get(Therapy, name))
    drugs = [facts.get(Drug, name) for name in ("yescarta", "amtagvi", "carvykti")]

    def under(order: list[Drug]) -> dict[tuple[str, str], str]:
        page = compare_page(order, Level.CLINICAL, names, facts.edition)
        tables = [block for block in page.blocks if isinstance(block, Table)]
        return {
            (row[0].text, brand): cell.text
            for table in tables
            for row in table.rows
            for brand, cell in zip(table.columns[1:], row[1:], strict=True)
        }

    one = under(drugs)
    assert one == under(drugs[::-1])
    for drug in drugs:
        brand = drug.names.brand
        assert one["Proper name", brand] == drug.names.proper
        trials = {rate.trial for rate in drug.safety.values()}
        counted = [text for (label, name), text in one.items() if name == brand and label in ("CRS", "Late effects")]
        cited = {trial for text in counted for trial in re.findall(r"([\w.-]+(?: [\w.-]+)*), N[ =]", text)}
        assert all(any(name.endswith(trial) or trial in name for trial in trials) for name in cited), (brand, cited)


def test_the_oldest_review_is_the_date_of_what_shows_several(facts: Knowledge) -> None:
    names = Names(lambda name: facts.get(Cancer, name), lambda name: facts.get(Therapy, name))
    old, new = dt.date(2020, 1, 1), dt.date(2030, 1, 1)
    drugs = tuple(replace(facts.get(Drug, name), reviewed=day) for name, day in (("yescarta", new), ("breyanzi", old)))
    car_t = replace(facts.get(Therapy, "car-t"), reviewed=new)
    effects = facts.by_id(SideEffect)
    assert compare_page(drugs, Level.CLINICAL, names, facts.edition).reviewed == old
    assert drug_list_page(drugs, [], names, facts.edition).reviewed == old
    assert therapy_profile_short(car_t, effects, drugs, Level.CLINICAL, facts.edition).reviewed == old
    hit = Hit(
        kind=Kind.DRUG, id="a", name="A", reason=Reason.TEXT, claim="a.x", where="Here", excerpt="Words.",
        as_of=None, command="immuno drug show a", reviewed=new, cite={},
    )  # fmt: skip
    hits = [hit, replace(hit, id="b", reviewed=old)]
    assert search_page("q", hits, 2, [], facts.edition).reviewed == old
