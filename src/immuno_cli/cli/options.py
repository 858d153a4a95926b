"""What all reading commands share: the options, declared once, and the context that carries them to the answer."""

# No postponed annotations here: those of Request are needed at every start, and as text each would be compiled first.
import functools
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from immuno_cli.choices import Color, Format, Level
from immuno_cli.cli.arguments import whole_number
from immuno_cli.errors import BadFacts, TooOld, UsageError
from immuno_cli.facts.entities import cited_sources
from immuno_cli.facts.knowledge import Knowledge, bundled
from immuno_cli.facts.model import Drug, Source, SourceKind
from immuno_cli.facts.records import names_of_fields, record
from immuno_cli.formats.emit import Answer, Output, emit


@record(kw_only=True)
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
        int | None,
        typer.Option(
            "--width",
            parser=whole_number(1, 1000),
            metavar="COLUMNS",
            help="Columns of the terminal format.",
            show_default=False,
        ),
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
        str | None, typer.Option("--facts", metavar="DIR", help="Read another fact folder.", show_default=False)
    ] = None

    @property
    def output(self) -> Output:
        """The part that formats need. Raises UsageError for two formats at once."""
        formats = {
            *([self.format] if self.format else []),
            *([Format.JSON] if self.json else []),
            *([Format.PLAIN] if self.plain else []),
        }
        if len(formats) > 1:
            raise UsageError(f"Asked for {' and '.join(sorted(formats))} at once. Choose one format.")
        return Output(
            format=next(iter(formats), None),
            width=self.width,
            color=self.color or Color.AUTO,
            pager=not self.no_pager,
            ids=self.ids,
        )

    def open(self, *, compiled: bool = True) -> Knowledge:
        """Open the requested facts, unchecked; a folder given with --facts is read as YAML and nothing else.

        Raises UsageError when it is not a folder.
        """
        if self.facts is None:
            return bundled(compiled=compiled)
        if not self.facts:
            raise UsageError("--facts was given no folder. Leave it out to read the bundled facts.")
        folder = Path(self.facts)
        try:
            is_folder = folder.is_dir()
        except OSError as error:
            raise UsageError(f"The folder {folder} cannot be read: {error.strerror or error}.") from None
        if not is_folder:
            raise UsageError(f"There is no folder {folder}. --facts takes a folder laid out like the bundled facts.")
        return Knowledge(folder)

    def knowledge(self, check: bool = False) -> Knowledge:
        """Open the requested facts.

        The bundled facts were checked before they were shipped; `check` asks for it again. Another folder is checked
        whole before anything in it is shown. Raises BadFacts with every problem.
        """
        knowledge = self.open(compiled=not check)
        if check or self.facts is not None:
            from immuno_cli.facts.check import check as problems_of

            _, problems = problems_of(knowledge)
            if problems:
                raise BadFacts(problems)
        return knowledge


class Context:
    """The context of a command: the request, the facts it asks for (lazy), and the level of words to use."""

    def __init__(self, request: Request, root: Any) -> None:
        self.request = request
        self.root = root
        """The context of the program itself, which knows all commands."""

    @functools.cached_property
    def knowledge(self) -> Knowledge:
        """The facts, opened lazily. Raises BadFacts as `Request.knowledge` does."""
        return self.request.knowledge()

    @property
    def level(self) -> Level:
        """Whose words to use."""
        return self.request.level or Level.CLINICAL


def new_app(about: str | None = None) -> typer.Typer:
    """Return a Typer app that looks and fails like all of ours; `about` is the help of a group."""
    return typer.Typer(
        help=about,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def answers(function: Callable[..., Answer]) -> Callable[..., None]:
    """Decorate `(context, …) -> Answer` as a command that takes the shared options and writes the answer."""

    def run(ctx: typer.Context, **values: Any) -> None:
        answer(ctx, requested(ctx, values), function, **values)

    return _Command(run, function)


class NameGroup(TyperGroup):
    """A group whose word may be followed by a name at once: what is no command word is a name to show."""

    opening = "show"
    """The command that takes the name."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first word names, else `show` with all words, where the group has it."""
        opening = self.get_command(ctx, self.opening)
        if opening is not None and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            return self.opening, opening, args
        return super().resolve_command(ctx, args)


def default_command(app: typer.Typer, word: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Decorate a function as the command `word` of a group, and as its default without a word."""

    def add(function: Callable[..., Answer]) -> Callable[..., Answer]:
        app.command(word)(answers(function))
        group_callback(app, lambda context: function(context), cls=NameGroup)
        return function

    return add


def group_callback(app: typer.Typer, function: Callable[..., Answer], **settings: Any) -> None:
    """Let a group do what `(context, …) -> Answer` says when no word follows; shared options may stand before one."""

    def run(ctx: typer.Context, **values: Any) -> None:
        request = ctx.find_root().obj = requested(ctx, values)
        if ctx.invoked_subcommand is None:
            answer(ctx, request, function, **values)

    app.callback(invoke_without_command=True, **settings)(_Command(run, function))


def answer(ctx: typer.Context, request: Request, function: Callable[..., Answer], **values: Any) -> None:
    """Call a command and write its answer in the requested format. Raises ImmunoError when there is none."""
    output, context = request.output, Context(request, ctx.find_root())
    if request.max_age is not None:
        refuse_older(request.max_age, context.knowledge)
    reply = function(context, **values)
    if request.web or request.print_url:
        address = primary_source(reply.records, context.knowledge)
        typer.echo(address)
        if request.web:
            typer.launch(address)
        return
    emit(reply, output, context.knowledge)


def requested(ctx: typer.Context, values: dict[str, Any]) -> Request:
    """Pop the shared options from the values of one call into a Request.

    Options before the command word count too (`immuno --json drug list`); the ones after it win.
    """
    before = ctx.find_root().obj or Request()
    given = {name: values.pop(name) for name in names_of_fields(before)}
    return Request(
        **{name: getattr(before, name) if value in (None, False) else value for name, value in given.items()}
    )


@functools.cache
def _shared_options() -> list[inspect.Parameter]:
    blank, keyword = Request(), inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, keyword, default=getattr(blank, name), annotation=annotation)
        for name, annotation in Request.__annotations__.items()
    ]


class _Command:
    """A function with the name, the help and the own options of another, and the shared ones after them.

    The options are put together when Typer makes the command: of a module it makes one.
    """

    def __init__(self, run: Callable[..., None], function: Callable[..., Answer]) -> None:
        self.run, self.function = run, function
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        # Typer reads the signature, and these only for what the signature does not tell.
        self.__annotations__: dict[str, Any] = {}

    def __call__(self, ctx: typer.Context, **values: Any) -> None:
        self.run(ctx, **values)

    @functools.cached_property
    def __signature__(self) -> inspect.Signature:
        keyword = inspect.Parameter.KEYWORD_ONLY
        own = list(inspect.signature(self.function, eval_str=True).parameters.values())[1:]
        context = inspect.Parameter("ctx", keyword, annotation=typer.Context)
        return inspect.Signature([context, *(parameter.replace(kind=keyword) for parameter in own), *_shared_options()])


def refuse_older(most: str, knowledge: Knowledge) -> None:
    """Raise TooOld when the data date is more than `most` days ago, or nobody can tell; `most` is such as `90d`."""
    match = re.fullmatch(r"(\d{1,5})d?", most)
    if not match:
        raise UsageError(f"--max-age {most} is not a number of days. Write it as 90d.")
    as_of = knowledge.edition.as_of
    if ahead := knowledge.days_ahead:
        behind = f"The clock of this computer is {ahead} days behind the facts (as of {as_of})"
        raise TooOld(f"{behind}: --max-age cannot tell how old they are. Set the clock.")
    if knowledge.age > int(match[1]):
        raise TooOld(f"The facts are {knowledge.age} days old (as of {as_of}); --max-age allows {match[1]}.")


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
    names = sorted(cited_sources(record))
    sources = [record] if isinstance(record, Source) else [knowledge.get(Source, name) for name in names]
    kinds = list(SourceKind)
    sources = [source for source in sources if source.url]
    newest_first = sorted(sources, key=lambda source: source.published or "", reverse=True)
    best = min(newest_first, key=lambda source: kinds.index(source.kind), default=None)
    if best is None or best.url is None:
        raise UsageError("No source of this answer has an address.")
    return best.url
