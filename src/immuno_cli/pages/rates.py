"""How often side effects happened, as tables: who was counted, and how many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from immuno_cli.choices import HEADINGS, Level, Section
from immuno_cli.facts.model import Drug, Rate, ReactionTable
from immuno_cli.pages import numbers
from immuno_cli.pages.page import Block, Bullets, Cited, Heading, Prose, Table, Tone, cited
from immuno_cli.pages.plain_terms import known_term, plain_term
from immuno_cli.pages.tables import filled_table

GRADES = {Level.CLINICAL: ("Any grade", "Grade 3+"), Level.PLAIN: ("How many had it", "Severe (grade 3+)")}
"""Heads of the columns that every table of side effects has, in this order on every page."""


def pivotal_rates(drug: Drug) -> list[Rate]:
    """Return the current rates of the trials behind the approved uses."""
    pivotal = {trial for indication in drug.indications.values() for trial in indication.trials}
    return [rate for rate in drug.safety.values() if rate.trial in pivotal and rate.current]


def rates_by_trial(rates: Iterable[Rate], level: Level) -> Iterable[Block]:
    """Yield one table per group of people, the current ones first, each saying who was counted and how."""
    groups: dict[tuple[bool, tuple[str, str]], list[Rate]] = {}
    for rate in rates:
        groups.setdefault((not rate.current, caption(rate)), []).append(rate)
    for (_, people), group in sorted(groups.items(), key=lambda item: item[0][0]):
        yield replace(rate_table(group, level, one_group=True), caption=people)
        notes = tuple(Cited(f"{effect_name(rate)}: {rate.note}") for rate in group if rate.note)
        if notes and level is Level.CLINICAL:
            yield Bullets(notes, Tone.QUIET)


def caption(rate: Rate) -> tuple[str, str]:
    """Return who was counted: trial and N; then population, scale, and which edition of the numbers."""
    details = [rate.population]
    details += [f"graded by {rate.scale}"] if rate.scale else []
    details += [rate.basis] if rate.basis else []
    details += [] if rate.current else ["not what the current label prints"]
    return people(rate.trial, rate.treated), "; ".join(details)


def people(trial: str, number: int | None) -> str:
    """Return a trial with the number of people counted in it."""
    return f"{trial}, N={number}" if number else f"{trial}, N not stated"


def usual_number(rates: Sequence[Rate]) -> int | None:
    """Return how many people most of the rates count."""
    counted = [rate.treated for rate in rates if rate.treated]
    return max(dict.fromkeys(counted), key=counted.count) if counted else None


def rate_table(rates: Iterable[Rate], level: Level, one_group: bool = False) -> Table:
    """Return rates as rows: effect, trial, any grade, grade 3 or higher, onset, duration. All-empty columns go."""
    plain = level is Level.PLAIN
    any_grade, severe = GRADES[level]
    rows = []
    for rate in rates:
        trial = people(rate.trial, rate.treated)
        if not rate.current:
            trial += f", {rate.basis or 'older label'}"
        effect, share = effect_name(rate, level), numbers.share_of(rate)
        rows.append(
            {
                "Effect": cited(effect, rate.cite) if one_group else Cited(effect),
                "Trial": Cited("") if one_group else cited(trial, rate.cite),
                any_grade: Cited(numbers.count_for_level(rate.any_grade, rate.treated, share, plain), share=share),
                severe: Cited(numbers.severe(rate)),
                "Starts": Cited(numbers.span(rate.onset, with_note=one_group)),
                "Lasts": Cited(numbers.span(rate.duration, with_note=one_group)),
            }
        )
    return filled_table(rows)


DEATH = "treatment-related-death"
"""The effect of a rate that counts every death from side effects, of whichever."""

EFFECT = {"crs": "CRS", "icans": "ICANS", DEATH: "Treatment-related death"}


NEUROTOXICITY = "Neurotoxicity"
"""Every neurologic event after the cells, which is more than ICANS."""


def effect_name(rate: Rate, level: Level = Level.CLINICAL) -> str:
    """Return the event of a rate in a few words, for patients in plain ones where there are any."""
    called = (rate.effect or "").replace("-", " ")
    if called.startswith("irae "):
        called = f"immune-mediated {called.removeprefix('irae ')}"
    known = EFFECT.get(rate.effect or "", called.capitalize())
    if rate.term is None:
        name = known
    elif rate.effect == "icans" and rate.term.startswith("neuro"):
        name = NEUROTOXICITY
    else:
        name = rate.term
    return plain_term(name) if level is Level.PLAIN else name[:1].upper() + name[1:]


def effect_in_short(rate: Rate, level: Level) -> str:
    """Return the event of a rate without what stands in parentheses at its end, which a plain name may need."""
    name = effect_name(rate)
    short = name if level is Level.PLAIN and known_term(name) else re.sub(_ASIDE, "", name)
    return plain_term(short) if level is Level.PLAIN else short


_ASIDE = r" \(.*\)$|, all$"


LABEL_TABLES = ("Laboratory abnormalities", HEADINGS[Section.REACTIONS])
"""What the tables of a label count."""


def reaction_table(table: ReactionTable, level: Level) -> Iterable[Block]:
    """Yield one adverse-reaction or laboratory table with its heading."""
    laboratory, reactions = ("Blood and lab tests", "Side effects") if level is Level.PLAIN else LABEL_TABLES
    yield Heading(f"{laboratory if table.laboratory else reactions}: {people(table.trial, table.treated)}")
    details = [table.population, table.title]
    details += [f"graded by {table.scale}"] if table.scale else []
    details += [table.basis] if table.basis else []
    yield Prose(cited("; ".join(details), table.cite), Tone.QUIET)
    treated, severe = table.treated, any(row.grade_3_plus or row.grade_4 for row in table.rows.values())
    any_grade = any(row.any_grade for row in table.rows.values())
    heads = GRADES[level]
    columns = (
        "Side effect" if level is Level.PLAIN else "Reaction",
        *(heads[:1] if any_grade else ()),
        *(heads[1:] if severe else ()),
    )
    yield Table(
        columns,
        tuple(
            (
                Cited(plain_term(row.term) if level is Level.PLAIN else row.term),
                *((Cited(numbers.count(row.any_grade, treated), share=numbers.share_of(row)),) if any_grade else ()),
                *((Cited(numbers.severe_text(row, treated)),) if severe else ()),
            )
            for row in table.rows.values()
        ),
    )
    if table.note:
        yield Prose(Cited(table.note), Tone.QUIET)
