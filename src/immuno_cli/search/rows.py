"""Which passages of an entry are quoted together."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.entry import AFTER_A_DELAY, Entry, in_headings
from immuno_cli.search.index import WHOLE, begins
from immuno_cli.search.match import ANSWERED, ANY_HEADING, Places

FEW = 3
"""Rows of a part of a product, such as its doses, that are shown together."""

MOST_APART = 6
"""How many passages further one may be that belongs to the same part of an entry."""

STEP_UP, DOSE = "dosing.step_up", "dosing.dose"
"""Parts of a product with its doses."""


class Shown(NamedTuple):
    """The passages of an entry that are quoted, by number."""

    first: int
    more: tuple[int, ...]
    left: tuple[int, ...] = ()
    """Those that match alike and are too many to show."""


def rows(entry: Entry, shown: int) -> Shown:
    """Return what is quoted with a passage: of a part that is asked for, the rows that answer."""
    words = set(range(len(entry.weights)))
    has = entry.passages.get(shown, {}).keys()
    siblings = _siblings(entry, shown)
    more = tuple(_next_to(shown, entry.passages, words - has - entry.whole.keys() - entry.of_name - entry.spared))
    more = tuple(number for number in more if not siblings or number in siblings)
    specific = {number for number in siblings if in_headings(entry.passages[number]) - entry.of_name}
    if any(begins(entry.paths[number], (STEP_UP,)) for number in siblings):
        return _dose_in_steps(entry, siblings, specific)
    may_have_more = entry.of_name and shown != WHOLE and (entry.kind is Kind.DRUG or shown in entry.answers)
    if more or not may_have_more:
        return Shown(shown, more)
    if specific:
        shown, *alike = sorted({shown, *specific})
    elif siblings and (len(siblings) <= FEW or (entry.asked.cancers and has.isdisjoint(entry.asked.cancers))):
        # The dose for another cancer is none, nor is that of a later part: each row that has as much is shown.
        shown, *alike = (n for n in siblings if has - entry.of_name <= entry.passages[n].keys())
    else:
        # No row says the grade that was asked for, or the heading above them all was: each is shown.
        worth = entry.worth(shown)[1:4:2]
        alike = sorted(number for number in entry.passages if entry.worth(number)[1:4:2] == worth)
    near = tuple(number for number in alike if 0 < number - shown <= MOST_APART)
    return Shown(shown, near, tuple(number for number in alike if number - shown > MOST_APART))


def _dose_in_steps(entry: Entry, siblings: Collection[int], specific: Collection[int]) -> Shown:
    """Return the rows of a dose that is reached in steps: it is never quoted without those before it.

    First those of the part that has a row for what is asked (`specific`), and of that part only such rows.
    """
    steps = [number for number in siblings if begins(entry.paths[number], (STEP_UP,))]
    parts = [steps, [number for number in siblings if number not in steps]]
    parts.sort(key=lambda rows: not any(number in specific for number in rows))
    rows = [[number for number in part if number in specific] or part for part in parts]
    first, *more = itertools.chain(*rows)
    return Shown(first, tuple(more))


def _siblings(entry: Entry, shown: int) -> list[int]:
    """Return the rows of the part that is asked for, in order, where the one that is shown is among them."""
    if shown not in entry.answers:
        return []
    parents = {entry.paths[shown].rpartition(".")[0]}
    if parents <= {STEP_UP, DOSE} and not entry.paths[shown].endswith(AFTER_A_DELAY):
        parents = {STEP_UP, DOSE}
    rows = [number for number in sorted(entry.answers) if entry.paths[number].rpartition(".")[0] in parents]
    return [number for number in rows if number == shown or not entry.paths[number].endswith(AFTER_A_DELAY)]


def other_parts(entry: Entry, shown: int, has: Mapping[int, int]) -> Iterator[int]:
    """Yield a passage of each further part that is asked for: `dose and infusion time`."""
    asks = {word for words in entry.passages.values() for word, where in words.items() if where & ANSWERED}
    for word in sorted(asks - has.keys() - entry.of_name if shown in entry.answers else ()):
        yield min(number for number in entry.answers if entry.passages.get(number, {}).get(word, 0) & ANSWERED)


def _next_to(shown: int, passages: Places, left: set[int]) -> Iterator[int]:
    """Yield the passages next to the one that is shown whose headings have the words that it has not."""
    for number in sorted(passages, key=lambda other: abs(other - shown)):
        new = {word for word, where in passages[number].items() if where & ANY_HEADING} & left
        if new and 0 < abs(number - shown) <= MOST_APART and shown != WHOLE:
            left -= new
            yield number
