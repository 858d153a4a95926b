"""The program: commands put together, and the one boundary where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from immuno_cli import __version__
from immuno_cli.arguments import refuse_unsafe
from immuno_cli.commands import drug, facts, reference, therapies
from immuno_cli.commands.changes import changes
from immuno_cli.commands.completion import completion
from immuno_cli.commands.help import help_
from immuno_cli.commands.search import search
from immuno_cli.commands.side_effects import side_effects
from immuno_cli.commands.why import why
from immuno_cli.errors import ExitCode, ImmunoError, NotFound, UsageError
from immuno_cli.options import HELP, Request, reading, with_request
from immuno_cli.render import Answer, Format, emit
from immuno_cli.views.landing import landing_page


class _Words(TyperGroup):
    """The command words: in the order of `COMMANDS`, and each in its plural and its singular."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the command words in order; Typer itself puts every group after every plain command."""
        return sorted(super().list_commands(ctx), key=list(COMMANDS).index)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a word or of its other number."""
        return super().get_command(ctx, ALSO.get(cmd_name, cmd_name))


app = typer.Typer(
    name="immuno",
    cls=_Words,
    help="The offline, cited, dated reference to cancer immunotherapy.\n\nExample: immuno drug show yescarta",
    context_settings=HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"immuno {__version__}, facts as of {Request().knowledge().edition.as_of}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
@with_request
def _root(
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
        knowledge = request.knowledge()
        emit(
            Answer(kind="landing", records=(), page=lambda: landing_page(knowledge.edition)),
            request.output,
            knowledge,
        )


_root.__doc__ = None

COMMANDS: dict[str, typer.Typer | Callable[..., None]] = {
    "therapies": therapies.app,
    "drug": drug.app,
    "side-effects": reading(side_effects),
    "cancer": reference.cancer,
    "grading": reading(reference.grading),
    "glossary": reading(reference.glossary),
    "guide": reading(reference.guide),
    "search": reading(search),
    "why": reading(why),
    "source": reference.source,
    "changes": reading(changes),
    "facts": facts.app,
    "help": with_request(help_),
    "completion": completion,
}
"""Every command word, in the order of the help and of the table in the README."""

ALSO = {
    "therapy": "therapies",
    "drugs": "drug",
    "side-effect": "side-effects",
    "cancers": "cancer",
    "sources": "source",
}
"""Plural and singular both work; the help shows one of them, and only one is built at every start."""

for word, command in COMMANDS.items():
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=word)
    else:
        app.command(word)(command)


def main() -> None:
    """Run the command line and exit with its code. Messages go to standard error, answers to standard output."""
    try:
        if "_IMMUNO_COMPLETE" in os.environ:
            from immuno_cli.completion import answer

            answer(app, sys.argv[1:])
            return
        refuse_unsafe(sys.argv[1:])
        if _wants_json(sys.argv[1:]):
            sys.exit(_run_for_script())
        app(prog_name="immuno")
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
        return int(app(prog_name="immuno", standalone_mode=False) or 0)
    except usage_error as error:
        raise UsageError(error.format_message()) from None


def _wants_json(argv: list[str]) -> bool:
    after_format = {after for before, after in pairwise(argv) if before in ("-f", "--format")}
    return "--json" in argv or f"--format={Format.JSON}" in argv or Format.JSON in after_format
