"""The pages that set two to five products, or kinds of therapy, side by side: what differs and matters first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import Claims, Drug, Edition, Indication, Rate, SideEffect, Therapy
from immuno_cli.pages import numbers
from immuno_cli.pages.drug_short import ENDED, after_topic, key_results, outcomes_in_short
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import ITEM, NOT_STATED, Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.rates import EFFECT, effect_name, people, pivotal_rates
from immuno_cli.pages.statements import brief_lines, claim_text, in_short, topic_of, with_abbreviation
from immuno_cli.pages.tables import places_of
from immuno_cli.pages.uses import Names, active_uses, in_order, pathway_in_short, population_in_short, use_label

MOST_COMPARED = 5
"""Products on one page; more could not be read beside each other."""

NO_PLAIN_WORDS = "said in exact words only: --level clinical"

Row = tuple[str, tuple[Cited, ...]]


def compare_page(drugs: Sequence[Drug], level: Level, names: Names, edition: Edition) -> Page:
    """Return several products side by side: uses, dose, boxed warning, late effects; equal rows are merged."""
    plain = level is Level.PLAIN

    def part(section: str, name: str) -> Callable[[Drug], Cited]:
        return lambda drug: part_cell(drug, section, name, level)

    parts: dict[str, Callable[[Drug], Cited]] = {
        "Proper name": lambda drug: cited(drug.names.proper, drug.names.cite),
        "Approved for": lambda drug: uses_cell(drug, names, level),
        "Dose": part("dosing", "dose"),
        "Boxed warning": lambda drug: boxed_warning_cell(drug, level),
        "Type": lambda drug: Cited(names.therapy(drug.therapy)),
        "Target": lambda drug: cited(claim_text(drug.target, Level.CLINICAL) or NOT_STATED, drug.target.cite),
        "Chemo before": part("dosing", "lymphodepletion"),
        "Step-up": part("dosing", "step_up"),
        "Daily checks": part("monitoring", "daily"),
        "Stay near": part("monitoring", "stay_near"),
        "Driving": part("monitoring", "driving"),
        "REMS": part("monitoring", "rems"),
    }
    rows = [(label, tuple(map(cell, drugs))) for label, cell in parts.items()]
    # That there is no program any more is history.
    rows = [row for row in rows if row[0] != "REMS" or not all(cell.text.startswith(ENDED) for cell in row[1])]
    counts = {
        "CRS": lambda drug: rates_cell(drug, ("crs",), level),
        "Neurologic effects": lambda drug: rates_cell(drug, ("icans",), level),
        "Late effects": lambda drug: rates_cell(drug, LATE, level),
        "What trials found": lambda drug: results_cell(drug, names, level),
    }
    blocks = side_by_side([drug.names.brand for drug in drugs], rows)
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
        subtitle="what differs first" if not plain else "side by side",
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


def _first(values: Sequence[Cited], most: int, rest: str) -> Sequence[Cited]:
    """Return the first values, and how many more a command shows."""
    return values if len(values) <= most else [*values[: most - 1], Cited(f"+{len(values) - most + 1} more: {rest}")]


def uses_cell(drug: Drug, names: Names, level: Level) -> Cited:
    """Return the approved uses of a product, in the order in which a patient comes to them."""

    def use_text(use: Indication) -> str:
        return f"{use_label(use, names, level)}: {use.plain if level is Level.PLAIN else population_in_short(use)}"

    approved = sorted(active_uses(drug), key=in_order)
    if len(approved) > MOST_LISTED_USES:
        cancers = dict.fromkeys(names.cancer(use.cancer) for use in approved)
        return Cited(f"{len(approved)} uses in {len(cancers)} cancers: immuno drug show {drug.id}")
    ends = "" if level is Level.PLAIN else ", {}"
    values = [cited(use_text(use) + ends.format(pathway_in_short(use)), use.cite) for use in approved]
    return _cell(values) if values else Cited("none that stands")


MOST_LISTED_USES = 8
MOST_DOSES = 5


def part_cell(drug: Drug, section: str, name: str, level: Level) -> Cited:
    """Return the claims of one part of a product in few words; a dose for each group of patients."""
    claims: Claims = getattr(getattr(drug, section), name)
    shown = [claim for claim in claims.values() if not claim.detail]
    if name == "dose":
        values = _first(
            [line for claim in shown for line in _with_topic(claim.topic, {"": claim}, level)],
            MOST_DOSES,
            f"immuno drug show {drug.id} --section dosing",
        )
    else:
        values = list(brief_lines(claims, level, topics=name in ("lymphodepletion", "step_up")))
    if shown and not values:
        return Cited(NO_PLAIN_WORDS)
    return _cell(values)


def _with_topic(topic: str | None, claims: Claims, level: Level) -> Iterable[Cited]:
    for line in brief_lines(claims, level):
        yield line._replace(text=after_topic(topic, line.text)) if topic and topic.casefold() not in GENERAL else line


GENERAL = ("all uses", "total dose", "adults", "dose")


def boxed_warning_cell(drug: Drug, level: Level) -> Cited:
    """Return the hazards that the boxed warning names today, or that the label has none."""
    if topics := [cited(topic_of(warning, level), warning.cite) for warning in drug.warnings_that_stand]:
        return _cell(topics)
    none = drug.no_boxed_warning
    return cited("none in the label", none.cite) if none else Cited(drug.gaps.get("boxed-warning", NOT_STATED))


def rates_cell(drug: Drug, effects: Sequence[str], level: Level) -> Cited:
    """Return how often effects were counted, each in the chosen rate or in the trials behind the approved uses."""
    rates: dict[tuple[str, str], Rate] = {}
    chosen = [rate for rate in drug.safety.values() if rate.headline and rate.current and rate.effect in effects]
    for rate in chosen or [rate for rate in pivotal_rates(drug) if rate.effect in effects]:
        rates.setdefault((rate.trial, effect_name(rate)), rate)
    values = [cited(rate_in_words(rate, level), rate.cite) for rate in rates.values()]
    gap = next((drug.gaps[key] for key in (f"safety.{effect}" for effect in effects) if key in drug.gaps), NOT_STATED)
    return _cell(values) if values else Cited(gap)


def rate_in_words(rate: Rate, level: Level) -> str:
    """Return one rate as a statement that stands alone: what, how many, in which trial, of how many."""
    plain = level is Level.PLAIN
    parts = []
    if rate.any_grade:
        any_grade = numbers.count_for_level(rate.any_grade, rate.treated, numbers.share_of(rate), plain)
        parts.append(f"{'had it' if plain else 'any grade'} {any_grade}")
    if rate.grade_3_plus or rate.grade_4:
        parts.append(f"{'severe' if plain else 'grade 3+'} {numbers.severe_text(rate, rate.treated)}")
    if rate.fatal:
        parts.append(f"{numbers.count(rate.fatal, rate.treated)} died")
    if rate.onset:
        parts.append(f"starts {numbers.span(rate.onset)}")
    if rate.duration:
        parts.append(f"lasts {numbers.span(rate.duration)}")
    event = "" if effect_name(rate) == EFFECT["crs"] else f"{effect_name(rate)}: "
    return f"{event}{', '.join(parts)} ({people(rate.trial, rate.treated)})"


def results_cell(drug: Drug, names: Names, level: Level) -> Cited:
    """Return the headline results of a product, each as a statement that stands alone."""
    results = key_results(drug)
    values = []
    for result in results:
        outcomes = ", ".join(outcomes_in_short(result, level))
        use = f"{use_label(drug.indications[result.indication], names, level)}: " if result.indication else ""
        if outcomes:
            values.append(cited(f"{use}{outcomes} ({people(result.trial, result.evaluable)})", result.cite))
    if not values:
        return Cited(NO_PLAIN_WORDS if results else drug.gaps.get("efficacy", NOT_STATED))
    return _cell(_first(values, MOST_LISTED_USES, f"immuno drug show {drug.id} --section efficacy"))


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
