"""The page about the facts themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Tally
from immuno_cli.facts.model import Edition, SourceKind
from immuno_cli.pages.page import SOURCE_KIND, Block, Bullets, Cited, Facts, Heading, Page, Prose, Tone
from immuno_cli.pages.statements import lines


def facts_info_page(
    entities: Mapping[str, Sequence[Entity]],
    tallies: Sequence[Tally],
    sources: Counter[SourceKind],
    edition: Edition,
) -> Page:
    """Return counts of entries, facts, numbers, quotes and sources, the span of reviews, and the open questions."""
    blocks: list[Block] = [Heading("Scope"), Bullets(lines(edition.scope, Level.CLINICAL))]
    cited, numbers, quotes = map(sum, zip(*tallies, strict=True))
    gaps: list[tuple[str, str]] = []
    reviews = []
    for found in entities.values():
        for entity in found:
            if reviewed := getattr(entity, "reviewed", None):
                reviews.append(reviewed)
            gaps += [(f"{entity.id}.{key}", text) for key, text in getattr(entity, "gaps", {}).items()]
    counts = [(folder, str(len(found))) for folder, found in entities.items() if found]
    counts += [("cited facts", f"{cited:,}"), ("numbers of people", f"{numbers:,}"), ("quotes", f"{quotes:,}")]
    blocks += [
        Heading("Entries"),
        Facts(tuple((label, (Cited(text),)) for label, text in counts)),
        Heading("Sources", str(sources.total())),
        Facts(tuple((name, (Cited(str(sources[kind])),)) for kind, name in SOURCE_KIND.items() if sources[kind])),
        Heading("Reviewed"),
        Prose(Cited(f"from {min(reviews)} to {max(reviews)}")),
        Heading("Not known", f"{len(gaps)} open questions"),
        Prose(Cited("Each is also said on the page where a reader would look for it."), Tone.QUIET),
        Facts(tuple((name, (Cited(text),)) for name, text in gaps)),
    ]
    return Page(
        title="The facts",
        subtitle=f"as of {edition.as_of}",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min(reviews),
        next_commands=("immuno facts check", "immuno source list"),
        advice=False,
    )
