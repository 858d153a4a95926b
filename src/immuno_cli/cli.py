"""The program: commands put together, and the one boundary where errors become messages and exit codes."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Annotated

import typer

from immuno_cli import __version__
from immuno_cli.commands import drug, facts, reference, therapies
from immuno_cli.commands.side_effects import side_effects
from immuno_cli.errors import ExitCode, ImmunoError, NotFound
from immuno_cli.options import HELP, Request, reading, with_request
from immuno_cli.render import Answer, Format, emit
from immuno_cli.views.landing import landing_page

app = typer.Typer(
    name="immuno",
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

app.add_typer(therapies.app, name="therapies")
app.add_typer(drug.app, name="drug")
app.command("side-effects")(reading(side_effects))
app.add_typer(reference.cancer, name="cancer")
app.command("grading")(reading(reference.grading))
app.command("glossary")(reading(reference.glossary))
app.command("guide")(reading(reference.guide))
app.add_typer(reference.source, name="source")
app.add_typer(facts.app, name="facts")
# Plural and singular both work; the help shows one of them.
app.add_typer(therapies.app, name="therapy", hidden=True)
app.add_typer(drug.app, name="drugs", hidden=True)
app.command("side-effect", hidden=True)(reading(side_effects))
app.add_typer(reference.cancer, name="cancers", hidden=True)
app.add_typer(reference.source, name="sources", hidden=True)


def main() -> None:
    """Run the command line and exit with its code. Messages go to standard error, answers to standard output."""
    try:
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


def _wants_json(argv: list[str]) -> bool:
    after_format = {after for before, after in pairwise(argv) if before in ("-f", "--format")}
    return "--json" in argv or f"--format={Format.JSON}" in argv or Format.JSON in after_format
