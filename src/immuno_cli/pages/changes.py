"""The page of what changed: regulatory events in one dated stream, changes of our facts in another."""

from __future__ import annotations

from collections.abc import Sequence

from immuno_cli.facts.model import Change, Citations, Edition, PartialDate
from immuno_cli.facts.records import record
from immuno_cli.pages.page import Cited, Facts, Heading, Page, Prose, Tone, cited


@record(kw_only=True)
class ProductEvent:
    """One regulatory event with the product it belongs to."""

    date: PartialDate
    product: str
    name: str
    text: str
    cite: Citations


def changes_page(
    events: Sequence[ProductEvent],
    ours: Sequence[Change],
    since: str | None,
    name: str | None,
    commands: tuple[str, ...],
    edition: Edition,
    *,
    everything: bool = False,
) -> Page:
    """Return both streams, newest first: the last of each, or with `everything` all."""
    limits = [f"since {since}"] if since else []
    limits += [name] if name else []
    nothing = Prose(Cited("Nothing in this time."), Tone.QUIET)
    rows = tuple(
        (event.date, (cited(f"{event.name}: {event.text}", event.cite),))
        for event in (events if everything else events[:NEWEST])
    )
    own = tuple((str(change.date), (Cited(change.text),)) for change in (ours if everything else ours[:NEWEST_OF_OURS]))
    return Page(
        title="What changed",
        subtitle=", ".join(limits) or "newest first",
        blocks=(
            Heading("Regulatory events", _how_many(len(rows), len(events))),
            Facts(rows) if rows else nothing,
            Heading("Our facts", _how_many(len(own), len(ours))),
            Facts(own) if own else nothing,
        ),
        as_of=edition.as_of,
        brief=not everything,
        next_commands=commands,
    )


NEWEST = 12
NEWEST_OF_OURS = 4
"""Events, and changes of our facts, that a first screen shows."""


def _how_many(shown: int, known: int) -> str:
    """Return `12 newest of 400`, or the number where all are shown."""
    return str(known) if shown == known else f"{shown} newest of {known}"
