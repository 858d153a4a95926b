"""What matches a question, and by what it is ordered: where its words stand, tiers, points."""

from __future__ import annotations

import functools

from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.records import record
from immuno_cli.search.index import (
    IN_ALIAS,
    IN_HEADING,
    IN_KIND,
    IN_NAME,
    IN_PLAIN_HEADING,
    IN_PLAIN_TEXT,
    IN_TEXT,
    Reason,
)


@record()
class Match:
    """An entry that has every word, what it was found by, and the number of the passage to show."""

    kind: Kind
    id: str
    reason: Reason
    passage: int
    more: tuple[int, ...] = ()
    """Numbers of other passages that have words which that one has not."""
    left: tuple[int, ...] = ()
    """Numbers of passages that match alike and are too many to show."""
    further: tuple[tuple[int, Match], ...] = ()
    """Other parts of the entry that have as much of what is asked, each with its tier."""


Order = tuple[int, float, int, int, str]
"""Tier, points (negative), kind, mentions (negative), id: sorts the likeliest first."""

Score = tuple[Order, Match]

Places = dict[int, dict[int, int]]
"""For each passage the numbers of the question's words that it has, each with the bits that say where."""

ALWAYS = IN_NAME | IN_ALIAS | IN_KIND

CLINICAL = ALWAYS | IN_HEADING | IN_TEXT | IN_PLAIN_TEXT

PLAIN = ALWAYS | IN_PLAIN_HEADING | IN_PLAIN_TEXT
"""Which places count for whose words."""

ANSWERED = 1 << 7
"""The bit of a word that a place answers by where it stands."""

LITERAL = 1 << 8
"""The bit of a phrase that a heading has as it was typed."""

ANY_HEADING = IN_HEADING | IN_PLAIN_HEADING | ANSWERED

_POINTS = {
    IN_NAME: 4,
    IN_HEADING: 4,
    IN_PLAIN_HEADING: 4,
    IN_ALIAS: 1,
    IN_TEXT: 1,
    IN_PLAIN_TEXT: 1,
}


@functools.cache
def points_of(where: int) -> int:
    """Return the points of a word by the bits that say where it stands."""
    own = max((points for bit, points in _POINTS.items() if where & bit), default=0)
    return own + _POINTS[IN_HEADING] if where & ANSWERED else own


TIERS = {
    Reason.ID: 0,
    Reason.BRAND: 1,
    Reason.NAME: 2,
    Reason.ALIAS: 3,
    Reason.PART: 6,
    Reason.KIND: 7,
    Reason.HEADING: 8,
}

# A page about the thing itself comes before the glossary's word for it, and that before a table or a guide about it.
_TIERS_OF = {
    Kind.TERM: {Reason.ID: 4, Reason.NAME: 4, Reason.ALIAS: 4},
    Kind.SCALE: {Reason.ALIAS: 5, Reason.PART: 9},
    Kind.GUIDE: {Reason.ALIAS: 5, Reason.HEADING: 7},
}

TOGETHER = 10
"""The tier of entries that have in one place every word that is not true of the whole entry."""

SCATTERED = 11
"""The tier of entries that have the words here and there."""

BEHIND = 12
"""The tier of products that speak of the treatment that is named."""


def order_of(match: Match, points: int = 0) -> Order:
    """Return the order of a match by name or by a whole heading."""
    tier = _TIERS_OF.get(match.kind, {}).get(match.reason, TIERS[match.reason])
    kind = match.kind.by_text if match.reason is Reason.HEADING else list(Kind).index(match.kind)
    return tier, -points, kind, 0, match.id


def foremost(match: Match, points: int = 0) -> Score:
    """Return the order of what answers the question, whatever else has its words."""
    return (TIERS[Reason.PART], -points, 0, 0, match.id), match
