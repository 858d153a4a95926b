"""Records as JSON, in a small versioned envelope that has one shape for one record and for many.

JSON does not pass through the Page: it is the model, with every citation and quote.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from immuno_cli.compiled import INDENT
from immuno_cli.knowledge import Knowledge, cited
from immuno_cli.model import Source

VERSION = 1
"""Version of the envelope and of the records; only a change that breaks readers raises it."""


def render(kind: str, records: Sequence[Any], next_commands: Sequence[str], knowledge: Knowledge) -> str:
    """Return the envelope: schema, data date and age, the records, the sources they cite, what to ask next."""
    as_of = knowledge.edition.as_of
    texts = []
    sources: set[str] = set()
    for record in records:
        text, its_sources = knowledge.published(record) or (text_of(record), cited(record))
        texts.append(text)
        sources.update(its_sources)
    # Records whose text was compiled are put in as they are: to make text of them again takes longer than all the rest.
    parts = {
        "schema": json.dumps(f"immuno/{kind}@{VERSION}"),
        "data_version": json.dumps(as_of.strftime("%Y.%m.%d")),
        "as_of": json.dumps(as_of.isoformat()),
        "age_days": json.dumps(knowledge.age),
        "records": _block("[]", texts),
        "sources": _block("{}", _named({name: _source(name, knowledge) for name in sorted(sources)})),
        "next_commands": _block("[]", [json.dumps(one, ensure_ascii=False) for one in next_commands]),
    }
    return _block("{}", _named(parts), INDENT // 2) + "\n"


def _source(name: str, knowledge: Knowledge) -> str:
    source = knowledge.get(Source, name)
    published = knowledge.published(source)
    return published[0] if published else text_of(source)


def _named(parts: Mapping[str, str]) -> Iterable[str]:
    return (f"{json.dumps(name)}: {text}" for name, text in parts.items())


def _block(ends: str, parts: Iterable[str], depth: int = INDENT) -> str:
    """Return texts between two brackets, each on a line of its own that is indented by `depth`."""
    line = "\n" + " " * depth
    inside = f",{line}".join(parts)
    return f"{ends[0]}{line}{inside}{line[: -INDENT // 2]}{ends[1]}" if inside else ends


def text_of(record: Any) -> str:
    """Return a record as it stands in the envelope: the lines after the first are indented."""
    return json.dumps(plain(record), ensure_ascii=False, indent=INDENT // 2).replace("\n", "\n" + " " * INDENT)


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
    return json.dumps(value, ensure_ascii=False, indent=INDENT // 2, default=str) + "\n"


def plain(value: Any) -> Any:
    """Return model objects as dictionaries, lists, numbers and text; keys as in the YAML."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
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
