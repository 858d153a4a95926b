"""The page that sets two to five products side by side: the same outline for each, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import Claim, Claims, Count, Drug, Edition, Indication, Outcome, Rate, Result, Status
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.rates import EFFECT, effect_name, people, pivotal_rates
from immuno_cli.pages.results import measure
from immuno_cli.pages.statements import NOT_HELD, row, words
from immuno_cli.pages.uses import PATHWAY, Names, line_of, use_label

MOST = 5
"""Products on one page; more could not be read beside each other."""

Cell = tuple[Cited, ...]

NO_PLAIN_WORDS = "Said in exact words only: --level clinical."
NO_USE = "None in this row."
NO_LINE = "no line of treatment stated"


def compare_page(drugs: Sequence[Drug], level: Level, names: Names, edition: Edition) -> Page:
    """Return the outline of several products: what they are, how they are given and watched, what trials counted."""
    plain = level is Level.PLAIN

    def side_by_side(title: str, cell: Callable[[Drug], Cell], aside: str = "") -> tuple[Block, ...]:
        every = tuple((drug.names.brand, cell(drug)) for drug in drugs)
        return Heading(title, aside), Facts(every, parallel=True)

    def part(section: str, name: str) -> Callable[[Drug], Cell]:
        return lambda drug: told(drug, section, name, level)

    blocks: list[Block] = [Heading("What they are"), identity(drugs, names)]
    for line in lines_of(drugs):
        title = f"Approved for: {line or NO_LINE}"
        blocks += side_by_side(title, lambda drug, line=line: uses(drug, line, names, level))  # type: ignore[misc]
    blocks += side_by_side("Dose", part("dosing", "dose"))
    blocks += side_by_side(
        "Chemotherapy before the cells" if plain else "Lymphodepletion", part("dosing", "lymphodepletion")
    )
    blocks += side_by_side("Daily checks", part("monitoring", "daily"))
    blocks += side_by_side("Stay near", part("monitoring", "stay_near"))
    blocks += side_by_side("Driving", part("monitoring", "driving"))
    blocks += side_by_side("REMS", part("monitoring", "rems"))
    blocks += side_by_side("Boxed warning", boxed_topics)
    blocks += [Heading("Before the numbers"), Prose(Cited(HOW_TO_READ), Tone.WARNING)]
    blocks += side_by_side(
        "Cytokine release syndrome (CRS)", lambda drug: counted(drug, "crs", level), DIFFERENT_TRIALS
    )
    blocks += side_by_side(
        "Neurotoxicity, ICANS included", lambda drug: counted(drug, "icans", level), DIFFERENT_TRIALS
    )
    blocks += side_by_side("What the trials found", lambda drug: found(drug, names, level), DIFFERENT_TRIALS)
    return Page(
        title=", ".join(drug.names.brand for drug in drugs),
        subtitle="compared row by row",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min(drug.reviewed for drug in drugs),
        brief=True,
        next_commands=next_commands(drugs),
    )


HOW_TO_READ = (
    f"{DIFFERENT_TRIALS} The trials took other people, at other times, and counted in other ways. "
    "A higher or a lower number does not show which product is better or safer."
)


def next_commands(drugs: Sequence[Drug]) -> tuple[str, ...]:
    """Return what to ask after a comparison."""
    return tuple(f"immuno drug show {drug.id}" for drug in drugs)


def identity(drugs: Sequence[Drug], names: Names) -> Table:
    """Return what each product is, in a few words each."""

    def said(claim: Claim | None) -> Cited:
        return cited(words(claim, Level.CLINICAL) or NOT_HELD, claim.cite) if claim else Cited(NOT_HELD)

    rows: dict[str, Callable[[Drug], Cited]] = {
        "Proper name": lambda drug: cited(drug.names.proper, drug.names.cite),
        "Type": lambda drug: Cited(names.therapy(drug.therapy)),
        "Target": lambda drug: said(drug.target),
        "Costimulation": lambda drug: said(drug.cells.costimulation if drug.cells else None),
        "License holder": lambda drug: said(drug.holder),
    }
    return Table(
        ("", *(drug.names.brand for drug in drugs)),
        tuple((Cited(label), *map(cell, drugs)) for label, cell in rows.items()),
    )


def active(drug: Drug) -> Iterator[Indication]:
    """Yield the approved uses that stand."""
    return (one for one in drug.indications.values() if one.status is Status.ACTIVE)


def lines_of(drugs: Sequence[Drug]) -> list[str]:
    """Return the lines of treatment that any use starts at, in words, earliest first; unknown ones last."""
    known = {one.line or 99: line_of(one) for drug in drugs for one in active(drug)}
    return [words for _, words in sorted(known.items())]


def uses(drug: Drug, line: str, names: Names, level: Level) -> Cell:
    """Return the approved uses of a product that start at this line of treatment."""

    def said(one: Indication) -> str:
        if level is Level.PLAIN:
            return one.plain
        return f"{one.population}; {one.approved}, {PATHWAY[one.pathway]}"

    mine = (one for one in active(drug) if line_of(one) == line)
    return tuple(cited(f"{names.cancer(one.cancer)}: {said(one)}", one.cite) for one in mine) or (Cited(NO_USE),)


def told(drug: Drug, section: str, name: str, level: Level) -> Cell:
    """Return the claims of one part of a product, or the gap there."""
    claims: Claims = getattr(getattr(drug, section), name)
    gap = drug.gaps.get(f"{section}.{name}".replace("_", "-"))
    values = next((values for _, values in row("", claims, level, gap, brief=True)), ())
    return values or (Cited(NO_PLAIN_WORDS if claims else NOT_HELD),)


def boxed_topics(drug: Drug) -> Cell:
    """Return the hazards that the boxed warning names today."""
    topics = tuple(cited(one.topic, one.cite) for one in drug.boxed_warning.values() if one.removed is None)
    return topics or (Cited(drug.gaps.get("boxed-warning", NOT_HELD)),)


def counted(drug: Drug, effect: str, level: Level) -> Cell:
    """Return how often an effect was counted in the trials behind the approved uses, each way of counting once."""
    rates: dict[tuple[str, str], Rate] = {}
    for rate in pivotal_rates(drug):
        if rate.effect == effect:
            rates.setdefault((rate.trial, effect_name(rate)), rate)
    values = tuple(cited(rate_in_words(rate, level), rate.cite) for rate in rates.values())
    return values or (Cited(drug.gaps.get(f"safety.{effect}", NOT_HELD)),)


def rate_in_words(rate: Rate, level: Level) -> str:
    """Return one rate as a sentence that stands alone: what, in which trial, of how many, in whom."""
    plain = level is Level.PLAIN
    any_grade = numbers.counted(rate.any_grade, rate.treated, numbers.share(rate), plain)
    severe = numbers.count(rate.grade_3_plus, rate.treated)
    said = [f"{'had it' if plain else 'any grade'} {any_grade}", f"{'severe ' if plain else ''}grade 3+ {severe}"]
    if rate.fatal:
        said.append(f"{numbers.count(rate.fatal, rate.treated)} died")
    if rate.onset:
        said.append(f"starts {numbers.span(rate.onset)}")
    if rate.duration:
        said.append(f"lasts {numbers.span(rate.duration)}")
    details = [] if plain else [f"Graded by {rate.scale}" if rate.scale else "Scale not stated", rate.basis or ""]
    about = f" {'; '.join(filter(None, details))}." if details else ""
    who = f"{people(rate.trial, rate.treated)}, {rate.population}"
    # Neurotoxicity and ICANS share a row; what was counted must be said of each.
    event = "" if effect_name(rate) == EFFECT["crs"] else f"{effect_name(rate)}. "
    return f"{event}{who}: {'; '.join(said)}.{about}"


OUTCOMES = 3
"""Outcomes shown of each result; the first ones in the file are those that matter most."""


def found(drug: Drug, names: Names, level: Level) -> Cell:
    """Return the headline results of a product, each as a statement that stands alone."""
    results = [one for one in drug.efficacy.values() if one.headline] or [*drug.efficacy.values()][:1]
    values = [result_in_words(drug, one, names, level) for one in results]
    if not any(values):
        return (Cited(NO_PLAIN_WORDS if results else drug.gaps.get("efficacy", NOT_HELD)),)
    return tuple(cited(text, one.cite) for text, one in zip(values, results, strict=True) if text)


def result_in_words(drug: Drug, result: Result, names: Names, level: Level) -> str:
    """Return one result: use, trial, who was counted, and its first outcomes; nothing if none is a share of people."""
    plain = level is Level.PLAIN
    # A patient reads shares of people; medians and ratios stay with the exact words.
    shown = [one for one in result.outcomes.values() if not plain or one.percent is not None][:OUTCOMES]
    use = f"{use_label(drug.indications[result.indication], names)}. " if result.indication else ""
    who = f"{people(result.trial, result.evaluable)}, {result.population}"
    said = ". ".join(f"{measure(one, plain)}: {share(one, result.evaluable, plain)}" for one in shown)
    return f"{use}{who}. {said}." if said else ""


def share(one: Outcome, evaluable: int | None, plain: bool) -> str:
    """Return one outcome: in full, or for a patient the share of people with the number."""
    if not plain:
        return numbers.outcome(one, evaluable)
    return numbers.counted(Count(n=one.n, percent=one.percent, of=one.of), evaluable, one.percent, plain=True)
