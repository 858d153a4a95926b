"""The page of a search: each entry with the place that has the words, and the command that opens it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from immuno_cli.facts.model import Edition
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Block, Cited, Facts, Heading, Page, Prose, Tone, cited
from immuno_cli.search.index import Reason
from immuno_cli.search.rank import Hit
from immuno_cli.search.spelling import STOP_WORDS, split

REASON = {
    Reason.ID: "its name",
    Reason.BRAND: "its brand name",
    Reason.NAME: "its name",
    Reason.ALIAS: "another of its names",
    Reason.PART: "part of a name",
    Reason.KIND: "what it is",
    Reason.HEADING: "a heading",
    Reason.TEXT: "its text",
}
"""Where the words were found, as a reader sees it."""


def search_page(question: str, hits: Sequence[Hit], total: int, options: Sequence[str], edition: Edition) -> Page:
    """Return the page of the first hits of a search; `total` is how many there are, `options` what else was asked."""
    words = ", ".join(word for word in split(question) if word.casefold() not in STOP_WORDS) or question
    count = f"{total} entries have" if total > 1 else "1 entry has"
    more = f"; {total - len(hits)} more are not shown" if total > len(hits) else ""
    blocks: list[Block] = [Prose(Cited(f"{count} {words}{more}."), Tone.QUIET)]
    for one in hits:
        blocks += _entry(one)
    if sum(_has_share(one.excerpt) for one in hits) > 1:
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    asked = shlex.join(["immuno", "search", *question.split(), *options])
    return Page(
        title="Search",
        subtitle=question,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((one.reviewed for one in hits if one.reviewed), default=None),
        brief=True,
        next_commands=(
            *((f"{asked} --limit {total}",) if more else ()),
            *[f"immuno why {one.claim}" for one in hits if one.cite][:1],
        ),
    )


def _entry(one: Hit) -> Iterator[Block]:
    dated = f" (text of {one.as_of})" if one.as_of else ""
    yield Heading(one.name, f"{one.kind.label}, found by {REASON[one.reason]}")
    yield Facts(
        (
            (one.where, (cited(one.excerpt + dated, one.cite),)),
            ("Open", (Cited(one.command),)),
        )
    )


def _has_share(text: str) -> bool:
    """Say whether a text holds a share of people, which must not stand beside another without a word on it."""
    return re.search(r"\d ?%|\d (?:of|in|out of) (?:about )?\d", text) is not None
