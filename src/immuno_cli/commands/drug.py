"""`immuno drug`: FDA-approved immunotherapies of cancer. Pages are imported lazily: TAB needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from immuno_cli.choices import SHORT_SECTIONS, Section
from immuno_cli.cli.arguments import whole_number
from immuno_cli.cli.candidates import name_argument, offer, offer_new, targets
from immuno_cli.cli.names import resolve, with_note
from immuno_cli.cli.options import Context, answers, default_command, new_app
from immuno_cli.commands.filters import product_filters, use_filters
from immuno_cli.commands.search import question_instead
from immuno_cli.errors import Near, NotFound
from immuno_cli.facts.entities import describe
from immuno_cli.facts.model import Cancer, Drug, OtherProduct, Status, Therapy
from immuno_cli.facts.names import normalize
from immuno_cli.formats.emit import Answer

if TYPE_CHECKING:
    from immuno_cli.pages.page import Page
    from immuno_cli.pages.uses import Names

app = new_app("Approved products: list, show, compare.\n\nExample: immuno drug show yescarta")


@default_command(app, "list")
def list_(
    context: Context,
    therapy: Annotated[
        str | None, typer.Option("--type", help="Kind of therapy: car-t, til, tcr.", autocompletion=offer(Therapy))
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", help="Target antigen: CD19, BCMA, MAGE-A4.", autocompletion=targets)
    ] = None,
    cancer: Annotated[
        str | None, typer.Option("--cancer", help="Cancer: lbcl, myeloma, melanoma.", autocompletion=offer(Cancer))
    ] = None,
    line: Annotated[
        int | None,
        typer.Option("--line", parser=whole_number(1, 9), metavar="NUMBER", help="Usable in this line of treatment."),
    ] = None,
    biomarker: Annotated[
        str | None, typer.Option("--biomarker", help="What the tumor or the patient must have: PD-L1, MSI-H, HLA-A*02.")
    ] = None,
    route: Annotated[str | None, typer.Option("--route", help="How it is given: IV, subcutaneous, bladder.")] = None,
    accelerated: Annotated[bool, typer.Option("--accelerated", help="Under accelerated approval.")] = False,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every product in a line of its own.")] = False,
) -> Answer:
    """List the approved products.

    Example: immuno drug list --cancer lbcl --target CD19
    """
    from immuno_cli.pages.drug import drug_list_page, list_commands
    from immuno_cli.pages.uses import active_uses

    knowledge = context.knowledge
    of_product = [*product_filters(knowledge, therapy, target, route)]
    of_use = [*use_filters(knowledge, biomarker, cancer, line, accelerated=accelerated)]
    wanted = [asked.words for asked in (*of_product, *of_use)]
    drugs = [drug for drug in knowledge.all(Drug) if all(asked.fits(drug) for asked in of_product)]
    # One use must have all that was asked for: a product with each in another use is not an answer.
    fitting = {
        drug.id: [use for use in drug.indications.values() if all(asked.fits(use) for asked in of_use)]
        for drug in drugs
    }
    uses = {name: [use for use in every if use.status is Status.ACTIVE] for name, every in fitting.items()}
    ended = [drug.names.brand for drug in drugs if fitting[drug.id] and not any(active_uses(drug))]
    shown = tuple(drug for drug in drugs if uses[drug.id])
    unstated = [(asked, [drug for drug in shown if asked.is_open(drug)]) for asked in of_product]
    unstated += [(asked, [drug for drug in shown if all(map(asked.is_open, uses[drug.id]))]) for asked in of_use]
    notes = [
        f"{asked.words.partition(' ')[0].capitalize()} not stated: {', '.join(drug.names.brand for drug in without)}."
        for asked, without in unstated
        if without
    ]
    return Answer(
        kind="drug",
        records=shown,
        page=lambda: with_note(
            drug_list_page(shown, wanted, names_for(context), knowledge.edition, ended, everything=everything),
            " ".join(notes),
        ),
        next_commands=list_commands(shown),
    )


@app.command()
@answers
def show(
    context: Context,
    name: Annotated[
        list[str],
        name_argument(Drug, OtherProduct, help="Brand, proper, short or code name, or a number: NDC, NCT, BLA."),
    ],
    section: Annotated[
        list[Section] | None, typer.Option("--section", "-s", help="Only this part; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every part.")] = False,
) -> Answer:
    """Show one product: boxed warning, uses, dosing, monitoring, key numbers.

    Example: immuno drug show yescarta
    """
    text = " ".join(name)
    question = question_instead(context, "drug", text, (Drug, OtherProduct), "product")
    return question or drug_answer(context, text, section, everything)


def drug_answer(context: Context, name: str, section: list[Section] | None = None, everything: bool = False) -> Answer:
    """Return the page of one product by any of its names, or of its biosimilars."""
    from immuno_cli.pages.other_product import other_product_page

    knowledge = context.knowledge
    entity = knowledge.find_among(name, (Drug, OtherProduct), "product", "immuno drug list")
    if isinstance(entity, OtherProduct):
        return Answer(
            kind="other-product",
            records=(entity,),
            page=lambda: other_product_page(entity, context.level, knowledge.edition),
        )
    drug = cast(Drug, entity)
    sections = tuple(Section) if everything else tuple(section or SHORT_SECTIONS)
    longer = (f"immuno therapies show {drug.therapy}",) if sections != SHORT_SECTIONS else ()
    commands = (f"immuno drug show {drug.id} --all", f"immuno side-effects {drug.id}", *longer)

    def page() -> Page:
        # Imported here: JSON needs no page.
        from immuno_cli.pages.drug import drug_page

        shown = drug_page(drug, sections, context.level, names_for(context), knowledge.edition, commands)
        return with_note(shown, biosimilar_note(drug, name))

    return Answer(kind="drug", records=(drug,), page=page, next_commands=commands)


@app.command()
@answers
def compare(
    context: Context,
    names_: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C D E]", help="Two to five products.", show_default=False, autocompletion=offer_new(Drug)
        ),
    ],
) -> Answer:
    """Set two to five products side by side, row by row.

    Example: immuno drug compare yescarta breyanzi
    """
    return side_by_side(context, names_)


def side_by_side(context: Context, words: list[str]) -> Answer:
    """Return two to five products side by side; a name may have several words."""
    from immuno_cli.pages.compare import MOST_COMPARED, compare_page, next_commands

    by_name = resolve(words, (Drug, OtherProduct), "product", "immuno drug list", MOST_COMPARED, context.knowledge)
    for name, entity in by_name.items():
        if isinstance(entity, OtherProduct):
            raise NotFound("approved product", name, [Near(entity.name, describe(entity))], "immuno drug list")
    drugs = cast(tuple[Drug, ...], tuple(by_name.values()))
    return Answer(
        kind="drug",
        records=drugs,
        page=lambda: compare_page(drugs, context.level, names_for(context), context.knowledge.edition),
        next_commands=next_commands(drugs),
    )


def biosimilar_note(drug: Drug, name: str) -> str:
    """Say so where a name is that of a biosimilar, which has no page of its own."""
    for other in drug.biosimilars.values():
        brand, proper = other.brand, other.proper
        if normalize(name) in map(normalize, (brand, proper, *other.other, f"{brand} {proper}")):
            what = f"{brand} ({proper}) is a biosimilar of {drug.names.brand}."
            return f"{what} This is the page of {drug.names.brand}, its reference product."
    return ""


def names_for(context: Context) -> Names:
    """Return the short names that product pages use."""
    from immuno_cli.pages.uses import Names

    knowledge = context.knowledge
    return Names(lambda name: knowledge.get(Cancer, name), lambda name: knowledge.get(Therapy, name))
