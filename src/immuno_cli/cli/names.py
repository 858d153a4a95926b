"""Names on a command line: several words may be one name, and a page may say why it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from immuno_cli.errors import UsageError
from immuno_cli.facts.entities import names_of
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.knowledge import Knowledge

if TYPE_CHECKING:
    from immuno_cli.pages.page import Page

BETWEEN_NAMES = ("vs", "vs.", "versus", "compared", "and", "or", "with", "to")
"""Words that stand between two names."""

BEFORE_NAME = ("of", "for", "from", "with", "after", "about", "the", "in", "on", "to")
"""Words that stand before a name."""


def split_names(words: Sequence[str], is_name: Callable[[str], bool]) -> list[str]:
    """Split words into names, each as long as possible: `axi-cel tisa-cel`, and the four words of their proper names.

    A word that begins no name becomes a name of its own, so that the message can name it.
    """
    return [name for name, _ in each_name(words, is_name)]


def each_name(words: Sequence[str], is_name: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield what `split_names` returns, each with whether it is a name; nothing is looked up before it is asked for."""
    left = list(words)
    while left:
        for length in range(min(len(left), LONGEST_NAME), 0, -1):
            name = " ".join(left[:length])
            # Two names of one thing in a row are two names here.
            if is_name(name) and not any(
                is_name(" ".join(left[:cut])) and is_name(" ".join(left[cut:length])) for cut in range(1, length)
            ):
                yield name, True
                left = left[length:]
                break
        else:
            word = left.pop(0)
            if word.casefold() not in BETWEEN_NAMES:
                yield word, False


LONGEST_NAME = 8
"""Words that one name may have."""


def resolve(
    words: Sequence[str], kinds: tuple[type, ...], what: str, command: str, most: int, knowledge: Knowledge
) -> dict[str, Entity]:
    """Return two to `most` entities that words name, by name as typed. Raises UsageError, NotFound, Ambiguous."""
    names = split_names(words, lambda name: bool(knowledge.named(name, kinds)))
    if not 2 <= len(names) <= most:
        raise UsageError(f"Name two to {most} to compare, each a {what}; {len(names)} given.")
    by_name: dict[str, Entity] = {}
    for name in names:
        entity = knowledge.find_among(name, kinds, what, command)
        if any(entity is other for other in by_name.values()):
            raise UsageError(f"{names_of(entity)[1]} is named twice. Name each {what} once.")
        by_name[name] = entity
    return by_name


def join_name(words: Sequence[str] | None, is_name: Callable[[str], bool]) -> str:
    """Join words to one name, without the prepositions before it that are no part of it."""
    left = list(words or ())
    while len(left) > 1 and left[0].casefold() in BEFORE_NAME and not is_name(" ".join(left)):
        del left[0]
    return " ".join(left)


def with_note(page: Page, note: str) -> Page:
    """Return a page that begins with a line on why it is shown."""
    from immuno_cli.pages.page import Cited, Prose, Tone

    return replace(page, blocks=(Prose(Cited(note), Tone.QUIET), *page.blocks)) if note else page
