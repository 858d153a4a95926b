"""The pages that set two to five products, or kinds of therapy, side by side: what differs and matters first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from immuno_cli.choices import Level
from immuno_cli.facts.model import Claims, Drug, Edition, Rate, SideEffect, Therapy
from immuno_cli.pages import numbers
from immuno_cli.pages.drug_short import (
    LINE_LETTERS,
    TWO_LINES,
    each_after_topic,
    key_rates,
    key_results,
    outcomes_in_short,
    without_none,
)
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import ITEM, NOT_STATED, Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.plain_terms import plain_term
from immuno_cli.pages.rates import DEATH, NEUROTOXICITY, effect_in_short, effect_name, people, pivotal_rates
from immuno_cli.pages.statements import at_most, brief_lines, claim_text, in_short, topic_of, with_abbreviation
from immuno_cli.pages.tables import places_of
from immuno_cli.pages.uses import Names, active_uses, points_in_short, use_label

MOST_COMPARED = 5
"""Products on one page; more could not be read beside each other."""

NO_PLAIN_WORDS = "said in exact words only: --level clinical"

Row = tuple[str, tuple[Cited, ...]]


def compare_page(drugs: Sequence[Drug], level: Level, names: Names, edition: Edition) -> Page:
    """Return several products side by side in few words: uses, dose, boxed warning; what is equal is said once.

    What they do to people stands in a second table, each number with its trial. The page of each product says more.
    """

    def part(section: str, name: str, letters: int = LINE_LETTERS) -> Callable[[Drug], Cited]:
        return lambda drug: part_cell(getattr(getattr(drug, section), name), letters, level)

    def until(name: str, none: str = "") -> Callable[[Drug], Cited]:
        return lambda drug: until_cell(getattr(drug.monitoring, name), none, level)

    parts: dict[str, Callable[[Drug], Cited]] = {
        "Proper name": lambda drug: cited(drug.names.proper, drug.names.cite),
        "Approved for": lambda drug: uses_cell(drug, names, level),
        **cancers_of_many(drugs, names, level),
        "Dose": part("dosing", "dose", TWO_LINES),
        "Boxed warning": lambda drug: boxed_warning_cell(drug, level),
        "Type": lambda drug: Cited(names.therapy(drug.therapy)),
        "Target": lambda drug: cited(claim_text(drug.target, Level.CLINICAL) or NOT_STATED, drug.target.cite),
        "Chemo before": part("dosing", "lymphodepletion"),
        "Step-up": part("dosing", "step_up", TWO_LINES),
        "Daily checks": until("daily"),
        "Stay near": until("stay_near"),
        "Driving": until("driving", "none for "),
        "REMS": lambda drug: part_cell(without_none(drug.monitoring.rems), LINE_LETTERS, level),
    }
    rows = [(label, tuple(map(cell, drugs))) for label, cell in parts.items()]
    blocks = side_by_side([drug.names.brand for drug in drugs], rows)
    shared = set.intersection(*({use.cancer for use in active_uses(drug)} for drug in drugs))
    counts: dict[str, Callable[[Drug], Cited]] = {
        label: partial(rates_cell, effects=effects, label=label, level=level)
        for label, effects in counted_by_several(drugs, level).items()
    }
    counts["What trials found"] = lambda drug: results_cell(drug, shared, names, level)
    in_trials = [(label, tuple(map(cell, drugs))) for label, cell in counts.items()]
    in_trials = [row for row in in_trials if any(cell.text != NOT_STATED for cell in row[1])]
    if in_trials:
        blocks += [
            Heading("In the trials", DIFFERENT_TRIALS),
            Table(
                ("", *(drug.names.brand for drug in drugs)), tuple((Cited(label), *cells) for label, cells in in_trials)
            ),
            Prose(Cited(HOW_TO_READ), Tone.QUIET),
        ]
    return Page(
        title=" and ".join([", ".join(drug.names.brand for drug in drugs[:-1]), drugs[-1].names.brand]),
        subtitle="what differs first",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min(drug.reviewed for drug in drugs),
        brief=True,
        next_commands=next_commands(drugs),
    )


HOW_TO_READ = (
    "The trials differed in patients, dates and methods: "
    "a higher or a lower number does not show which product is better."
)

LATE = ("secondary-cancers", "prolonged-cytopenia", "hypogammaglobulinemia", "delayed-neurotoxicity", "enterocolitis")
"""Side effects that come, or stay, weeks to years after the treatment."""


def next_commands(drugs: Sequence[Drug]) -> tuple[str, ...]:
    """Return what to ask after a comparison."""
    return tuple(f"immuno drug show {drug.id}" for drug in drugs)


def side_by_side(heads: Sequence[str], rows: Iterable[Row]) -> list[Block]:
    """Return a table of the rows that differ, and below it the rows that are the same for all, each once."""
    every = [(label, cells) for label, cells in rows if any(cell.text != NOT_STATED for cell in cells)]
    different = [row for row in every if len({cell.text for cell in row[1]}) > 1]
    same = [row for row in every if len({cell.text for cell in row[1]}) == 1]
    blocks: list[Block] = []
    if different:
        table = Table(("", *heads), tuple((Cited(label), *cells) for label, cells in different))
        blocks += [Heading("What differs", silent=True), table]
    if same:
        blocks.append(Heading(f"The same for {'both' if len(heads) == 2 else 'all'}"))
        blocks.append(Facts(tuple((label, _items(_joined(cells))) for label, cells in same), flow=True))
    return blocks


def _joined(cells: Sequence[Cited]) -> Cited:
    return cells[0]._replace(places=places_of(cells))


def _items(cell: Cited) -> tuple[Cited, ...]:
    """Return the items of a cell; the last has its citations."""
    *others, last = cell.text.split(ITEM)
    return (*map(Cited, others), cell._replace(text=last))


def _cell(values: Sequence[Cited]) -> Cited:
    """Return several values as one cell."""
    if not values:
        return Cited(NOT_STATED)
    return _joined(values)._replace(text=ITEM.join(value.text for value in values))


def uses_cell(drug: Drug, names: Names, level: Level) -> Cited:
    """Return the cancers a product is approved for, each with its lines of treatment; of many uses their number."""
    approved = list(active_uses(drug))
    places = places_of(cited("", use.cite) for use in approved)
    cancers = dict.fromkeys(use.cancer for use in approved)
    if len(approved) > MOST_LISTED_USES:
        return Cited(f"{len(approved)} uses in {len(cancers)} cancers", places)
    name = names.plain if level is Level.PLAIN else names.cancer
    lines = (f"{name(cancer)}: {points_in_short(approved, cancer, level)}" for cancer in cancers)
    return Cited(ITEM.join(lines) or "none that stands", places)


MOST_LISTED_USES = 8
CANCERS_LETTERS = 200


def cancers_of_many(drugs: Sequence[Drug], names: Names, level: Level) -> dict[str, Callable[[Drug], Cited]]:
    """Return the rows of cancers where a product has more uses than are listed: those of all, and the others."""
    if all(len([*active_uses(drug)]) <= MOST_LISTED_USES for drug in drugs):
        return {}
    cancers = {drug.id: dict.fromkeys(use.cancer for use in active_uses(drug)) for drug in drugs}
    of_all = [cancer for cancer in cancers[drugs[0].id] if all(cancer in others for others in cancers.values())]

    def listed(chosen: Iterable[str]) -> Cited:
        values = [Cited(names.plain(cancer) if level is Level.PLAIN else names.cancer(cancer)) for cancer in chosen]
        return Cited(", ".join(value.text for value in at_most(values, CANCERS_LETTERS)) or "none")

    return {
        "Cancers of each": lambda _: listed(of_all),
        "Other cancers": lambda drug: listed(cancer for cancer in cancers[drug.id] if cancer not in of_all),
    }


def part_cell(claims: Claims, letters: int, level: Level) -> Cited:
    """Return the claims of one part of a product in few words, as many as have room in so many letters."""
    values = each_after_topic(claims, level)
    if not values:
        return Cited(NO_PLAIN_WORDS if any(not claim.detail for claim in claims.values()) else NOT_STATED)
    # Its id is that of the first claim.
    text = " · ".join(value.text for value in at_most(values, letters))
    return values[0]._replace(text=text, places=places_of(values))


def until_cell(claims: Claims, none: str, level: Level) -> Cited:
    """Return for how long what the claims say holds: `none for at least 2 weeks`; else the claims in few words."""
    dated = [claim for claim in claims.values() if claim.until_day and not claim.detail]
    if not dated:
        return part_cell(claims, LINE_LETTERS, level)
    longest = max(dated, key=lambda claim: claim.until_day or 0)
    days = longest.until_day or 0
    span = f"{days // 7} weeks" if days % 7 == 0 and days > 7 else f"{days} days"
    least = re.search(r"at least (?!daily|once)", f"{longest.brief} {longest.text}")
    return cited(f"{none}{'at least ' if least else ''}{span}", longest.cite)


def boxed_warning_cell(drug: Drug, level: Level) -> Cited:
    """Return the hazards that the boxed warning names today, or that the label has none."""
    if topics := [cited(topic_of(warning, level), warning.cite) for warning in drug.warnings_that_stand]:
        return _cell(topics)
    none = drug.no_boxed_warning
    return cited("none in the label", none.cite) if none else Cited(drug.gaps.get("boxed-warning", NOT_STATED))


def counted_by_several(drugs: Sequence[Drug], level: Level) -> dict[str, tuple[str, ...]]:
    """Return rows of side effects by label: CRS, nerves, what several of the products chose to count, late effects."""
    chosen = [{rate.effect: rate for rate in key_rates(drug) if rate.effect} for drug in drugs]
    known = Counter(name for rates in chosen for name in rates)
    several = {
        effect_name(replace(rate, term=None), level): (name,)
        for rates in chosen
        for name, rate in rates.items()
        if known[name] > 1 and name not in ("crs", "icans", DEATH, *LATE)
    }
    nerves = plain_term(NEUROTOXICITY) if level is Level.PLAIN else NEUROTOXICITY
    return {"CRS": ("crs",), nerves: ("icans",), **dict([*several.items()][:MOST_EFFECTS]), "Late effects": LATE}


def rates_cell(drug: Drug, effects: Sequence[str], label: str, level: Level) -> Cited:
    """Return how often effects were counted, each in the chosen rate or in the trials behind the approved uses."""
    chosen = [rate for rate in drug.safety.values() if rate.headline and rate.current and rate.effect in effects]
    rates = {rate.effect: rate for rate in reversed(chosen or pivotal_rates(drug)) if rate.effect in effects}
    values = [cited(rate_in_words(rate, level, label), rate.cite) for rate in [*rates.values()][::-1][:MOST_LATE]]
    gap = next((drug.gaps[key] for key in (f"safety.{effect}" for effect in effects) if key in drug.gaps), NOT_STATED)
    return _cell(values) if values else Cited(gap)


MOST_LATE = 2


def rate_in_words(rate: Rate, level: Level, label: str) -> str:
    """Return how many had an effect, when it starts, in which trial; and its name unless the label says it."""
    plain = level is Level.PLAIN
    parts = []
    if rate.any_grade:
        any_grade = numbers.count_for_level(rate.any_grade, rate.treated, numbers.share_of(rate), plain)
        parts.append(any_grade if plain else f"any grade {any_grade}")
    if rate.grade_3_plus or rate.grade_4:
        parts.append(f"{'severe' if plain else 'grade 3+'} {numbers.severe_text(rate, rate.treated)}")
    if rate.fatal:
        parts.append(f"{numbers.count(rate.fatal, rate.treated)} died")
    # The number of people stands beside the trial.
    said = ", ".join(parts).replace(f" of {rate.treated}", "")
    started = f", starts {numbers.median(rate.onset)}" if rate.onset else ""
    event = effect_in_short(rate, level)
    event = "" if event == label or rate.effect == "crs" else f"{event}: "
    return f"{event}{said}{started} ({people(rate.trial, rate.treated)})"


def results_cell(drug: Drug, shared: Collection[str], names: Names, level: Level) -> Cited:
    """Return the headline results of a product; of many those of the uses that are shared, or where they stand."""
    results = key_results(drug)
    values = {}
    for result in results:
        use = drug.indications[result.indication] if result.indication else None
        if said := next(outcomes_in_short(result, level), None):
            text = f"{said.replace(f' of {result.evaluable}', '')} ({people(result.trial, result.evaluable)})"
            if use:
                text = f"{names.plain(use.cancer) if level is Level.PLAIN else use_label(use, names)}: {text}"
            values[use and use.cancer, text] = cited(text, result.cite)
    if len(values) > MOST_RESULTS:
        values = {key: value for key, value in values.items() if key[0] in shared}
    where = f"immuno drug show {drug.id} --section efficacy"
    if not values or len(values) > MOST_RESULTS:
        return Cited(f"{len(results)} results: {where}" if results else drug.gaps.get("efficacy", NOT_STATED))
    more = len(results) - len(values)
    return _cell([*values.values(), *([Cited(f"+{more} more: {where}")] if more else [])])


MOST_RESULTS = 4


# --- kinds of therapy -----------------------------------------------------------------------------------------------


def compare_therapies_page(
    therapies: Sequence[Therapy],
    drugs: Callable[[Therapy], Sequence[Drug]],
    effects: Callable[[str], SideEffect],
    level: Level,
    edition: Edition,
) -> Page:
    """Return kinds of therapy side by side: what each does, for whom, how it is given, what it does to people."""

    def claims_cell(claims: Claims) -> Cited:
        return _cell(brief_lines(claims, level)[:3])

    def serious(therapy: Therapy) -> Cited:
        return Cited(
            ITEM.join(_full_name(effects(entry.effect)) for entry in [*therapy.profile.values()][:MOST_EFFECTS])
            or NOT_STATED
        )

    parts: dict[str, Callable[[Therapy], Cited]] = {
        "What it does": lambda therapy: cited(therapy.brief, therapy.definition.cite),
        "Products": lambda therapy: Cited(", ".join(drug.names.brand for drug in drugs(therapy)) or "none approved"),
        "Cancers": lambda therapy: claims_cell(therapy.cancers),
        "Who may benefit": lambda therapy: claims_cell(therapy.who_may_benefit),
        "Made from": lambda therapy: claims_cell(therapy.made_from),
        "How it is given": lambda therapy: claims_cell(therapy.given),
        "Route": lambda therapy: Cited(", ".join(therapy.routes) or NOT_STATED),
        "Steps": lambda therapy: Cited(_steps(therapy) or NOT_STATED),
        "Most serious": serious,
        "Limits": lambda therapy: claims_cell(therapy.limits),
    }
    rows = [(label, tuple(map(cell, therapies))) for label, cell in parts.items()]
    return Page(
        title=" and ".join([", ".join(therapy.name for therapy in therapies[:-1]), therapies[-1].name]),
        subtitle="side by side",
        blocks=tuple(side_by_side([_short(therapy) for therapy in therapies], rows)),
        as_of=edition.as_of,
        reviewed=min(therapy.reviewed for therapy in therapies),
        brief=True,
        next_commands=tuple(f"immuno side-effects {therapy.id}" for therapy in therapies),
    )


MOST_EFFECTS = 6


def _full_name(effect: SideEffect) -> str:
    return with_abbreviation(effect.name, effect.abbreviation)


def _short(therapy: Therapy) -> str:
    return next(iter(therapy.aliases), therapy.name)


def _steps(therapy: Therapy) -> str:
    """Return the dated steps in order, each with its days."""
    parts = []
    for step in therapy.steps.values():
        if step.start is not None:
            end = step.end if step.end is not None else step.start
            days = f"day {step.start}" if end == step.start else f"day {step.start} to {end}"
            parts.append(f"{step.name}, {days}")
    return ITEM.join(parts) or in_short("; ".join(step.name for step in therapy.steps.values()))
