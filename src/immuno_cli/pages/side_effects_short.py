"""The first screen of side effects: when to call, then one table, most serious first. The full page holds the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import (
    Call,
    Count,
    Drug,
    Edition,
    ManagementTable,
    Rate,
    Seriousness,
    SideEffect,
    Therapy,
)
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Alert, Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.plain_terms import known_term, plain_term
from immuno_cli.pages.rates import DEATH, GRADES, effect_in_short, people, usual_number
from immuno_cli.pages.side_effects import LONGEST_LABEL, SERIOUSNESS, DrugRate, is_pivotal
from immuno_cli.pages.statements import at_most, brief_lines, call_for_help, claim_text, in_short, lead, topic_of
from immuno_cli.pages.tables import filled_table, places_of, times_in_short

# --- one row --------------------------------------------------------------------------------------------------------

SPREAD_LABEL = 24
MOST_COLUMNS = 6
MOST_ROWS = 5
"""Rows of a table on a short page; what is less serious is named under it."""


def severe_count(rate: Rate) -> Count | None:
    """Return how many had it severely: grade 3 or higher, deaths among them; deaths alone where no more is known."""
    return rate.grade_3_plus or rate.fatal


def severe_share(rate: Rate) -> float | None:
    """Return the per cent of people who had it severely or died of it."""
    return numbers.count_share(severe_count(rate), rate.treated)


def deaths(rate: Rate) -> str:
    """Return how many died of it; nothing where nobody is known to have."""
    if rate.fatal is None or numbers.count_share(rate.fatal, rate.treated) == 0:
        return ""
    people = replace_percent(rate.fatal) if rate.fatal.n is not None else rate.fatal
    return numbers.count(people, rate.treated)


def died(rate: Rate) -> str:
    """Return how many died of it, in words; nothing where nobody is known to have."""
    return f"{people} died" if (people := deaths(rate)) else ""


def replace_percent(value: Count) -> Count:
    """Return a count without its share: deaths are few, and the people who died count."""
    return Count(n=value.n, of=value.of)


def best(rates: Sequence[Rate], pivotal: Sequence[Rate] = ()) -> Rate:
    """Return the rate that stands for an effect: the chosen one, else that of the whole effect in the largest trial."""
    return min(
        rates,
        key=lambda rate: (not rate.headline, rate not in pivotal, rate.term is not None, -(rate.treated or 0)),
    )


PICTURE_COLUMN = "Severe, in short"
"""Head of the column of pictures, which a screen reader says in words."""


def effects_table(
    rows: Sequence[tuple[str, Rate]],
    title: str,
    caption: tuple[str, str],
    level: Level,
    most: int | None,
    *,
    by_product: bool = False,
) -> Table:
    """Return one row for each rate: any grade, severe, a picture of the severe share, deaths in words, onset."""
    any_grade, severe = GRADES[level]
    # Beside so much else a product has no room for ranges.
    time = numbers.span if by_product else numbers.median

    def count(value: Count | None, rate: Rate) -> str:
        if by_product and value and value.percent is not None:
            return f"{numbers.number(value.percent)}%"
        text = numbers.count(value, rate.treated)
        return text.replace(f" of {most}", "") if most and rate.treated == most else text

    # A column of pictures without one is words beside the numbers that they are about.
    shares = [severe_share(rate) if rate.grade_3_plus else None for _, rate in rows]
    pictured = any(share is not None and share >= numbers.SMALLEST_PICTURED for share in shares)
    cells = []
    for (label, rate), share in zip(rows, shares, strict=True):
        only_deaths = rate.fatal is not None and not (rate.any_grade or rate.grade_3_plus or rate.grade_4)
        graded = f"{count(rate.grade_4, rate)} (grade 4)" if rate.grade_4 else count(rate.grade_3_plus, rate)
        cells.append(
            {
                title: cited(label, rate.cite),
                any_grade: Cited("" if only_deaths else count(rate.any_grade, rate)),
                severe: Cited("" if only_deaths else graded),
                PICTURE_COLUMN: Cited("", share=share if pictured else None),
                "Died": Cited(deaths(rate)),
                "Starts": Cited(time(rate.onset) if rate.onset else ""),
                "Lasts": Cited(time(rate.duration) if rate.duration else ""),
            }
        )
    times_in_short(cells)
    right = (*GRADES[level], "Died")
    table = filled_table(cells, caption=caption, right=right)
    if by_product or len(table.columns) > MOST_COLUMNS:
        cells = [{name: cell for name, cell in row.items() if not name.startswith("Lasts")} for row in cells]
        table = filled_table(cells, caption=caption, right=right)
    return table


# --- a product ------------------------------------------------------------------------------------------------------


def drug_profile_short(
    drug: Drug, effects: Mapping[str, SideEffect], call: Call | None, level: Level, edition: Edition
) -> Page:
    """Return the side effects of one product on a screen."""
    blocks: list[Block] = [*call_for_help(drug.call or call, brief=True)]
    if warnings := drug.warnings_that_stand:
        items = tuple(("", cited(topic_of(warning, level), warning.cite)) for warning in warnings)
        blocks.append(Alert("BOXED WARNING", items, boxed=True, flow=True))
    blocks += _with_trial(_product_rows(drug, effects, level), level, room_for_rows(blocks))
    return Page(
        title=f"{drug.names.brand}: side effects",
        subtitle=drug.names.proper,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        brief=True,
        next_commands=(f"immuno side-effects {drug.id} --all", f"immuno side-effects {drug.therapy}"),
    )


def room_for_rows(blocks: Sequence[Block]) -> int:
    """Return how many lines of a short page of 100 columns are left for its table after the signs that need a call."""
    alerts = [block for block in blocks if isinstance(block, Alert)]
    return max(FEWEST_LINES, SHARED_LINES - sum(alert.lines() for alert in alerts))


SHARED_LINES = 32
"""Lines of a short page that its alerts and its table share."""
FEWEST_LINES = 4


def _that_fit(labels: Sequence[str], lines: int) -> int:
    """Return how many rows with these labels have room in so many lines."""
    taken = 0
    for index, label in enumerate(labels):
        taken += 1 + len(label) // LABEL_LETTERS
        if taken > lines:
            return index
    return len(labels)


LABEL_LETTERS = 32
"""Letters of a name that has one line in the table."""


def _product_rows(drug: Drug, effects: Mapping[str, SideEffect], level: Level) -> list[tuple[str, Rate]]:
    """Return a row for each effect, most serious first."""
    current = [rate for rate in drug.safety.values() if rate.current]
    trials = {trial for use in drug.indications.values() for trial in use.trials}
    pivotal = [rate for rate in current if rate.trial in trials]
    largest = max((rate.treated or 0 for rate in current if rate.headline), default=0)
    by_effect: dict[str, list[Rate]] = {}
    # That a treatment was stopped is no side effect of its own; that people died is.
    for rate in [rate for rate in current if rate.effect or rate.fatal]:
        if rate.effect != DEATH or died(rate):
            by_effect.setdefault(rate.effect or rate.term or "", []).append(rate)
    rows = []
    for name, rates in by_effect.items():
        rate = best(rates, pivotal)
        if not died(rate):
            # The largest pool stands for the product, as on its own page; no death gives way to it.
            rate = best([rate for rate in rates if rate.headline and rate.treated == largest] or rates, pivotal)
        rows.append((_label(effects.get(name), rate, level), rate))
    boxed = boxed_first([drug])
    rows.sort(key=lambda row: _order(row[1], effects, boxed))
    # One number of deaths stands first; more of them follow the effects.
    return [*rows[:1], *sorted(rows[1:], key=lambda row: row[1].effect in (None, DEATH))]


def _label(effect: SideEffect | None, rate: Rate, level: Level) -> str:
    """Return what was counted in few words."""
    if effect is None or rate.term is not None:
        return effect_in_short(rate, level)
    return short_name(effect, level)


def full_name(effect: SideEffect, level: Level) -> str:
    """Return the name of a side effect, for patients its plain one."""
    return plain_term(effect.name) if level is Level.PLAIN else effect.name


def short_name(effect: SideEffect, level: Level) -> str:
    """Return the name of a side effect, or of a long one its abbreviation; for patients the plain name of either."""
    name = effect.name if len(effect.name) <= LONGEST_LABEL else effect.abbreviation or effect.name
    if level is Level.PLAIN:
        return plain_term(effect.name if known_term(effect.name) else name)
    return name


def boxed_first(drugs: Sequence[Drug]) -> dict[str, int]:
    """Return the effects that the boxed warnings of most of the products name, each with its place there."""
    boxes = [{effect for warning in drug.warnings_that_stand for effect in warning.effects} for drug in drugs]
    every = (effect for drug in drugs for warning in drug.warnings_that_stand for effect in warning.effects)
    most = [name for name in dict.fromkeys(every) if sum(name in box for box in boxes) > len(drugs) / 2]
    return {name: place for place, name in enumerate(most)}


def _order(rate: Rate, effects: Mapping[str, SideEffect], boxed: Mapping[str, int]) -> tuple[bool, int, int, float]:
    """Put deaths first, then what the boxed warning names, then what can kill, then by the severe share."""
    effect = effects.get(rate.effect or "")
    rank = list(Seriousness).index(effect.seriousness) if effect else len(Seriousness)
    deadly = rate.effect == DEATH or (rate.effect is None and bool(died(rate)))
    return not deadly, boxed.get(rate.effect or "", len(boxed)), rank, -(severe_share(rate) or 0)


def _with_trial(rows: Sequence[tuple[str, Rate]], level: Level, lines: int) -> Iterable[Block]:
    """Yield the table of rates in so many lines, then the names of what has no row in it.

    The trial of most rows is the caption, another one stands beside what it counted.
    """
    if not rows:
        return
    trials = [rate.trial for _, rate in rows]
    main = max(dict.fromkeys(trials), key=trials.count)
    most = usual_number([rate for _, rate in rows if rate.trial == main])
    shared = {partner(rate) for _, rate in rows if rate.trial == main}
    named = []
    for label, rate in rows:
        aside = [] if rate.trial == main else [people(rate.trial, rate.treated)]
        aside += [partner(rate)] if partner(rate) and (rate.trial != main or len(shared) > 1) else []
        named.append((f"{label} ({', '.join(aside)})" if aside else label, rate))
    # That trials differ takes a line too.
    shown = _that_fit([label for label, _ in named], lines - (len(set(trials)) > 1))
    yield Heading("How often", silent=True)
    yield effects_table(named[:shown], "Side effect", (people(main, most), ""), level, most)
    if len(set(trials[:shown])) > 1:
        yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
    yield from _named("Also counted", [label for label, _ in rows[shown:]], ALSO_NAMED)


def _named(title: str, names: Sequence[str], letters: int) -> Iterable[Block]:
    """Yield the names of effects that have no row in the table, as many as have room."""
    if names:
        yield Facts(((title, at_most(tuple(map(Cited, names)), letters)),), flow=True)


def partner(rate: Rate) -> str:
    """Return what the people who were counted also got: `with axitinib`; nothing for the product alone."""
    population = rate.population
    return f"with{population[4:]}" if population.startswith("With ") and len(population) <= LONGEST_PARTNER else ""


LONGEST_PARTNER = 60
"""Letters of the words for other drugs that stand beside a rate."""


# --- a kind of therapy ----------------------------------------------------------------------------------------------


def therapy_profile_short(
    therapy: Therapy, effects: Mapping[str, SideEffect], drugs: Sequence[Drug], level: Level, edition: Edition
) -> Page:
    """Return the side effects of a kind of therapy on a screen."""
    blocks: list[Block] = [*call_for_help(therapy.call, brief=True)]
    counted = [DrugRate(drug, rate) for drug in drugs for rate in drug.safety.values() if rate.current]
    by_effect: dict[str, list[DrugRate]] = {}
    for pair in counted:
        if pair.rate.effect in effects:
            by_effect.setdefault(pair.rate.effect or "", []).append(pair)
    own = {entry.effect: list(entry.rates.values()) for entry in therapy.profile.values() if entry.rates}
    chosen = {name: _best_by_drug(pairs) for name, pairs in by_effect.items()}
    boxed = boxed_first(drugs)
    names = sorted(chosen, key=lambda name: min(_order(pair.rate, effects, boxed) for pair in chosen[name]))
    if len({pair.drug.id for pair in counted}) == 1:
        rows = [(_label(effects[name], chosen[name][0].rate, level), chosen[name][0].rate) for name in names]
        rows += [
            (_label(effects[name], rate, level), rate) for name in own if name not in chosen for rate in own[name][:1]
        ]
        blocks += _with_trial(rows, level, room_for_rows(blocks))
    else:
        shares = {name: _with_shares(chosen[name]) for name in names if name != DEATH}
        # What most products count tells most about the kind of therapy.
        widely = sorted(filter(shares.get, shares), key=lambda name: -shares[name])
        rows_of = set(widely[: room_for_rows(blocks) // 2])
        shown = [name for name in names if name in rows_of]
        fatal = [name for name in names if name in rows_of or not shares.get(name)]
        if shown:
            blocks += [Heading("How often", silent=True), spread_table(shown, chosen, effects, level)]
            if fatalities := tuple(_deaths(fatal, chosen, effects, level)):
                blocks.append(Facts((("Deaths", at_most(fatalities, ALSO_NAMED)),), flow=True))
            blocks.append(Prose(Cited(f"{DIFFERENT_TRIALS} {SPREAD}"), Tone.QUIET))
        rest = [full_name(effects[name], level) for name in names if name not in fatal]
        blocks += _named("Also counted", rest, ALSO_NAMED)
    known = set(names) | set(own)
    uncounted = [entry.effect for entry in therapy.profile.values() if entry.effect not in known]
    missing = [full_name(effects[name], level) for name in uncounted if name in effects]
    blocks += _named("Not counted", missing, NOT_NAMED)
    brands = ", ".join(drug.names.brand for drug in drugs)
    return Page(
        title=f"{therapy.name}: side effects",
        subtitle=brands if len(therapy.name) + len(brands) <= BRANDS_LETTERS else f"{len(drugs)} products",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min([therapy.reviewed, *(drug.reviewed for drug in drugs)]),
        brief=True,
        next_commands=(
            f"immuno side-effects {therapy.id} --all",
            *(f"immuno side-effects {drug.id}" for drug in drugs[:1]),
        ),
    )


BRANDS_LETTERS = 70
"""Letters of a list of products that stands beside the title."""

SPREAD = "Lowest to highest; the highest is named."


def _with_shares(counted: Sequence[DrugRate]) -> int:
    """Return how many products say how many people had an effect, or had it at grade 3 or higher."""
    return sum(bool(pair.rate.any_grade or pair.rate.grade_3_plus) for pair in counted)


def _deaths(
    names: Sequence[str],
    chosen: Mapping[str, Sequence[DrugRate]],
    effects: Mapping[str, SideEffect],
    level: Level,
) -> Iterable[Cited]:
    """Yield for each effect that people died of the product with the highest share."""
    for name in names:
        if worst := most_deaths(chosen[name]):
            places = places_of(cited("", pair.rate.cite) for pair in chosen[name])
            yield Cited(f"{short_name(effects[name], level)}: {worst}", places)


def most_deaths(counted: Sequence[DrugRate]) -> str:
    """Return how many died of an effect with the product with the highest share; nothing where nobody is known to."""
    dead = [pair for pair in counted if died(pair.rate)]
    if not dead:
        return ""
    worst = max(dead, key=lambda pair: numbers.count_share(pair.rate.fatal, pair.rate.treated) or 0)
    return f"{died(worst.rate)}, {worst.drug.names.brand}"


def _best_by_drug(counted: Sequence[DrugRate]) -> list[DrugRate]:
    """Return one rate for each product."""
    drugs = {pair.drug.id: pair.drug for pair in counted}
    chosen = []
    for name, drug in drugs.items():
        rates = [pair.rate for pair in counted if pair.drug.id == name]
        pivotal = [pair.rate for pair in counted if pair.drug.id == name and is_pivotal(pair)]
        chosen.append(DrugRate(drug, best(rates, pivotal)))
    return chosen


def spread_table(
    names: Sequence[str], chosen: Mapping[str, Sequence[DrugRate]], effects: Mapping[str, SideEffect], level: Level
) -> Table:
    """Return a row for each effect: the product with the lowest and the one with the highest share."""
    any_grade, severe = GRADES[level]
    plain = level is Level.PLAIN
    rows = []
    for name in names:
        counted = chosen[name]
        effect = effects[name]
        highest = max((severe_share(pair.rate) or 0 for pair in counted if pair.rate.grade_3_plus), default=None)
        cite = next((pair.rate.cite for pair in counted), None)
        places = places_of(cited("", pair.rate.cite) for pair in counted)
        some_died = any(died(pair.rate) for pair in counted)
        called = effect.name if len(effect.name) <= SPREAD_LABEL else effect.abbreviation or effect.name
        label = f"{plain_term(called) if plain else called}{', some died' if some_died else ''}"
        rows.append(
            {
                "Side effect": cited(label, cite)._replace(places=places),
                any_grade: Cited(lowest_to_highest(counted, severe=False) if all_of_them(counted) else ""),
                severe: Cited(lowest_to_highest(counted, severe=True)),
                PICTURE_COLUMN: Cited("", share=highest),
            }
        )
    return filled_table(rows)


def all_of_them(counted: Sequence[DrugRate]) -> bool:
    """Say whether the highest share of any grade reaches the highest severe one: others may count only severe cases.

    Where it does not, 6% to 36% of any grade beside 17% to 87% severe would look like a mistake.
    """
    rates = [pair.rate for pair in counted]
    any_grade = [numbers.count_share(rate.any_grade, rate.treated) or 0 for rate in rates]
    severe = [numbers.count_share(rate.grade_3_plus, rate.treated) or 0 for rate in rates]
    return max(any_grade) >= max(severe)


def lowest_to_highest(counted: Sequence[DrugRate], *, severe: bool) -> str:
    """Return `3.2% to 26% Tecartus`: the lowest and the highest share, and the product with the highest."""
    shares = []
    for pair in counted:
        value = pair.rate.grade_3_plus if severe else pair.rate.any_grade
        share = numbers.count_share(value, pair.rate.treated)
        if share is not None:
            shares.append((share, pair.drug.names.brand))
    if not shares:
        return ""
    low, high = min(shares), max(shares)
    spread = _percent(high[0]) if low[0] == high[0] else f"{_percent(low[0])} to {_percent(high[0])}"
    return f"{spread} {high[1]}"


def _percent(share: float) -> str:
    """Return a share as its source prints it, or to one decimal where it was counted."""
    return f"{numbers.number(round(share, 1))}%"


# --- one side effect ------------------------------------------------------------------------------------------------


def effect_short(
    effect: SideEffect,
    counted: Sequence[DrugRate],
    therapies: Mapping[str, Therapy],
    tables: Sequence[tuple[Drug, ManagementTable]],
    level: Level,
    edition: Edition,
) -> Page:
    """Return one side effect on a screen: what it is, when to call, signs, timing, treatment, how often."""
    blocks: list[Block] = [lead(effect.definition), *call_for_help(effect.call, brief=True)]
    after = ", ".join(next(iter(therapies[therapy].aliases), therapies[therapy].name) for therapy in effect.therapies)
    signs = brief_signs(effect, level)
    rows = [
        ("Signs", at_most(signs, TWO_LINES)),
        ("Starts", at_most(brief_lines(effect.onset, level), TWO_LINES)),
        ("Lasts", at_most(brief_lines(effect.duration, level), TWO_LINES)),
        (
            "How severe",
            (Cited(SERIOUSNESS[effect.seriousness]), *([] if tables else brief_lines(effect.severity, level)[:1])),
        ),
        ("After", (Cited(after),) if after else ()),
    ]
    blocks += [Heading("In short", silent=True), Facts(tuple(row for row in rows if row[1]), flow=True)]
    blocks += _treatment(effect, tables, level)
    blocks += _by_product(counted, list(effect.frequency.values()), level, MOST_ROWS - bool(tables))
    return Page(
        title=effect.name,
        subtitle=effect.abbreviation or "",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=effect.reviewed,
        brief=True,
        next_commands=(
            f"immuno side-effects {effect.id} --all",
            *(f"immuno grading {scale}" for scale in effect.scales[:1]),
            *(f"immuno side-effects {name}" for name in effect.related[:1]),
        ),
    )


TWO_LINES = 160


def brief_signs(effect: SideEffect, level: Level) -> tuple[Cited, ...]:
    """Return every sign in few words: what a person feels, or what is found."""
    signs = []
    for sign in effect.signs.values():
        text = sign.brief if level is Level.CLINICAL else None
        text = text or claim_text(sign, level)
        if text:
            signs.append(cited(in_short(text), sign.cite))
    return tuple(signs)


def _treatment(effect: SideEffect, tables: Sequence[tuple[Drug, ManagementTable]], level: Level) -> Iterable[Block]:
    """Yield how it is treated: to a professional drugs and doses by grade, to a patient what the team does."""
    short = [(drug, table) for drug, table in tables if len(table.rows) <= MOST_LINES]
    if short:
        drug, table = short[0]
        yield Heading("Treatment", silent=True)
        if level is Level.PLAIN:
            rows = tuple(
                (_grade(row.cells[0]), (cited(row.plain, row.cite),)) for row in table.rows.values() if row.plain
            )
            yield Facts(rows)
        else:
            columns = ("Treatment", *table.columns[1:])
            rows_ = tuple(
                (
                    cited(_grade(row.cells[0]), row.cite),
                    *(Cited("" if cell == "Not stated" else _orders(cell)) for cell in row.cells[1:]),
                )
                for row in table.rows.values()
            )
            yield Table(columns, rows_)
        brands = list(dict.fromkeys(other.names.brand for other, _ in tables if other is not drug))
        others = ", ".join(brands) if len(brands) <= MOST_LABELS else f"{len(brands)} other products"
        note = f"In short from the label of {drug.names.brand}, not orders for one person; in full: "
        note += f"immuno drug show {drug.id} --section management."
        note += f" Labels of {others} differ." if others else ""
        yield Prose(Cited(note), Tone.QUIET)
    elif lines := [
        (claim.topic or "Treatment", values)
        for claim in effect.management.values()
        if not claim.detail and (values := brief_lines({"": claim}, level))
    ]:
        yield Heading("Treatment", silent=True)
        yield Facts(tuple(lines[:MOST_LINES]))


MOST_LABELS = 4
"""Products whose labels are named; of more it is said how many there are."""
MOST_LINES = 8
ALSO_NAMED = 150
NOT_NAMED = 75
"""Letters of the names of effects that a profile gives without a row in its table."""


def _grade(text: str) -> str:
    """Return `Grade 2` of `Grade 2: symptoms that ...`."""
    return text.partition(":")[0]


def _orders(text: str) -> str:
    """Return the first order of a cell; what follows it is in the full table."""
    return re.split(_ORDER, text, maxsplit=1)[0].removesuffix(".")


_ORDER = r"(?<=[a-z0-9)])\. (?=[A-Z])"


def _by_product(counted: Sequence[DrugRate], own: Sequence[Rate], level: Level, most: int) -> Iterable[Block]:
    """Yield how often it was counted, a row for each product, most often severe first, at most so many."""
    chosen = sorted(_best_by_drug(counted), key=lambda pair: -(severe_share(pair.rate) or 0))
    rows = [(f"{pair.drug.names.brand}, {people(pair.rate.trial, pair.rate.treated)}", pair.rate) for pair in chosen]
    rows += [(people(rate.trial, rate.treated), rate) for rate in own if not chosen]
    if not rows:
        return
    yield Heading("How often", silent=True)
    several = len(rows) > 1
    yield effects_table(rows[:most], "Product and trial", ("", ""), level, None, by_product=True)
    if len(rows) > most:
        rest = tuple(Cited(pair.drug.names.brand) for pair in chosen[most:])
        yield Facts((("Also counted", rest),), flow=True)
    if several:
        yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
