"""Pages about reference tables, words, guides and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from immuno_cli.choices import Level
from immuno_cli.facts.model import CallLevel, Edition, Guide, Scale, Source, Term
from immuno_cli.pages.page import (
    SOURCE_KIND,
    Alert,
    Block,
    Bullets,
    Cited,
    Facts,
    Heading,
    Page,
    Table,
    cited,
)
from immuno_cli.pages.statements import (
    as_item,
    call_title,
    claim_lines,
    claim_text,
    claims_section,
    definition,
    gaps_section,
    with_abbreviation,
)
from immuno_cli.search.spelling import Spelling

Listed = Scale | Term | Guide


def list_page(title: str, entries: Sequence[Listed], commands: tuple[str, ...], edition: Edition) -> Page:
    """Return a list of entries with their ids."""
    rows = tuple((entry.id, (Cited(_with_abbreviation(entry)),)) for entry in entries)
    return _list(title, entries, Facts(rows), commands, edition)


def glossary_page(terms: Sequence[Term], commands: tuple[str, ...], edition: Edition) -> Page:
    """Return every word under its first letter: each is found by its name."""
    letters: dict[str, list[Cited]] = {}
    for term in terms:
        letters.setdefault(term.name[0].upper(), []).append(Cited(term.name))
    by_letter = Facts(tuple((letter, tuple(names)) for letter, names in letters.items()), flow=True)
    return _list("Glossary", terms, by_letter, commands, edition)


def _list(title: str, entries: Sequence[Listed], block: Block, commands: tuple[str, ...], edition: Edition) -> Page:
    return Page(
        title=title,
        subtitle=f"{len(entries)} entries" if len(entries) != 1 else "1 entry",
        blocks=(Heading("Entries", silent=True), block),
        as_of=edition.as_of,
        reviewed=min((entry.reviewed for entry in entries), default=None),
        brief=True,
        sources=False,
        next_commands=commands,
    )


def _with_abbreviation(entry: Listed) -> str:
    short = entry.abbreviation if isinstance(entry, Scale) else None
    return with_abbreviation(entry.name, short)


def scale_page(scale: Scale, effects: Sequence[str], level: Level, edition: Edition) -> Page:
    """Return a published grading table, to be read and not to be applied to a person, and the effects it grades."""
    blocks = definition(scale.definition, level)
    blocks += claims_section("Used for", scale.used_for, level)
    blocks += claims_section("How it is read", scale.rule, level)
    if scale.rows:
        rows = []
        for row in scale.rows.values():
            first, *rest = row.cells
            rows.append((cited(first, row.cite), *map(Cited, rest)))
        blocks += [Heading("The table"), Table(scale.columns, tuple(rows))]
        plain = tuple(Cited(f"{row.cells[0]}: {row.plain}") for row in scale.rows.values() if row.plain)
        if plain:
            blocks += [Heading("In plain words"), Bullets(plain)]
    blocks += claims_section("Footnotes of the table", scale.footnotes, level)
    blocks += gaps_section(scale.gaps.values(), "Not shown here")
    return Page(
        title=scale.name,
        subtitle=scale.abbreviation or "",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=scale.reviewed,
        next_commands=(*_effects_graded(effects), "immuno grading"),
    )


def _effects_graded(effects: Sequence[str]) -> list[str]:
    """Return the commands of the side effects that a scale is for; of many the command of the list."""
    each = [f"immuno side-effects {effect}" for effect in effects]
    return each if 0 < len(each) <= FEW else ["immuno side-effects"]


FEW = 3
"""Side effects that a scale leads to one by one."""


def term_page(term: Term, related: Sequence[Term], level: Level, edition: Edition) -> Page:
    """Return one word and what it means."""
    blocks = definition(term.definition, level)
    if related:
        rows = tuple((other.id, (Cited(claim_text(other.definition, Level.PLAIN) or other.name),)) for other in related)
        blocks += [Heading("Related"), Facts(rows)]
    return Page(
        title=term.name,
        subtitle=", ".join(term.aliases),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=term.reviewed,
        next_commands=tuple(f"immuno glossary {other.id}" for other in related[:3]),
    )


def guide_page(
    guide: Guide, edition: Edition, topic: str = "", also: tuple[str, ...] = (), *, everything: bool = False
) -> Page:
    """Return a page for patients and caregivers, always in plain words; a long one says how to see one topic of it.

    Who reads it needs the sources in short; with `everything` each stands by its title.
    """
    blocks = definition(guide.definition, Level.PLAIN)
    for part in guide.parts.values():
        if part.level is CallLevel.EMERGENCY:
            signs = tuple((claim.topic or "", cited(claim.plain or "", claim.cite)) for claim in part.items.values())
            blocks.append(Alert(call_title(part.level), signs, level=part.level))
            continue
        blocks.append(Heading(part.title))
        shown = (claim_lines(claim, Level.PLAIN) for claim in part.items.values())
        blocks.append(Bullets(tuple(as_item(parts) for parts in shown if parts)))
    return Page(
        title=guide.name,
        subtitle=topic or _one_topic(guide),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=guide.reviewed,
        brief=not everything,
        next_commands=(
            *also,
            *(() if everything else (" ".join(filter(None, ("immuno guide", guide.id, topic, "--all"))),)),
            "immuno guide",
        ),
    )


def _one_topic(guide: Guide) -> str:
    """Return how to see one topic of a long page: words that the reader may look for, or the parts."""
    parts = guide.parts
    examples = [key for part in parts.values() if part.level is CallLevel.NOW for key in part.items][:MOST_WORDS]
    examples = examples or [*parts]
    return f"One topic: immuno guide {guide.id} WORD, such as {', '.join(examples)}" if len(parts) > MOST_WHOLE else ""


MOST_WORDS = 6
MOST_WHOLE = 2
"""Parts of a guide that is read as a whole."""


def on_topic(guide: Guide, topic: str) -> Guide | None:
    """Return a guide with no more than what is on a topic, and what needs 911; None where nothing is on it.

    A part is on it by its key or title, an item by its key or topic; where there is none, the texts are looked into.
    With what happens to an organ stands when to call for it: its items have one key.
    """
    wanted = set(Spelling().wanted(topic))

    def on_it(*texts: str | None) -> bool:
        return bool(wanted) and wanted <= set(Spelling().words(" ".join(filter(None, texts))))

    for inside in (False, True):
        matching = {
            (key, name)
            for key, part in guide.parts.items()
            for name, claim in part.items.items()
            if on_it(key, part.title) or on_it(name, claim.topic, claim.plain if inside else None)
        }
        of_organ = {name for key, name in matching if guide.parts[key].level is None}
        if matching:
            parts = {}
            for key, part in guide.parts.items():
                chosen = {
                    name: claim
                    for name, claim in part.items.items()
                    if part.level is CallLevel.EMERGENCY or (key, name) in matching or (part.level and name in of_organ)
                }
                if chosen:
                    parts[key] = replace(part, items=chosen)
            return replace(guide, parts=parts)
    return None


def source_list_page(
    sources: Sequence[Source], commands: tuple[str, ...], edition: Edition, *, everything: bool = False
) -> Page:
    """Return how many sources there are of each kind, strongest first, and the newest; or with `everything` each."""
    kinds = {kind: [source for source in sources if source.kind is kind] for kind in SOURCE_KIND}
    blocks: list[Block] = []
    rows = []
    for kind, of_kind in kinds.items():
        if not of_kind:
            continue
        newest = max(source.published or "" for source in of_kind)
        rows.append((Cited(SOURCE_KIND[kind]), Cited(str(len(of_kind))), Cited(newest or "undated")))
        named = tuple(
            (source.id, (Cited(f"{source.title}. {source.publisher}, {source.published or 'undated'}"),))
            for source in of_kind
        )
        blocks += [Heading(SOURCE_KIND[kind], f"{len(of_kind)}"), Facts(named)]
    return Page(
        title="Sources",
        subtitle=f"{len(sources)} documents, strongest kind first",
        blocks=tuple(blocks) if everything else (Table(("Kind", "Documents", "Newest"), tuple(rows), right=(1,)),),
        as_of=edition.as_of,
        advice=False,
        brief=not everything,
        next_commands=commands,
    )


def source_page(source: Source, claims: Sequence[tuple[str, str]], commands: tuple[str, ...], edition: Edition) -> Page:
    """Return one source and every fact that rests on it: claim id and place in the source."""
    rows = [
        ("Title", source.title),
        ("Publisher", source.publisher),
        ("Kind", SOURCE_KIND[source.kind]),
        ("Published", source.published or "undated"),
        ("Read", str(source.accessed)),
        ("Text of", source.jurisdiction),
        ("License", source.license),
        ("Address", source.url or "none recorded"),
        ("Note", source.note or ""),
    ]
    blocks: list[Block] = [
        Heading("The document"),
        Facts(tuple((label, (Cited(value),)) for label, value in rows if value)),
        Heading("Facts that rest on it", str(len(claims))),
        Facts(tuple((name, (Cited(at),)) for name, at in claims)),
    ]
    return Page(
        title=source.id,
        subtitle=source.title,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        advice=False,
        next_commands=commands,
    )
