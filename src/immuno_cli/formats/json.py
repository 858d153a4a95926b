"""Records as JSON, in a small versioned envelope that has one shape for one record and for many.

JSON does not pass through the Page: it is the model, with every citation and quote.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Source
from immuno_cli.facts.records import names_of_fields

VERSION = 1
"""Version of the envelope and of the records; only a change that breaks readers raises it."""


def render(kind: str, records: Sequence[Any], next_commands: Sequence[str], knowledge: Knowledge) -> Iterator[str]:
    """Yield the envelope part by part: schema, date and age, the records, the sources they cite, what to ask next.

    Records whose text was compiled are put in as they are: to make text of them again takes 85 % more.
    """
    as_of = knowledge.edition.as_of
    names = sorted({name for record in records for name in knowledge.cited(record)})
    about = {
        "schema": f"immuno/{kind}@{VERSION}",
        "data_version": as_of.strftime("%Y.%m.%d"),
        "as_of": as_of.isoformat(),
        "age_days": knowledge.age,
    }
    yield json.dumps(about, indent=OUTER).removesuffix("\n}")
    texts = (knowledge.published(record) or [text_of(record)] for record in records)
    # A source whose text is kept is not decoded first: there are hundreds for a list of products.
    sources = (knowledge.store.text(Source, name) or [text_of(knowledge.get(Source, name))] for name in names)
    for key, ends, heads, group in (
        ("records", "[]", [""] * len(records), texts),
        ("sources", "{}", [f"{json.dumps(name)}: " for name in names], sources),
    ):
        yield f',\n{" " * OUTER}"{key}": '
        yield from _block(ends, heads, group)
    listed = json.dumps(list(next_commands), ensure_ascii=False, indent=OUTER).replace("\n", "\n" + " " * OUTER)
    yield f',\n{" " * OUTER}"next_commands": {listed}\n}}\n'


OUTER, INDENT = 2, 4
"""Columns that the keys of the envelope, and the records in it, stand in from the left."""


def _block(ends: str, keys: Iterable[str], texts: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield texts, each part by part, between two brackets, each after its key on a line of its own."""
    before = ends[0]
    for key, text in zip(keys, texts, strict=True):
        yield f"{before}\n{' ' * INDENT}{key}"
        yield from text
        before = ","
    yield ends if before == ends[0] else f"\n{' ' * OUTER}{ends[1]}"


def text_of(value: Any, depth: int = INDENT) -> str:
    """Return a value as it stands in the envelope: the lines after the first are indented."""
    return json.dumps(to_plain(value), ensure_ascii=False, indent=OUTER).replace("\n", "\n" + " " * depth)


def error(kind: str, message: str, code: int, near: Sequence[str] = ()) -> str:
    """Return an error as JSON, so that a script reads the same reason as a person."""
    return dump(
        {
            "schema": f"immuno/error@{VERSION}",
            "error": {"kind": kind, "exit_code": code, "message": message, "near": list(near)},
        }
    )


def dump(value: Any) -> str:
    """Return a value as indented JSON with a last newline."""
    return json.dumps(value, ensure_ascii=False, indent=OUTER, default=str) + "\n"


def to_plain(value: Any) -> Any:
    """Return model objects as dictionaries, lists, numbers and text; keys as in the YAML."""
    if names := names_of_fields(value):
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def ascii_only(text: str) -> str:
    """Return JSON text with every other letter escaped, for a terminal that has only ASCII."""
    return "".join(letter if letter.isascii() else json.dumps(letter)[1:-1] for letter in text)
