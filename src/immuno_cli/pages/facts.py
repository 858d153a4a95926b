"""The page about the facts themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.entities import Tally
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.model import Edition, SourceKind
from immuno_cli.facts.records import record
from immuno_cli.pages.page import SOURCE_KIND, Block, Bullets, Cited, Facts, Heading, Page, Prose, Tone
from immuno_cli.pages.statements import lines_of


@record()
class Counts:
    """What the facts hold, and what they do not."""

    entries: dict[str, int]
    """By folder, where there are any."""
    cited: int
    numbers: int
    quotes: int
    sources: dict[SourceKind, int]
    reviewed: tuple[dt.date, dt.date]
    """The first review and the last."""
    gaps: dict[str, str]
    """What is not known, by the place where a reader would look for it."""


def count(entities: Mapping[str, Sequence[Entity]], tallies: Sequence[Tally], sources: Counter[SourceKind]) -> Counts:
    """Count the facts: entities by folder, what each of them holds, sources by kind."""
    every = [entity for group in entities.values() for entity in group]
    reviews = [day for day in (getattr(entity, "reviewed", None) for entity in every) if day]
    cited, numbers, quotes = map(sum, zip(*tallies, strict=True))
    return Counts(
        {folder: len(group) for folder, group in entities.items() if group},
        cited,
        numbers,
        quotes,
        {kind: sources[kind] for kind in SOURCE_KIND if sources[kind]},
        (min(reviews), max(reviews)),
        {f"{entity.id}.{key}": text for entity in every for key, text in getattr(entity, "gaps", {}).items()},
    )


def facts_info_page(counts: Counts, edition: Edition, *, everything: bool = False) -> Page:
    """Return counts of entries, facts, quotes, sources and open questions, the questions too with `everything`."""
    blocks: list[Block] = [Heading("Scope"), Bullets(lines_of(edition.scope, Level.CLINICAL))]
    rows = [(folder, str(count)) for folder, count in counts.entries.items()]
    rows += [("cited facts", f"{counts.cited:,}"), ("numbers of people", f"{counts.numbers:,}")]
    rows += [("quotes", f"{counts.quotes:,}")]
    first, last = counts.reviewed
    blocks += [
        Heading("Entries"),
        Facts(tuple((label, (Cited(text),)) for label, text in rows)),
        Heading("Sources", str(sum(counts.sources.values()))),
        Facts(tuple((SOURCE_KIND[kind], (Cited(str(count)),)) for kind, count in counts.sources.items())),
        Heading("Reviewed"),
        Prose(Cited(f"from {first} to {last}")),
        Heading("Not known", f"{len(counts.gaps)} open questions"),
        Prose(Cited("Each is said on the page where a reader would look for it."), Tone.QUIET),
    ]
    if everything:
        blocks.append(Facts(tuple((name, (Cited(text),)) for name, text in counts.gaps.items())))
    return Page(
        title="The facts",
        subtitle=f"as of {edition.as_of}",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=first,
        next_commands=(
            *(() if everything else ("immuno facts info --all",)),
            "immuno facts check",
            "immuno source list",
        ),
        advice=False,
    )
