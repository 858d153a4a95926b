"""The program: commands put together, and the one boundary where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar

import typer

from immuno_cli.choices import Format
from immuno_cli.cli.arguments import refuse_unsafe
from immuno_cli.cli.options import Request
from immuno_cli.cli.words import Command, Words, group, later
from immuno_cli.errors import ExitCode, ImmunoError, NotFound, UsageError
from immuno_cli.facts.knowledge import version
from immuno_cli.facts.records import record
from immuno_cli.formats.emit import Answer, emit


@record()
class Word:
    """A command word: the place of its command in `immuno_cli.commands`, and the first sentence of its help.

    The sentence stands here too so that TAB need not make every command to say what it is; a test compares the two.
    """

    place: str
    about: str


COMMANDS = {
    "therapies": Word("therapies:app", "Kinds of immunotherapy: list them, show one with its timeline, compare."),
    "drug": Word("drug:app", "CAR T, TIL and TCR products: list, show, compare."),
    "side-effects": Word("side_effects:app", "Side effects: all, of a therapy, of a product, or one in full."),
    "cancer": Word("reference:cancer", "Cancers, and the products approved for them."),
    "grading": Word("reference:grading", "Published grading tables, to read and not to apply."),
    "glossary": Word("reference:glossary", "Words and what they mean."),
    "guide": Word("reference:guide", "Pages for patients and carers: questions to ask, recovery, trials."),
    "search": Word("search:app", "Search everything: names first, then headings and texts."),
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
}
"""Plural and singular both work; the help shows one of them."""


class _Program(Words):
    """The command words, each in its plural and its singular."""

    about: ClassVar[Mapping[str, str]] = {word: one.about for word, one in COMMANDS.items()}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a word or of its other number."""
        return super().get_command(ctx, ALSO.get(cmd_name, cmd_name))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(version())
        raise typer.Exit


def _bare(
    ctx: typer.Context,
    request: Request,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Version of the tool and the facts."),
    ] = False,
) -> None:
    del version
    ctx.obj = request
    if ctx.invoked_subcommand is None:
        from immuno_cli.pages.landing import landing_page

        knowledge = request.knowledge()
        emit(
            Answer(kind="landing", records=(), page=lambda: landing_page(knowledge.edition)), request.output, knowledge
        )


def program() -> Command:
    """Return the program: the group of all command words."""
    about = "The offline, cited, dated reference to cancer immunotherapy.\n\nExample: immuno drug show yescarta"
    return group(about, {word: later(one.place) for word, one in COMMANDS.items()}, _bare, name="immuno", cls=_Program)


def main() -> None:
    """Run the command line and exit with its code. Messages go to standard error, answers to standard output."""
    try:
        if "_IMMUNO_COMPLETE" in os.environ:
            from immuno_cli.cli.completion import answer

            answer(program(), sys.argv[1:])
            return
        refuse_unsafe(sys.argv[1:])
        if _wants_json(sys.argv[1:]):
            sys.exit(_run_for_script())
        program()(prog_name="immuno")
    except ImmunoError as error:
        if _wants_json(sys.argv[1:]):
            from immuno_cli.formats import json

            near = [one.name for one in error.near] if isinstance(error, NotFound) else []
            sys.stdout.write(json.error(error.kind, str(error), error.code, near))
        else:
            print(error, file=sys.stderr)  # noqa: T201
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)


def _run_for_script() -> int:
    """Run the command line so that its own mistakes, too, reach a script as JSON; return the exit code."""
    # Typer keeps its usage error private; it is the base of the one that it gives out.
    usage_error: type[Any] = typer.BadParameter.__bases__[0]
    try:
        return int(program()(prog_name="immuno", standalone_mode=False) or 0)
    except usage_error as error:
        raise UsageError(error.format_message()) from None


def _wants_json(argv: list[str]) -> bool:
    after_format = {after for before, after in pairwise(argv) if before in ("-f", "--format")}
    return "--json" in argv or f"--format={Format.JSON}" in argv or Format.JSON in after_format
