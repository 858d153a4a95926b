"""`immuno why`: what one claim rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.facts.kinds import ORDER, command
from immuno_cli.facts.model import Source
from immuno_cli.formats.emit import Answer

app = new_app()


@app.command()
@answers
def why(
    context: Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="CLAIM-ID", help="Id of a claim, as --ids and `source show` print it.", show_default=False
        ),
    ],
) -> Answer:
    """Show the words, the source and the date behind one claim.

    Example: immuno why yescarta.monitoring.driving.two-weeks
    """
    claim = " ".join(words)
    if " " in claim.strip() and "." not in claim:
        # A question that begins with "why".
        from immuno_cli.commands.search import search_instead

        return search_instead(context, f"why {claim}", ORDER, "claim", "immuno why")
    from immuno_cli.facts.claims import find
    from immuno_cli.pages.why import why_page

    knowledge = context.knowledge
    traced = find(claim, knowledge)
    sources = [f"immuno source show {name}" for name in traced.claim.cite]
    see_also = (command(traced.kind, traced.entity, traced.path), *sources)
    return Answer(
        kind="why",
        records=(traced,),
        page=lambda: why_page(traced, lambda name: knowledge.get(Source, name), see_also, knowledge.edition),
    )
