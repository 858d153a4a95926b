"""Pages about cancers: which products are approved for one, as a patient comes to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from immuno_cli.choices import Level
from immuno_cli.facts.model import Cancer, Drug, Edition, Indication, Pathway, Setting
from immuno_cli.facts.records import record
from immuno_cli.pages.page import NOT_STATED, Block, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.statements import brief_lines, capital, lead, with_abbreviation
from immuno_cli.pages.uses import (
    PLAIN_SETTING,
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
    level: Level

    @property
    def heading(self) -> str:
        """Its setting and line of treatment; a missing line shows as such. Patients read of surgery in plain words."""
        use = self.indication
        if self.level is Level.PLAIN and use.setting in AROUND_SURGERY:
            return capital(PLAIN_SETTING[use.setting])
        setting = (
            str(use.setting or "").replace("-", " ") if use.setting is not Setting.RELAPSED or not use.line else ""
        )
        if use.setting in AROUND_SURGERY:
            return setting.capitalize()
        text = ", ".join(filter(None, [setting, line_of(use) or "no line stated"]))
        return text[0].upper() + text[1:]


AROUND_SURGERY = (
    Setting.LOCALIZED,
    Setting.NEOADJUVANT,
    Setting.PERIOPERATIVE,
    Setting.ADJUVANT,
    Setting.CONSOLIDATION,
    Setting.REMISSION,
    Setting.NOT_PROGRESSING,
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
            Cited(_number_or_name(brands[cancer.id]) or "none"),
        )
        for cancer in sorted(cancers, key=lambda cancer: cancer.name.casefold())
        if not cancer.kinds
    )
    umbrellas = tuple((cancer.id, (Cited(", ".join(cancer.kinds)),)) for cancer in cancers if cancer.kinds)
    return Page(
        title="Cancers",
        subtitle=f"{sum(map(bool, brands.values()))} of {len(rows)} have an approved immunotherapy",
        blocks=(
            Table(("Cancer", "Word", "Products"), rows),
            *((Heading("One word for several"), Facts(umbrellas)) if umbrellas else ()),
        ),
        brief=True,
        sources=False,
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

    A form under the skin shares the row of its product, unless `everything` is set: then each use has its own, with the
    kind of approval and the trials. Of many uses there is an overview, and their rows where they fit on a short page.
    """
    uses = [Use(drug, use, level) for drug in drugs for use in active_uses(drug) if use.cancer == cancer.id]
    # Uses of one heading stand together, whether or not each label states the setting that the heading leaves out.
    order: dict[str, int] = {}
    for use in sorted(uses, key=lambda use: in_order(use.indication)):
        order.setdefault(use.heading, len(order))
    uses.sort(key=lambda use: use.indication.approved or "", reverse=True)
    uses.sort(key=lambda use: order[use.heading])
    notes = tuple(line for note in cancer.notes.values() for line in brief_lines({"": note}, level))
    blocks: list[Block] = [lead(cancer.definition)]
    if cancer.kinds:
        blocks.append(_kinds(cancer, drugs, names))
    elif not uses:
        blocks.append(Prose(Cited("No product that we list is approved for it.")))
    else:
        blocks.append(Heading("Approved products", silent=True))
        blocks += [_every_use(uses, names, level)] if everything else _on_a_screen(cancer, uses, names, level, notes)
    withdrawn = [(drug, use) for drug in drugs for use in withdrawn_uses(drug) if use.cancer == cancer.id]
    if withdrawn:
        values = tuple(
            cited(f"{drug.names.brand}, {at_which_point(use)}, {use.withdrawn_on or 'day not known'}", use.cite)
            for drug, use in withdrawn
        )
        blocks.append(Facts((("Withdrawn", values),), flow=True))
    if notes:
        blocks += [Heading("Good to know", silent=True), Facts((("Good to know", notes),))]
    longer = [f"immuno cancer show {cancer.id} --all"] if uses and not everything else []
    products = [f"immuno drug show {name}" for name in dict.fromkeys(use.drug.id for use in uses[:2])]
    return Page(
        title=cancer.name,
        subtitle=" · ".join(filter(None, [cancer.abbreviation, _how_many(uses)])),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min([cancer.reviewed, *(use.drug.reviewed for use in uses)]),
        brief=not everything,
        next_commands=tuple([*longer, *products, *(f"immuno cancer show {kind}" for kind in cancer.kinds)][:2]),
    )


def _how_many(uses: Sequence[Use]) -> str:
    """Return how many products are approved for a cancer, where it is more than a few."""
    products = len({use.drug.id for use in uses})
    return f"{products} approved products" if products > 1 else ""


def _on_a_screen(
    cancer: Cancer, uses: Sequence[Use], names: Names, level: Level, notes: Sequence[Cited]
) -> Iterable[Block]:
    """Yield the approved products at each point of the disease, and who each is for where that fits on a short page."""
    rows = _rows(uses, level)
    several = len(rows) > FEW_ROWS
    if several:
        yield _overview(uses, names)
    lines = sum(1 + len(row.population) // WHO_LETTERS for _, row in rows)
    lines += (2 if several else 1) * len({heading for heading, _ in rows})
    lines += sum(1 + len(note.text) // NOTE_LETTERS for note in notes)
    told = []
    if any(len(row.uses) > 1 and not row.together for _, row in rows):
        told.append("In parentheses: the form under the skin, approved later.")
    if several and lines > MOST_LINES:
        told.append(f"Who each is for, with its day: immuno cancer show {cancer.id} --all")
    else:
        yield Heading("Who each is for", silent=True)
        yield _each(rows)
    if told:
        yield Prose(Cited(" ".join(told)), Tone.QUIET)


FEW_ROWS = 8
"""Rows that need no overview."""
MOST_LINES = 38
WHO_LETTERS = 60
NOTE_LETTERS = 72
"""Lines of a short page for its rows and notes, and letters of one line of 100 columns."""


def _kinds(cancer: Cancer, drugs: Sequence[Drug], names: Names) -> Table:
    rows = []
    for kind in map(names.cancers, cancer.kinds):
        brands = [drug.names.brand for drug in _products(drugs, kind)]
        rows.append(
            (Cited(with_abbreviation(kind.name, kind.abbreviation)), Cited(", ".join(brands) or "none"), Cited(kind.id))
        )
    return Table(("Kind", "Approved products", "Page"), tuple(rows))


def _every_use(uses: Sequence[Use], names: Names, level: Level) -> Table:
    rows = tuple(
        (
            Cited(use.drug.names.brand),
            Cited(names.therapy(use.drug.therapy)),
            cited(_people((use,), level), use.indication.cite),
            Cited(use.indication.approved or NOT_STATED),
            Cited(pathway_now(use.indication)),
            Cited(", ".join(use.indication.trials)),
        )
        for use in uses
    )
    return Table(
        ("Product", "Type", "Who", "Approved", "Pathway", "Trial"), rows, groups=_headings(use.heading for use in uses)
    )


def _overview(uses: Sequence[Use], names: Names) -> Facts:
    """Return what is approved at each point of the disease, by kind, with the year of the first approval there."""
    several = len({use.drug.therapy for use in uses}) > 1
    lines = []
    for heading, together in groupby(uses, key=lambda use: use.heading):
        rows = _merged(together, lambda _: "")
        kinds = list(dict.fromkeys(row.uses[0].drug.therapy for row in rows))
        rows.sort(key=lambda row: kinds.index(row.uses[0].drug.therapy))
        told, before = [], None
        for row in rows:
            kind = row.uses[0].drug.therapy
            prefix = f"{names.therapy(kind)}: " if several and kind != before else ""
            oldest = min(row.uses, key=lambda use: use.indication.approved or "")
            told.append(cited(f"{prefix}{row.brands} {row.approved[:4]}", oldest.indication.cite))
            before = kind
        lines.append((heading, tuple(told)))
    return Facts(tuple(lines), flow=True)


def _each(rows: Sequence[tuple[str, Row]]) -> Table:
    """Return a row for each product and group of people."""
    return Table(
        ("Product", "Who", "Approved"),
        tuple(row.cells() for _, row in rows),
        groups=_headings(heading for heading, _ in rows),
    )


def _headings(headings: Iterable[str]) -> tuple[tuple[int, str], ...]:
    groups: list[tuple[int, str]] = []
    for number, heading in enumerate(headings):
        if not groups or groups[-1][1] != heading:
            groups.append((number, heading))
    return tuple(groups)


@record()
class Row:
    """People, and the product that is approved for them, in one form or two; or two products given together."""

    population: str
    uses: tuple[Use, ...]
    together: bool = False

    @property
    def brands(self) -> str:
        """The product, a form under the skin in parentheses: `Keytruda (Qlex)`; or `Opdivo + Yervoy`."""
        brands = [use.drug.names.brand for use in self.uses]
        if self.together:
            return " + ".join(brands)
        first, *forms = sorted(dict.fromkeys(brands), key=len)
        return f"{first} ({', '.join(form.removeprefix(f'{first} ') for form in forms)})" if forms else first

    @property
    def approved(self) -> str:
        """The day of the first approval for these people."""
        return min((use.indication.approved for use in self.uses if use.indication.approved), default=NOT_STATED)

    def cells(self) -> tuple[Cited, ...]:
        """Return the row of the table."""
        cite = {source: at for use in self.uses for source, at in use.indication.cite.items()}
        return (
            Cited(self.brands),
            cited(self.population, cite)._replace(cite=self.uses[0].indication.cite),
            Cited(self.approved),
        )


def _is_form_of(form: Drug, drug: Drug) -> bool:
    """Say whether a product is another one in a form under the skin, which adds a word to its brand."""
    return form.therapy == drug.therapy and form.names.brand.startswith(f"{drug.names.brand} ")


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


def _rows(uses: Sequence[Use], level: Level) -> list[tuple[str, Row]]:
    """Return the rows of each point of the disease, the newest first."""
    return [
        (heading, row)
        for heading, together in groupby(uses, key=lambda use: use.heading)
        for row in _merged(together, lambda pair: _people(pair, level))
    ]


def _merged(uses: Iterable[Use], who: Callable[[tuple[Use, ...]], str]) -> list[Row]:
    """Return the uses at one point of the disease as rows, the newest first; two forms of a product share a row."""
    rows: list[Row] = []
    for pair in _pairs(list(uses)):
        people = who(pair)
        other = next((row for row in rows if row.population == people and _same_product(row, pair)), None)
        if other is None:
            rows.append(Row(people, pair, together=len(pair) > 1))
        elif not other.together:
            rows[rows.index(other)] = replace(other, uses=(*other.uses, *pair))
    return sorted(rows, key=lambda row: row.approved, reverse=True)


def _people(pair: tuple[Use, ...], level: Level) -> str:
    """Return who a product, or two together, are for."""
    first = pair[0].indication
    if level is Level.PLAIN:
        return first.plain
    people = capital(population_in_short(first, [use.drug.names.proper for use in pair[1:]]))
    # Approval is regular, unless the row says otherwise.
    return with_pathway(people, first) if first.pathway is Pathway.ACCELERATED else people


def _same_product(row: Row, pair: tuple[Use, ...]) -> bool:
    drugs, others = [use.drug for use in row.uses], [use.drug for use in pair]
    if row.together or len(others) > 1:
        return drugs == others
    return drugs[0] is others[0] or _is_form_of(drugs[0], others[0]) or _is_form_of(others[0], drugs[0])
