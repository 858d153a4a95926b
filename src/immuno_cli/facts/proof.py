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
from immuno_cli.facts.evidence import FOLDED_LETTERS, numbers_of, unquoted_in_text, unquoted_numbers
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Citation, ReactionTable, Result, Source
from immuno_cli.facts.records import walk

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
        return any(section == name or section.startswith(f"{name}.") for section in self.where(quote) for name in names)


def fold(text: str) -> str:
    """Return a text without what differs between copies: white space, kinds of hyphens, superscripts, table marks."""
    text = text.translate(FOLDED_LETTERS)
    return re.sub(r"[\s|^]+", "", text)


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
        elif match := _HEADING.fullmatch(line):
            number, part = int(match["major"]), int(match["minor"] or 0)
            title = SECTION_TITLES.get(number, "?")
            if not part and number > major and match["title"].upper().startswith(title):
                name, major, minor = str(number), number, 0
            elif part and number == major and minor < part <= minor + 5 and len(line) < 200:
                name, minor = f"{number}.{part}", part
        parts.setdefault(name, []).append(line)
    return Label({name: _texts(inside) for name, inside in parts.items()}, _newest(text))


def _newest(text: str) -> str | None:
    """Return the newest revision that a label prints."""
    return max((f"{match['year']}-{int(match['month']):02}" for match in _REVISED.finditer(text)), default=None)


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
    sections = [name for name in ("boxed warning", "highlights") if name in known]
    if re.search(r"medication guide|patient information|instructions for use|information for patients", known):
        sections.append("medication guide")
    for numbered in re.finditer(r"sections?((?:[\s,]|and|to|[0-9]+(?:\.[0-9]+)?)+)", known):
        sections += re.findall(r"[0-9]+(?:\.[0-9]+)?", numbered[1])
    return sections or [title.strip() for title in re.findall(r"section ([a-z][a-z &/]+)", known)]


# --- the proof ------------------------------------------------------------------------------------------------------


class OlderSource(NamedTuple):
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
    older: list[OlderSource] = field(default_factory=list)


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
                loose = [f"{part} is {value:g}, which stands in no quote" for part, value in unquoted_numbers(block)]
                loose += [f"the text says {value:g}, which stands in no quote" for value in unquoted_in_text(block)]
                report.numbers += len([*numbers_of(block)])
                faults += loose
            report.problems += [Problem(*knowledge.place(entity, path), f"{path}: {fault}") for fault in faults]
    for source in knowledge.all(Source):
        if source.id in cited and (held_date := labels[source.id].revised):
            read = source.published or ""
            if read[:7] < held_date:
                report.older.append(OlderSource(source.id, read or "undated", held_date, cited[source.id]))
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
    unknown = [name for name in names if not any(f"{held}.".startswith(f"{name}.") for held in label.sections)]
    if not names:
        yield f"{source}: the locator {at!r} names no section; write 'section 5.1', 'boxed warning', 'medication guide'"
    for name in unknown:
        yield f"{source}: the text has no section {name}"
    for quote in quotes:
        if names and not unknown and not label.holds(quote, names):
            elsewhere = label.where(quote)
            where = f"; it stands in {', '.join(elsewhere)}" if elsewhere else ""
            yield f"{source}, {at}: not in the text: {quote!r}{where}"
