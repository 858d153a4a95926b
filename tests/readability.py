"""The US grade that a text reads at, by Flesch-Kincaid, with product names masked.

Flesch and Kincaid: 0.39 x words per sentence + 11.8 x syllables per word - 15.59. Syllables are counted as groups of
vowels, which is what the formula was validated with; names of medicines are masked because nobody can choose a
shorter one, and one long name in a short sentence would hide how the rest reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "It"


def masked(text: str, names: Iterable[str]) -> str:
    """Return a text with every product name replaced by a short word."""
    lower = text.lower()
    # Only what stands in the text: one pattern of all names takes twenty times as long.
    longest_first = sorted((name for name in names if name.lower() in lower), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), MASK, text, flags=re.IGNORECASE) if longest_first else text


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a semicolon ends one, and so does a colon before a capital."""
    found = re.split(r"(?<=[.!?])\s+|;\s+|:\s+(?=[A-Z])", text.strip())
    return [text for text in found if re.search("[A-Za-z]", text)]


def words(text: str) -> list[str]:
    """Return the words of a text, numbers left out."""
    return re.findall(r"[A-Za-z][A-Za-z'’-]*", text)


def syllables(word: str) -> int:
    """Return the number of syllables: groups of vowels, without a silent ending."""
    word = word.lower()
    count = len(re.findall("[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)


def grade(text: str, names: Iterable[str] = ()) -> float:
    """Return the US school grade of a text."""
    text = masked(text, names)
    found, parts = words(text), sentences(text)
    if not found or not parts:
        return 0.0
    spoken = sum(syllables(part) for word in found for part in word.split("-") if part)
    return 0.39 * len(found) / len(parts) + 11.8 * spoken / len(found) - 15.59


def longest_sentence(text: str, names: Iterable[str] = ()) -> int:
    """Return the number of words and numbers in the longest sentence."""
    return max((len(re.findall(r"[A-Za-z0-9][\w'’.-]*", part)) for part in sentences(masked(text, names))), default=0)


BARE = re.compile(
    r"\b(common(ly)?|rare(ly)?|often|usually|many|most (people|patients)|(some|few) people|frequent(ly)?|sometimes)\b",
    re.IGNORECASE,
)
"""Words for how often something happens, which readers take for more than they mean: a number stands instead."""
