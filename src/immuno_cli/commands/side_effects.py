"""`immuno side-effects`: what treatments do to people, in numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.candidates import name_argument
from immuno_cli.cli.names import join_name, with_note
from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.commands.drug import biosimilar_note
from immuno_cli.commands.search import search_instead
from immuno_cli.facts.model import Drug, Scale, SideEffect, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.side_effects import DrugRate, drug_profile_page, effect_page, effects_page, therapy_profile_page
from immuno_cli.pages.side_effects_short import drug_profile_short, effect_short, therapy_profile_short

app = new_app()


@app.command()
@answers
def side_effects(
    context: Context,
    name: Annotated[
        list[str] | None,
        name_argument(Therapy, Drug, SideEffect, help="A kind of therapy, a product, or a side effect."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every number, and where it is from.")] = False,
) -> Answer:
    """Side effects: all, of a therapy, of a product, or one in full.

    Examples: immuno side-effects til · immuno side-effects yescarta · immuno side-effects crs
    """
    knowledge = context.knowledge
    if not name:
        edition = knowledge.edition
        effects = knowledge.all(SideEffect)
        return Answer(
            kind="side-effect", records=effects, page=lambda: effects_page(effects, knowledge.by_id(Therapy), edition)
        )
    wanted = join_name(name, lambda text: bool(knowledge.named(text, PROFILED)))
    if not knowledge.named(wanted, PROFILED):
        return search_instead(context, wanted, PROFILED, "therapy, product or side effect", "immuno side-effects")
    return profile_answer(context, wanted, everything=everything)


PROFILED = (Therapy, Drug, SideEffect)


def profile_answer(context: Context, name: str, *, everything: bool = False) -> Answer:
    """Return the side effects of a kind of therapy or of a product, or the page of one side effect."""
    knowledge = context.knowledge
    edition = knowledge.edition
    match knowledge.find_among(name, PROFILED, "therapy, product or side effect", "immuno side-effects"):
        case Therapy() as therapy:
            drugs = knowledge.drugs_of(therapy)
            return Answer(
                kind="therapy",
                records=(therapy,),
                page=lambda: (therapy_profile_page if everything else therapy_profile_short)(
                    therapy, knowledge.by_id(SideEffect), drugs, context.level, edition
                ),
            )
        case Drug() as drug:
            kind = knowledge.get(Therapy, drug.therapy)
            return Answer(
                kind="drug",
                records=(drug,),
                page=lambda: with_note(
                    drug_profile_page(drug, knowledge.by_id(SideEffect), context.level, edition, kind.day_zero)
                    if everything
                    else drug_profile_short(drug, knowledge.by_id(SideEffect), kind.call, context.level, edition),
                    biosimilar_note(drug, name),
                ),
            )
        case SideEffect() as effect:
            counted = [DrugRate(drug, rate) for drug, rate in knowledge.rates_of(effect)]
            scales = {scale.id: scale.name for scale in knowledge.all(Scale)}
            return Answer(
                kind="side-effect",
                records=(effect,),
                page=lambda: (
                    effect_page(effect, counted, knowledge.by_id(Therapy), scales, context.level, edition)
                    if everything
                    else effect_short(
                        effect,
                        counted,
                        knowledge.by_id(Therapy),
                        knowledge.management_of(effect),
                        context.level,
                        edition,
                    )
                ),
            )
    raise AssertionError(name)
