"""What a product is approved for: cancers, lines of treatment, kinds of approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from immuno_cli.choices import Level
from immuno_cli.facts.model import Cancer, Drug, Indication, Pathway, Setting, Status, Therapy
from immuno_cli.facts.records import record
from immuno_cli.pages.page import Cited, cited
from immuno_cli.pages.plain_terms import plain_term
from immuno_cli.pages.statements import in_short, replaced


@record()
class Names:
    """Short names of cancers and therapies, which product pages name but do not explain; looked up one by one."""

    cancers: Callable[[str], Cancer]
    therapies: Callable[[str], Therapy]

    def cancer(self, name: str) -> str:
        """Return the abbreviation of a cancer, or its name."""
        cancer = self.cancers(name)
        return cancer.abbreviation or cancer.name

    def whole(self, name: str) -> str:
        """Return the name of a cancer, spelled out."""
        return self.cancers(name).name

    def plain(self, name: str) -> str:
        """Return the name of a cancer for patients."""
        return plain_term(self.whole(name))

    def therapy(self, name: str) -> str:
        """Return the short name of a kind of therapy: CAR T."""
        therapy = self.therapies(name)
        return next(iter(therapy.aliases), therapy.name)


@record()
class View:
    """How a full product page is written: the level of words, and the names of cancers and therapies."""

    level: Level
    names: Names


def subtitle(drug: Drug, names: Names, level: Level) -> str:
    """Return what stands under the brand: proper and short name, kind of therapy, and the target but for TIL."""
    therapy = names.therapies(drug.therapy).name if level is Level.PLAIN else names.therapy(drug.therapy)
    short = [f"({name})" for name in drug.names.short[:1]]
    target = drug.target.text if drug.therapy != "til" else None
    return " · ".join(filter(None, [" ".join([drug.names.proper, *short]), therapy, target]))


def line_of(indication: Indication) -> str:
    """Return the earliest line of treatment in words: `2nd line or later`."""
    if indication.line is None:
        return ""
    ordinal = {1: "1st", 2: "2nd", 3: "3rd"}.get(indication.line, f"{indication.line}th")
    return f"{ordinal} line" + (" or later" if indication.line > 1 else "")


def use_label(indication: Indication, names: Names, level: Level = Level.CLINICAL) -> str:
    """Return cancer and line of treatment, or else the setting, in short: `LBCL, 2nd line+`."""
    plain = level is Level.PLAIN
    cancer = names.plain(indication.cancer) if plain else names.cancer(indication.cancer)
    point = at_which_point(indication, level)
    return cancer if point == NO_LINE else f"{cancer}, {point}"


SETTING = {
    Setting.RELAPSED: "relapsed or refractory",
    Setting.NEWLY_DIAGNOSED: "newly diagnosed",
    Setting.NOT_PROGRESSING: "not progressing",
}

PLAIN_SETTING = {
    Setting.LOCALIZED: "has not spread",
    Setting.NEOADJUVANT: "before surgery",
    Setting.PERIOPERATIVE: "before and after surgery",
    Setting.ADJUVANT: "after surgery",
    Setting.CONSOLIDATION: "later rounds of chemo",
    Setting.REMISSION: "in remission",
    Setting.NOT_PROGRESSING: "has not grown after treatment",
    Setting.MAINTENANCE: "to keep it under control",
    Setting.NEWLY_DIAGNOSED: "newly diagnosed",
    Setting.RELAPSED: "came back or did not respond",
}
"""The same for patients."""

NO_LINE = "line not stated"


def at_which_point(use: Indication, level: Level = Level.CLINICAL) -> str:
    """Return at what point of the disease a use belongs: its line, else its setting, else `NO_LINE`."""
    if use.line is not None and level is Level.PLAIN:
        before = use.line - 1
        return f"after {before} or more treatments" if before else "first treatment"
    if use.line is not None:
        return line_of(use).replace(" or later", "+")
    settings = PLAIN_SETTING if level is Level.PLAIN else SETTING
    return settings.get(use.setting, str(use.setting)) if use.setting else NO_LINE


def in_order(use: Indication) -> tuple[int, int]:
    """Return where a use stands among those of one cancer: as a patient comes to them."""
    setting = use.setting
    if setting is None and use.line:
        setting = Setting.RELAPSED if use.line > 1 else Setting.NEWLY_DIAGNOSED
    return list(Setting).index(setting) if setting else len(Setting), use.line or 0


def points_in_short(uses: Iterable[Indication], cancer: str, level: Level) -> str:
    """Return at which points of a cancer it is used, as a patient comes to them: `adjuvant, 1st line ×2`."""
    of_cancer = sorted((use for use in uses if use.cancer == cancer), key=in_order)
    points = Counter(at_which_point(use, level) for use in of_cancer)
    when = ", ".join(f"{point} ×{count}" if count > 1 else point for point, count in points.items())
    accelerated = sum(use.pathway is Pathway.ACCELERATED for use in of_cancer)
    number = f"{accelerated} " if len(of_cancer) > 1 else ""
    return f"{when} ({number}accelerated)" if accelerated else when


def population_in_short(use: Indication, beside: Sequence[str] = ()) -> str:
    """Return who a use is for, what the tumor must have and what it is given with, in few words.

    Partners whose proper names are in `beside` stand elsewhere.
    """
    partners = [name for name in use.partners if not any(is_partner(proper, name) for proper in beside)]
    people = use.brief or in_short(use.population)
    parts = [
        people,
        *(marker for marker in (use.biomarker or "").split("; ") if marker not in people),
        f"with {' and '.join(partners)}" if partners else "",
    ]
    return "; ".join(filter(None, parts))


def is_partner(proper: str, name: str) -> bool:
    """Say whether a label means a product, by its proper name, with `name`, which may lack the suffix of FDA."""
    return proper == name or proper.startswith(f"{name}-")


def with_pathway(text: str, use: Indication) -> str:
    """Return a text and the kind of approval, unless it always was regular."""
    return text if use.pathway is Pathway.REGULAR else f"{text} ({pathway_in_short(use)})"


def pathway_in_short(use: Indication) -> str:
    """Return the kind of approval in few words; of one made regular the date too."""
    if use.pathway is Pathway.CONVERTED:
        return f"regular since {use.converted_on}" if use.converted_on else "regular"
    return str(use.pathway)


def pathway_now(use: Indication) -> str:
    """Return the kind of approval that stands today."""
    return str(Pathway.REGULAR if use.pathway is Pathway.CONVERTED else use.pathway)


def active_uses(drug: Drug) -> Iterator[Indication]:
    """Yield the approved uses that stand."""
    return (use for use in drug.indications.values() if use.status is Status.ACTIVE)


def withdrawn_uses(drug: Drug) -> list[Indication]:
    """Return the uses that were withdrawn."""
    return [use for use in drug.indications.values() if use.status is Status.WITHDRAWN]


def uses_in_short(drug: Drug, names: Names) -> list[str]:
    """Return each cancer once, with the earliest line of treatment: `LBCL 2+`."""
    lines_: dict[str, list[int]] = {}
    for indication in drug.indications.values():
        if indication.status is Status.ACTIVE:
            lines_.setdefault(names.cancer(indication.cancer), []).append(indication.line or 0)
    return sorted(f"{cancer} {min(known)}+" if min(known) else cancer for cancer, known in lines_.items())


PATHWAY = {
    Pathway.REGULAR: "regular approval",
    Pathway.ACCELERATED: "accelerated approval",
    Pathway.CONVERTED: "accelerated approval, made regular",
}


def use_in_full(drug: Drug, use: Indication, view: View) -> tuple[Cited, ...]:
    """Return one use in sentences: for whom, since when, by which kind of approval, and what it replaced."""
    if view.level is Level.PLAIN:
        when = f"Approved {use.approved}." if use.approved else "Approved; the day is not known."
        return (cited(use.plain, use.cite), Cited(when))
    pathway = f"{PATHWAY[use.pathway]}{f' {use.converted_on}' if use.converted_on else ''}"
    registered = {trial.name: trial.nct for trial in drug.trials.values()}
    trials = ", ".join(
        name + (f" ({', '.join(registered[name])})" if registered.get(name) else "") for name in use.trials
    )
    details = [f"{use.approved or 'day of approval not known'}, {pathway}"]
    if use.as_of:
        details.append(f"status seen {use.as_of}")
    if trials:
        details.append(f"trial {trials}")
    if use.status is Status.WITHDRAWN:
        details.insert(0, "WITHDRAWN")
    values = [cited(use.population, use.cite), Cited("; ".join(details))]
    if use.limitation:
        values.append(Cited(f"Limitation of use: {use.limitation}"))
    if use.note:
        values.append(Cited(f"Note: {use.note}"))
    return (*values, *map(replaced, use.earlier))
