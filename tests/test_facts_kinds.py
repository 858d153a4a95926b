"""The table of kinds is whole: a row for each class, and no two rows alike where they must differ."""

from __future__ import annotations

from typing import get_args

from immuno_cli.facts.kinds import FOLDERS, KINDS, Entity, Kind


def test_every_class_has_one_row() -> None:
    assert set(KINDS) == set(FOLDERS) == set(get_args(Entity))
    assert len(KINDS) == len(Kind)


def test_the_columns_that_tell_kinds_apart_differ() -> None:
    assert len({kind.folder for kind in Kind}) == len({kind.label for kind in Kind}) == len(Kind)
    places = list(range(len(Kind)))
    assert sorted(kind.order for kind in Kind) == sorted(kind.by_text for kind in Kind) == places
