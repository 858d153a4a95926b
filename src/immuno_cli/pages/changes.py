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
) -> Page:
    """Return both streams, newest first."""
    limits = [f"since {since}"] if since else []
    limits += [name] if name else []
    nothing = Prose(Cited("Nothing in this time."), Tone.QUIET)
    rows = tuple((event.date, (cited(f"{event.name}: {event.text}", event.cite),)) for event in events)
    own = tuple((str(change.date), (Cited(change.text),)) for change in ours)
    return Page(
        title="What changed",
        subtitle=", ".join(limits) or "everything we know of, newest first",
        blocks=(
            Heading("Regulatory events", str(len(rows))),
            Facts(rows) if rows else nothing,
            Heading("Our facts", str(len(own))),
            Facts(own) if own else nothing,
        ),
        as_of=edition.as_of,
        next_commands=commands,
    )
