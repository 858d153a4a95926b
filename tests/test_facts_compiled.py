"""The compiled form answers like the YAML it was made from."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import WORLD
from conftest import compiled as open_compiled
from immuno_cli.errors import BadFacts, ImmunoError, NotFound
from immuno_cli.export.compile import compile_facts, pack, write_for_wheel
from immuno_cli.facts.database import FILE, NO_SQLITE, Database, connect, query
from immuno_cli.facts.folder import DAMAGED, NO_LZMA, PACK, Folder, unpacked
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, OtherProduct, SideEffect
from immuno_cli.search.index import open_index
from immuno_cli.search.question import parse
from immuno_cli.search.rank import rank


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The miniature world in its compiled form alone: no YAML stands beside it."""
    root = tmp_path_factory.mktemp("world")
    write_for_wheel(WORLD, root)
    return open_compiled(root)


def test_every_entity_is_the_same(compiled: Knowledge, world: Knowledge) -> None:
    assert compiled.edition == world.edition
    for kind in FOLDERS:
        assert compiled.ids(kind) == world.ids(kind)
        assert compiled.names(kind) == world.names(kind)
        for name in world.ids(kind):
            one: Entity = compiled.get(kind, name)
            other: Entity = world.get(kind, name)
            assert one == other
            assert repr(one) == repr(other)


def test_names_are_found_and_near_names_told(compiled: Knowledge) -> None:
    assert compiled.find("ac 001", Drug, "product", "").id == "alphacar"
    assert compiled.find("CRS", SideEffect, "side effect", "").id == "crs"
    with pytest.raises(NotFound) as caught:
        compiled.find_among("alfacar", (Drug, OtherProduct), "product", "")
    assert [near.name for near in caught.value.near] == ["Alphacar"]


def test_an_unknown_id_is_a_key_error(compiled: Knowledge) -> None:
    with pytest.raises(KeyError):
        compiled.get(Drug, "nothing")


def test_faulty_facts_are_not_compiled(tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text("as_of: never\n")
    with pytest.raises(BadFacts, match="as_of"):
        compile_facts(tmp_path)


def test_facts_compiled_twice_are_the_same_bytes() -> None:
    assert compile_facts(WORLD) == compile_facts(WORLD)


def test_a_folder_is_read_as_yaml_whatever_lies_in_it(compiled: Knowledge) -> None:
    with pytest.raises(BadFacts, match=r"edition\.yaml"):
        _ = Knowledge(compiled.root).edition


def test_facts_in_a_zip_file_are_read_from_there(compiled: Knowledge, world: Knowledge, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "facts.zip", "w") as archive:
        archive.write(str(compiled.root / FILE), FILE)
    root: Any = zipfile.Path(tmp_path / "facts.zip")
    inside = Knowledge(root, Database(root))
    assert inside.all(Drug) == world.all(Drug)
    questions = [(index, parse(index, "fever")) for index in (open_index(inside), open_index(world))]
    there, here = ([*rank(index, question).best_first] for index, question in questions)
    assert there == here != []


def test_nothing_is_written_beside_the_database(compiled: Knowledge) -> None:
    compiled.all(Drug)
    assert sorted(path.name for path in Path(str(compiled.root)).iterdir()) == sorted([FILE, PACK])


@pytest.mark.parametrize("name", ["sqlite3", "_sqlite3"])
def test_a_python_without_sqlite_is_told(name: str, compiled: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in [module for module in sys.modules if module.startswith("sqlite3")]:
        monkeypatch.delitem(sys.modules, one)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImmunoError) as caught:
        open_compiled(Path(str(compiled.root))).ids(Drug)
    assert str(caught.value) == NO_SQLITE


def test_a_python_whose_sqlite_cannot_search_is_told() -> None:
    database = connect(None)
    with pytest.raises(ImmunoError) as caught:
        query(database, "CREATE VIRTUAL TABLE x USING fts9 (a)")
    assert str(caught.value) == NO_SQLITE


@pytest.mark.parametrize("data", [b"", b"nothing", b"SQLite format 3\0" + bytes(5000)], ids=["empty", "text", "zeros"])
def test_a_damaged_database_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(ImmunoError) as caught:
        open_compiled(tmp_path).ids(Drug)
    assert str(caught.value) == DAMAGED


def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImmunoError) as caught:
        open_compiled(tmp_path / "missing").ids(Drug)
    assert str(caught.value) == DAMAGED


def test_packed_yaml_is_read_like_the_folder_it_was_made_of(world: Knowledge) -> None:
    packed = Folder(unpacked(pack(WORLD)))
    assert [*packed.strays()] == []
    assert {kind: packed.ids(kind) for kind in FOLDERS} == {kind: world.ids(kind) for kind in FOLDERS}
    assert packed.load(Drug, "alphacar")[0] == world.get(Drug, "alphacar")
    assert pack(WORLD) == pack(WORLD)


@pytest.mark.parametrize("cut", [0, 100, -5], ids=["empty", "its beginning", "all but its end"])
def test_damaged_packed_yaml_is_told(cut: int) -> None:
    with pytest.raises(ImmunoError, match="Install immuno again"):
        unpacked(pack(WORLD)[:cut])


def test_a_python_without_lzma_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack(WORLD)
    monkeypatch.setitem(sys.modules, "lzma", None)
    with pytest.raises(ImmunoError) as caught:
        unpacked(data)
    assert str(caught.value) == NO_LZMA


def test_what_names_a_side_effect_is_found_in_both_forms(world: Knowledge, shipped: Path) -> None:
    compiled_world = open_compiled(shipped)
    for effect in world.all(SideEffect):
        for one in (world, compiled_world):
            assert [(drug.id, rate.effect) for drug, rate in one.rates_of(effect)] == [
                (drug.id, rate.effect)
                for drug in world.all(Drug)
                for rate in drug.safety.values()
                if rate.effect == effect.id and rate.current
            ]
        assert [drug.id for drug, _ in compiled_world.management_of(effect)] == [
            drug.id for drug, _ in world.management_of(effect)
        ]
