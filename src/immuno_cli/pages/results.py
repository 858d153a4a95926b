"""What trials found, as tables of measures and outcomes."""

from __future__ import annotations

import re

from immuno_cli.choices import Level
from immuno_cli.facts.model import Count, Outcome, Result
from immuno_cli.pages import numbers
from immuno_cli.pages.page import Cited, Table, cited
from immuno_cli.pages.rates import people


def result_table(result: Result, level: Level) -> Table:
    """Return one analysis as a table of measures and results, saying who was counted."""
    details = [result.population]
    if level is Level.CLINICAL:
        details.append(result.analysis)
        if result.follow_up:
            details.append(f"follow-up {numbers.span(result.follow_up, with_note=True)}")
    note = [result.note] if result.note else []
    rows: list[tuple[Cited, ...]] = []
    plain = level is Level.PLAIN
    # A patient reads shares of people; medians, ratios and intervals stay with the exact words.
    shown = [outcome for outcome in result.outcomes.values() if not plain or outcome.percent is not None]
    for outcome in shown:
        aside = f" ({outcome.note})" if outcome.note else ""
        share = outcome.percent if plain else None
        count = Count(n=outcome.n, percent=outcome.percent, of=outcome.of)
        text = (
            numbers.count_for_level(count, result.evaluable, share, plain=True)
            if plain
            else numbers.outcome(outcome, result.evaluable)
        )
        cite = result.cite if not rows else None
        rows.append((cited(measure(outcome, plain), cite), Cited(text + aside, share=share)))
    caption = (people(result.trial, result.evaluable), "; ".join([*details, *note]))
    return Table(("", ""), tuple(rows), caption=caption)


MEASURE = {
    "objective response": "The cancer shrank or went away (objective response)",
    "overall response": "The cancer shrank or went away (overall response)",
    "complete response": "No cancer could be found (complete response)",
    "complete remission": "No cancer could be found (complete remission)",
    "partial response": "The cancer shrank, but not all of it (partial response)",
    "undetectable mrd within one cycle": "No trace of leukemia was found after one cycle (undetectable MRD)",
    "overall survival": "Alive (overall survival)",
    "progression-free survival": "Alive, and the cancer had not grown (progression-free survival)",
    "event-free survival": "Alive, with no setback and no new treatment (event-free survival)",
}
"""What the measures of trials mean, for people who do not read trials."""


def plain_measure(name: str) -> str:
    """Return what a measure means, whether it is called a rate or not, and confirmed or not; else its name."""
    return MEASURE.get(re.sub(r"^confirmed |, confirmed$| rate\b", "", name.casefold()), name)


def measure(outcome: Outcome, plain: bool = False) -> str:
    """Return what was measured, with arm, group and time point."""
    when = outcome.time or ""
    when = when if when.startswith(("at ", "within ")) or not when else f"at {when}"
    details = [detail for detail in (outcome.arm, outcome.group, when) if detail]
    name = plain_measure(outcome.measure) if plain else outcome.measure
    name = name[0].upper() + name[1:]
    return f"{name}, {', '.join(details)}" if details else name
