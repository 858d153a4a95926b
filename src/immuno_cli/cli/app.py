"""The program: commands put together, and the one boundary where errors become messages and exit codes."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, ClassVar, NamedTuple, cast

import typer
from typer.core import TyperGroup

from immuno_cli.choices import Format
from immuno_cli.cli.arguments import refuse_unsafe
from immuno_cli.cli.names import BEFORE_NAME
from immuno_cli.cli.options import Context, group_callback, new_app
from immuno_cli.errors import ExitCode, ImmunoError, NotFound, UsageError
from immuno_cli.facts.knowledge import version
from immuno_cli.formats.emit import Answer


class Word(NamedTuple):
    """A command word: the place of its command in `immuno_cli.commands`, and the first sentence of its help.

    The sentence stands here too so that TAB need not make every command to say what it is; a test compares the two.
    """

    place: str
    about: str


COMMANDS = {
    "therapies": Word("therapies:app", "Kinds of immunotherapy: list them, show one with its timeline, compare."),
    "drug": Word("drug:app", "Approved products: list, show, compare."),
    "side-effects": Word("side_effects:app", "Side effects: all, of a therapy, of a product, or one in full."),
    "cancer": Word("reference:cancer", "Cancers, and the products approved for them."),
    "grading": Word("reference:grading", "Published grading tables, to read and not to apply."),
    "glossary": Word("reference:glossary", "Words and what they mean."),
    "guide": Word("reference:guide", "Pages for patients and caregivers: questions to ask, recovery, trials."),
    "search": Word("search:app", "Search everything: the answer itself, and where it stands."),
    "why": Word("why:app", "Show the words, the source and the date behind one claim."),
    "source": Word("reference:source", "The documents that facts were read in."),
    "changes": Word("changes:app", "What changed, newest first: approvals, labels, our facts."),
    "facts": Word("facts:app", "The facts themselves: what they hold, and every rule they keep."),
    "help": Word("help:app", "Help topics, or the help of one command."),
    "completion": Word("completion:app", "Print a script that completes commands and names on TAB."),
}
"""Every command word, in the order of the help and of the table in the README."""

ALSO = {
    "therapy": "therapies",
    "drugs": "drug",
    "side-effect": "side-effects",
    "cancers": "cancer",
    "sources": "source",
    "gradings": "grading",
    "glossaries": "glossary",
    "guides": "guide",
    "searches": "search",
    "change": "changes",
    "fact": "facts",
    "completions": "completion",
}
"""Plural and singular both work; the help shows one of them."""


OPEN = ""
"""What opens the page of a name; no word stands for it."""

HIDDEN = {
    OPEN: Word("name:app", "The page of whatever has exactly this name."),
    "compare": Word("name:comparing", "Two to five products, or kinds of therapy, side by side."),
}
"""Commands that the list of commands leaves out."""

TAKE_NO_NAME = ("changes", "change", "facts", "fact", "source", "sources")
"""Command words that no name of a treatment follows, nor a word such as `about`."""

SPLIT = {"side": ("effects", "effect")}
"""Command words that people type as two."""


class Program(TyperGroup):
    """A lazy group of the command words, plural and singular; a module is imported when its word is used."""

    opening = OPEN
    also: ClassVar[Mapping[str, str]] = {**ALSO, "compare": "compare"}
    """Words that a mistyped one may be close to besides the listed ones."""
    about: ClassVar[Mapping[str, str]] = {word: command.about for word, command in COMMANDS.items()}
    """What each command is, for TAB."""
    short: ClassVar[Mapping[str, str]] = {
        "therapies": "kinds of immunotherapy: list, show",
        "drug": "products: list, show, compare",
        "side-effects": "of a therapy, of a product, or one in full",
        "cancer": "cancers, and what is approved for them",
        "guide": "for patients and caregivers: questions, recovery, trials",
        "grading, glossary": "published grading tables; what words mean",
        "search": "the answer to a question, and where it stands",
        "why, source": "the quote behind a claim; the documents",
        "changes, facts": "what changed, and when; check and export the facts",
        "help, completion": "names, formats, screen readers; words and names on TAB",
    }
    """The same in a few words, for the first page; two in a row where both are short."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the words in order."""
        return list(COMMANDS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first words name; where they name none, the one that opens what they name."""
        word, rest = args[0], args[1:]
        if word in SPLIT and rest and rest[0] in SPLIT[word]:
            word, rest = f"{word}-{rest[0]}", rest[1:]
        if word in TAKE_NO_NAME and rest and rest[0].casefold() in BEFORE_NAME:
            # No command but a question that begins with its word: `changes in side effects`.
            return OPEN, self.get_command(ctx, OPEN), args
        if rest and (command := _alone(word, rest[0])):
            return f"{word} {rest[0]}", command, rest[1:]
        command = self.get_command(ctx, word)
        if (command is not None and word != OPEN) or word.startswith("-"):
            return super().resolve_command(ctx, [word, *rest])
        return OPEN, self.get_command(ctx, OPEN), args

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the command of a word, or None. To make all of them would take 18 ms, 22 % of a command."""
        app = _app(cmd_name)
        return typer.main.get_command(app) if app else None


def _app(name: str) -> typer.Typer | None:
    """Return the app of a command word, or None."""
    word = COMMANDS.get(ALSO.get(name, name)) or HIDDEN.get(name)
    if word is None:
        return None
    module, _, variable = word.place.partition(":")
    return cast(typer.Typer, getattr(import_module(f"immuno_cli.commands.{module}"), variable))


def _alone(name: str, below: str) -> Any:
    """Return the command `below` of a group by itself, or None: with the group and its others 9 % of a start more."""
    app, alone = _app(name), new_app()
    commands: list[Any] = app.registered_commands if app and app.registered_callback else []
    alone.registered_commands = [
        command for command in commands if below == (command.name or command.callback.__name__)
    ]
    return typer.main.get_command(alone) if alone.registered_commands else None


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        typer.echo(version())
        raise typer.Exit


def landing(
    context: Context,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Version of the tool and the facts."),
    ] = False,
) -> Answer:
    """The offline, cited, dated reference to cancer immunotherapy.

    Example: immuno drug show yescarta
    """
    from immuno_cli.pages.landing import landing_page

    del version
    return Answer(kind="landing", records=(), page=lambda: landing_page(context.knowledge.edition, Program.short))


@functools.cache
def program() -> TyperGroup:
    """Return the program: the group of all command words."""
    app = new_app(landing.__doc__)
    group_callback(app, landing, cls=Program)
    group: Any = typer.main.get_command(app)
    # Typer names the words that are close to a mistyped one from these.
    group.commands = dict.fromkeys(COMMANDS)
    return cast(TyperGroup, group)


def main() -> None:
    """Run the command line and exit with its code. Messages go to standard error, answers to standard output."""
    argv = sys.argv[1:]
    try:
        if "_IMMUNO_COMPLETE" in os.environ:
            from immuno_cli.cli.completion import answer

            answer(program(), argv)
            return
        refuse_unsafe(argv)
        sys.exit(program()(argv, prog_name="immuno", standalone_mode=False))
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        sys.exit(_tell(error, argv))


def _tell(error: Any, argv: list[str]) -> int:
    """Write the message of an error in the requested format and return the exit code; raise what is a bug of ours."""
    # A usage error of Typer, whose class has no public name, shows itself after a line of usage.
    if not (isinstance(error, ImmunoError) or hasattr(error, "show")):
        raise error
    urgent = _urgent(error, argv)
    error = _mistyped(error, argv) or error
    if _wants_json(argv):
        from immuno_cli.formats import json

        if not isinstance(error, ImmunoError):
            error = UsageError(error.format_message())
        near = [close.name for close in error.near] if isinstance(error, NotFound) else []
        sys.stdout.write(json.error(error.kind, urgent + str(error), error.code, near))
    elif isinstance(error, ImmunoError):
        print(urgent + str(error), file=sys.stderr)  # noqa: T201
    else:
        context = getattr(error, "ctx", None)
        if context is not None and context.info_name == OPEN:
            # What opens a name has no word of its own: `immuno`, not `immuno` and an empty word.
            context.info_name, context.parent = "immuno", None
        error.show()
    return int(error.code if isinstance(error, ImmunoError) else error.exit_code)


def _mistyped(error: Any, argv: list[str]) -> UsageError | None:
    """Return which command was meant where a mistyped one was taken for a name, or was one word too many."""
    if isinstance(error, ImmunoError) and not isinstance(error, NotFound):
        return None
    words = [word for word in argv if not word.startswith("-")]
    if isinstance(error, NotFound) and error.near and error.name == words[-1]:
        # A single word that is close to names is a mistyped name.
        return None
    from immuno_cli.cli.mistyped import mistyped

    return mistyped(program(), words)


def _urgent(error: ImmunoError, argv: list[str]) -> str:
    """Return a first line that says to call 911, where a name that was not found is a sign of an emergency."""
    if not isinstance(error, NotFound):
        return ""
    from immuno_cli.facts.emergencies import signs_in_question

    signs = signs_in_question(" ".join(argv))
    return f"CALL 911 for {' or '.join(signs)}.\n" if signs else ""


def _wants_json(argv: list[str]) -> bool:
    """Let Typer read the shared options once more, wherever they stand and whatever else is wrong."""
    settings: dict[str, Any] = {
        "ignore_unknown_options": True,
        "allow_interspersed_args": True,
        "resilient_parsing": True,
    }
    values = program().make_context("immuno", list(argv), **settings).params
    return bool(values["json"]) or values["format"] == Format.JSON
