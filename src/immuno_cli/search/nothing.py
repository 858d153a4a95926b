"""What is said where nothing matches: the names that are close to what was typed. None of them is taken for it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from immuno_cli.errors import Near, NoMatch
from immuno_cli.facts.entities import describe
from immuno_cli.facts.kinds import Kind
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.names import is_code, near_names
from immuno_cli.search.index import Index, Reason
from immuno_cli.search.question import LONGEST_PART, MISSPELT, MISSPELT_LETTERS, Question
from immuno_cli.search.spelling import Spelling, split


def no_match(
    index: Index, question: Question, knowledge: Knowledge, *, plain: bool = False, elsewhere: int = 0
) -> NoMatch:
    """Return the error that says why nothing matches, with every name close to the words that were typed.

    `elsewhere` is the number of entries of other kinds that match.
    """
    if elsewhere:
        others = f"{elsewhere} entries of other kinds do" if elsewhere > 1 else "1 entry of another kind does"
        return NoMatch(question.text, f"{others}.", [], "Leave out --kind to see more.")
    missing = question.missing
    if not missing:
        return NoMatch(question.text, "Each of them is in the exact words.", [], "Use --level clinical.")
    why = f"No entry has {' or '.join(missing)}." if len(question.words) > 1 else ""
    way_on = "Check the spelling, or use other words."
    return NoMatch(question.text, why, _near([question.text, *missing], index, knowledge), way_on)


def misspelt(index: Index, question: Question) -> bool:
    """Say whether a word that stands nowhere is a code, or with its neighbors close to the name of a product.

    Whoever types one of them asks about that product: an answer about another would be a guess.
    """
    words, nowhere = split(question.text), {part for word in question.missing for part in split(word)}
    if any(is_code(word) and not word.isdigit() for word in nowhere):
        return True
    for length in (1, 2, 3):
        for first in range(len(words) - length + 1):
            here = words[first : first + length]
            whole = index.spelling.key(" ".join(here))
            if nowhere.isdisjoint(here) or len(whole) <= SHORTEST_MISSPELT:
                continue
            # A long part of a name stands for the name: epcoritamab for epcoritamab-bysp.
            known = (*index.products, *(part for part in index.parts if len(part) > LONGEST_PART))
            names = [name for name in known if abs(len(name) - len(whole)) <= MISSPELT_LETTERS]
            if difflib.get_close_matches(whole, names, 1, MISSPELT):
                return True
    return False


SHORTEST_MISSPELT = 3
"""A word of so many letters is an abbreviation: close to many names, and a misspelling of none."""


def unsaid(lacking: Iterable[str], question: Question, spelling: Spelling, told: str) -> list[str]:
    """Return those of some words, as they were typed, that what is shown has neither itself nor as a synonym."""
    has = spelling.joined(told)
    forms = {word: ((word,), *question.synonyms_of.get(word, ())) for word in lacking}
    return [question.words[word] for word, ways in forms.items() if not any(has.issuperset(way) for way in ways)]


def _near(typed: list[str], index: Index, knowledge: Knowledge) -> list[Near]:
    """Return the names, and where they are very close the headings, that are like any of the texts typed."""
    known: dict[str, list[tuple[type, str]]] = {}
    for kind in Kind:
        if kind is not Kind.SOURCE:
            for entry, names in knowledge.names(kind.cls).items():
                for name in names:
                    known.setdefault(name, []).append((kind.cls, entry))
    close: dict[tuple[type, str], Near] = {}
    headings: dict[str, Near] = {}
    for text in (word for word in dict.fromkeys(typed) if not is_code(word)):
        for name in near_names(text, known):
            for cls, entry in known[name]:
                if (cls, entry) not in close:
                    close[cls, entry] = Near(name, describe(knowledge.get(cls, entry)))
        for key in difflib.get_close_matches(index.spelling.key(text), index.headings, cutoff=VERY_CLOSE):
            meant = list(index.exactly(key))
            if all(exact.reason == Reason.HEADING for exact in meant):
                count = len({exact.entry for exact in meant})
                headings[key] = Near(index.headings[key], f"heading in {count} {'entries' if count > 1 else 'entry'}")
    # A thing and the glossary's word for it look the same in a list.
    return list(dict.fromkeys([*close.values(), *headings.values()]))


VERY_CLOSE = 0.8
"""How alike a heading must be to be suggested; there are many, and none is a product."""
