"""`immuno therapies`: kinds of immunotherapy."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.candidates import named
from immuno_cli.cli.options import Asked, answers, first, new_app
from immuno_cli.facts.model import Drug, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.therapy import ordered, therapy_list_page, therapy_page

app = new_app("Kinds of immunotherapy: list them, show one with its timeline.\n\nExample: immuno therapies show til")


@first(app, "list")
def list_(asked: Asked) -> Answer:
    """List the kinds of immunotherapy.

    Example: immuno therapies list
    """
    knowledge = asked.knowledge
    therapies = knowledge.all(Therapy)
    return Answer(
        kind="therapy",
        records=ordered(therapies),
        page=lambda: therapy_list_page(therapies, knowledge.all(Drug), knowledge.edition),
    )


@app.command()
@answers
def show(
    asked: Asked,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", help="Id or name, such as til or car t.", show_default=False, autocompletion=named(Therapy)
        ),
    ],
) -> Answer:
    """Show one kind: how it works, step by step, side effects, limits.

    Example: immuno therapies show car-t
    """
    return kind(asked, " ".join(name))


def kind(asked: Asked, name: str) -> Answer:
    """Return the page of one kind of therapy."""
    knowledge = asked.knowledge
    therapy = knowledge.find(name, Therapy, "kind of therapy", "immuno therapies list")
    return Answer(
        kind="therapy",
        records=(therapy,),
        page=lambda: therapy_page(
            therapy, knowledge.children(therapy), knowledge.drugs_of(therapy), asked.level, knowledge.edition
        ),
    )
