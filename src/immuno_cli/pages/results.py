"""What trials found, as tables of measures and outcomes."""

from __future__ import annotations

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
    shown = [one for one in result.outcomes.values() if not plain or one.percent is not None]
    for one in shown:
        aside = f" ({one.note})" if one.note else ""
        share = one.percent if plain else None
        count = Count(n=one.n, percent=one.percent, of=one.of)
        text = (
            numbers.counted(count, result.evaluable, share, plain=True)
            if plain
            else numbers.outcome(one, result.evaluable)
        )
        rows.append((cited(measure(one, plain), result.cite if not rows else None), Cited(text + aside, share=share)))
    who_ = (people(result.trial, result.evaluable), "; ".join([*details, *note]))
    return Table(("", ""), tuple(rows), who=who_)


MEASURE = {
    "objective response rate": "The cancer shrank or went away (objective response)",
    "overall response rate": "The cancer shrank or went away (overall response)",
    "complete response": "No cancer could be found (complete response)",
    "complete remission": "No cancer could be found (complete remission)",
    "partial response": "The cancer shrank, but not all of it (partial response)",
    "overall survival": "Alive (overall survival)",
    "progression-free survival": "Alive, and the cancer had not grown (progression-free survival)",
    "event-free survival": "Alive, with no setback and no new treatment (event-free survival)",
}
"""What the measures of trials mean, for people who do not read trials."""


def measure(one: Outcome, plain: bool = False) -> str:
    """Return what was measured, with arm, group and time point."""
    when = one.time if (one.time or "").startswith(("at ", "within ")) else one.time and f"at {one.time}"
    details = [detail for detail in (one.arm, one.group, when) if detail]
    name = MEASURE.get(one.measure.casefold(), one.measure) if plain else one.measure
    name = name[0].upper() + name[1:]
    return f"{name}, {', '.join(details)}" if details else name
