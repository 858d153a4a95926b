"""Facts as JSON: the model itself in a small versioned envelope, one shape for one record or many."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from immuno_cli.knowledge import Knowledge, references
from immuno_cli.model import Source

VERSION = 1
"""Version of the envelope and of the records; only a change that breaks readers raises it."""


def render(kind: str, records: Sequence[Any], next_commands: Sequence[str], knowledge: Knowledge) -> str:
    """Return the envelope: schema, data date and age, the records, the sources they cite, what to ask next."""
    as_of = knowledge.edition.as_of
    cited = sorted({one for record in records for _, kind_, one in references(record) if kind_ == "sources"})
    envelope = {
        "schema": f"immuno/{kind}@{VERSION}",
        "data_version": as_of.strftime("%Y.%m.%d"),
        "as_of": as_of,
        "age_days": knowledge.age,
        "records": [plain(record) for record in records],
        "sources": {name: plain(knowledge.get(Source, name)) for name in cited},
        "next_commands": list(next_commands),
    }
    return dump(envelope)


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
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def plain(value: Any) -> Any:
    """Return model objects as dictionaries, lists, numbers and text; keys as in the YAML."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def ascii_only(text: str) -> str:
    """Return JSON text with every other letter escaped, for a terminal that has only ASCII."""
    return "".join(letter if letter.isascii() else json.dumps(letter)[1:-1] for letter in text)
