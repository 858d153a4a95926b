"""Frozen dataclasses that are quick to define.

`dataclasses.dataclass` writes, compiles and runs half a dozen methods for every class it is put on. With some sixty
classes that took longer than drawing a page. A `record` is a dataclass too (`dataclasses.fields`, `replace` and
type checkers know it), but all records share the few methods below.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
    """Make a class a frozen dataclass; `kw_only` is for type checkers, which then allow defaults in any order."""
    del kw_only

    def make(cls: type[T]) -> type[T]:
        cls = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        for name, method in vars(_Record).items():
            if callable(method):
                setattr(cls, name, method)
        return cls

    return make


class _Record:
    """The methods that every record has."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        """Set every field once, from the values in order, the names, or the defaults."""
        fields = self.__dataclass_fields__
        if len(values) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {len(values)}")
        for name, value in zip(fields, values, strict=False):
            if name in named:
                raise TypeError(f"{type(self).__name__} got {name!r} twice")
            named[name] = value
        kept = self.__dict__
        for name, field in fields.items():
            if name in named:
                kept[name] = named.pop(name)
            elif field.default is not dataclasses.MISSING:
                kept[name] = field.default
            elif field.default_factory is not dataclasses.MISSING:
                kept[name] = field.default_factory()
            else:
                raise TypeError(f"{type(self).__name__} needs {name!r}")
        if named:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(named))!r}")

    def __setattr__(self: Any, name: str, value: Any) -> None:
        """Refuse: a record does not change."""
        raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self: Any, name: str) -> None:
        """Refuse: a record does not change."""
        raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self: Any, other: object) -> bool:
        """Compare type and every field."""
        return type(self) is type(other) and bool(self.__dict__ == other.__dict__)

    def __hash__(self: Any) -> int:
        """Hash every field; a record that holds a mapping has no hash."""
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self: Any) -> str:
        """Show the class and every field."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
