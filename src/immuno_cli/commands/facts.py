"""`immuno facts`: for people who keep the facts, and people who use them as data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from immuno_cli.choices import ExportFormat
from immuno_cli.cli.options import Context, answers, default_command, new_app
from immuno_cli.errors import BadFacts, UsageError
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.model import Drug, Source
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.facts import count, facts_info_page

app = new_app("The facts themselves: what they hold, and every rule they keep.\n\nExample: immuno facts info")


@default_command(app, "info")
def info(
    context: Context,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every open question too.")] = False,
) -> Answer:
    """How many facts, from which sources, how old, and what is not known.

    Example: immuno facts info
    """
    knowledge = context.knowledge
    entities: dict[str, tuple[Entity, ...]] = {
        folder: knowledge.all(kind) for kind, folder in FOLDERS.items() if kind is not Source
    }
    tallies = [knowledge.tally(entity) for group in entities.values() for entity in group]
    counts = count(entities, tallies, Counter(source.kind for source in knowledge.each(Source)))
    return Answer(
        kind="facts", records=(counts,), page=lambda: facts_info_page(counts, knowledge.edition, everything=everything)
    )


@app.command()
@answers
def check(context: Context) -> Answer:
    """Check every rule; exit 5 and list all problems if one is broken.

    Example: immuno facts check --facts data/immuno_facts
    """
    knowledge = context.knowledge = context.request.knowledge(check=True)
    files, as_of = sum(len(knowledge.ids(kind)) for kind in FOLDERS), knowledge.edition.as_of
    return Answer(
        kind="facts-check",
        records=({"files": files, "problems": 0},),
        text=f"{files} files, no problem found. Facts as of {as_of}.\n",
    )


@app.command()
@answers
def proof(
    context: Context,
    texts: Annotated[str, typer.Argument(metavar="DIR", help="A folder with the whole texts of labels.")],
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these products.")] = None,
) -> Answer:
    """Prove every quote and number of a label fact against the texts of the labels; exit 5 if one does not stand there.

    Example: immuno facts proof labels
    """
    from immuno_cli.facts.proof import prove

    folder = Path(texts)
    # An empty name, of a variable that is not set, is not the folder one is in.
    if not texts or not folder.is_dir():
        raise UsageError(f'"{texts}" is not a folder. Name one that holds the texts of labels.')
    knowledge = context.knowledge = context.request.open(compiled=False)
    entities = [knowledge.find(name, Drug, "drug", "immuno drug list") for name in names] if names else None
    report = prove(knowledge, folder, entities)
    if report.problems:
        raise BadFacts(report.problems)
    older = [
        f"{entry.source} was read as of {entry.read}; the text is of {entry.held}. {entry.facts} facts rest on it.\n"
        for entry in report.older
    ]
    proved = f"{report.quotes:,} quotes stand in the texts of the labels, {report.numbers:,} numbers in a quote.\n"
    counts = {"quotes": report.quotes, "numbers": report.numbers, "older": [entry._asdict() for entry in report.older]}
    return Answer(kind="facts-proof", records=(counts,), text="".join([*older, proved]))


@app.command()
@answers
def export(
    context: Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, an empty one, or an earlier export.")],
    to: Annotated[ExportFormat, typer.Option("--to", help="JSON records, CSV tables, or one SQLite database.")],
) -> Answer:
    """Write all facts as JSON, CSV tables or SQLite.

    Example: immuno facts export --to csv immuno-facts
    """
    from immuno_cli.export.files import export as write

    written = write(context.knowledge, to, folder)
    lines = [f"Facts as of {context.knowledge.edition.as_of}, written to {folder}:"]
    lines += [f"  {file.file}: {file.what}" for file in written]
    return Answer(
        kind="facts-export",
        records=[{"file": file.file, "what": file.what} for file in written],
        text="\n".join(lines) + "\n",
    )
