"""`immuno changes`: approvals, label changes and safety programs by date, and what changed in our facts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, cast

import typer

from immuno_cli.cli.candidates import offer
from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.errors import UsageError
from immuno_cli.facts.kinds import Entity
from immuno_cli.facts.model import Drug, OtherProduct
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.changes import ProductEvent, changes_page

app = new_app()


@app.command()
@answers
def changes(
    context: Context,
    since: Annotated[
        str | None, typer.Option("--since", help="From this day, month or year on: 2025-06-26, 2025-06, 2025.")
    ] = None,
    drug: Annotated[
        str | None,
        typer.Option("--drug", help="Of one product, by any of its names.", autocompletion=offer(Drug, OtherProduct)),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every change, not only the newest.")] = False,
) -> Answer:
    """What changed, newest first: approvals, labels, our facts.

    Example: immuno changes --since 2025-06 --drug yescarta
    """
    if since is not None and not is_date(since):
        raise UsageError(f"--since {since} is not a date. Give a day, a month or a year: 2025-06-26, 2025-06, 2025.")
    knowledge, edition = context.knowledge, context.knowledge.edition
    wanted: tuple[Entity, ...] = (*knowledge.all(Drug), *knowledge.all(OtherProduct))
    name = None
    if drug is not None:
        product = knowledge.find_among(drug, (Drug, OtherProduct), "product", "immuno drug list")
        wanted, name = (product,), _name(product)
    events = [
        ProductEvent(date=event.date, product=product.id, name=_name(product), text=event.text, cite=event.cite)
        for product in cast(tuple[Drug | OtherProduct, ...], wanted)
        for event in product.history.values()
        # A date as exact as its source is compared as far as both go: 2025-06 is not before 2025-06-26.
        if since is None or event.date[: len(since)] >= since[: len(event.date)]
    ]
    events.sort(key=lambda event: (event.date, event.name), reverse=True)
    ours = sorted(edition.changes.values(), key=lambda change: change.date, reverse=True)
    ours = [
        change
        for change in ours
        if (since is None or str(change.date) >= since)
        and (drug is None or not change.entities or wanted[0].id in change.entities)
    ]
    # Who names a day or a product has said how much to show.
    whole = everything or since is not None or drug is not None
    commands = (*(() if whole else ("immuno changes --all",)), "immuno changes --drug yescarta")
    return Answer(
        kind="change",
        records=(*events, *ours),
        page=lambda: changes_page(events, ours, since, name, commands, edition, everything=whole),
        next_commands=commands,
    )


def is_date(text: str) -> bool:
    """Say whether a text is a year, a month or a day that the calendar has."""
    if not re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}){0,2}", text):
        return False
    try:
        dt.date.fromisoformat(f"{text}-01-01"[: len("2025-01-01")] if len(text) < len("2025-01") else f"{text}-01"[:10])
    except ValueError:
        return False
    return True


def _name(product: Entity) -> str:
    return product.names.brand if isinstance(product, Drug) else cast(OtherProduct, product).name
