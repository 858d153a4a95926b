"""The page of a search: the answers themselves, each with where it stands and the command that opens it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence

from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.model import CallLevel, Drug, Edition, Rate, Reaction, Result, SideEffect, Therapy
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import ITEM, Alert, Block, Bullets, Cited, Heading, Page, Prose, Tone, cited
from immuno_cli.pages.rates import caption, effect_name, people
from immuno_cli.pages.results import measure
from immuno_cli.pages.statements import call_title
from immuno_cli.search.hits import Hit
from immuno_cli.search.index import Reason


def search_page(
    question: str,
    hits: Sequence[Hit],
    total: int,
    options: Sequence[str],
    edition: Edition,
    *,
    note: str = "",
    missing: Sequence[str] = (),
    absent: Sequence[str] = (),
) -> Page:
    """Return the page of the first hits of a search.

    `total` is the number of matches, `options` the options of the command, `missing` the words that no passage has,
    `absent` those that neither the page of the product that is named has nor the first answer;
    `note` says why a search is shown in place of a page.
    """
    urgent = [hit for hit in hits if hit.reason is Reason.EMERGENCY]
    answers = [hit for hit in hits if hit.reason is not Reason.EMERGENCY]
    blocks: list[Block] = []
    if urgent:
        signs = tuple(("", cited(hit.excerpt, hit.cite)) for hit in urgent)
        blocks.append(Alert(call_title(CallLevel.EMERGENCY), signs, level=CallLevel.EMERGENCY))
    if lines := " ".join(filter(None, [note, left_out(missing), not_on_page(absent)])):
        blocks.append(Prose(Cited(lines), Tone.QUIET))
    for hit in answers:
        blocks += _entry(hit)
    if len({hit.id for hit in answers if _has_share(hit.excerpt)}) > 1:
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    command = shlex.join(["immuno", "search", *question.split(), *options])
    more = total - len(answers)
    return Page(
        title="Search",
        subtitle=f"{question} · {more} more" if more else question,
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((hit.reviewed for hit in hits if hit.reviewed), default=None),
        brief=True,
        next_commands=(
            *((f"{command} --limit {total}",) if more else ()),
            *([urgent[0].command] if urgent else [f"immuno why {hit.claim}" for hit in answers if hit.cite][:1]),
        ),
    )


def left_out(missing: Sequence[str]) -> str:
    """Say which words of a question stand nowhere."""
    if not missing:
        return ""
    verb = "stand" if len(missing) > 1 else "stands"
    return f"{', '.join(missing)} {verb} nowhere here and {'were' if len(missing) > 1 else 'was'} left out."


def not_on_page(absent: Sequence[str]) -> str:
    """Say which words of a question the page of the product does not have."""
    return f"Not on the page of this product: {', '.join(absent)}." if absent else ""


def _entry(hit: Hit) -> Iterator[Block]:
    dated = f" (text of {hit.as_of})" if hit.as_of else ""
    yield Heading(hit.name, hit.where)
    *others, last = (hit.excerpt + dated).split(ITEM)
    said = cited(last, hit.cite)
    # Rows of a table that answer together have a line each.
    yield Bullets((*map(Cited, others), said)) if others else Prose(said)
    yield Prose(Cited(hit.command), Tone.QUIET)


LINE_LETTERS = 92
"""Letters of a line of a terminal of 100 columns."""
SCREEN_LINES = 24
"""Lines that an answer may take there without --limit."""


def figures(entity: Entity, path: str, fits: Callable[[str], int]) -> str:
    """Return the numbers of a result of a trial or of a rate of a side effect; nothing for the rest.

    Of a result the outcomes are told of which the name `fits` most.
    """
    match path.split("."), entity:
        case ["efficacy", key], Drug():
            return _outcomes(entity.efficacy[key], fits)
        case ["safety", key], Drug():
            return _rate(entity.safety[key])
        case ["frequency", key], SideEffect():
            return _rate(entity.frequency[key])
        case ["profile", effect, "rates", key], Therapy():
            return _rate(entity.profile[effect].rates[key])
        case ["reactions", key, "rows", row], Drug():
            table = entity.reactions[key]
            who = people(table.trial, table.treated), table.population
            return _counts(table.rows[row].term, table.rows[row], table.treated, who)
    return ""


def _outcomes(result: Result, fits: Callable[[str], int]) -> str:
    every = list(result.outcomes.values())
    most = max(fits(outcome.measure) for outcome in every)
    measures = [
        f"{measure(outcome)}: {numbers.outcome(outcome, result.evaluable)}"
        for outcome in every
        if fits(outcome.measure) == most
    ]
    left = f"; {len(measures) - MOST_OUTCOMES} more on its page" if len(measures) > MOST_OUTCOMES else ""
    note = f" {result.note}" if result.note else ""
    return (
        f"{result.trial}: {'. '.join(measures[:MOST_OUTCOMES])}{left} ({result.population}; {result.analysis}).{note}"
    )


def _rate(rate: Rate) -> str:
    return _counts(effect_name(rate), rate, rate.treated, caption(rate))


def _counts(name: str, row: Rate | Reaction, treated: int | None, who: tuple[str, str]) -> str:
    fatal = row.fatal if isinstance(row, Rate) else None
    shares = (
        ("any grade", row.any_grade),
        ("grade 3 or higher", row.grade_3_plus),
        ("grade 4", row.grade_4),
        ("died", fatal),
    )
    counts = [f"{grade} {numbers.count(count, treated)}" for grade, count in shares if count is not None]
    return f"{name}: {', '.join(counts)} ({'; '.join(who)})." if counts else ""


MOST_OUTCOMES = 6
"""Outcomes of one trial that are quoted."""


def fitting(urgent: Sequence[Hit], hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits that fit on the first screen with the urgent ones; one always does where those are few."""
    used = FRAME_LINES + (2 if urgent else 0) + sum(_lines(hit) for hit in urgent)
    for number, hit in enumerate(hits):
        used += _lines(hit) + AROUND
        if used > SCREEN_LINES and number >= (len(urgent) <= FEW_SIGNS):
            return
        yield hit
        if used + 1 + AROUND > SCREEN_LINES:
            # To read one more takes as long as to find it.
            return


def _lines(hit: Hit) -> int:
    return sum(-(-len(item) // LINE_LETTERS) for item in hit.excerpt.split(ITEM))


AROUND = 3
"""Lines of a hit beside what it quotes."""

FEW_SIGNS = 3
"""Up to so many signs of an emergency leave room for an answer."""

FRAME_LINES = 10
"""Lines for the title, a note, the sources, the date and what to ask next."""


def _has_share(text: str) -> bool:
    """Say whether a text holds a share of people, which must not stand beside another without a word on it."""
    return re.search(r"\d ?%|\d (?:of|in|out of) (?:about )?\d", text) is not None
