"""Names are a safety matter: a name either matches exactly after normalizing, or it matches nothing."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable

# What people leave out or put in when they type a name: spaces, hyphens and dashes, underscores, trade marks, dots.
_IGNORED = r"[\s\-_\u2010-\u2015\u00ae\u2122.,'\u2019()/+]+"


@functools.cache
def normalize(name: str) -> str:
    """Return the form in which names are compared: lower case, without spaces, hyphens and trade marks.

    Letters are never exchanged: a look-alike from another alphabet stays different, so it matches nothing. Cached:
    five names in a row are read in 15 ways, each compared with all names, 7 % of such a comparison.
    """
    return re.sub(_IGNORED, "", lowered(name))


def lowered(text: str) -> str:
    """Return a text in lower case. A sign that only looks like a letter of ours, such as K (kelvin) or ſ, stays."""
    if text.isascii():
        return text.casefold()
    lower = str.casefold
    return "".join(
        char if not char.isascii() and char not in "ßẞ" and lower(char).isascii() else lower(char) for char in text
    )


def is_printed_form(wanted: str, names: Iterable[str]) -> bool:
    """Say whether a normalized text is several names of one entity in a row, as pages print them: brand (proper)."""
    known = {key for key in map(normalize, names) if len(key) >= SHORTEST_PRINTED}

    def rest(text: str, used: frozenset[str]) -> bool:
        return (not text and len(used) > 1) or any(
            text.startswith(key) and rest(text[len(key) :], used | {key}) for key in known - used
        )

    return rest(wanted, frozenset())


SHORTEST_PRINTED = 3
"""Letters of a name that may stand beside another."""


def without_suffix(proper: str) -> str:
    """Return a proper name without the four letters that FDA adds: `tarlatamab-dlle`, but not `axi-cel`."""
    return re.sub(r"-[a-z]{4}$", "", proper)


def is_code(text: str) -> bool:
    """Say whether a text looks like a number of a registry or of a payer: another number is never close to it."""
    return re.fullmatch(CODE, text.strip(), re.ASCII | re.I) is not None


CODE = (
    r"(NCT|BLA|NDC|HCPCS|EUDRACT)[ -]?[\d -]+|[A-Z]\d{4}|\d[\d -]{3,}"
    r"|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
)
"""NCT02348216, Q2041, 71287-119-01, 125643, a set id."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Return every known name close to `name`, closest first, for a message that shows nothing else.

    The cut-off is low on purpose: it is better to list one product too many than to hide the one that was meant.
    """
    if is_code(name):
        return []
    wanted = normalize(name)
    # The matcher remembers its second text, so the name that was typed is the second one; the two quick bounds spare
    # most candidates the slow comparison.
    matcher = difflib.SequenceMatcher(None, "", wanted, autojunk=False)
    scored = []
    for candidate in known:
        other = normalize(candidate)
        if len(wanted) >= 3 and (other.startswith(wanted) or wanted in other):
            scored.append((-CONTAINED, candidate))
            continue
        if len(candidate) <= ABBREVIATION and candidate.isupper() and sorted(other) != sorted(wanted):
            # With one letter more or less an abbreviation is another one.
            continue
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE:
            score = matcher.ratio()
            if score >= CLOSE:
                scored.append((-score, candidate))
    return [candidate for _, candidate in sorted(scored)]


CLOSE = 0.6
"""How alike two names must be to be called near, from 0 to 1."""

ABBREVIATION = 4
"""Letters of a name in capitals that is compared as an abbreviation."""

CONTAINED = 0.9
"""What a name counts that holds the typed text whole."""
