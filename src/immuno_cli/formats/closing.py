"""How every page ends, the same in every format: sources, data date, age, and that it is not medical advice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from immuno_cli.pages.page import SOURCE_KIND, Footnote, Page, brand_of


def footnote_text(note: Footnote) -> str:
    """Return a footnote: kind, title, publisher, date, when it was read, and the places in it."""
    before, title, after = footnote_parts(note)
    return f"{before} {title}{after}"


def footnote_parts(note: Footnote) -> tuple[str, str, str]:
    """Return a footnote as what stands before the title, the title, and what stands after it."""
    source = note.source
    where = f" ({source.jurisdiction})" if source.jurisdiction != "US" else ""
    dated = f", {source.published}" if source.published else ", undated"
    places = "; ".join(dict.fromkeys(place for places in note.places for place in places.split("; ")))
    copied = f" (of {source.copy_of})" if source.copy_of else ""
    after = f". {source.publisher}{dated}. Read {source.accessed}: {places}."
    return f"{SOURCE_KIND[source.kind]}{copied}{where}:", source.title, after


def sources_heading(notes: Iterable[Footnote]) -> str:
    """Return the heading of the sources, which says what rests on a source whose number stands nowhere."""
    unmarked = not all(note.marked for note in notes)
    return "Sources (the label, where a statement names none)" if unmarked else "Sources"


def sources_short(notes: Iterable[Footnote]) -> str:
    """Return the sources of a brief page as one paragraph: current US labels, then numbers, kind, publisher, date.

    Of many only the kind is said, which tells how far each can be trusted: the full page has the titles.
    """
    labels: list[str] = []
    numbers: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    for note in notes:
        source = note.source
        if not note.marked:
            labels.append(f"{brand_of(source)} {source.published or 'undated'}")
            continue
        where = f" ({source.jurisdiction})" if source.jurisdiction != "US" else ""
        publisher = re.split(_AFTER_NAME, source.publisher)[0]
        kind = f"{SOURCE_KIND[source.kind]}{where}"
        kinds.setdefault(kind, []).append(str(note.number))
        text = f"{kind}, {publisher}, {source.published or 'undated'}"
        numbers.setdefault(text, []).append(str(note.number))
    few = len(numbers) <= MOST_NAMED
    parts = [f"US label{'s' if len(labels) > 1 else ''}: {', '.join(labels)}."] if labels else []
    parts += [f"[{', '.join(marks)}] {text}." for text, marks in (numbers if few else kinds).items()]
    return "Sources  " + "  ".join(parts)


MOST_NAMED = 2
"""Sources besides labels that a brief page names each."""

_AFTER_NAME = r"; | \(|, (?=US |copied|page of)| via |;"


def closing(page: Page, short: bool = False) -> list[str]:
    """Return the last lines of a page: data date and oldest review, and, where it speaks of treatment, a caution."""
    compared = "checked" if short else "compared with their sources on"
    reviewed = f", {compared} {page.reviewed}" if page.reviewed and not (short and page.reviewed == page.as_of) else ""
    lines = [f"Facts as of {page.as_of}{reviewed}."]
    if page.advice:
        lines.append("Not medical advice: ask your team." if short else "Not medical advice: your care team knows you.")
    return lines
