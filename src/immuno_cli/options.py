"""What all reading commands share: the options, said once, and the state that carries them to the answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import typer

from immuno_cli.errors import BadFacts, UsageError
from immuno_cli.knowledge import Knowledge
from immuno_cli.render import Answer, Color, Format, Level, Output, emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The shared options as the person gave them; None or False is not given."""

    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="How to show it. Default: terminal, or plain in a pipe.", show_default=False
        ),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False
    plain: Annotated[bool, typer.Option("--plain", help="Same as --format plain: for screen readers.")] = False
    level: Annotated[
        Level | None, typer.Option("--level", "-l", help="Whose words. Default: clinical.", show_default=False)
    ] = None
    width: Annotated[
        int | None, typer.Option("--width", min=1, max=1000, help="Columns of the terminal format.", show_default=False)
    ] = None
    color: Annotated[Color | None, typer.Option("--color", help="Default: auto.", show_default=False)] = None
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Do not page long answers.")] = False
    facts: Annotated[
        Path | None, typer.Option("--facts", metavar="DIR", help="Read another fact folder.", show_default=False)
    ] = None

    @property
    def output(self) -> Output:
        """The part that renderers need. Raises UsageError for two formats at once."""
        asked = {
            *([self.format] if self.format else []),
            *([Format.JSON] if self.json else []),
            *([Format.PLAIN] if self.plain else []),
        }
        if len(asked) > 1:
            raise UsageError(f"Asked for {' and '.join(sorted(asked))} at once. Choose one format.")
        return Output(
            format=next(iter(asked), None), width=self.width, color=self.color or Color.AUTO, pager=not self.no_pager
        )

    def folder(self) -> Traversable:
        """The fact folder that was asked for. Raises UsageError when it is not a folder."""
        if self.facts is None:
            return files("immuno_facts")
        if not self.facts.is_dir():
            raise UsageError(
                f"There is no folder {self.facts}. --facts takes a folder laid out like the bundled facts."
            )
        return self.facts

    def knowledge(self) -> Knowledge:
        """Open the facts that were asked for.

        The bundled facts were checked before they were shipped. Another folder is checked whole before anything in it
        is shown. Raises BadFacts with every problem.
        """
        knowledge = Knowledge(self.folder())
        if self.facts is not None:
            from immuno_cli.check import check

            _, problems = check(knowledge)
            if problems:
                raise BadFacts(problems)
        return knowledge


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reading command gets: the facts, and whose words to use."""

    knowledge: Knowledge
    level: Level


def with_request(command: Callable[..., None]) -> Callable[..., None]:
    """Turn `(ctx, request, …)` into a Typer command whose options are the fields of Request and its own.

    Options before the command word count too (`immuno --json drug list`); the ones after it win.
    """
    _, _, *own = inspect.signature(command, eval_str=True).parameters.values()
    shared = inspect.signature(Request, eval_str=True).parameters

    @wraps(command)
    def run(ctx: typer.Context, **values: Any) -> None:
        given = {field.name: values.pop(field.name) for field in fields(Request)}
        before = ctx.find_root().obj or Request()
        command(ctx, replace(before, **{name: value for name, value in given.items() if value}), **values)

    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    named = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *shared.values())]
    # Typer reads the signature and the hints; the wrapped function's would hide the shared options.
    run.__signature__ = inspect.Signature([context, *named])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (context, *named)}
    del run.__wrapped__  # type: ignore[attr-defined]
    return run


def reading(command: Callable[..., Answer]) -> Callable[..., None]:
    """Turn `(asked, …) -> Answer` into a Typer command that emits the answer in the format asked for."""

    @wraps(command)
    def run(ctx: typer.Context, request: Request, **values: Any) -> None:
        del ctx
        output, knowledge = request.output, request.knowledge()
        emit(command(Asked(knowledge, request.level or Level.CLINICAL), **values), output, knowledge)

    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    first = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("ctx", "request")]
    run.__signature__ = inspect.Signature([*first, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own)])
    return with_request(run)


def group(about: str) -> typer.Typer:
    """Return a group of commands that look and fail like all others."""
    return typer.Typer(help=about, context_settings=HELP, no_args_is_help=False, rich_markup_mode=None)


HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
