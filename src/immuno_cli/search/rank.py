"""What answers a question: every entry that has all of its words, the likeliest first.

Typing errors find nothing: a word either is in an entry or it is not. What is close is suggested by `nothing`.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.names import lowered
from immuno_cli.search.asked import asked_in, of_kind
from immuno_cli.search.index import WHOLE, Index, Reason, kind_of
from immuno_cli.search.match import CLINICAL, PLAIN, TIERS, TOGETHER, Match, Order, Score, foremost, order_of
from immuno_cli.search.matching import matching, mentions
from immuno_cli.search.question import Question
from immuno_cli.search.score import at_best, score, steps


class Ranking(NamedTuple):
    """Every entry that answers a question, the likeliest first; each is weighed when it is asked for."""

    total: int
    best_first: Iterator[Match]
    lacking: tuple[str, ...] = ()
    """Words that the page of the product has nowhere, where one alone is named."""


NOTHING = Ranking(0, iter(()))


def rank(index: Index, question: Question, *, plain: bool = False, kinds: Collection[Kind] | None = None) -> Ranking:
    """Return every entry that answers a question, the likeliest first.

    That is one that has all of its words, or where none has, those that have the most; a word that stands nowhere does
    not count. `plain` looks at plain words only. A source is found by its whole id; by words of it when `kinds` asks.
    """
    search = _Search(index, question, plain=plain, kinds=kinds)
    search.weigh_names()
    search.weigh_guides()
    search.put_first_named_first()
    search.prefer_guides_that_name_it()
    search.add_steps_of_grade()
    search.add_definitions_of_grade()
    search.say_first_what_is_not_listed()
    search.add_whole_names()
    return search.ranking(kinds)


class _Search:
    """The entries that have words of a question; those that the rules have weighed are in `matches`."""

    def __init__(self, index: Index, question: Question, *, plain: bool, kinds: Collection[Kind] | None) -> None:
        counts = PLAIN if plain else CLINICAL
        allowed = kinds if kinds is not None else {*Kind} - {Kind.SOURCE}
        self.index, self.question, self.plain = index, question, plain
        self.asked = asked_in(index, question)
        self.entries, self.weights = matching(index, question, self.asked, counts, allowed)
        self.weak = mentions(index, question, counts, self.entries)
        self.matches: dict[int, Score] = {}
        self.lacking = tuple(self._lacking())

    def _lacking(self) -> Iterator[str]:
        """Yield the words that the page of the product has nowhere, where one is named; none that asks for a part.

        Beside others that it has only a term is told: `hair loss`, not `drop`.
        """
        if len(self.asked.products) != 1:
            return
        product, *_ = self.asked.products
        has = set().union(*self.entries.get(product, {}).values())
        answered = has - self.asked.of_name[product]
        asks = self.question.answered_at
        left = [word for at, word in enumerate(self.asked.wanted) if at not in has and not asks.get(word)]
        yield from (word for word in left if not answered or word in self.question.synonyms_of)

    def score(self, number: int) -> Score:
        """Return the order and the match of an entry that has words of the question."""
        weak = self.weak.get(number, Counter())
        return score(self.index, self.asked, self.weights, number, self.entries[number], weak)

    def weigh_names(self) -> None:
        """Weigh what is named."""
        self.matches = {number: self.score(number) for number in self.asked.of_name if number in self.entries}

    def weigh_guides(self) -> None:
        """Weigh the guides, which answer about all treatments, where one is named."""
        of_one, entries = self.asked.of_treatments, self.entries
        products = [number for number in self.asked.products if number in entries]
        # Where the page of a product says nothing of the rest, a guide on other treatments is still an answer.
        nothing_said = bool(self.asked.products) and all(
            set().union(*entries[number].values()) <= of_one for number in products
        )
        treatments = self.asked.named(Kind.DRUG, Kind.OTHER_PRODUCT, Kind.THERAPY)
        guides = [one for one in entries if of_one and kind_of(one) is Kind.GUIDE and one not in self.matches]
        for number in guides:
            # What a guide answers under a heading, about all treatments, it answers about the one that is named.
            scored = self.score(number)
            has = set().union(*entries[number].values())
            fits = of_kind(self.index, self.index.entry(number)[1], treatments)
            if nothing_said or (fits and (scored[1].reason is Reason.HEADING or of_one <= has)):
                self.matches[number] = scored
            else:
                del entries[number]

    def put_first_named_first(self) -> None:
        """Put the product that is named first before the others: Empliciti in `empliciti dose with pomalyst`."""
        begins_at = {n: min(self.asked.of_name[n]) for n in self.asked.products if n in self.matches}
        first, *others = sorted(begins_at, key=begins_at.__getitem__) or [0]
        if others and begins_at[first] < min(begins_at[other] for other in others):
            tier, points, *_ = min(self.matches[number][0] for number in begins_at)
            self.matches[first] = (tier, points - 1, 0, 0, ""), self.matches[first][1]

    def prefer_guides_that_name_it(self) -> None:
        """Put before a treatment what a guide answers under a heading, and its own page does not say.

        That of a kind of therapy says it under a heading: what is true of all its products is not said in passing.
        """
        asked = self.asked
        pages = [self.matches[n] for n in asked.products or asked.named(Kind.THERAPY) if n in self.matches]
        said = any(order[0] <= TOGETHER and (asked.products or page.reason is not Reason.TEXT) for order, page in pages)
        if said or not asked.of_treatments:
            return
        for number, (order, match) in self.matches.items():
            every = len(asked.of_treatments.union(self.entries[number].get(match.passage, ()))) == len(asked.wanted)
            if every and match.kind is Kind.GUIDE and match.reason is Reason.HEADING:
                self.matches[number] = (TIERS[Reason.HEADING], *order[1:]), match

    def add_steps_of_grade(self) -> None:
        """Put first what is done at a grade of an effect that is named, where no product is."""
        if not self.asked.grades or self.asked.products or self.asked.defines:
            return
        for number in self.asked.named(Kind.SIDE_EFFECT):
            if found := steps(self.index, self.asked, number, self.entries.get(number, {})):
                name = self.index.entry(number)[1]
                match = Match(Kind.SIDE_EFFECT, name, Reason.HEADING, found[0], tuple(found[1:]))
                self.matches[number] = foremost(match)

    def add_definitions_of_grade(self) -> None:
        """Put first the scale that defines a grade, where the definition is asked for."""
        if not self.asked.defines:
            return
        scales = self.asked.named(Kind.SCALE)
        wanted, grades = self.asked.wanted, self.asked.grades
        ends = tuple(f"-{self.question.words[wanted[grade]][-1]}" for grade in grades)
        for number in scales:
            name = self.index.entry(number)[1]
            rows = [place for place, path in enumerate(self.index.paths(Kind.SCALE, name)) if path.endswith(ends)]
            whole = Match(Kind.SCALE, name, Reason.ALIAS, WHOLE)
            row = (
                replace(whole, passage=rows[0], more=tuple(rows[1:]), further=((TIERS[Reason.PART], whole),))
                if rows
                else whole
            )
            self.matches[number] = foremost(row)
        of_scales = set().union(*(self.asked.of_name[number] for number in scales))
        events = {*range(len(wanted))} - grades - of_scales
        for number in [one for one in self.entries if events and kind_of(one) is Kind.SCALE]:
            name = self.index.entry(number)[1]
            paths, places = self.index.paths(Kind.SCALE, name), sorted(self.entries[number].items())
            of_event = [place for place, has in places if place != WHOLE and events <= has.keys()]
            if rows := [place for place in of_event if paths[place].endswith(ends)]:
                # A grade of one event has a row of its own.
                self.matches[number] = foremost(Match(Kind.SCALE, name, Reason.HEADING, rows[0]), points=1)

    def say_first_what_is_not_listed(self) -> None:
        """Put first, of a product that is not on the list, why it is not, whatever is asked."""
        for number in self.asked.named(Kind.OTHER_PRODUCT):
            if number in self.matches and self.matches[number][0][0] >= TOGETHER:
                passage = self.index.paths(*self.index.entry(number)).index("why")
                self.matches[number] = foremost(replace(self.matches[number][1], passage=passage, more=()))

    def add_whole_names(self) -> None:
        """Put first what the whole question is the name or a heading of."""
        for key in dict.fromkeys(map(self.index.spelling.key, (self.question.text, " ".join(self.question.words)))):
            for exact in self.index.exactly(key):
                number, passage = exact.entry, exact.passage
                kind, name = self.index.entry(number)
                by_word = kind is Kind.SOURCE and self.asked.products and lowered(self.question.text) != name
                if by_word or (self.plain and not exact.plain):
                    continue
                if number in self.entries and number not in self.matches:
                    self.matches[number] = self.score(number)
                if passage == WHOLE and kind is Kind.GUIDE and number in self.matches:
                    # The definition of a guide says what it is for; the answer stands under one of its headings.
                    item = self.matches[number][1]
                    passage = item.passage if item.reason is Reason.HEADING else WHOLE
                match = Match(kind, name, Reason(exact.reason), passage)
                best = order_of(match), match
                self.matches[number] = min(self.matches.get(number, best), best, key=lambda item: item[0])

    def ranking(self, kinds: Collection[Kind] | None) -> Ranking:
        """Return all entries of some kinds in order; those that no rule has weighed when they are asked for."""
        scores = [(*found, n) for n, found in self.matches.items() if kinds is None or kind_of(n) in kinds]
        for (_, points, kind, having, name), match, n in tuple(scores):
            for at, (tier, part) in enumerate(match.further):
                scores.append(((tier, points, kind, having, f"{name} {at}"), part, n))
        orders = {
            number: at_best(kind_of(number), places, self.asked, self.weights, self.weak.get(number, Counter()))
            for number, places in self.entries.items()
            if number not in self.matches
        }
        return Ranking(len(scores) + len(orders), _best_first(scores, orders, self.score), self.lacking)


def _best_first(
    scores: list[tuple[Order, Match, int]], orders: Mapping[int, Order], scored: Callable[[int], Score]
) -> Iterator[Match]:
    """Yield matches by their order; an entry is scored when it may be the next one by its order at best.

    Five are shown: to score all takes a tenth of a search, and half of it with ten times the facts.
    """
    heapq.heapify(scores)
    for number in sorted(orders, key=orders.__getitem__):
        while scores and scores[0][0] <= orders[number]:
            yield heapq.heappop(scores)[1]
        heapq.heappush(scores, (*scored(number), number))
    while scores:
        yield heapq.heappop(scores)[1]
