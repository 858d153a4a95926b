"""What a question asks for: the things that it names, the grade, the part of an entry that answers it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from immuno_cli.facts.kinds import Kind
from immuno_cli.search.index import IN_KIND, IN_NAME, WHOLE, Exact, Index, Reason, begins, entry_of, kind_of
from immuno_cli.search.question import Question, is_plain
from immuno_cli.search.spelling import split

PRODUCTS = (Kind.DRUG, Kind.OTHER_PRODUCT)


class Asked(NamedTuple):
    """What a question asks for; its words, and entries, are numbers."""

    wanted: tuple[str, ...]
    """The words that some passage has."""
    of_name: dict[int, set[int]]
    """Words that with their neighbors are a name of an entry, by the entry."""
    of_treatments: set[int]
    """Words that are the name of a treatment."""
    cancers: set[int]
    """Words that are the name of a cancer."""
    grades: set[int]
    """Words that are a grade of severity."""
    graded: bool
    """Whether it is asked what is done at a grade."""
    defines: bool
    """Whether the table is asked for that defines a grade."""
    about_all: bool
    """Whether `side effects` or `cancer` stands beside a name: then all of it is asked for, not one sign."""
    personal: bool
    """Whether a person asks for themselves: who was kept out of a trial is no answer."""
    answers: dict[int, dict[int, set[int]]]
    """For a named entry and each word that asks for a part of it, the passages of that part."""

    def named(self, *kinds: Kind) -> list[int]:
        """Return the entries of some kinds that are named."""
        return [number for number in self.of_name if kind_of(number) in kinds]

    @property
    def products(self) -> list[int]:
        """The products that are named."""
        return self.named(*PRODUCTS)


def asked_in(index: Index, question: Question) -> Asked:
    """Find out what a question asks for."""
    wanted = tuple(question.known)
    of_name, headings = _whole_names(index, wanted)
    # Who names a product or a kind of therapy asks about it, not about what holds for all.
    for number in _within_longer(of_name):
        del of_name[number]

    def words_of(*kinds: Kind) -> set[int]:
        return set().union(*(words for number, words in of_name.items() if kind_of(number) in kinds))

    grades = {at for at, word in enumerate(wanted) if GRADE.fullmatch(question.words[word])}
    graded = bool(grades) or any(WITHHELD in meanings for meanings in question.synonyms_of.values())
    # Who asks what a trial found asks the products of that trial.
    asks_results = any(RESULTS in starts for starts in question.answered_at.values())
    of_trial = {exact.entry for exact in headings if asks_results and _is_trial(index, exact)}
    return Asked(
        wanted=wanted,
        of_name=of_name,
        of_treatments=words_of(*PRODUCTS, Kind.THERAPY),
        cancers=words_of(Kind.CANCER),
        grades=grades,
        graded=graded,
        defines=graded and any(word.casefold() in DEFINES for word in split(question.text)),
        about_all=not {index.spelling.form(word) for kind in Kind for word in kind.split("-")}.isdisjoint(wanted),
        personal=is_plain(question.text),
        answers={number: _answers(index, number, question, wanted) for number in {*of_name, *of_trial}},
    )


GRADE = re.compile(r"grade (?:[1-5]|i{1,3}|iv|v)", re.IGNORECASE)
"""A grade of severity among the words of a question."""

WITHHELD = ("withhold",)
"""What a word such as `hold` means: it asks what is done, as a grade does."""

DEFINES = ("define", "defined", "definition", "criteria", "ctcae")
"""Words of a question that, beside a grade, ask for the table that defines it."""

RESULTS = "efficacy"
"""The part of a product that says what its trials found."""

LONGEST_NAME = 12
"""Words of the longest name that is looked up."""


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


def _within_longer(of_name: Mapping[int, set[int]]) -> list[int]:
    """Return the products of which the name is a part of the name of another one: Lunsumio in `Lunsumio Velo dose`."""
    products = [number for number in of_name if kind_of(number) in PRODUCTS]
    return [one for one in products if any(of_name[one] < of_name[other] for other in products)]


def _is_trial(index: Index, exact: Exact) -> bool:
    """Say whether a heading is the name of a trial of a product."""
    if exact.passage == WHOLE or kind_of(exact.entry) is not Kind.DRUG:
        return False
    return index.paths(*index.entry(exact.entry))[exact.passage].startswith("trials.")


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


def of_kind(index: Index, guide: str, treatments: Collection[int]) -> bool:
    """Say whether a guide is about all treatments, or about a kind of therapy that one of those named is of."""
    called = [exact for exact in index.exactly(index.spelling.key(guide)) if exact.reason != Reason.HEADING]
    if all(kind_of(exact.entry) is not Kind.THERAPY for exact in called):
        return True
    having = [
        {entry_of(number) for number, where in index.passages(word).items() if where & (IN_NAME | IN_KIND)}
        for word in index.spelling.words(guide)
    ]
    return any(all(treatment in entries for entries in having) for treatment in treatments)
