"""What all reading commands share: the options, said once, and the state that carries them to the answer."""

# No postponed annotations here: those of Request are needed at every start, and as text each would be compiled first.
import functools
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperOption

from immuno_cli.choices import Color, Format, Level
from immuno_cli.errors import BadFacts, TooOld, UsageError
from immuno_cli.facts.knowledge import Knowledge, bundled, cited
from immuno_cli.facts.model import Drug, Source, SourceKind
from immuno_cli.facts.records import names_of_fields, record
from immuno_cli.formats.emit import Answer, Output, emit

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


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
        """The part that formats need. Raises UsageError for two formats at once."""
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

    def folder(self) -> "Traversable":
        """The fact folder that was asked for. Raises UsageError when it is not a folder."""
        if self.facts is None:
            return bundled()
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
            from immuno_cli.facts.check import check

            _, problems = check(knowledge)
            if problems:
                raise BadFacts(problems)
        return knowledge


@record()
class Asked:
    """What a reading command gets: the facts, and whose words to use."""

    knowledge: Knowledge
    level: Level


def answer(request: Request, function: Callable[..., Answer], **values: Any) -> None:
    """Ask a reading command and write its answer as the request wants it. Raises what stands in the way of it."""
    output, knowledge = request.output, request.knowledge()
    if request.max_age is not None:
        refuse_older(request.max_age, knowledge)
    if request.web or request.print_url:
        found = function(Asked(knowledge, request.level or Level.CLINICAL), **values)
        address = primary_source(found.records, knowledge)
        typer.echo(address)
        if request.web:
            typer.launch(address)
        return
    emit(function(Asked(knowledge, request.level or Level.CLINICAL), **values), output, knowledge)


def requested(ctx: typer.Context, values: dict[str, Any]) -> Request:
    """Take the shared options out of the values of one call.

    Options before the command word count too (`immuno --json drug list`); the ones after it win.
    """
    before = ctx.find_root().obj or Request()
    asked = {}
    for name in names_of_fields(before):
        value = values.pop(name)
        made = MADE_OF[name](value) if value and name in MADE_OF else value
        asked[name] = made or getattr(before, name)
    return Request(**asked)


MADE_OF: dict[str, Callable[[str], Any]] = {"format": Format, "level": Level, "color": Color, "facts": Path}
"""What a shared option is made of the text on the command line; Typer has checked that it can be."""


@functools.cache
def shared() -> list[TyperOption]:
    """Return the options that every command has. Typer makes them once, not once for each of the words typed."""

    def takes(**values: Any) -> None:
        """Stand for a command."""

    blank, keyword = Request(), inspect.Parameter.KEYWORD_ONLY
    takes.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, keyword, default=getattr(blank, name), annotation=annotation)
            for name, annotation in Request.__annotations__.items()
        ]
    )
    takes.__annotations__ = {}
    app = typer.Typer(add_completion=False)
    app.command()(takes)
    return [one for one in typer.main.get_command(app).params if isinstance(one, TyperOption)]


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
    names = sorted(cited(record))
    sources = [record] if isinstance(record, Source) else [knowledge.get(Source, name) for name in names]
    kinds = list(SourceKind)
    newest_first = sorted((one for one in sources if one.url), key=lambda one: one.published or "", reverse=True)
    best = min(newest_first, key=lambda one: kinds.index(one.kind), default=None)
    if best is None or best.url is None:
        raise UsageError("No source of this answer has an address.")
    return best.url
