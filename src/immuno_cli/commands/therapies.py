"""`immuno therapies`: kinds of immunotherapy."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from immuno_cli.cli.candidates import name_argument, offer
from immuno_cli.cli.names import resolve
from immuno_cli.cli.options import Context, answers, default_command, new_app
from immuno_cli.commands.search import question_instead
from immuno_cli.facts.model import Drug, SideEffect, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.therapy import ordered, therapy_list_page, therapy_page, therapy_short_page

app = new_app(
    "Kinds of immunotherapy: list them, show one with its timeline, compare.\n\nExample: immuno therapies show til"
)


@default_command(app, "list")
def list_(context: Context) -> Answer:
    """List the kinds of immunotherapy.

    Example: immuno therapies list
    """
    knowledge = context.knowledge
    therapies = knowledge.all(Therapy)
    return Answer(
        kind="therapy",
        records=ordered(therapies),
        page=lambda: therapy_list_page(therapies, knowledge.all(Drug), knowledge.edition),
    )


@app.command()
@answers
def show(
    context: Context,
    name: Annotated[list[str], name_argument(Therapy, help="Id or name, such as til or car t.")],
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every part, and where it is from.")] = False,
) -> Answer:
    """Show one kind: how it works, step by step, side effects, limits.

    Example: immuno therapies show car-t
    """
    text = " ".join(name)
    question = question_instead(context, "therapy", text, (Therapy,), "kind of therapy")
    return question or therapy_answer(context, text, everything=everything)


def therapy_answer(context: Context, name: str, *, everything: bool = False) -> Answer:
    """Return the page of one kind of therapy."""
    knowledge = context.knowledge
    therapy = knowledge.find(name, Therapy, "kind of therapy", "immuno therapies list")
    return Answer(
        kind="therapy",
        records=(therapy,),
        page=lambda: (therapy_page if everything else therapy_short_page)(
            therapy, knowledge.children(therapy), knowledge.drugs_of(therapy), context.level, knowledge.edition
        ),
    )


@app.command()
@answers
def compare(
    context: Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="A B", help="Two to five kinds.", show_default=False, autocompletion=offer(Therapy)),
    ],
) -> Answer:
    """Set two to five kinds side by side: what each does, for whom, how it is given.

    Example: immuno therapies compare car-t til
    """
    return side_by_side(context, names)


def side_by_side(context: Context, words: list[str]) -> Answer:
    """Return two to five kinds of therapy side by side; a name may have several words."""
    from immuno_cli.pages.compare import MOST_COMPARED, compare_therapies_page

    knowledge = context.knowledge
    by_name = resolve(words, (Therapy,), "kind of therapy", "immuno therapies list", MOST_COMPARED, knowledge)
    therapies = cast(tuple[Therapy, ...], tuple(by_name.values()))
    return Answer(
        kind="therapy",
        records=therapies,
        page=lambda: compare_therapies_page(
            therapies,
            knowledge.drugs_of,
            lambda name: knowledge.get(SideEffect, name),
            context.level,
            knowledge.edition,
        ),
        next_commands=tuple(f"immuno therapies show {therapy.id}" for therapy in therapies),
    )
