"""The page of one claim: what it says, the words it was read in, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from immuno_cli.facts.claims import Block, Traced
from immuno_cli.facts.model import (
    Biosimilar,
    BoxedWarning,
    Citations,
    Claim,
    Count,
    Earlier,
    Edition,
    Event,
    GradeRow,
    Identifier,
    Indication,
    ManagementTable,
    Names,
    Rate,
    Reaction,
    ReactionTable,
    Result,
    Source,
    SourceKind,
    Trial,
)
from immuno_cli.pages import numbers
from immuno_cli.pages.page import SOURCE_KIND, Cited, Facts, Heading, Page, Prose
from immuno_cli.pages.page import Block as PageBlock
from immuno_cli.pages.rates import effect_name, people
from immuno_cli.pages.results import measure
from immuno_cli.pages.uses import PATHWAY, line_of

Row = tuple[str, tuple[Cited, ...]]
SourceOf = Callable[[str], Source]


def why_page(traced: Traced, source: SourceOf, next_commands: tuple[str, ...], edition: Edition) -> Page:
    """Return everything that is known about one claim, in both levels of words."""
    claim = traced.claim
    blocks: list[PageBlock] = [Heading("What it says"), Facts(tuple(statement(claim)))]
    blocks += where_read(claim.cite, source)
    for earlier in claim.earlier if isinstance(claim, Claim | Indication) else ():
        blocks += [Heading("What it replaced"), Facts(tuple(statement(earlier))), *where_read(earlier.cite, source)]
    reviewed = Cited(f"{traced.name}: compared with its sources on {traced.reviewed}.")
    blocks += [Heading("Reviewed"), Prose(reviewed)]
    return Page(
        title=traced.id,
        subtitle=traced.name,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        next_commands=next_commands,
    )


def where_read(cite: Citations, source: SourceOf) -> Iterator[PageBlock]:
    """Yield every source of a claim, strongest first: the words, the place, and the document."""
    kinds = list(SourceKind)
    found = sorted(((source(name), one) for name, one in cite.items()), key=lambda pair: kinds.index(pair[0].kind))
    for document, one in found:
        yield Heading(SOURCE_KIND[document.kind], document.title)
        yield Facts(
            tuple(
                rows(
                    ("Words", *(f"“{quote}”" for quote in one.quote)),
                    ("Place", one.at),
                    ("Publisher", document.publisher),
                    ("Published", document.published or "undated"),
                    ("Read", document.accessed),
                    ("Text of", document.jurisdiction if document.jurisdiction != "US" else None),
                    ("Link", document.url),
                    ("Note", document.note),
                    ("Source id", document.id),
                )
            )
        )


def rows(*labelled: tuple[object, ...]) -> Iterator[Row]:
    """Yield a labelled row for each label that has a value."""
    for label, *values in labelled:
        said = tuple(Cited(str(value)) for value in values if value is not None and value != "")
        if said:
            yield str(label), said


def statement(claim: Block) -> Iterable[Row]:
    """Yield what a claim says as labelled rows, numbers in words too."""
    match claim:
        case Claim() if not claim.cite:
            return rows(("Not known", claim.text), ("Source", "none: it says what no source that was read states"))
        case Claim():
            return rows(
                ("About", claim.topic),
                ("For professionals", claim.text),
                ("In plain words", claim.plain),
                ("Text of", claim.as_of),
                ("Note", claim.note),
            )
        case Earlier():
            return rows((f"Until {claim.until}", claim.text))
        case Event():
            return rows((claim.date, claim.text))
        case BoxedWarning():
            return rows(
                ("About", claim.topic),
                ("For professionals", claim.text),
                ("In plain words", claim.plain),
                ("In it since", claim.added),
                ("In it until", claim.removed),
            )
        case Indication():
            return rows(
                ("For professionals", claim.population),
                ("In plain words", claim.plain),
                ("Limit of use", claim.limitation),
                ("Line", line_of(claim)),
                (
                    "Approved",
                    f"{claim.approved or 'day not known'}, {PATHWAY[claim.pathway]} {claim.converted_on or ''}".strip(),
                ),
                ("Status", f"{claim.status}{f', seen {claim.as_of}' if claim.as_of else ''}"),
                ("Trials", ", ".join(claim.trials)),
                ("Note", claim.note),
            )
        case ManagementTable():
            return (
                *rows(("Table", claim.title), ("Graded by", claim.scale), ("Note", claim.note)),
                *(one for row in claim.rows.values() for one in statement(row)),
            )
        case Biosimilar():
            return rows(
                ("Brand", claim.brand),
                ("Proper name", claim.proper),
                ("License holder", claim.holder),
                ("Approved", claim.approved),
                ("Note", claim.note),
            )
        case Names():
            return rows(
                ("Brand name", claim.brand),
                ("Proper name", claim.proper),
                ("Also called", ", ".join([*claim.short, *claim.code, *claim.other])),
            )
        case Trial():
            return rows(("Trial", claim.name), ("Registered as", ", ".join(claim.nct)), ("Design", claim.design))
        case Identifier():
            return rows((claim.system, *claim.values), ("Note", claim.note))
        case GradeRow():
            return rows(("Row", "; ".join(filter(None, claim.cells))), ("In plain words", claim.plain))
        case Rate():
            return rate(claim)
        case ReactionTable():
            return reactions(claim)
        case Result():
            return result(claim)


def rate(one: Rate) -> Iterator[Row]:
    """Yield how often a side effect happened, in numbers and in words."""
    return rows(
        ("Side effect", effect_name(one)),
        ("Trial", people(one.trial, one.treated)),
        ("Who was counted", one.population),
        ("Graded by", one.scale or "a scale that the source does not state"),
        ("Any grade", in_words(one.any_grade, one.treated)),
        ("Grade 3 or more", in_words(one.grade_3_plus, one.treated)),
        ("Died of it", in_words(one.fatal, one.treated)),
        ("Starts", numbers.span(one.onset, with_note=True) if one.onset else None),
        ("Lasts", numbers.span(one.duration, with_note=True) if one.duration else None),
        ("Numbers from", one.basis),
        ("Standing", None if one.current else "not what the current label prints"),
        ("Note", one.note),
    )


def reactions(table: ReactionTable) -> Iterator[Row]:
    """Yield the rows of an adverse-reaction table, each with the words it was read in."""
    yield from rows(
        ("Table", table.title),
        ("Trial", people(table.trial, table.treated)),
        ("Who was counted", table.population),
        ("Graded by", table.scale),
        ("Numbers from", table.basis),
        ("Note", table.note),
    )
    for row in table.rows.values():
        yield from rows((row.term, *reaction(row, table.treated)))


def reaction(row: Reaction, treated: int | None) -> Iterator[str]:
    """Yield the numbers of one reaction, and its row as printed."""
    if row.any_grade:
        yield f"any grade: {in_words(row.any_grade, treated)}"
    if row.grade_3_plus:
        yield f"grade 3 or more: {in_words(row.grade_3_plus, treated)}"
    if row.quote:
        yield f"“{row.quote}”"


def result(one: Result) -> Iterator[Row]:
    """Yield what one analysis found."""
    yield from rows(
        ("Trial", people(one.trial, one.evaluable)),
        ("Who was counted", one.population),
        ("Analysis", one.analysis),
        ("Follow-up", numbers.span(one.follow_up, with_note=True) if one.follow_up else None),
        ("Note", one.note),
    )
    for outcome in one.outcomes.values():
        share = numbers.share_of(Count(n=outcome.n, percent=outcome.percent, of=outcome.of), one.evaluable)
        words = f"{numbers.about(share)}: " if share is not None else ""
        yield from rows((measure(outcome), words + numbers.outcome(outcome, one.evaluable), outcome.note))


def in_words(count: Count | None, treated: int | None) -> str | None:
    """Return `about 9 in 10 people, 101 of 108 (94%)`; None when there is no number."""
    if count is None:
        return None
    return numbers.counted(count, treated, numbers.share_of(count, treated), plain=True)
