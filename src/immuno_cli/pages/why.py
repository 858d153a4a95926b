"""The page of one claim: what it says, the words it was read in, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from immuno_cli.facts.claims import Block, TracedClaim
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


def why_page(traced: TracedClaim, source: SourceOf, next_commands: tuple[str, ...], edition: Edition) -> Page:
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
    documents = [(source(name), citation) for name, citation in cite.items()]
    documents.sort(key=lambda pair: kinds.index(pair[0].kind))
    for document, citation in documents:
        yield Heading(SOURCE_KIND[document.kind], document.title)
        yield Facts(
            tuple(
                labeled(
                    ("Words", *(f"“{quote}”" for quote in citation.quote)),
                    ("Place", citation.at),
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


def labeled(*rows: tuple[object, ...]) -> Iterator[Row]:
    """Yield a labeled row for each label that has a value."""
    for label, *values in rows:
        cells = tuple(Cited(str(value)) for value in values if value is not None and value != "")
        if cells:
            yield str(label), cells


def statement(claim: Block) -> Iterable[Row]:
    """Yield what a claim says as labeled rows, numbers in words too."""
    match claim:
        case Claim() if not claim.cite:
            return labeled(("Not known", claim.text), ("Source", "none: it says what no source that was read states"))
        case Claim() | BoxedWarning():
            about = ("About", claim.topic), ("For professionals", claim.text), ("In plain words", claim.plain)
            if isinstance(claim, Claim):
                return labeled(*about, ("Text of", claim.as_of), ("Note", claim.note))
            return labeled(*about, ("In it since", claim.added), ("In it until", claim.removed))
        case Earlier():
            return labeled((f"Until {claim.until}", claim.text))
        case Event():
            return labeled((claim.date, claim.text))
        case Indication():
            return use_rows(claim)
        case ManagementTable():
            return (
                *labeled(("Table", claim.title), ("Graded by", claim.scale), ("Note", claim.note)),
                *(line for row in claim.rows.values() for line in statement(row)),
            )
        case Biosimilar():
            return labeled(
                ("Brand", claim.brand),
                ("Proper name", claim.proper),
                ("License holder", claim.holder),
                ("Approved", claim.approved),
                ("Note", claim.note),
            )
        case Names():
            return labeled(
                ("Brand name", claim.brand),
                ("Proper name", claim.proper),
                ("Also called", ", ".join([*claim.short, *claim.code, *claim.other])),
            )
        case Trial():
            return labeled(("Trial", claim.name), ("Registered as", ", ".join(claim.nct)), ("Design", claim.design))
        case Identifier():
            return labeled((claim.system, *claim.values), ("Note", claim.note))
        case GradeRow():
            return labeled(("Row", "; ".join(filter(None, claim.cells))), ("In plain words", claim.plain))
        case Rate():
            return rate_rows(claim)
        case ReactionTable():
            return reaction_rows(claim)
        case Result():
            return result_rows(claim)


def use_rows(use: Indication) -> Iterator[Row]:
    """Yield who a use is for, and how and when it was approved."""
    approved = f"{use.approved or 'day not known'}, {PATHWAY[use.pathway]} {use.converted_on or ''}".strip()
    return labeled(
        ("For professionals", use.population),
        ("In plain words", use.plain),
        ("Limit of use", use.limitation),
        ("Line", line_of(use)),
        ("Approved", approved),
        ("Status", f"{use.status}{f', seen {use.as_of}' if use.as_of else ''}"),
        ("Trials", ", ".join(use.trials)),
        ("Note", use.note),
    )


def rate_rows(rate: Rate) -> Iterator[Row]:
    """Yield how often a side effect happened, in numbers and in words."""
    return labeled(
        ("Side effect", effect_name(rate)),
        ("Trial", people(rate.trial, rate.treated)),
        ("Who was counted", rate.population),
        ("Graded by", rate.scale or "a scale that the source does not state"),
        ("Any grade", count_in_words(rate.any_grade, rate.treated)),
        ("Grade 3 or more", count_in_words(rate.grade_3_plus, rate.treated)),
        ("Grade 4", count_in_words(rate.grade_4, rate.treated)),
        ("Died of it", count_in_words(rate.fatal, rate.treated)),
        ("Starts", numbers.span(rate.onset, with_note=True) if rate.onset else None),
        ("Lasts", numbers.span(rate.duration, with_note=True) if rate.duration else None),
        ("Numbers from", rate.basis),
        ("Standing", None if rate.current else "not what the current label prints"),
        ("Note", rate.note),
    )


def reaction_rows(table: ReactionTable) -> Iterator[Row]:
    """Yield the rows of an adverse-reaction table, each with the words it was read in."""
    yield from labeled(
        ("Table", table.title),
        ("Trial", people(table.trial, table.treated)),
        ("Who was counted", table.population),
        ("Graded by", table.scale),
        ("Numbers from", table.basis),
        ("Note", table.note),
    )
    for row in table.rows.values():
        yield from labeled((row.term, *reaction_texts(row, table.treated)))


def reaction_texts(row: Reaction, treated: int | None) -> Iterator[str]:
    """Yield the numbers of one reaction, and its row as printed."""
    if row.any_grade:
        yield f"any grade: {count_in_words(row.any_grade, treated)}"
    if row.grade_3_plus:
        yield f"grade 3 or more: {count_in_words(row.grade_3_plus, treated)}"
    if row.grade_4:
        yield f"grade 4: {count_in_words(row.grade_4, treated)}"
    if row.quote:
        yield f"“{row.quote}”"


def result_rows(result: Result) -> Iterator[Row]:
    """Yield what one analysis found."""
    yield from labeled(
        ("Trial", people(result.trial, result.evaluable)),
        ("Who was counted", result.population),
        ("Analysis", result.analysis),
        ("Follow-up", numbers.span(result.follow_up, with_note=True) if result.follow_up else None),
        ("Note", result.note),
    )
    for outcome in result.outcomes.values():
        share = numbers.count_share(Count(n=outcome.n, percent=outcome.percent, of=outcome.of), result.evaluable)
        text = f"{numbers.people_in_words(share)}: " if share is not None else ""
        yield from labeled((measure(outcome), text + numbers.outcome(outcome, result.evaluable), outcome.note))


def count_in_words(count: Count | None, treated: int | None) -> str | None:
    """Return `about 9 in 10 people, 101 of 108 (94%)`; None when there is no number."""
    if count is None:
        return None
    return numbers.count_for_level(count, treated, numbers.count_share(count, treated), plain=True)
