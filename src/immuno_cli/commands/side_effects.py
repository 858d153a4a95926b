"""`immuno side-effects`: what treatments do to people, in numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from immuno_cli.cli.candidates import named
from immuno_cli.cli.names import joined, with_note
from immuno_cli.cli.options import Asked, answers, new_app
from immuno_cli.commands.drug import alike
from immuno_cli.commands.search import asking
from immuno_cli.facts.model import Drug, Scale, SideEffect, Therapy
from immuno_cli.formats.emit import Answer
from immuno_cli.pages.side_effects import Counted, drug_profile_page, effect_page, effects_page, therapy_profile_page
from immuno_cli.pages.side_effects_short import drug_profile_short, effect_short, therapy_profile_short

app = new_app()


@app.command()
@answers
def side_effects(
    asked: Asked,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="A kind of therapy, a product, or a side effect.",
            show_default=False,
            autocompletion=named(Therapy, Drug, SideEffect),
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every number, and where it is from.")] = False,
) -> Answer:
    """Side effects: all, of a therapy, of a product, or one in full.

    Examples: immuno side-effects til · immuno side-effects yescarta · immuno side-effects crs
    """
    knowledge = asked.knowledge
    if not name:
        edition = knowledge.edition
        found = knowledge.all(SideEffect)
        return Answer(
            kind="side-effect", records=found, page=lambda: effects_page(found, knowledge.by_id(Therapy), edition)
        )
    wanted = joined(name, lambda text: bool(knowledge.named(text, KINDS)))
    if not knowledge.named(wanted, KINDS):
        return asking(asked, wanted, KINDS, "therapy, product or side effect", "immuno side-effects")
    return profile(asked, wanted, everything=everything)


KINDS = (Therapy, Drug, SideEffect)


def profile(asked: Asked, name: str, *, everything: bool = False) -> Answer:
    """Return the side effects of a kind of therapy or of a product, or the page of one side effect."""
    knowledge = asked.knowledge
    edition = knowledge.edition
    match knowledge.find_among(name, KINDS, "therapy, product or side effect", "immuno side-effects"):
        case Therapy() as therapy:
            drugs = knowledge.drugs_of(therapy)
            return Answer(
                kind="therapy",
                records=(therapy,),
                page=lambda: (therapy_profile_page if everything else therapy_profile_short)(
                    therapy, knowledge.by_id(SideEffect), drugs, asked.level, edition
                ),
            )
        case Drug() as drug:
            return Answer(
                kind="drug",
                records=(drug,),
                page=lambda: with_note(
                    drug_profile_page(drug, knowledge.by_id(SideEffect), asked.level, edition)
                    if everything
                    else drug_profile_short(
                        drug,
                        knowledge.by_id(SideEffect),
                        knowledge.get(Therapy, drug.therapy).call,
                        asked.level,
                        edition,
                    ),
                    alike(drug, name),
                ),
            )
        case SideEffect() as effect:
            counted = [Counted(drug, rate) for drug, rate in knowledge.rates_of(effect)]
            scales = {scale.id: scale.name for scale in knowledge.all(Scale)}
            return Answer(
                kind="side-effect",
                records=(effect,),
                page=lambda: (
                    effect_page(effect, counted, knowledge.by_id(Therapy), scales, asked.level, edition)
                    if everything
                    else effect_short(
                        effect,
                        counted,
                        knowledge.by_id(Therapy),
                        knowledge.management_of(effect),
                        asked.level,
                        edition,
                    )
                ),
            )
    raise AssertionError(name)
