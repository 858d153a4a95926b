"""`immuno why`: what one claim rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.options import Asked, answers, new_app
from immuno_cli.facts.kinds import command
from immuno_cli.facts.model import Source
from immuno_cli.formats.emit import Answer

app = new_app()


@app.command()
@answers
def why(
    asked: Asked,
    claim: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM-ID", help="Id of a claim, as --ids and `source show` print it.", show_default=False
        ),
    ],
) -> Answer:
    """Show the words, the source and the date behind one claim.

    Example: immuno why yescarta.monitoring.driving.two-weeks
    """
    from immuno_cli.facts.claims import find
    from immuno_cli.pages.why import why_page

    knowledge = asked.knowledge
    found = find(claim, knowledge)
    sources = [f"immuno source show {name}" for name in found.claim.cite]
    see_also = (command(found.kind, found.entity, found.path), *sources)
    return Answer(
        kind="why",
        records=(found,),
        page=lambda: why_page(found, lambda name: knowledge.get(Source, name), see_also, knowledge.edition),
    )
