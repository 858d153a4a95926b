"""An entry that has words of a question: which of its passages may answer it, and what each of them is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.asked import Asked
from immuno_cli.search.index import IN_ALIAS, IN_HEADING, IN_NAME, WHOLE, Index, begins
from immuno_cli.search.match import ANSWERED, ANY_HEADING, Places, points_of

COVERED = 4
"""Points that a passage of an entry has for each word, wherever it has it: more words come before a heading."""

ORDERS = 2
"""How many times as much a passage of a product counts that says what to do, unless another has more of the words."""

AFTER_A_DELAY = (".missed", ".break")
"""Rows of the doses of a product that hold only after a delay."""

FURTHER = (Kind.DRUG, Kind.THERAPY, Kind.SIDE_EFFECT)
"""Of which kinds of entry a heading is asked for by its own words, and further parts are shown."""

TABLES = ("safety", "reactions")
"""Parts of a product of which each passage is a row of numbers."""


class Entry:
    """An entry, its passages that may answer, and what each of them is worth.

    `weak` says how many weak words each passage has. Passages of `places` that are no answer are taken out of it.
    """

    def __init__(
        self, index: Index, asked: Asked, weights: Sequence[float], number: int, places: Places, weak: Counter[int]
    ) -> None:
        self.asked, self.weights, self.places, self.weak = asked, weights, places, weak
        self.kind, self.name = index.entry(number)
        self.paths = paths = index.paths(self.kind, self.name)
        self.of_name, answered = asked.of_name.get(number, set()), asked.answers.get(number, {})
        about = index.about(number) if asked.products else {}
        others = {place for place in places if place in about and about[place].isdisjoint(asked.products)}
        self.answers: set[int] = set().union(*answered.values()) - others
        for place in {*self._alarms(), *others, *self._gaps()} - self.answers:
            del places[place]
        self.headed = self._headed(index, number, answered)
        self.whole = places.get(WHOLE, {})
        self.passages = {number: words for number, words in places.items() if number != WHOLE}
        # Words that it need not have, nor do they count for it: the treatment, of a guide.
        self.spared = asked.of_treatments if self.kind is Kind.GUIDE else set()
        # A word of its name is true of the whole entry, also where a heading repeats it: BCG in `toilet after bcg`.
        in_names = {word for word, where in self.whole.items() if where & (IN_NAME | IN_ALIAS)}
        self.of_entry = self.of_name | self.spared | in_names
        # The page of an effect is about every kind of therapy that has it; a dose for all cancers, about each of them.
        of_effect = self.kind is Kind.SIDE_EFFECT and self.of_name and not asked.products
        self.of_every_kind = asked.of_treatments if of_effect else set()
        self.needless = self.of_name | asked.cancers | self.of_every_kind
        self.is_order = self._orders()
        # Whoever names a grade is told what is done then, also where no such passage says the grade.
        beside = (len(self.beside(words)) for words in self.passages.values())
        self.most = 0 if asked.graded else max(beside, default=0)
        # What a patient is told retells the rest; who asks in words of the trade asks for that.
        told = (n for n in self.passages if asked.personal or not paths[n].startswith("patient."))
        self.most_weight = max(map(self.weight_beside, told), default=0)

    def _alarms(self) -> list[int]:
        """Return the passages that say to call 911 and lack some words: `surgery pain` is no pain in the chest."""
        named = self.of_name | self.asked.of_treatments
        return [
            place
            for place, has in self.places.items()
            if place != WHOLE and ".emergency." in self.paths[place] and len(has.keys() | named) < len(self.weights)
        ]

    def _gaps(self) -> list[int]:
        """Return the passages that say what is not known, where another one has all of their words."""
        gaps = [place for place in self.places if place != WHOLE and self.paths[place].startswith("gaps.")]
        told = [has.keys() for place, has in self.places.items() if place not in (WHOLE, *gaps)]
        return [gap for gap in gaps if any(self.places[gap].keys() <= has for has in told)]

    def _headed(self, index: Index, number: int, answered: Collection[int]) -> list[int]:
        """Return the passages of a product, a kind of therapy or an effect whose whole heading is asked for beside it.

        None of those that retell the others for a patient.
        """
        if not self.of_name or self.kind not in FURTHER:
            return []
        beside = [at for at in range(len(self.asked.wanted)) if at not in self.of_name]
        heading = "".join(self.asked.wanted[at] for at in beside)
        found = [exact.passage for exact in index.exactly(heading) if exact.entry == number and exact.passage != WHOLE]
        found = [passage for passage in found if not self.paths[passage].startswith("patient.")]
        if not answered:
            return found
        # `nausea rate`: the row of a table is called by its path.
        row = "".join(self.asked.wanted[at] for at in beside if at not in answered)
        ends = ((n, path.rpartition(".")[2]) for n, path in enumerate(self.paths) if begins(path, TABLES))
        return found + [passage for passage, end in ends if index.spelling.key(end) == row]

    @property
    def general(self) -> bool:
        """Whether no treatment is named."""
        return not self.asked.of_treatments

    def _orders(self) -> tuple[str, ...]:
        """Return how the paths begin of what says when to call; for a grade, of what is done then."""
        if self.asked.about_all or not self.of_name or self.kind not in (Kind.DRUG, Kind.THERAPY):
            return ()
        return ("management.", "dosing.modifications.") if self.asked.graded else ("call.",)

    def beside(self, words: Mapping[int, int]) -> set[int]:
        """Return those of some words that are not true of the whole entry."""
        return words.keys() - self.of_name - self.whole.keys()

    def weight_beside(self, number: int) -> float:
        """Return the weight of the words of a passage that are not true of the whole entry."""
        return sum(self.weights[word] for word in self.passages[number].keys() - self.needless)

    def says_what_to_do(self, number: int) -> bool:
        """Say whether a passage answers what is to be done: when to call, or the steps at a grade."""
        return bool(self.is_order) and self.paths[number].startswith(self.is_order)

    def complete(self, has: Mapping[int, int], needless: set[int]) -> bool:
        """Say whether these words, those of the entry and those that it need not have are all of the question."""
        return len(has.keys() | self.whole.keys() | needless) == len(self.weights)

    def worth(self, number: int) -> tuple[bool, float, bool, int, bool, int]:
        """Return what a passage is ordered by, the best answer last."""
        words = self.passages[number]
        # What was asked for, unless another place has more of the words: nausea in `how many get nausea`.
        answers_it = number in self.answers and self.weight_beside(number) >= self.most_weight
        if self.paths[number].endswith(AFTER_A_DELAY) and not in_headings(words) - self.of_name:
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
        orders = self.says_what_to_do(number) and number not in self.headed
        if orders and (in_heading or beside > 1) and beside >= self.most:
            beside_name *= ORDERS
        if self.asked.personal and self.paths[number].startswith("trials."):
            beside_name /= ORDERS
        # Of equals, what to do about a sign comes first; one of an emergency is told in its box.
        orders = orders and not self.paths[number].startswith("call.emergency.")
        return answers_it, beside_name + self.weak[number] / 2, number in self.headed, much, orders, -number

    def most_urgent(self) -> int:
        """Return the passage that is worth most; before a sign to tell the same day, one to call about now: `fever`."""
        shown = max(self.passages, key=self.worth, default=WHOLE)
        named = self.kind is Kind.DRUG and 0 < len(self.of_name) < len(self.weights)
        if named and not any(map(self.beside, self.passages.values())):
            # None has a word of what is asked; that one has a weak word makes it no answer.
            return WHOLE
        if shown == WHOLE or not self.paths[shown].startswith("call.same_day."):
            return shown
        signs = self.passages[shown].keys() - self.of_name
        calls = [n for n in self.passages if self.paths[n].startswith(("call.now.", "call.emergency."))]
        urgent = [number for number in calls if in_headings(self.passages[number]) & signs]
        return max(urgent, key=self.worth, default=shown)


def in_headings(found: Mapping[int, int]) -> set[int]:
    """Return the words that the heading of a passage has itself, not only as a part that is asked for."""
    return {word for word, where in found.items() if where & ANY_HEADING and not where & ANSWERED}
