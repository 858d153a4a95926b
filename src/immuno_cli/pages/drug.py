"""Pages about products: the list, one product, and products that are not on the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from immuno_cli.choices import HEADINGS, SHORT, Level, Section
from immuno_cli.facts.model import (
    Cancer,
    Claim,
    Claims,
    Count,
    Drug,
    Edition,
    Event,
    Indication,
    OtherProduct,
    Outcome,
    Pathway,
    Rate,
    ReactionTable,
    Result,
    Standing,
    Status,
    Therapy,
)
from immuno_cli.facts.records import record
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import (
    NOT_STATED,
    Alert,
    Block,
    Bullets,
    Cited,
    Facts,
    Heading,
    Page,
    Prose,
    Table,
    Tone,
    cited,
)
from immuno_cli.pages.statements import NOT_HELD, facts, lines, row, said, section, was, words


@record()
class Names:
    """Short names of cancers and therapies, which product pages name but do not explain; looked up one by one."""

    cancers: Callable[[str], Cancer]
    therapies: Callable[[str], Therapy]

    def cancer(self, name: str) -> str:
        """Return the abbreviation of a cancer, or its name."""
        cancer = self.cancers(name)
        return cancer.abbreviation or cancer.name

    def therapy(self, name: str) -> str:
        """Return the short name of a kind of therapy: CAR T."""
        therapy = self.therapies(name)
        return next(iter(therapy.aliases), therapy.name)


@record()
class View:
    """How a product page is told: whose words, in brief or in full, and what things are called."""

    level: Level
    brief: bool
    names: Names


def line_of(indication: Indication) -> str:
    """Return the earliest line of treatment in words: `2nd line or later`."""
    if indication.line is None:
        return ""
    ordinal = {1: "1st", 2: "2nd", 3: "3rd"}.get(indication.line, f"{indication.line}th")
    return f"{ordinal} line" + (" or later" if indication.line > 1 else "")


def drug_list_page(drugs: tuple[Drug, ...], wanted: list[str], names: Names, edition: Edition) -> Page:
    """Return the table of products; `wanted` are the filters in words."""
    table = Table(
        columns=("Product", "Proper name", "Type", "Target", "Approved for", "First"),
        rows=tuple(
            (
                Cited(drug.names.brand),
                cited(" ".join([drug.names.proper, *(f"({short})" for short in drug.names.short[:1])])),
                Cited(names.therapy(drug.therapy)),
                Cited(drug.target.text or ""),
                Cited(", ".join(_uses(drug, names))),
                Cited(drug.first_approval.date),
            )
            for drug in drugs
        ),
    )
    blocks: list[Block] = [Heading("Products", "; ".join(wanted)), table]
    if not drugs:
        blocks = [Prose(Cited(f"No product has all of: {'; '.join(wanted)}."))]
    elif any("2+" in use or "3+" in use for drug in drugs for use in _uses(drug, names)):
        blocks.append(Prose(Cited("2+ is second line of treatment or later, 3+ third line or later."), Tone.QUIET))
    products = edition.sets["t-cell"].products
    count = f"{len(drugs)} of {products}" if wanted else str(products)
    return Page(
        title=f"{count} FDA-approved T-cell products for cancer",
        subtitle=f"as of {edition.as_of}",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=min((drug.reviewed for drug in drugs), default=None),
        next_commands=(f"immuno drug show {drugs[0].id if drugs else 'NAME'}", "immuno therapies list"),
    )


def _uses(drug: Drug, names: Names) -> list[str]:
    """Return each cancer once, with the earliest line of treatment: `LBCL 2+`."""
    lines_: dict[str, list[int]] = {}
    for indication in drug.indications.values():
        if indication.status is Status.ACTIVE:
            lines_.setdefault(names.cancer(indication.cancer), []).append(indication.line or 0)
    return sorted(f"{cancer} {min(known)}+" if min(known) else cancer for cancer, known in lines_.items())


def drug_page(drug: Drug, sections: tuple[Section, ...], level: Level, names: Names, edition: Edition) -> Page:
    """Return the page of one product with the given sections, boxed warning first."""
    brief = sections == SHORT
    view = View(level, brief, names)
    blocks: list[Block] = []
    if brief or sections == tuple(Section):
        blocks += [Prose(line, Tone.LEAD) for line in said(drug.summary, level, brief)]
    for name in sections:
        blocks += PARTS[name](drug, view)
    short = [f"({name})" for name in drug.names.short[:1]]
    target = drug.target.text if drug.therapy != "til" else None
    return Page(
        title=drug.names.brand,
        subtitle=" · ".join(filter(None, [" ".join([drug.names.proper, *short]), names.therapy(drug.therapy), target])),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        brief=brief,
        next_commands=(
            f"immuno drug show {drug.id} --all",
            f"immuno side-effects {drug.id}",
            f"immuno therapies show {drug.therapy}",
        ),
    )


def _boxed_warning(drug: Drug, view: View) -> Iterable[Block]:
    yield from boxed_warning(drug, view.level)
    for one in drug.boxed_warning.values():
        if one.removed is not None:
            yield Prose(cited(f"In the boxed warning until {one.removed}: {one.topic}.", one.cite), Tone.QUIET)


def boxed_warning(drug: Drug, level: Level) -> Iterable[Block]:
    """Yield the boxed warning as it stands, or say that none is known."""
    standing = [one for one in drug.boxed_warning.values() if one.removed is None]
    if standing:
        title = "BOXED WARNING" if level is Level.CLINICAL else "BOXED WARNING: the strongest warning that FDA gives"
        items = tuple((one.topic, cited(one.plain if level is Level.PLAIN else one.text, one.cite)) for one in standing)
        yield Alert(title, items, boxed=True)
    elif drug.no_boxed_warning is not None:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(cited(words(drug.no_boxed_warning, level) or "None.", drug.no_boxed_warning.cite))
    else:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(Cited(drug.gaps.get("boxed-warning", NOT_HELD)))


def _indications(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.INDICATIONS])
    yield Facts(tuple((use_label(one, view.names), _use(drug, one, view)) for one in drug.indications.values()))


def use_label(indication: Indication, names: Names) -> str:
    """Return cancer and line of treatment in short: `LBCL, 2nd line+`."""
    line = line_of(indication)
    short = line.replace(" line or later", " line+")
    return ", ".join(filter(None, [names.cancer(indication.cancer), short]))


PATHWAY = {
    Pathway.REGULAR: "regular approval",
    Pathway.ACCELERATED: "accelerated approval",
    Pathway.CONVERTED: "accelerated approval, made regular",
}


def _use(drug: Drug, one: Indication, view: View) -> tuple[Cited, ...]:
    if view.level is Level.PLAIN:
        when = f"Approved {one.approved}."
        return (cited(one.plain, one.cite), Cited(when))
    pathway = f"{PATHWAY[one.pathway]}{f' {one.converted_on}' if one.converted_on else ''}"
    registered = {trial.name: trial.nct for trial in drug.trials.values()}
    trials = ", ".join(
        name + (f" ({', '.join(registered[name])})" if registered.get(name) else "") for name in one.trials
    )
    details = [f"{one.approved}, {pathway}"]
    if one.as_of:
        details.append(f"status seen {one.as_of}")
    if trials:
        details.append(f"trial {trials}")
    if one.status is Status.WITHDRAWN:
        details.insert(0, "WITHDRAWN")
    values = [cited(one.population, one.cite), Cited("; ".join(details))]
    if one.limitation:
        values.append(Cited(f"Limitation of use: {one.limitation}"))
    if one.note and not view.brief:
        values.append(Cited(f"Note: {one.note}"))
    return (*values, *(() if view.brief else map(was, one.earlier)))


def _dosing(drug: Drug, view: View) -> Iterable[Block]:
    dosing, plain = drug.dosing, view.level is Level.PLAIN
    parts = {
        "dose": ("Dose", dosing.dose),
        "route": ("Route", dosing.route),
        "lymphodepletion": ("Chemo before" if plain else "Lymphodepletion", dosing.lymphodepletion),
        "premedication": ("Just before" if plain else "Premedication", dosing.premedication),
        "companion": ("With it, at hand", dosing.companion),
        "bridging": ("Bridging", dosing.bridging),
        "withhold": ("Do not give, wait", dosing.withhold),
        "handling": ("Handling", dosing.handling),
    }
    if view.brief:
        for name in ("bridging", "handling"):
            del parts[name]
    yield from _rows(Section.DOSING, parts, drug, view)


def _monitoring(drug: Drug, view: View) -> Iterable[Block]:
    monitoring = drug.monitoring
    parts = {
        "daily": ("Daily checks", monitoring.daily),
        "later": ("Later", monitoring.later),
        "stay_near": ("Stay near", monitoring.stay_near),
        "driving": ("Driving", monitoring.driving),
        "rems": ("REMS", monitoring.rems),
    }
    yield from _rows(Section.MONITORING, parts, drug, view)


def _rows(name: Section, parts: dict[str, tuple[str, Claims]], drug: Drug, view: View) -> Iterable[Block]:
    """Yield the parts of one section as labelled rows, each with its gap."""
    yield from facts(
        HEADINGS[name],
        *(
            row(label, claims, view.level, drug.gaps.get(f"{name}.{part}".replace("_", "-")), view.brief)
            for part, (label, claims) in parts.items()
        ),
    )


def _contraindications(drug: Drug, view: View) -> Iterable[Block]:
    gap = drug.gaps.get("contraindications")
    title = "Who must not get it" if view.level is Level.PLAIN else HEADINGS[Section.CONTRAINDICATIONS]
    yield from section(title, drug.contraindications, view.level, gap, view.brief)


SHOWN_FIRST = ("crs", "icans")
"""The two effects that a brief page counts."""


def _safety(drug: Drug, view: View) -> Iterable[Block]:
    rates = list(drug.safety.values())
    title = HEADINGS[Section.SAFETY]
    if view.brief:
        rates = _key_rates(drug)
        if rates:
            yield Heading("Key side effects in numbers")
            yield rate_table(rates, view.level)
    elif rates:
        yield Heading(title)
        yield from rates_by_trial(rates, view.level)
    if len({rate.trial for rate in rates}) > 1:
        yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
    if not view.brief or not rates:
        yield from _gap_lines(drug, "safety", "" if rates else title)


def _key_rates(drug: Drug) -> list[Rate]:
    """Return CRS and neurotoxicity once per trial behind an indication; other boxed effects where there are none."""
    boxed = [effect for warning in drug.boxed_warning.values() for effect in warning.effects]
    counted = pivotal_rates(drug)
    for wanted in (SHOWN_FIRST, tuple(dict.fromkeys(boxed))):
        found = {(wanted.index(rate.effect), rate.trial): rate for rate in reversed(counted) if rate.effect in wanted}
        if found:
            return [rate for _, rate in sorted(found.items(), key=lambda item: item[0][0])]
    return []


def pivotal_rates(drug: Drug) -> list[Rate]:
    """Return the current rates of the trials behind the approved uses."""
    pivotal = {trial for indication in drug.indications.values() for trial in indication.trials}
    return [rate for rate in drug.safety.values() if rate.trial in pivotal and rate.current]


def rates_by_trial(rates: Iterable[Rate], level: Level) -> Iterable[Block]:
    """Yield one table per group of people, the current ones first, each saying who was counted and how."""
    groups: dict[tuple[bool, tuple[str, str]], list[Rate]] = {}
    for rate in rates:
        groups.setdefault((not rate.current, who(rate)), []).append(rate)
    for (_, people), group in sorted(groups.items(), key=lambda item: item[0][0]):
        yield replace(rate_table(group, level, one_group=True), who=people)
        notes = tuple(Cited(f"{effect_name(rate)}: {rate.note}") for rate in group if rate.note)
        if notes and level is Level.CLINICAL:
            yield Bullets(notes, Tone.QUIET)


def who(rate: Rate) -> tuple[str, str]:
    """Return who was counted: trial and N; then population, scale, and which edition of the numbers."""
    details = [rate.population]
    details += [f"graded by {rate.scale}"] if rate.scale else []
    details += [rate.basis] if rate.basis else []
    details += [] if rate.current else ["not what the current label prints"]
    return people(rate.trial, rate.treated), "; ".join(details)


def people(trial: str, number: int | None) -> str:
    """Return a trial with the number of people counted in it."""
    return f"{trial}, N={number}" if number else f"{trial}, N not stated"


def rate_table(rates: Iterable[Rate], level: Level, one_group: bool = False) -> Table:
    """Return rates as rows: effect, trial, any grade, grade 3 or higher, onset, duration. All-empty columns go."""
    plain = level is Level.PLAIN
    rows = []
    for rate in rates:
        trial = people(rate.trial, rate.treated)
        if not rate.current:
            trial += f", {rate.basis or 'older label'}"
        effect = effect_name(rate)
        rows.append(
            {
                "Effect": cited(effect, rate.cite) if one_group else Cited(effect),
                "Trial": Cited("") if one_group else cited(trial, rate.cite),
                "How many had it" if plain else "Any grade": Cited(
                    numbers.counted(rate.any_grade, rate.treated, numbers.share(rate), plain), share=numbers.share(rate)
                ),
                "Severe (grade 3+)" if plain else "Grade 3+": Cited(numbers.severe(rate)),
                "Starts": Cited(numbers.span(rate.onset, with_note=one_group)),
                "Lasts": Cited(numbers.span(rate.duration, with_note=one_group)),
            }
        )
    empty = {"", NOT_STATED}
    columns = tuple(title for title in rows[0] if any(row[title].text not in empty for row in rows))
    return Table(columns, tuple(tuple(row[title] for title in columns) for row in rows))


EFFECT = {"crs": "CRS", "icans": "ICANS"}

NEUROTOXICITY = "Neurotoxicity"
"""Every neurologic event after the cells, which is more than ICANS."""


def effect_name(rate: Rate) -> str:
    """Return the event of a rate in a few words."""
    known = EFFECT.get(rate.effect or "", (rate.effect or "").replace("-", " ").capitalize())
    if rate.term is None:
        return known
    if rate.effect == "icans" and rate.term.startswith("neuro"):
        return NEUROTOXICITY
    return rate.term[0].upper() + rate.term[1:]


def _efficacy(drug: Drug, view: View) -> Iterable[Block]:
    results = list(drug.efficacy.values())
    if view.brief:
        results = [result for result in results if result.headline] or results[:1]
    title = HEADINGS[Section.EFFICACY]
    if results:
        yield Heading(title)
        most = max(2, min(4, BRIEF_OUTCOMES // len(results))) if view.brief else None
        for result in results:
            table = result_table(drug, result, view, most)
            if table.rows:
                yield table
        if view.brief:
            yield Prose(Cited(f"Every result: immuno drug show {drug.id} --section efficacy"), Tone.QUIET)
        if len({result.trial for result in results}) > 1:
            yield Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET)
    if not view.brief or not results:
        yield from _gap_lines(drug, "efficacy", "" if results else title)


BRIEF_OUTCOMES = 12
"""Outcomes that a brief page shows in all; the first ones of each result in the file are those that matter most."""


def result_table(drug: Drug, result: Result, view: View, most: int | None = None) -> Table:
    """Return one analysis as a table of measures and results, saying who was counted."""
    details = [result.population]
    if view.brief and result.indication:
        details = [use_label(drug.indications[result.indication], view.names)]
    elif view.level is Level.CLINICAL:
        details.append(result.analysis)
        if result.follow_up:
            details.append(f"follow-up {numbers.span(result.follow_up, with_note=not view.brief)}")
    note = [result.note] if result.note and not view.brief else []
    rows: list[tuple[Cited, ...]] = []
    plain = view.level is Level.PLAIN
    # A patient reads shares of people; medians, ratios and intervals stay with the exact words.
    shown = [one for one in result.outcomes.values() if not plain or one.percent is not None]
    for one in shown[:most]:
        aside = f" ({one.note})" if one.note and not view.brief else ""
        share = one.percent if plain else None
        count = Count(n=one.n, percent=one.percent, of=one.of)
        text = (
            numbers.counted(count, result.evaluable, share, plain=True)
            if plain
            else numbers.outcome(one, result.evaluable)
        )
        rows.append((cited(measure(one, plain), result.cite if not rows else None), Cited(text + aside, share=share)))
    who_ = (people(result.trial, result.evaluable), "; ".join([*details, *note]))
    return Table(("", ""), tuple(rows), who=who_)


MEASURE = {
    "objective response rate": "The cancer shrank or went away (objective response)",
    "overall response rate": "The cancer shrank or went away (overall response)",
    "complete response": "No cancer could be found (complete response)",
    "complete remission": "No cancer could be found (complete remission)",
    "partial response": "The cancer shrank, but not all of it (partial response)",
    "overall survival": "Alive (overall survival)",
    "progression-free survival": "Alive, and the cancer had not grown (progression-free survival)",
    "event-free survival": "Alive, with no setback and no new treatment (event-free survival)",
}
"""What the measures of trials mean, for people who do not read trials."""


def measure(one: Outcome, plain: bool = False) -> str:
    """Return what was measured, with arm, group and time point."""
    when = one.time if (one.time or "").startswith(("at ", "within ")) else one.time and f"at {one.time}"
    details = [detail for detail in (one.arm, one.group, when) if detail]
    name = MEASURE.get(one.measure.casefold(), one.measure) if plain else one.measure
    name = name[0].upper() + name[1:]
    return f"{name}, {', '.join(details)}" if details else name


def _warnings(drug: Drug, view: View) -> Iterable[Block]:
    yield from section(HEADINGS[Section.WARNINGS], drug.warnings, view.level, drug.gaps.get("warnings"))


def _reactions(drug: Drug, view: View) -> Iterable[Block]:
    for table in drug.reactions.values():
        yield from reaction_table(table)
    yield from _gap_lines(drug, "reactions", "Adverse-reaction tables")


def reaction_table(table: ReactionTable) -> Iterable[Block]:
    """Yield one adverse-reaction or laboratory table with its heading."""
    kind = "Laboratory abnormalities" if table.laboratory else HEADINGS[Section.REACTIONS]
    yield Heading(f"{kind}: {people(table.trial, table.treated)}")
    details = [table.population, table.title]
    details += [f"graded by {table.scale}"] if table.scale else []
    details += [table.basis] if table.basis else []
    yield Prose(cited("; ".join(details), table.cite), Tone.QUIET)
    severe = any(one.grade_3_plus for one in table.rows.values())
    any_grade = any(one.any_grade for one in table.rows.values())
    columns = ("Reaction", *(("Any grade",) if any_grade else ()), *(("Grade 3+",) if severe else ()))
    yield Table(
        columns,
        tuple(
            (
                Cited(one.term),
                *((Cited(numbers.count(one.any_grade, table.treated), share=numbers.share(one)),) if any_grade else ()),
                *((Cited(numbers.count(one.grade_3_plus, table.treated)),) if severe else ()),
            )
            for one in table.rows.values()
        ),
    )
    if table.note:
        yield Prose(Cited(table.note), Tone.QUIET)


def _populations(drug: Drug, view: View) -> Iterable[Block]:
    yield from section(HEADINGS[Section.POPULATIONS], drug.populations, view.level, drug.gaps.get("populations"))


def _patient(drug: Drug, view: View) -> Iterable[Block]:
    yield from section(HEADINGS[Section.PATIENT], drug.patient, Level.PLAIN, drug.gaps.get("patient"))


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
    shown = [one for one in parts if one[1] is not None or drug.cells]
    called = [*drug.names.short, *drug.names.code, *drug.names.other]
    name_row = [("Also called", (cited(", ".join(called), drug.names.cite),))] if called else []
    rows = [row(label, {label: claim} if claim else {}, Level.CLINICAL) for label, claim in shown]
    yield from facts(HEADINGS[Section.CONSTRUCT], name_row, *rows)


def _supply(drug: Drug, view: View) -> Iterable[Block]:
    title = HEADINGS[Section.SUPPLY]
    yield from section(title, drug.supply, view.level)
    yield from _gap_lines(drug, "supply", "" if lines(drug.supply, view.level) else title)


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
    yield events(drug.history.values())


def events(found: Iterable[Event]) -> Facts:
    """Return dated events, oldest first."""
    return Facts(tuple((one.date, (cited(one.text, one.cite),)) for one in sorted(found, key=lambda one: one.date)))


def _identifiers(drug: Drug, view: View) -> Iterable[Block]:
    yield Heading(HEADINGS[Section.IDENTIFIERS])
    yield Facts(
        tuple(
            (one.system, (cited(", ".join(one.values) + (f" ({one.note})" if one.note else ""), one.cite),))
            for one in drug.identifiers.values()
        )
    )
    yield from _gap_lines(drug, "identifiers", "")


def _gap_lines(drug: Drug, name: str, title: str) -> Iterable[Block]:
    found = [Cited(text) for key, text in drug.gaps.items() if key == name or key.startswith(f"{name}.")]
    if found:
        if title:
            yield Heading(title)
        yield Bullets(tuple(found), Tone.QUIET)


PARTS: dict[Section, Callable[[Drug, View], Iterable[Block]]] = {
    Section.BOXED_WARNING: _boxed_warning,
    Section.INDICATIONS: _indications,
    Section.DOSING: _dosing,
    Section.MONITORING: _monitoring,
    Section.CONTRAINDICATIONS: _contraindications,
    Section.SAFETY: _safety,
    Section.EFFICACY: _efficacy,
    Section.WARNINGS: _warnings,
    Section.REACTIONS: _reactions,
    Section.POPULATIONS: _populations,
    Section.PATIENT: _patient,
    Section.CONSTRUCT: _construct,
    Section.SUPPLY: _supply,
    Section.TRIALS: _trials,
    Section.HISTORY: _history,
    Section.IDENTIFIERS: _identifiers,
}

STANDING = {
    Standing.RELATED: "approved, but another kind of product",
    Standing.OUT_OF_SCOPE: "approved, but no immunotherapy of cancer",
    Standing.PENDING: "not approved: FDA decision pending",
    Standing.REFUSED: "not approved: FDA refused it",
    Standing.INVESTIGATIONAL: "not approved: investigational",
    Standing.WITHDRAWN: "not approved: withdrawn",
}


def other_product_page(product: OtherProduct, level: Level, edition: Edition) -> Page:
    """Return the honest, dated answer about a product that is not one of the approved T-cell products for cancer."""
    why = said(product.why, level) or said(product.why, Level.CLINICAL)
    blocks: list[Block] = [Prose(line, Tone.LEAD) for line in why]
    what = words(product.what, level) or words(product.what, Level.CLINICAL) or ""
    rows = [("What it is", (cited(what, product.what.cite),))]
    rows += [("Also called", (Cited(", ".join(product.aliases)),))] if product.aliases else []
    blocks += [Heading("About it"), Facts(tuple(rows))]
    blocks += section("More", product.facts, Level.CLINICAL)
    if product.history:
        blocks += [Heading("History"), events(product.history.values())]
    return Page(
        title=product.name,
        subtitle=f"{STANDING[product.standing]} (as of {product.as_of})",
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=product.reviewed,
        next_commands=("immuno drug list",),
    )
