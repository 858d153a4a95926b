"""`immuno facts`: for people who keep the facts, and people who use them as data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from immuno_cli.choices import To
from immuno_cli.cli.options import Asked, Request
from immuno_cli.cli.words import listing, with_request
from immuno_cli.errors import BadFacts, UsageError
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Drug, Source
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.facts import facts_info_page


def check(ctx: typer.Context, request: Request) -> None:
    """Check every rule; exit 5 and list all problems if one is broken.

    Example: immuno facts check --facts data/immuno_facts
    """
    del ctx
    from immuno_cli.facts.check import check as run_rules

    world, problems = run_rules(Knowledge(request.folder(), compiled=False))
    if problems or world is None:
        raise BadFacts(problems)
    count = sum(len(entities) for entities in world.entities.values())
    typer.echo(f"{count} files, no problem found. Facts as of {world.edition.as_of}.")


def proof(
    ctx: typer.Context,
    request: Request,
    texts: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with the whole texts of labels.")],
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these products.")] = None,
) -> None:
    """Prove every quote and number of a label fact against the texts of the labels; exit 5 if one does not stand there.

    Example: immuno facts proof labels
    """
    del ctx
    from immuno_cli.facts.proof import prove

    if not texts.is_dir():
        raise UsageError(f"{texts} is not a folder; name one that holds the texts of labels")
    knowledge = Knowledge(request.folder(), compiled=False)
    entities = [knowledge.find(name, Drug, "drug", "immuno drug list") for name in names] if names else None
    report = prove(knowledge, texts, entities)
    for one in report.older:
        typer.echo(f"{one.source} was read as of {one.read}; the text is of {one.held}. {one.facts} facts rest on it.")
    if report.problems:
        raise BadFacts(report.problems)
    typer.echo(f"{report.quotes:,} quotes stand in the texts of the labels, {report.numbers:,} numbers in a quote.")


def info(asked: Asked) -> Answer:
    """How many facts, from which sources, how old, and what is not known.

    Example: immuno facts info
    """
    knowledge = asked.knowledge
    entities: dict[str, tuple[Entity, ...]] = {
        folder: knowledge.all(kind) for kind, folder in FOLDERS.items() if kind is not Source
    }
    tallies = [knowledge.tally(entity) for found in entities.values() for entity in found]
    kinds = Counter(source.kind for source in knowledge.each(Source))
    return Answer(kind="facts", records=(), page=lambda: facts_info_page(entities, tallies, kinds, knowledge.edition))


def export(
    ctx: typer.Context,
    request: Request,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, an empty one, or an earlier export.")],
    to: Annotated[To, typer.Option("--to", help="JSON records, CSV tables, or one SQLite database.")],
) -> None:
    """Write all facts as JSON, CSV tables or SQLite.

    Example: immuno facts export --to csv immuno-facts
    """
    del ctx
    from immuno_cli.export.files import export as write

    knowledge = request.knowledge()
    written = write(knowledge, to, folder)
    typer.echo(f"Facts as of {knowledge.edition.as_of}, written to {folder}:")
    for one in written:
        typer.echo(f"  {one.file}: {one.what}")


app = listing(
    "The facts themselves: what they hold, and every rule they keep.\n\nExample: immuno facts info",
    info,
    {"check": with_request(check), "proof": with_request(proof), "export": with_request(export)},
    word="info",
)
