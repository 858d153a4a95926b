"""Fuzz the decoder with Atheris: any bytes become facts or a list of problems.

    python fuzz/decode.py {c,python} FOLDER [libFuzzer options]

The first word chooses the YAML loader of PyYAML: the one in C, or the one in Python that stands in where C is missing.
FOLDER keeps the corpus between runs; the fact files of the project seed it. `nox -s fuzz` runs both.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["immuno_cli", "yaml"]):
    import yaml

    from immuno_cli.errors import BadFacts, Problem, unsafe
    from immuno_cli.export.schema import ROOTS
    from immuno_cli.facts import decode, model
    from immuno_cli.facts.records import walk

ROOT = Path(__file__).parent.parent
FACTS = [ROOT / "data" / "immuno_facts", ROOT / "tests" / "facts"]

LONGEST = 4_096
"""Bytes of the longest seed and of the longest input: longer ones are slow and find the same. Sizes have tests."""

MEGABYTES = 200
"""Memory of the whole process, the interpreter, Atheris and the corpus included."""

SECONDS = 5
"""The longest time that one input may take."""

TOKENS = [
    *"-?:,[]{}#&*!|>'\"%@`~",
    *["- ", ": ", "? ", "---", "...", "<<", "!!", "!<", "|-", ">+2", "%YAML 1.1\n", "%TAG ! tag:x,2000:\n"],
    *[
        "\r",
        "\r\n",
        "\\e",
        "\\u202e",
        "\\ud800",
        "\\UFFFFFFFF",
        "\\0",
        "\\N",
        "\\P",
        "\x1b[31m",
        "\x00",
        "\x7f",
        "\x85",
    ],
    *["\x9b", "\u2028", "\ufeff", "\u202e", "\u2066", "\u200b", "\u0663", "\u0301"],
    *["9" * 400, "1e999", "nan", "-0", "2026-02-29", "2026-W47-7", "2026-11", "0000", "true", "no"],
]
"""What YAML and attacks are made of."""


def one_input(data: bytes) -> None:
    """Send bytes the whole way, once for every kind of file, and look at what comes out."""
    node, problems = decode.parse(data, "f.yaml")
    if node is None:
        look_at(problems)
        return
    assert not problems
    for cls in ROOTS.values():
        decoder = decode.Decoder("f.yaml")
        entity = decoder.entity(cls, node, "x")
        assert (entity is None) == bool(decoder.problems)
        if entity is None:
            look_at(decoder.problems)
        else:
            assert all(not unsafe(text) for text in texts(entity))


def look_at(problems: list[Problem]) -> None:
    """Every problem names the file, and its message is safe to print."""
    assert problems
    assert all(problem.file == "f.yaml" and problem.line >= 0 and problem.what for problem in problems)
    message = str(BadFacts(problems))
    message.encode()
    assert not unsafe(message.replace("\n", " ")), ascii(message)


def texts(entity: object) -> Iterator[str]:
    """Yield every text and key of an entity."""
    for path, block in walk(entity):
        yield path
        yield from (value for value in vars(block).values() if isinstance(value, str))


def seeds() -> Iterator[bytes]:
    """Yield the fact files; of long ones, a beginning that ends with a line."""
    for folder in FACTS:
        for path in sorted(folder.rglob("*.yaml")):
            yield path.read_bytes()[:LONGEST].rpartition(b"\n")[0] + b"\n"


def keys() -> set[str]:
    """Return every key of the model."""
    classes = [one for one in vars(model).values() if isinstance(one, type) and dataclasses.is_dataclass(one)]
    return {key for cls in classes for key in decode.fields_of(cls)}


def prepare(folder: Path) -> list[str]:
    """Write seeds and dictionary to a folder; return the options of libFuzzer that name them."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    entries = [*TOKENS, *sorted(f"{key}: " for key in keys())]
    quoted = [re.sub(rb'[^ -~]|["\\]', lambda one: b"\\x%02x" % ord(one[0]), entry.encode()) for entry in entries]
    (folder / "dictionary").write_bytes(b"".join(b'"%s"\n' % entry for entry in quoted))
    return [
        f"-dict={folder / 'dictionary'}",
        f"-artifact_prefix={folder}/",
        f"-max_len={LONGEST}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-timeout={SECONDS}",
        str(corpus),
    ]


def main() -> None:
    """Fuzz until libFuzzer's limits are reached or something is found."""
    loader, folder, *options = sys.argv[1:]
    if loader == "python":
        del yaml.CSafeLoader
    elif loader != "c":
        sys.exit(__doc__)
    atheris.Setup([sys.argv[0], *prepare(Path(folder)), *options], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
