"""Names on a command line: several words may be one name, and a page may say why it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from immuno_cli.errors import UsageError
from immuno_cli.facts.entities import names_of
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Knowledge

if TYPE_CHECKING:
    from immuno_cli.pages.page import Page

BETWEEN = ("and", "vs", "vs.", "versus", "or", "with", "to")
"""Words that stand between two names."""

ABOUT = ("of", "for", "from", "with", "after", "about", "the")
"""Words that stand before a name."""


def parted(words: Sequence[str], is_name: Callable[[str], bool]) -> list[str]:
    """Return the names that words are, the longest first: `axi-cel tisa-cel`, and the four words of their proper names.

    A word that begins no name is a name of its own, for the message that it is none.
    """
    found: list[str] = []
    left = list(words)
    while left:
        for length in range(min(len(left), LONGEST), 0, -1):
            name = " ".join(left[:length])
            # Two names of one thing in a row are two names here.
            several = any(
                is_name(" ".join(left[:cut])) and is_name(" ".join(left[cut:length])) for cut in range(1, length)
            )
            if is_name(name) and not several:
                found.append(name)
                left = left[length:]
                break
        else:
            word = left.pop(0)
            if word.casefold() not in BETWEEN:
                found.append(word)
    return found


LONGEST = 8
"""Words of a name."""


def compared(
    words: Sequence[str], kinds: tuple[type, ...], what: str, command: str, most: int, knowledge: Knowledge
) -> dict[str, Entity]:
    """Return the two to `most` things of some kinds that words name, by the name as typed; none of them twice."""
    names = parted(words, lambda name: bool(knowledge.named(name, kinds)))
    if not 2 <= len(names) <= most:
        raise UsageError(f"Name two to {most} to compare, each a {what}; {len(names)} given.")
    found: dict[str, Entity] = {}
    for name in names:
        one = knowledge.find_among(name, kinds, what, command)
        if any(one is other for other in found.values()):
            raise UsageError(f"{names_of(one)[1]} is named twice. Name each {what} once.")
        found[name] = one
    return found


def joined(words: Sequence[str] | None, is_name: Callable[[str], bool]) -> str:
    """Return the name that words are, without the little words before it where they are no part of it."""
    left = list(words or ())
    while len(left) > 1 and left[0].casefold() in ABOUT and not is_name(" ".join(left)):
        del left[0]
    return " ".join(left)


def with_note(page: Page, note: str) -> Page:
    """Return a page that begins with a line on why it is shown."""
    from immuno_cli.pages.page import Cited, Prose, Tone

    return replace(page, blocks=(Prose(Cited(note), Tone.QUIET), *page.blocks)) if note else page
