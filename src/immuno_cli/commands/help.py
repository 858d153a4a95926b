"""`immuno help`: topics that hold for every command, and the help of each command."""

from __future__ import annotations

from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from immuno_cli.cli.candidates import Candidate, command_words
from immuno_cli.cli.options import Request
from immuno_cli.cli.words import with_request
from immuno_cli.errors import Near, NotFound
from immuno_cli.facts.names import near, normalise
from immuno_cli.formats.emit import Answer, emit


def topics_and_commands(ctx: typer.Context) -> list[Candidate]:
    """Return what may follow the words typed so far: topics and commands first, then the commands of a group."""
    from immuno_cli.pages.help import TOPICS

    words = ctx.args[:-1]
    context = context_of(ctx, words)
    topics = [] if words else [(topic.id, topic.what) for topic in TOPICS]
    return topics + (command_words(context) if context else [])


def help_(
    ctx: typer.Context,
    request: Request,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic, or the words of a command.",
            show_default=False,
            autocompletion=topics_and_commands,
        ),
    ] = None,
) -> None:
    """Help topics, or the help of one command.

    Examples: immuno help · immuno help names · immuno help drug show
    """
    from immuno_cli.pages.help import TOPICS, topic_page, topics_page

    name = " ".join(words or [])
    topic = next((one for one in TOPICS if normalise(one.id) == normalise(name)), None)
    context = context_of(ctx, words or [])
    if name and topic is None:
        if context is None:
            known = {topic.id: topic.what for topic in TOPICS}
            close = [Near(one, known[one]) for one in near(name, known)]
            raise NotFound("help topic or command", name, close, "immuno help", known=list(known))
        typer.echo(context.get_help())
        return
    edition = request.knowledge().edition
    emit(
        Answer(
            kind="help",
            records=TOPICS if topic is None else (topic,),
            page=lambda: topics_page(edition) if topic is None else topic_page(topic, edition),
        ),
        request.output,
        request.knowledge(),
    )


def context_of(ctx: typer.Context, words: list[str]) -> typer.Context | None:
    """Return the context of the command with these words; None when there is none."""
    context: Any = ctx.find_root()
    for word in words:
        group = context.command
        command = group.commands.get(word) if isinstance(group, TyperGroup) else None
        if command is None:
            return None
        context = typer.Context(command, info_name=word, parent=context)
    return cast(typer.Context, context)


app = with_request(help_)
