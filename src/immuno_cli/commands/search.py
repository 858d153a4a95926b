"""`immuno search`: words, anywhere in the facts."""

from __future__ import annotations

import itertools
from typing import Annotated

import typer

from immuno_cli.choices import Level
from immuno_cli.cli.arguments import whole_number
from immuno_cli.cli.names import each_name
from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.errors import NotFound, UsageError
from immuno_cli.facts.kinds import ORDER, Kind
from immuno_cli.facts.model import Cancer, Drug, Therapy
from immuno_cli.facts.names import is_code
from immuno_cli.formats.emit import Answer

LIMIT = 5
"""Entries that are read for one screen."""

app = new_app()


@app.command()
@answers
def search(
    context: Context,
    words: Annotated[list[str], typer.Argument(help="A question, or words to look for.", show_default=False)],
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", "-k", help="Only this kind of entry; may be repeated.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            parser=whole_number(1, 99_999),
            metavar="NUMBER",
            help="Entries to show. Default: what fits a screen.",
        ),
    ] = None,
) -> Answer:
    """Search everything: the answer itself, and where it stands.

    Examples: immuno search capillary leak · immuno search can I drive
    """
    return answer_to(context, " ".join(words), kind, limit)


def answer_to(
    context: Context, question: str, kind: list[Kind] | None = None, limit: int | None = None, note: str = ""
) -> Answer:
    """Return the answer to a question. Raises NoMatch when the facts have none."""
    # Imported here: no other command needs them, and every command would wait for them.
    from immuno_cli.pages.search import figures, fitting, search_page
    from immuno_cli.search.emergency import emergencies
    from immuno_cli.search.hits import hit_of
    from immuno_cli.search.index import open_index
    from immuno_cli.search.nothing import misspelt, no_match, unsaid
    from immuno_cli.search.question import is_plain, parse
    from immuno_cli.search.rank import NOTHING, rank
    from immuno_cli.search.spelling import split

    knowledge, only_plain = context.knowledge, context.level is Level.PLAIN
    if not split(question):
        raise UsageError("There is no word to look for. Give one, such as: immuno search fever")
    index = open_index(knowledge)
    urgent, parsed = emergencies(question, knowledge), parse(index, question, knowledge.synonyms)
    matches = rank(index, parsed, plain=only_plain, kinds=kind) if not misspelt(index, parsed) else NOTHING
    if not matches.total and not urgent:
        elsewhere = rank(index, parsed, plain=only_plain).total if kind else 0
        raise no_match(index, parsed, knowledge, plain=only_plain, elsewhere=elsewhere)
    plain = only_plain or is_plain(question)
    first = itertools.islice(matches.best_first, limit or LIMIT)
    hits = (hit_of(match, parsed, index, knowledge, plain=plain, figures=figures) for match in first)
    shown = [*urgent, *(hits if limit else fitting(urgent, hits))]
    # A patient who is told by a guide needs no word on the label.
    told = " ".join(f"{hit.name} {hit.where} {hit.excerpt}" for hit in shown[:1]) if plain else ""
    absent = unsaid(matches.lacking, parsed, index.spelling, told)
    options = [word for name in kind or () for word in ("--kind", name)] + (["--level", "plain"] if only_plain else [])
    return Answer(
        kind="search",
        records=shown,
        page=lambda: search_page(
            question,
            shown,
            matches.total,
            options,
            knowledge.edition,
            note=note,
            missing=parsed.missing,
            absent=absent,
        ),
    )


def question_instead(context: Context, word: str, text: str, kinds: tuple[type, ...], what: str) -> Answer | None:
    """Return what answers where a command word begins a question, `drug for melanoma`; None for a name.

    A question has a word such as `for`, of which no name is made, or is one with the word before it: `cancer vaccines`.
    Where a whole name stands beside other words, `drug yescarta dose`, the word of the command says nothing more.
    """
    known = context.knowledge.named
    if known(text, kinds):
        return None
    from immuno_cli.search.spelling import STOP_WORDS

    asks = " " in text and any(len(part) > 1 and part.casefold() in STOP_WORDS for part in text.split())
    if asks or known(f"{word} {' '.join(text.split()[:1])}", ORDER):
        return search_instead(context, f"{word} {text}", kinds, what, f"immuno {word}")
    parts = list(each_name(text.split(), lambda name: bool(known(name, (Drug, Therapy, Cancer)))))
    if {is_name for _, is_name in parts} == {True, False} and not {Drug, Therapy, Cancer}.isdisjoint(kinds):
        from immuno_cli.search.index import open_index
        from immuno_cli.search.question import parse

        if not parse(open_index(context.knowledge), text, context.knowledge.synonyms).missing:
            return search_instead(context, text, kinds, what, f"immuno {word}")
    return None


def search_instead(context: Context, text: str, kinds: tuple[type, ...], what: str, command: str) -> Answer:
    """Return what the search finds for words that are no name, and say so. Raises NotFound for a mistyped name.

    What is a mistyped name is told from a question by its words: none of those of a question is close to the name of a
    product without being one, and some of them stand somewhere.
    """
    from immuno_cli.search.emergency import emergencies
    from immuno_cli.search.index import open_index
    from immuno_cli.search.nothing import misspelt, no_match
    from immuno_cli.search.question import parse

    knowledge = context.knowledge
    index = open_index(knowledge)
    question = parse(index, text, knowledge.synonyms)
    urgent = emergencies(text, knowledge)
    if is_code(text) or misspelt(index, question) or not (question.known or urgent):
        try:
            knowledge.find_among(text, kinds, what, command)
        except NotFound as error:
            if error.near or not question.known or is_code(text):
                raise
            # The name stands beside other words, so that the whole is close to nothing.
            raise no_match(index, question, knowledge) from error
    return answer_to(context, text, note=f'No {what} is called "{text}". This is what the search finds.')
