"""`immuno drug`: FDA-approved T-cell products for cancer. Pages are imported when one is asked for: TAB needs none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, cast

import typer

from immuno_cli.choices import SHORT, Section
from immuno_cli.cli.candidates import named, others, targets
from immuno_cli.cli.names import compared, with_note
from immuno_cli.cli.options import Asked, answers, first, new_app
from immuno_cli.errors import Near, NotFound
from immuno_cli.facts.entities import describe
from immuno_cli.facts.model import Cancer, Drug, Indication, OtherProduct, Pathway, Setting, Status, Therapy
from immuno_cli.facts.names import normalize
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
    biomarker: Annotated[
        str | None, typer.Option("--biomarker", help="What the tumor or the patient must have: PD-L1, MSI-H, HLA-A*02.")
    ] = None,
    route: Annotated[str | None, typer.Option("--route", help="How it is given: IV, subcutaneous, bladder.")] = None,
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
        of_kind = {drug.id for drug in knowledge.drugs_of(kind)}
        found = tuple(drug for drug in found if drug.id in of_kind)
        wanted.append(f"type {kind.id}")
    open_: dict[str, list[str]] = {}
    if target is not None:
        known = {normalize(drug.target.text or ""): drug.target.text for drug in drugs}
        if normalize(target) not in known or not normalize(target):
            raise NotFound("target", target, [], "immuno drug list", known=sorted(filter(None, known.values())))
        found = tuple(
            drug for drug in found if not drug.target.text or normalize(drug.target.text) == normalize(target)
        )
        open_["target"] = [drug.id for drug in found if not drug.target.text]
        wanted.append(f"target {known[normalize(target)]}")
    if route is not None:
        found = tuple(drug for drug in found if not drug.dosing.route or given_by(drug, route))
        open_["route"] = [drug.id for drug in found if not drug.dosing.route]
        wanted.append(f"route {route}")
    if biomarker is not None:
        held = {use.biomarker for drug in drugs for use in drug.indications.values() if use.biomarker}
        if not any(normalize(biomarker) in normalize(one) for one in held) or not normalize(biomarker):
            raise NotFound("biomarker", biomarker, [], "immuno drug list", known=sorted(held))
        wanted.append(f"biomarker {biomarker}")
    disease = knowledge.find(cancer, Cancer, "cancer", "immuno cancer list") if cancer is not None else None
    wanted += [f"cancer {disease.id}"] if disease else []
    wanted += [f"line {line}"] if line is not None else []
    wanted += ["accelerated approval"] if accelerated else []

    def is_wanted(use: Indication) -> bool:
        """Say whether one use has all that was asked for: a product with each in another use is not an answer."""
        return (
            use.status is Status.ACTIVE
            and (disease is None or use.cancer in (disease.id, *disease.kinds))
            and (line is None or usable(use, line))
            and (biomarker is None or normalize(biomarker) in normalize(use.biomarker or ""))
            and (not accelerated or use.pathway is Pathway.ACCELERATED)
        )

    uses = {drug.id: [use for use in drug.indications.values() if is_wanted(use)] for drug in found}
    found = tuple(drug for drug in found if uses[drug.id])
    if line is not None:
        open_["line"] = [drug.id for drug in found if all(use.line is None for use in uses[drug.id])]
    brands = {drug.id: drug.names.brand for drug in found}
    notes = [
        f"{what[:1].upper()}{what[1:]} not stated: {', '.join(brands[one] for one in ids if one in brands)}."
        for what, ids in open_.items()
        if any(one in brands for one in ids)
    ]
    return Answer(
        kind="drug",
        records=found,
        page=lambda: with_note(drug_list_page(found, wanted, names(asked), knowledge.edition), " ".join(notes)),
    )


def usable(use: Indication, line: int) -> bool:
    """Say whether a use may be one in this line of treatment. Where the line is not stated, the setting may say no."""
    if use.line is not None:
        return use.line <= line
    if use.setting is Setting.RELAPSED:
        return line > 1
    return line == 1 or use.setting in (None, Setting.ADVANCED)


def given_by(drug: Drug, route: str) -> bool:
    """Say whether one of the routes of a product is this one, under any of the words for it."""
    wanted = next((words for words in ROUTES if normalize(route) in map(normalize, words)), (route,))
    texts = [f"{claim.text or ''} {claim.brief or ''} {claim.plain or ''}" for claim in drug.dosing.route.values()]
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.I) for word in wanted for text in texts)


ROUTES = (
    ("IV", "intravenous", "intravenously", "vein", "infusion"),
    ("subcutaneous", "SC", "subcutaneously", "under the skin", "SQ", "subQ"),
    ("bladder", "intravesical", "intravesically"),
    ("intratumoral", "intralesional", "into the tumor", "lesion", "lesions"),
    ("intramuscular", "IM", "intramuscularly", "muscle"),
    ("topical", "skin", "cream", "topically"),
    ("oral", "by mouth", "mouth", "pill", "capsule", "orally"),
)
"""Words for the ways a product is given; those of one row mean the same."""


@app.command()
@answers
def show(
    asked: Asked,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            help="Brand, proper, short or code name, or a number: NDC, NCT, BLA.",
            show_default=False,
            autocompletion=named(Drug, OtherProduct),
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
    return product(asked, " ".join(name), section, everything)


def product(asked: Asked, name: str, section: list[Section] | None = None, everything: bool = False) -> Answer:
    """Return the page of one product by any of its names, or of its biosimilars."""
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
        page=lambda: with_note(
            drug_page(drug, sections, asked.level, names(asked), knowledge.edition), alike(drug, name)
        ),
    )


@app.command()
@answers
def compare(
    asked: Asked,
    names_: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C D E]", help="Two to five products.", show_default=False, autocompletion=others(Drug)
        ),
    ],
) -> Answer:
    """Set two to five products side by side, row by row.

    Example: immuno drug compare yescarta breyanzi
    """
    return side_by_side(asked, names_)


def side_by_side(asked: Asked, words: list[str]) -> Answer:
    """Return two to five products side by side; a name may have several words."""
    from immuno_cli.pages.compare import MOST, compare_page, next_commands

    found = compared(words, (Drug, OtherProduct), "product", "immuno drug list", MOST, asked.knowledge)
    for name, one in found.items():
        if isinstance(one, OtherProduct):
            raise NotFound("approved product", name, [Near(one.name, describe(one))], "immuno drug list")
    drugs = cast(tuple[Drug, ...], tuple(found.values()))
    return Answer(
        kind="drug",
        records=drugs,
        page=lambda: compare_page(drugs, asked.level, names(asked), asked.knowledge.edition),
        next_commands=next_commands(drugs),
    )


def alike(drug: Drug, name: str) -> str:
    """Say so where a name is that of a biosimilar, which has no page of its own."""
    for one in drug.biosimilars.values():
        if normalize(name) in map(normalize, (one.brand, one.proper, *one.other, f"{one.brand} {one.proper}")):
            what = f"{one.brand} ({one.proper}) is a biosimilar of {drug.names.brand}."
            return f"{what} This is the page of {drug.names.brand}, its reference product."
    return ""


def names(asked: Asked) -> Names:
    """Return the short names that product pages use."""
    from immuno_cli.pages.uses import Names

    knowledge = asked.knowledge
    return Names(lambda name: knowledge.get(Cancer, name), lambda name: knowledge.get(Therapy, name))
