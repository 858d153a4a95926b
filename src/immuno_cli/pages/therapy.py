"""Pages about kinds of therapy."""

from __future__ import annotations

from immuno_cli.choices import Level
from immuno_cli.facts.model import Drug, Edition, Therapy
from immuno_cli.pages.page import Bar, Block, Bullets, Cited, Facts, Heading, Page, Prose, Timeline, Tone, cited
from immuno_cli.pages.statements import call_for_help, lines, section, words


def therapy_list_page(therapies: tuple[Therapy, ...], drugs: tuple[Drug, ...], edition: Edition) -> Page:
    """Return the kinds of immunotherapy, the ones under a kind after it."""
    rows = []
    for therapy in ordered(therapies):
        products = [drug.names.brand for drug in drugs if drug.therapy == therapy.id]
        what = words(therapy.definition, Level.PLAIN) or ""
        given = f"Given: {', '.join(therapy.routes)}." if therapy.routes else ""
        more = " ".join(filter(None, [given, f"Products: {', '.join(products)}." if products else ""]))
        values = [cited(f"{therapy.name}. {what}", therapy.definition.cite), *([Cited(more)] if more else [])]
        rows.append((f"{'– ' if therapy.parent else ''}{therapy.id}", tuple(values)))
    return Page(
        title="Kinds of immunotherapy",
        subtitle="the main kinds, each with the kinds under it",
        blocks=(Heading("Kinds"), Facts(tuple(rows))),
        as_of=edition.as_of,
        reviewed=min((therapy.reviewed for therapy in therapies), default=None),
        next_commands=("immuno therapies show car-t", "immuno side-effects til"),
    )


def ordered(therapies: tuple[Therapy, ...]) -> list[Therapy]:
    """Return kinds in list order, each followed by the kinds under it."""
    roots = sorted((one for one in therapies if one.parent is None), key=lambda one: one.order)
    found = []
    for root in roots:
        found.append(root)
        found += sorted((one for one in therapies if one.parent == root.id), key=lambda one: one.order)
    return found


def therapy_page(
    therapy: Therapy, children: tuple[Therapy, ...], drugs: tuple[Drug, ...], level: Level, edition: Edition
) -> Page:
    """Return the page of one kind of therapy, with its timeline as a picture."""
    lead = cited(therapy.definition.plain or therapy.definition.text or "", therapy.definition.cite)
    blocks: list[Block] = [Prose(lead, Tone.LEAD)]
    if level is Level.CLINICAL and therapy.definition.text and therapy.definition.plain:
        blocks.append(Prose(cited(therapy.definition.text, therapy.definition.cite)))
    blocks += section("What is approved", therapy.status, level)
    if drugs:
        blocks += [
            Heading("Products"),
            Facts(tuple((drug.names.brand, (cited(_what(drug), drug.names.cite),)) for drug in drugs)),
        ]
    if children:
        blocks += [
            Heading("Kinds under it"),
            Facts(tuple((child.id, (Cited(child.definition.plain or child.name),)) for child in children)),
        ]
    blocks += section("How it works", therapy.how_it_works, level)
    blocks += section("Where it comes from", therapy.made_from, level)
    blocks += section("How it is given", therapy.given, level)
    blocks += _steps(therapy, level)
    blocks += section("Which cancers", therapy.cancers, level)
    blocks += section("Who may benefit", therapy.who_may_benefit, level)
    blocks += section("Limits", therapy.limits, level)
    blocks += section("Common side effects", therapy.effects_common, level)
    blocks += section("Serious side effects", therapy.effects_serious, level)
    blocks += call_for_help(therapy.call)
    blocks += section("Research", therapy.research, level)
    blocks += section("What other texts say", therapy.corrections, level)
    if therapy.gaps:
        blocks += [Heading("Not known here"), Bullets(tuple(map(Cited, therapy.gaps.values())), Tone.QUIET)]
    return Page(
        title=therapy.name,
        subtitle=", ".join(therapy.aliases),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=therapy.reviewed,
        next_commands=(f"immuno side-effects {therapy.id}", *(f"immuno drug show {drug.id}" for drug in drugs[:2])),
    )


def _what(drug: Drug) -> str:
    return f"{drug.names.proper}; target {drug.target.text}; first approved {drug.first_approval.date}"


def _steps(therapy: Therapy, level: Level) -> list[Block]:
    if not therapy.steps:
        return []
    blocks: list[Block] = [Heading("Step by step")]
    dated = [step for step in therapy.steps.values() if step.start is not None]
    if len(dated) > 1:
        bars = tuple(
            Bar(step.name, step.start, step.end if step.end is not None else step.start, Cited(""))
            for step in dated
            if step.start is not None
        )
        blocks.append(Timeline(bars, "infusion"))
    rows = tuple((step.name, lines({"about": step.about}, level)) for step in therapy.steps.values())
    blocks.append(Facts(tuple(row for row in rows if row[1])))
    return blocks
