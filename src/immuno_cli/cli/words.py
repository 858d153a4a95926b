"""Command words: what makes a Typer command out of a function, and groups that make only the command asked for."""

from __future__ import annotations

import inspect
from collections import UserDict
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from immuno_cli.cli.options import Request, answer, requested, shared
from immuno_cli.formats.emit import Answer

Command = TyperCommand | TyperGroup
Maker = Callable[[], Command]
"""Makes a command. Typer takes longer to make all of them than to run one, so each waits until it is asked for."""


def with_request(function: Callable[..., None]) -> Maker:
    """Return the maker of a command out of `(ctx, request, …)`; its options are its own and the fields of Request."""

    def run(ctx: typer.Context, **values: Any) -> None:
        function(ctx, requested(ctx, values), **values)

    return lambda: _sharing(made(_exposed(run, function, skip=2)))


def reading(function: Callable[..., Answer]) -> Maker:
    """Return the maker of a command out of `(asked, …) -> Answer`; it emits the answer in the format asked for."""

    def run(ctx: typer.Context, **values: Any) -> None:
        answer(requested(ctx, values), function, **values)

    return lambda: _sharing(made(_exposed(run, function, skip=1)))


def made(function: Callable[..., None]) -> Command:
    """Return the command that Typer makes out of a function."""
    app = typer.Typer(**LIKE_ALL)
    app.command()(function)
    return _command(app)


def group(about: str, words: Mapping[str, Maker], bare: Callable[..., None], **more: Any) -> TyperGroup:
    """Return a group of commands by word; `bare` is `(ctx, request, …)` and runs before each of them, or alone."""

    def run(ctx: typer.Context, **values: Any) -> None:
        bare(ctx, requested(ctx, values), **values)

    app = typer.Typer(**{"cls": Words, **LIKE_ALL, **more}, help=about)
    app.callback(invoke_without_command=True)(_exposed(run, bare, skip=2))
    found = _sharing(_command(app))
    assert isinstance(found, TyperGroup), "Typer makes a group of what has a callback"
    found.commands = Commands(words)
    return found


def listing(about: str, command: Callable[..., Answer], words: Mapping[str, Maker], word: str = "list") -> Maker:
    """Return the maker of a group whose first command, `list`, is also what the bare group word does."""

    def bare(ctx: typer.Context, request: Request) -> None:
        ctx.find_root().obj = request
        if ctx.invoked_subcommand is None:
            answer(request, command)

    return lambda: group(about, {word: reading(command), **words}, bare)


def later(place: str) -> Maker:
    """Return the maker that stands in a module of `immuno_cli.commands`, as in `drug:app`; the module is read then."""
    module, _, name = place.partition(":")

    def make() -> Command:
        maker: Maker = getattr(import_module(f"immuno_cli.commands.{module}"), name)
        return maker()

    return make


class Commands(UserDict[str, Any]):
    """The commands of a group by word, each made when it is first asked for."""

    def __getitem__(self, word: str) -> Command:
        """Return the command of a word. Raises KeyError when there is none."""
        found: Command | Maker = self.data[word]
        if not isinstance(found, TyperCommand | TyperGroup):
            found = self.data[word] = found()
        return found


class Words(TyperGroup):
    """A group that lists its words without making its commands."""

    about: ClassVar[Mapping[str, str]] = {}
    """What a command is, where that is known before it is made."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the words in order."""
        return list(self.commands)


LIKE_ALL: dict[str, Any] = {
    "context_settings": {"help_option_names": ["-h", "--help"]},
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}
"""How every command looks and fails."""


def _command(app: typer.Typer) -> Command:
    found = typer.main.get_command(app)
    assert isinstance(found, TyperCommand | TyperGroup), "Typer makes nothing else"
    return found


def _sharing(command: Command) -> Command:
    """Give a command the shared options after its own."""
    command.params += shared()
    return command


def _exposed(run: Callable[..., None], function: Callable[..., Any], skip: int) -> Callable[..., None]:
    """Give `run` the name, the help and the own options of `function`, which Typer reads from it."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[skip:]
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    every = [context, *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own)]
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    # Typer reads the signature, and these only for what the signature does not tell.
    run.__annotations__ = {}
    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    return run
