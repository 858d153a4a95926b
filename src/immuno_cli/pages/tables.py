"""Tables made of rows by heading, and cells made of several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from immuno_cli.pages.page import Cited, Table


def filled_table(
    rows: Sequence[Mapping[str, Cited]],
    *,
    caption: tuple[str, str] = ("", ""),
    right: Collection[str] = (),
    spare: Collection[str] = (),
    groups: tuple[tuple[int, str], ...] = (),
) -> Table:
    """Return a table of rows by heading, without the columns in which no row says anything."""
    names = [name for name in rows[0] if any(row[name].says_something for row in rows)] if rows else []
    return Table(
        tuple(names),
        tuple(tuple(row[name] for name in names) for row in rows),
        caption,
        right=tuple(index for index, name in enumerate(names) if name in right),
        spare=tuple(index for index, name in enumerate(names) if name in spare),
        groups=groups,
    )


def times_in_short(rows: Sequence[dict[str, Cited]]) -> None:
    """Change the rows of a table: where all times of a column are medians, its head says so, once.

    A column for the time of one row alone is left to the full page, unless that row is the first.
    """
    for name in ("Starts", "Lasts"):
        if sum(bool(row[name].text) for row in rows) == 1 and not rows[0][name].text:
            for row in rows:
                del row[name]
        elif all(not row[name].says_something or row[name].text.startswith("median ") for row in rows):
            for row in rows:
                row[f"{name} (median)"] = Cited(row.pop(name).text.removeprefix("median "))


def places_of(texts: Iterable[Cited]) -> tuple[tuple[str, str], ...]:
    """Return every place that texts rest on, once."""
    return tuple(dict.fromkeys(place for text in texts for place in text.places))
