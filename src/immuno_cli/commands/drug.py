"""`immuno drug`: FDA-approved T-cell products for cancer. Pages are imported when one is asked for: TAB needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from immuno_cli.choices import SHORT, Section
from immuno_cli.cli.candidates import named, targets
from immuno_cli.cli.options import Asked, answers, first, new_app
from immuno_cli.errors import Near, NotFound, UsageError
from immuno_cli.facts.knowledge import describe
from immuno_cli.facts.model import Cancer, Drug, Indication, OtherProduct, Pathway, Status, Therapy
from immuno_cli.facts.names import normalise
from immuno_cli.formats.emit import Answer

if TYPE_CHECKING:
    from immuno_cli.pages.uses import Names

app = new_app("CAR T, TIL and TCR products: list, show, compare.\n\nExample: immuno drug show yescarta")


@first(app, "list")
def list_(
    asked: Asked,
    therapy: Annotated[
        str | None, typer.Option("--type", help="Kind of therapy: car-t, til, tcr.", autocompletion=named(Therapy))
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", help="Target antigen: CD19, BCMA, MAGE-A4.", autocompletion=targets)
    ] = None,
    cancer: Annotated[
        str | None, typer.Option("--cancer", help="Cancer: lbcl, myeloma, melanoma.", autocompletion=named(Cancer))
    ] = None,
    line: Annotated[int | None, typer.Option("--line", min=1, max=9, help="Usable in this line of treatment.")] = None,
    accelerated: Annotated[bool, typer.Option("--accelerated", help="Under accelerated approval.")] = False,
) -> Answer:
    """List the approved products.

    Example: immuno drug list --cancer lbcl --target CD19
    """
    from immuno_cli.pages.drug import drug_list_page

    knowledge = asked.knowledge
    drugs = found = knowledge.all(Drug)
    wanted = []
    if therapy is not None:
        kind = knowledge.find(therapy, Therapy, "kind of therapy", "immuno therapies list")
        found = tuple(drug for drug in found if drug in knowledge.drugs_of(kind))
        wanted.append(f"type {kind.id}")
    if target is not None:
        known = {normalise(drug.target.text or ""): drug.target.text for drug in drugs}
        if normalise(target) not in known:
            raise NotFound("target", target, [], "immuno drug list", known=sorted(filter(None, known.values())))
        found = tuple(drug for drug in found if normalise(drug.target.text or "") == normalise(target))
        wanted.append(f"target {known[normalise(target)]}")
    disease = knowledge.find(cancer, Cancer, "cancer", "immuno cancer list") if cancer is not None else None
    wanted += [f"cancer {disease.id}"] if disease else []
    wanted += [f"line {line}"] if line is not None else []
    wanted += ["accelerated approval"] if accelerated else []

    def is_wanted(use: Indication) -> bool:
        """Say whether one use has all that was asked for: a product with each in another use is not an answer."""
        return (
            use.status is Status.ACTIVE
            and (disease is None or use.cancer == disease.id)
            and (line is None or (use.line is not None and use.line <= line))
            and (not accelerated or use.pathway is Pathway.ACCELERATED)
        )

    found = tuple(drug for drug in found if any(map(is_wanted, drug.indications.values())))
    return Answer(
        kind="drug", records=found, page=lambda: drug_list_page(found, wanted, names(asked), knowledge.edition)
    )


@app.command()
@answers
def show(
    asked: Asked,
    name: Annotated[
        str,
        typer.Argument(
            help="Brand, proper, short or code name.", show_default=False, autocompletion=named(Drug, OtherProduct)
        ),
    ],
    section: Annotated[
        list[Section] | None, typer.Option("--section", "-s", help="Only this part; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Every part.")] = False,
) -> Answer:
    """Show one product: boxed warning, uses, dosing, monitoring, key numbers.

    Example: immuno drug show yescarta
    """
    from immuno_cli.pages.drug import drug_page
    from immuno_cli.pages.other_product import other_product_page

    knowledge = asked.knowledge
    found = knowledge.find_among(name, (Drug, OtherProduct), "product", "immuno drug list")
    if isinstance(found, OtherProduct):
        return Answer(
            kind="other-product",
            records=(found,),
            page=lambda: other_product_page(found, asked.level, knowledge.edition),
        )
    drug = cast(Drug, found)
    sections = tuple(Section) if everything else tuple(section or SHORT)
    return Answer(
        kind="drug",
        records=(drug,),
        page=lambda: drug_page(drug, sections, asked.level, names(asked), knowledge.edition),
    )


@app.command()
@answers
def compare(
    asked: Asked,
    names_: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C D E]", help="Two to five products.", show_default=False, autocompletion=named(Drug)
        ),
    ],
) -> Answer:
    """Set two to five products side by side, row by row.

    Example: immuno drug compare yescarta breyanzi
    """
    from immuno_cli.pages.compare import MOST, compare_page, next_commands

    if not 2 <= len(names_) <= MOST:
        raise UsageError(f"Name two to {MOST} products to compare; {len(names_)} given.")
    knowledge = asked.knowledge
    found: dict[str, Drug] = {}
    for name in names_:
        product = knowledge.find_among(name, (Drug, OtherProduct), "product", "immuno drug list")
        if isinstance(product, OtherProduct):
            raise NotFound("approved product", name, [Near(product.name, describe(product))], "immuno drug list")
        drug = cast(Drug, product)
        if drug.id in found:
            raise UsageError(f"{drug.names.brand} is named twice. Name each product once.")
        found[drug.id] = drug
    drugs = tuple(found.values())
    return Answer(
        kind="drug",
        records=drugs,
        page=lambda: compare_page(drugs, asked.level, names(asked), knowledge.edition),
        next_commands=next_commands(drugs),
    )


def names(asked: Asked) -> Names:
    """Return the short names that product pages use."""
    from immuno_cli.pages.uses import Names

    knowledge = asked.knowledge
    return Names(lambda name: knowledge.get(Cancer, name), lambda name: knowledge.get(Therapy, name))
