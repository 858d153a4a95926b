"""`immuno cancer`, `grading`, `glossary`, `guide` and `source`: what the other pages refer to."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from immuno_cli.cli.candidates import named
from immuno_cli.cli.options import Asked, answers, first, new_app
from immuno_cli.facts.model import Cancer, Drug, Guide, Scale, Source, Term, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.reference import (
    guide_page,
    list_page,
    scale_page,
    source_list_page,
    source_page,
    term_page,
)
from immuno_cli.pages.uses import Names

cancer = new_app("Cancers, and the products approved for them.\n\nExample: immuno cancer show myeloma")
source = new_app("The documents that facts were read in.\n\nExample: immuno source list")
grading, glossary, guide = new_app(), new_app(), new_app()


def wanted(kind: type) -> Any:
    """Return an argument that names one entity of a kind."""
    return typer.Argument(
        metavar="NAME", help="Name, abbreviation or id.", show_default=False, autocompletion=named(kind)
    )


@first(cancer, "list")
def cancers(asked: Asked) -> Answer:
    """List the cancers that a product treats.

    Example: immuno cancer list
    """
    from immuno_cli.pages.cancer import cancer_list_page

    knowledge = asked.knowledge
    found = knowledge.all(Cancer)
    return Answer(
        kind="cancer",
        records=found,
        page=lambda: cancer_list_page(found, knowledge.all(Drug), knowledge.edition),
    )


@cancer.command("show")
@answers
def show_cancer(
    asked: Asked,
    name: Annotated[list[str], wanted(Cancer)],
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Every use in a row of its own, with its trials.")
    ] = False,
) -> Answer:
    """Show the products approved for a cancer, by line of treatment.

    Example: immuno cancer show "multiple myeloma"
    """
    return one_cancer(asked, " ".join(name), everything=everything)


def one_cancer(asked: Asked, name: str, *, everything: bool = False) -> Answer:
    """Return the page of one cancer."""
    from immuno_cli.pages.cancer import cancer_page

    knowledge = asked.knowledge
    found = knowledge.find(name, Cancer, "cancer", "immuno cancer list")
    names = Names(lambda one: knowledge.get(Cancer, one), lambda one: knowledge.get(Therapy, one))
    return Answer(
        kind="cancer",
        records=(found,),
        page=lambda: cancer_page(
            found, knowledge.all(Drug), names, asked.level, knowledge.edition, everything=everything
        ),
    )


@grading.command()
@answers
def scales(asked: Asked, scale: Annotated[list[str] | None, wanted(Scale)] = None) -> Answer:
    """Published grading tables, to read and not to apply.

    Examples: immuno grading · immuno grading crs
    """
    knowledge = asked.knowledge
    if not scale:
        every = knowledge.all(Scale)
        commands = ("immuno grading crs", "immuno grading icans")
        return Answer(
            kind="scale",
            records=every,
            page=lambda: list_page("Grading scales", every, commands, knowledge.edition),
        )
    return one_scale(asked, " ".join(scale))


def one_scale(asked: Asked, name: str) -> Answer:
    """Return the page of one grading scale."""
    knowledge = asked.knowledge
    found = knowledge.find(name, Scale, "grading scale", "immuno grading")
    return Answer(kind="scale", records=(found,), page=lambda: scale_page(found, asked.level, knowledge.edition))


@glossary.command()
@answers
def terms(asked: Asked, term: Annotated[list[str] | None, wanted(Term)] = None) -> Answer:
    """Words and what they mean.

    Examples: immuno glossary · immuno glossary lymphodepletion
    """
    knowledge = asked.knowledge
    if not term:
        every = tuple(sorted(knowledge.all(Term), key=lambda one: one.name.casefold()))
        commands = ("immuno glossary lymphodepletion",)
        return Answer(
            kind="term", records=every, page=lambda: list_page("Glossary", every, commands, knowledge.edition)
        )
    return one_term(asked, " ".join(term))


def one_term(asked: Asked, name: str) -> Answer:
    """Return the page of one word."""
    knowledge = asked.knowledge
    found = knowledge.find(name, Term, "term", "immuno glossary")
    related = [knowledge.get(Term, one) for one in found.related]
    return Answer(kind="term", records=(found,), page=lambda: term_page(found, related, asked.level, knowledge.edition))


@guide.command()
@answers
def guides(asked: Asked, topic: Annotated[list[str] | None, wanted(Guide)] = None) -> Answer:
    """Pages for patients and carers: questions to ask, recovery, trials.

    Examples: immuno guide · immuno guide questions
    """
    knowledge = asked.knowledge
    if not topic:
        every = tuple(sorted(knowledge.all(Guide), key=lambda one: one.order))
        commands = ("immuno guide questions",)
        return Answer(
            kind="guide",
            records=every,
            page=lambda: list_page("Guide for patients and carers", every, commands, knowledge.edition),
        )
    return one_guide(asked, " ".join(topic))


def one_guide(asked: Asked, name: str) -> Answer:
    """Return the page of one guide."""
    knowledge = asked.knowledge
    found = knowledge.find(name, Guide, "guide page", "immuno guide")
    return Answer(kind="guide", records=(found,), page=lambda: guide_page(found, knowledge.edition))


@first(source, "list")
def sources(asked: Asked) -> Answer:
    """List every source, strongest kind first.

    Example: immuno source list
    """
    found = asked.knowledge.all(Source)
    return Answer(kind="source", records=found, page=lambda: source_list_page(found, asked.knowledge.edition))


@source.command("show")
@answers
def show_source(
    asked: Asked,
    name: Annotated[str, typer.Argument(help="Id of the source.", show_default=False, autocompletion=named(Source))],
) -> Answer:
    """Show one source and every fact that rests on it.

    Example: immuno source show fda-rems-2025
    """
    from immuno_cli.facts.claims import resting_on

    knowledge = asked.knowledge
    found = knowledge.find(name, Source, "source", "immuno source list")
    return Answer(
        kind="source",
        records=(found,),
        page=lambda: source_page(found, resting_on(found, knowledge), knowledge.edition),
    )
