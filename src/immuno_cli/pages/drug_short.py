"""The first screen of a product: what people come for, a line each. The full page holds everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from immuno_cli.choices import HEADINGS, Level, Section
from immuno_cli.facts.model import (
    BoxedWarning,
    Claims,
    Drug,
    Edition,
    Indication,
    Outcome,
    Rate,
    Result,
    Status,
)
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
from immuno_cli.pages.plain_terms import plain_term
from immuno_cli.pages.rates import (
    DEATH,
    GRADES,
    effect_in_short,
    effect_name,
    people,
    pivotal_rates,
    usual_number,
)
from immuno_cli.pages.results import plain_measure
from immuno_cli.pages.statements import (
    at_most,
    before_semicolon,
    brief_lines,
    calls_first,
    capital,
    first_sentences,
    in_short,
    rems_label,
    same_for_all,
    topic_of,
)
from immuno_cli.pages.tables import filled_table, places_of, times_in_short
from immuno_cli.pages.uses import (
    Names,
    active_uses,
    at_which_point,
    points_in_short,
    population_in_short,
    subtitle,
    use_label,
    with_pathway,
    withdrawn_uses,
)

FEW_USES = 3
MOST_RESULTS = 5
MANY_USES = 12
"""Uses of which a patient first sees the names of the cancers alone."""
USE_LETTERS = 100
MOST_USE_ROWS = 8
"""Uses that stand in a row each; of more, a cancer has a row. Of more than a few, the results name the trials."""


def short_page(
    drug: Drug, level: Level, names: Names, edition: Edition, day_zero: str, commands: tuple[str, ...] = ()
) -> Page:
    """Return the first screen of one product."""
    uses, given = [*_uses(drug, level, names)], [*_how_given(drug, level)]
    blocks = [
        *(calls_first(drug.call, f"immuno side-effects {drug.id}") if level is Level.PLAIN else ()),
        *warning_in_short(drug, level),
        # Behind a long list of cancers nobody finds the dose.
        *(given + uses if len([*active_uses(drug)]) > MOST_USE_ROWS else uses + given),
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
        subtitle=subtitle(drug, names, level),
        blocks=tuple(blocks),
        as_of=edition.as_of,
        reviewed=drug.reviewed,
        brief=True,
        next_commands=commands,
    )


def warning_in_short(drug: Drug, level: Level) -> Iterable[Block]:
    """Yield the boxed warning as it stands, a line for each element; or that the label has none."""
    if warnings := drug.warnings_that_stand:
        plain = level is Level.PLAIN
        if plain and len(warnings) > FEW_WARNINGS:
            items = tuple(("", cited(topic_of(warning, level), warning.cite)) for warning in warnings)
        elif plain:
            items = tuple(("", cited(_what_it_is(warning), warning.cite)) for warning in warnings)
        else:
            items = tuple((topic_of(warning, level), cited(_one_line(warning), warning.cite)) for warning in warnings)
        if level is Level.CLINICAL and all(warning.brief for warning in warnings):
            # The few words name the hazard themselves.
            items = tuple((_topic_unless_repeated(topic, text.text), text) for topic, text in items)
            if not all(topic for topic, _ in items):
                items = tuple(
                    ("", text._replace(text=f"{topic}: {text.text}" if topic else text.text)) for topic, text in items
                )
        yield Alert("BOXED WARNING", items, boxed=True, flow=len(warnings) > (FEW_WARNINGS if plain else MANY_WARNINGS))
        return
    none = drug.no_boxed_warning
    statement = "The label has none."
    if level is Level.PLAIN:
        statement += " The drug can still have severe side effects."
    text = cited(statement, none.cite) if none else Cited(drug.gaps.get("boxed-warning", NOT_STATED))
    yield Heading(HEADINGS[Section.BOXED_WARNING], silent=True)
    yield Facts(((HEADINGS[Section.BOXED_WARNING], (text,)),))


def _what_it_is(warning: BoxedWarning) -> str:
    """Return what an element warns of in plain words: its sentences up to the one that says how bad it can be."""
    first, *others = sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", warning.plain)
    if re.search(_GRAVE, first):
        return first
    worst = next((number for number, sentence in enumerate(others, 2) if re.search(_GRAVE, sentence)), 1)
    return " ".join(sentences[: worst if worst <= SEVERAL else 1])


_GRAVE = r"\b(?:fatal|die[ds]?|deaths?|kill|life-threatening|destroy|severe)\b"
SEVERAL = 3
FEW_WARNINGS = 2
MANY_WARNINGS = 6


def _one_line(warning: BoxedWarning) -> str:
    """Return what an element warns of; of more than a line only what stands before the first semicolon."""
    text = warning.brief or in_short(warning.text)
    return capital(text if len(warning.topic) + len(text) <= LINE_LETTERS else before_semicolon(text))


def _topic_unless_repeated(topic: str, text: str) -> str:
    """Return the topic of an element, or nothing where its few words begin with it or with its abbreviation."""
    lowered = text.casefold()
    words = [word.strip("()").casefold() for word in topic.split()]
    initials = "".join(word[0] for word in words)
    first = len(words[0]) > STEM_LETTERS and lowered.startswith(words[0][:STEM_LETTERS])
    abbreviated = len(words) > 1 and lowered.startswith(initials[:3])
    if first or abbreviated or all(word[:STEM_LETTERS] in lowered for word in words):
        return ""
    return topic


STEM_LETTERS = 5
"""Letters of a word that stay the same in its plural and in the words made of it."""


# --- uses -----------------------------------------------------------------------------------------------------------


def _uses(drug: Drug, level: Level, names: Names) -> Iterable[Block]:
    uses = list(active_uses(drug))
    yield Heading(HEADINGS[Section.INDICATIONS], silent=True)
    if level is Level.PLAIN and len(uses) > MANY_USES:
        cancers = dict.fromkeys(names.plain(use.cancer) for use in uses)
        yield Facts((("Approved for", tuple(map(Cited, cancers))),), flow=True)
        yield Prose(Cited(f"Each of {len(uses)} uses: immuno drug show {drug.id} --section indications"), Tone.QUIET)
    elif len(uses) > (FEW_USES - 1 if level is Level.PLAIN else MOST_USE_ROWS):
        yield _by_cancer(drug, uses, names, level)
        yield Prose(Cited(f"Each use: immuno drug show {drug.id} --section indications"), Tone.QUIET)
    elif uses:
        plain = level is Level.PLAIN
        trial = not plain and len(uses) <= FEW_USES
        rows = []
        for use in uses:
            who = first_sentences(use.plain, USE_LETTERS) if plain else capital(population_in_short(use))
            rows.append(
                {
                    HEADINGS[Section.INDICATIONS]: Cited(_cancer_and_point(use, uses, names, level)),
                    "Who": cited(who if plain else with_pathway(who, use), use.cite),
                    "Approved": Cited(use.approved or NOT_STATED),
                    "Trial": Cited(", ".join(use.trials) if trial else ""),
                }
            )
        yield filled_table(rows)
    else:
        yield Prose(Cited("No use of it is approved any more."))
    if withdrawn := withdrawn_uses(drug):
        values = tuple(
            cited(f"{use_label(use, names, level)}, {use.withdrawn_on or 'day not known'}", use.cite)
            for use in withdrawn
        )
        yield Facts((("Withdrawn", values),), flow=True)


def _cancer_and_point(use: Indication, uses: Sequence[Indication], names: Names, level: Level) -> str:
    """Return `LBCL, 2nd line+`; a point that the brief text names is not repeated where it tells no two uses apart."""
    plain = level is Level.PLAIN
    cancer, point = names.plain(use.cancer) if plain else names.cancer(use.cancer), at_which_point(use, level)
    text = use.plain if plain else population_in_short(use)
    alone = [other.cancer for other in uses].count(use.cancer) == 1
    return cancer if alone and (plain or point.split()[0].casefold() in text.casefold()) else f"{cancer}, {point}"


def _by_cancer(drug: Drug, uses: Sequence[Indication], names: Names, level: Level) -> Table:
    """Return a row for each cancer: at which points of it, since when."""
    rows = []
    for cancer in dict.fromkeys(use.cancer for use in uses):
        of_cancer = [use for use in uses if use.cancer == cancer]
        days = sorted(use.approved for use in of_cancer if use.approved)
        places = places_of(cited("", use.cite) for use in of_cancer)
        rows.append(
            (
                Cited(names.plain(cancer) if level is Level.PLAIN else names.whole(cancer)),
                Cited(points_in_short(uses, cancer, level), places),
                Cited(days[-1] if days else NOT_STATED),
            )
        )
    return Table((f"Approved for ({len(uses)} uses)", "When", "Newest"), tuple(rows))


# --- how it is given, and what to watch -----------------------------------------------------------------------------


def after_topic(topic: str, text: str) -> str:
    """Return a text after its topic, once: one that begins with its topic has it already."""
    return f"{topic}{text[len(topic) :]}" if text.casefold().startswith(topic.casefold()) else f"{topic}: {text}"


def _short_lines(claims: Claims, level: Level, topics: bool = False) -> tuple[Cited, ...]:
    """Return claims in few words: of plain ones the first sentence, or as many as have a line."""
    lines = brief_lines(claims, level, topics)
    if level is Level.CLINICAL:
        return lines
    return tuple(line._replace(text=first_sentences(line.text, LINE_LETTERS)) for line in lines)


def each_after_topic(claims: Claims, level: Level) -> tuple[Cited, ...]:
    """Return claims in few words, each of several after its topic, unless it begins with that or names it."""
    lines = []
    for claim in claims.values():
        for line in _short_lines({"": claim}, level) if not claim.detail else ():
            named = len(claims) > 1 and claim.topic and not same_for_all(claim)
            if topic := _topic_unless_repeated(claim.topic or "", line.text) if named else "":
                topic = plain_term(topic) if level is Level.PLAIN else topic
                line = line._replace(text=after_topic(topic, line.text))
            lines.append(line)
    return tuple(lines)


def _how_given(drug: Drug, level: Level) -> Iterable[Block]:
    dosing, plain = drug.dosing, level is Level.PLAIN
    dose = each_after_topic(dosing.dose, level)
    parts = {
        # Doses that differ tell more than the way they are given.
        "Given": _short_lines(dosing.route, level) if level is Level.PLAIN or len(dose) <= FEW_DOSES else (),
        "Step-up": brief_lines(dosing.step_up, level, topics=True),
        "How long": _short_lines(dosing.duration, level, topics=level is Level.PLAIN),
        "Chemo before": _short_lines(dosing.lymphodepletion, level, topics=True),
        "Just before": _short_lines(dosing.premedication, level)[:1] + _short_lines(dosing.companion, level),
        "Check first": _short_lines(dosing.withhold, level),
        "Dose changes": () if plain else each_after_topic(dosing.modifications, level),
    }
    yield Heading(HEADINGS[Section.DOSING], silent=True)
    dose = dose or (Cited(NOT_STATED),)
    if plain:
        dose += parts.pop("Given")
        # What the team sees to is for the full page.
        parts = {label: values for label, values in parts.items() if label in ASKED}
        yield Facts((("Dose", at_most(dose, LINE_LETTERS)),), flow=True)
    elif len(dose) == 1:
        dose += parts.pop("Given")
        yield Facts((("Dose", at_most(dose, DOSE_LETTERS)),), flow=True)
    elif len(dose) > MOST_DOSES or any(len(line.text) > LONG_LINE for line in dose):
        yield Facts((("Dose", at_most(dose, 4 * LINE_LETTERS)),), flow=True)
    else:
        yield Facts((("Dose", tuple(dose)),))
    whole = ("Step-up",) if plain else ("Step-up", "Chemo before")
    rows = tuple(
        (
            label,
            values
            if label in whole  # no step is left out
            else at_most(values, TWO_LINES if label in LONG and level is Level.CLINICAL else LINE_LETTERS),
        )
        for label, values in parts.items()
        if values
    )
    if rows:
        yield Facts(rows, flow=True)


ASKED = ("Step-up", "How long", "Chemo before", "Check first")
"""What a patient asks about how a product is given."""
LONG = ("Just before",)
"""Rows that have two lines."""
FEW_DOSES = 2
MOST_DOSES = 4
DOSE_LETTERS = 130
LONG_LINE = 84
TWO_LINES = 160
LINE_LETTERS = 76
"""Letters of one line, which is all that a row of several statements has on a short page."""


def _until_when(drug: Drug, level: Level, day_zero: str) -> Iterable[Block]:
    """Yield a calendar of what holds until when, then what has no last day."""
    watch, program = drug.monitoring, rems_label(level)
    parts = {
        "Daily checks": watch.daily,
        "Watched": watch.later,
        "Hospital": watch.hospital,
        "Stay near": watch.stay_near,
        "Driving": watch.driving,
        program: watch.rems,
    }
    if level is Level.PLAIN and watch.daily:
        parts.pop("Watched")
    bars = []
    rows: list[tuple[str, tuple[Cited, ...]]] = []
    for label, claims in parts.items():
        dated = {name: claim for name, claim in claims.items() if claim.until_day and not claim.detail}
        for claim in dated.values():
            for text in _short_lines({"": claim}, level):
                # The axis says after what.
                text = text._replace(text=text.text.replace(f" after the {day_zero}", ""))
                bars.append(Bar(label, 0, claim.until_day or 0, text))
        rest = {name: claim for name, claim in claims.items() if name not in dated}
        if label == program and level is Level.CLINICAL:
            # What the boxed warning above says is not said again.
            boxed = "; ".join(warning.brief or "" for warning in drug.warnings_that_stand)
            rest = {name: claim for name, claim in rest.items() if (claim.brief or claim.text or "") not in boxed}
        if label in (program, "Hospital"):
            rest = without_none(rest)
        values = _short_lines(rest, level) if label == "Watched" or not dated else ()
        if values and label == "Hospital" and rows and rows[-1][0] == "Also watched":
            continue
        if values:
            rows.append(("Also watched" if dated else label, at_most(values, LINE_LETTERS)))
    if bars:
        yield Heading(HEADINGS[Section.MONITORING], silent=True)
        yield Timeline(tuple(bars), day_zero)
    if rows:
        yield Facts(tuple(rows), flow=True)


def without_none(claims: Claims) -> Claims:
    """Return claims without those that there is no program, or none any more, and no set stay."""
    return {
        name: claim
        for name, claim in claims.items()
        if not (claim.brief or claim.text or claim.plain or "").startswith(ENDED)
    }


ENDED = ("No ", "None", "Ended", "There is no", "The label sets no")


# --- numbers --------------------------------------------------------------------------------------------------------


def key_rates(drug: Drug) -> list[Rate]:
    """Return the rates that a short page shows, or where none is chosen those of the boxed warning."""
    chosen = [rate for rate in drug.safety.values() if rate.headline and rate.current]
    if chosen:
        return chosen
    boxed = [effect for warning in drug.warnings_that_stand for effect in warning.effects]
    of_effects = [rate for rate in reversed(pivotal_rates(drug)) if rate.effect in boxed]
    by_trial = {(boxed.index(rate.effect or ""), rate.trial): rate for rate in of_effects}
    return [rate for _, rate in sorted(by_trial.items(), key=lambda item: item[0][0])]


def _key_effects(drug: Drug, level: Level) -> Iterable[Block]:
    every = key_rates(drug)
    if not every:
        return
    main = Counter(rate.trial for rate in every).most_common(1)[0][0]
    most = MOST_PLAIN_RATES if level is Level.PLAIN else MOST_RATES
    rates = [rate for rate in every if rate.trial == main][:most] if len(every) > most else every
    yield Heading("Key side effects", silent=True)
    yield rates_in_short(rates, level, "Side effects")
    if rest := [rate for rate in every if rate not in rates]:
        more = Cited(f"+{len(rest)} rates: --section safety")
        yield Facts((("Elsewhere", (*_deaths(rest, level), more)),), flow=True)


MOST_PLAIN_RATES = 5
MOST_RATES = 8
"""Rates that stand in a row each; of more, only those of the trial or pool with most of them."""


def _deaths(rates: Sequence[Rate], level: Level) -> Iterator[Cited]:
    """Yield for each cause the lowest and the highest share of people who died of it, of all these trials."""
    causes: dict[str, list[tuple[float, Rate]]] = {}
    for rate in rates:
        if (share := numbers.count_share(rate.fatal, rate.treated)) is not None:
            causes.setdefault(_died_of(rate, level), []).append((share, rate))
    for cause, shares in sorted(causes.items(), key=lambda item: item[0] != ANY_CAUSE):
        low, high = (pick(shares, key=lambda pair: pair[0]) for pick in (min, max))
        ends = [f"{numbers.number(round(share, 1))}%" for share, _ in (low, high)]
        if level is Level.PLAIN:
            yield cited(f"{' to '.join(dict.fromkeys(ends))} died of {cause}", high[1].cite)
            continue
        ends = [f"{end} ({people(rate.trial, rate.treated)})" for end, (_, rate) in zip(ends, (low, high), strict=True)]
        groups = f"; {len(shares)} groups" if len(shares) > 1 else ""
        yield cited(f"died of {cause}: {' to '.join(dict.fromkeys(ends))}{groups}", high[1].cite)


def _died_of(rate: Rate, level: Level) -> str:
    """Return what people died of: one side effect, or where a rate counts every death, any of them."""
    if rate.effect == DEATH or (rate.effect is None and "serious adverse reactions" in (rate.term or "")):
        return ANY_CAUSE
    cause = effect_in_short(rate, level).removeprefix("Fatal ")
    return cause if cause[:2].isupper() else cause[:1].lower() + cause[1:]


ANY_CAUSE = "side effects"


LONG_NAME = 34
NARROW_LABEL = 24
"""Letters of a term that has room beside the name of its trial."""


def rates_in_short(rates: Sequence[Rate], level: Level, title: str) -> Table:
    """Return a table of rates, the trial as its caption where most share one; all-empty columns go."""
    plain = level is Level.PLAIN
    # Beside long names ranges would take a line each.
    long = any(len(effect_in_short(rate, level)) > LONG_NAME for rate in rates)
    time = numbers.median if plain or long else numbers.span
    main, times = Counter(rate.trial for rate in rates).most_common(1)[0]
    alone = times > len(rates) / 2
    most = usual_number([rate for rate in rates if rate.trial == main])
    rows = []
    for rate in rates:
        any_grade = numbers.count(rate.any_grade, rate.treated)
        severe = numbers.severe_text(rate, rate.treated)
        if plain:
            any_grade, severe = _in_words(numbers.share_of(rate), any_grade), re.sub(_COUNT_OF_SHARE, r"\1", severe)
        died = numbers.count(rate.fatal, rate.treated) if rate.fatal else ""
        if plain:
            died = re.sub(r"(\d of \d+).*", r"\1", died)
        if not plain and rate.treated and (not alone or rate.treated == most):
            # N stands above the table, or beside the trial.
            any_grade, severe, died = (text.replace(f" of {rate.treated}", "") for text in (any_grade, severe, died))
        if rate.fatal and not rate.any_grade and not rate.grade_3_plus and not rate.grade_4:
            any_grade = severe = ""
        label = effect_in_short(rate, level)
        if not alone and len(label) > NARROW_LABEL:
            label = effect_name(replace(rate, term=None), level)
        elsewhere = f" ({people(rate.trial, rate.treated)})" if alone and rate.trial != main else ""
        rows.append(
            {
                title: cited(label + elsewhere, rate.cite),
                "Trial": Cited("" if alone else people(rate.trial, rate.treated)),
                GRADES[level][0]: Cited(any_grade),
                GRADES[level][1]: Cited(severe),
                "Died": Cited(died),
                "Starts": Cited(time(rate.onset) if rate.onset else ""),
                "Lasts": Cited(time(rate.duration) if rate.duration and not plain and not long else ""),
            }
        )
    times_in_short(rows)
    who = (people(main, most), "") if alone else ("", "")
    return filled_table(rows, caption=who, right=("Any grade", "Grade 3+", "Died"))


def _in_words(share: float | None, text: str) -> str:
    """Return a share in words with its per cent: `about 9 in 10 people (91%)`; a count that has none as it is."""
    if share is None:
        return text
    percent = re.sub(_COUNT_OF_SHARE, r"\1", text)
    return f"{numbers.people_in_words(share).removesuffix(' people')} ({percent})"


_COUNT_OF_SHARE = r"\d+ of \d+ \(([\d.]+%)\)"


def key_results(drug: Drug) -> list[Result]:
    """Return one headline result for each use that stands; where none is chosen, the first of all."""
    standing = {name for name, use in drug.indications.items() if use.status is Status.ACTIVE}
    results = [result for result in drug.efficacy.values() if result.indication in (None, *standing)]
    headlines: dict[str, Result] = {}
    for result in results:
        if result.headline:
            headlines.setdefault(result.indication or "", result)
    return list(headlines.values()) or results[:1]


def _results(drug: Drug, level: Level, names: Names) -> Iterable[Block]:
    results = key_results(drug)
    if len(results) > MOST_RESULTS:
        where = f"{len(results)} results: immuno drug show {drug.id} --section efficacy"
        yield Facts((("Results", (Cited(where),)),))
        return
    rows: list[tuple[Cited, ...]] = []
    use_first = level is Level.PLAIN or len(list(active_uses(drug))) > FEW_USES
    # A trial with results for two uses does not tell them apart.
    twice = len({result.trial for result in results}) < len(results)
    for result in results:
        text = "; ".join([*outcomes_in_short(result, level)][: 1 if use_first else 2])
        if text:
            use = _use_of(result, results, drug, names, level)
            # The number of people is in the counts; where there is none it stands beside the trial.
            counted = f" of {result.evaluable}" in text
            trial = use if twice and not use_first else result.trial
            trial = trial if counted else people(trial, result.evaluable)
            cell = cited(text, result.cite)
            asked = (Cited(use), cell) if level is Level.PLAIN else (Cited(use), cell, Cited(trial))
            rows.append(asked if use_first else (Cited(trial), cell))
    if rows:
        several = len({result.trial for result in results}) > 1 or len({rate.trial for rate in key_rates(drug)}) > 1
        yield Heading(HEADINGS[Section.EFFICACY], DIFFERENT_TRIALS if several else "", silent=True)
        if len(rows) == 1 and not use_first:
            first, cell, *_ = rows[0]
            yield Facts((("Results", (cell._replace(text=f"{first.text}: {cell.text}"),)),))
            return
        yield Table(("Results", "", "Trial")[: len(rows[0])], tuple(rows))


def _use_of(result: Result, results: Sequence[Result], drug: Drug, names: Names, level: Level) -> str:
    """Return which use a result is about, for a patient by its cancer alone where that tells the results apart."""
    if result.indication is None:
        return "All uses"
    use = drug.indications[result.indication]
    cancers = [drug.indications[other.indication].cancer for other in results if other.indication]
    if level is Level.PLAIN and cancers.count(use.cancer) == 1:
        return names.plain(use.cancer)
    return use_label(use, names, level)


def outcomes_in_short(result: Result, level: Level) -> Iterator[str]:
    """Yield the first outcome of a result; with it the complete responses, or the medians behind a ratio."""
    plain = level is Level.PLAIN
    # A patient reads shares of people; medians, ratios and intervals stay with the exact words.
    shown = [outcome for outcome in result.outcomes.values() if not plain or outcome.percent is not None]
    if not shown:
        return
    first = shown[0]
    if plain:
        text = _in_words(first.percent, numbers.count(numbers.count_of_outcome(first), result.evaluable))
        when = f", {first.time}" if first.time else ""
        yield f"{_what_it_means(first.measure)}{when}: {text}"
        return
    same = [other for other in shown[1:] if (other.measure, other.time) == (first.measure, first.time) and other.arm]
    medians = [outcome for outcome in same if outcome.median is not None or outcome.not_reached][:2]
    if first.hazard_ratio is not None and len(medians) > 1:
        first_arm, other = ("not reached" if arm.median is None else numbers.number(arm.median) for arm in medians)
        unit = next((f" {outcome.unit}" for outcome in medians if outcome.unit), "")
        # The unit stands after the last number.
        units = ("", unit) if medians[1].median is not None else (unit if medians[0].median is not None else "", "")
        versus = f" with {medians[1].arm}" if medians[1].arm else ""
        measure, ratio = IN_SHORT.get(first.measure, first.measure), numbers.number(first.hazard_ratio)
        yield f"median {measure} {first_arm}{units[0]} vs {other}{units[1]}{versus}, HR {ratio}"
        return
    when = f", {first.time}:" if first.time else ""
    yield f"{_without_rate(first.measure)}{when} {_value(first, result)}"
    with_percent = (outcome for outcome in shown[1:] if outcome.percent is not None)
    complete = next((outcome for outcome in with_percent if outcome.measure.startswith("complete")), None)
    if first.percent is not None and complete:
        same_people = (complete.of, complete.group) == (first.of, first.group) and complete.n is not None
        count = f"{complete.n} ({numbers.number(complete.percent or 0)}%)" if same_people else _value(complete, result)
        yield f"{complete.measure} {count}"


IN_SHORT = {"overall survival": "OS", "progression-free survival": "PFS", "event-free survival": "EFS"}
"""Measures as professionals know them, where the numbers of two arms need the room."""


def _what_it_means(measure: str) -> str:
    """Return a measure in a few plain words; what it is called in trials stands on the full page."""
    return capital(plain_measure(measure).partition(" (")[0].removeprefix("The "))


def _without_rate(measure: str) -> str:
    """Return `objective response` for `objective response rate`; and without its meaning."""
    return measure.removesuffix(" rate").partition(" (")[0]


def _value(outcome: Outcome, result: Result) -> str:
    if outcome.hazard_ratio is not None:
        return f"hazard ratio {numbers.number(outcome.hazard_ratio)}"
    if outcome.percent is not None or outcome.n is not None:
        return numbers.count(numbers.count_of_outcome(outcome), result.evaluable)
    if outcome.not_reached:
        return "median not reached"
    return f"median {numbers.number(outcome.median or 0)} {outcome.unit or ''}".strip()
