"""Plain names of events that trials count, and of those whom a dose is for: *low blood pressure* for *hypotension*."""

from __future__ import annotations

import functools

from immuno_cli.facts.knowledge import bundled


def known_term(term: str) -> bool:
    """Say whether a term has a plain name."""
    return term.casefold() in _by_term()


def plain_term(term: str) -> str:
    """Return the plain name of a term, or the term itself where there is none; it begins with a capital letter.

    No rule makes new words out of old ones: a wrong word in a table of side effects is a wrong fact.
    """
    name = _by_term().get(term.casefold(), term)
    return name[:1].upper() + name[1:]


@functools.cache
def _by_term() -> dict[str, str]:
    """Return the plain name of each term: those of the installed facts, whatever folder of facts a page is made of."""
    return {term.casefold(): plain.name for plain in bundled().synonyms.plain_names for term in plain.terms}
