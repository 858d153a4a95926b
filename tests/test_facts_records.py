"""A record is a frozen dataclass in everything but the time it takes to define one."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

import pytest

from immuno_cli.facts.model import Citation, Count
from immuno_cli.facts.records import Annotated, names_of_fields, record, unannotate
from immuno_cli.pages.page import Cited, Heading


def test_fields_defaults_and_names() -> None:
    assert [field.name for field in dataclasses.fields(Count)] == ["n", "percent", "of"]
    assert Count(n=3) == Count(n=3, percent=None, of=None)
    assert Cited("a", share=5) == Cited("a", (), 5)
    assert dataclasses.replace(Count(n=3), of=4) == Count(n=3, of=4)


def test_equality_hash_and_text() -> None:
    assert Count(n=3) != Count(n=4)
    other: object = Citation(at="3")
    assert Count(n=3) != other
    assert hash(Cited("a")) == hash(Cited("a"))
    assert repr(Count(n=3)) == "Count(n=3, percent=None, of=None)"


def test_a_note_on_a_type_is_read_as_one_of_typing() -> None:
    for note in (Annotated, typing.Annotated):
        inner: Any = note[int, "inner"]
        assert unannotate(note[inner | None, "outer"]) == (int, ("inner", "outer"))


def test_a_record_does_not_change() -> None:
    count = Count(n=3)
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"Count\.n cannot be set"):
        count.n = 4  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"Count\.n cannot be deleted"):
        del count.n


def test_wrong_calls_are_told() -> None:
    with pytest.raises(TypeError, match="Citation needs 'at'"):
        Citation()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Count has no field 'm'"):
        Count(m=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Heading takes 3 values, not 4"):
        Heading("a", "b", True, "c")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Heading got 'text' twice"):
        Heading("a", text="b")  # type: ignore[misc]


def test_default_factories_are_not_shared() -> None:
    from immuno_cli.facts.model import Dosing

    assert Dosing().dose == {}
    assert Dosing().dose is not Dosing().dose


def test_a_class_is_asked_for_its_annotations() -> None:
    """From Python 3.14 on a class makes them when it is asked, and keeps nothing of that kind in its namespace."""

    class Late(type):
        @property
        def __annotations__(cls) -> dict[str, object]:  # type: ignore[override]
            return {"one": int, "two": int}

    @record()
    class Pair(metaclass=Late):
        two = 2

    made = Pair(one=1)  # type: ignore[call-arg]
    assert repr(made) == "Pair(one=1, two=2)"
    assert list(names_of_fields(made)) == ["one", "two"]
