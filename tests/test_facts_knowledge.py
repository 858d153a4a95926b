"""The facts as a whole: what is found, what is not, and that both forms of the facts answer alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import sys
import time
import zipfile
from pathlib import Path

import pytest

from conftest import WORLD, compiled
from immuno_cli import __version__
from immuno_cli.errors import BadFacts, Near, NotFound, Problem
from immuno_cli.export.compile import write_for_wheel
from immuno_cli.facts.decode import MAX_BYTES
from immuno_cli.facts.entities import Tally, cited_sources, describe, file_of, names_of, references, tally
from immuno_cli.facts.folder import NOWHERE, names_in, read
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import MOST_KNOWN, Knowledge, bundled, today, version
from immuno_cli.facts.model import (
    Cancer,
    Citation,
    Claim,
    Count,
    Drug,
    Edition,
    Guide,
    OtherProduct,
    Outcome,
    Scale,
    SideEffect,
    Source,
    Term,
    Therapy,
)
from immuno_cli.facts.records import walk
from immuno_cli.formats.json import text_of


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature world to change."""
    return Path(shutil.copytree(WORLD, tmp_path / "facts"))


@pytest.fixture(scope="module")
def compiled_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature world in its compiled form, beside YAML that nobody may read."""
    root = tmp_path_factory.mktemp("world")
    write_for_wheel(WORLD, root)
    (root / "edition.yaml").write_text("this is not it\n")
    return root


@pytest.fixture(params=["yaml", "compiled"])
def both(request: pytest.FixtureRequest) -> Knowledge:
    """The miniature world, freshly opened, in each of its forms."""
    return Knowledge(WORLD) if request.param == "yaml" else compiled(request.getfixturevalue("compiled_root"))


# --- opening --------------------------------------------------------------------------------------------------------


def test_ids_are_the_names_of_the_files(both: Knowledge) -> None:
    assert both.ids(Drug) == ("alphacar", "betatil")
    assert both.ids(Therapy) == ("car-t", "t-cell-transfer", "til")
    assert both.ids(Guide) == ("questions",)
    assert both.ids(Drug) == ("alphacar", "betatil"), "the second time too"


def test_ids_are_sorted_and_other_files_are_left_alone(copy: Path) -> None:
    text = (copy / "glossary" / "t-cell.yaml").read_text(encoding="utf-8")
    for name in ("zeta.yaml", "beta.yaml", "notes.txt", "alpha.yml", "yaml"):
        (copy / "glossary" / name).write_text(text, encoding="utf-8")
    assert Knowledge(copy).ids(Term) == ("apheresis", "beta", "t-cell", "zeta")


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert Knowledge(tmp_path).ids(Drug) == ()
    assert Knowledge(tmp_path).all(Drug) == ()


def test_a_folder_is_listed_once(copy: Path) -> None:
    opened = Knowledge(copy)
    assert opened.ids(Term) == ("apheresis", "t-cell")
    (copy / "glossary" / "t-cell.yaml").unlink()
    assert opened.ids(Term) == ("apheresis", "t-cell")
    assert Knowledge(copy).ids(Term) == ("apheresis",)


def test_an_entity_is_opened_by_its_id_and_once(both: Knowledge) -> None:
    assert both.opened() == ()
    found = both.get(Drug, "betatil")
    assert (found.id, found.names.brand) == ("betatil", "Betatil")
    assert both.get(Drug, "betatil") is found
    assert both.opened() == (found,)
    other = both.get(Therapy, "til")
    assert both.opened() == (found, other)


def test_an_unknown_id_is_a_key_error_that_names_it(both: Knowledge) -> None:
    with pytest.raises(KeyError) as caught:
        both.get(Drug, "Alphacar")
    assert caught.value.args == ("Alphacar",)
    with pytest.raises(KeyError):
        both.get(Therapy, "alphacar")


def test_a_faulty_file_is_not_given_out(copy: Path) -> None:
    (copy / "drugs" / "betatil.yaml").write_text("", encoding="utf-8")
    (copy / "drugs" / "alphacar.yaml").write_text("", encoding="utf-8")
    opened = Knowledge(copy)
    what = "is empty; it must hold at least the required keys"
    with pytest.raises(BadFacts) as caught:
        opened.get(Drug, "betatil")
    assert caught.value.problems == [Problem("drugs/betatil.yaml", 0, what)]
    with pytest.raises(BadFacts) as caught:
        opened.all(Drug)
    assert caught.value.problems == [
        Problem("drugs/alphacar.yaml", 0, what),
        Problem("drugs/betatil.yaml", 0, what),
    ]
    assert opened.load(Drug, "betatil") == (None, [Problem("drugs/betatil.yaml", 0, what)])
    assert opened.opened() == ()


def test_one_faulty_file_among_good_ones_is_enough(copy: Path) -> None:
    (copy / "drugs" / "alphacar.yaml").write_text("", encoding="utf-8")
    with pytest.raises(BadFacts, match="alphacar"):
        Knowledge(copy).all(Drug)
    assert Knowledge(copy).get(Drug, "betatil").id == "betatil"


def test_all_of_a_kind_come_in_the_order_of_their_ids(both: Knowledge) -> None:
    assert [drug.id for drug in both.all(Drug)] == ["alphacar", "betatil"]
    assert {name: drug.names.brand for name, drug in both.by_id(Drug).items()} == {
        "alphacar": "Alphacar",
        "betatil": "Betatil",
    }


def test_everything_comes_kind_by_kind(both: Knowledge) -> None:
    every = list(both.every())
    assert [(type(entity), entity.id) for entity in every] == [
        (kind, name) for kind in FOLDERS for name in both.ids(kind)
    ]
    assert len(every) == 18
    assert set(map(id, both.opened())) == set(map(id, every))


def test_the_places_of_an_entity_have_their_lines_however_often_it_was_read(world: Knowledge) -> None:
    opened = Knowledge(WORLD)
    entity, problems = opened.load(Term, "t-cell")
    assert entity == world.get(Term, "t-cell")
    assert problems == []
    assert opened.load(Term, "t-cell")[0] is entity
    assert read(Term, WORLD / "glossary", "glossary", "t-cell")[2].lines == {
        "": 1,
        "name": 1,
        "reviewed": 2,
        "definition": 3,
        "definition.plain": 3,
        "definition.text": 3,
        "definition.cite": 3,
        "definition.cite.alpha-trial": 3,
        "definition.cite.alpha-trial.at": 3,
        "related": 4,
        "related.0": 4,
    }
    assert opened.place(entity, "related.0") == ("glossary/t-cell.yaml", 4)
    assert opened.place(opened.edition, "as_of") == ("edition.yaml", 2)


def test_compiled_facts_have_no_problem(compiled_root: Path, world: Knowledge) -> None:
    opened = compiled(compiled_root)
    entity, problems = opened.load(Term, "t-cell")
    assert entity == world.get(Term, "t-cell")
    assert problems == []
    assert opened.opened() == (entity,)


def test_the_edition_is_read(both: Knowledge) -> None:
    edition = both.edition
    assert isinstance(edition, Edition)
    assert (edition.id, edition.as_of, edition.sets["t-cell"].products) == ("edition", dt.date(2026, 1, 31), 2)


def test_a_missing_edition_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFacts) as caught:
        _ = Knowledge(tmp_path).edition
    assert str(caught.value) == (
        "edition.yaml: cannot be read: there is no such file\n1 problem in the facts. Nothing was shown."
    )


@pytest.mark.parametrize(
    ("day", "age"), [("2026-01-31", 0), ("2026-02-01", 1), ("2027-01-31", 365), ("2026-01-30", -1)]
)
def test_the_age_of_the_facts_in_days(both: Knowledge, monkeypatch: pytest.MonkeyPatch, day: str, age: int) -> None:
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
    assert both.age == age


# --- finding --------------------------------------------------------------------------------------------------------


def test_every_id_has_its_names(both: Knowledge) -> None:
    assert both.names(Drug) == {
        "alphacar": ["alphacar", "Alphacar", "alphagene autoleucel", "alpha-cel", "AC-001", "alpha cells"],
        "betatil": ["betatil", "Betatil", "betaleucel"],
    }


@pytest.mark.parametrize("name", ["alphacar", "ALPHACAR", "Alpha Car", "alphagene-autoleucel", "ac001", "alpha cells"])
def test_a_name_in_any_writing_finds_one_thing(both: Knowledge, name: str) -> None:
    assert both.find(name, Drug, "product", "immuno drug list").id == "alphacar"


def test_an_id_opens_one_file(both: Knowledge) -> None:
    both.find_among("betatil", (OtherProduct, Drug), "product", "immuno drug list")
    assert [entity.id for entity in both.opened()] == ["betatil"]


def test_the_kinds_are_looked_through_in_order(copy: Path) -> None:
    (copy / "other-products" / "betatil.yaml").write_text(
        (copy / "other-products" / "gamma-cel.yaml").read_text(encoding="utf-8").replace("gamma", "delta"),
        encoding="utf-8",
    )
    opened = Knowledge(copy)
    assert isinstance(opened.find_among("betatil", (Drug, OtherProduct), "product", ""), Drug)
    assert isinstance(opened.find_among("betatil", (OtherProduct, Drug), "product", ""), OtherProduct)
    assert opened.find_among("Delta Cel", (Drug, OtherProduct), "product", "").id == "betatil"


def test_a_near_name_is_told_and_not_opened(both: Knowledge) -> None:
    with pytest.raises(NotFound) as caught:
        both.find_among("alfacar", (Drug, OtherProduct), "product", "immuno drug list")
    found = caught.value
    assert (found.what, found.name, found.command) == ("product", "alfacar", "immuno drug list")
    assert found.near == [Near("Alphacar", "Alphacar, alphagene autoleucel, CD19")]
    assert found.known == ["alphacar", "betatil", "gamma-cel"]
    assert str(found) == (
        'No product called "alfacar".\n'
        "A close name:\n"
        "  Alphacar  alphagene autoleucel, CD19\n"
        "Known are: alphacar, betatil, gamma-cel.\n"
        "Nothing was shown. `immuno drug list` lists every name; `immuno search` looks in every text."
    )


def test_a_thing_with_several_near_names_is_told_once_with_the_nearest(both: Knowledge) -> None:
    with pytest.raises(NotFound) as caught:
        both.find_among("leucel", (Drug, OtherProduct), "product", "immuno drug list")
    assert caught.value.near == [
        Near("alphagene autoleucel", "Alphacar, alphagene autoleucel, CD19"),
        Near("betaleucel", "Betatil, betaleucel, no single target"),
        Near("gammagene autoleucel", "gamma-cel, not an approved immunotherapy of cancer (pending)"),
    ]


def test_find_says_what_was_looked_for(both: Knowledge) -> None:
    with pytest.raises(NotFound) as caught:
        both.find("zzz", Cancer, "cancer", "immuno cancer list")
    assert str(caught.value) == (
        'No cancer called "zzz".\n'
        "Known are: lymphoma, melanoma.\n"
        "Nothing was shown. `immuno cancer list` lists every name; `immuno search` looks in every text."
    )


@pytest.mark.parametrize("name", ["", " ", "-", "®"])
def test_a_name_of_which_nothing_is_left_finds_nothing(both: Knowledge, name: str) -> None:
    with pytest.raises(NotFound) as caught:
        both.find(name, Drug, "product", "immuno drug list")
    assert caught.value.near == []


def test_a_name_of_marks_alone_belongs_to_nobody(copy: Path) -> None:
    path = copy / "glossary" / "t-cell.yaml"
    path.write_text(path.read_text(encoding="utf-8") + 'aliases: ["--"]\n', encoding="utf-8")
    with pytest.raises(NotFound):
        Knowledge(copy).find("-", Term, "term", "immuno glossary")


@pytest.mark.parametrize(("count", "listed"), [(20, True), (21, False)])
def test_a_few_known_names_are_listed_and_many_are_not(copy: Path, count: int, listed: bool) -> None:
    assert MOST_KNOWN == 20
    text = (copy / "glossary" / "t-cell.yaml").read_text(encoding="utf-8")
    names = ["apheresis", "t-cell", *(f"word-{number:02}" for number in range(count - 2))]
    for name in names[2:]:
        (copy / "glossary" / f"{name}.yaml").write_text(text.replace("T cell", name), encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        Knowledge(copy).find("zzz", Term, "term", "immuno glossary")
    assert caught.value.known == (names if listed else [])


def test_the_first_owner_of_a_name_in_a_list_keeps_it(copy: Path) -> None:
    """Two things of one name do not pass the check; until then, what is told stays the same."""
    path = copy / "glossary" / "t-cell.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "aliases: [leukapheresis]\n", encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        Knowledge(copy).find("leukapheresi", Term, "term", "immuno glossary")
    assert caught.value.near == [Near("leukapheresis", "apheresis")]


# --- joins ----------------------------------------------------------------------------------------------------------


def test_the_kinds_under_a_therapy_come_in_list_order(copy: Path) -> None:
    for file, order in (("car-t", 30), ("til", 25)):
        path = copy / "therapies" / f"{file}.yaml"
        old = {"car-t": "order: 21", "til": "order: 22"}[file]
        path.write_text(path.read_text(encoding="utf-8").replace(old, f"order: {order}"), encoding="utf-8")
    opened = Knowledge(copy)
    assert [child.id for child in opened.children(opened.get(Therapy, "t-cell-transfer"))] == ["til", "car-t"]
    assert opened.children(opened.get(Therapy, "til")) == ()


def test_the_products_of_a_therapy_and_of_the_kinds_under_it(both: Knowledge) -> None:
    assert [drug.id for drug in both.drugs_of(both.get(Therapy, "t-cell-transfer"))] == ["alphacar", "betatil"]
    assert [drug.id for drug in both.drugs_of(both.get(Therapy, "til"))] == ["betatil"]


def test_only_current_rates_of_the_effect_count(both: Knowledge) -> None:
    found = list(both.rates_of(both.get(SideEffect, "crs")))
    assert [(drug.id, rate.treated) for drug, rate in found] == [("alphacar", 108)]
    found = list(both.rates_of(both.get(SideEffect, "capillary-leak")))
    assert [(drug.id, rate.treated) for drug, rate in found] == [("betatil", 156)]


# --- the day --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "day"),
    [
        ("0", dt.date(1970, 1, 1)),
        ("86399", dt.date(1970, 1, 1)),
        ("86400", dt.date(1970, 1, 2)),
        ("1769904000", dt.date(2026, 2, 1)),
        ("99999999999", dt.date(5138, 11, 16)),
    ],
)
@pytest.mark.parametrize("zone", ["EAST-14", "WEST+12"])
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a running process is fixed here")
def test_a_fixed_day_stands_in_for_today_in_every_zone(
    monkeypatch: pytest.MonkeyPatch, seconds: str, day: dt.date, zone: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        found = today()
    time.tzset()
    assert found == day


@pytest.mark.parametrize("seconds", [None, "", "soon", "-1", "1.5", " 1", "100000000000", "1" * 400, "²", "①", "٣"])
def test_anything_else_leaves_the_day_as_it_is(monkeypatch: pytest.MonkeyPatch, seconds: str | None) -> None:
    if seconds is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    before, found, after = dt.date.today(), today(), dt.date.today()
    assert before <= found <= after


# --- inside an entity -----------------------------------------------------------------------------------------------


def test_a_file_is_named_by_kind_and_id() -> None:
    assert file_of(SideEffect, "crs") == "side-effects/crs.yaml"


def test_walk_yields_every_block_with_its_path(world: Knowledge) -> None:
    term = world.get(Term, "t-cell")
    assert list(walk(term)) == [
        ("", term),
        ("definition", term.definition),
        ("definition.cite.alpha-trial", term.definition.cite["alpha-trial"]),
    ]
    assert list(walk(term.definition, "a.b")) == [
        ("a.b", term.definition),
        ("a.b.cite.alpha-trial", term.definition.cite["alpha-trial"]),
    ]
    assert list(walk("text")) == list(walk(None)) == list(walk(("a", "b"))) == list(walk({"a": "b"})) == []
    one, two = Citation(at="1"), Citation(at="2")
    assert list(walk((one, {"x": two}), "p")) == [("p.0", one), ("p.1.x", two)]
    assert list(walk({"x": two})) == [("x", two)]


def test_references_are_found_in_fields_lists_and_keys(world: Knowledge) -> None:
    assert list(references(world.get(SideEffect, "capillary-leak"))) == [
        ("therapies", "therapies", "til"),
        ("related", "side-effects", "crs"),
        ("definition.cite", "sources", "beta-label"),
        ("call.now.swelling.cite", "sources", "beta-label"),
    ]
    assert list(references(world.get(Therapy, "t-cell-transfer"))) == [
        ("definition.cite", "sources", "alpha-label"),
    ]
    found = list(references(world.get(Therapy, "til")))
    assert found[0] == ("parent", "therapies", "t-cell-transfer")
    assert ("profile.capillary-leak.rates.series.effect", "side-effects", "capillary-leak") in found


def test_references_of_one_claim_with_several_sources() -> None:
    claim = Claim(text="x", cite={"a": Citation(at="1"), "b": Citation(at="2")})
    assert list(references(claim)) == [("cite", "sources", "a"), ("cite", "sources", "b")]


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("name: x\nreviewed: 2026-01-01\ndefinition: {plain: y, cite: {s: p}}\n", encoding="utf-8")
    entity, problems, places = read(Term, tmp_path, "glossary", "x")
    assert entity is not None
    assert (entity.id, entity.name, problems) == ("x", "x", [])
    assert places.at("definition.plain") == ("glossary/x.yaml", 3)


def test_reading_a_faulty_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("name: x\nname: y\n", encoding="utf-8")
    assert read(Term, tmp_path, "glossary", "x") == (
        None,
        [Problem("glossary/x.yaml", 2, "has the key 'name' a second time (first on line 1); keep one")],
        NOWHERE,
    )
    path.write_text("name: x\n", encoding="utf-8")
    entity, problems, places = read(Term, tmp_path, "glossary", "x")
    assert entity is None
    assert problems == [
        Problem("glossary/x.yaml", 1, "missing key 'reviewed': Day it was last compared with its sources."),
        Problem("glossary/x.yaml", 1, "missing key 'definition': What it means; `plain` is required."),
    ]
    assert places.lines == {"": 1, "name": 1}


def test_reading_what_is_not_a_file(tmp_path: Path) -> None:
    assert read(Term, tmp_path, "glossary", "x") == (
        None,
        [Problem("glossary/x.yaml", 0, "cannot be read: there is no such file")],
        NOWHERE,
    )


def test_an_error_without_words_is_told_all_the_same() -> None:
    class Broken(type(WORLD)):  # type: ignore[misc]
        def is_file(self) -> bool:
            raise OSError("the drive is gone")

    assert read(Term, Broken("x"), "", "x")[1] == [Problem("x.yaml", 0, "cannot be read: the drive is gone")]


@pytest.mark.parametrize(
    ("kind", "name", "names", "words"),
    [
        (
            Drug,
            "alphacar",
            ["alphacar", "Alphacar", "alphagene autoleucel", "alpha-cel", "AC-001", "alpha cells"],
            "Alphacar, alphagene autoleucel, CD19",
        ),
        (
            OtherProduct,
            "gamma-cel",
            ["gamma-cel", "gamma-cel", "gammagene autoleucel"],
            "gamma-cel, not an approved immunotherapy of cancer (pending)",
        ),
        (Source, "alpha-label", ["alpha-label"], "Alphacar prescribing information [rev 2025]"),
        (SideEffect, "crs", ["crs", "Cytokine release syndrome", "CRS", "cytokine storm"], "Cytokine release syndrome"),
        (SideEffect, "capillary-leak", ["capillary-leak", "Capillary leak syndrome"], "Capillary leak syndrome"),
        (Cancer, "lymphoma", ["lymphoma", "Example lymphoma", "EL", "lymph cancer"], "Example lymphoma"),
        (
            Scale,
            "crs-example",
            ["crs-example", "CRS example grading (2019)", "CRS", "example grades"],
            "CRS example grading (2019)",
        ),
        (Therapy, "car-t", ["car-t", "CAR T-cell therapy", "CAR T"], "CAR T-cell therapy"),
        (Term, "apheresis", ["apheresis", "apheresis", "leukapheresis"], "apheresis"),
        (Guide, "questions", ["questions", "Questions to ask"], "Questions to ask"),
    ],
)
def test_names_and_a_few_words(world: Knowledge, kind: type[Entity], name: str, names: list[str], words: str) -> None:
    entity: Entity = world.get(kind, name)
    assert names_of(entity) == names
    assert describe(entity) == words


def test_a_block_is_not_changed_by_walking(world: Knowledge) -> None:
    drug = world.get(Drug, "alphacar")
    paths = [path for path, _ in walk(drug)]
    assert len(paths) == len(set(paths))
    assert {"target", "indications.lymphoma-2l.earlier.0", "efficacy.alpha-1-orr.outcomes.orr.ci"} <= set(paths)
    assert all(dataclasses.is_dataclass(block) for _, block in walk(drug))


# --- what rests on what ---------------------------------------------------------------------------------------------

CITED_BY_ALPHACAR = {"alpha-label", "alpha-trial", "swiss-leaflet"}
TALLIES = {"alphacar": Tally(cited=29, numbers=10, quotes=11), "betatil": Tally(cited=11, numbers=2, quotes=3)}
CITING = {
    "alpha-label": ["car-t", "t-cell-transfer", "alphacar", "crs", "lymphoma", "apheresis", "questions"],
    "alpha-trial": ["alphacar", "gamma-cel", "crs", "crs-example", "t-cell"],
    "beta-label": ["til", "betatil", "capillary-leak", "melanoma"],
    "swiss-leaflet": ["alphacar"],
}


def test_the_sources_of_a_record_are_known(both: Knowledge) -> None:
    assert set(both.cited(both.get(Drug, "alphacar"))) == CITED_BY_ALPHACAR
    first, *_ = both.get(Drug, "alphacar").safety.values()
    assert cited_sources(first) == set(first.cite) != set()
    assert both.cited(both.get(Source, "alpha-label")) in ([], set())
    assert cited_sources(()) == cited_sources("text") == set()


def test_the_facts_of_a_record_are_counted(both: Knowledge) -> None:
    for name, counts in TALLIES.items():
        assert both.tally(both.get(Drug, name)) == counts
        assert tally(both.get(Drug, name)) == counts
    assert both.tally(both.get(Source, "alpha-label")) == (0, 0, 0)
    claim = Claim(text="x", cite={"a": Citation(at="1", quote=("one", "two")), "b": Citation(at="2")})
    assert tally(claim) == Tally(cited=1, numbers=0, quotes=2)
    assert tally((claim, Count(n=1), Outcome(measure="x", n=2))) == Tally(cited=1, numbers=2, quotes=2)


def test_whatever_cites_a_source_is_found(both: Knowledge) -> None:
    assert {source: [entity.id for entity in both.citing(source)] for source in both.ids(Source)} == CITING
    assert list(both.citing("nothing")) == []


def test_only_what_cites_a_source_is_read_of_compiled_facts(compiled_root: Path) -> None:
    knowledge = compiled(compiled_root)
    assert [entity.id for entity in knowledge.citing("beta-label")] == CITING["beta-label"]
    assert [entity.id for entity in knowledge.opened()] == CITING["beta-label"]


def test_the_text_of_compiled_facts_is_that_of_their_records(compiled_root: Path, world: Knowledge) -> None:
    knowledge = compiled(compiled_root)
    for kind in FOLDERS:
        for name in knowledge.ids(kind):
            entity: Entity = knowledge.get(kind, name)
            other: Entity = world.get(kind, name)
            assert "".join(knowledge.published(entity) or ()) == text_of(other)
            assert world.published(other) is None


def test_a_record_of_another_collection_has_no_compiled_text(compiled_root: Path, world: Knowledge) -> None:
    knowledge = compiled(compiled_root)
    mine, other = knowledge.get(Drug, "alphacar"), world.get(Drug, "alphacar")
    assert knowledge.published(mine) is not None
    assert knowledge.published(other) is None
    assert knowledge.published(mine.names) is None
    assert set(knowledge.cited(other)) == set(knowledge.cited(mine)) == CITED_BY_ALPHACAR


def test_each_of_a_kind_is_not_kept(both: Knowledge) -> None:
    assert [entity.id for entity in both.each(Drug)] == ["alphacar", "betatil"]
    assert both.opened() == ()


def test_there_is_what_has_an_id(both: Knowledge) -> None:
    assert both.has(Drug, "alphacar")
    assert not both.has(Drug, "Alphacar")
    assert not both.has(Term, "alphacar")


def test_the_edition_is_read_once(both: Knowledge) -> None:
    assert both.edition is both.edition


# --- folders --------------------------------------------------------------------------------------------------------


def test_the_names_in_a_folder(copy: Path) -> None:
    assert sorted(names_in(copy, "drugs")) == ["alphacar.yaml", "betatil.yaml"]
    assert names_in(copy, "nothing") == []


def test_a_file_in_the_place_of_a_folder_is_told(copy: Path) -> None:
    shutil.rmtree(copy / "drugs")
    (copy / "drugs").write_text("")
    with pytest.raises(BadFacts) as caught:
        names_in(copy, "drugs")
    assert caught.value.problems == [Problem("drugs/", 0, "is not a folder")]


@pytest.mark.parametrize(
    ("error", "told"),
    [(OSError("the drive is gone"), "the drive is gone"), (OSError(5, "Input/output error"), "Input/output error")],
)
def test_a_folder_that_cannot_be_read_is_told(error: OSError, told: str) -> None:
    class Broken(type(WORLD)):  # type: ignore[misc]
        def is_dir(self) -> bool:
            raise error

    with pytest.raises(BadFacts) as caught:
        names_in(Broken("x"), "drugs")
    assert caught.value.problems == [Problem("drugs/", 0, f"cannot be read: {told}")]


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"#" * MAX_BYTES)
    assert read(Term, tmp_path, "", "x")[1] == [
        Problem("x.yaml", 0, "is empty; it must hold at least the required keys")
    ]
    (tmp_path / "x.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    [problem] = read(Term, tmp_path, "", "x")[1]
    assert problem.what.startswith("is larger than 1,000,000 bytes")


def test_the_bundled_facts_are_where_they_are_installed() -> None:
    assert (bundled(compiled=False).store.root / "edition.yaml").is_file()
    assert version() == f"immuno {__version__}, facts as of {bundled().edition.as_of}"


def test_bundled_facts_in_a_zip_file_are_read_from_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "facts.zip", "w") as archive:
        archive.writestr("immuno_facts/__init__.py", "")
        archive.write(WORLD / "edition.yaml", "immuno_facts/edition.yaml")
    monkeypatch.syspath_prepend(str(tmp_path / "facts.zip"))
    monkeypatch.delitem(sys.modules, "immuno_facts", raising=False)
    assert bundled().edition == Knowledge(WORLD).edition
    monkeypatch.delitem(sys.modules, "immuno_facts")
