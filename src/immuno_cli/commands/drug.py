"""`immuno drug`: FDA-approved immunotherapies of cancer. Pages are imported lazily: TAB needs none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, cast

import typer

from immuno_cli.choices import SHORT_SECTIONS, Section
from immuno_cli.cli.arguments import whole_number
from immuno_cli.cli.candidates import offer, offer_new, targets
from immuno_cli.cli.names import resolve, with_note
from immuno_cli.cli.options import Context, answers, default_command, new_app
from immuno_cli.commands.search import question_instead
from immuno_cli.errors import Near, NotFound
from immuno_cli.facts.entities import describe
from immuno_cli.facts.model import Cancer, Drug, Indication, OtherProduct, Pathway, Setting, Status, Therapy
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
    drugs = shown = knowledge.all(Drug)
    wanted = []
    if therapy is not None:
        kind = knowledge.find(therapy, Therapy, "kind of therapy", "immuno therapies list")
        of_kind = {drug.id for drug in knowledge.drugs_of(kind)}
        shown = tuple(drug for drug in shown if drug.id in of_kind)
        wanted.append(f"type {kind.id}")
    open_: dict[str, list[str]] = {}
    if target is not None:
        known = {normalize(drug.target.text or ""): drug.target.text for drug in drugs}
        if normalize(target) not in known or not normalize(target):
            raise NotFound("target", target, [], "immuno drug list", known=sorted(filter(None, known.values())))
        shown = tuple(
            drug for drug in shown if not drug.target.text or normalize(drug.target.text) == normalize(target)
        )
        open_["target"] = [drug.id for drug in shown if not drug.target.text]
        wanted.append(f"target {known[normalize(target)]}")
    if route is not None:
        way = next((words[0] for words in ROUTES if normalize(route) in map(normalize, words)), "")
        if not way:
            raise NotFound("route", route, [], "immuno drug list", known=[words[0] for words in ROUTES])
        shown = tuple(drug for drug in shown if way in (routes_of(drug) or {way}))
        open_["route"] = [drug.id for drug in shown if not routes_of(drug)]
        wanted.append(f"route {way}")
    if biomarker is not None:
        held = {use.biomarker for drug in drugs for use in drug.indications.values() if use.biomarker}
        if not any(normalize(biomarker) in normalize(marker) for marker in held) or not normalize(biomarker):
            raise NotFound("biomarker", biomarker, [], "immuno drug list", known=sorted(held))
        wanted.append(f"biomarker {biomarker}")
    disease = knowledge.find(cancer, Cancer, "cancer", "immuno cancer list") if cancer is not None else None
    wanted += [f"cancer {disease.id}"] if disease else []
    wanted += [f"line {line}"] if line is not None else []
    wanted += ["accelerated approval"] if accelerated else []

    def is_wanted(use: Indication) -> bool:
        """Say whether one use has all that was asked for: a product with each in another use is not an answer."""
        return (
            (disease is None or use.cancer in (disease.id, *disease.kinds))
            and (line is None or usable(use, line))
            and (biomarker is None or normalize(biomarker) in normalize(use.biomarker or ""))
            and (not accelerated or use.pathway is Pathway.ACCELERATED)
        )

    fitting = {drug.id: [use for use in drug.indications.values() if is_wanted(use)] for drug in shown}
    uses = {name: [use for use in found if use.status is Status.ACTIVE] for name, found in fitting.items()}
    ended = [drug.names.brand for drug in shown if fitting[drug.id] and not any(active_uses(drug))]
    shown = tuple(drug for drug in shown if uses[drug.id])
    if line is not None:
        open_["line"] = [drug.id for drug in shown if all(use.line is None for use in uses[drug.id])]
    brands = {drug.id: drug.names.brand for drug in shown}
    notes = [
        f"{what[:1].upper()}{what[1:]} not stated: {', '.join(brands[name] for name in ids if name in brands)}."
        for what, ids in open_.items()
        if any(name in brands for name in ids)
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


def usable(use: Indication, line: int) -> bool:
    """Say whether a use may be one in this line of treatment. Where the line is not stated, the setting may say no."""
    if use.line is not None:
        return use.line <= line
    if use.setting is Setting.RELAPSED:
        return line > 1
    return line == 1 or use.setting in (None, Setting.ADVANCED)


def routes_of(drug: Drug) -> set[str]:
    """Return the ways a product is given, each by the first word of its row in `ROUTES`; none where none is stated.

    Only what is said in brief counts: the full text of a label also names the ways in which nobody may give it.
    """
    said = " ".join(claim.brief or "" for claim in drug.dosing.route.values())
    return {words[0] for words in ROUTES if re.search(rf"\b({'|'.join(map(re.escape, words))})\b", said, re.I)}


ROUTES = (
    ("intravenous", "IV", "intravenously", "vein", "infusion"),
    ("subcutaneous", "SC", "subcutaneously", "under the skin", "SQ", "subQ"),
    ("bladder", "intravesical", "intravesically"),
    ("intratumoral", "intralesional", "into the tumor", "lesion", "lesions"),
    ("intramuscular", "IM", "intramuscularly", "muscle"),
    ("topical", "on the skin", "cream", "topically"),
    ("oral", "by mouth", "mouth", "pill", "capsule", "orally"),
)
"""Words for the ways a product is given; those of one row mean the same, and the first one stands for them."""


@app.command()
@answers
def show(
    context: Context,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            help="Brand, proper, short or code name, or a number: NDC, NCT, BLA.",
            show_default=False,
            autocompletion=offer(Drug, OtherProduct),
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
