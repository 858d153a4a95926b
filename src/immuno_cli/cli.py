"""The program: commands put together, and the one boundary where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from typing import Annotated, Any

import typer

from immuno_cli.arguments import refuse_unsafe
from immuno_cli.errors import ExitCode, ImmunoError, NotFound, UsageError
from immuno_cli.knowledge import version
from immuno_cli.options import Request
from immuno_cli.render import Answer, Format, emit
from immuno_cli.words import Command, Words, group, later

COMMANDS = {
    "therapies": "therapies:app",
    "drug": "drug:app",
    "side-effects": "side_effects:app",
    "cancer": "reference:cancer",
    "grading": "reference:grading",
    "glossary": "reference:glossary",
    "guide": "reference:guide",
    "search": "search:app",
    "why": "why:app",
    "source": "reference:source",
    "changes": "changes:app",
    "facts": "facts:app",
    "help": "help:app",
    "completion": "completion:app",
}
"""Every command word and the place of its command, in the order of the help and of the table in the README."""

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
        from immuno_cli.views.landing import landing_page

        knowledge = request.knowledge()
        emit(
            Answer(kind="landing", records=(), page=lambda: landing_page(knowledge.edition)), request.output, knowledge
        )


def program() -> Command:
    """Return the program: the group of all command words."""
    about = "The offline, cited, dated reference to cancer immunotherapy.\n\nExample: immuno drug show yescarta"
    return group(about, {word: later(place) for word, place in COMMANDS.items()}, _bare, name="immuno", cls=_Program)


def main() -> None:
    """Run the command line and exit with its code. Messages go to standard error, answers to standard output."""
    try:
        if "_IMMUNO_COMPLETE" in os.environ:
            from immuno_cli.completion import answer

            answer(program(), sys.argv[1:])
            return
        refuse_unsafe(sys.argv[1:])
        if _wants_json(sys.argv[1:]):
            sys.exit(_run_for_script())
        program()(prog_name="immuno")
    except ImmunoError as error:
        if _wants_json(sys.argv[1:]):
            from immuno_cli.render import json

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
