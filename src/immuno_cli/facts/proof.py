"""Proof by machine: every quote of a label stands in its text, and every number of a fact in a quote.

A folder holds the whole texts of labels; `Source.text` names the file of each. A text is divided into its sections, and
a quote is looked for in the sections that its locator names. White space, the kinds of hyphens, superscripts and the
marks of tables differ between the copies of one label, so they are folded; nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from immuno_cli.errors import Problem
from immuno_cli.facts.decode import fields_of
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Knowledge, file_of
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
    Source,
    Span,
)
from immuno_cli.facts.records import join, walk

# --- the text of a label --------------------------------------------------------------------------------------------

SECTION_TITLES = {
    1: "INDICATION",
    2: "DOSAGE AND ADMIN",
    3: "DOSAGE FORMS",
    4: "CONTRAINDICATIONS",
    5: "WARNINGS",
    6: "ADVERSE",
    7: "DRUG INTERACTIONS",
    8: "USE IN SPECIFIC",
    9: "DRUG ABUSE",
    10: "OVERDOS",
    11: "DESCRIPTION",
    12: "CLINICAL PHARM",
    13: "NONCLINICAL",
    14: "CLINICAL STUDIES",
    15: "REFERENCES",
    16: "HOW SUPPLIED",
    17: "PATIENT COUNSELING",
}
"""How the title of each section begins: the sections of a US label are numbered by rule (21 CFR 201.56)."""

_HEADING = re.compile(r"\s*(?P<major>[0-9]{1,2})(?:\.(?P<minor>[0-9]{1,2}))?\.?\s*(?P<title>[A-Z“\"].*)")
_OLD_HEADING = re.compile(r"\s*(?:[A-Z][A-Z ,&/]{6,})")
_GUIDE = re.compile(r"\s*(medication guide|patient information|instructions for use|information for patients)\b", re.I)
_REVISED = re.compile(
    r"(?:(?:revised|revision date)\s*:?\s*|^\s*)(?P<month>[01]?[0-9])\s*/\s*(?P<year>20[0-9]{2})(?=\s*$|[^/0-9])",
    re.I | re.M,
)
"""A revision, or the month of a recent change, which stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Label:
    """The text of one label, divided into its sections; every text is folded."""

    sections: dict[str, tuple[str, ...]]
    """The text of each (`1`, `5.1`, `boxed warning`, `highlights`, `medication guide`), with and without the hyphens at
    the ends of its lines."""
    revised: str | None
    """The newest revision that it prints: `2025-10`."""

    def where(self, quote: str) -> list[str]:
        """Return every section whose own text holds a quote."""
        wanted = fold(quote)
        return [name for name, texts in self.sections.items() if any(wanted in text for text in texts)]

    def holds(self, quote: str, names: Iterable[str]) -> bool:
        """Say whether one of these sections, or a section under it, holds a quote."""
        return any(one == name or one.startswith(f"{name}.") for one in self.where(quote) for name in names)


def fold(text: str) -> str:
    """Return a text without what differs between copies: white space, kinds of hyphens, superscripts, table marks."""
    text = text.translate(_FOLDED)
    return re.sub(r"[\s|^]+", "", text)


_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("’‘", "'"),
        **dict.fromkeys("“”", '"'),
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)),
        "®": None,
        "™": None,
        "\u00ad": None,
    }
)


def read_label(text: str) -> Label:
    """Divide the text of a label into its sections."""
    lines = [line for line in text.splitlines() if not line.startswith("[page ")]
    starts = [at for at, line in enumerate(lines) if re.match(r"\s*1?\.?\s*INDICATIONS? AND USAGE", line)]
    numbered = any(_HEADING.fullmatch(lines[at]) for at in starts)
    begin = starts[-1] if starts and numbered else len(lines)
    if not numbered:
        return Label(_by_title(lines), _newest(text))
    full = [at for at, line in enumerate(lines[:begin]) if re.match(r"\s*FULL PRESCRIBING INFORMATION", line)]
    boxed = full[-1] if full else 0
    parts: dict[str, list[str]] = {
        "highlights": lines[: full[0] if full else begin],
        "boxed warning": lines[boxed:begin],
    }
    name, major, minor = "", 0, 0
    for line in lines[begin:]:
        if major == 17 and _GUIDE.match(line):
            name = "medication guide"
        elif found := _HEADING.fullmatch(line):
            one, two = int(found["major"]), int(found["minor"] or 0)
            title = SECTION_TITLES.get(one, "?")
            if not two and one > major and found["title"].upper().startswith(title):
                name, major, minor = str(one), one, 0
            elif two and one == major and minor < two <= minor + 3 and len(line) < 200:
                name, minor = f"{one}.{two}", two
        parts.setdefault(name, []).append(line)
    return Label({name: _texts(inside) for name, inside in parts.items()}, _newest(text))


def _newest(text: str) -> str | None:
    """Return the newest revision that a label prints."""
    return max((f"{found['year']}-{int(found['month']):02}" for found in _REVISED.finditer(text)), default=None)


def _by_title(lines: list[str]) -> dict[str, tuple[str, ...]]:
    """Divide a label of the old kind, whose sections have titles and no numbers: TICE BCG."""
    parts: dict[str, list[str]] = {"boxed warning": []}
    name = "boxed warning"
    for line in lines:
        if _OLD_HEADING.fullmatch(line):
            name = line.strip().casefold()
        parts.setdefault(name, []).append(line)
    return {name: _texts(inside) for name, inside in parts.items()}


def _texts(lines: list[str]) -> tuple[str, ...]:
    text = "\n".join(lines)
    # A hyphen at the end of a line may be the word's own or the printer's.
    return tuple(dict.fromkeys((fold(text), fold(re.sub(r"(?<=\w)-[ \t]*\n\s*(?=\w)", "", text)))))


def sections_of(at: str) -> list[str]:
    """Return the sections that a locator names: `sections 2.2 and 5.1` gives 2.2 and 5.1."""
    known = at.casefold()
    found = [name for name in ("boxed warning", "highlights") if name in known]
    if re.search(r"medication guide|patient information|instructions for use|information for patients", known):
        found.append("medication guide")
    for numbered in re.finditer(r"sections?((?:[\s,]|and|to|[0-9]+(?:\.[0-9]+)?)+)", known):
        found += re.findall(r"[0-9]+(?:\.[0-9]+)?", numbered[1])
    return found or [one.strip() for one in re.findall(r"section ([a-z][a-z &/]+)", known)]


# --- numbers --------------------------------------------------------------------------------------------------------

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
    flat = text.translate(_FOLDED).replace("^", "")
    found = {float(one.replace(",", "")) for one in re.findall(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", flat)}
    # The copies of a label may set a superscript apart: `10 9viable`, `× 10 6`.
    found |= {float("10" + one) for one in re.findall(r"\b10 ([0-9]{1,2})", flat)}
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", flat.casefold())
    return found | {float(_WRITTEN[word]) for word in words if word in _WRITTEN}


def numbers_said(text: str) -> set[float]:
    """Return the numbers that a statement makes; those in names, dates and section numbers are none."""
    flat = _NAME.sub(" ", text.translate(_FOLDED).replace("^", ""))
    return {float(one.replace(",", "")) for one in _NUMBER.findall(flat)} - HELP_LINES


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
    found: list[str] = []
    for _, inner in walk(block):
        if isinstance(inner, Citation):
            found += inner.quote
        elif isinstance(inner, (Reaction, Outcome)) and inner.quote:
            found.append(inner.quote)
    return found


# --- the proof ------------------------------------------------------------------------------------------------------


class Older(NamedTuple):
    """A source that was read in an older revision than the text that the folder holds."""

    source: str
    read: str
    held: str
    facts: int
    """Facts that rest on it."""


@dataclass(slots=True)
class Report:
    """What was compared, and what does not hold."""

    quotes: int = 0
    numbers: int = 0
    problems: list[Problem] = field(default_factory=list)
    older: list[Older] = field(default_factory=list)


def prove(knowledge: Knowledge, folder: Path, entities: Iterable[Entity] | None = None) -> Report:
    """Compare all facts, or those of some entities, with the texts in a folder. Raises BadFacts for faulty facts."""
    report = Report()
    labels: dict[str, Label] = {}
    missing: set[str] = set()
    cited: dict[str, int] = {}
    for source in knowledge.all(Source):
        if source.text:
            text_file = folder / source.text
            if text_file.is_file():
                labels[source.id] = read_label(text_file.read_text(encoding="utf-8", errors="replace"))
            else:
                missing.add(source.id)
    for entity in knowledge.every() if entities is None else entities:
        file, places = file_of(type(entity), entity.id), None
        for path, block in walk(entity):
            cite = getattr(block, "cite", None)
            if not isinstance(cite, dict) or "cite" not in fields_of(type(block)):
                continue
            held = [source for source in cite if source in labels]
            faults = [*_missing_texts(cite, missing)]
            for source in held:
                cited[source] = cited.get(source, 0) + 1
                quotes = [*cite[source].quote, *_row_quotes(block, first=source == held[0])]
                report.quotes += len(quotes)
                faults += _unproved(labels[source], cite[source].at, quotes, source)
            if held:
                loose = [*_loose_numbers(block)]
                report.numbers += len([*numbers_of(block)])
                faults += loose
            if faults and places is None:
                places = knowledge.places(type(entity), entity.id)
            report.problems += [
                Problem(*(places.at(path) if places else (file, 0)), f"{path}: {fault}") for fault in faults
            ]
    for source in knowledge.all(Source):
        if source.id in cited and (held_date := labels[source.id].revised):
            read = source.published or ""
            if read[:7] < held_date:
                report.older.append(Older(source.id, read or "undated", held_date, cited[source.id]))
    report.problems.sort()
    return report


def _missing_texts(cite: dict[str, Citation], missing: set[str]) -> Iterator[str]:
    for source in cite:
        if source in missing:
            yield f"cites {source}, whose text is not in the folder"


def _row_quotes(block: object, *, first: bool) -> list[str]:
    """Return the quotes of the rows of a table; they belong to the first label that it cites."""
    if not first or not isinstance(block, (ReactionTable, Result)):
        return []
    rows = block.rows if isinstance(block, ReactionTable) else block.outcomes
    return [row.quote for row in rows.values() if row.quote]


def _unproved(label: Label, at: str, quotes: Iterable[str], source: str) -> Iterator[str]:
    names = sections_of(at)
    unknown = [name for name in names if not any(one == name or one.startswith(f"{name}.") for one in label.sections)]
    if not names:
        yield f"{source}: the locator {at!r} names no section; write 'section 5.1', 'boxed warning', 'medication guide'"
    for name in unknown:
        yield f"{source}: the text has no section {name}"
    for quote in quotes:
        if names and not unknown and not label.holds(quote, names):
            elsewhere = label.where(quote)
            where = f"; it stands in {', '.join(elsewhere)}" if elsewhere else ""
            yield f"{source}, {at}: not in the text: {quote!r}{where}"


def _loose_numbers(block: object) -> Iterator[str]:
    """Yield every number of a block that none of its quotes holds."""
    proved: set[float] = set()
    for quote in quotes_of(block):
        proved |= numbers_in(quote)
    for path, value in numbers_of(block):
        if value not in proved:
            yield f"{path} is {value:g}, which stands in no quote"
    text = block.text or block.plain or "" if isinstance(block, Claim) else getattr(block, "text", "") or ""
    for value in sorted(numbers_said(f"{text} {getattr(block, 'brief', None) or ''}") - proved):
        yield f"the text says {value:g}, which stands in no quote"
