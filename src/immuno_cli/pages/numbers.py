"""Numbers in words: counts, shares of people, times and confidence intervals, worded the same on every page."""

from __future__ import annotations

from dataclasses import replace

from immuno_cli.facts.model import Count, Interval, Outcome, Rate, Reaction, Span
from immuno_cli.pages.page import NOT_STATED, Bar, Cited


def number(value: float) -> str:
    """Return a number as a source prints it: no trailing zeros, a full stop for decimals."""
    return f"{value:.10g}"


def count(value: Count | None, treated: int | None) -> str:
    """Return `101 of 108 (94%)`, as much of it as is known."""
    if value is None:
        return NOT_STATED
    total = value.of or treated
    people = f"{value.n} of {total}" if value.n is not None and total is not None else ""
    if value.n is not None and total is None:
        people = f"{value.n} people" if value.n != 1 else "1 person"
    if value.percent is None:
        return people
    share = f"{number(value.percent)}%"
    return f"{people} ({share})" if people else share


def people_in_words(percent: float) -> str:
    """Return a share of people in words: `about 9 in 10 people`.

    Tenths down to 7.5 %, two of them where neither is close: 15 % are not 2 in 10. Below that one in a round number
    of people, so that small risks stay apart.
    """
    if percent <= 0:
        return "no one in the trial"
    if percent >= 100:
        return "all people in the trial"
    if percent >= 95:
        return "more than 9 in 10 people"
    below = int(percent / 10)
    if FAR < percent - 10 * below < 10 - FAR and 0 < below < HALF:
        return f"{below} to {below + 1} in 10 people"
    if percent >= 7.5:
        return f"about {tenths(percent)} in 10 people"
    if percent < 0.5:
        return "fewer than 1 in 200 people"
    return f"about 1 in {_one_in(percent)} people"


FAR = 3
"""Per cent; what is farther from a tenth, and less than half of all, stands between two."""
HALF = 5


def tenths(percent: float) -> int:
    """Return a share in tenths, halves rounded up; only everybody is ten, and whoever had it is at least one."""
    if percent <= 0:
        return 0
    return 10 if percent >= 100 else min(9, max(1, int(percent / 10 + 0.5)))


def _one_in(percent: float) -> int:
    exact = 100 / percent
    return min((15, 20, 25, 30, 40, 50, 75, 100, 150, 200), key=lambda people: abs(people - exact))


def picture(percent: float) -> str:
    """Return a share as ten signs, `●●●○○○○○○○`; one too small for a sign in words: `1 in 50`."""
    if percent <= 0:
        return "none"
    if percent < 0.5:
        return "< 1 in 200"
    if percent < SMALLEST_PICTURED:
        return f"1 in {_one_in(percent)}"
    full = tenths(percent)
    return "●" * full + "○" * (ICONS - full)


ICONS = 10
SMALLEST_PICTURED = 7.5
"""Per cent; a smaller share has no picture, as one sign would say too much and none too little."""


def severe_text(row: Rate | Reaction, treated: int | None) -> str:
    """Return how many had grade 3 or higher; a number that counts grade 4 alone says so: `3% (grade 4)`."""
    return f"{count(row.grade_4, treated)} (grade 4)" if row.grade_4 else count(row.grade_3_plus, treated)


def severe(rate: Rate) -> str:
    """Return how many had grade 3 or higher, and how many died: `12 of 160 (7.5%) died` where only deaths are known."""
    parts = [severe_text(rate, rate.treated)] if rate.grade_3_plus or rate.grade_4 or not rate.fatal else []
    parts += [f"{count(rate.fatal, rate.treated)} died"] if rate.fatal else []
    return "; ".join(parts)


def count_for_level(value: Count | None, treated: int | None, share: float | None, plain: bool) -> str:
    """Return a count for a professional, or for a patient with the share in words: `about 9 in 10 people, 92%`."""
    text = count(value, treated)
    return f"{people_in_words(share)}, {text}" if plain and share is not None and value is not None else text


def span(value: Span | None, *, with_note: bool = False) -> str:
    """Return `median 2 days (1 to 12)`, as much of it as is known, and with `with_note` whom it is about."""
    if value is None:
        return NOT_STATED
    unit = value.unit
    ends = f"{number(value.low)} to {number(value.high)}" if value.low is not None and value.high is not None else ""
    if not ends and value.high is not None:
        ends = f"up to {number(value.high)}"
    if not ends and value.low is not None:
        ends = f"from {number(value.low)}"
    if value.median is not None:
        median = f"median {number(value.median)} {unit if value.median != 1 else unit[:-1]}"
        text = f"{median} ({ends})" if ends else median
    else:
        text = f"{ends} {unit}" if ends else NOT_STATED
    return f"{text}; {value.note}" if value.note and with_note else text


def median(value: Span | None) -> str:
    """Return a median without its range, which a full page has; of a range without a median all of it."""
    return span(replace(value, low=None, high=None) if value and value.median is not None else value)


def interval(value: Interval, unit: str = "") -> str:
    """Return `95% CI 62 to 81`; an end that is None is `not estimable`."""
    low = number(value.low) if value.low is not None else "not estimable"
    high = number(value.high) if value.high is not None else "not estimable"
    return f"{number(value.level)}% CI {low} to {high}{unit}"


def outcome(value: Outcome, evaluable: int | None) -> str:
    """Return one result in full: `73 of 101 (72%); 95% CI 62 to 81`."""
    parts: list[str] = []
    if value.n is not None or value.percent is not None:
        parts.append(count(Count(n=value.n, percent=value.percent, of=value.of), evaluable))
    if value.hazard_ratio is not None:
        versus = f" versus {value.versus}" if value.versus else ""
        parts.append(f"hazard ratio {number(value.hazard_ratio)}{versus}")
    unit = f" {value.unit}" if value.unit else ""
    if value.not_reached:
        parts.append("median not reached")
    elif value.median is not None:
        parts.append(f"median {number(value.median)}{unit.removesuffix('s') if value.median == 1 else unit}")
    if value.low is not None and value.high is not None:
        parts.append(f"range {number(value.low)} to {number(value.high)}{unit}")
    if value.ci is not None:
        parts.append(interval(value.ci))
    if value.p_value is not None:
        shown = value.p_value if value.p_value[0] in "<>=" else f"= {value.p_value}"
        parts.append(f"p {shown}")
    return "; ".join(parts)


def count_of_outcome(value: Outcome) -> Count:
    """Return the people of an outcome."""
    return Count(n=value.n, percent=value.percent, of=value.of)


def share_of(row: Rate | Reaction) -> float | None:
    """Return the per cent of people with any grade, for an icon array; None when no source states it."""
    return count_share(row.any_grade, row.treated if isinstance(row, Rate) else None)


def count_share(value: Count | None, treated: int | None) -> float | None:
    """Return the per cent of people in a count of `treated`; None when no source states it."""
    if value is None:
        return None
    total = value.of or treated
    exact = 100 * value.n / total if value.n is not None and total else None
    # A source prints 399 of 400 as 100 %, and 1 of 400 as 0 %; a picture of it may not say everybody, or nobody.
    if value.percent is None or (exact is not None and value.percent in (0, 100)):
        return exact
    return value.percent


def spoken(value: Cited) -> str:
    """Return a text with its icon array in words."""
    if value.share is not None and people_in_words(value.share) not in value.text:
        return ", ".join(filter(None, [people_in_words(value.share), value.text]))
    return value.text


def days(bar: Bar) -> str:
    """Return the days of a bar in words."""
    span = f"day {bar.start}" if bar.start == bar.end else f"day {bar.start} to day {bar.end}"
    return f"{span} and on" if bar.open_end else span


def spoken_bar(bar: Bar) -> Cited:
    """Return the days of a bar, and what holds in them, in words."""
    return bar.text._replace(text=f"{days(bar)}. {bar.text.text}" if bar.text.text else days(bar))


DIFFERENT_TRIALS = "Different trials, not a head-to-head comparison."
"""Stands wherever rates of more than one trial share a page."""
