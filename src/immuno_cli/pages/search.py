"""The page of a search: the answers themselves, each with where it stands and the command that opens it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from immuno_cli.facts.model import CallLevel, Edition
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Alert, Block, Cited, Heading, Page, Prose, Tone, cited
from immuno_cli.pages.statements import CALLS
from immuno_cli.search.index import Reason
from immuno_cli.search.rank import Hit


def search_page(
    question: str,
    hits: Sequence[Hit],
    total: int,
    options: Sequence[str],
    edition: Edition,
    *,
    note: str = "",
    missing: Sequence[str] = (),
) -> Page:
    """Return the page of the first hits of a search.

    `total` is how many there are, `options` what else was asked, `missing` words that stand nowhere; `note` says why a
    search is shown where a page was asked for.
    """
    urgent = [one for one in hits if one.reason is Reason.EMERGENCY]
    answers = [one for one in hits if one.reason is not Reason.EMERGENCY]
    blocks: list[Block] = []
    if urgent:
        signs = tuple(("", cited(one.excerpt, one.cite)) for one in urgent)
        blocks.append(Alert(CALLS[CallLevel.EMERGENCY][0], signs, level=CallLevel.EMERGENCY))
    if lines := " ".join(filter(None, [note, left_out(missing)])):
        blocks.append(Prose(Cited(lines), Tone.QUIET))
    for one in answers:
        blocks += _entry(one)
    if sum(_has_share(one.excerpt) for one in answers) > 1:
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    asked = shlex.join(["immuno", "search", *question.split(), *options])
    more = total - len(answers)
    return Page(
        title="Search",
        subtitle=f"{question} · {more} more" if more else question,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((one.reviewed for one in hits if one.reviewed), default=None),
        brief=True,
        next_commands=(
            *((f"{asked} --limit {total}",) if more else ()),
            *([urgent[0].command] if urgent else [f"immuno why {one.claim}" for one in answers if one.cite][:1]),
        ),
    )


def left_out(missing: Sequence[str]) -> str:
    """Say which words of a question stand nowhere."""
    if not missing:
        return ""
    verb = "stand" if len(missing) > 1 else "stands"
    return f"{', '.join(missing)} {verb} nowhere here and {'were' if len(missing) > 1 else 'was'} left out."


def _entry(one: Hit) -> Iterator[Block]:
    dated = f" (text of {one.as_of})" if one.as_of else ""
    yield Heading(one.name, one.where)
    yield Prose(cited(one.excerpt + dated, one.cite))
    yield Prose(Cited(one.command), Tone.QUIET)


WIDE = 92
"""Letters of a line of a terminal of 100 columns."""
LINES = 24
"""Lines that an answer may take there, unless more was asked for."""


def fitting(hits: Sequence[Hit]) -> int:
    """Return how many of the hits fit on the first screen; one always does."""
    urgent = sum(one.reason is Reason.EMERGENCY for one in hits)
    used = FRAME + (2 if urgent else 0)
    for number, one in enumerate(hits):
        lines = -(-len(one.excerpt) // WIDE)
        used += lines if one.reason is Reason.EMERGENCY else lines + 3
        if used > LINES and one.reason is not Reason.EMERGENCY and number >= max(1, urgent + (urgent <= FEW)):
            return number
    return len(hits)


FEW = 3
"""Up to so many signs of an emergency leave room for an answer."""

FRAME = 12
"""Lines for the title, a note, the sources, the date and what to ask next."""


def _has_share(text: str) -> bool:
    """Say whether a text holds a share of people, which must not stand beside another without a word on it."""
    return re.search(r"\d ?%|\d (?:of|in|out of) (?:about )?\d", text) is not None
