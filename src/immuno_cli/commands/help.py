"""`immuno help`: topics that hold for every command, and the help of each command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperGroup

from immuno_cli.cli.candidates import Candidate, command_words
from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.errors import Near, NotFound
from immuno_cli.facts.kinds import ORDER
from immuno_cli.facts.names import near_names, normalize
from immuno_cli.formats.emit import Answer

if TYPE_CHECKING:
    from immuno_cli.pages.help import Topic

app = new_app()


def topics_and_commands(ctx: typer.Context) -> list[Candidate]:
    """Return what may follow the words typed so far: topics and commands first, then the commands of a group."""
    from immuno_cli.pages.help import TOPICS

    words = ctx.args[:-1]
    context = context_of(ctx.find_root(), words)
    topics = [] if words else [(topic.id, topic.what) for topic in TOPICS]
    return topics + (command_words(context) if context else [])


@app.command()
@answers
def help_(
    context: Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic, or the words of a command.",
            show_default=False,
            autocompletion=topics_and_commands,
        ),
    ] = None,
) -> Answer:
    """Help topics, or the help of one command.

    Examples: immuno help · immuno help names · immuno help drug show
    """
    from immuno_cli.pages.help import TOPICS, topic_asked, topics_page

    name = " ".join(words or [])
    topic = next((topic for topic in TOPICS if normalize(topic.id) == normalize(name)), None)
    if name and topic is None:
        ctx = context_of(context.root, words or [])
        if ctx is None and (asked := topic_asked(name)):
            return topic_answer(context, asked)
        if words and ctx is None and len(words) > MOST_WORDS_OF_A_COMMAND and not context_of(context.root, words[:1]):
            # Not a topic but somebody who asks for help.
            from immuno_cli.commands.search import search_instead

            return search_instead(context, f"help {name}", ORDER, "help topic or command", "immuno help")
        if ctx is None:
            known = {topic.id: topic.what for topic in TOPICS}
            close = [Near(close, known[close]) for close in near_names(name, known)]
            raise NotFound("help topic or command", name, close, "immuno help", known=list(known))
        text = ctx.get_help() + "\n"
        return Answer(kind="help", records=({"command": f"immuno {name}", "help": text},), text=text)
    if topic is not None:
        return topic_answer(context, topic)
    return Answer(kind="help", records=TOPICS, page=lambda: topics_page(context.knowledge.edition))


def topic_answer(context: Context, topic: Topic) -> Answer:
    """Return the page of a topic."""
    from immuno_cli.pages.help import topic_page

    return Answer(kind="help", records=(topic,), page=lambda: topic_page(topic, context.knowledge.edition))


MOST_WORDS_OF_A_COMMAND = 2


def context_of(root: Any, words: Sequence[str]) -> typer.Context | None:
    """Return the context of the command with these words; None when there is none."""
    context: Any = root
    for word in words:
        group = context.command
        command = group.get_command(context, word) if isinstance(group, TyperGroup) else None
        if command is None:
            return None
        context = typer.Context(command, info_name=word, parent=context)
    return cast(typer.Context, context)
