"""Which entries have the words of a question, and where."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.asked import PRODUCTS, Asked
from immuno_cli.search.index import IN_ALIAS, IN_NAME, WHOLE, Index, entry_of, kind_of, number_of, place_of
from immuno_cli.search.match import ALWAYS, ANSWERED, ANY_HEADING, LITERAL, Places
from immuno_cli.search.question import Question

KEPT = (*PRODUCTS, Kind.SIDE_EFFECT)
"""Entries of these kinds answer a question that names them, even where another one has more of its words."""

MOST_OF_IT = 0.9
"""Share of the weight of the best entry that another one must reach, where none has all words."""


def matching(
    index: Index, question: Question, asked: Asked, counts: int, kinds: Collection[Kind]
) -> tuple[dict[int, Places], list[float]]:
    """Return the entries that have every word, alone or joined with its neighbor, and the weight of each word.

    A guide need not have the words that are the name of one treatment. A part of an entry that a word asks for has that
    word in its heading. Where no entry has all of them, those with the highest total weight are returned. A word that
    every entry has weighs 1, 1 more each time half as many have it.
    """
    per_word = [_found(index, question, asked, counts, at) for at in range(len(asked.wanted))]
    having = [set(map(entry_of, found)) for found in per_word]
    allowed = {entry for entry in set().union(*having) if kind_of(entry) in kinds}
    having = [entries & allowed for entries in having]
    weights = [1 + math.log2(index.size / max(len(entries), 1)) for entries in having]
    guides = {entry for entry in allowed if kind_of(entry) is Kind.GUIDE}
    having = [entries | guides if at in asked.of_treatments else entries for at, entries in enumerate(having)]
    every = set.intersection(*having) if having else set()
    if not every and len(having) > 1:
        scores = {entry: sum(weights[n] for n, has in enumerate(having) if entry in has) for entry in allowed}
        most = max(scores.values(), default=0)
        every = {entry for entry, much in scores.items() if much >= most * MOST_OF_IT}
    every |= {entry for entry in asked.named(*KEPT) if entry in allowed}
    if asked.of_treatments and not asked.products:
        # Who names a kind of therapy asks about its products too, whatever another product says: BCG, not Adstiladrin.
        called = [_entries_called(per_word[at]) for at in asked.of_treatments]
        every |= {entry for entry in set.intersection(*called) if entry in allowed and kind_of(entry) is Kind.DRUG}
    by_entry: dict[int, Places] = {entry: {} for entry in every}
    for at, found in enumerate(per_word):
        for number, where in found.items():
            entry = entry_of(number)
            if entry in every:
                by_entry[entry].setdefault(place_of(number), {})[at] = where
    _drop_other_products(by_entry, asked)
    return by_entry, weights


def _drop_other_products(entries: dict[int, Places], asked: Asked) -> None:
    """Leave out the products that are not named, where one is, unless they speak of that product."""
    for number in [one for one in entries if asked.products and kind_of(one) in PRODUCTS]:
        if number not in asked.products and not _speaks_of(entries[number], asked.of_treatments):
            del entries[number]


def _speaks_of(places: Places, words: set[int]) -> bool:
    """Say whether an entry has words, and not only since they are a part of its name: Opdivo in Opdivo Qvantig."""
    named = {word for word, where in places.get(WHOLE, {}).items() if where & (IN_NAME | IN_ALIAS)}
    return words <= set().union(*places.values()) and not words <= named


def _found(index: Index, question: Question, asked: Asked, counts: int, at: int) -> dict[int, int]:
    """Return the passages that have a word of the question, a synonym or the part it asks for, with where."""
    wanted, word = asked.wanted, asked.wanted[at]
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
    for entry, places in asked.answers.items():
        for place in places.get(at, ()):
            number = number_of(entry, place)
            found[number] = found.get(number, 0) | ANSWERED
    return found


def _together(form: tuple[str, ...], index: Index, counts: int) -> dict[int, int]:
    """Return the numbers of the passages that have every one of some words, with the bits that say where."""
    passages: dict[int, int] = {}
    for at, word in enumerate(form):
        here = {number: where & counts for number, where in index.passages(word).items() if where & counts}
        if at:
            here = {number: passages[number] & where or where for number, where in here.items() if number in passages}
        passages = here
    return passages


def _entries_called(found: Mapping[int, int]) -> set[int]:
    """Return the entries that have a word in their name or in that of their kind."""
    return {entry_of(number) for number, where in found.items() if place_of(number) == WHOLE and where & ALWAYS}


def mentions(index: Index, question: Question, counts: int, entries: Collection[int]) -> dict[int, Counter[int]]:
    """Return for each entry and passage how many weak words it has; one in a heading counts twice."""
    weak: dict[int, Counter[int]] = {}
    for word in question.weak:
        for number, where in _together((word,), index, counts).items():
            entry = entry_of(number)
            if entry in entries:
                weak.setdefault(entry, Counter())[place_of(number)] += 2 if where & ANY_HEADING else 1
    return weak
