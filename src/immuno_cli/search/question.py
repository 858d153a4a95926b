"""A question: its words, the synonyms of each, and the words that stand nowhere."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from immuno_cli.facts.model import Synonyms, Wording
from immuno_cli.facts.records import record
from immuno_cli.search.index import Index
from immuno_cli.search.spelling import STOP_WORDS, compounds, split


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
    answered_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a word, the starts of the paths where an entry that is named beside it answers it."""

    @property
    def known(self) -> list[str]:
        """The words that some passage has, themselves or as a synonym, in order."""
        return [word for word, written in self.words.items() if written not in self.missing]


def parse(index: Index, question: str, synonyms: Synonyms | None = None) -> Question:
    """Parse a question into its words, with their synonyms in the facts."""
    typed = question
    # don't, I've, what's: the part after the apostrophe is no word.
    question = re.sub(r"(?<=\w)['\u2019](?:t|s|m|ve|re|d|ll)\b", "", question)
    question = re.sub(HOW_OFTEN, " ", question) if re.sub(HOW_OFTEN, "", question).strip() else question
    for phrase in synonyms.ignored if synonyms else ():
        if " " in phrase and phrase in question.casefold():
            shorter = re.sub(rf"\b{re.escape(phrase)}\b", " / ", question, flags=re.IGNORECASE)
            question = shorter if split(shorter) else question
    if synonyms is not None:
        question = _brought_together(question, synonyms)
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
        if is_plain(typed):
            ignored.update(_quantities(words, index))
        kept = {word: written for word, written in words.items() if word not in ignored}
        if kept or groups:
            words, weak = kept, tuple(word for word in words if word in ignored)
    synonyms_of: dict[str, tuple[tuple[str, ...], ...]] = {}
    answered_at: dict[str, tuple[str, ...]] = {}
    for start, end, group in groups:
        own = index.spelling.wanted(question[start:end])
        forms = tuple(filter(None, map(index.spelling.wanted, group.meant)))
        if len(split(question[start:end])) > 1:
            # `work during` is more than `work`.
            if len(own) > 1 or not forms:
                forms = (own, *forms)
            else:
                own = (" ".join(split(question[start:end])).casefold(),)
            words[" ".join(own)] = question[start:end]
        elif own[0] not in words:
            continue
        known = tuple(form for form in forms if all(word in index.words for word in form))
        synonyms_of[" ".join(own)] = (*synonyms_of.get(" ".join(own), ()), *known)
        answered_at[" ".join(own)] = (*answered_at.get(" ".join(own), ()), *group.at)
    missing = tuple(
        written
        for word, written in words.items()
        if not synonyms_of.get(word) and word not in index.words and not _joined(word, words, index)
    )
    return Question(typed, words, synonyms_of, missing, weak, answered_at)


HOW_OFTEN = re.compile(r"\b[0-9]{1,2} ?(?:times|x)(?: (?:an?|per|each|every) (?:day|night|hour))?\b", re.IGNORECASE)
"""How often something happened to somebody; the number stands in no passage, or in one about something else."""


def _brought_together(question: str, synonyms: Synonyms) -> str:
    """Return a question with the words of a phrase such as `how is ... given` behind what stands between them."""
    with_gap = (phrase for group in synonyms.groups.values() for phrase in group.said if GAP in phrase)
    # `how long does ... treatment last` says more than `how long does ... last`.
    for phrase in sorted(with_gap, key=len, reverse=True):
        first, _, last = phrase.partition(GAP)
        if first in question.casefold() and last in question.casefold():
            around = rf"\b{re.escape(first)}\s+(\S.*?)\s+{re.escape(last)}(?![\w-])"
            turned = re.sub(around, rf"\1 {first} {last}", question, count=1, flags=re.IGNORECASE)
            if turned != question:
                return turned
    return question


GAP = " ... "
"""Stands in a phrase for the words that people say in the middle of it."""


def _synonyms_in(question: str, synonyms: Synonyms) -> Iterator[tuple[int, int, Wording]]:
    """Yield start, end and group of each phrase of a question that the facts word otherwise; the longest wins."""
    words = list(re.finditer(r"[^\W_]+", question))
    # To take every phrase apart would take 2 % of a search.
    begins = tuple(word[0].casefold() for word in words)
    known: dict[tuple[str, ...], list[tuple[str, Wording]]] = {}
    for group in synonyms.groups.values():
        for phrase in group.said:
            if phrase.casefold().startswith(begins):
                known.setdefault(tuple(split(phrase.casefold())), []).append((phrase, group))
    longest = max(map(len, known), default=0)
    taken: set[int] = set()
    for length in range(longest, 0, -1):
        for first in range(len(words) - length + 1):
            here = words[first : first + length]
            written = tuple(word[0] for word in here)
            if taken.isdisjoint(range(first, first + length)):
                for phrase, group in known.get(tuple(map(str.casefold, written)), ()):
                    # A word in capitals is meant only when it is typed in capitals.
                    if not phrase.isupper() or tuple(split(phrase)) == written:
                        taken.update(range(first, first + length))
                        yield here[0].start(), here[-1].end(), group
                        # `half life` and `half-life` are the same words.
                        break


def _quantities(words: Mapping[str, str], index: Index) -> Iterator[str]:
    """Yield the numbers of a question that are no part of a name, as the 7 of ZUMA 7 is, and their units: `3 days`.

    They are those of one person; that a passage has the same number makes it no answer.
    """
    for word, after in itertools.zip_longest(words, [*words][1:], fillvalue=""):
        if word.isdigit() and after in UNITS:
            yield from (word, after)
        elif word.isdigit() and not _joined(word, words, index):
            yield word


UNITS = ("minut", "min", "hour", "day", "week", "month", "year", "yr")
"""Words of a time as they are compared."""


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
        beside = units and STOP_WORDS.isdisjoint((units[-1][0].casefold(), parts[0].casefold()))
        if beside and _misspells((*units[-1], *parts), index):
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
    stands = any(len(form) > LONGEST_PART and form in index.words for form in forms)
    if stands or whole in index.words or whole in index.names or not parts_of_names:
        return False
    names = [name for name in index.products if abs(len(name) - len(whole)) <= MISSPELT_LETTERS]
    return bool(difflib.get_close_matches(whole, names, 1, MISSPELT))


MISSPELT, MISSPELT_LETTERS = 0.75, 2
"""How alike what was typed and a name must be, and by how many letters longer or shorter, for a typing error of it."""

LONGEST_PART = 6
"""A longer part of a name stands for the name by itself: `tebentafusp HLA` is no typing error of tebentafusp-tebn."""

_PERSON = re.compile(
    r"\b(i|i'm|my|me|mine|we|our|us|you|your|he|she|his|her|him|husband|wife|mom|mum|dad|mother|father|son|daughter|kids?"
    r"|child)\b",
    re.I,
)
_ASKS = re.compile(r"\b(can|could|should|will|would|may|is|are|do|does|did|how|what|when|where|why|who)\b|\?$", re.I)
_GRADED = re.compile(r"\bgrade [1-5]\b", re.I)
_OF_THE_TRADE = re.compile(
    r"\b(dos(e|es|ing)|[mµ]?c?g|kg|auc|prophyla\w+|p[jc]p|lvef|anc|alt|ast|uln|crcl|creatinine|hazard ratio|hr"
    r"|os|pfs|orr|nct|median|premed\w*|preservatives?|diluents?|reconstitut\w+|observ(e|ed|ation)|biomarkers?|cut-?off|ndc|rems|q[1-8]w"
    r"|(what|which) grade|when to stop|(stop|hold) when|withhold|titration|step[- ]up|transfusions?"
    r"|typing|incidence|onset|monitoring|neuro|labs|vitals|occluded)\b",
    re.I,
)
"""Words that tell a professional's question from a patient's, where nobody speaks of a person."""


def is_plain(question: str) -> bool:
    """Say whether a question is asked in a whole sentence, as people ask: then plain words answer it first.

    Who speaks of a person asks for that person; `how long is the dose held` is a question of the trade, and so is one
    that names a grade.
    """
    if len(split(question)) < 2 or _GRADED.search(question):
        return False
    return bool(_PERSON.search(question) or (_ASKS.search(question) and not _OF_THE_TRADE.search(question)))
