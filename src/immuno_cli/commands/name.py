"""`immuno NAME`: the page of whatever has exactly this name; what is no name is a question for the search."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import Annotated

import typer

from immuno_cli.cli.candidates import named, others
from immuno_cli.cli.names import parted
from immuno_cli.cli.options import Asked, answers, new_app
from immuno_cli.errors import UsageError
from immuno_cli.facts.emergencies import signs_asked
from immuno_cli.facts.kinds import KINDS, command
from immuno_cli.facts.model import Cancer, Drug, Guide, OtherProduct, Scale, SideEffect, Term, Therapy
from immuno_cli.formats.emit import Answer

app, comparing = new_app(), new_app()

ORDER = (Drug, OtherProduct, Therapy, SideEffect, Cancer, Scale, Guide, Term)
"""Of several things with the same name the first opens; the others are named."""


@app.command()
@answers
def open_(
    asked: Asked,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME", help="Any name, or a question.", show_default=False, autocompletion=named(*ORDER)
        ),
    ],
) -> Answer:
    """Open the page of whatever has exactly this name.

    Examples: immuno yescarta · immuno car t · immuno can I drive
    """
    from immuno_cli.commands.search import asking

    text = " ".join(words)
    found = asked.knowledge.named(text, ORDER)
    # The page of a word tells what it means; who types a sign of an emergency is told what to do.
    if found and not (found[0][0] is Term and signs_asked(text)):
        return _page(asked, text, found)
    _refuse_mistyped(words, asked)
    return asking(asked, text, ORDER, "name", "immuno")


def _page(asked: Asked, text: str, found: list[tuple[type, str]]) -> Answer:
    """Return the page of the first thing that has a name, which says what else has it."""
    from immuno_cli.commands import drug, reference, side_effects, therapies

    opens = {
        Therapy: therapies.kind,
        SideEffect: side_effects.profile,
        Cancer: reference.one_cancer,
        Scale: reference.one_scale,
        Guide: reference.one_guide,
        Term: reference.one_term,
    }
    cls, one = found[0]
    answer = drug.product(asked, text) if cls in (Drug, OtherProduct) else opens[cls](asked, one)
    others = tuple(command(KINDS[kind], other, "") for kind, other in found[1:] if kind not in (Drug, OtherProduct))
    page = answer.page
    if not others or page is None:
        return answer
    shown = page()
    also = tuple(one for one in shown.next_commands if one not in others)
    return answer._replace(page=lambda: replace(shown, next_commands=(*others, *also)))


def _refuse_mistyped(words: list[str], asked: Asked) -> None:
    """Raise UsageError where the first word stands nowhere in the facts and is close to a command word."""
    from immuno_cli.cli.app import ALSO, COMMANDS
    from immuno_cli.search.index import opened
    from immuno_cli.search.rank import ask

    if words[0] not in ask(opened(asked.knowledge), words[0], asked.knowledge.synonyms).missing:
        return

    close = difflib.get_close_matches(words[0].casefold(), [*COMMANDS, *ALSO], 1, ALIKE)
    if close:
        word = ALSO.get(close[0], close[0])
        raise UsageError(f'There is no command and no name "{words[0]}". Did you mean `immuno {word}`?')


ALIKE = 0.75
"""How alike a word and a command word must be."""


@comparing.command()
@answers
def compare(
    asked: Asked,
    names: Annotated[
        list[str],
        typer.Argument(metavar="A B", help="Two to five products.", show_default=False, autocompletion=others(Drug)),
    ],
) -> Answer:
    """Set two to five products side by side, row by row.

    Example: immuno compare yescarta breyanzi
    """
    from immuno_cli.commands import drug, therapies

    knowledge = asked.knowledge
    kinds = parted(names, lambda name: bool(knowledge.named(name, (Therapy,))))
    of_kinds = len(kinds) > 1 and all(knowledge.named(name, (Therapy,)) for name in kinds)
    return therapies.side_by_side(asked, names) if of_kinds else drug.side_by_side(asked, names)
