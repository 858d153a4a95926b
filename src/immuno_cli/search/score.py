"""What an entry is worth as an answer to a question, and which of its passages answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.asked import Asked
from immuno_cli.search.entry import FURTHER, Entry
from immuno_cli.search.index import IN_ALIAS, IN_HEADING, IN_NAME, IN_TEXT, WHOLE, Index, Reason
from immuno_cli.search.match import (
    ALWAYS,
    ANSWERED,
    ANY_HEADING,
    BEHIND,
    LITERAL,
    SCATTERED,
    TIERS,
    TOGETHER,
    Match,
    Order,
    Places,
    Score,
    order_of,
    points_of,
)
from immuno_cli.search.rows import other_parts, rows

WHOLE_NAME = 6
"""Points of a word that with its neighbors is a whole name: `car t` in `driving after car t`."""

NAME_OF_PRODUCT = 12
"""The same for a product: who names one asks about it."""

MOST_FURTHER = 2
"""How many further parts of an entry are shown."""

EXACT_WORDS = ALWAYS | IN_HEADING | IN_TEXT | ANSWERED
"""Where a word stands that is not one of the words for patients alone."""

RETOLD = ("patient.", "gaps.", "history.")
"""Parts that retell the others, or say what is not known."""


def score(
    index: Index, asked: Asked, weights: Sequence[float], number: int, places: Places, weak: Counter[int]
) -> Score:
    """Return the order and the match of an entry: those with all words in one passage come first, then by points.

    `weak` says how many weak words each passage has. Passages of `places` that are no answer are taken out of it.
    """
    entry = Entry(index, asked, weights, number, places, weak)
    # The words of a term are common words; its name counts as a heading does. A guide answers in its items.
    is_named = len(entry.whole) == len(weights) and not entry.answers
    if is_named and entry.kind not in (Kind.TERM, Kind.GUIDE):
        return _by_name(entry)
    first = entry.most_urgent()
    points = _points(entry) + weak[first] / 2
    has = entry.passages.get(first, {})
    first, more, left = rows(entry, first)
    for place in other_parts(entry, first, has):
        more = (*more, place) if place not in more else more
        if entry.says_what_to_do(first) and not entry.complete(has, entry.of_name):
            has = max(entry.passages.values(), key=len)
    for place in more:
        has = {**entry.passages[place], **has}
    reason = _reason(entry, has)
    mentions = sum(len(words) >= len(has) for words in entry.passages.values())
    tier = _tier(entry, first, has, reason)
    further = _further(entry, first, more, tier)
    left = tuple(place for place in left if all(place != part.passage for _, part in further))
    order = tier, -points, entry.kind.by_text, -mentions, entry.name
    return order, Match(entry.kind, entry.name, reason, first, more, left, further)


def at_best(kind: Kind, places: Places, asked: Asked, weights: Sequence[float], weak: Counter[int]) -> Order:
    """Return the order that an entry has at best: as if one passage had all that it says of the words."""
    if len(places.get(WHOLE, ())) == len(weights):
        return TIERS[Reason.PART], -len(weights), 0, 0, ""
    best = _best(places, len(weights))
    tier = TOGETHER if all(best) else SCATTERED
    if kind is Kind.GUIDE and not asked.of_treatments and any(where & ANY_HEADING for where in best):
        tier = TIERS[Reason.PART if any(where & LITERAL for where in best) else Reason.HEADING]
    points = _total(map(points_of, best), weights) + max(weak.values(), default=0) / 2
    return tier, -points, kind.by_text, -len(places), ""


def steps(index: Index, asked: Asked, number: int, places: Places) -> list[int]:
    """Return the passages of an effect that say what is done at the grades that are asked for."""
    paths = index.paths(*index.entry(number))
    return [
        place
        for place, has in sorted(places.items())
        if place != WHOLE
        and paths[place].startswith("management.")
        and any(has.get(grade, 0) & ANY_HEADING for grade in asked.grades)
    ]


def _best(places: Places, words: int) -> list[int]:
    """Return for each word the bits of all passages that say where it is."""
    best = [0] * words
    for found in places.values():
        for word, where in found.items():
            best[word] |= where
    return best


def _total(points: Iterable[int], weights: Sequence[float]) -> float:
    total: float = 0
    for much, weight in zip(points, weights, strict=True):
        total += weight * much
    return total


def _by_name(entry: Entry) -> Score:
    in_names = all(where & (IN_NAME | IN_ALIAS) for where in entry.whole.values())
    match = Match(entry.kind, entry.name, Reason.PART if in_names else Reason.KIND, WHOLE)
    return order_of(match, points=sum(where & IN_NAME > 0 for where in entry.whole.values())), match


def _points(entry: Entry) -> float:
    whole_name = NAME_OF_PRODUCT if entry.kind in (Kind.DRUG, Kind.OTHER_PRODUCT) else WHOLE_NAME
    best = map(points_of, _best(entry.places, len(entry.weights)))
    return _total((whole_name if word in entry.of_name else much for word, much in enumerate(best)), entry.weights)


def _further(entry: Entry, first: int, more: tuple[int, ...], tier: int) -> tuple[tuple[int, Match], ...]:
    """Return the other parts of what is named that have as much of what is asked: the answer may stand there."""
    told = {first, *more}
    if not entry.of_name or entry.kind not in FURTHER or first == WHOLE or not told.isdisjoint(entry.headed):
        return ()
    answered = not told.isdisjoint(entry.answers)
    if answered and entry.asked.personal:
        return ()
    behind = BEHIND if tier == SCATTERED else max(tier, SCATTERED) if _is_lay(entry, first) else tier
    least = max(map(entry.weight_beside, told))
    parts = {_part(entry, number) for number in told}

    def may_answer(number: int) -> bool:
        asked, has = number in entry.answers, entry.passages[number]
        enough = (asked and not answered) or entry.weight_beside(number) >= least
        retold = entry.paths[number].startswith(RETOLD) and not entry.asked.personal
        return enough and not retold and (asked or (not answered and bool(entry.beside(has))))

    found: list[tuple[int, Match]] = []
    others = filter(may_answer, entry.passages.keys() - told)
    for number in sorted(others, key=entry.worth, reverse=True):
        if _part(entry, number) not in parts and len(found) < MOST_FURTHER:
            parts.add(_part(entry, number))
            part = Match(entry.kind, entry.name, Reason.TEXT, *rows(entry, number))
            beside = number in entry.answers or (not found and tier < SCATTERED and _warns(entry, number))
            found.append((tier if beside else behind, part))
    return tuple(found)


def _warns(entry: Entry, number: int) -> bool:
    """Say whether a professional is told under a heading what a sign is of."""
    headed = any(where & IN_HEADING for word, where in entry.passages[number].items() if word not in entry.of_entry)
    return (
        entry.kind is Kind.DRUG
        and headed
        and not entry.asked.personal
        and entry.paths[number].startswith(("warnings.", "monitoring."))
    )


def _is_lay(entry: Entry, first: int) -> bool:
    """Say whether a guide may answer too, which speaks to patients: what is shown does, or the words are theirs."""
    lay = any(not where & EXACT_WORDS for word, where in entry.passages[first].items() if word not in entry.of_name)
    of_kind = entry.kind is Kind.THERAPY or entry.paths[first].startswith("call.")
    return entry.asked.personal or of_kind or lay


def _part(entry: Entry, number: int) -> str:
    """Return the part of an entry that a passage stands in: `warnings`, of the dosing `dosing.handling`."""
    part, _, rest = entry.paths[number].partition(".")
    return f"{part}.{rest.partition('.')[0]}" if part in ("dosing", "monitoring") else part


def _reason(entry: Entry, has: Mapping[int, int]) -> Reason:
    if any(where & ANY_HEADING for where in has.values()):
        return Reason.HEADING
    in_name = any(where & (IN_NAME | IN_ALIAS) for where in entry.whole.values())
    return Reason.PART if entry.kind is Kind.TERM and in_name else Reason.TEXT


def _tier(entry: Entry, shown: int, has: Mapping[int, int], reason: Reason) -> int:
    answers_it = shown in entry.answers
    # A dose for all cancers answers for the one that is asked about.
    spared = entry.asked.cancers & set().union(*entry.places.values()) if answers_it else set()
    spared = spared | entry.of_every_kind
    tier = TOGETHER if entry.complete(has, entry.of_name | entry.spared | spared) else SCATTERED
    # What the label of a product says to do at a grade comes before what holds for all, whatever else is asked.
    steps = entry.asked.grades & has.keys() if entry.says_what_to_do(shown) else set()
    if steps or (entry.of_name and answers_it and tier == TOGETHER):
        return TIERS[Reason.PART]
    if entry.kind is Kind.DRUG and not entry.of_name:
        # Nobody named this product; maybe another one, or a kind of therapy that it is not of.
        of_kind = {word for word, where in entry.whole.items() if where & ALWAYS} >= entry.asked.of_treatments
        if entry.asked.products or not of_kind:
            return BEHIND
        behind = entry.asked.personal if entry.general else bool(entry.asked.named(Kind.SIDE_EFFECT))
        return SCATTERED if behind else tier
    if entry.kind is Kind.GUIDE and tier == TOGETHER and reason is Reason.HEADING and entry.general:
        # A guide answers under a heading of its own; the same heading elsewhere is about one product or effect.
        return TIERS[Reason.PART if all(where & LITERAL for where in has.values()) else Reason.HEADING]
    return tier
