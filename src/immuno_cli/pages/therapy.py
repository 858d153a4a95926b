"""Pages about kinds of therapy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import Claim, Drug, Edition, Therapy
from immuno_cli.pages.page import Bar, Block, Cited, Facts, Heading, Page, Timeline, cited
from immuno_cli.pages.statements import (
    at_most,
    before_semicolon,
    brief_lines,
    call_for_help,
    claim_text,
    claims_section,
    definition,
    emergencies_first,
    gaps_section,
    in_short,
    lead,
    lines_of,
)
from immuno_cli.pages.tables import filled_table
from immuno_cli.pages.uses import active_uses


def therapy_list_page(therapies: tuple[Therapy, ...], drugs: tuple[Drug, ...], edition: Edition) -> Page:
    """Return the kinds of immunotherapy as one table, grouped, the ones under a kind after it."""
    groups: dict[str, list[Therapy]] = {}
    kinds = ordered(therapies)
    for therapy in kinds:
        root = next((kind for kind in kinds if kind.id == therapy.parent), therapy)
        groups.setdefault(therapy.group or root.group or "", []).append(therapy)
    parents = {therapy.parent for therapy in therapies}
    rows: list[dict[str, Cited]] = []
    starts = []
    for group, members in groups.items():
        if group:
            starts.append((len(rows), group))
        for therapy in members:
            under = therapy.parent is not None and any(member.id == therapy.parent for member in members)
            # As in the list of products: what has lost every use is not counted.
            products = [drug.names.brand for drug in drugs if drug.therapy == therapy.id and any(active_uses(drug))]
            rows.append(
                {
                    "Kind": Cited(f"{'– ' if under else ''}{spelled_out(therapy)}"),
                    "What it does": cited(therapy.brief, therapy.definition.cite),
                    "Products": Cited(named_or_counted(products) if products or therapy.id in parents else "none"),
                }
            )
    return Page(
        title="Kinds of immunotherapy",
        subtitle="",
        blocks=(filled_table(rows, groups=tuple(starts)),),
        as_of=edition.as_of,
        reviewed=min((therapy.reviewed for therapy in therapies), default=None),
        brief=True,
        sources=False,
        advice=False,
        next_commands=("immuno therapies show til",),
    )


_ASIDE = r" \(.*\)$"


def spelled_out(therapy: Therapy) -> str:
    """Return the full name of a kind; one that is an abbreviation is spelled out."""
    name = re.sub(_ASIDE, "", therapy.name)
    short = name.split()[0]
    for alias in therapy.aliases:
        if "".join(word[0] for word in re.split("[- ]", alias)).casefold() == short.casefold():
            return name if alias in therapy.brief else f"{short} ({alias})"
    return name


NAMES_LETTERS = 12
"""Letters of the names of products; more products are counted."""


def named_or_counted(products: Sequence[str]) -> str:
    """Return the names of a few products, or how many there are."""
    names = ", ".join(products)
    return names if len(names) <= NAMES_LETTERS else str(len(products))


def ordered(therapies: tuple[Therapy, ...]) -> list[Therapy]:
    """Return kinds in list order, each followed by the kinds under it."""
    roots = sorted((therapy for therapy in therapies if therapy.parent is None), key=lambda therapy: therapy.order)
    listed = []
    for root in roots:
        listed.append(root)
        listed += sorted((child for child in therapies if child.parent == root.id), key=lambda child: child.order)
    return listed


def therapy_short_page(
    therapy: Therapy, children: tuple[Therapy, ...], drugs: tuple[Drug, ...], level: Level, edition: Edition
) -> Page:
    """Return one kind of therapy on a screen: what it is, for whom, the steps as a picture, serious effects."""
    blocks: list[Block] = [lead(therapy.definition)]
    blocks += emergencies_first(therapy.call) if level is Level.PLAIN else []
    products = tuple(cited(f"{drug.names.brand} ({drug.names.proper})", drug.names.cite) for drug in drugs)
    if len(drugs) > MOST_PRODUCTS:
        # The brands of all 18 checkpoint inhibitors have as many lines as four in full; the list has their sources.
        *shown, last = at_most([Cited(drug.names.brand) for drug in drugs], PRODUCTS_LETTERS)
        more = last.text.startswith("+")
        products = (*shown, Cited(f"{last.text}: immuno drug list --type {therapy.id}") if more else last)
    parts: dict[str, tuple[Cited, ...]] = {
        "Products": products,
        "Kinds": tuple(Cited(f"{child.name} ({child.brief})") for child in children),
        "Cancers": at_most(brief_lines(therapy.cancers, level), TWO_LINES),
        "Who may benefit": at_most(brief_lines(therapy.who_may_benefit, level), TWO_LINES),
        "How it works": at_most(brief_lines(therapy.how_it_works, level), TWO_LINES),
        "Made from": at_most(brief_lines(therapy.made_from, level), TWO_LINES),
        "Given": at_most(brief_lines(therapy.given, level), TWO_LINES),
        "Serious": at_most(brief_lines(therapy.effects_serious, level), TWO_LINES),
        "Limits": at_most(brief_lines(therapy.limits, level), TWO_LINES),
    }
    blocks += [
        Heading("In short", silent=True),
        Facts(tuple((label, values) for label, values in parts.items() if values), flow=True),
    ]
    if picture := _timeline(therapy, lambda claim: _first(claim, level)):
        blocks += [Heading("Step by step", silent=True), *picture]
    return Page(
        title=therapy.name,
        subtitle=", ".join(therapy.aliases[:2]),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=therapy.reviewed,
        brief=True,
        next_commands=(f"immuno therapies show {therapy.id} --all", f"immuno side-effects {therapy.id}"),
    )


MOST_PRODUCTS = 4
PRODUCTS_LETTERS = 240
TWO_LINES = 160
"""Letters of two lines."""


def _first(claim: Claim, level: Level) -> Cited:
    """Return what happens in a step in few words."""
    text = claim.brief if level is Level.CLINICAL and claim.brief else in_short(claim_text(claim, level) or "")
    return cited(before_semicolon(text), claim.cite)


def _timeline(therapy: Therapy, words: Callable[[Claim], Cited]) -> list[Block]:
    """Return the steps that have a day on one axis, each with some words beside it; nothing where fewer than two do."""
    bars = tuple(
        Bar(step.name, step.start, step.start if step.end is None else step.end, words(step.about))
        for step in therapy.steps.values()
        if step.start is not None
    )
    return [Timeline(bars, therapy.day_zero)] if len(bars) > 1 else []


def therapy_page(
    therapy: Therapy, children: tuple[Therapy, ...], drugs: tuple[Drug, ...], level: Level, edition: Edition
) -> Page:
    """Return the page of one kind of therapy, with its timeline as a picture."""
    blocks = definition(therapy.definition, level)
    blocks += claims_section("What is approved", therapy.status, level)
    if drugs:
        blocks += [
            Heading("Products"),
            Facts(tuple((drug.names.brand, (cited(_product_summary(drug), drug.names.cite),)) for drug in drugs)),
        ]
    if children:
        blocks += [
            Heading("Kinds under it"),
            Facts(tuple((child.id, (Cited(child.definition.plain or child.name),)) for child in children)),
        ]
    blocks += claims_section("How it works", therapy.how_it_works, level)
    blocks += claims_section("Where it comes from", therapy.made_from, level)
    blocks += claims_section("How it is given", therapy.given, level)
    blocks += _steps(therapy, level)
    blocks += claims_section("Which cancers", therapy.cancers, level)
    blocks += claims_section("Who may benefit", therapy.who_may_benefit, level)
    blocks += claims_section("Limits", therapy.limits, level)
    blocks += claims_section("Common side effects", therapy.effects_common, level)
    blocks += claims_section("Serious side effects", therapy.effects_serious, level)
    blocks += call_for_help(therapy.call)
    blocks += claims_section("Research", therapy.research, level)
    blocks += claims_section("What other texts say", therapy.corrections, level)
    blocks += gaps_section(therapy.gaps.values())
    return Page(
        title=therapy.name,
        subtitle=", ".join(therapy.aliases),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=therapy.reviewed,
        next_commands=(f"immuno side-effects {therapy.id}", *(f"immuno drug show {drug.id}" for drug in drugs[:2])),
    )


def _product_summary(drug: Drug) -> str:
    return f"{drug.names.proper}; target {drug.target.text}; first approved {drug.first_approval.date}"


def _steps(therapy: Therapy, level: Level) -> list[Block]:
    if not therapy.steps:
        return []
    blocks: list[Block] = [Heading("Step by step")]
    blocks += _timeline(therapy, lambda _: Cited(""))
    rows = tuple((step.name, lines_of({"about": step.about}, level)) for step in therapy.steps.values())
    blocks.append(Facts(tuple(row for row in rows if row[1])))
    return blocks
