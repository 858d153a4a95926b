"""Pages about side effects: all of them, the profile of a kind of therapy or of a product, and one side effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import Drug, Edition, Rate, Seriousness, SideEffect, Span, Therapy
from immuno_cli.facts.records import record
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Bar, Block, Cited, Facts, Heading, Page, Prose, Table, Timeline, Tone, cited
from immuno_cli.pages.rates import GRADES, NEUROTOXICITY, effect_name, people, rate_table, reaction_table
from immuno_cli.pages.statements import (
    NOT_HELD,
    boxed_warning,
    call_for_help,
    claim_lines,
    claim_text,
    claims_section,
    definition,
    gaps_section,
    lines_of,
    with_abbreviation,
)

SERIOUSNESS = {
    Seriousness.LIFE_THREATENING: "Can be life-threatening",
    Seriousness.SERIOUS: "Can be serious",
    Seriousness.USUALLY_MILD: "Mostly mild",
}


@record()
class DrugRate:
    """A rate together with the product it belongs to."""

    drug: Drug
    rate: Rate


def effects_page(effects: tuple[SideEffect, ...], therapies: Mapping[str, Therapy], edition: Edition) -> Page:
    """Return every side effect, most serious first."""
    blocks: list[Block] = []
    for seriousness in Seriousness:
        group = [effect for effect in effects if effect.seriousness is seriousness]
        if group:
            blocks.append(Heading(SERIOUSNESS[seriousness]))
            blocks.append(
                Table(
                    ("Side effect", "Id", "After"),
                    tuple(
                        (
                            Cited(with_abbreviation(effect.name, effect.abbreviation)),
                            Cited(effect.id),
                            Cited(
                                _named_or_counted(
                                    [next(iter(therapies[kind].aliases), kind) for kind in effect.therapies]
                                )
                            ),
                        )
                        for effect in sorted(group, key=lambda effect: effect.name)
                    ),
                )
            )
    return Page(
        title="Side effects",
        subtitle=f"{len(effects)} entries, most serious first",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((effect.reviewed for effect in effects), default=None),
        brief=True,
        sources=False,
        next_commands=("immuno side-effects crs", "immuno side-effects til", "immuno side-effects yescarta"),
    )


def _named_or_counted(kinds: Sequence[str]) -> str:
    """Return the kinds of therapy, or how many there are: a row of a list has one line where it can."""
    return ", ".join(kinds) if len(kinds) <= MOST_KINDS else f"{len(kinds)} kinds of therapy"


MOST_KINDS = 4


# --- profile of a kind of therapy -----------------------------------------------------------------------------------


def therapy_profile_page(
    therapy: Therapy, effects: Mapping[str, SideEffect], drugs: Sequence[Drug], level: Level, edition: Edition
) -> Page:
    """Return the side-effect profile of a kind of therapy: numbers by seriousness, onset, then the same in words."""
    counted = [DrugRate(drug, rate) for drug in drugs for rate in drug.safety.values() if rate.current]
    blocks: list[Block] = [Prose(line, Tone.LEAD) for line in lines_of(therapy.effects_serious, Level.PLAIN)[:1]]
    blocks += call_for_help(therapy.call)
    profile = {entry.effect: entry for entry in therapy.profile.values()}
    known = [*profile, *sorted({pair.rate.effect for pair in counted if pair.rate.effect} - set(profile))]
    for seriousness in Seriousness:
        rows: list[ProfileRow] = []
        for name in known:
            if name in effects and effects[name].seriousness is seriousness:
                own = tuple(profile[name].rates.values()) if name in profile else ()
                rows += _spread(effects[name], [pair for pair in counted if pair.rate.effect == name], own)
        if rows:
            blocks += [Heading(SERIOUSNESS[seriousness]), _profile_table(rows, level)]
    if len({(pair.drug.id, pair.rate.trial) for pair in counted}) > 1:
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    if bars := onset_bars(counted, effects, known):
        blocks += [Heading("When it starts", "first to last median of the trials"), Timeline(bars, therapy.day_zero)]
    spoken = tuple(
        (effects[name].name, claim_lines(entry.about, level)[:1])
        for name, entry in profile.items()
        if name in effects and claim_text(entry.about, level)
    )
    if spoken:
        blocks += [Heading("In words"), Facts(spoken)]
    blocks += gaps_section(text for key, text in therapy.gaps.items() if key.startswith("profile"))
    return Page(
        title=f"{therapy.name}: side effects",
        subtitle=", ".join(drug.names.brand for drug in drugs),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min([therapy.reviewed, *(drug.reviewed for drug in drugs)]),
        next_commands=(
            *(f"immuno side-effects {drug.id}" for drug in drugs[:2]),
            *(f"immuno side-effects {name}" for name in known[:2]),
        ),
    )


@record()
class ProfileRow:
    """One row of a profile: what was counted, the rate, whether it is the lowest or highest, and the product."""

    label: str
    rate: Rate
    which: str
    brand: str


LONGEST_LABEL = 30
"""A longer name of a side effect gives way to its abbreviation in a table."""

SHOWN_TERMS = 2
"""How many ways of counting one effect a profile shows; the product pages show all."""


def _spread(effect: SideEffect, counted: Sequence[DrugRate], own: Sequence[Rate]) -> Iterable[ProfileRow]:
    """Yield the rows of one effect: for each way of counting it, the one trial, or the lowest and the highest of many.

    Trials behind an approved use come before other series. The effect as a whole comes before parts of it.
    """
    name = effect.name if len(effect.name) <= LONGEST_LABEL else effect.abbreviation or effect.name
    by_term: dict[str, list[DrugRate]] = {}
    for pair in counted:
        by_term.setdefault(effect_name(pair.rate), []).append(pair)
    whole = effect_name(Rate(effect=effect.id, trial="", population="", cite={}))
    terms = sorted(by_term, key=lambda term: (term != whole, -len(by_term[term])))[:SHOWN_TERMS]
    for term in terms:
        pivotal = [pair for pair in by_term[term] if is_pivotal(pair)] or by_term[term]
        ranked = sorted((pair for pair in pivotal if pair.rate.any_grade), key=_height) or sorted(pivotal, key=_height)
        label = name if term == whole else term if term == NEUROTOXICITY else f"{name}: {term}"
        for pair in ranked if len(ranked) < 3 else [ranked[0], ranked[-1]]:
            which = "" if len(ranked) < 3 else "lowest: " if pair is ranked[0] else "highest: "
            yield ProfileRow(label, pair.rate, which, pair.drug.names.brand)
    for rate in own:
        yield ProfileRow(f"{name}: {rate.term}" if rate.term else name, rate, "", "")


def is_pivotal(pair: DrugRate) -> bool:
    """Say whether a rate is from a trial behind an approved use."""
    return any(pair.rate.trial in indication.trials for indication in pair.drug.indications.values())


def _height(pair: DrugRate) -> float:
    severe = pair.rate.grade_3_plus or pair.rate.fatal
    return numbers.share_of(pair.rate) or (severe.percent if severe and severe.percent is not None else 0.0)


def _profile_table(rows: Sequence[ProfileRow], level: Level) -> Table:
    """Return profile rows as a table; one trial alone is named above it and not in every row."""
    groups = {(row.brand, row.rate.trial, row.rate.treated) for row in rows}
    alone = len(groups) == 1 and rows[0].brand
    columns = ("Side effect", *GRADES[level], *(() if alone else ("Trial",)))
    cells = []
    for row in rows:
        rate = row.rate
        trial = people(rate.trial, rate.treated)
        where = f"{row.which}{row.brand}, {trial}" if row.brand else f"{trial}: {rate.population}"
        cells.append(
            (
                cited(row.label, rate.cite) if alone else Cited(row.label),
                Cited(
                    numbers.count_for_level(rate.any_grade, rate.treated, numbers.share_of(rate), level is Level.PLAIN),
                    share=numbers.share_of(rate),
                ),
                Cited(numbers.severe(rate)),
                *(() if alone else (cited(where, rate.cite),)),
            )
        )
    only = rows[0].rate
    caption = (f"{rows[0].brand}, {people(only.trial, only.treated)}", only.population) if alone else ("", "")
    return Table(columns, tuple(cells), caption=caption)


def onset_bars(counted: Sequence[DrugRate], effects: Mapping[str, SideEffect], known: Sequence[str]) -> tuple[Bar, ...]:
    """Return one bar per effect from the earliest to the latest median onset, in days."""
    bars = []
    for name in known:
        medians = [
            days
            for pair in counted
            if pair.rate.effect == name and pair.rate.onset and (days := in_days(pair.rate.onset)) is not None
        ]
        if medians and name in effects and max(medians) <= LONGEST_AXIS:
            effect = effects[name]
            bars.append(Bar(effect.abbreviation or effect.name, int(min(medians)), int(max(medians)), Cited("")))
    return tuple(bars)


LONGEST_AXIS = 90
"""Days; a bar far to the right would press all others against the left edge."""

DAYS = {"hours": 1 / 24, "days": 1, "weeks": 7, "months": 30.4, "years": 365.25}


def in_days(span: Span) -> float | None:
    """Return the median of a span in days, or None when no median is known."""
    return None if span.median is None else span.median * DAYS[span.unit]


# --- profile of a product -------------------------------------------------------------------------------------------


def drug_profile_page(
    drug: Drug, effects: Mapping[str, SideEffect], level: Level, edition: Edition, day_zero: str
) -> Page:
    """Return the side-effect profile of one product: boxed warning, then numbers, most serious first."""
    blocks: list[Block] = [*boxed_warning(drug, level)]
    rates = [rate for rate in drug.safety.values() if rate.current]
    older = [rate for rate in drug.safety.values() if not rate.current]
    for seriousness in (*Seriousness, None):
        group = [rate for rate in rates if _seriousness(rate, effects) is seriousness]
        if group:
            group.sort(key=lambda rate: (_rank(rate, drug), -(numbers.share_of(rate) or 0)))
            blocks += [Heading(SERIOUSNESS[seriousness] if seriousness else "Other"), rate_table(group, level)]
    if len({rate.trial for rate in rates}) > 1:
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    bars = tuple(
        Bar(
            f"{effect_name(rate, level)}, {rate.trial}",
            int(rate.onset.low or 0),
            int(rate.onset.high or 0),
            Cited(numbers.span(rate.onset), tuple((name, citation.at) for name, citation in rate.cite.items())),
        )
        for rate in rates
        if rate.onset and rate.onset.unit == "days" and rate.onset.low is not None and rate.onset.high is not None
        if rate.onset.high <= LONGEST_AXIS
    )
    if bars:
        blocks += [Heading("When it starts", "first to last person, in days"), Timeline(bars, day_zero)]
    if older:
        blocks += [Heading("Older numbers", "still met, no longer what the label prints"), rate_table(older, level)]
    for table in drug.reactions.values():
        blocks += reaction_table(table, level)
    blocks += gaps_section(text for key, text in drug.gaps.items() if key.startswith(("safety", "reactions")))
    return Page(
        title=f"{drug.names.brand}: side effects",
        subtitle=drug.names.proper,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        next_commands=(f"immuno side-effects {drug.therapy}", f"immuno drug show {drug.id}"),
    )


def _seriousness(rate: Rate, effects: Mapping[str, SideEffect]) -> Seriousness | None:
    effect = effects.get(rate.effect or "")
    return effect.seriousness if effect else None


def _rank(rate: Rate, drug: Drug) -> int:
    """Put the effects of the boxed warning first, in its order."""
    warned = [effect for warning in drug.boxed_warning.values() for effect in warning.effects]
    return warned.index(rate.effect) if rate.effect in warned else len(warned)


# --- one side effect ------------------------------------------------------------------------------------------------


def effect_page(
    effect: SideEffect,
    counted: Sequence[DrugRate],
    therapies: Mapping[str, Therapy],
    scales: Mapping[str, str],
    level: Level,
    edition: Edition,
) -> Page:
    """Return the entry of one side effect: what it is, when to call, signs, timing, numbers, management."""
    blocks = definition(effect.definition, level)
    blocks += call_for_help(effect.call)
    after = ", ".join(therapies[therapy].name for therapy in effect.therapies)
    facts = [("How severe", (Cited(SERIOUSNESS[effect.seriousness]), *lines_of(effect.severity, level)))]
    facts += [("After", (Cited(after),))] if after else []
    for label, claims in (("Starts", effect.onset), ("Lasts", effect.duration)):
        if values := lines_of(claims, level):
            facts.append((label, values))
        elif level is Level.CLINICAL:
            facts.append((label, (Cited(effect.gaps.get({"Starts": "onset"}.get(label, "duration"), NOT_HELD)),)))
    blocks += [Heading("In short"), Facts(tuple(facts))]
    blocks += claims_section("Signs", effect.signs, level)
    if counted or effect.frequency:
        blocks.append(Heading("How often"))
        blocks += [
            frequency_table(counted, list(effect.frequency.values())),
            Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET),
        ]
    if level is Level.CLINICAL:
        blocks += claims_section("Why it happens", effect.mechanism, level)
        blocks += claims_section("General management, not orders for one person", effect.management, level)
    blocks += claims_section("At home and recovery", effect.recovery, Level.PLAIN)
    if effect.scales:
        blocks += [
            Heading("Grading"),
            Facts(tuple((scales[key], (Cited(f"immuno grading {key}"),)) for key in effect.scales if key in scales)),
        ]
    blocks += gaps_section(text for key, text in effect.gaps.items() if key not in ("onset", "duration"))
    return Page(
        title=effect.name,
        subtitle=effect.abbreviation or "",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=effect.reviewed,
        next_commands=tuple(f"immuno side-effects {name}" for name in (*effect.related, *effect.therapies)[:3]),
    )


def frequency_table(counted: Sequence[DrugRate], own: Sequence[Rate]) -> Table:
    """Return how often the effect was counted, product by product and trial by trial."""
    pivotal_first = sorted(counted, key=lambda pair: not is_pivotal(pair))
    seen = Counter((pair.drug.id, pair.rate.trial, pair.rate.term) for pair in counted)
    rows = [
        _frequency_row(pair.drug.names.brand, pair.rate, seen[pair.drug.id, pair.rate.trial, pair.rate.term] > 1)
        for pair in pivotal_first
    ]
    rows += [_frequency_row("", rate, True) for rate in own]
    return Table(("Product and trial", *GRADES[Level.CLINICAL], "Starts", "Lasts"), tuple(rows))


def _frequency_row(brand: str, rate: Rate, with_people: bool) -> tuple[Cited, ...]:
    scale = f"graded by {rate.scale}" if rate.scale else ""
    label = ", ".join(filter(None, [brand, rate.trial, rate.term or "", scale]))
    label += f": {rate.population}" if with_people else ""
    return (
        cited(label, rate.cite),
        Cited(numbers.count(rate.any_grade, rate.treated), share=numbers.share_of(rate)),
        Cited(numbers.severe(rate)),
        Cited(numbers.span(rate.onset)),
        Cited(numbers.span(rate.duration)),
    )
