"""`immuno therapies`: kinds of immunotherapy."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from immuno_cli.cli.candidates import named
from immuno_cli.cli.names import compared
from immuno_cli.cli.options import Asked, answers, first, new_app
from immuno_cli.facts.model import Drug, SideEffect, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.therapy import ordered, therapy_list_page, therapy_page, therapy_short_page

app = new_app(
    "Kinds of immunotherapy: list them, show one with its timeline, compare.\n\nExample: immuno therapies show til"
)


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
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every part, and where it is from.")] = False,
) -> Answer:
    """Show one kind: how it works, step by step, side effects, limits.

    Example: immuno therapies show car-t
    """
    return kind(asked, " ".join(name), everything=everything)


def kind(asked: Asked, name: str, *, everything: bool = False) -> Answer:
    """Return the page of one kind of therapy."""
    knowledge = asked.knowledge
    therapy = knowledge.find(name, Therapy, "kind of therapy", "immuno therapies list")
    return Answer(
        kind="therapy",
        records=(therapy,),
        page=lambda: (therapy_page if everything else therapy_short_page)(
            therapy, knowledge.children(therapy), knowledge.drugs_of(therapy), asked.level, knowledge.edition
        ),
    )


@app.command()
@answers
def compare(
    asked: Asked,
    names: Annotated[
        list[str],
        typer.Argument(metavar="A B", help="Two to five kinds.", show_default=False, autocompletion=named(Therapy)),
    ],
) -> Answer:
    """Set two to five kinds side by side: what each does, for whom, how it is given.

    Example: immuno therapies compare car-t til
    """
    return side_by_side(asked, names)


def side_by_side(asked: Asked, words: list[str]) -> Answer:
    """Return two to five kinds of therapy side by side; a name may have several words."""
    from immuno_cli.pages.compare import MOST, compare_therapies_page

    knowledge = asked.knowledge
    found = compared(words, (Therapy,), "kind of therapy", "immuno therapies list", MOST, knowledge)
    therapies = cast(tuple[Therapy, ...], tuple(found.values()))
    return Answer(
        kind="therapy",
        records=therapies,
        page=lambda: compare_therapies_page(
            therapies,
            knowledge.drugs_of,
            lambda name: knowledge.get(SideEffect, name),
            asked.level,
            knowledge.edition,
        ),
        next_commands=tuple(f"immuno therapies show {one.id}" for one in therapies),
    )
