"""The compiled form answers like the YAML it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import write_compiled
from immuno_cli.errors import BadFacts, NotFound
from immuno_cli.export.compile import compile_facts
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, OtherProduct, SideEffect


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The miniature world in its compiled form alone: no YAML stands beside it."""
    root = tmp_path_factory.mktemp("world")
    write_compiled(root)
    return Knowledge(root)


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


def test_the_compiled_form_is_read_only_where_asked(compiled: Knowledge) -> None:
    with pytest.raises(BadFacts, match=r"edition\.yaml"):
        _ = Knowledge(compiled.root, compiled=False).edition
