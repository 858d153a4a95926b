"""Pages about products: the list, and one product section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from immuno_cli.choices import HEADINGS, SHORT_SECTIONS, Level, Section
from immuno_cli.facts.model import Claim, Claims, Drug, Edition
from immuno_cli.pages.drug_short import short_page
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import Block, Bullets, Cited, Facts, Heading, Page, Prose, Table, Tone, cited
from immuno_cli.pages.rates import rates_by_trial, reaction_table
from immuno_cli.pages.results import result_table
from immuno_cli.pages.statements import (
    NOT_HELD,
    boxed_warning,
    call_for_help,
    claim_lines,
    claims_row,
    claims_section,
    dated_events,
    facts_section,
    lines_of,
    rems_label,
)
from immuno_cli.pages.tables import filled_table
from immuno_cli.pages.uses import Names, View, active_uses, subtitle, use_in_full, use_label, uses_in_short


def drug_list_page(
    drugs: tuple[Drug, ...],
    wanted: list[str],
    names: Names,
    edition: Edition,
    ended: Sequence[str] = (),
    *,
    everything: bool = False,
) -> Page:
    """Return the list of products by kind; `wanted` are the filters in words, `ended` what fits but has lost every use.

    Without filters, or `everything`, the T-cell products have a row each, and every other kind one line.
    """
    kinds = edition.sets["t-cell"].therapies
    by_kind: dict[str, list[Drug]] = {}
    for drug in drugs:
        by_kind.setdefault(drug.therapy, []).append(drug)
    in_order = sorted(by_kind, key=lambda kind: (kind not in kinds, names.therapies(kind).order))
    listed = [kind for kind in in_order if wanted or everything or kind in kinds]
    rows = [drug for kind in listed for drug in by_kind[kind]]
    others = [kind for kind in in_order if kind not in listed]
    blocks: list[Block] = [Heading("Products", "; ".join(wanted), silent=not wanted), _product_table(rows, names)]
    if not drugs:
        blocks = [Prose(Cited(f"No product has all of: {'; '.join(wanted)}."))]
    elif any("2+" in use or "3+" in use for drug in rows for use in uses_in_short(drug, names)):
        blocks.append(Prose(Cited(SHORT_FORMS), Tone.QUIET))
    if others:
        blocks += _other_kinds({kind: by_kind[kind] for kind in others})
    if ended:
        blocks.append(
            Prose(Cited(f"No longer approved for any cancer, and not counted: {', '.join(ended)}."), Tone.QUIET)
        )
    return Page(
        title=_list_title(by_kind, edition, filtered=bool(wanted)),
        subtitle=f"as of {edition.as_of}",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((drug.reviewed for drug in drugs), default=None),
        brief=True,
        sources=False,
        next_commands=list_commands(drugs),
    )


def _other_kinds(by_kind: Mapping[str, Sequence[Drug]]) -> Iterable[Block]:
    """Yield kinds of therapy with a line each, how many products they have and which."""
    rows = (
        (Cited(kind), Cited(str(len(drugs))), Cited(", ".join(drug.names.brand for drug in drugs)))
        for kind, drugs in by_kind.items()
    )
    yield Heading("Other kinds", silent=True)
    yield Table(("Other kinds", "", "Products"), tuple(rows), right=(1,))
    yield Prose(Cited(f"What each is for: immuno drug list --type {next(iter(by_kind))}, or --all"), Tone.QUIET)


def _list_title(by_kind: Mapping[str, Sequence[Drug]], edition: Edition, *, filtered: bool) -> str:
    """Return how many products a list has; without filters, how many of the T-cell products and of the others."""
    if filtered:
        number = sum(map(len, by_kind.values()))
        return f"{number} FDA-approved product{'' if number == 1 else 's'} for cancer"
    cells = edition.sets["t-cell"]
    others = sum(len(drugs) for kind, drugs in by_kind.items() if kind not in cells.therapies)
    title = f"{cells.products} FDA-approved T-cell products for cancer"
    return f"{title}, and {others} other immunotherapies" if others else title


def list_commands(drugs: Sequence[Drug]) -> tuple[str, ...]:
    """Return what to ask after a list of products."""
    return f"immuno drug show {drugs[0].id if drugs else 'NAME'}", "immuno therapies list"


SHORT_FORMS = "2+ is second line of treatment or later, 3+ third line or later. Short names: immuno cancer list"


def _product_table(drugs: Sequence[Drug], names: Names) -> Table:
    """Return a row for each product, under the name of its kind: how people call it, its target, its uses."""
    starts = [index for index, drug in enumerate(drugs) if not index or drug.therapy != drugs[index - 1].therapy]
    rows = []
    for drug in drugs:
        # Cell products go by their short names: axi-cel.
        short = drug.names.short[0] if drug.cells and drug.names.short else ""
        rows.append(
            {
                "Product": Cited(drug.names.brand),
                "Name": cited(short or drug.names.proper),
                "Proper name": Cited(drug.names.proper if short else ""),
                "Target": Cited(drug.target.text or ""),
                "Approved for": Cited(_uses_or_number(drug, names)),
                "Since": Cited(drug.first_approval.date),
            }
        )
    groups = tuple((start, names.therapies(drugs[start].therapy).name) for start in starts)
    return filled_table(rows, spare=("Proper name",), groups=groups)


MOST_USES_NAMED = 6


def _uses_or_number(drug: Drug, names: Names) -> str:
    """Return the cancers that a product is approved for, or of many how many there are."""
    uses = uses_in_short(drug, names)
    if len(uses) <= MOST_USES_NAMED:
        return ", ".join(uses)
    return f"{len(list(active_uses(drug)))} uses in {len(uses)} cancers"


def drug_page(
    drug: Drug,
    sections: tuple[Section, ...],
    level: Level,
    names: Names,
    edition: Edition,
    commands: tuple[str, ...] = (),
) -> Page:
    """Return the page of one product with the given sections, boxed warning first."""
    if sections == SHORT_SECTIONS:
        return short_page(drug, level, names, edition, names.therapies(drug.therapy).day_zero, commands)
    view = View(level, names)
    blocks: list[Block] = []
    if sections == tuple(Section):
        blocks += [Prose(line, Tone.LEAD) for line in claim_lines(drug.summary, level)]
    for name in sections:
        blocks += PARTS[name](drug, view)
    if level is Level.PLAIN:
        heads = (PLAIN_HEADINGS.get(block.text, "") if isinstance(block, Heading) else "" for block in blocks)
        blocks = [Heading(head) if head else block for head, block in zip(heads, blocks, strict=True)]
    return Page(
        title=drug.names.brand,
        subtitle=subtitle(drug, names, level),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        next_commands=commands,
    )


PLAIN_HEADINGS = {
    HEADINGS[Section.CONTRAINDICATIONS]: "Who must not get it",
    HEADINGS[Section.WARNINGS]: "What can go wrong",
    HEADINGS[Section.PHARMACOLOGY]: "What happens to it in the body",
    HEADINGS[Section.CONSTRUCT]: "Names, and what it is made of",
    HEADINGS[Section.IDENTIFIERS]: "Its numbers in lists of drugs",
}
"""Headings of sections for patients, where those of labels are words of the trade."""


def _boxed_warning(drug: Drug, view: View) -> Iterable[Block]:
    yield from boxed_warning(drug, view.level)
    for past in drug.boxed_warning.values():
        if past.removed is not None:
            yield Prose(cited(f"In the boxed warning until {past.removed}: {past.topic}.", past.cite), Tone.QUIET)


def _indications(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.INDICATIONS])
    uses = drug.indications.values()
    yield Facts(tuple((use_label(use, view.names, view.level), use_in_full(drug, use, view)) for use in uses))


def _dosing(drug: Drug, view: View) -> Iterable[Block]:
    dosing, plain = drug.dosing, view.level is Level.PLAIN
    parts = {
        "dose": ("Dose", dosing.dose),
        "route": ("Route", dosing.route),
        "step_up": ("Step-up doses", dosing.step_up),
        "duration": ("How long", dosing.duration),
        "lymphodepletion": ("Chemo before" if plain else "Lymphodepletion", dosing.lymphodepletion),
        "premedication": ("Just before" if plain else "Premedication", dosing.premedication),
        "companion": ("With it, at hand", dosing.companion),
        "bridging": ("Bridging", dosing.bridging),
        "withhold": ("Delay or do not give", dosing.withhold),
        "modifications": ("Dose changes", dosing.modifications),
        "handling": ("Handling", dosing.handling),
    }
    # What only cell products have, or only other drugs, is no gap where it is missing.
    cells_only = ("lymphodepletion", "companion", "bridging")
    others_only = ("step_up", "duration", "modifications")
    for name in others_only if drug.cells else cells_only:
        if not parts[name][1]:
            del parts[name]
    yield from _rows(Section.DOSING, parts, drug, view)


def _monitoring(drug: Drug, view: View) -> Iterable[Block]:
    monitoring = drug.monitoring
    parts = {
        "daily": ("Daily checks", monitoring.daily),
        "later": ("Later", monitoring.later),
        "hospital": ("Hospital stay", monitoring.hospital),
        "stay_near": ("Stay near", monitoring.stay_near),
        "driving": ("Driving", monitoring.driving),
        "rems": (rems_label(view.level), monitoring.rems),
    }
    if not drug.cells or not monitoring.hospital:
        parts = {name: part for name, part in parts.items() if part[1] or (drug.cells and name != "hospital")}
    yield from _rows(Section.MONITORING, parts, drug, view)


def _management(drug: Drug, view: View) -> Iterable[Block]:
    """Yield each table that says how a side effect is treated; to a patient, what the team does at each grade."""
    for table in drug.management.values():
        plain = [Cited(f"{row.cells[0]}: {row.plain}") for row in table.rows.values() if row.plain]
        if view.level is Level.PLAIN:
            if plain:
                yield Heading(table.title)
                yield Bullets(tuple(plain))
            continue
        yield Heading(table.title, table.scale or "")
        rows = ((cited(row.cells[0], row.cite), *map(Cited, row.cells[1:])) for row in table.rows.values())
        yield Table(table.columns, tuple(rows))
        if table.note:
            yield Prose(Cited(f"Note: {table.note}"), Tone.QUIET)


def _rows(name: Section, parts: dict[str, tuple[str, Claims]], drug: Drug, view: View) -> Iterable[Block]:
    """Yield the parts of one section as labeled rows, each with its gap."""
    yield from facts_section(
        HEADINGS[name],
        *(
            claims_row(label, claims, view.level, drug.gaps.get(f"{name}.{part}".replace("_", "-")))
            for part, (label, claims) in parts.items()
        ),
    )


def _contraindications(drug: Drug, view: View) -> Iterable[Block]:
    gap = drug.gaps.get("contraindications")
    yield from claims_section(HEADINGS[Section.CONTRAINDICATIONS], drug.contraindications, view.level, gap)


def _safety(drug: Drug, view: View) -> Iterable[Block]:
    rates = list(drug.safety.values())
    title = HEADINGS[Section.SAFETY]
    if rates:
        yield Heading(title)
        yield from rates_by_trial(rates, view.level)
    if len({rate.trial for rate in rates}) > 1:
        yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
    yield from _gap_lines(drug, "safety", "" if rates else title)


def _efficacy(drug: Drug, view: View) -> Iterable[Block]:
    results = list(drug.efficacy.values())
    title = HEADINGS[Section.EFFICACY]
    if results:
        yield Heading(title)
        for result in results:
            table = result_table(result, view.level)
            if table.rows:
                yield table
        if len({result.trial for result in results}) > 1:
            yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
    yield from _gap_lines(drug, "efficacy", "" if results else title)


def _reactions(drug: Drug, view: View) -> Iterable[Block]:
    for table in drug.reactions.values():
        yield from reaction_table(table, view.level)
    yield from _gap_lines(drug, "reactions", "Adverse-reaction tables")


def _claims(section: Section) -> Callable[[Drug, View], Iterable[Block]]:
    """Return what yields a section that is a list of claims, or its gap."""

    def blocks(drug: Drug, view: View) -> Iterable[Block]:
        yield from claims_section(HEADINGS[section], getattr(drug, section), view.level, drug.gaps.get(section))

    return blocks


def _patient(drug: Drug, view: View) -> Iterable[Block]:
    yield from call_for_help(drug.call)
    yield from claims_section(HEADINGS[Section.PATIENT], drug.patient, Level.PLAIN, drug.gaps.get("patient"))


def _construct(drug: Drug, view: View) -> Iterable[Block]:
    parts: list[tuple[str, Claim | None]] = [("Target", drug.target)]
    if drug.cells:
        parts += [
            ("Binder", drug.cells.binder),
            ("Costimulation", drug.cells.costimulation),
            ("Gene transfer", drug.cells.vector),
            ("Cells", drug.cells.source),
        ]
    if drug.antibody:
        parts += [
            ("Antibody", drug.antibody.format),
            ("Binds", drug.antibody.binding),
            ("Half-life", drug.antibody.half_life),
        ]
    if drug.virus:
        parts += [("Virus", drug.virus.backbone), ("Payload", drug.virus.payload)]
    parts.append(("License holder", drug.holder))
    shown = [part for part in parts if part[1] is not None or drug.cells]
    called = [*drug.names.short, *drug.names.code, *drug.names.other]
    name_row = [("Also called", (cited(", ".join(called), drug.names.cite),))] if called else []
    rows = [claims_row(label, {label: claim} if claim else {}, Level.CLINICAL) for label, claim in shown]
    if drug.mechanism:
        rows.insert(0, claims_row("How it works", {"mechanism": drug.mechanism}, view.level))
    biosimilars = [cited(f"{other.brand} ({other.proper})", other.cite) for other in drug.biosimilars.values()]
    if biosimilars:
        rows.append([("Biosimilars", tuple(biosimilars))])
    yield from facts_section(HEADINGS[Section.CONSTRUCT], name_row, *rows)


def _supply(drug: Drug, view: View) -> Iterable[Block]:
    title = HEADINGS[Section.SUPPLY]
    yield from claims_section(title, drug.supply, view.level)
    yield from _gap_lines(drug, "supply", "" if lines_of(drug.supply, view.level) else title)


def _trials(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.TRIALS])
    yield Facts(
        tuple(
            (
                trial.name,
                (cited("; ".join(filter(None, [", ".join(trial.nct), trial.design])) or NOT_HELD, trial.cite),),
            )
            for trial in drug.trials.values()
        )
    )


def _history(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.HISTORY])
    yield dated_events(drug.history.values())


def _identifiers(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.IDENTIFIERS])
    yield Facts(
        tuple(
            (code.system, (cited(", ".join(code.values) + (f" ({code.note})" if code.note else ""), code.cite),))
            for code in drug.identifiers.values()
        )
    )
    yield from _gap_lines(drug, "identifiers", "")


def _gap_lines(drug: Drug, name: str, title: str) -> Iterable[Block]:
    gaps = [Cited(text) for key, text in drug.gaps.items() if key == name or key.startswith(f"{name}.")]
    if gaps:
        if title:
            yield Heading(title)
        yield Bullets(tuple(gaps), Tone.QUIET)


PARTS: dict[Section, Callable[[Drug, View], Iterable[Block]]] = {
    Section.BOXED_WARNING: _boxed_warning,
    Section.INDICATIONS: _indications,
    Section.DOSING: _dosing,
    Section.MONITORING: _monitoring,
    Section.MANAGEMENT: _management,
    Section.CONTRAINDICATIONS: _contraindications,
    Section.SAFETY: _safety,
    Section.EFFICACY: _efficacy,
    Section.WARNINGS: _claims(Section.WARNINGS),
    Section.REACTIONS: _reactions,
    Section.POPULATIONS: _claims(Section.POPULATIONS),
    Section.PATIENT: _patient,
    Section.PHARMACOLOGY: _claims(Section.PHARMACOLOGY),
    Section.CONSTRUCT: _construct,
    Section.SUPPLY: _supply,
    Section.TRIALS: _trials,
    Section.HISTORY: _history,
    Section.IDENTIFIERS: _identifiers,
}
