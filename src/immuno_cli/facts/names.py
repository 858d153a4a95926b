"""Names are a safety matter: a name either matches exactly after normalizing, or it matches nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

# What people leave out or put in when they type a name: spaces, hyphens and dashes, underscores, trade marks, dots.
_IGNORED = re.compile(r"[\s\-_\u2010-\u2015\u00ae\u2122.,'\u2019()/+]+")


def normalize(name: str) -> str:
    """Return the form in which names are compared: lower case, without spaces, hyphens and trade marks.

    Letters are never exchanged: a look-alike from another alphabet stays different, so it matches nothing.
    """
    return _IGNORED.sub("", name.casefold())


def near(name: str, known: Iterable[str]) -> list[str]:
    """Return every known name close to `name`, closest first, for a message that shows nothing else.

    The cut-off is low on purpose: it is better to list one product too many than to hide the one that was meant.
    """
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
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE:
            score = matcher.ratio()
            if score >= CLOSE:
                scored.append((-score, candidate))
    return [candidate for _, candidate in sorted(scored)]


CLOSE = 0.6
"""How alike two names must be to be called near, from 0 to 1."""

CONTAINED = 0.9
"""What a name counts that holds the typed text whole."""
