"""What answers a question: every entry that has all of its words, the likeliest first.

Typing errors find nothing: a word either is in an entry or it is not. What is close is suggested by `nothing`.
"""

from __future__ import annotations

import functools
import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.names import lowered
from immuno_cli.facts.records import record
from immuno_cli.search.index import (
    IN_ALIAS,
    IN_HEADING,
    IN_KIND,
    IN_NAME,
    IN_PLAIN_HEADING,
    IN_PLAIN_TEXT,
    IN_TEXT,
    WHOLE,
    Exact,
    Index,
    Reason,
    begins,
    entry_of,
    kind_of,
    number_of,
    place_of,
)
from immuno_cli.search.question import Question, is_plain
from immuno_cli.search.spelling import split


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


ALWAYS = IN_NAME | IN_ALIAS | IN_KIND

CLINICAL = ALWAYS | IN_HEADING | IN_TEXT | IN_PLAIN_TEXT

PLAIN = ALWAYS | IN_PLAIN_HEADING | IN_PLAIN_TEXT
"""Which places count for whose words."""

POINTS = {
    IN_NAME: 4,
    IN_HEADING: 4,
    IN_PLAIN_HEADING: 4,
    IN_ALIAS: 1,
    IN_KIND: 1,
    IN_TEXT: 1,
    IN_PLAIN_TEXT: 1,
}

WHOLE_NAME = 6
"""Points of a word that with its neighbors is a whole name: `car t` in `driving after car t`."""

NAME_OF_PRODUCT = 12
"""The same for a product: who names one asks about it."""

Order = tuple[int, float, int, int, str]
"""Tier, points (negative), kind, mentions (negative), id: sorts the likeliest first."""

Places = dict[int, dict[int, int]]
"""For each passage the numbers of the question's words that it has, each with the bits that say where."""


class Ranking(NamedTuple):
    """Every entry that answers a question, the likeliest first; each is weighed when it is asked for."""

    total: int
    best_first: Iterator[Match]


NOTHING = Ranking(0, iter(()))


def rank(index: Index, question: Question, *, plain: bool = False, kinds: Collection[Kind] | None = None) -> Ranking:
    """Return every entry that answers a question, the likeliest first.

    That is one that has all of its words, or where none has, those that have the most; a word that stands nowhere does
    not count. `plain` looks at plain words only. A source is found by its whole id; by words of it when `kinds` asks.
    """
    counts = PLAIN if plain else CLINICAL
    wanted = tuple(question.known)
    of_name, headings = _whole_names(index, wanted)
    # Who names a product or a kind of therapy asks about it, not about what holds for all.
    for number in _within_longer(of_name):
        del of_name[number]
    named = {number: kind_of(number) for number in of_name}
    treatments = [number for number, kind in named.items() if kind in (Kind.DRUG, Kind.OTHER_PRODUCT, Kind.THERAPY)]
    of_one: set[int] = set().union(*(of_name[number] for number in treatments))
    general = not treatments
    grades = {at for at, word in enumerate(wanted) if GRADE.fullmatch(question.words[word])}
    graded = bool(grades) or any(WITHHELD in meanings for meanings in question.synonyms_of.values())
    # `side effects` or `cancer` beside a name asks about all of it, not about one sign.
    about_all = not {index.spelling.form(word) for kind in Kind for word in kind.split("-")}.isdisjoint(wanted)
    personal = is_plain(question.text)
    defines = graded and any(word.casefold() in DEFINES for word in split(question.text))
    allowed = kinds if kinds is not None else {*Kind} - {Kind.SOURCE}
    asked = [number for number, kind in named.items() if kind in PRODUCTS]
    cancers = set().union(*(of_name[number] for number, kind in named.items() if kind is Kind.CANCER))
    # Who asks what a trial found asks the products of that trial.
    asks_results = any(RESULTS in starts for starts in question.answered_at.values())
    of_trial = {exact.entry for exact in headings if asks_results and _is_trial(index, exact)}
    answers = {number: _answers(index, number, question, wanted) for number in {*of_name, *of_trial}}
    entries, weights = _matching(index, question, counts, allowed, of_one, of_name, answers)
    for number in [one for one in entries if asked and kind_of(one) in PRODUCTS]:
        # Whoever names a product is shown no other one, unless it speaks of that product.
        if number not in asked and not _speaks_of(entries[number], of_one):
            del entries[number]
    aside = _aside(index, question, counts, entries)

    def scored(number: int) -> Score:
        kind, name = index.entry(number)
        beside, own = aside.get(number, Counter()), of_name.get(number, set())
        paths = index.paths(kind, name)
        at = set().union(*answers.get(number, {}).values())
        alarms = _alarms(paths, entries[number], len(wanted), own | of_one)
        for place in {*alarms, *_gaps(paths, entries[number])} - at:
            del entries[number][place]
        headed = _headed(index, number, wanted, own, answers.get(number, {}))
        orders = () if about_all else _orders(kind, paths, own, graded)
        spared = of_one if kind is Kind.GUIDE else set()
        wording = _Wording(weights, own, cancers, spared, graded, of_one, personal)
        return _scored(kind, name, paths, entries[number], wording, headed, orders, beside, at)

    matches = {number: scored(number) for number in of_name if number in entries}
    # Where the page of a product says nothing of the rest, a guide on other treatments is still an answer.
    nothing_said = bool(asked) and all(set().union(*entries[one].values()) <= of_one for one in asked if one in entries)
    for number in [one for one in entries if of_one and kind_of(one) is Kind.GUIDE and one not in matches]:
        # What a guide answers under a heading, about all treatments, it answers about the one that is named.
        score = scored(number)
        has = set().union(*entries[number].values())
        of_kind = _of_kind(index, index.entry(number)[1], treatments)
        if nothing_said or (of_kind and (score[1].reason is Reason.HEADING or of_one <= has)):
            matches[number] = score
        else:
            del entries[number]
    _first_named(matches, {number: min(of_name[number]) for number in asked if number in matches})
    if asked and not any(matches[number][0][0] <= TOGETHER for number in asked if number in matches):
        # What the page of a product does not say, a guide answers under a heading, where it names the product.
        for number, (order, match) in matches.items():
            every = len(of_one.union(entries[number].get(match.passage, ()))) == len(wanted)
            if every and match.kind is Kind.GUIDE and match.reason is Reason.HEADING:
                matches[number] = (_TIERS[Reason.HEADING], *order[1:]), match
    for number in named if grades and not (asked or defines) else ():
        if named[number] is Kind.SIDE_EFFECT and (steps := _steps(index, number, entries.get(number, {}), grades)):
            name = index.entry(number)[1]
            match = Match(Kind.SIDE_EFFECT, name, Reason.HEADING, steps[0], tuple(steps[1:]))
            matches[number] = _foremost(match)
    for number in of_name if defines else ():
        if named[number] is Kind.SCALE:
            name = index.entry(number)[1]
            _, match = matches.get(number, (None, Match(Kind.SCALE, name, Reason.ALIAS, WHOLE)))
            matches[number] = _foremost(match)
    scales = set().union(*(of_name[number] for number, kind in named.items() if kind is Kind.SCALE))
    events = {*range(len(wanted))} - grades - scales
    for number in [one for one in entries if defines and events and kind_of(one) is Kind.SCALE]:
        name = index.entry(number)[1]
        ends = tuple(f"-{question.words[wanted[grade]][-1]}" for grade in grades)
        of_event = [place for place, has in entries[number].items() if place != WHOLE and events <= has.keys()]
        if rows := [place for place in sorted(of_event) if index.paths(Kind.SCALE, name)[place].endswith(ends)]:
            # A grade of one event has a row of its own.
            matches[number] = _foremost(Match(Kind.SCALE, name, Reason.HEADING, rows[0]), points=1)
    for number in asked:
        if named[number] is Kind.OTHER_PRODUCT and number in matches and matches[number][0][0] >= TOGETHER:
            # Of a product that is not on the list, this is said first, whatever is asked.
            name = index.entry(number)[1]
            passage = index.paths(Kind.OTHER_PRODUCT, name).index("why")
            matches[number] = _foremost(replace(matches[number][1], passage=passage, more=()))
    for key in dict.fromkeys((index.spelling.key(question.text), "".join(question.words))):
        for exact in index.exactly(key):
            if exact.plain or not plain:
                number, passage = exact.entry, exact.passage
                kind, name = index.entry(number)
                if kind is Kind.SOURCE and asked and lowered(question.text) != name:
                    continue
                if number in entries and number not in matches:
                    matches[number] = scored(number)
                if passage == WHOLE and kind is Kind.GUIDE and number in matches:
                    # The definition of a guide says what it is for; the answer stands under one of its headings.
                    item = matches[number][1]
                    passage = item.passage if item.reason is Reason.HEADING else WHOLE
                match = Match(kind, name, Reason(exact.reason), passage)
                best = _order(match), match
                matches[number] = min(matches.get(number, best), best, key=lambda item: item[0])
    scores = [(*score, number) for number, score in matches.items() if kinds is None or kind_of(number) in kinds]
    at_best = {
        number: _at_best(kind_of(number), places, weights, aside.get(number), general)
        for number, places in entries.items()
        if number not in matches
    }
    return Ranking(len(scores) + len(at_best), _best_first(scores, at_best, scored))


def _first_named(matches: dict[int, Score], begins_at: Mapping[int, int]) -> None:
    """Put the product that is named first before the others: Empliciti in `empliciti dose with pomalyst`."""
    first, *others = sorted(begins_at, key=begins_at.__getitem__) or [0]
    if others and begins_at[first] < min(begins_at[other] for other in others):
        tier, points, *_ = min(matches[number][0] for number in begins_at)
        matches[first] = (tier, points - 1, 0, 0, ""), matches[first][1]


Score = tuple[Order, Match]


def _foremost(match: Match, points: int = 0) -> Score:
    """Return the order of what answers the question, whatever else has its words."""
    return (_TIERS[Reason.PART], -points, 0, 0, match.id), match


def _best_first(
    scores: list[tuple[Order, Match, int]], at_best: Mapping[int, Order], scored: Callable[[int], Score]
) -> Iterator[Match]:
    """Yield matches by their order; an entry is scored when it may be the next one by its order at best.

    Five are shown: to score all takes a tenth of a search, and half of it with ten times the facts.
    """
    heapq.heapify(scores)
    for number in sorted(at_best, key=at_best.__getitem__):
        while scores and scores[0][0] <= at_best[number]:
            yield heapq.heappop(scores)[1]
        heapq.heappush(scores, (*scored(number), number))
    while scores:
        yield heapq.heappop(scores)[1]


def _at_best(kind: Kind, places: Places, weights: Sequence[float], aside: Counter[int] | None, general: bool) -> Order:
    """Return the order that an entry has at best: as if one passage had all that it says of the words."""
    if len(places.get(WHOLE, ())) == len(weights):
        return _TIERS[Reason.PART], -len(weights), 0, 0, ""
    best = _best(places, len(weights))
    tier = TOGETHER if all(best) else SCATTERED
    if kind is Kind.GUIDE and general and any(where & ANY_HEADING for where in best):
        tier = _TIERS[Reason.PART if any(where & LITERAL for where in best) else Reason.HEADING]
    points = _total(map(_points, best), weights) + (max(aside.values()) / 2 if aside else 0)
    return tier, -points, kind.by_text, -len(places), ""


def _speaks_of(places: Places, words: set[int]) -> bool:
    """Say whether an entry has words, and not only since they are a part of its name: Opdivo in Opdivo Qvantig."""
    named = {word for word, where in places.get(WHOLE, {}).items() if where & (IN_NAME | IN_ALIAS)}
    return words <= set().union(*places.values()) and not words <= named


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


def _headed(
    index: Index, number: int, wanted: Sequence[str], of_name: set[int], answered: Collection[int]
) -> list[int]:
    """Return the passages of a product, a kind of therapy or an effect whose whole heading is what is asked beside it.

    None of those that retell the others for a patient.
    """
    if not of_name or kind_of(number) not in (Kind.DRUG, Kind.THERAPY, Kind.SIDE_EFFECT):
        return []
    heading = "".join(word for at, word in enumerate(wanted) if at not in of_name)
    found = [exact.passage for exact in index.exactly(heading) if exact.entry == number and exact.passage != WHOLE]
    paths = index.paths(*index.entry(number))
    found = [passage for passage in found if not paths[passage].startswith("patient.")]
    # `nausea rate`: the row of a table is called by its path.
    row = "".join(word for at, word in enumerate(wanted) if at not in of_name and at not in answered)
    ends = ((n, path.rpartition(".")[2]) for n, path in enumerate(paths) if answered and begins(path, TABLES))
    return found + [passage for passage, end in ends if index.spelling.key(end) == row]


TABLES = ("safety", "reactions")
"""Parts of a product of which each passage is a row of numbers."""


def _orders(kind: Kind, paths: Sequence[str], of_name: set[int], graded: bool) -> list[int]:
    """Return the passages of a product or a kind of therapy that say when to call; for a grade, what is done then."""
    if not of_name or kind not in (Kind.DRUG, Kind.THERAPY):
        return []
    start = ("management.", "dosing.modifications.") if graded else ("call.",)
    return [passage for passage, path in enumerate(paths) if path.startswith(start)]


def _steps(index: Index, number: int, places: Places, grades: set[int]) -> list[int]:
    """Return the passages of an effect that say what is done at the grades that are asked for."""
    paths = index.paths(*index.entry(number))
    return [
        place
        for place, has in sorted(places.items())
        if place != WHOLE
        and paths[place].startswith("management.")
        and any(has.get(grade, 0) & ANY_HEADING for grade in grades)
    ]


def _of_kind(index: Index, guide: str, treatments: Collection[int]) -> bool:
    """Say whether a guide is about all treatments, or about a kind of therapy that one of those named is of."""
    called = [exact for exact in index.exactly(index.spelling.key(guide)) if exact.reason != Reason.HEADING]
    if all(kind_of(exact.entry) is not Kind.THERAPY for exact in called):
        return True
    having = [
        {entry_of(number) for number, where in index.passages(word).items() if where & (IN_NAME | IN_KIND)}
        for word in index.spelling.words(guide)
    ]
    return any(all(treatment in entries for entries in having) for treatment in treatments)


def _alarms(paths: Sequence[str], places: Places, words: int, of_name: set[int]) -> list[int]:
    """Return the passages that say to call 911 and have not all the words: `surgery pain` is no pain in the chest."""
    return [
        place
        for place, has in places.items()
        if place != WHOLE and ".emergency." in paths[place] and len(has.keys() | of_name) < words
    ]


def _gaps(paths: Sequence[str], places: Places) -> list[int]:
    """Return the passages that say what is not known, where another one has all of their words."""
    gaps = [place for place in places if place != WHOLE and paths[place].startswith("gaps.")]
    told = [has.keys() for place, has in places.items() if place not in (WHOLE, *gaps)]
    return [gap for gap in gaps if any(places[gap].keys() <= has for has in told)]


GRADE = re.compile(r"grade (?:[1-5]|i{1,3}|iv|v)", re.IGNORECASE)
"""A grade of severity among the words of a question."""

WITHHELD = ("withhold",)
"""What a word such as `hold` means: it asks what is done, as a grade does."""

DEFINES = ("define", "defined", "definition", "criteria", "ctcae")
"""Words of a question that, beside a grade, ask for the table that defines it."""


def _within_longer(of_name: Mapping[int, set[int]]) -> list[int]:
    """Return the products of which the name is a part of the name of another one: Lunsumio in `Lunsumio Velo dose`."""
    products = [number for number in of_name if kind_of(number) in PRODUCTS]
    return [one for one in products if any(of_name[one] < of_name[other] for other in products)]


PRODUCTS = (Kind.DRUG, Kind.OTHER_PRODUCT)
KEPT = (*PRODUCTS, Kind.SIDE_EFFECT)


def _answers(index: Index, number: int, question: Question, wanted: Sequence[str]) -> dict[int, set[int]]:
    """Return for each word that asks for a part of an entry the passages of that part: for `dose` those on the dose."""
    starts = {at: question.answered_at.get(word, ()) for at, word in enumerate(wanted)}
    if not any(starts.values()):
        return {}
    paths = index.paths(*index.entry(number))
    found = {at: {n for n, path in enumerate(paths) if begins(path, parts)} for at, parts in starts.items() if parts}
    for at, places in found.items():
        if not places:
            # What is not known of a part is the answer to who asks for it.
            unknown = tuple(f"gaps.{part}" for part in starts[at])
            places.update(n for n, path in enumerate(paths) if begins(path, unknown))
    return {at: places for at, places in found.items() if places}


def _matching(
    index: Index,
    question: Question,
    counts: int,
    kinds: Collection[Kind],
    of_one: Collection[int],
    of_name: Mapping[int, set[int]],
    answers: Mapping[int, Mapping[int, set[int]]],
) -> tuple[dict[int, Places], list[float]]:
    """Return the entries that have every word, alone or joined with its neighbor, and the weight of each word.

    A guide need not have the words that are the name of one treatment (`of_one`). A part of an entry that a word asks
    for (`answers`) has that word in its heading.

    Where no entry has all of them, those with the highest total weight. A word that every entry has weighs 1, 1 more
    each time half as many have it.
    """
    per_word: list[dict[int, int]] = []
    wanted = question.known
    for at, word in enumerate(wanted):
        forms: list[tuple[str, ...]] = [(word,)]
        forms += [(word + wanted[at + 1],)] if at + 1 < len(wanted) else []
        forms += [(wanted[at - 1] + word,)] if at else []
        found: dict[int, int] = {}
        for form in (*forms, *(meaning for meaning in question.synonyms_of.get(word, ()) if meaning != (word,))):
            # What means the same is true of a whole entry only when it is one of its names, not a part of one.
            named = {exact.entry for exact in index.exactly("".join(form))} if form not in forms else None
            typed = LITERAL if len(form) > 1 and " ".join(form) == word else 0
            for number, where in _together(form, index, counts).items():
                if named is None or place_of(number) != WHOLE or entry_of(number) in named:
                    found[number] = found.get(number, 0) | where | (typed if where & ANY_HEADING else 0)
        for entry, places in answers.items():
            for place in places.get(at, ()):
                number = number_of(entry, place)
                found[number] = found.get(number, 0) | ANSWERED
        per_word.append(found)
    having = [set(map(entry_of, found)) for found in per_word]
    allowed = {entry for entry in set().union(*having) if kind_of(entry) in kinds}
    having = [entries & allowed for entries in having]
    weights = [1 + math.log2(index.size / max(len(entries), 1)) for entries in having]
    guides = {entry for entry in allowed if kind_of(entry) is Kind.GUIDE}
    having = [entries | guides if number in of_one else entries for number, entries in enumerate(having)]
    every = set.intersection(*having) if having else set()
    if not every and len(having) > 1:
        scores = {entry: sum(weights[n] for n, has in enumerate(having) if entry in has) for entry in allowed}
        most = max(scores.values(), default=0)
        every = {entry for entry, much in scores.items() if much >= most * MOST_OF_IT}
    every |= {entry for entry in of_name if entry in allowed and kind_of(entry) in KEPT}
    if of_one and not any(kind_of(entry) in PRODUCTS for entry in of_name):
        # Who names a kind of therapy asks about its products too, whatever another product says: BCG, not Adstiladrin.
        of_kind = [_entries_called(per_word[at]) for at in of_one]
        every |= {entry for entry in set.intersection(*of_kind) if entry in allowed and kind_of(entry) is Kind.DRUG}
    by_entry: dict[int, Places] = {entry: {} for entry in every}
    for at, found in enumerate(per_word):
        for number, where in found.items():
            entry = entry_of(number)
            if entry in every:
                by_entry[entry].setdefault(place_of(number), {})[at] = where
    return by_entry, weights


def _entries_called(found: Mapping[int, int]) -> set[int]:
    """Return the entries that have a word in their name or in that of their kind."""
    return {entry_of(number) for number, where in found.items() if place_of(number) == WHOLE and where & ALWAYS}


def _aside(index: Index, question: Question, counts: int, entries: Collection[int]) -> dict[int, Counter[int]]:
    """Return for each entry and passage how many weak words it has; one in a heading counts twice."""
    mentions: dict[int, Counter[int]] = {}
    for word in question.weak:
        for number, where in _together((word,), index, counts).items():
            entry = entry_of(number)
            if entry in entries:
                mentions.setdefault(entry, Counter())[place_of(number)] += 2 if where & ANY_HEADING else 1
    return mentions


ANSWERED = 1 << 7
"""The bit of a word that a place answers by where it stands."""

LITERAL = 1 << 8
"""The bit of a phrase that a heading has as it was typed."""

ANY_HEADING = IN_HEADING | IN_PLAIN_HEADING | ANSWERED

MOST_OF_IT = 0.9
"""Share of the weight of the best entry that another one must reach, where none has all words."""


def _together(form: tuple[str, ...], index: Index, counts: int) -> dict[int, int]:
    """Return the numbers of the passages that have every one of some words, with the bits that say where."""
    passages: dict[int, int] = {}
    for at, word in enumerate(form):
        here = {number: where & counts for number, where in index.passages(word).items() if where & counts}
        if at:
            here = {number: passages[number] & where or where for number, where in here.items() if number in passages}
        passages = here
    return passages


def _whole_names(index: Index, wanted: tuple[str, ...]) -> tuple[dict[int, set[int]], list[Exact]]:
    """Return for each entry the words of the question, by number, that with their neighbors are one of its names.

    And the headings that such words are.
    """
    of_name: dict[int, set[int]] = {}
    headings: list[Exact] = []
    for start in range(len(wanted)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(wanted)) + 1):
            for exact in index.exactly("".join(wanted[start:end])):
                if exact.reason == Reason.HEADING:
                    headings.append(exact)
                else:
                    of_name.setdefault(exact.entry, set()).update(range(start, end))
    return of_name, headings


def _is_trial(index: Index, exact: Exact) -> bool:
    """Say whether a heading is the name of a trial of a product."""
    if exact.passage == WHOLE or kind_of(exact.entry) is not Kind.DRUG:
        return False
    return index.paths(*index.entry(exact.entry))[exact.passage].startswith("trials.")


RESULTS = "efficacy"
"""The part of a product that says what its trials found."""

LONGEST_NAME = 12
"""Words of the longest name that is looked up."""


@functools.cache
def _points(where: int) -> int:
    own = max((points for bit, points in POINTS.items() if where & bit), default=0)
    return own + POINTS[IN_HEADING] if where & ANSWERED else own


class _Wording(NamedTuple):
    """What is asked, as it concerns one entry; words are numbers."""

    weights: Sequence[float]
    of_name: set[int]
    """Words that are its name."""
    cancers: set[int]
    """Words that are the name of a cancer."""
    spared: set[int]
    """Words that it need not have."""
    graded: bool
    """Whether a grade is asked for."""
    treatments: set[int]
    """Words that are the name of a treatment."""
    personal: bool
    """Whether a person asks for themselves: who was kept out of a trial is no answer."""


def _scored(
    kind: Kind,
    name: str,
    paths: Sequence[str],
    places: Places,
    question: _Wording,
    headed: Collection[int],
    orders: Collection[int],
    aside: Counter[int],
    answers: set[int],
) -> tuple[Order, Match]:
    """Return the order and the match of an entry: those with all words in one passage come first, then by points.

    Words that it is spared it need not have, nor do they count for it.
    """
    weights, of_name, spared, graded = question.weights, question.of_name, question.spared, question.graded
    general = not question.treatments
    whole = places.get(WHOLE, {})
    # The words of a term are common words; its name counts as a heading does. A guide answers in its items.
    if len(whole) == len(weights) and kind not in (Kind.TERM, Kind.GUIDE) and not answers:
        in_names = all(where & (IN_NAME | IN_ALIAS) for where in whole.values())
        match = Match(kind, name, Reason.PART if in_names else Reason.KIND, WHOLE)
        return _order(match, points=sum(where & IN_NAME > 0 for where in whole.values())), match
    whole_name = NAME_OF_PRODUCT if kind in (Kind.DRUG, Kind.OTHER_PRODUCT) else WHOLE_NAME
    best = map(_points, _best(places, len(weights)))
    points = _total((whole_name if word in of_name else much for word, much in enumerate(best)), weights)
    passages = {number: words for number, words in places.items() if number != WHOLE}
    # Whoever names a grade is told what is done then, also where no such passage says the grade.
    most = 0 if graded else max((len(words.keys() - of_name - whole.keys()) for words in passages.values()), default=0)

    # A dose for all cancers answers a question about one of them.
    needless = of_name | question.cancers

    def beside(number: int) -> float:
        return sum(weights[word] for word in passages[number].keys() - needless)

    # What a patient is told retells the rest; who asks in words of the trade asks for that.
    told = passages if question.personal else [n for n in passages if not paths[n].startswith("patient.")]
    most_beside = max(map(beside, told), default=0)

    # A word of its name is true of the whole entry, also where a heading repeats it: BCG in `toilet after bcg`.
    of_entry = of_name | spared | {word for word, where in whole.items() if where & (IN_NAME | IN_ALIAS)}

    def answering(number: int) -> bool:
        # What was asked for, unless another place has more of the words: nausea in `how many get nausea`.
        return number in answers and beside(number) >= most_beside

    def worth(number: int) -> tuple[bool, float, bool, int, int]:
        words = passages[number]
        answers_it = answering(number)
        # A section that is asked for counts less than a rare word, where it does not answer: `how often echo`.
        beside_name = sum(
            weights[word] * (COVERED + (1 if where & ANSWERED and not answers_it else _points(where)))
            for word, where in words.items()
            if word not in of_entry
        )
        # That the text of a product says its name makes it no better an answer; a whole heading does.
        in_heading = any(where & ANY_HEADING for word, where in words.items() if word not in of_name)
        much = len(words.keys() - of_name) if kind is Kind.DRUG and in_heading else len(words)
        beside = words.keys() - of_name - whole.keys()
        if number in orders and number not in headed and (in_heading or len(beside) > 1) and len(beside) >= most:
            beside_name *= ORDERS
        if question.personal and paths[number].startswith("trials."):
            beside_name /= ORDERS
        return answers_it, beside_name + aside[number] / 2, number in headed, much, -number

    shown = max(passages, key=worth, default=WHOLE)
    urgent = _more_urgent(paths, passages, shown, of_name)
    shown = max(urgent, key=worth, default=shown)
    points += aside[shown] / 2
    has = passages.get(shown, {})
    more = tuple(_beside(shown, passages, set(range(len(weights))) - has.keys() - whole.keys() - of_name))
    siblings = _siblings(paths, shown, answers)
    if siblings:
        more = tuple(number for number in more if number in siblings)
    left: tuple[int, ...] = ()
    if of_name and not more and (kind is Kind.DRUG or shown in answers):
        # No row says the grade that was asked for, or the heading above them all was: each is shown.
        alike = sorted(number for number in passages if worth(number)[1:4:2] == worth(shown)[1:4:2])
        if siblings:
            specific = [number for number in siblings if _in_headings(passages[number]) - of_name]
            if specific:
                shown, *alike = sorted({shown, *specific})
            elif len(siblings) <= FEW or (question.cancers and has.keys().isdisjoint(question.cancers)):
                # The dose for another cancer is no answer, nor is that of a later part: each row is shown.
                shown, *alike = siblings
        more = tuple(number for number in alike if 0 < number - shown <= MOST_APART)
        left = tuple(number for number in alike if number - shown > MOST_APART)
    asks = {word for words in passages.values() for word, where in words.items() if where & ANSWERED}
    for word in sorted(asks - has.keys() - of_name if shown in answers else ()):
        # Two parts are asked for: `dose and infusion time`.
        more = (*more, min(number for number in answers if passages.get(number, {}).get(word, 0) & ANSWERED))
        if shown in orders and len(has.keys() | whole.keys() | of_name) < len(weights):
            has = max(passages.values(), key=len)
    for number in more:
        has = {**passages[number], **has}
    spared = spared | (question.cancers & set().union(*places.values()) if shown in answers else set())
    tier = TOGETHER if len(has.keys() | whole.keys() | of_name | spared) == len(weights) else SCATTERED
    if of_name and shown in answers and tier == TOGETHER:
        tier = _TIERS[Reason.PART]
    if kind is Kind.DRUG and not of_name:
        # Nobody named this product, nor a kind of therapy that it is of.
        of_kind = {word for word, where in whole.items() if where & ALWAYS} >= question.treatments
        tier = SCATTERED if not of_kind or (general and question.personal) else tier
    in_heading = any(where & ANY_HEADING for where in has.values())
    mentions = sum(len(words) >= len(has) for words in passages.values())
    in_name = any(where & (IN_NAME | IN_ALIAS) for where in whole.values())
    reason = Reason.HEADING if in_heading else Reason.PART if kind is Kind.TERM and in_name else Reason.TEXT
    if kind is Kind.GUIDE and tier == TOGETHER and reason is Reason.HEADING and general:
        # A guide answers under a heading of its own; the same heading elsewhere is about one product or one effect.
        tier = _TIERS[Reason.PART if all(where & LITERAL for where in has.values()) else Reason.HEADING]
    match = Match(kind, name, reason, shown, more, left)
    return (tier, -points, kind.by_text, -mentions, name), match


def _more_urgent(paths: Sequence[str], passages: Places, shown: int, of_name: set[int]) -> list[int]:
    """Return the signs for which to call now that have in their heading a word of one to tell the same day: `fever`."""
    if shown == WHOLE or not paths[shown].startswith("call.same_day."):
        return []
    signs = passages[shown].keys() - of_name
    calls = [number for number in passages if paths[number].startswith(("call.now.", "call.emergency."))]
    return [number for number in calls if _in_headings(passages[number]) & signs]


def _siblings(paths: Sequence[str], shown: int, answers: Collection[int]) -> list[int]:
    """Return the rows of the part that is asked for, in order, where the one that is shown is among them."""
    if shown not in answers:
        return []
    parent = paths[shown].rpartition(".")[0]
    return [number for number in sorted(answers) if paths[number].rpartition(".")[0] == parent]


def _in_headings(found: Mapping[int, int]) -> set[int]:
    """Return the words that the heading of a passage has itself, not only as a part that is asked for."""
    return {word for word, where in found.items() if where & ANY_HEADING and not where & ANSWERED}


def _beside(shown: int, passages: Places, left: set[int]) -> Iterator[int]:
    """Yield the passages next to the one that is shown whose headings have the words that it has not."""
    for number in sorted(passages, key=lambda other: abs(other - shown)):
        new = {word for word, where in passages[number].items() if where & ANY_HEADING} & left
        if new and 0 < abs(number - shown) <= MOST_APART and shown != WHOLE:
            left -= new
            yield number


COVERED = 4
"""Points that a passage of an entry has for each word, wherever it has it: more words come before a heading."""

ORDERS = 2
"""How many times as much a passage of a product counts that says what to do, unless another has more of the words."""

FEW = 3
"""Rows of a part of a product, such as its doses, that are shown together."""

MOST_APART = 6
"""How many passages further one may be that belongs to the same part of an entry."""

_TIERS = {
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
"""The last tier: entries that have the words here and there."""


def _order(match: Match, points: int = 0) -> Order:
    """Return the order of a match by name or by a whole heading."""
    tier = _TIERS_OF.get(match.kind, {}).get(match.reason, _TIERS[match.reason])
    kind = match.kind.by_text if match.reason is Reason.HEADING else list(Kind).index(match.kind)
    return tier, -points, kind, 0, match.id
