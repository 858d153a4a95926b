"""`immuno cancer`, `grading`, `glossary`, `guide` and `source`: what the other pages refer to."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.candidates import name_argument
from immuno_cli.cli.options import Context, answers, default_command, new_app
from immuno_cli.commands.search import question_instead
from immuno_cli.errors import NotFound
from immuno_cli.facts.model import Cancer, Drug, Guide, Scale, SideEffect, Source, Term, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.reference import (
    glossary_page,
    guide_page,
    list_page,
    on_topic,
    scale_page,
    source_list_page,
    source_page,
    term_page,
)
from immuno_cli.pages.uses import Names

cancer = new_app("Cancers, and the products approved for them.\n\nExample: immuno cancer show myeloma")
source = new_app("The documents that facts were read in.\n\nExample: immuno source list")
grading, glossary, guide = new_app(), new_app(), new_app()


@default_command(cancer, "list")
def cancers(context: Context) -> Answer:
    """List the cancers that a product treats.

    Example: immuno cancer list
    """
    from immuno_cli.pages.cancer import cancer_list_page

    knowledge = context.knowledge
    every = knowledge.all(Cancer)
    return Answer(
        kind="cancer",
        records=every,
        page=lambda: cancer_list_page(every, knowledge.all(Drug), knowledge.edition),
    )


@cancer.command("show")
@answers
def show_cancer(
    context: Context,
    name: Annotated[list[str], name_argument(Cancer)],
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Every use in a row of its own, with its trials.")
    ] = False,
) -> Answer:
    """Show the products approved for a cancer, by line of treatment.

    Example: immuno cancer show "multiple myeloma"
    """
    text = " ".join(name)
    question = question_instead(context, "cancer", text, (Cancer,), "cancer")
    return question or cancer_answer(context, text, everything=everything)


def cancer_answer(context: Context, name: str, *, everything: bool = False) -> Answer:
    """Return the page of one cancer."""
    from immuno_cli.pages.cancer import cancer_page

    knowledge = context.knowledge
    disease = knowledge.find(name, Cancer, "cancer", "immuno cancer list")
    names = Names(lambda key: knowledge.get(Cancer, key), lambda key: knowledge.get(Therapy, key))
    return Answer(
        kind="cancer",
        records=(disease,),
        page=lambda: cancer_page(
            disease, knowledge.all(Drug), names, context.level, knowledge.edition, everything=everything
        ),
    )


@grading.command()
@answers
def scales(context: Context, scale: Annotated[list[str] | None, name_argument(Scale)] = None) -> Answer:
    """Published grading tables, to read and not to apply.

    Examples: immuno grading · immuno grading crs
    """
    knowledge = context.knowledge
    if not scale:
        every = knowledge.all(Scale)
        commands = ("immuno grading crs", "immuno grading icans")
        return Answer(
            kind="scale",
            records=every,
            page=lambda: list_page("Grading scales", every, commands, knowledge.edition),
        )
    text = " ".join(scale)
    return question_instead(context, "grading", text, (Scale,), "grading scale") or scale_answer(context, text)


def scale_answer(context: Context, name: str) -> Answer:
    """Return the page of one grading scale."""
    knowledge = context.knowledge
    scale = knowledge.find(name, Scale, "grading scale", "immuno grading")
    return Answer(
        kind="scale",
        records=(scale,),
        page=lambda: scale_page(scale, knowledge.graded_by(scale), context.level, knowledge.edition),
    )


@glossary.command()
@answers
def terms(context: Context, term: Annotated[list[str] | None, name_argument(Term)] = None) -> Answer:
    """Words and what they mean.

    Examples: immuno glossary · immuno glossary lymphodepletion
    """
    knowledge = context.knowledge
    if not term:
        every = tuple(sorted(knowledge.all(Term), key=lambda term: term.name.casefold()))
        commands = ("immuno glossary lymphodepletion",)
        return Answer(kind="term", records=every, page=lambda: glossary_page(every, commands, knowledge.edition))
    text = " ".join(term)
    return question_instead(context, "glossary", text, (Term,), "term") or term_answer(context, text)


def term_answer(context: Context, name: str) -> Answer:
    """Return the page of one word."""
    knowledge = context.knowledge
    term = knowledge.find(name, Term, "term", "immuno glossary")
    related = [knowledge.get(Term, other) for other in term.related]
    return Answer(kind="term", records=(term,), page=lambda: term_page(term, related, context.level, knowledge.edition))


@guide.command()
@answers
def guides(
    context: Context,
    topic: Annotated[list[str] | None, name_argument(Guide)] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every source by its title.")] = False,
) -> Answer:
    """Pages for patients and caregivers: questions to ask, recovery, trials.

    Examples: immuno guide · immuno guide questions · immuno guide faq travel
    """
    knowledge = context.knowledge
    if not topic:
        every = tuple(sorted(knowledge.all(Guide), key=lambda guide: guide.order))
        commands = ("immuno guide questions",)
        return Answer(
            kind="guide",
            records=every,
            page=lambda: list_page("Guide for patients and caregivers", every, commands, knowledge.edition),
        )
    text = " ".join(topic)
    cuts = (cut for cut in range(len(topic), 0, -1) if knowledge.named(" ".join(topic[:cut]), (Guide,)))
    if cut := next(cuts, 0):
        return guide_answer(context, " ".join(topic[:cut]), " ".join(topic[cut:]), everything=everything)
    return question_instead(context, "guide", text, (Guide,), "guide page") or guide_answer(context, text)


def guide_answer(context: Context, name: str, topic: str = "", *, everything: bool = False) -> Answer:
    """Return the page of one guide, or what it says on a topic. Raises NotFound where it says nothing on it."""
    knowledge = context.knowledge
    guide = shown = knowledge.find(name, Guide, "guide page", "immuno guide")
    also: tuple[str, ...] = ()
    if topic:
        part = on_topic(guide, topic)
        if part is None:
            raise NotFound(f"topic of the guide {guide.id}", topic, [], f"immuno guide {guide.id}", [*guide.parts])
        effects = [f"immuno side-effects {id_}" for _, id_ in knowledge.named(topic, (SideEffect,))]
        shown, also = part, (*effects, f"immuno guide {guide.id}")
    return Answer(
        kind="guide",
        records=(shown,),
        page=lambda: guide_page(shown, knowledge.edition, topic, also, everything=everything),
    )


@default_command(source, "list")
def sources(
    context: Context,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every source by name.")] = False,
) -> Answer:
    """List the sources, strongest kind first.

    Example: immuno source list --all
    """
    every = context.knowledge.all(Source)
    commands = (*(() if everything else ("immuno source list --all",)), "immuno source show ID")
    return Answer(
        kind="source",
        records=every,
        page=lambda: source_list_page(every, commands, context.knowledge.edition, everything=everything),
        next_commands=commands,
    )


@source.command("show")
@answers
def show_source(
    context: Context,
    name: Annotated[str, name_argument(Source, help="Id of the source.")],
) -> Answer:
    """Show one source and every fact that rests on it.

    Example: immuno source show fda-rems-2025
    """
    from immuno_cli.facts.claims import resting_on

    knowledge, commands = context.knowledge, ("immuno source list",)
    document = knowledge.find(name, Source, "source", "immuno source list")
    return Answer(
        kind="source",
        records=(document,),
        page=lambda: source_page(document, resting_on(document, knowledge), commands, knowledge.edition),
        next_commands=commands,
    )
