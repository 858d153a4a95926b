"""What all reading commands share: the options, said once, and the state that carries them to the answer."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import typer

from immuno_cli.errors import BadFacts, TooOld, UsageError
from immuno_cli.knowledge import Knowledge, references
from immuno_cli.model import Drug, Source, SourceKind
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
    max_age: Annotated[
        str | None,
        typer.Option("--max-age", metavar="DAYS", help="Exit 4 when the facts are older.", show_default=False),
    ] = None
    web: Annotated[bool, typer.Option("--web", help="Open the primary source in a browser.")] = False
    print_url: Annotated[bool, typer.Option("--print-url", help="Print the address of the primary source.")] = False
    ids: Annotated[bool, typer.Option("--ids", help="Print the id of each claim, for immuno why.")] = False
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
            format=next(iter(asked), None),
            width=self.width,
            color=self.color or Color.AUTO,
            pager=not self.no_pager,
            ids=self.ids,
        )

    def folder(self) -> Traversable:
        """The fact folder that was asked for. Raises UsageError when it is not a folder."""
        if self.facts is None:
            return files("immuno_facts")
        try:
            found = self.facts.is_dir()
        except OSError as error:
            raise UsageError(f"The folder {self.facts} cannot be read: {error.strerror or error}.") from None
        if not found:
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
    """Turn `(ctx, request, …)` into a Typer command whose options are its own and the fields of Request."""

    def run(ctx: typer.Context, **values: Any) -> None:
        command(ctx, _request(ctx, values), **values)

    return _exposed(run, command, skip=2)


def reading(command: Callable[..., Answer]) -> Callable[..., None]:
    """Turn `(asked, …) -> Answer` into a Typer command that emits the answer in the format asked for."""

    def run(ctx: typer.Context, **values: Any) -> None:
        _answer(_request(ctx, values), command, **values)

    return _exposed(run, command, skip=1)


def _answer(request: Request, command: Callable[..., Answer], **values: Any) -> None:
    output, knowledge = request.output, request.knowledge()
    if request.max_age is not None:
        refuse_older(request.max_age, knowledge)
    if request.web or request.print_url:
        answer = command(Asked(knowledge, request.level or Level.CLINICAL), **values)
        address = primary_source(answer.records, knowledge)
        typer.echo(address)
        if request.web:
            typer.launch(address)
        return
    emit(command(Asked(knowledge, request.level or Level.CLINICAL), **values), output, knowledge)


def _request(ctx: typer.Context, values: dict[str, Any]) -> Request:
    """Take the shared options out of the values of one call.

    Options before the command word count too (`immuno --json drug list`); the ones after it win.
    """
    given = {field.name: values.pop(field.name) for field in fields(Request)}
    before = ctx.find_root().obj or Request()
    return replace(before, **{name: value for name, value in given.items() if value})


@functools.cache
def _shared() -> tuple[inspect.Parameter, ...]:
    """Return the options that every reading command has; taking the class apart is too slow to do for each command."""
    return tuple(inspect.signature(Request, eval_str=True).parameters.values())


def refuse_older(most: str, knowledge: Knowledge) -> None:
    """Raise TooOld when the data date is more than `most` days ago; `most` is a number of days such as `90d`."""
    found = re.fullmatch(r"(\d{1,5})d?", most)
    if not found:
        raise UsageError(f"--max-age {most} is not a number of days. Write it as 90d.")
    if knowledge.age > int(found[1]):
        as_of = knowledge.edition.as_of
        raise TooOld(f"The facts are {knowledge.age} days old (as of {as_of}); --max-age allows {found[1]}.")


def primary_source(records: Sequence[Any], knowledge: Knowledge) -> str:
    """Return the address of the primary source of the one record of an answer.

    For a product that is the current label at DailyMed, by its set id; for anything else the strongest, newest source
    that has an address. Raises UsageError when the answer is not one record, or has no address.
    """
    if len(records) != 1:
        raise UsageError("--web and --print-url need one answer, such as: immuno drug show yescarta --web")
    (record,) = records
    if isinstance(record, Drug) and "spl-set-id" in record.identifiers:
        return f"https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid={record.identifiers['spl-set-id'].values[0]}"
    cited = {one for _, kind, one in references(record) if kind == "sources"}
    sources = [record] if isinstance(record, Source) else [knowledge.get(Source, one) for one in sorted(cited)]
    kinds = list(SourceKind)
    newest_first = sorted((one for one in sources if one.url), key=lambda one: one.published or "", reverse=True)
    best = min(newest_first, key=lambda one: kinds.index(one.kind), default=None)
    if best is None or best.url is None:
        raise UsageError("No source of this answer has an address.")
    return best.url


def _exposed(run: Callable[..., None], command: Callable[..., Any], skip: int) -> Callable[..., None]:
    """Give `run` the name, the help and the own options of `command`, and the shared options: what Typer reads."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[skip:]
    shared = _shared()
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    every = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (context, *own, *shared)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {one.name: one.annotation for one in every}
    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    return run


def group(about: str) -> typer.Typer:
    """Return a group of commands that look and fail like all others."""
    return typer.Typer(help=about, context_settings=HELP, no_args_is_help=False, rich_markup_mode=None)


def listing(app: typer.Typer, command: Callable[..., Answer]) -> None:
    """Make a command the `list` of a group, and what the bare group word does."""
    app.command("list")(reading(command))

    def bare(ctx: typer.Context, request: Request) -> None:
        """Keep options that stand before the command word, or list."""
        ctx.find_root().obj = request
        if ctx.invoked_subcommand is None:
            _answer(request, command)

    # No help of its own: the group has one.
    bare.__doc__ = None
    app.callback(invoke_without_command=True)(with_request(bare))


HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
