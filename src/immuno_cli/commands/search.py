"""`immuno search`: words, anywhere in the facts."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.choices import Level
from immuno_cli.cli.options import Asked, answers, new_app
from immuno_cli.errors import UsageError
from immuno_cli.facts.kinds import Kind
from immuno_cli.formats.emit import Answer

LIMIT = 10

app = new_app()


@app.command()
@answers
def search(
    asked: Asked,
    words: Annotated[
        list[str], typer.Argument(help="Words to look for; an entry has all of them.", show_default=False)
    ],
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", "-k", help="Only this kind of entry; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Entries to show.")] = LIMIT,
) -> Answer:
    """Search everything: names first, then headings and texts.

    Examples: immuno search capillary leak · immuno search driving after car t
    """
    # Imported here: no other command needs them, and every command would wait for them.
    from immuno_cli.pages.search import search_page
    from immuno_cli.search.index import opened
    from immuno_cli.search.rank import hit, nothing, rank
    from immuno_cli.search.spelling import split

    knowledge, question, plain = asked.knowledge, " ".join(words), asked.level is Level.PLAIN
    if not split(question):
        raise UsageError("There is no word to look for. Give one, such as: immuno search fever")
    index = opened(knowledge)
    matches = rank(index, question, plain=plain, kinds=kind)
    if not matches:
        elsewhere = len(rank(index, question, plain=plain)) if kind else 0
        raise nothing(index, question, knowledge, plain=plain, elsewhere=elsewhere)
    hits = [hit(match, question, index, knowledge, plain=plain) for match in matches[:limit]]
    options = [word for one in kind or () for word in ("--kind", one)] + (["--level", "plain"] if plain else [])
    return Answer(
        kind="search",
        records=hits,
        page=lambda: search_page(question, hits, len(matches), options, knowledge.edition),
    )
