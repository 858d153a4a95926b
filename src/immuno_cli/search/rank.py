"""Search: every entry that has all the words of a question, the likeliest first.

Typing errors find nothing: a word either is in an entry or it is not. What is close is suggested by `no_match`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from immuno_cli.facts.emergencies import CALLS
from immuno_cli.facts.kinds import Entity, Kind, command
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Citations, PartialDate, Source, Synonyms
from immuno_cli.facts.passages import Passage, joined_sentences, passages
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
    Index,
    Reason,
    entry_context,
    entry_of,
    kind_of,
    names_with_reason,
    place_of,
)
from immuno_cli.search.spelling import STOP_WORDS, Spelling, compounds, covered, split


@record()
class Match:
    """An entry that has every word, what it was found by, and the number of the passage to show."""

    kind: Kind
    id: str
    reason: Reason
    passage: int
    more: tuple[int, ...] = ()
    """Numbers of other passages that have words which that one has not."""


@record(kw_only=True)
class Hit:
    """A match as a reader gets it: the entry, the place in it that has the words, and the command that opens it."""

    kind: Kind
    id: str
    name: str
    reason: Reason
    claim: str
    """The place, as `immuno why` takes it: `yescarta.monitoring.driving.two-weeks`."""
    where: str
    """The section of the place in words."""
    excerpt: str
    as_of: PartialDate | None
    """Date of the text that says so, where the date matters."""
    command: str
    reviewed: dt.date | None
    """Day the entry was last compared with its sources."""
    cite: Citations


# --- what matches, and in which order ---------------------------------------------------------------------------------

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
    of_name = _whole_names(index, wanted)
    # Who names a product or a kind of therapy asks about it, not about what holds for all.
    named = {number: kind_of(number) for number in of_name}
    treatments = [number for number, kind in named.items() if kind in (Kind.DRUG, Kind.OTHER_PRODUCT, Kind.THERAPY)]
    of_one: set[int] = set().union(*(of_name[number] for number in treatments))
    general = not treatments
    graded = any(GRADE.fullmatch(written) for written in question.words.values())
    graded = graded or any(WITHHELD in meanings for meanings in question.synonyms_of.values())
    # `side effects` or `cancer` beside a name asks about all of it, not about one sign.
    about_all = not {index.spelling.form(word) for kind in Kind for word in kind.split("-")}.isdisjoint(wanted)
    defines = graded and any(word.casefold() in DEFINES for word in split(question.text))
    allowed = kinds if kinds is not None else {*Kind} - {Kind.SOURCE}
    entries, weights = _matching(index, question, counts, allowed, of_one)
    aside = _aside(index, question, counts, entries)

    def scored(number: int) -> Score:
        kind, name = index.entry(number)
        beside, own = aside.get(number, Counter()), of_name.get(number, set())
        for place in _alarms(index, number, entries[number], len(wanted), own | of_one):
            del entries[number][place]
        headed = _headed(index, number, wanted, own)
        orders = () if about_all else _orders(index, number, own, graded)
        spared = of_one if kind is Kind.GUIDE else set()
        return _scored(kind, name, entries[number], weights, own, headed, orders, beside, general, graded, spared)

    matches = {number: scored(number) for number in of_name if number in entries}
    for number in [one for one in entries if of_one and kind_of(one) is Kind.GUIDE and one not in matches]:
        # What a guide answers under a heading, about all treatments, it answers about the one that is named.
        score = scored(number)
        has = set().union(*entries[number].values())
        of_kind = _of_kind(index, index.entry(number)[1], treatments)
        if of_kind and (score[1].reason is Reason.HEADING or of_one <= has):
            matches[number] = score
        else:
            del entries[number]
    asked = [number for number, kind in named.items() if kind in (Kind.DRUG, Kind.OTHER_PRODUCT)]
    own_headings = [matches[number] for number in asked if number in matches]
    if asked and not any(order[0] == TOGETHER and match.reason is Reason.HEADING for order, match in own_headings):
        # What the page of a product has no heading for, a guide answers under one, where it names the product.
        for number, (order, match) in matches.items():
            every = len(of_one.union(entries[number].get(match.passage, ()))) == len(wanted)
            if every and match.kind is Kind.GUIDE and match.reason is Reason.HEADING:
                matches[number] = (_TIERS[Reason.HEADING], *order[1:]), match
    for number in of_name if defines else ():
        if named[number] is Kind.SCALE:
            name = index.entry(number)[1]
            _, match = matches.get(number, (None, Match(Kind.SCALE, name, Reason.ALIAS, WHOLE)))
            matches[number] = (_TIERS[Reason.PART], 0, 0, 0, name), match
    for key in dict.fromkeys((index.spelling.key(question.text), "".join(question.words))):
        for exact in index.exactly(key):
            if exact.plain or not plain:
                number, passage = exact.entry, exact.passage
                kind, name = index.entry(number)
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


Score = tuple[Order, Match]


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
        tier = _TIERS[Reason.HEADING]
    points = _total(map(_points, best), weights) + (max(aside.values()) / 2 if aside else 0)
    return tier, -points, kind.by_text, -len(places), ""


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


def _headed(index: Index, number: int, wanted: Sequence[str], of_name: set[int]) -> list[int]:
    """Return the passages of a product whose whole heading is what is asked beside its name.

    None of those that retell the others for a patient.
    """
    if not of_name or kind_of(number) is not Kind.DRUG:
        return []
    heading = "".join(word for at, word in enumerate(wanted) if at not in of_name)
    found = [exact.passage for exact in index.exactly(heading) if exact.entry == number and exact.passage != WHOLE]
    paths = index.paths(*index.entry(number))
    return [passage for passage in found if not paths[passage].startswith("patient.")]


def _orders(index: Index, number: int, of_name: set[int], graded: bool) -> list[int]:
    """Return the passages of a product or a kind of therapy that say when to call; for a grade, what is done then."""
    if not of_name or kind_of(number) not in (Kind.DRUG, Kind.THERAPY):
        return []
    start = ("management.", "dosing.modifications.") if graded else ("call.",)
    return [passage for passage, path in enumerate(index.paths(*index.entry(number))) if path.startswith(start)]


def _of_kind(index: Index, guide: str, treatments: Collection[int]) -> bool:
    """Say whether a guide is about all treatments, or about a kind of therapy that one of those named is of."""
    if all(kind_of(exact.entry) is not Kind.THERAPY for exact in index.exactly(index.spelling.key(guide))):
        return True
    having = [
        {entry_of(number) for number, where in index.passages(word).items() if where & (IN_NAME | IN_KIND)}
        for word in index.spelling.words(guide)
    ]
    return any(all(treatment in entries for entries in having) for treatment in treatments)


def _alarms(index: Index, number: int, places: Places, words: int, of_name: set[int]) -> list[int]:
    """Return the passages that say to call 911 and have not all the words: `surgery pain` is no pain in the chest."""
    paths = index.paths(*index.entry(number))
    return [
        place
        for place, has in places.items()
        if place != WHOLE and ".emergency." in paths[place] and len(has.keys() | of_name) < words
    ]


GRADE = re.compile(r"grade (?:[1-5]|i{1,3}|iv|v)", re.IGNORECASE)
"""A grade of severity among the words of a question."""

WITHHELD = ("withhold",)
"""What a word such as `hold` means: it asks what is done, as a grade does."""

DEFINES = ("define", "defined", "definition", "criteria", "ctcae")
"""Words of a question that, beside a grade, ask for the table that defines it."""


@record()
class Question:
    """A parsed question: its words, the synonyms of each, and the words that no passage has."""

    text: str
    """The question as it was typed."""
    words: Mapping[str, str]
    """The words that an entry must have, each with how it was written."""
    synonyms_of: Mapping[str, tuple[tuple[str, ...], ...]]
    """For a word, its synonyms; each is one or more words that one passage must have."""
    missing: tuple[str, ...]
    """Words that no passage has, as they were written."""
    weak: tuple[str, ...] = ()
    """Weak words: of two passages that match alike, the one that has them wins."""

    @property
    def known(self) -> list[str]:
        """The words that some passage has, themselves or as a synonym, in order."""
        return [word for word, written in self.words.items() if written not in self.missing]


def parse(index: Index, question: str, synonyms: Synonyms | None = None) -> Question:
    """Parse a question into its words, with their synonyms in the facts."""
    typed = question
    # don't, I've, what's: the part after the apostrophe is no word.
    question = re.sub(r"(?<=\w)['\u2019](?:t|s|m|ve|re|d|ll)\b", "", question)
    for phrase in synonyms.ignored if synonyms else ():
        if " " in phrase and phrase in question.casefold():
            shorter = re.sub(rf"\b{re.escape(phrase)}\b", " / ", question, flags=re.IGNORECASE)
            question = shorter if split(shorter) else question
    groups = [] if synonyms is None else list(_synonyms_in(question, synonyms))
    rest = question
    for start, end, _ in sorted(groups, reverse=True):
        if len(split(question[start:end])) > 1:
            # The words of a phrase are looked for together.
            rest = f"{rest[:start]} / {rest[end:]}"
    words = words_of(rest, index) if split(rest) else {}
    if groups and all(word.casefold() in STOP_WORDS for word in split(rest)):
        words = {}
    weak: tuple[str, ...] = ()
    if synonyms is not None:
        ignored = {index.spelling.form(split(word)[0]) for word in synonyms.ignored if " " not in word}
        kept = {word: written for word, written in words.items() if word not in ignored}
        if kept or groups:
            words, weak = kept, tuple(word for word in words if word in ignored)
    synonyms_of: dict[str, tuple[tuple[str, ...], ...]] = {}
    for start, end, meant in groups:
        own = index.spelling.wanted(question[start:end])
        forms = tuple(filter(None, map(index.spelling.wanted, meant)))
        if len(split(question[start:end])) > 1:
            forms = (own, *forms)
            words[" ".join(own)] = question[start:end]
        elif own[0] not in words:
            continue
        known = tuple(form for form in forms if all(word in index.words for word in form))
        synonyms_of[" ".join(own)] = (*synonyms_of.get(" ".join(own), ()), *known)
    missing = tuple(
        written
        for word, written in words.items()
        if not synonyms_of.get(word) and word not in index.words and not _joined(word, words, index)
    )
    return Question(typed, words, synonyms_of, missing, weak)


def _synonyms_in(question: str, synonyms: Synonyms) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start, end and synonyms of each phrase of a question that the facts word otherwise; the longest wins."""
    words = list(re.finditer(r"[^\W_]+", question))
    # To take every phrase apart would take 2 % of a search.
    begins = tuple(word[0].casefold() for word in words)
    known: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
    for group in synonyms.groups.values():
        for phrase in group.said:
            if phrase.casefold().startswith(begins):
                known.setdefault(tuple(split(phrase.casefold())), []).append((phrase, group.meant))
    longest = max(map(len, known), default=0)
    taken: set[int] = set()
    for length in range(longest, 0, -1):
        for first in range(len(words) - length + 1):
            here = words[first : first + length]
            written = tuple(word[0] for word in here)
            if taken.isdisjoint(range(first, first + length)):
                for phrase, meant in known.get(tuple(map(str.casefold, written)), ()):
                    # A word in capitals is meant only when it is typed in capitals.
                    if not phrase.isupper() or tuple(split(phrase)) == written:
                        taken.update(range(first, first + length))
                        yield here[0].start(), here[-1].end(), meant


def _joined(word: str, words: Mapping[str, str], index: Index) -> bool:
    """Say whether a word and its neighbor stand somewhere as one."""
    every = list(words)
    at = every.index(word)
    pairs = [every[at] + every[at + 1]] if at + 1 < len(every) else []
    pairs += [every[at - 1] + every[at]] if at else []
    return any(pair in index.words for pair in pairs)


def words_of(question: str, index: Index) -> dict[str, str]:
    """Return the words that an entry must have, each with how it was written.

    `ZUMA-7` is one word where the facts know it, else two; a code such as `LN-145` is one word in any case, and so is
    what looks like the name of a product but is not: `axi cell`.
    """
    spelling = index.spelling
    units: list[tuple[str, ...]] = []
    for parts in compounds(question):
        if units and _misspells((*units[-1], *parts), index):
            units[-1] += parts
        else:
            units.append(parts)
    kept = set(spelling.wanted(question))
    words: dict[str, str] = {}
    for parts in units:
        forms = [spelling.form(part) for part in parts]
        whole = "".join(forms)
        if len(parts) > 1 and (whole in index.words or parts[-1].isdigit() or _misspells(parts, index)):
            words[whole] = "-".join(parts)
        else:
            words.update((form, part) for form, part in zip(forms, parts, strict=True) if form in kept)
    return words


def _misspells(parts: tuple[str, ...], index: Index) -> bool:
    """Say whether words, of which one is only a part of a product's name, are together close to such a name.

    A single letter is no part: `a` is a word, also where a product is called Intron A.
    """
    forms = [index.spelling.form(part) for part in parts]
    whole = "".join(forms)
    parts_of_names = any(1 < len(form) <= LONGEST_PART and form in index.parts for form in forms)
    if whole in index.words or whole in index.names or not parts_of_names:
        return False
    names = [name for name in index.products if abs(len(name) - len(whole)) <= MISSPELT_LETTERS]
    return bool(difflib.get_close_matches(whole, names, 1, MISSPELT))


MISSPELT, MISSPELT_LETTERS = 0.75, 2
"""How alike what was typed and a name must be, and by how many letters longer or shorter, for a typing error of it."""

LONGEST_PART = 6
"""A longer part of a name stands for the name by itself: `tebentafusp HLA` is no typing error of tebentafusp-tebn."""


def _matching(
    index: Index, question: Question, counts: int, kinds: Collection[Kind], of_one: Collection[int]
) -> tuple[dict[int, Places], list[float]]:
    """Return the entries that have every word, alone or joined with its neighbor, and the weight of each word.

    A guide need not have the words that are the name of one treatment (`of_one`).

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
            for number, where in _together(form, index, counts).items():
                if named is None or place_of(number) != WHOLE or entry_of(number) in named:
                    found[number] = found.get(number, 0) | where
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
    by_entry: dict[int, Places] = {entry: {} for entry in every}
    for at, found in enumerate(per_word):
        for number, where in found.items():
            entry = entry_of(number)
            if entry in every:
                by_entry[entry].setdefault(place_of(number), {})[at] = where
    return by_entry, weights


def _aside(index: Index, question: Question, counts: int, entries: Collection[int]) -> dict[int, Counter[int]]:
    """Return for each entry and passage how many weak words it has; one in a heading counts twice."""
    mentions: dict[int, Counter[int]] = {}
    for word in question.weak:
        for number, where in _together((word,), index, counts).items():
            entry = entry_of(number)
            if entry in entries:
                mentions.setdefault(entry, Counter())[place_of(number)] += 2 if where & ANY_HEADING else 1
    return mentions


ANY_HEADING = IN_HEADING | IN_PLAIN_HEADING

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


def _whole_names(index: Index, wanted: tuple[str, ...]) -> dict[int, set[int]]:
    """Return for each entry the words of the question, by number, that with their neighbors are one of its names."""
    of_name: dict[int, set[int]] = {}
    for start in range(len(wanted)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(wanted)) + 1):
            for exact in index.exactly("".join(wanted[start:end])):
                if exact.reason != Reason.HEADING:
                    of_name.setdefault(exact.entry, set()).update(range(start, end))
    return of_name


LONGEST_NAME = 12
"""Words of the longest name that is looked up."""


@functools.cache
def _points(where: int) -> int:
    return max((points for bit, points in POINTS.items() if where & bit), default=0)


def _scored(
    kind: Kind,
    name: str,
    places: Places,
    weights: Sequence[float],
    of_name: set[int],
    headed: Collection[int],
    orders: Collection[int],
    aside: Counter[int],
    general: bool,
    graded: bool,
    spared: set[int],
) -> tuple[Order, Match]:
    """Return the order and the match of an entry: those with all words in one passage come first, then by points.

    Words that it is spared it need not have, nor do they count for it.
    """
    whole = places.get(WHOLE, {})
    # The words of a term are common words; its name counts as a heading does. A guide answers in its items.
    if len(whole) == len(weights) and kind not in (Kind.TERM, Kind.GUIDE):
        in_names = all(where & (IN_NAME | IN_ALIAS) for where in whole.values())
        match = Match(kind, name, Reason.PART if in_names else Reason.KIND, WHOLE)
        return _order(match, points=sum(where & IN_NAME > 0 for where in whole.values())), match
    whole_name = NAME_OF_PRODUCT if kind in (Kind.DRUG, Kind.OTHER_PRODUCT) else WHOLE_NAME
    best = map(_points, _best(places, len(weights)))
    points = _total((whole_name if word in of_name else much for word, much in enumerate(best)), weights)
    passages = {number: words for number, words in places.items() if number != WHOLE}
    # Whoever names a grade is told what is done then, also where no such passage says the grade.
    most = 0 if graded else max((len(words.keys() - of_name - whole.keys()) for words in passages.values()), default=0)

    def worth(number: int) -> tuple[float, bool, int, int]:
        words = passages[number]
        beside_name = sum(weights[word] * _points(where) for word, where in words.items() if word not in of_name)
        # That the text of a product says its name makes it no better an answer; a whole heading does.
        in_heading = any(where & ANY_HEADING for word, where in words.items() if word not in of_name)
        answers = len(words.keys() - of_name) if kind is Kind.DRUG and in_heading else len(words)
        beside = words.keys() - of_name - whole.keys()
        if number in orders and number not in headed and (in_heading or len(beside) > 1) and len(beside) >= most:
            beside_name *= ORDERS
        return beside_name + aside[number] / 2, number in headed, answers, -number

    shown = max(passages, key=worth, default=WHOLE)
    points += aside[shown] / 2
    has = passages.get(shown, {})
    more = tuple(_beside(shown, passages, set(range(len(weights))) - has.keys() - whole.keys() - of_name))
    if kind is Kind.DRUG and of_name and not more:
        # No row says the grade that was asked for, or the heading above them all was: each is shown.
        alike = (number for number in passages if worth(number)[:3:2] == worth(shown)[:3:2])
        more = tuple(number for number in sorted(alike) if 0 < number - shown <= MOST_APART)
        if shown in orders and len(has.keys() | whole.keys() | of_name) < len(weights):
            has = max(passages.values(), key=len)
    for number in more:
        has = {**passages[number], **has}
    tier = TOGETHER if len(has.keys() | whole.keys() | of_name | spared) == len(weights) else SCATTERED
    in_heading = any(where & (IN_HEADING | IN_PLAIN_HEADING) for where in has.values())
    mentions = sum(len(words) >= len(has) for words in passages.values())
    in_name = any(where & (IN_NAME | IN_ALIAS) for where in whole.values())
    reason = Reason.HEADING if in_heading else Reason.PART if kind is Kind.TERM and in_name else Reason.TEXT
    if kind is Kind.GUIDE and tier == TOGETHER and reason is Reason.HEADING and general:
        # A guide answers under a heading of its own; the same heading elsewhere is about one product or one effect.
        tier = _TIERS[Reason.HEADING]
    match = Match(kind, name, reason, shown, more)
    return (tier, -points, kind.by_text, -mentions, name), match


def _beside(shown: int, passages: Places, left: set[int]) -> Iterator[int]:
    """Yield the passages next to the one that is shown whose headings have the words that it has not."""
    for number in sorted(passages, key=lambda other: abs(other - shown)):
        new = {word for word, where in passages[number].items() if where & ANY_HEADING} & left
        if new and 0 < abs(number - shown) <= MOST_APART and shown != WHOLE:
            left -= new
            yield number


ORDERS = 2
"""How many times as much a passage of a product counts that says what to do, unless another has more of the words."""

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


# --- what a reader gets -----------------------------------------------------------------------------------------------


def hit_of(match: Match, question: Question, index: Index, knowledge: Knowledge, *, plain: bool = False) -> Hit:
    """Read the entry of a match and quote the place that has the words."""
    spelling = index.spelling
    wanted = tuple(word for word in question.known if word not in question.synonyms_of)
    wanted += tuple(word for known in question.known for form in question.synonyms_of.get(known, ()) for word in form)
    entity: Entity = knowledge.get(match.kind.cls, match.id)
    every = index.paths(match.kind, match.id)
    path, *_ = paths = [every[max(number, 0)] for number in (match.passage, *match.more)]
    place, *others = [
        next(passage for passage in passages(entity, knowledge.names, here) if passage.path == here)
        for here in paths
        if here.rpartition(".")[0] == path.rpartition(".")[0]
    ]
    names = [name for _, name in names_with_reason(match.id, entity)]
    known = spelling.joined(" / ".join([*names, entry_context(match.kind, entity, knowledge.names)]))
    # What is true of the whole entry need not be in the words that are quoted.
    new = tuple(word for word, had in zip(wanted, covered(wanted, known), strict=True) if not had)
    return Hit(
        kind=match.kind,
        id=match.id,
        name=names[1] if len(names) > 1 else match.id,
        reason=match.reason,
        claim=claim_id(match, place.path, knowledge),
        where=_order_of(place.path) or place.where,
        excerpt=functools.reduce(
            joined_sentences, (excerpt(passage, new, spelling, plain=plain) for passage in (place, *others))
        ),
        as_of=place.as_of,
        command=command(match.kind, match.id, place.path),
        reviewed=None if isinstance(entity, Source) else entity.reviewed,
        cite={source: citation for passage in (*others, place) for source, citation in passage.cite.items()},
    )


def _order_of(path: str) -> str:
    """Return what a sign asks for, by the start of its path: a sign is never quoted without it."""
    return next((order for level, (order, _) in CALLS.items() if path.startswith(f"call.{level.name.lower()}.")), "")


def claim_id(match: Match, path: str, knowledge: Knowledge) -> str:
    """Return the id of a place; where two kinds have an entry with this id, the folder says which one it is."""
    kinds = [kind for kind in Kind if kind is not Kind.SOURCE and knowledge.has(kind.cls, match.id)]
    return f"{match.kind.folder}/{match.id}.{path}" if len(kinds) > 1 else f"{match.id}.{path}"


_PERSONAL = re.compile(
    r"\b(i|i'm|my|me|mine|we|our|us|you|your|can|could|should|will|would|may|is|are|do|does|did|how|what|when|where|why|who"
    r"|husband|wife|mom|mum|dad|mother|father|son|daughter|kid|child)\b|\?$",
    re.I,
)


def is_plain(question: str) -> bool:
    """Say whether a question is asked in a whole sentence, as people ask: then plain words answer it first."""
    return len(split(question)) > 1 and _PERSONAL.search(question) is not None


LONGEST_QUOTE = 400
"""A text of at most so many letters is quoted whole."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")

_LEANS = re.compile(
    r"(But|However|Yet|Still|Except|Unless|Otherwise|Instead|Then|Even so|Only|Nor|Or|And|So|Also|It|This|That|These"
    r"|Those|They|Them|Their|Do so|Do the same|If so|If not|Limitation|Note|Since|Older|Until)\b"
)
"""How a sentence begins that says too little, or something else, without the one before it."""

_TURNS = re.compile(
    r"(But|However|Yet|Still|Except|Unless|Otherwise|Only|Do so|Do not|Limitation|Note|Since then|Older)\b"
)
"""How a sentence begins that may turn the one before it."""

_ANSWER = re.compile(r"(Yes|No|Not)\b")


def excerpt(place: Passage, wanted: tuple[str, ...], spelling: Spelling, *, plain: bool) -> str:
    """Return the part of a passage that has most of the words: whole sentences, and with each those it leans on.

    So no `not` is ever cut off, nor a `No` that begins an answer.
    """

    def having(text: str) -> int:
        return sum(covered(wanted, spelling.joined(text)))

    text = (place.plain or place.text) if plain else place.text
    if not plain and place.plain and having(place.plain) > having(text) + 1:
        # Of two texts that say the same the exact one is quoted, unless the words are clearly those of the other.
        text = place.plain
    if len(text) > LONGEST_QUOTE and not place.whole:
        text = _part(_SENTENCE.split(text), having)
    question = place.topic.endswith("?")
    return f"{place.topic}{' ' if question else ': '}{text}" if place.topic else text


def _part(sentences: Sequence[str], having: Callable[[str], int]) -> str:
    """Return the sentence that has most of the words with what it leans on, after an answer that begins the text."""
    best = max(range(len(sentences)), key=lambda number: having(sentences[number]))
    first, last = best, best + 1
    while first and _LEANS.match(sentences[first]):
        first -= 1
    while last < len(sentences) and _TURNS.match(sentences[last]):
        last += 1
    part = " ".join(sentences[first:last])
    return f"{sentences[0]} … {part}" if first and _ANSWER.match(sentences[0]) else part
