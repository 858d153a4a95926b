"""The facts as frozen dataclasses (`record`). This declaration is the schema.

Decoding, the JSON Schema for editors and `docs/facts.md` are all derived from the classes below: the type of a
field validates it, its `Annotated` sentence documents it, a default makes it optional. Keys are spelled the same in
YAML, Python and JSON. Nothing here reads, prints or decides.
"""

# No postponed annotations here: what reads the facts needs the types themselves, and as text each would be compiled.
import datetime as dt
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from immuno_cli.facts.records import Annotated, record


class Range(NamedTuple):
    """Smallest and largest number a field may hold, both included."""

    low: float
    high: float


class Ref(NamedTuple):
    """The field holds the id of an entity of this kind (the name of its folder)."""

    kind: str


class Pattern(NamedTuple):
    """The whole text of the field has this shape; `example` is shown when it has not."""

    regex: str
    example: str


class PartialDate(str):
    """A date as exact as its source: `2025`, `2025-06` or `2025-06-26`. Sorts as text."""

    __slots__ = ()


Percent = Annotated[float, Range(0, 100)]
Brief = Annotated[str | None, Pattern(r".{1,100}", "at most 100 letters")]
"""A few words for a short page; its numbers are those of the whole statement."""
NotNegative = Annotated[float, Range(0, 1e12)]
CountOf = Annotated[int, Range(0, 10_000_000)]
Uncounted = Annotated[bool, "True when the source does not say how many people were counted; pages then say so."]


# --- where facts come from ------------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """What a source is, strongest first: where sources differ, the earlier kind wins."""

    LABEL = "label"
    FDA_NOTICE = "fda-notice"
    GUIDELINE = "guideline"
    JOURNAL = "journal"
    NCI = "nci"
    REGISTRY = "registry"
    MANUFACTURER = "manufacturer"
    COPY = "copy"
    SECONDARY = "secondary"


@record(kw_only=True)
class Source:
    """One document that facts were read in."""

    id: Annotated[str, "The file name."]
    title: Annotated[str, "Title of the document, and which part of it was readable."]
    publisher: Annotated[str, "Who published it."]
    url: Annotated[
        str | None, Pattern(r"https?://\S+", "https://www.fda.gov/…"), "Where it was read; none for print or mail."
    ] = None
    kind: Annotated[SourceKind, "What it is."]
    published: Annotated[PartialDate | None, "Day, month or year it was published or revised."] = None
    accessed: Annotated[dt.date, "Day it was last read."]
    license: Annotated[str, "Terms it is under, for people who want to quote it."]
    jurisdiction: Annotated[str, Pattern(r"[A-Z]{2}", "US"), "Country or EU whose text it is."] = "US"
    copy_of: Annotated[str | None, "The document it is a copy of; with kind `copy`, and only there."] = None
    text: Annotated[
        str | None,
        Pattern(r"[a-z0-9-]+(/[a-z0-9-]+)?\.txt", "yescarta.txt"),
        "File of its whole text in the folder that `immuno facts proof` is given.",
    ] = None
    note: Annotated[str | None, "What a reader should know before trusting it."] = None


@record(kw_only=True)
class Citation:
    """One place in one source. In YAML the source id is the key; a bare text is the locator."""

    at: Annotated[str, "Locator: label section, table, page or paragraph."]
    quote: Annotated[tuple[str, ...], "The words that carry the fact, at most 20 a piece, unchanged."] = ()


class Cite(dict[str, Citation]):
    """The citations of one block; they know which claim they are of, once somebody has asked for its id."""

    __slots__ = ("claim",)
    claim: str


Citations = Annotated[dict[str, Citation], Ref("sources"), "Source id: locator, or {at, quote}."]


@record(kw_only=True)
class Earlier:
    """A value that was replaced but that readers still meet."""

    text: Annotated[str, "What was said then."]
    until: Annotated[PartialDate, "When it stopped being so."]
    cite: Citations


@record(kw_only=True)
class Claim:
    """One cited statement, in words for professionals, in plain words, or in both."""

    topic: Annotated[str | None, "Short label shown before the statement."] = None
    text: Annotated[str | None, "The statement for a professional: exact, dense."] = None
    plain: Annotated[str | None, "The same for a worried person: short words, US grade 8 or below."] = None
    brief: Annotated[Brief, "The statement in a few words, for a short page."] = None
    until_day: Annotated[
        int | None, Range(0, 6000), "Last day of the period it is about, counted from day 0: a bar of the calendar."
    ] = None
    as_of: Annotated[PartialDate | None, "Date of the text that says so, where the date matters."] = None
    note: Annotated[str | None, "Conflict, limit or basis of the statement."] = None
    earlier: Annotated[tuple[Earlier, ...], "Values it replaced, newest first."] = ()
    detail: Annotated[bool, "True for what only a full page shows: evidence, side remarks."] = False
    cite: Citations


Claims = dict[str, Claim]


@record(kw_only=True)
class Call:
    """When to call for help, in three levels, the most urgent first. `plain` is required in all three."""

    emergency: Annotated[Claims, "Signs for which to call 911 at once."] = field(default_factory=dict)
    now: Annotated[Claims, "Signs for which to call the care team now, day or night."] = field(default_factory=dict)
    same_day: Annotated[Claims, "Signs to tell the care team of the same day."] = field(default_factory=dict)


class CallLevel(StrEnum):
    """How urgent a sign is, the most urgent first; the levels of `Call`."""

    EMERGENCY = "emergency"
    NOW = "now"
    SAME_DAY = "same-day"


@record(kw_only=True)
class Event:
    """Something that happened on a day: an approval, a label change, a warning."""

    date: Annotated[PartialDate, "When."]
    text: Annotated[str, "What happened."]
    cite: Citations


# --- numbers --------------------------------------------------------------------------------------------------------


@record(kw_only=True)
class Count:
    """How many people had something: n, the percentage, or both."""

    n: Annotated[CountOf | None, "People who had it."] = None
    percent: Annotated[Percent | None, "Per cent, as printed in the source."] = None
    of: Annotated[CountOf | None, "Denominator, where it is not the one of the whole block."] = None


@record(kw_only=True)
class Span:
    """A length of time: a median with its range, or a range alone."""

    median: Annotated[NotNegative | None, "Median."] = None
    low: Annotated[NotNegative | None, "Shortest."] = None
    high: Annotated[NotNegative | None, "Longest."] = None
    unit: Annotated[str, Pattern("hours|days|weeks|months|years", "days"), "Unit of all three."] = "days"
    note: Annotated[str | None, "Whom or what the figures are about, where narrower than the block."] = None


@record(kw_only=True)
class Interval:
    """A confidence interval; a missing end was not estimable or not reached."""

    low: Annotated[NotNegative | None, "Lower end, in the unit of the estimate."] = None
    high: Annotated[NotNegative | None, "Upper end, in the unit of the estimate."] = None
    level: Annotated[Percent, "Confidence level in per cent."] = 95.0


@record(kw_only=True)
class Rate:
    """How often, when and for how long one side effect happened in one group of people in one trial."""

    effect: Annotated[str | None, Ref("side-effects"), "Id of the side effect."] = None
    term: Annotated[str | None, "The event in the words of the source, where narrower than the effect."] = None
    drug: Annotated[str | None, Ref("drugs"), "Product; only where the block stands outside a drug file."] = None
    trial: Annotated[str, "Name of the trial or series."]
    population: Annotated[str, "Who was counted."]
    indication: Annotated[str | None, "Key of the indication of this drug that the trial belongs to."] = None
    treated: Annotated[CountOf | None, "N: people counted, the denominator."] = None
    uncounted: Uncounted = False
    scale: Annotated[str | None, "Grading scale and version; none when the source does not state it."] = None
    any_grade: Annotated[Count | None, "Any grade."] = None
    grade_3_plus: Annotated[Count | None, "Grade 3 or higher."] = None
    grade_4: Annotated[Count | None, "Grade 4 alone, where the source does not print grade 3."] = None
    fatal: Annotated[Count | None, "Deaths from it."] = None
    onset: Annotated[Span | None, "Time from infusion (or first dose) to onset."] = None
    duration: Annotated[Span | None, "How long it lasted."] = None
    basis: Annotated[str | None, "Label edition, follow-up or analysis the numbers are from."] = None
    headline: Annotated[bool, "True for a rate that a short page shows."] = False
    current: Annotated[bool, "False when a newer label prints other numbers for the same people."] = True
    note: Annotated[str | None, "What else a reader must know."] = None
    cite: Citations


@record(kw_only=True)
class Reaction:
    """One row of an adverse-reaction or laboratory table."""

    term: Annotated[str, "The reaction in the words of the table."]
    system: Annotated[str | None, "Body system the table puts it under."] = None
    effect: Annotated[str | None, Ref("side-effects"), "Id of the side effect it belongs to."] = None
    any_grade: Annotated[Count | None, "Any grade."] = None
    grade_3_plus: Annotated[Count | None, "Grade 3 or higher."] = None
    grade_4: Annotated[Count | None, "Grade 4 alone, where the source does not print grade 3."] = None
    quote: Annotated[str | None, "The row as printed."] = None


@record(kw_only=True)
class ReactionTable:
    """An adverse-reaction or laboratory table of one trial."""

    title: Annotated[str, "What the table lists, with its threshold."]
    laboratory: Annotated[bool, "True for a table of laboratory abnormalities."] = False
    trial: Annotated[str, "Name of the trial."]
    population: Annotated[str, "Who was counted."]
    indication: Annotated[str | None, "Key of the indication of this drug."] = None
    treated: Annotated[CountOf | None, "N: people counted, the denominator."] = None
    uncounted: Uncounted = False
    scale: Annotated[str | None, "Grading scale and version; none when the source does not state it."] = None
    basis: Annotated[str | None, "Label edition or analysis."] = None
    rows: Annotated[dict[str, Reaction], "The rows, in the order of the table."]
    note: Annotated[str | None, "What a reader must know about the table."] = None
    cite: Citations


@record(kw_only=True)
class Outcome:
    """One result of a trial: a share of people, a median time, a hazard ratio, or 'not reached'."""

    measure: Annotated[str, "Full name of the measure: objective response rate, complete response, overall survival."]
    arm: Annotated[str | None, "Arm, where the trial has more than one."] = None
    group: Annotated[str | None, "Part of the population, where it is not the whole of the block."] = None
    time: Annotated[str | None, "Time point, for rates estimated at one (12 months)."] = None
    n: Annotated[CountOf | None, "People with the outcome."] = None
    of: Annotated[CountOf | None, "Denominator, where it is not the one of the whole block."] = None
    percent: Annotated[Percent | None, "Per cent."] = None
    median: Annotated[NotNegative | None, "Median, in `unit`."] = None
    unit: Annotated[
        str | None, Pattern("days|weeks|months|years", "months"), "Unit of the median and its interval."
    ] = None
    not_reached: Annotated[bool, "The median was not reached."] = False
    hazard_ratio: Annotated[NotNegative | None, "Hazard ratio against `versus`."] = None
    versus: Annotated[str | None, "What the hazard ratio or the odds ratio compares with."] = None
    p_value: Annotated[str | None, "p value as printed."] = None
    ci: Annotated[Interval | None, "Confidence interval of the estimate."] = None
    low: Annotated[NotNegative | None, "Shortest value of a range."] = None
    high: Annotated[NotNegative | None, "Longest value of a range."] = None
    note: Annotated[str | None, "How it was measured, where that differs from the block."] = None
    quote: Annotated[str | None, "The words of the source that hold these numbers."] = None


@record(kw_only=True)
class Result:
    """What one analysis of one trial found: who was counted, for how long, and the outcomes."""

    trial: Annotated[str, "Name of the trial."]
    indication: Annotated[str | None, "Key of the indication of this drug."] = None
    population: Annotated[str, "Who was counted."]
    evaluable: Annotated[CountOf | None, "N: people in the analysis."] = None
    uncounted: Uncounted = False
    analysis: Annotated[str, "Which analysis: label, primary publication, 5-year follow-up; and who assessed."]
    follow_up: Annotated[Span | None, "Follow-up."] = None
    headline: Annotated[bool, "True for the result a short page shows first."] = False
    outcomes: Annotated[dict[str, Outcome], "The outcomes."]
    note: Annotated[str | None, "What a reader must know."] = None
    cite: Citations


# --- products -------------------------------------------------------------------------------------------------------


class Pathway(StrEnum):
    """How FDA approved an indication."""

    REGULAR = "regular"
    ACCELERATED = "accelerated"
    CONVERTED = "converted"


class Setting(StrEnum):
    """At what point of the disease a use belongs, in the order in which a patient comes to them."""

    LOCALIZED = "localized"
    NEOADJUVANT = "neoadjuvant"
    PERIOPERATIVE = "perioperative"
    ADJUVANT = "adjuvant"
    CONSOLIDATION = "consolidation"
    REMISSION = "remission"
    NOT_PROGRESSING = "not-progressing"
    MAINTENANCE = "maintenance"
    NEWLY_DIAGNOSED = "newly-diagnosed"
    ADVANCED = "advanced"
    RELAPSED = "relapsed-or-refractory"


class Status(StrEnum):
    """Whether an indication stands."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


@record(kw_only=True)
class Names:
    """What a product is called."""

    brand: Annotated[str, "Brand name."]
    proper: Annotated[str, "Proper (nonproprietary) name."]
    short: Annotated[tuple[str, ...], "Short names in use, such as axi-cel."] = ()
    code: Annotated[tuple[str, ...], "Code names from development."] = ()
    other: Annotated[tuple[str, ...], "Other names and spellings that a reader may type."] = ()
    cite: Citations


@record(kw_only=True)
class Cells:
    """How the cells of a cell product are built."""

    binder: Annotated[Claim | None, "What recognizes the target."] = None
    costimulation: Annotated[Claim | None, "Costimulatory and signaling domains."] = None
    vector: Annotated[Claim | None, "How the gene gets in."] = None
    source: Annotated[Claim | None, "Whose cells, and of which kind."] = None


@record(kw_only=True)
class Antibody:
    """How an antibody, or a molecule made of parts of antibodies, is built."""

    format: Annotated[Claim, "Isotype and form: humanized IgG4 kappa antibody, bispecific BCMA × CD3 IgG4."]
    binding: Annotated[Claim | None, "What each arm binds, where there are several."] = None
    half_life: Annotated[Claim | None, "Terminal half-life, with its unit."] = None


@record(kw_only=True)
class Virus:
    """How a virus or another vector of genes is built."""

    backbone: Annotated[Claim, "Which virus, and what was taken out of it."]
    payload: Annotated[Claim | None, "Which gene it carries, and what for."] = None


@record(kw_only=True)
class Biosimilar:
    """A biosimilar of a product: it is found by its names and shown on the page of its reference product."""

    brand: Annotated[str, "Brand name."]
    proper: Annotated[str, "Proper name with the suffix that FDA gave it: rituximab-abbs."]
    other: Annotated[tuple[str, ...], "Other names and spellings that a reader may type."] = ()
    holder: Annotated[str | None, "License holder."] = None
    approved: Annotated[PartialDate | None, "When FDA approved it."] = None
    note: Annotated[str | None, "How it differs: fewer uses, other strengths."] = None
    cite: Citations


@record(kw_only=True)
class Trial:
    """A trial that the facts of a product rest on."""

    name: Annotated[str, "Name, as other blocks refer to it."]
    nct: Annotated[tuple[Annotated[str, Pattern(r"NCT[0-9]{8}", "NCT02348216")], ...], "Registry numbers."] = ()
    design: Annotated[str | None, "Phase, arms and blinding."] = None
    cite: Citations


@record(kw_only=True)
class Indication:
    """One use that FDA approved."""

    cancer: Annotated[str, Ref("cancers"), "Id of the cancer."]
    population: Annotated[str, "Who it is for, in the terms of the label."]
    plain: Annotated[str, "The same in plain words."]
    brief: Annotated[Brief, "Who it is for in a few words; cancer, line, biomarker and partners stand apart."] = None
    line: Annotated[int | None, Range(1, 9), "Earliest line of treatment it is approved for (2 = second line)."] = None
    setting: Annotated[Setting | None, "At what point of the disease it belongs, in the words of the label."] = None
    biomarker: Annotated[str | None, "What the tumor or the patient must have: PD-L1 CPS ≥ 10, MSI-H, HLA-A*02:01."] = (
        None
    )
    partners: Annotated[tuple[str, ...], "Drugs it is given with; none when it is given alone."] = ()
    approved: Annotated[PartialDate | None, "When FDA approved it; none when no source we hold gives the day."] = None
    pathway: Annotated[Pathway, "regular, accelerated, or converted (accelerated first, regular since `converted_on`)."]
    converted_on: Annotated[PartialDate | None, "When an accelerated approval became regular."] = None
    status: Annotated[Status, "active or withdrawn."] = Status.ACTIVE
    withdrawn_on: Annotated[PartialDate | None, "When the use was withdrawn; only with status `withdrawn`."] = None
    as_of: Annotated[PartialDate | None, "Date of the newest text that shows this status and pathway."] = None
    trials: Annotated[tuple[str, ...], "Names of the trials it rests on."] = ()
    limitation: Annotated[str | None, "Limitation of use."] = None
    note: Annotated[str | None, "What a reader must know, such as why the pathway is inferred."] = None
    earlier: Annotated[tuple[Earlier, ...], "Wordings it replaced."] = ()
    cite: Citations


@record(kw_only=True)
class Dosing:
    """How the product is given. An empty part is shown as not stated."""

    dose: Annotated[Claims, "Dose with units, one claim per group of patients."] = field(default_factory=dict)
    route: Annotated[Claims, "Route and length of the infusion."] = field(default_factory=dict)
    lymphodepletion: Annotated[Claims, "Chemotherapy before the cells, with doses and days."] = field(
        default_factory=dict
    )
    premedication: Annotated[Claims, "Medicines just before the infusion, and what to avoid."] = field(
        default_factory=dict
    )
    companion: Annotated[Claims, "Medicines that go with the cells or must be at hand: aldesleukin, tocilizumab."] = (
        field(default_factory=dict)
    )
    step_up: Annotated[Claims, "Step-up doses with their days, and what to do after a missed dose."] = field(
        default_factory=dict
    )
    duration: Annotated[Claims, "How long treatment goes on."] = field(default_factory=dict)
    modifications: Annotated[Claims, "Dose changes for side effects: when to hold, when to stop for good."] = field(
        default_factory=dict
    )
    bridging: Annotated[Claims, "Treatment between collection and lymphodepletion."] = field(default_factory=dict)
    withhold: Annotated[Claims, "When not to give it or to wait."] = field(default_factory=dict)
    handling: Annotated[Claims, "Thawing, identity checks, retreatment and the like."] = field(default_factory=dict)


@record(kw_only=True)
class Monitoring:
    """What to watch and until when. An empty part is shown as not stated."""

    daily: Annotated[Claims, "Daily checks after infusion."] = field(default_factory=dict)
    later: Annotated[Claims, "Watching after the daily checks, up to lifelong."] = field(default_factory=dict)
    hospital: Annotated[Claims, "Hospital stay: how long, after which doses."] = field(default_factory=dict)
    stay_near: Annotated[Claims, "How long to stay near the center."] = field(default_factory=dict)
    driving: Annotated[Claims, "Driving and dangerous machines."] = field(default_factory=dict)
    rems: Annotated[Claims, "Risk Evaluation and Mitigation Strategy: status with dates."] = field(default_factory=dict)


@record(kw_only=True)
class BoxedWarning:
    """One element of the boxed warning."""

    topic: Annotated[str, "The hazard in a few words."]
    text: Annotated[str, "What the label warns of and asks for."]
    plain: Annotated[str, "The same in plain words, and what to do."]
    brief: Annotated[Brief, "What it warns of in a few words, for a short page."] = None
    effects: Annotated[tuple[Annotated[str, Ref("side-effects")], ...], "Side effects it is about."] = ()
    added: Annotated[PartialDate | None, "When it entered the boxed warning."] = None
    removed: Annotated[PartialDate | None, "When it left; none while it stands."] = None
    cite: Citations


@record(kw_only=True)
class Identifier:
    """An identifier in another system."""

    system: Annotated[str, "The system: BLA, NDC, SPL set id, UNII, RxCUI, NCIt, ATC, DrugBank."]
    values: Annotated[tuple[str, ...], "The identifiers."]
    note: Annotated[str | None, "What each one is for."] = None
    cite: Citations


@record(kw_only=True)
class GradeRow:
    """One row of a table of grades."""

    cells: Annotated[tuple[str, ...], "One text per column, the first column included."]
    plain: Annotated[str | None, "The row in plain words."] = None
    cite: Citations


@record(kw_only=True)
class ManagementTable:
    """A table of the label that says, grade by grade, how a side effect is treated."""

    title: Annotated[str, "What the table is about."]
    effect: Annotated[str, Ref("side-effects"), "Id of the side effect."]
    scale: Annotated[str | None, "Grading scale and version; none when the source does not state it."] = None
    columns: Annotated[tuple[str, ...], "Column headings, the first column (the grade) included."]
    rows: Annotated[dict[str, GradeRow], "The rows, with drugs and doses; `plain` says what the team does."]
    note: Annotated[str | None, "What a reader must know about the table."] = None
    cite: Citations


@record(kw_only=True)
class Drug:
    """One FDA-approved immunotherapy of cancer."""

    id: Annotated[str, "The file name: the brand in lower case."]
    names: Annotated[Names, "Brand, proper, short and code names."]
    therapy: Annotated[str, Ref("therapies"), "Kind of therapy: car-t, checkpoint-inhibitors."]
    reviewed: Annotated[dt.date, "Day the whole file was last compared with its sources."]
    summary: Annotated[Claim, "What it is, in one or two sentences."]
    mechanism: Annotated[Claim | None, "How it works, in a sentence."] = None
    holder: Annotated[Claim, "License holder."]
    target: Annotated[Claim, "Target; `text` is the short form that lists and filters use: CD19, PD-1, BCMA × CD3."]
    cells: Annotated[Cells | None, "How the cells are built; only for a cell product."] = None
    antibody: Annotated[Antibody | None, "How the antibody is built; only for antibodies and their like."] = None
    virus: Annotated[Virus | None, "How the virus is built; only for viruses and other vectors of genes."] = None
    first_approval: Annotated[Event, "First FDA approval."]
    indications: Annotated[dict[str, Indication], "Approved uses."]
    trials: Annotated[dict[str, Trial], "Trials behind them."] = field(default_factory=dict)
    biosimilars: Annotated[dict[str, Biosimilar], "Its biosimilars."] = field(default_factory=dict)
    dosing: Annotated[Dosing, "How it is given."]
    monitoring: Annotated[Monitoring, "What to watch for and until when."]
    boxed_warning: Annotated[dict[str, BoxedWarning], "Elements of the boxed warning, past ones included."] = field(
        default_factory=dict
    )
    no_boxed_warning: Annotated[
        Claim | None, "That the label has no boxed warning; required where no element of one stands."
    ] = None
    contraindications: Annotated[Claims, "Contraindications."] = field(default_factory=dict)
    warnings: Annotated[Claims, "Warnings and precautions of the label, by section."] = field(default_factory=dict)
    management: Annotated[dict[str, ManagementTable], "How side effects are treated, grade by grade."] = field(
        default_factory=dict
    )
    safety: Annotated[dict[str, Rate], "How often the side effects happened, by trial."] = field(default_factory=dict)
    reactions: Annotated[dict[str, ReactionTable], "Adverse-reaction and laboratory tables."] = field(
        default_factory=dict
    )
    efficacy: Annotated[dict[str, Result], "What the trials found."] = field(default_factory=dict)
    populations: Annotated[Claims, "Pregnancy, breastfeeding, fertility, children, older adults."] = field(
        default_factory=dict
    )
    pharmacology: Annotated[Claims, "Pharmacodynamics, pharmacokinetics and immunogenicity, in short."] = field(
        default_factory=dict
    )
    supply: Annotated[Claims, "Package, storage, manufacturing time, price at launch."] = field(default_factory=dict)
    patient: Annotated[Claims, "What a patient is told, in the order of the treatment."] = field(default_factory=dict)
    call: Annotated[Call | None, "When to call 911, when the care team."] = None
    history: Annotated[dict[str, Event], "Dated regulatory events."] = field(default_factory=dict)
    identifiers: Annotated[dict[str, Identifier], "Identifiers in other systems."] = field(default_factory=dict)
    gaps: Annotated[dict[str, str], "Section or section.part: what is not known there, and why."] = field(
        default_factory=dict
    )

    @property
    def warnings_that_stand(self) -> tuple[BoxedWarning, ...]:
        """The elements of the boxed warning that stand today."""
        return tuple(warning for warning in self.boxed_warning.values() if warning.removed is None)


class Standing(StrEnum):
    """Why a product is not among the approved immunotherapies of cancer."""

    RELATED = "related"
    OUT_OF_SCOPE = "out-of-scope"
    PENDING = "pending"
    REFUSED = "refused"
    INVESTIGATIONAL = "investigational"
    WITHDRAWN = "withdrawn"


@record(kw_only=True)
class OtherProduct:
    """A product that a reader will ask about and that is not one of the approved immunotherapies of cancer."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Brand name, or the name most used."]
    aliases: Annotated[tuple[str, ...], "Other names a reader may type."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    standing: Annotated[
        Standing,
        "related or out-of-scope (approved, but no immunotherapy of cancer by the rule of the scope), or not approved.",
    ]
    as_of: Annotated[PartialDate, "Date of the newest evidence for the standing."]
    what: Annotated[Claim, "What it is."]
    why: Annotated[Claim, "Why it is not on the list: the reason, with the date."]
    facts: Annotated[Claims, "Other facts worth knowing."] = field(default_factory=dict)
    history: Annotated[dict[str, Event], "Dated events."] = field(default_factory=dict)


# --- kinds of therapy, side effects, cancers ------------------------------------------------------------------------


@record(kw_only=True)
class Step:
    """One step of a treatment; with days, a bar on the timeline."""

    name: Annotated[str, "Two to four words, such as 'Chemotherapy'."]
    start: Annotated[int | None, Range(-400, 400), "First day, counted from the infusion (day 0)."] = None
    end: Annotated[int | None, Range(-400, 400), "Last day; the same as start for one day."] = None
    about: Annotated[Claim, "What happens and how long it takes."]


class Seriousness(StrEnum):
    """How bad it can get, worst first. Profiles are ordered by it."""

    LIFE_THREATENING = "life-threatening"
    SERIOUS = "serious"
    USUALLY_MILD = "usually-mild"


@record(kw_only=True)
class ProfileEntry:
    """One side effect in the profile of a kind of therapy."""

    effect: Annotated[str, Ref("side-effects"), "Id of the side effect."]
    about: Annotated[
        Claim, "What it means for this kind of therapy, with its frequency in numbers if a source has one."
    ]
    rates: Annotated[dict[str, Rate], "Numbers that no drug file holds."] = field(default_factory=dict)


@record(kw_only=True)
class Therapy:
    """A kind of immunotherapy."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Full name."]
    aliases: Annotated[tuple[str, ...], "Other names and abbreviations."] = ()
    parent: Annotated[str | None, Ref("therapies"), "The kind it belongs to."] = None
    order: Annotated[int, Range(0, 999), "Place in the list."]
    group: Annotated[str | None, "Heading that it stands under in the list of kinds: Your own T cells, given back."] = (
        None
    )
    brief: Annotated[str, Pattern(r".{1,60}", "T cells given a new receptor"), "What it does, in under ten words."]
    product: Annotated[str, "What one product of this kind is called: CAR T-cell product, checkpoint inhibitor."]
    day_zero: Annotated[str, "What day 0 of a timeline or an onset is: infusion, first dose."] = "infusion"
    effects_first: Annotated[
        tuple[Annotated[str, Ref("side-effects")], ...], "Side effects that pages of its products show first."
    ] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    routes: Annotated[tuple[str, ...], "Ways it is given: intravenous, oral, topical, intravesical, injection."] = ()
    definition: Annotated[Claim, "What it is, in one or two sentences; `plain` is required."]
    status: Annotated[Claims, "What is approved."] = field(default_factory=dict)
    how_it_works: Annotated[Claims, "How it works."] = field(default_factory=dict)
    made_from: Annotated[Claims, "Where the cells or the drug come from."] = field(default_factory=dict)
    given: Annotated[Claims, "How and where it is given, how often."] = field(default_factory=dict)
    steps: Annotated[dict[str, Step], "Typical steps with durations."] = field(default_factory=dict)
    cancers: Annotated[Claims, "Which cancers it is used for."] = field(default_factory=dict)
    who_may_benefit: Annotated[Claims, "Who may benefit."] = field(default_factory=dict)
    limits: Annotated[Claims, "What it cannot do."] = field(default_factory=dict)
    effects_common: Annotated[Claims, "Common side effects."] = field(default_factory=dict)
    effects_serious: Annotated[Claims, "Serious side effects."] = field(default_factory=dict)
    profile: Annotated[dict[str, ProfileEntry], "Side-effect profile, most serious first."] = field(
        default_factory=dict
    )
    call: Annotated[Call | None, "When to call 911, when the care team."] = None
    research: Annotated[Claims, "What is being researched."] = field(default_factory=dict)
    corrections: Annotated[Claims, "What other texts say that is out of date or not exact, and what is right."] = field(
        default_factory=dict
    )
    gaps: Annotated[dict[str, str], "Section: what is not known there, and why."] = field(default_factory=dict)


@record(kw_only=True)
class SideEffect:
    """A side effect: what it is, how to see it, when it comes, how bad it gets, what to do."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Full name."]
    abbreviation: Annotated[str | None, "Abbreviation in use."] = None
    aliases: Annotated[tuple[str, ...], "Other names a reader may type."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    seriousness: Annotated[Seriousness, "How bad it can get."]
    therapies: Annotated[tuple[Annotated[str, Ref("therapies")], ...], "Kinds of therapy that cause it."] = ()
    definition: Annotated[Claim, "What it is; `plain` is required."]
    mechanism: Annotated[Claims, "Why it happens."] = field(default_factory=dict)
    signs: Annotated[Claims, "Signs: `plain` for what a person feels or sees, `text` for clinical findings."] = field(
        default_factory=dict
    )
    onset: Annotated[Claims, "When it starts."] = field(default_factory=dict)
    duration: Annotated[Claims, "How long it lasts."] = field(default_factory=dict)
    frequency: Annotated[dict[str, Rate], "How often; numbers that no drug file holds."] = field(default_factory=dict)
    severity: Annotated[Claims, "How serious it can be."] = field(default_factory=dict)
    management: Annotated[Claims, "General management, by grade, with its guideline."] = field(default_factory=dict)
    call: Annotated[Call | None, "When to call 911, when the care team."] = None
    recovery: Annotated[Claims, "At home and recovery; `plain` is required."] = field(default_factory=dict)
    scales: Annotated[tuple[Annotated[str, Ref("grading")], ...], "Grading scales."] = ()
    related: Annotated[tuple[Annotated[str, Ref("side-effects")], ...], "Related side effects."] = ()
    gaps: Annotated[dict[str, str], "Section: what is not known there, and why."] = field(default_factory=dict)


@record(kw_only=True)
class Cancer:
    """A cancer that at least one product treats, or a name that covers several such cancers."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Full name."]
    abbreviation: Annotated[str | None, "Abbreviation in use."] = None
    aliases: Annotated[tuple[str, ...], "Other names a reader may type."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    definition: Annotated[Claim, "What it is; `plain` is required."]
    kinds: Annotated[
        tuple[Annotated[str, Ref("cancers")], ...], "Cancers that this one name covers; each has a page of its own."
    ] = ()
    notes: Annotated[Claims, "What a reader should know."] = field(default_factory=dict)


# --- reference tables and words -------------------------------------------------------------------------------------


@record(kw_only=True)
class Scale:
    """A published grading table. It is shown, never applied to a person."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Full name with its version."]
    abbreviation: Annotated[str | None, "Abbreviation in use."] = None
    aliases: Annotated[tuple[str, ...], "Other names a reader may type."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    definition: Annotated[Claim, "What it measures."]
    used_for: Annotated[Claims, "Whom and what it is used for."] = field(default_factory=dict)
    rule: Annotated[Claims, "How the grade or the score is found."] = field(default_factory=dict)
    columns: Annotated[tuple[str, ...], "Column headings, the first column included."] = ()
    rows: Annotated[dict[str, GradeRow], "The rows."] = field(default_factory=dict)
    footnotes: Annotated[Claims, "Footnotes of the table."] = field(default_factory=dict)
    gaps: Annotated[dict[str, str], "What is not shown, and why."] = field(default_factory=dict)


@record(kw_only=True)
class Term:
    """A word and what it means."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "The term."]
    aliases: Annotated[tuple[str, ...], "Other forms of it."] = ()
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    definition: Annotated[Claim, "What it means; `plain` is required."]
    related: Annotated[tuple[Annotated[str, Ref("glossary")], ...], "Related terms."] = ()


@record(kw_only=True)
class GuidePart:
    """A part of a guide page: a heading and its items in order."""

    title: Annotated[str, "Heading."]
    level: Annotated[CallLevel | None, "How urgent its items are, where they are signs."] = None
    items: Annotated[Claims, "The items."]


@record(kw_only=True)
class Guide:
    """A page for patients and caregivers."""

    id: Annotated[str, "The file name."]
    name: Annotated[str, "Title."]
    aliases: Annotated[tuple[str, ...], "Other words a reader may type."] = ()
    order: Annotated[int, Range(0, 999), "Place in the list."]
    reviewed: Annotated[dt.date, "Day it was last compared with its sources."]
    definition: Annotated[Claim, "What the page is for."]
    parts: Annotated[dict[str, GuidePart], "Its parts."]


@record(kw_only=True)
class Change:
    """A change of our facts that a reader should know of: added, corrected, withdrawn."""

    date: Annotated[dt.date, "Day of the change."]
    text: Annotated[str, "What changed."]
    entities: Annotated[tuple[str, ...], "Ids of the entities it concerns; none when it concerns all."] = ()


@record(kw_only=True)
class ClosedSet:
    """A class of products that is complete on the data date, counted against named lists."""

    name: Annotated[str, "What the products are called together: T-cell products."]
    therapies: Annotated[
        tuple[Annotated[str, Ref("therapies")], ...],
        "Kinds of therapy in it; a kind under one of them is in it only when it is named.",
    ]
    products: Annotated[CountOf, "Number of products."]
    indications: Annotated[CountOf | None, "Number of their active uses, where it is counted."] = None
    missing: Annotated[tuple[str, ...], "Brands of the class that are not held yet; pages then say so."] = ()
    cite: Citations


@record(kw_only=True)
class Edition:
    """The state of the whole collection: the one file `edition.yaml`."""

    id: Annotated[str, "Always `edition`."]
    as_of: Annotated[dt.date, "Day up to which approvals were followed: the data date on every page."]
    sets: Annotated[dict[str, ClosedSet], "The classes of products, each counted; the T-cell products are `t-cell`."]
    scope: Annotated[Claims, "What is in, what is only related, what is not approved; and the lists checked."]
    changes: Annotated[dict[str, Change], "What changed in our facts."] = field(default_factory=dict)


@record(kw_only=True)
class Wording:
    """Words that people use for what the facts call by other words."""

    said: Annotated[tuple[str, ...], "Words and short phrases that people type."]
    meant: Annotated[tuple[str, ...], "Words and short phrases of the facts for the same."]
    at: Annotated[
        tuple[str, ...], "Where an entry that is named beside it answers it, as starts of paths: dosing.dose."
    ] = ()


@record(kw_only=True)
class PlainName:
    """A plain name for patients: *low blood pressure* for *hypotension*."""

    name: Annotated[str, "The plain name, as grave and as wide as its terms."]
    terms: Annotated[tuple[str, ...], "The terms of labels and trials that it stands for."]


@record(kw_only=True)
class Synonyms:
    """How people say what the facts say in other words: the one file `synonyms.yaml`. Search reads it, names never."""

    id: Annotated[str, "Always `synonyms`."]
    groups: Annotated[dict[str, Wording], "Each group of words with one meaning."] = field(default_factory=dict)
    ignored: Annotated[tuple[str, ...], "Words and phrases that say nothing about what is looked for."] = ()
    plain_names: Annotated[
        tuple[PlainName, ...], "Plain names of events that trials count, and of those whom a dose is for; of tables."
    ] = ()
