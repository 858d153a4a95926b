"""What an entry is worth as an answer to a question, and which of its passages answer it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.asked import Asked
from immuno_cli.search.index import IN_ALIAS, IN_HEADING, IN_NAME, IN_TEXT, WHOLE, Index, Reason, begins, kind_of
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

WHOLE_NAME = 6
"""Points of a word that with its neighbors is a whole name: `car t` in `driving after car t`."""

NAME_OF_PRODUCT = 12
"""The same for a product: who names one asks about it."""

COVERED = 4
"""Points that a passage of an entry has for each word, wherever it has it: more words come before a heading."""

ORDERS = 2
"""How many times as much a passage of a product counts that says what to do, unless another has more of the words."""

FEW = 3
"""Rows of a part of a product, such as its doses, that are shown together."""

MOST_APART = 6
"""How many passages further one may be that belongs to the same part of an entry."""

STEP_UP, DOSE = "dosing.step_up", "dosing.dose"
AFTER_A_DELAY = (".missed", ".break")
"""Parts of a product with its doses; rows of them that hold only after a delay."""

FURTHER = (Kind.DRUG, Kind.THERAPY, Kind.SIDE_EFFECT)
MOST_FURTHER = 2
"""Of which kinds of entry further parts are shown, and how many."""

EXACT_WORDS = ALWAYS | IN_HEADING | IN_TEXT | ANSWERED
"""Where a word stands that is not one of the words for patients alone."""

RETOLD = ("patient.", "gaps.", "history.")
"""Parts that retell the others, or say what is not known."""

TABLES = ("safety", "reactions")
"""Parts of a product of which each passage is a row of numbers."""


class Shown(NamedTuple):
    """The passages of an entry that are quoted, by number."""

    first: int
    more: tuple[int, ...]
    left: tuple[int, ...] = ()
    """Those that match alike and are too many to show."""


def score(
    index: Index, asked: Asked, weights: Sequence[float], number: int, places: Places, weak: Counter[int]
) -> Score:
    """Return the order and the match of an entry: those with all words in one passage come first, then by points.

    `weak` says how many weak words each passage has. Passages of `places` that are no answer are taken out of it.
    """
    kind, name = index.entry(number)
    paths = index.paths(kind, name)
    own, answered = asked.of_name.get(number, set()), asked.answers.get(number, {})
    answers: set[int] = set().union(*answered.values())
    alarms = _alarms(paths, places, len(weights), own | asked.of_treatments)
    others = _of_others(index, number, places, asked)
    answers -= others
    for place in {*alarms, *others, *_gaps(paths, places)} - answers:
        del places[place]
    headed = _headed(index, number, paths, asked.wanted, own, answered)
    return _Entry(asked, weights, kind, name, paths, places, own, headed, answers, weak).score()


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


def _alarms(paths: Sequence[str], places: Places, words: int, of_name: set[int]) -> list[int]:
    """Return the passages that say to call 911 and have not all the words: `surgery pain` is no pain in the chest."""
    return [
        place
        for place, has in places.items()
        if place != WHOLE and ".emergency." in paths[place] and len(has.keys() | of_name) < words
    ]


def _of_others(index: Index, number: int, places: Places, asked: Asked) -> set[int]:
    """Return the passages that are about other products than those that are asked about."""
    about = index.about(number) if asked.products else {}
    return {place for place in places if place in about and about[place].isdisjoint(asked.products)}


def _gaps(paths: Sequence[str], places: Places) -> list[int]:
    """Return the passages that say what is not known, where another one has all of their words."""
    gaps = [place for place in places if place != WHOLE and paths[place].startswith("gaps.")]
    told = [has.keys() for place, has in places.items() if place not in (WHOLE, *gaps)]
    return [gap for gap in gaps if any(places[gap].keys() <= has for has in told)]


def _headed(
    index: Index,
    number: int,
    paths: Sequence[str],
    wanted: Sequence[str],
    of_name: set[int],
    answered: Collection[int],
) -> list[int]:
    """Return the passages of a product, a kind of therapy or an effect whose whole heading is what is asked beside it.

    None of those that retell the others for a patient.
    """
    if not of_name or kind_of(number) not in (Kind.DRUG, Kind.THERAPY, Kind.SIDE_EFFECT):
        return []
    heading = "".join(word for at, word in enumerate(wanted) if at not in of_name)
    found = [exact.passage for exact in index.exactly(heading) if exact.entry == number and exact.passage != WHOLE]
    found = [passage for passage in found if not paths[passage].startswith("patient.")]
    # `nausea rate`: the row of a table is called by its path.
    row = "".join(word for at, word in enumerate(wanted) if at not in of_name and at not in answered)
    ends = ((n, path.rpartition(".")[2]) for n, path in enumerate(paths) if answered and begins(path, TABLES))
    return found + [passage for passage, end in ends if index.spelling.key(end) == row]


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


class _Entry:
    """An entry that has words of a question: what each of its passages is worth."""

    def __init__(
        self,
        asked: Asked,
        weights: Sequence[float],
        kind: Kind,
        name: str,
        paths: Sequence[str],
        places: Places,
        of_name: set[int],
        headed: Collection[int],
        answers: set[int],
        weak: Counter[int],
    ) -> None:
        self.asked, self.weights, self.kind, self.name, self.paths = asked, weights, kind, name, paths
        self.places, self.of_name, self.headed, self.answers, self.weak = places, of_name, headed, answers, weak
        self.whole = places.get(WHOLE, {})
        self.passages = {number: words for number, words in places.items() if number != WHOLE}
        # Words that it need not have, nor do they count for it: the treatment, of a guide.
        self.spared = asked.of_treatments if kind is Kind.GUIDE else set()
        # A word of its name is true of the whole entry, also where a heading repeats it: BCG in `toilet after bcg`.
        in_names = {word for word, where in self.whole.items() if where & (IN_NAME | IN_ALIAS)}
        self.of_entry = of_name | self.spared | in_names
        # Whoever names a grade is told what is done then, also where no such passage says the grade.
        beside = (len(self.beside(words)) for words in self.passages.values())
        self.most = 0 if asked.graded else max(beside, default=0)
        # What a patient is told retells the rest; who asks in words of the trade asks for that.
        told = (n for n in self.passages if asked.personal or not paths[n].startswith("patient."))
        self.most_weight = max(map(self._weight_beside, told), default=0)

    @property
    def general(self) -> bool:
        """Whether no treatment is named."""
        return not self.asked.of_treatments

    @property
    def of_every_kind(self) -> set[int]:
        """The kind of therapy beside the name of an effect, whose page is about every kind that has it."""
        of_effect = self.kind is Kind.SIDE_EFFECT and self.of_name and not self.asked.products
        return self.asked.of_treatments if of_effect else set()

    @property
    def is_order(self) -> tuple[str, ...]:
        """How the paths begin of what says when to call; for a grade, what is done then."""
        if self.asked.about_all or not self.of_name or self.kind not in (Kind.DRUG, Kind.THERAPY):
            return ()
        return ("management.", "dosing.modifications.") if self.asked.graded else ("call.",)

    def beside(self, words: Mapping[int, int]) -> set[int]:
        """Return those of some words that are not true of the whole entry."""
        return words.keys() - self.of_name - self.whole.keys()

    def score(self) -> Score:
        """Return the order and the match of the entry."""
        # The words of a term are common words; its name counts as a heading does. A guide answers in its items.
        is_named = len(self.whole) == len(self.weights) and not self.answers
        if is_named and self.kind not in (Kind.TERM, Kind.GUIDE):
            return self._by_name()
        first = self._most_urgent()
        points = self._points() + self.weak[first] / 2
        has = self.passages.get(first, {})
        first, more, left = self._rows(first)
        for place in self._other_parts(first, has):
            more = (*more, place) if place not in more else more
            if self._says_what_to_do(first) and not self._complete(has, self.of_name):
                has = max(self.passages.values(), key=len)
        for number in more:
            has = {**self.passages[number], **has}
        reason = self._reason(has)
        mentions = sum(len(words) >= len(has) for words in self.passages.values())
        order = self._tier(first, has, reason), -points, self.kind.by_text, -mentions, self.name
        tier = self._tier(first, has, reason)
        further = self._further(first, more, tier)
        left = tuple(number for number in left if all(number != part.passage for _, part in further))
        order = tier, -points, self.kind.by_text, -mentions, self.name
        return order, Match(self.kind, self.name, reason, first, more, left, further)

    def _by_name(self) -> Score:
        in_names = all(where & (IN_NAME | IN_ALIAS) for where in self.whole.values())
        match = Match(self.kind, self.name, Reason.PART if in_names else Reason.KIND, WHOLE)
        return order_of(match, points=sum(where & IN_NAME > 0 for where in self.whole.values())), match

    def _points(self) -> float:
        whole_name = NAME_OF_PRODUCT if self.kind in (Kind.DRUG, Kind.OTHER_PRODUCT) else WHOLE_NAME
        best = map(points_of, _best(self.places, len(self.weights)))
        return _total((whole_name if word in self.of_name else much for word, much in enumerate(best)), self.weights)

    def _weight_beside(self, number: int) -> float:
        # A dose for all cancers answers a question about one of them.
        needless = self.of_name | self.asked.cancers | self.of_every_kind
        return sum(self.weights[word] for word in self.passages[number].keys() - needless)

    def _says_what_to_do(self, number: int) -> bool:
        return bool(self.is_order) and self.paths[number].startswith(self.is_order)

    def _worth(self, number: int) -> tuple[bool, float, bool, int, bool, int]:
        words = self.passages[number]
        # What was asked for, unless another place has more of the words: nausea in `how many get nausea`.
        answers_it = number in self.answers and self._weight_beside(number) >= self.most_weight
        if self.paths[number].endswith(AFTER_A_DELAY) and not _in_headings(words) - self.of_name:
            answers_it = False
        # What a row of a table is about stands in its text.
        label = IN_HEADING if answers_it and begins(self.paths[number], TABLES) else 0

        def much_of(where: int) -> int:
            if where & ANSWERED:
                # A section that is asked for counts less than a rare word, where it does not answer: `how often echo`.
                return points_of(where) if answers_it else 1
            return points_of(where | label)

        beside_name = sum(
            self.weights[word] * (COVERED + much_of(where))
            for word, where in words.items()
            if word not in self.of_entry
        )
        # That the text of a product says its name makes it no better an answer; a whole heading does.
        in_heading = any(where & ANY_HEADING for word, where in words.items() if word not in self.of_name)
        much = len(words.keys() - self.of_name) if self.kind is Kind.DRUG and in_heading else len(words)
        beside = len(self.beside(words))
        orders = self._says_what_to_do(number) and number not in self.headed
        if orders and (in_heading or beside > 1) and beside >= self.most:
            beside_name *= ORDERS
        if self.asked.personal and self.paths[number].startswith("trials."):
            beside_name /= ORDERS
        # Of equals, what to do about a sign comes first; one of an emergency is told in its box.
        orders = orders and not self.paths[number].startswith("call.emergency.")
        return answers_it, beside_name + self.weak[number] / 2, number in self.headed, much, orders, -number

    def _most_urgent(self) -> int:
        """Return the passage that is worth most; before a sign to tell the same day, one to call about now: `fever`."""
        shown = max(self.passages, key=self._worth, default=WHOLE)
        named = self.kind is Kind.DRUG and 0 < len(self.of_name) < len(self.weights)
        if named and not any(map(self.beside, self.passages.values())):
            # None has a word of what is asked; that one has a weak word makes it no answer.
            return WHOLE
        if shown == WHOLE or not self.paths[shown].startswith("call.same_day."):
            return shown
        signs = self.passages[shown].keys() - self.of_name
        calls = [n for n in self.passages if self.paths[n].startswith(("call.now.", "call.emergency."))]
        urgent = [number for number in calls if _in_headings(self.passages[number]) & signs]
        return max(urgent, key=self._worth, default=shown)

    def _rows(self, shown: int) -> Shown:
        """Return what is quoted with a passage: of a part that is asked for, the rows that answer."""
        words = set(range(len(self.weights)))
        has = self.passages.get(shown, {}).keys()
        siblings = self._siblings(shown)
        more = tuple(_next_to(shown, self.passages, words - has - self.whole.keys() - self.of_name - self.spared))
        more = tuple(number for number in more if not siblings or number in siblings)
        specific = {number for number in siblings if _in_headings(self.passages[number]) - self.of_name}
        if any(begins(self.paths[number], (STEP_UP,)) for number in siblings):
            return self._dose_in_steps(siblings, specific)
        may_have_more = self.of_name and shown != WHOLE and (self.kind is Kind.DRUG or shown in self.answers)
        if more or not may_have_more:
            return Shown(shown, more)
        if specific:
            shown, *alike = sorted({shown, *specific})
        elif siblings and (len(siblings) <= FEW or (self.asked.cancers and has.isdisjoint(self.asked.cancers))):
            # The dose for another cancer is none, nor is that of a later part: each row that has as much is shown.
            shown, *alike = (n for n in siblings if has - self.of_name <= self.passages[n].keys())
        else:
            # No row says the grade that was asked for, or the heading above them all was: each is shown.
            worth = self._worth(shown)[1:4:2]
            alike = sorted(number for number in self.passages if self._worth(number)[1:4:2] == worth)
        near = tuple(number for number in alike if 0 < number - shown <= MOST_APART)
        return Shown(shown, near, tuple(number for number in alike if number - shown > MOST_APART))

    def _dose_in_steps(self, siblings: Collection[int], specific: Collection[int]) -> Shown:
        """Return the rows of a dose that is reached in steps: it is never quoted without those before it.

        First those of the part that has a row for what is asked (`specific`), and of that part only such rows.
        """
        steps = [number for number in siblings if begins(self.paths[number], (STEP_UP,))]
        parts = [steps, [number for number in siblings if number not in steps]]
        parts.sort(key=lambda rows: not any(number in specific for number in rows))
        rows = [[number for number in part if number in specific] or part for part in parts]
        first, *more = itertools.chain(*rows)
        return Shown(first, tuple(more))

    def _siblings(self, shown: int) -> list[int]:
        """Return the rows of the part that is asked for, in order, where the one that is shown is among them."""
        if shown not in self.answers:
            return []
        parents = {self.paths[shown].rpartition(".")[0]}
        if parents <= {STEP_UP, DOSE} and not self.paths[shown].endswith(AFTER_A_DELAY):
            parents = {STEP_UP, DOSE}
        rows = [number for number in sorted(self.answers) if self.paths[number].rpartition(".")[0] in parents]
        return [number for number in rows if number == shown or not self.paths[number].endswith(AFTER_A_DELAY)]

    def _other_parts(self, shown: int, has: Mapping[int, int]) -> Iterator[int]:
        """Yield a passage of each further part that is asked for: `dose and infusion time`."""
        asks = {word for words in self.passages.values() for word, where in words.items() if where & ANSWERED}
        for word in sorted(asks - has.keys() - self.of_name if shown in self.answers else ()):
            yield min(number for number in self.answers if self.passages.get(number, {}).get(word, 0) & ANSWERED)

    def _further(self, first: int, more: tuple[int, ...], tier: int) -> tuple[tuple[int, Match], ...]:
        """Return the other parts of what is named that have as much of what is asked: the answer may stand there."""
        told = {first, *more}
        if not self.of_name or self.kind not in FURTHER or first == WHOLE or not told.isdisjoint(self.headed):
            return ()
        answered = not told.isdisjoint(self.answers)
        if answered and self.asked.personal:
            return ()
        behind = BEHIND if tier == SCATTERED else max(tier, SCATTERED) if self._is_lay(first) else tier
        least = max(map(self._weight_beside, told))
        parts = {self._part(number) for number in told}
        found: list[tuple[int, Match]] = []
        for number in sorted(self.passages.keys() - told, key=self._worth, reverse=True):
            asked = number in self.answers
            fits = asked or (not answered and self.beside(self.passages[number]))
            enough = self._weight_beside(number) >= least or (asked and not answered)
            retold = self.paths[number].startswith(RETOLD) and not self.asked.personal
            if fits and enough and not retold and self._part(number) not in parts:
                parts.add(self._part(number))
                part = Match(self.kind, self.name, Reason.TEXT, *self._rows(number))
                beside = asked or (not found and tier < SCATTERED and self._warns(number))
                found.append((tier if beside else behind, part))
            if len(found) == MOST_FURTHER:
                break
        return tuple(found)

    def _warns(self, number: int) -> bool:
        """Say whether a professional is told under a heading what a sign is of."""
        headed = any(where & IN_HEADING for word, where in self.passages[number].items() if word not in self.of_entry)
        return (
            self.kind is Kind.DRUG
            and headed
            and not self.asked.personal
            and self.paths[number].startswith(("warnings.", "monitoring."))
        )

    def _is_lay(self, first: int) -> bool:
        """Say whether a guide may answer too, which speaks to patients: what is shown does, or the words are theirs."""
        lay = any(not where & EXACT_WORDS for word, where in self.passages[first].items() if word not in self.of_name)
        of_kind = self.kind is Kind.THERAPY or self.paths[first].startswith("call.")
        return self.asked.personal or of_kind or lay

    def _part(self, number: int) -> str:
        """Return the part of an entry that a passage stands in: `warnings`, of the dosing `dosing.handling`."""
        part, _, rest = self.paths[number].partition(".")
        return f"{part}.{rest.partition('.')[0]}" if part in ("dosing", "monitoring") else part

    def _complete(self, has: Mapping[int, int], needless: set[int]) -> bool:
        return len(has.keys() | self.whole.keys() | needless) == len(self.weights)

    def _reason(self, has: Mapping[int, int]) -> Reason:
        if any(where & ANY_HEADING for where in has.values()):
            return Reason.HEADING
        in_name = any(where & (IN_NAME | IN_ALIAS) for where in self.whole.values())
        return Reason.PART if self.kind is Kind.TERM and in_name else Reason.TEXT

    def _tier(self, shown: int, has: Mapping[int, int], reason: Reason) -> int:
        answers_it = shown in self.answers
        # A dose for all cancers answers for the one that is asked about.
        spared = self.asked.cancers & set().union(*self.places.values()) if answers_it else set()
        spared = spared | self.of_every_kind
        tier = TOGETHER if self._complete(has, self.of_name | self.spared | spared) else SCATTERED
        # What the label of a product says to do at a grade comes before what holds for all, whatever else is asked.
        steps = self.asked.grades & has.keys() if self._says_what_to_do(shown) else set()
        if steps or (self.of_name and answers_it and tier == TOGETHER):
            return TIERS[Reason.PART]
        if self.kind is Kind.DRUG and not self.of_name:
            # Nobody named this product; maybe another one, or a kind of therapy that it is not of.
            of_kind = {word for word, where in self.whole.items() if where & ALWAYS} >= self.asked.of_treatments
            if self.asked.products or not of_kind:
                return BEHIND
            behind = self.asked.personal if self.general else bool(self.asked.named(Kind.SIDE_EFFECT))
            return SCATTERED if behind else tier
        if self.kind is Kind.GUIDE and tier == TOGETHER and reason is Reason.HEADING and self.general:
            # A guide answers under a heading of its own; the same heading elsewhere is about one product or effect.
            return TIERS[Reason.PART if all(where & LITERAL for where in has.values()) else Reason.HEADING]
        return tier


def _in_headings(found: Mapping[int, int]) -> set[int]:
    """Return the words that the heading of a passage has itself, not only as a part that is asked for."""
    return {word for word, where in found.items() if where & ANY_HEADING and not where & ANSWERED}


def _next_to(shown: int, passages: Places, left: set[int]) -> Iterator[int]:
    """Yield the passages next to the one that is shown whose headings have the words that it has not."""
    for number in sorted(passages, key=lambda other: abs(other - shown)):
        new = {word for word, where in passages[number].items() if where & ANY_HEADING} & left
        if new and 0 < abs(number - shown) <= MOST_APART and shown != WHOLE:
            left -= new
            yield number
