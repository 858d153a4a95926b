"""Frozen dataclasses that are quick to define, and whose fields may be lazy: read when they are first used.

`dataclasses.dataclass` takes every class apart, and writes, compiles and runs half a dozen methods for it: with some
sixty classes 41 ms of 80, half of a page (1.8 ms as records, 5.2 as named tuples, 27 as dataclasses for the 35 of the
model). A `record` is a dataclass too (`dataclasses.fields`, `replace` and
type checkers know it), but all records share the few methods below, and none is taken apart before its fields matter.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, Union, dataclass_transform, get_args, get_origin

T = TypeVar("T")

if TYPE_CHECKING:
    from typing import Annotated as Annotated
else:

    class Annotated:
        """A type with notes, as `typing` has it, which compares and copies them: 11 % of a start for the model."""

        def __init__(self, wanted: Any, notes: tuple[Any, ...]) -> None:
            self.__origin__, self.__metadata__ = wanted, notes

        def __class_getitem__(cls, given: tuple[Any, ...]) -> Any:
            return cls(given[0], given[1:])

        def __or__(self, other: None) -> Any:
            return self  # that it may be left out is said by its default


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """Make a class a frozen dataclass; `kw_only` is for type checkers, which then allow defaults in any order."""
    del kw_only

    def make(cls: type[T]) -> type[T]:
        target: Any = cls
        values = {name: getattr(target, name, _MISSING) for name in target.__annotations__}
        target._defaults = {name: value for name, value in values.items() if value is not _MISSING}
        # A default kept on the class would hide a field that is read later.
        for name in target._defaults:
            delattr(target, name)
        target._template = {name: _given(value) for name, value in values.items()}
        for name, method in _METHODS.items():
            setattr(target, name, method)
        target.__dataclass_fields__ = _Fields()
        return cls

    return make


_MISSING = dataclasses.MISSING


def _given(default: Any) -> Any:
    """Return the default of a field, or `_MISSING` where a factory builds it anew for each record."""
    return _MISSING if isinstance(default, dataclasses.Field) else default


class _Fields:
    """A lazy stand-in for the fields of a class as `dataclasses` knows them, built on first use."""

    def __get__(self, instance: Any, cls: Any) -> Any:
        for name, value in cls._defaults.items():
            setattr(cls, name, value)
        del cls.__dataclass_fields__
        dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        for name in cls._defaults:
            if hasattr(cls, name):
                delattr(cls, name)
        return cls.__dataclass_fields__


def names_of_fields(value: Any) -> Collection[str]:
    """Return the names of the fields of a record, in order; none for anything else."""
    names: Collection[str] = getattr(type(value), "_template", ())
    return names


def lazy_record(cls: type[T], known: Mapping[str, Any], read: Callable[[str], Any]) -> T:
    """Return a lazy record: `known` holds its first fields, `read` returns another one on first use."""
    instance = object.__new__(cls)
    instance.__dict__.update(known)
    instance.__dict__[_READ] = read
    return instance


_READ = ""
"""Where a record keeps what reads its other fields; no field has this name."""


def _whole(value: Any) -> dict[str, Any]:
    """Return every field of a record by name, in order; those that were not read yet are read now."""
    kept: dict[str, Any] = value.__dict__
    if _READ in kept:
        fields = {name: getattr(value, name) for name in names_of_fields(value)}
        kept.clear()
        kept.update(fields)
    return kept


class _Record:
    """The methods that every record has."""

    def __getattr__(self: Any, name: str) -> Any:
        """Read a lazy field and keep it. Raises AttributeError when the record has no such field."""
        read = self.__dict__.get(_READ)
        if read is None or name not in self._template:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}")
        value = self.__dict__[name] = read(name)
        return value

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        """Set every field once, from the values in order, the names, or the defaults."""
        template = self._template
        kept = self.__dict__
        # All fields first, in their order; then what was given takes its place.
        kept.update(template)
        if values:
            if len(values) > len(template):
                raise TypeError(f"{type(self).__name__} takes {len(template)} values, not {len(values)}")
            twice = [name for name, _ in zip(template, values, strict=False) if name in named] if named else []
            if twice:
                raise TypeError(f"{type(self).__name__} got {twice[0]!r} twice")
            kept.update(zip(template, values, strict=False))
        kept.update(named)
        if len(kept) > len(template):
            raise TypeError(f"{type(self).__name__} has no field {next(iter(named.keys() - template.keys()))!r}")
        for name in [name for name, value in kept.items() if value is _MISSING]:
            if name not in self._defaults:
                raise TypeError(f"{type(self).__name__} needs {name!r}")
            kept[name] = self._defaults[name].default_factory()

    def __setattr__(self: Any, name: str, value: Any) -> None:
        """Refuse: a record does not change."""
        raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self: Any, name: str) -> None:
        """Refuse: a record does not change."""
        raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self: Any, other: object) -> bool:
        """Compare type and every field, up to the first that differs: the id of two products, not all they say."""
        return self is other or (
            type(self) is type(other)
            and all(getattr(self, name) == getattr(other, name) for name in type(self).__annotations__)
        )

    def __hash__(self: Any) -> int:
        """Hash every field; a record that holds a mapping has no hash."""
        return hash((type(self), *_whole(self).values()))

    def __repr__(self: Any) -> str:
        """Show the class and every field."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in _whole(self).items())})"


_METHODS = {name: method for name, method in vars(_Record).items() if callable(method)}


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every record inside a value with its dotted path, the value itself first."""
    # By a list of what is left, and past what holds no record: a generator within a generator takes twice the time of
    # all rules.
    left = [(path, value)]
    while left:
        path, value = left.pop()
        if names := names_of_fields(value):
            yield path, value
            own = _whole(value)
            inside = [
                (f"{path}.{name}" if path else name, own[name]) for name in names if type(own[name]) not in _LEAVES
            ]
        elif isinstance(value, dict):
            inside = [(f"{path}.{key}" if path else key, item) for key, item in value.items()]
        elif isinstance(value, tuple):
            inside = [(f"{path}.{index}", item) for index, item in enumerate(value) if type(item) not in _LEAVES]
        else:
            continue
        inside.reverse()
        left += inside


_LEAVES = frozenset((str, int, float, bool, dt.date, type(None)))
"""What most fields hold: nothing is inside of it."""


def join(path: str, key: str) -> str:
    """Return the dotted path of a key under a path."""
    return f"{path}.{key}" if path else key


def unannotate(wanted: Any) -> tuple[Any, tuple[Any, ...]]:
    """Strip `Annotated` and `| None`; return the bare type and every note, the outer ones last."""
    notes: tuple[Any, ...] = ()
    while True:
        if hasattr(wanted, "__metadata__"):
            wanted, notes = wanted.__origin__, (*wanted.__metadata__, *notes)
        elif get_origin(wanted) in (Union, types.UnionType):
            wanted = next(arg for arg in get_args(wanted) if arg is not type(None))
        else:
            return wanted, notes
