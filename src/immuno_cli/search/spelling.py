"""How search compares words: case, accents, hyphens, plurals, endings and British spelling fold away; letters never do.

Every rule is applied to both sides, so a rule that folds too much costs a match too many, never a match too few. Names
of products are a safety matter and do not fold at all: a typing error stays a different word and matches nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from immuno_cli.facts.names import lowered
from immuno_cli.facts.records import record

_HYPHEN = "[-\u2010-\u2013]"
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(rf"[^\W_]+(?:{_HYPHEN}[^\W_]+)*")
_LONG_COMPOUND = re.compile(rf"[^\W_]+(?:{_HYPHEN}[^\W_]+){{2,}}")
# Two words that a hyphen joins, or of which one is a single letter or digit.
_PAIR = re.compile(rf"\b(?=(\w+){_HYPHEN}(\w+)|(\w)\s(\w+)|(\w+)\s(\w)\b)")

STOP_WORDS = frozenset(
    """
    a about after am an and any are as at be been before by can could did do does during for from get given had has
    have how i if in into is it its may me my of on or our shall should so than that the their them there these they
    this those to was we were what when where which who why will with would you your
    """.split()  # noqa: SIM905
)
"""Words that say nothing about what is looked for. `no`, `not` and `all` do."""

_PLURALS = (
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=x)es$|(?<=ss)es$|(?<=[cs]h)es$"), ""),
    (re.compile(r"sis$"), "se"),
    (re.compile(r"(?<![sui])s$"), ""),
)
_BRITISH = (
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"our(?=$|able|ed|ing|al)"), "or"),
    (re.compile(r"([tb])re$"), r"\1er"),
    (re.compile(r"is(?=e$|ed$|er$|ing$|ation)"), "iz"),
    (re.compile(r"ys(?=e$|ed$|ing$)"), "yz"),
    (re.compile(r"mme$"), "m"),
    (re.compile(r"gue$"), "g"),
    (re.compile(r"^leuco"), "leuko"),
    (re.compile(r"^licence$"), "license"),
)
_ENDING = re.compile(r"(?<=....)(?:ing|(?<!e)ed)$")
# stopped and stop, labelled and labeled; but swelling and swell.
_DOUBLED = re.compile(r"(?:([bdgmnprt])\1|(?<=....)(l)l)$")


@cache
def fold(word: str) -> str:
    """Return the form in which one ordinary word is compared: `Tumours` and `tumor` are the same."""
    word = "".join(char for char in unicodedata.normalize("NFD", lowered(word)) if not unicodedata.combining(char))
    if len(word) <= 3 or not word.isalpha():
        return word
    for pattern, short in _PLURALS:
        if pattern.search(word):
            word = pattern.sub(short, word)
            break
    if len(word) > 4:
        for pattern, american in _BRITISH:
            word = pattern.sub(american, word)
    bare = _ENDING.sub("", word)
    if bare != word:
        bare = _DOUBLED.sub(lambda match: match[1] or match[2], bare)
    return bare[:-1] if len(bare) > 4 and bare.endswith("e") else bare


def split(text: str) -> list[str]:
    """Return the words of a text in order, as they are written."""
    return _WORD.findall(text)


def compounds(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a text as written; together those that a hyphen makes one: `ZUMA-7`, but not `flu-like`."""
    for compound in _COMPOUND.findall(text):
        parts = tuple(split(compound))
        if len(parts) > 1 and any(len(part) == 1 or not part.isalpha() for part in parts):
            yield parts
        else:
            yield from ((part,) for part in parts)


@record()
class Spelling:
    """Compares words by `fold`, except the names in `kept`: nothing folds to one of them but itself."""

    kept: frozenset[str] = frozenset()

    def form(self, word: str) -> str:
        """Return the form in which a word is compared."""
        lower = lowered(word)
        folded = fold(word)
        return lower if lower in self.kept or folded in self.kept else folded

    def words(self, text: str) -> list[str]:
        """Return the words of a text in order, in the form in which they are compared."""
        return [self.form(word) for word in split(text)]

    def joined(self, text: str) -> set[str]:
        """Return the words of a text, and each pair that others write as one: `IL-2` is also il2, `CAR T` also cart."""
        forms = set(self.words(text))
        for pair in _PAIR.findall(text):
            first, second = filter(None, pair)
            if first not in STOP_WORDS and second not in STOP_WORDS:
                forms.add(self.form(first) + self.form(second))
        forms.update(map(self.key, _LONG_COMPOUND.findall(text)))
        return forms

    def key(self, text: str) -> str:
        """Return the form in which whole names are compared: without spaces and hyphens."""
        return "".join(self.words(text))

    def wanted(self, text: str) -> tuple[str, ...]:
        """Return the words of a question, each once, without stop words unless there are no others."""
        words = [word for word in split(text) if word.casefold() not in STOP_WORDS] or split(text)
        return tuple(dict.fromkeys(map(self.form, words)))


def covered(question: tuple[str, ...], known: frozenset[str] | set[str]) -> list[bool]:
    """Say for each word of a question whether it is among the found ones, alone or joined with its neighbor."""
    hits = [word in known for word in question]
    for index in range(len(question) - 1):
        if question[index] + question[index + 1] in known:
            hits[index] = hits[index + 1] = True
    return hits
