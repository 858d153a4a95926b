"""Pages about cancers: which products are approved for one, as a patient comes to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from immuno_cli.choices import Level
from immuno_cli.facts.model import Cancer, Drug, Edition, Indication, Pathway, Setting
from immuno_cli.facts.records import record
from immuno_cli.pages.page import NOT_STATED, Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.statements import brief_lines, capital, with_abbreviation
from immuno_cli.pages.uses import (
    Names,
    active_uses,
    at_which_point,
    in_order,
    is_partner,
    line_of,
    pathway_now,
    population_in_short,
    with_pathway,
    withdrawn_uses,
)


@record()
class Use:
    """One approved use of one product."""

    drug: Drug
    indication: Indication

    @property
    def heading(self) -> str:
        """Its setting and line of treatment; a missing line shows as such."""
        use = self.indication
        setting = (
            str(use.setting or "").replace("-", " ") if use.setting is not Setting.RELAPSED or not use.line else ""
        )
        if use.setting in AROUND_SURGERY:
            return setting.capitalize()
        text = ", ".join(filter(None, [setting, line_of(use) if use.line else "no line of treatment stated"]))
        return text[0].upper() + text[1:]


AROUND_SURGERY = (
    Setting.LOCALIZED,
    Setting.NEOADJUVANT,
    Setting.PERIOPERATIVE,
    Setting.ADJUVANT,
    Setting.CONSOLIDATION,
    Setting.MAINTENANCE,
)
"""Settings that have no line of treatment."""


def cancer_list_page(cancers: Sequence[Cancer], drugs: Sequence[Drug], edition: Edition) -> Page:
    """Return every cancer with the number of products that are approved for it."""
    brands = {cancer.id: [drug.names.brand for drug in _products(drugs, cancer)] for cancer in cancers}
    rows = tuple(
        (
            Cited(with_abbreviation(cancer.name, cancer.abbreviation)),
            Cited(cancer.id),
            Cited(_number_or_name(brands[cancer.id])),
        )
        for cancer in sorted(cancers, key=lambda cancer: cancer.name.casefold())
        if not cancer.kinds
    )
    umbrellas = tuple((cancer.id, (Cited(", ".join(cancer.kinds)),)) for cancer in cancers if cancer.kinds)
    return Page(
        title="Cancers with an approved immunotherapy",
        subtitle=f"{len(rows)} cancers",
        blocks=(
            Table(("Cancer", "Word", "Products"), rows),
            *((Heading("One word for several", silent=True), Facts(umbrellas)) if umbrellas else ()),
        ),
        as_of=edition.as_of,
        reviewed=min((cancer.reviewed for cancer in cancers), default=None),
        next_commands=("immuno cancer show NAME", "immuno drug list"),
    )


def _products(drugs: Sequence[Drug], cancer: Cancer) -> list[Drug]:
    return [drug for drug in drugs if any(use.cancer == cancer.id for use in active_uses(drug))]


def _number_or_name(brands: Sequence[str]) -> str:
    return brands[0] if len(brands) == 1 else str(len(brands)) if brands else ""


def cancer_page(
    cancer: Cancer,
    drugs: Sequence[Drug],
    names: Names,
    level: Level,
    edition: Edition,
    *,
    everything: bool = False,
) -> Page:
    """Return one cancer with the products approved for it, as a patient comes to them, the newest first.

    Products that are approved for the same people share a row, unless `everything` is set: then each use has its own,
    with the kind of approval and the trials.
    """
    uses = [Use(drug, use) for drug in drugs for use in active_uses(drug) if use.cancer == cancer.id]
    # Uses of one heading stand together, whether or not each label states the setting that the heading leaves out.
    order: dict[str, int] = {}
    for use in sorted(uses, key=lambda use: in_order(use.indication)):
        order.setdefault(use.heading, len(order))
    uses.sort(key=lambda use: use.indication.approved or "", reverse=True)
    uses.sort(key=lambda use: order[use.heading])
    lead = cancer.definition.plain or cancer.definition.text or ""
    blocks: list[Block] = [Prose(cited(lead, cancer.definition.cite), Tone.LEAD)]
    if cancer.kinds:
        blocks.append(_kinds(cancer, drugs, names))
    elif not uses:
        blocks.append(Prose(Cited("No product that we list is approved for it.")))
    else:
        blocks.append(Heading("Approved products", silent=True))
        blocks.append(_every_use(uses, names) if everything else _shared(uses, names, level))
    withdrawn = [(drug, use) for drug in drugs for use in withdrawn_uses(drug) if use.cancer == cancer.id]
    if withdrawn:
        values = tuple(
            cited(f"{drug.names.brand}, {at_which_point(use)}, {use.withdrawn_on or 'day not known'}", use.cite)
            for drug, use in withdrawn
        )
        blocks.append(Facts((("Withdrawn", values),), flow=True))
    notes = tuple(line for note in cancer.notes.values() for line in brief_lines({"": note}, level))
    if notes:
        blocks += [Heading("Good to know", silent=True), Facts((("Good to know", notes),))]
    longer = [f"immuno cancer show {cancer.id} --all"] if uses and not everything else []
    products = [f"immuno drug show {name}" for name in dict.fromkeys(use.drug.id for use in uses[:2])]
    return Page(
        title=cancer.name,
        subtitle=cancer.abbreviation or "",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min([cancer.reviewed, *(use.drug.reviewed for use in uses)]),
        brief=not everything,
        next_commands=tuple([*longer, *products, *(f"immuno cancer show {kind}" for kind in cancer.kinds)][:2]),
    )


def _kinds(cancer: Cancer, drugs: Sequence[Drug], names: Names) -> Table:
    rows = []
    for kind in map(names.cancers, cancer.kinds):
        brands = [drug.names.brand for drug in _products(drugs, kind)]
        rows.append(
            (Cited(with_abbreviation(kind.name, kind.abbreviation)), Cited(", ".join(brands) or "none"), Cited(kind.id))
        )
    return Table(("Kind", "Approved products", "Page"), tuple(rows))


def _every_use(uses: Sequence[Use], names: Names) -> Table:
    rows = tuple(
        (
            Cited(use.drug.names.brand),
            Cited(names.therapy(use.drug.therapy)),
            cited(population_in_short(use.indication), use.indication.cite),
            Cited(use.indication.approved or NOT_STATED),
            Cited(pathway_now(use.indication)),
            Cited(", ".join(use.indication.trials)),
        )
        for use in uses
    )
    return Table(
        ("Product", "Type", "Who", "Approved", "Pathway", "Trial"), rows, groups=_headings(use.heading for use in uses)
    )


def _shared(uses: Sequence[Use], names: Names, level: Level) -> Table:
    """Return a row for each group of people, with all products that are approved for them."""
    kinds = {names.therapy(use.drug.therapy) for use in uses}
    rows: list[tuple[Cited, ...]] = []
    headings: list[str] = []
    for heading, together in groupby(uses, key=lambda use: use.heading):
        for row in _rows(_pairs(list(together)), level):
            rows.append(row.cells(names if len(kinds) > 1 else None))
            headings.append(heading)
    columns = ("Product", *(["Type"] if len(kinds) > 1 else []), "Who", "Approved")
    return Table(columns, tuple(rows), groups=_headings(headings))


def _headings(headings: Iterable[str]) -> tuple[tuple[int, str], ...]:
    groups: list[tuple[int, str]] = []
    for number, heading in enumerate(headings):
        if not groups or groups[-1][1] != heading:
            groups.append((number, heading))
    return tuple(groups)


@record()
class Row:
    """People, and the products that are approved for them: each alone, or two that are given together."""

    population: str
    uses: tuple[Use, ...]
    together: bool = False

    def cells(self, names: Names | None) -> tuple[Cited, ...]:
        """Return the row of the table, each product beside its day; the kind of therapy is in it where `names` are."""
        between = ",\n"
        brands = (" + " if self.together else between).join(use.drug.names.brand for use in self.uses)
        days = [use.indication.approved or NOT_STATED for use in self.uses]
        cite = {source: at for use in self.uses for source, at in use.indication.cite.items()}
        kinds = dict.fromkeys(names.therapy(use.drug.therapy) for use in self.uses) if names else {}
        return (
            Cited(brands),
            *([Cited(", ".join(kinds))] if kinds else []),
            replace(cited(self.population, cite), cite=self.uses[0].indication.cite),
            Cited(between.join(dict.fromkeys(days) if self.together else days)),
        )


def _pairs(uses: list[Use]) -> list[tuple[Use, ...]]:
    """Put two products of one trial beside each other where the label of each names the other as its partner."""
    pairs: list[tuple[Use, ...]] = []
    while uses:
        first = uses.pop(0)
        pair = next((use for use in uses if _given_together(first, use)), None)
        if pair:
            uses.remove(pair)
        pairs.append((first, pair) if pair else (first,))
    return pairs


def _given_together(first: Use, second: Use) -> bool:
    proper, of_second = first.drug.names.proper, second.drug.names.proper
    return (
        bool(set(first.indication.trials) & set(second.indication.trials))
        and any(is_partner(of_second, name) for name in first.indication.partners)
        and any(is_partner(proper, name) for name in second.indication.partners)
    )


def _rows(groups: Sequence[tuple[Use, ...]], level: Level) -> list[Row]:
    """Return a row for each group of people in the order of their first product."""
    rows: list[Row] = []
    alone: dict[str, int] = {}
    for uses in groups:
        first = uses[0].indication
        proper = [use.drug.names.proper for use in uses[1:]]
        people = first.plain if level is Level.PLAIN else capital(population_in_short(first, proper))
        if level is Level.CLINICAL and first.pathway is Pathway.ACCELERATED:
            # Each product of a row is approved in the same way: regularly, unless the row says otherwise.
            people = with_pathway(people, first)
        if len(uses) > 1:
            rows.append(Row(people, uses, together=True))
        elif people in alone:
            rows[alone[people]] = Row(people, (*rows[alone[people]].uses, *uses))
        else:
            alone[people] = len(rows)
            rows.append(Row(people, uses))
    return rows
