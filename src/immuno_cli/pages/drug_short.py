"""The first screen of a product: what people come for, a line each. The full page holds everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from immuno_cli.choices import HEADINGS, Level, Section
from immuno_cli.facts.model import BoxedWarning, Drug, Edition, Indication, Outcome, Pathway, Rate, Result, Status
from immuno_cli.pages import numbers
from immuno_cli.pages.numbers import DIFFERENT_TRIALS
from immuno_cli.pages.page import (
    NOT_STATED,
    Alert,
    Bar,
    Block,
    Cited,
    Facts,
    Heading,
    Page,
    Prose,
    Table,
    Timeline,
    Tone,
    cited,
)
from immuno_cli.pages.rates import effect_name, people, pivotal_rates, usual_number
from immuno_cli.pages.results import MEASURE
from immuno_cli.pages.statements import at_most, before_semicolon, brief_lines, in_short
from immuno_cli.pages.uses import (
    Names,
    active_uses,
    at_which_point,
    in_order,
    pathway_in_short,
    subtitle,
    use_label,
    who_in_short,
    withdrawn,
)

FEW_USES = 3
MOST_RESULTS = 5
MOST_USES = 8
"""Uses that stand in a row each; of more, a cancer has a row. Of more than a few, the results name the trials."""


def short_page(drug: Drug, level: Level, names: Names, edition: Edition, day_zero: str) -> Page:
    """Return the first screen of one product."""
    blocks = [
        *warning_in_short(drug, level),
        *_uses(drug, level, names),
        *_how_given(drug, level),
        *_until_when(drug, level, day_zero),
        *_key_effects(drug, level),
        *_results(drug, level, names),
    ]
    heads = [block for block in blocks if isinstance(block, Heading)]
    several = len({rate.trial for rate in key_rates(drug)}) > 1
    if several and not any(head.aside == DIFFERENT_TRIALS for head in heads):
        blocks.append(Prose(Cited(DIFFERENT_TRIALS), Tone.QUIET))
    return Page(
        title=drug.names.brand,
        subtitle=subtitle(drug, names),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        brief=True,
        next_commands=(f"immuno drug show {drug.id} --all", f"immuno side-effects {drug.id}"),
    )


def warning_in_short(drug: Drug, level: Level) -> Iterable[Block]:
    """Yield the boxed warning as it stands, a line for each element; or that the label has none."""
    standing = [one for one in drug.boxed_warning.values() if one.removed is None]
    if standing:
        items = tuple(
            (one.topic, cited(one.plain if level is Level.PLAIN else _one_line(one), one.cite)) for one in standing
        )
        if level is Level.CLINICAL and all(one.brief for one in standing):
            # The few words name the hazard themselves.
            items = tuple((_unless_said(topic, text.text), text) for topic, text in items)
            if not all(topic for topic, _ in items):
                items = tuple(
                    ("", replace(text, text=f"{topic}: {text.text}" if topic else text.text)) for topic, text in items
                )
        yield Alert("BOXED WARNING", items, boxed=True)
        return
    none = drug.no_boxed_warning
    text = cited("The label has none.", none.cite) if none else Cited(drug.gaps.get("boxed-warning", NOT_STATED))
    yield Heading(HEADINGS[Section.BOXED_WARNING], silent=True)
    yield Facts(((HEADINGS[Section.BOXED_WARNING], (text,)),))


def _one_line(one: BoxedWarning) -> str:
    """Return what an element warns of; of more than a line only what stands before the first semicolon."""
    text = one.brief or in_short(one.text)
    return text if len(one.topic) + len(text) <= LINES else before_semicolon(text)


def _unless_said(topic: str, text: str) -> str:
    """Return the topic of an element, or nothing where its few words begin with it or with its abbreviation."""
    said = text.casefold()
    words = [word.strip("()").casefold() for word in topic.split()]
    initials = "".join(word[0] for word in words)
    first = len(words[0]) > STEM and said.startswith(words[0][:STEM])
    if first or said.startswith(initials[:3]) or all(word[:STEM] in said for word in words):
        return ""
    return topic


STEM = 5
"""Letters of a word that stay the same in its plural and in the words made of it."""


# --- uses -----------------------------------------------------------------------------------------------------------


def _uses(drug: Drug, level: Level, names: Names) -> Iterable[Block]:
    uses = list(active_uses(drug))
    yield Heading(HEADINGS[Section.INDICATIONS], silent=True)
    if len(uses) > MOST_USES:
        yield _by_cancer(drug, uses, names)
        yield Prose(Cited(f"Each use: immuno drug show {drug.id} --section indications"), Tone.QUIET)
    elif uses:
        plain = level is Level.PLAIN
        trial = not plain and len(uses) <= FEW_USES
        yield Table(
            (
                HEADINGS[Section.INDICATIONS],
                "Who",
                "Approved",
                *(() if plain else ("Pathway",)),
                *(("Trial",) if trial else ()),
            ),
            tuple(
                (
                    Cited(_cancer_and_point(one, names, plain)),
                    cited(one.plain if plain else who_in_short(one), one.cite),
                    Cited(one.approved or NOT_STATED),
                    *(() if plain else (Cited(pathway_in_short(one)),)),
                    *((Cited(", ".join(one.trials)),) if trial else ()),
                )
                for one in uses
            ),
        )
    else:
        yield Prose(Cited("No use of it is approved any more."))
    if gone := withdrawn(drug):
        said = tuple(
            cited(f"{names.cancer(one.cancer)}, {at_which_point(one)}, {one.withdrawn_on or 'day not known'}", one.cite)
            for one in gone
        )
        yield Facts((("Withdrawn", said),), flow=True)


def _cancer_and_point(one: Indication, names: Names, plain: bool) -> str:
    """Return `LBCL, 2nd line+`; a point of the disease that the few words say is not said twice."""
    cancer, point = names.whole(one.cancer) if plain else names.cancer(one.cancer), at_which_point(one)
    said = one.plain if plain else who_in_short(one)
    return cancer if point.split()[0].casefold() in said.casefold() else f"{cancer}, {point}"


def _by_cancer(drug: Drug, uses: Sequence[Indication], names: Names) -> Table:
    """Return a row for each cancer: at which points of it, since when."""
    rows = []
    for cancer in dict.fromkeys(one.cancer for one in uses):
        mine = sorted((one for one in uses if one.cancer == cancer), key=in_order)
        points = Counter(map(at_which_point, mine))
        days = sorted(one.approved for one in mine if one.approved)
        places = tuple(dict.fromkeys(place for one in mine for place in cited("", one.cite).places))
        when = ", ".join(f"{point} ×{count}" if count > 1 else point for point, count in points.items())
        accelerated = sum(one.pathway is Pathway.ACCELERATED for one in mine)
        when += f" ({accelerated} accelerated)" if accelerated else ""
        rows.append((Cited(names.whole(cancer)), Cited(when, places), Cited(days[-1] if days else NOT_STATED)))
    return Table((f"Approved for ({len(uses)} uses)", "When", "Newest"), tuple(rows))


# --- how it is given, and what to watch -----------------------------------------------------------------------------


def _how_given(drug: Drug, level: Level) -> Iterable[Block]:
    dosing = drug.dosing
    dose = [
        replace(one, text=f"{claim.topic}: {one.text}") if claim.topic and len(dosing.dose) > 1 else one
        for claim in dosing.dose.values()
        if not claim.detail
        for one in brief_lines({"": claim}, level)
    ]
    parts = {
        "Given": brief_lines(dosing.route, level),
        "Step-up": brief_lines(dosing.step_up, level),
        "How long": brief_lines(dosing.duration, level),
        "Chemo before": brief_lines(dosing.lymphodepletion, level, topics=True),
        "Just before": brief_lines(dosing.premedication, level),
        "Also needed": brief_lines(dosing.companion, level),
        "Check first": brief_lines(dosing.withhold, level),
        "Dose changes": () if drug.cells else brief_lines(dosing.modifications, level),
    }
    yield Heading(HEADINGS[Section.DOSING], silent=True)
    dose = dose or [Cited(NOT_STATED)]
    if len(dose) == 1 and level is Level.CLINICAL:
        dose += parts.pop("Given")
        yield Facts((("Dose", at_most(dose, 2 * LINES)),), flow=True)
    elif len(dose) > MOST_DOSES:
        yield Facts((("Dose", at_most(dose, 2 * LINES)),), flow=True)
    else:
        yield Facts((("Dose", tuple(dose)),))
    # No step and no regimen is left out.
    rows = tuple(
        (label, values if label in DEPENDS else at_most(values, LINES)) for label, values in parts.items() if values
    )
    if rows:
        yield Facts(rows, flow=True)


DEPENDS = ("Chemo before", "Step-up")
MOST_DOSES = 4
LINES = 76
"""Letters of one line, which is all that a row of several statements has on a short page."""


def _until_when(drug: Drug, level: Level, day_zero: str) -> Iterable[Block]:
    """Yield a calendar of what holds until when, then what has no last day."""
    watch = drug.monitoring
    parts = {
        "Daily checks": watch.daily,
        "Watched": watch.later,
        "Hospital": watch.hospital,
        "Stay near": watch.stay_near,
        "Driving": watch.driving,
        "REMS": watch.rems,
    }
    bars = []
    rows: list[tuple[str, tuple[Cited, ...]]] = []
    for label, claims in parts.items():
        dated = {name: one for name, one in claims.items() if one.until_day and not one.detail}
        for one in dated.values():
            for text in brief_lines({"": one}, level):
                bars.append(Bar(label, 0, one.until_day or 0, text))
        rest = {name: one for name, one in claims.items() if name not in dated}
        values = brief_lines(rest, level) if label == "Watched" or not dated else ()
        # That there is no program any more, and no set stay, is for the full page.
        values = tuple(one for one in values if label not in ("REMS", "Hospital") or not one.text.startswith(OVER))
        if values and label == "Hospital" and rows and rows[-1][0] == "Also watched":
            continue
        if values:
            rows.append(("Also watched" if dated else label, at_most(values, LINES)))
    if bars:
        yield Heading(HEADINGS[Section.MONITORING], silent=True)
    if bars:
        yield Timeline(tuple(bars), day_zero)
    if rows:
        yield Facts(tuple(rows), flow=True)


OVER = ("No ", "None", "Ended", "There is no", "The label sets no")


# --- numbers --------------------------------------------------------------------------------------------------------

SHOWN_FIRST = ("crs", "icans")


def key_rates(drug: Drug) -> list[Rate]:
    """Return the rates that a short page shows, or where none is chosen those of the boxed warning."""
    chosen = [rate for rate in drug.safety.values() if rate.headline and rate.current]
    if chosen:
        return chosen
    boxed = [effect for warning in drug.boxed_warning.values() if not warning.removed for effect in warning.effects]
    counted = pivotal_rates(drug)
    for wanted in (SHOWN_FIRST, tuple(dict.fromkeys(boxed))):
        found = {(wanted.index(rate.effect), rate.trial): rate for rate in reversed(counted) if rate.effect in wanted}
        if found:
            return [rate for _, rate in sorted(found.items(), key=lambda item: item[0][0])]
    return []


def _key_effects(drug: Drug, level: Level) -> Iterable[Block]:
    every = key_rates(drug)
    if not every:
        return
    main = Counter(rate.trial for rate in every).most_common(1)[0][0]
    rates = [rate for rate in every if rate.trial == main] if len(every) > MOST_RATES else every
    yield Heading("Key side effects", silent=True)
    yield rates_in_short(rates, level, "Side effects")
    if rest := [rate for rate in every if rate not in rates]:
        said = [_deaths(rest)] if any(numbers.share_of(rate.fatal, rate.treated) is not None for rate in rest) else []
        said.append(Cited(f"{len(rest)} rates of other trials: immuno drug show {drug.id} --section safety"))
        yield Facts((("Elsewhere", tuple(said)),))


MOST_RATES = 8
"""Rates that stand in a row each; of more, only those of the trial or pool with most of them."""


def _deaths(rates: Sequence[Rate]) -> Cited:
    """Return the lowest and the highest share of people who died, of all these trials."""
    shares = [(share, rate) for rate in rates if (share := numbers.share_of(rate.fatal, rate.treated)) is not None]
    low, high = (pick(shares, key=lambda one: one[0]) for pick in (min, max))
    ends = [f"{numbers.number(round(share, 1))}% ({people(rate.trial, rate.treated)})" for share, rate in (low, high)]
    return cited(f"died of side effects: {' to '.join(dict.fromkeys(ends))}; {len(shares)} groups", high[1].cite)


NARROW_LABEL = 24
"""Letters of a term that has room beside the name of its trial."""


def rates_in_short(rates: Sequence[Rate], level: Level, title: str) -> Table:
    """Return rates a row each, the trial said once above them where there is one; all-empty columns go."""
    plain = level is Level.PLAIN
    main, times = Counter(rate.trial for rate in rates).most_common(1)[0]
    alone = times > len(rates) / 2
    most = usual_number([rate for rate in rates if rate.trial == main])
    rows = []
    for rate in rates:
        any_grade = numbers.counted(rate.any_grade, rate.treated, numbers.share(rate), plain)
        severe = numbers.count(rate.grade_3_plus, rate.treated)
        died = numbers.count(rate.fatal, rate.treated) if rate.fatal else ""
        if not plain and rate.treated and (not alone or rate.treated == most):
            # N stands above the table, or beside the trial.
            any_grade, severe, died = (text.replace(f" of {rate.treated}", "") for text in (any_grade, severe, died))
        if rate.fatal and not rate.any_grade and not rate.grade_3_plus:
            any_grade = severe = ""
        label = _ASIDE.sub("", effect_name(rate))
        if not alone and len(label) > NARROW_LABEL:
            label = effect_name(replace(rate, term=None))
        elsewhere = f" ({people(rate.trial, rate.treated)})" if alone and rate.trial != main else ""
        rows.append(
            {
                title: cited(label + elsewhere, rate.cite),
                "Trial": Cited("" if alone else people(rate.trial, rate.treated)),
                "How many had it" if plain else "Any grade": Cited(any_grade),
                "Severe" if plain else "Grade 3+": Cited(severe),
                "Died": Cited(died),
                "Starts": Cited(numbers.span(rate.onset)),
                "Lasts": Cited(numbers.span(rate.duration)),
            }
        )
    empty = {"", NOT_STATED}
    for name in ("Starts", "Lasts"):
        if all(row[name].text in empty or row[name].text.startswith("median ") for row in rows):
            for row in rows:
                row[f"{name} (median)"] = Cited(row.pop(name).text.removeprefix("median "))
    columns = tuple(name for name in rows[0] if any(row[name].text not in empty for row in rows))
    right = tuple(index for index, name in enumerate(columns) if name in ("Any grade", "Grade 3+", "Died"))
    trial = people(main, most)
    who = (trial, "") if alone else ("", "")
    return Table(columns, tuple(tuple(row[name] for name in columns) for row in rows), who=who, right=right)


_ASIDE = re.compile(r" \(.*\)$|, all$")


def key_results(drug: Drug) -> list[Result]:
    """Return one headline result for each use that stands; where none is chosen, the first of all."""
    standing = {name for name, one in drug.indications.items() if one.status is Status.ACTIVE}
    mine = [one for one in drug.efficacy.values() if one.indication is None or one.indication in standing]
    found: dict[str, Result] = {}
    for result in mine:
        if result.headline:
            found.setdefault(result.indication or "", result)
    return list(found.values()) or mine[:1]


def _results(drug: Drug, level: Level, names: Names) -> Iterable[Block]:
    results = key_results(drug)
    if len(results) > MOST_RESULTS:
        where = f"{len(results)} results: immuno drug show {drug.id} --section efficacy"
        yield Facts((("Results", (Cited(where),)),))
        return
    rows: list[tuple[Cited, ...]] = []
    use_first = level is Level.PLAIN or len(list(active_uses(drug))) > FEW_USES
    for result in results:
        said = "; ".join([*outcomes_in_short(result, level)][: 1 if use_first else 2])
        if said:
            use = use_label(drug.indications[result.indication], names) if result.indication else "All uses"
            # The number of people is in the counts; where there is none it stands beside the trial.
            counted = f" of {result.evaluable}" in said
            trial = result.trial if counted else people(result.trial, result.evaluable)
            words = cited(said, result.cite)
            rows.append((Cited(use), words, Cited(trial)) if use_first else (Cited(trial), words))
    if rows:
        several = len({result.trial for result in results}) > 1 or len({rate.trial for rate in key_rates(drug)}) > 1
        yield Heading(HEADINGS[Section.EFFICACY], DIFFERENT_TRIALS if several else "", silent=True)
        if len(rows) == 1 and not use_first:
            first, words, *_ = rows[0]
            yield Facts((("Results", (replace(words, text=f"{first.text}: {words.text}"),)),))
            return
        yield Table(("Results", "", "Trial") if use_first else ("Results", ""), tuple(rows))


def outcomes_in_short(result: Result, level: Level) -> Iterator[str]:
    """Yield the first outcome of a result; with it the complete responses, or the medians behind a ratio."""
    plain = level is Level.PLAIN
    # A patient reads shares of people; medians, ratios and intervals stay with the exact words.
    shown = [one for one in result.outcomes.values() if not plain or one.percent is not None]
    if not shown:
        return
    first = shown[0]
    if plain:
        text = numbers.counted(numbers.of_outcome(first), result.evaluable, first.percent, plain=True)
        yield f"{MEASURE.get(first.measure.casefold(), first.measure)}: {text}"
        return
    same = [one for one in shown[1:] if one.measure == first.measure and one.arm and one.time == first.time]
    medians = [one for one in same if one.median is not None or one.not_reached][:2]
    if first.hazard_ratio is not None and len(medians) > 1:
        ends = ["not reached" if one.median is None else numbers.number(one.median) for one in medians]
        unit = next((one.unit for one in medians if one.unit), "")
        other = f" with {medians[1].arm}" if medians[1].arm else ""
        ratio = numbers.number(first.hazard_ratio)
        yield f"median {first.measure} {ends[0]} vs {ends[1]} {unit}{other}, HR {ratio}"
        return
    yield f"{_without_rate(first.measure)} {_value(first, result)}"
    complete = next((one for one in shown[1:] if one.measure.startswith("complete") and one.percent is not None), None)
    if first.percent is not None and complete:
        same_people = (complete.of, complete.group) == (first.of, first.group) and complete.n is not None
        count = f"{complete.n} ({numbers.number(complete.percent or 0)}%)" if same_people else _value(complete, result)
        yield f"{complete.measure} {count}"


def _without_rate(measure: str) -> str:
    """Return `objective response` for `objective response rate`; the number says that it is one."""
    return measure.removesuffix(" rate")


def _value(one: Outcome, result: Result) -> str:
    if one.hazard_ratio is not None:
        return f"hazard ratio {numbers.number(one.hazard_ratio)}"
    if one.percent is not None or one.n is not None:
        return numbers.count(numbers.of_outcome(one), result.evaluable)
    if one.not_reached:
        return "median not reached"
    return f"median {numbers.number(one.median or 0)} {one.unit or ''}".strip()
