"""The numbers of a fact and the numbers of its quotes: every one of the first stands in one of the second."""

from __future__ import annotations

import re
from collections.abc import Iterator

from immuno_cli.facts.model import (
    Citation,
    Claim,
    Count,
    Interval,
    Outcome,
    Rate,
    Reaction,
    ReactionTable,
    Result,
    Span,
)
from immuno_cli.facts.records import join, walk

FOLDED_LETTERS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("’‘", "'"),
        **dict.fromkeys("“”", '"'),
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)),
        "®": None,
        "™": None,
        "·": ".",
        "\u00ad": None,
    }
)
"""Letters that differ between the copies of one text: kinds of hyphens and quotation marks, superscripts, signs."""


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_UNITS += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WRITTEN = {word: value for value, word in enumerate(_UNITS.split())}
_WRITTEN |= {ten: 10 * at for at, ten in enumerate(_TENS.split(), start=2)}
_WRITTEN |= {
    f"{ten}-{unit}": 10 * at + value
    for at, ten in enumerate(_TENS.split(), start=2)
    for value, unit in enumerate(_UNITS.split()[1:10], start=1)
}
_WRITTEN |= {"no": 0, "none": 0, "once": 1, "single": 1, "first": 1, "twice": 2, "both": 2, "second": 2, "third": 3}
_WRITTEN |= {"fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "hundred": 100}
"""Numbers that labels write as words."""

HELP_LINES = {911.0, 988.0}
"""Numbers to call in an emergency: they are ours, whatever a source says."""

_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?<![A-Za-z][-*:])(?<![0-9][.,:])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![0-9])")
_NAME = re.compile(
    r"\b[A-Za-z]+[A-Za-z0-9]*(?:[-*][A-Za-z]*)*[0-9][\w:.-]*"  # CD19, PD-1, ZUMA-7, HLA-A*02:01
    r"|\b[0-9]+-[0-9]+[A-Z]+\b"  # 4-1BB
    r"|\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b"  # 2025-06-26
    r"|\b(?:sections?|tables?|version|v)\.? ?[0-9]+(?:\.[0-9]+)*",
    re.I,
)


def numbers_in(text: str) -> set[float]:
    """Return every number in a text, written forms too; a power of ten counts as its digits run together (106)."""
    flat = text.translate(FOLDED_LETTERS).replace("^", "")
    numbers = {float(digits.replace(",", "")) for digits in re.findall(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", flat)}
    # The copies of a label may set a superscript apart: `10 9viable`, `× 10 6`.
    numbers |= {float("10" + exponent) for exponent in re.findall(r"\b10 ([0-9]{1,2})", flat)}
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", flat.casefold())
    return numbers | {float(_WRITTEN[word]) for word in words if word in _WRITTEN}


def text_numbers(text: str) -> set[float]:
    """Return the numbers that a statement makes; those in names, dates and section numbers are none."""
    flat = _NAME.sub(" ", text.translate(FOLDED_LETTERS).replace("^", ""))
    return {float(digits.replace(",", "")) for digits in _NUMBER.findall(flat)} - HELP_LINES


_COUNTED = {
    Count: ("n", "percent", "of"),
    Span: ("median", "low", "high"),
    Interval: ("low", "high"),
    Outcome: ("n", "of", "percent", "median", "hazard_ratio", "low", "high"),
    Rate: ("treated",),
    ReactionTable: ("treated",),
    Result: ("evaluable",),
}
"""The fields that hold a number of a source."""


def numbers_of(block: object) -> Iterator[tuple[str, float]]:
    """Yield every number that a block holds, with its path in the block."""
    for path, inner in walk(block):
        for name in _COUNTED.get(type(inner), ()):
            value = getattr(inner, name)
            if value is not None:
                yield join(path, name), float(value)


def quotes_of(block: object) -> list[str]:
    """Return every quote of a block: of its citations, and of the rows of its table."""
    quotes: list[str] = []
    for _, inner in walk(block):
        if isinstance(inner, Citation):
            quotes += inner.quote
        elif isinstance(inner, (Reaction, Outcome)) and inner.quote:
            quotes.append(inner.quote)
    return quotes


def unquoted_numbers(block: object) -> Iterator[tuple[str, float]]:
    """Yield every number that a block holds and none of its quotes does, with its path in the block."""
    proved = quoted_numbers(block)
    for path, value in numbers_of(block):
        if value not in proved:
            yield path, value


def unquoted_in_text(block: object) -> Iterator[float]:
    """Yield every number that the statement of a block makes and none of its quotes does."""
    text = block.text or block.plain or "" if isinstance(block, Claim) else getattr(block, "text", "") or ""
    yield from sorted(text_numbers(f"{text} {getattr(block, 'brief', None) or ''}") - quoted_numbers(block))


def quoted_numbers(block: object) -> set[float]:
    """Return every number in the quotes of a block."""
    return {number for quote in quotes_of(block) for number in numbers_in(quote)}
