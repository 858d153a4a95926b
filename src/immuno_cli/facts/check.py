"""The rules across the facts: one small function each, every problem collected, each with file, line and repair."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from immuno_cli.errors import BadFacts, Problem
from immuno_cli.facts import decode
from immuno_cli.facts.emergencies import told_too_late, weaker_levels
from immuno_cli.facts.entities import file_of, names_of, references
from immuno_cli.facts.evidence import unquoted_numbers
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import (
    BoxedWarning,
    Cancer,
    Citation,
    Claim,
    ClosedSet,
    Count,
    Drug,
    Edition,
    Guide,
    Indication,
    Interval,
    ManagementTable,
    OtherProduct,
    Outcome,
    Pathway,
    Rate,
    Reaction,
    ReactionTable,
    Result,
    Scale,
    SideEffect,
    Source,
    SourceKind,
    Span,
    Status,
    Synonyms,
    Term,
    Therapy,
)
from immuno_cli.facts.names import normalize
from immuno_cli.facts.records import join, walk

MAX_QUOTE_WORDS = 20
"""A quote is evidence, not a copy: short enough to be fair use everywhere."""

Fault = tuple[str, str]
"""Dotted path inside a file, and what is wrong with what to do."""

Finding = tuple[Entity | Edition | Synonyms, str, str]
"""The same with what it is found in, for a rule that looks at all."""


class World(NamedTuple):
    """Every entity of a fact folder."""

    edition: Edition
    entities: dict[type[Entity], dict[str, Entity]]
    synonyms: Synonyms = Synonyms(id="synonyms")

    def of(self, *kinds: type[Entity]) -> Iterator[Entity]:
        """Yield the entities of some kinds."""
        for kind in kinds:
            yield from self.entities[kind].values()


def check(knowledge: Knowledge) -> tuple[World | None, list[Problem]]:
    """Run every rule over a fact folder; the world is None when a file could not be decoded."""
    edition, problems = knowledge.store.load(Edition, "edition")
    problems += knowledge.store.strays()
    try:
        synonyms = knowledge.synonyms
    except BadFacts as error:
        problems += error.problems
    entities: dict[type[Entity], dict[str, Entity]] = {}
    for kind in FOLDERS:
        entities[kind] = {}
        for name in knowledge.ids(kind):
            entity, faults = knowledge.load(kind, name)
            problems += faults
            if entity is not None:
                entities[kind][name] = entity
    if problems or edition is None:
        return None, sorted(problems)
    world = World(edition, entities, synonyms)
    findings = [
        *((entity, *fault) for entity in world.of(*FOLDERS) for rule in ENTITY_RULES for fault in rule(entity, world)),
        *(finding for world_rule in WORLD_RULES for finding in world_rule(world)),
    ]
    return world, sorted({Problem(*knowledge.place(entity, path), what) for entity, path, what in findings})


# --- rules for one entity -------------------------------------------------------------------------------------------


def references_exist(entity: Entity, world: World) -> Iterator[Fault]:
    """Every id that is named belongs to an entity."""
    kinds = {folder: kind for kind, folder in FOLDERS.items()}
    for path, folder, name in references(entity):
        if name not in world.entities[kinds[folder]]:
            known = list(world.entities[kinds[folder]])
            meant = [entity.id for entity in world.of(kinds[folder]) if name in _as_ids(entity)]
            hint = f", did you mean {meant[0]!r}?" if meant else decode.suggest(name, known)
            if len(hint) > LONGEST_HINT:
                hint = f"{hint[:LONGEST_HINT].rpartition(',')[0]}, … ({len(known)} in all)"
            yield path, f"{path} names {name!r}, which is not in {folder}/{hint}"


LONGEST_HINT = 200
"""Letters of a list of known ids in a message."""


def _as_ids(entity: Entity) -> list[str]:
    """Return the names of an entity as a writer may guess its id: `follicular-lymphoma` for fl."""
    names = [getattr(entity, "name", ""), *getattr(entity, "aliases", ())]
    return [name.casefold().replace(" ", "-") for name in names if isinstance(name, str)]


def citations_hold(entity: Entity, world: World) -> Iterator[Fault]:
    """Every block that must cite does, and quotes are short."""
    for path, block in walk(entity):
        if isinstance(block, Citation):
            for quote in block.quote:
                words = len(quote.split())
                if words > MAX_QUOTE_WORDS:
                    yield path, f"{path} quotes {words} words; cut the quote to {MAX_QUOTE_WORDS}"
        elif "cite" in decode.fields_of(type(block)) and not block.cite:
            yield path, f"{path or 'the file'} cites nothing; name a source or remove the claim"


def claims_say_something(entity: Entity, world: World) -> Iterator[Fault]:
    """A claim has words, and the words a patient needs are there in plain form."""
    plain_required = {
        Therapy: ("definition", "call"),
        SideEffect: ("definition", "call", "recovery"),
        Cancer: ("definition",),
        Term: ("definition",),
        Drug: ("summary", "patient", "call"),
        Guide: ("definition", "parts"),
        Scale: ("definition",),
    }.get(type(entity), ())
    for path, block in walk(entity):
        if isinstance(block, Claim):
            if block.text is None and block.plain is None:
                yield path, f"{path} has neither text nor plain; write one or remove the claim"
            elif block.plain is None and path.partition(".")[0] in plain_required:
                yield path, f"{path} has no plain words; patients read this part"


def counts_agree(entity: Entity, world: World) -> Iterator[Fault]:
    """A percentage is its n of N, and more severe is never more frequent."""
    for path, block in walk(entity):
        if isinstance(block, (Rate, ReactionTable)):
            rows = block.rows if isinstance(block, ReactionTable) else {"": block}
            for key, row in rows.items():
                where = join(path, f"rows.{key}") if key else path
                yield from _row_agrees(row, block.treated, where)
        elif isinstance(block, Result):
            for key, outcome in block.outcomes.items():
                where = f"{path}.outcomes.{key}"
                count = Count(n=outcome.n, percent=outcome.percent, of=outcome.of)
                yield from _count_agrees(count, block.evaluable, where)
                numbers = (outcome.n, outcome.percent, outcome.median, outcome.hazard_ratio, outcome.low)
                if not outcome.not_reached and all(number is None for number in numbers):
                    yield where, f"{where} has no number; give n, percent, median, hazard_ratio or not_reached"


def _row_agrees(row: Rate | Reaction, treated: int | None, where: str) -> Iterator[Fault]:
    counts = {"any_grade": row.any_grade, "grade_3_plus": row.grade_3_plus, "grade_4": row.grade_4}
    if isinstance(row, Rate):
        counts["fatal"] = row.fatal
    for name, count in counts.items():
        if count is not None:
            yield from _count_agrees(count, treated, f"{where}.{name}")
            if count.n is None and count.percent is None:
                yield f"{where}.{name}", f"{where}.{name} has neither n nor percent"
    if not any(counts.values()) and not (isinstance(row, Rate) and (row.onset or row.duration)):
        yield where, f"{where} has no number; give any_grade, grade_3_plus, grade_4, fatal, onset or duration"
    any_grade, severe = row.any_grade, row.grade_3_plus or row.grade_4
    if any_grade and severe and any_grade.of == severe.of:
        for name in ("n", "percent"):
            more, less = getattr(severe, name), getattr(any_grade, name)
            if more is not None and less is not None and more > less:
                yield where, f"{where} has more people at grade 3 or higher ({more:g}) than at any grade ({less:g})"


def _count_agrees(count: Count, treated: int | None, where: str) -> Iterator[Fault]:
    total = count.of if count.of is not None else treated
    if total == 0 and count.percent is not None:
        yield where, f"{where} counts {count.percent:g}% of 0 people; check n and N"
    elif count.n is None or total is None:
        return
    elif count.n > total:
        yield where, f"{where} counts {count.n} of {total} people; check n and N"
    elif count.percent is not None:
        exact = 100 * count.n / total
        # Sources round, and some cut: one unit of the last printed digit is allowed.
        digit = 1.0 if count.percent == int(count.percent) else 0.1
        if abs(exact - count.percent) >= digit:
            yield where, f"{where} says {count.percent:g}% but {count.n} of {total} is {exact:.1f}%"


def people_are_counted(entity: Entity, world: World) -> Iterator[Fault]:
    """A number says of how many people, or that its source does not."""
    for path, block in walk(entity):
        if not isinstance(block, (Rate, ReactionTable, Result)):
            continue
        counts: list[Count | Outcome]
        if isinstance(block, Result):
            total, counts = block.evaluable, list(block.outcomes.values())
        else:
            rows = block.rows.values() if isinstance(block, ReactionTable) else [block]
            parts = [(row.any_grade, row.grade_3_plus, row.grade_4, getattr(row, "fatal", None)) for row in rows]
            total, counts = block.treated, [count for part in parts for count in part if count is not None]
        known = total is not None or any(count.n is not None for count in counts)
        if not known and not block.uncounted:
            yield path, f"{path} does not say of how many people; give N, or `uncounted: true` when the source does not"
        if known and block.uncounted:
            yield path, f"{path} has n or N and is marked uncounted; remove one"


def identifiers_have_form(entity: Entity, world: World) -> Iterator[Fault]:
    """An identifier has the form of its system."""
    if isinstance(entity, Drug):
        for key, identifier in entity.identifiers.items():
            form = IDENTIFIER_FORMS.get(key)
            for value in identifier.values if form else ():
                if not re.fullmatch(form or "", value, re.ASCII):
                    path = f"identifiers.{key}"
                    yield path, f"{path} is {value!r}, which is not of the form of {identifier.system}"
    url = entity.url if isinstance(entity, Source) else None
    if url and "doi.org/" in url and not re.search(r"doi\.org/10\.\d{4,9}/\S+$", url):
        yield "url", f"url {url} is not a DOI; a DOI begins with 10. and has a slash"


IDENTIFIER_FORMS = {
    "unii": r"[A-Z0-9]{10}",
    "spl-set-id": r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}",
    "bla": r"\d{6}",
    "ndc": r"\d{4,5}-\d{3,4}-\d{1,2}",
    "atc": r"[A-Z]\d\d[A-Z]{2}\d\d",
    "ncit": r"C\d+",
    "drugbank": r"DB\d{5}",
    "rxcui": r"\d+(-\d+)?",
}
"""What the identifiers of each system look like; a range of RxCUIs is two of them with a hyphen."""


def cross_references_agree(entity: Entity, world: World) -> Iterator[Fault]:
    """What is related to something is related back; a profile lists only effects that name the therapy."""
    if isinstance(entity, (SideEffect, Term)):
        for name in entity.related:
            other = world.entities[type(entity)].get(name)
            if isinstance(other, (SideEffect, Term)) and entity.id not in other.related:
                yield "related", f"related names {name!r}, which does not name {entity.id!r} back; add it there"
    if isinstance(entity, Therapy):
        kinds = {
            entity.id,
            *(child.id for child in world.of(Therapy) if isinstance(child, Therapy) and child.parent == entity.id),
        }
        for key, entry in entity.profile.items():
            effect = world.entities[SideEffect].get(entry.effect)
            if isinstance(effect, SideEffect) and not kinds & set(effect.therapies):
                yield (
                    f"profile.{key}",
                    f"profile.{key}: side-effects/{effect.id}.yaml does not name {entity.id!r}; add it",
                )


def numbers_stand_in_quotes(entity: Entity, world: World) -> Iterator[Fault]:
    """A number of a rate, a table or a result stands in one of its quotes, so that it cannot change unseen."""
    for path, block in walk(entity):
        if isinstance(block, (Rate, ReactionTable, Result)):
            for part, value in unquoted_numbers(block):
                where = join(path, part)
                yield where, f"{where} is {value:g}, which stands in no quote; quote the words that hold it"


def intervals_hold(entity: Entity, world: World) -> Iterator[Fault]:
    """A confidence interval holds its estimate; ranges run upwards and hold their median."""
    for path, block in walk(entity):
        ends = (block.low, block.high) if isinstance(block, (Interval, Span, Outcome)) else (None, None)
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            yield path, f"{path} runs from {ends[0]:g} down to {ends[1]:g}; swap the ends"
        middle: float | None = None
        interval: Interval | Span | None = None
        if isinstance(block, Span):
            interval, middle = block, block.median
        elif isinstance(block, Outcome):
            interval = block.ci
            middle = next((v for v in (block.hazard_ratio, block.median, block.percent) if v is not None), None)
        if interval is not None and middle is not None:
            low = interval.low if interval.low is not None else middle
            high = interval.high if interval.high is not None else middle
            if not low <= middle <= high:
                yield path, f"{path}: {middle:g} is outside {low:g} to {high:g}"


def tables_are_whole(entity: Entity, world: World) -> Iterator[Fault]:
    """Every row of a table of grades has a cell for every column."""
    for path, table in walk(entity):
        if isinstance(table, (Scale, ManagementTable)):
            for key, row in table.rows.items():
                if len(row.cells) != len(table.columns):
                    where = join(path, f"rows.{key}.cells")
                    has = f"{len(row.cells)} cells for {len(table.columns)} columns"
                    yield where, f"{where} has {has}; make them agree"


def dates_in_order(entity: Entity, world: World) -> Iterator[Fault]:
    """Nothing happened before it began or after the data date."""
    as_of = world.edition.as_of
    for name in ("reviewed", "accessed"):
        day = getattr(entity, name, None)
        if day is not None and day > as_of:
            yield name, f"{name} is {day}, after the data date {as_of} of edition.yaml"
    for path, block in walk(entity):
        for name in ("as_of", "date", "added", "removed", "approved", "converted_on", "published"):
            day = getattr(block, name, None)
            if day is not None and str(day) > str(as_of):
                where = join(path, name)
                yield where, f"{where} is {day}, after the data date {as_of} of edition.yaml"
        if isinstance(block, Indication):
            converted = block.converted_on
            # A partial date is compared as far as it goes.
            if (
                converted
                and block.approved
                and (converted < block.approved[: len(converted)] or converted == block.approved)
            ):
                yield path, f"{path} became regular on {converted}, before it was approved"
            if (block.pathway is Pathway.CONVERTED) != (converted is not None):
                yield path, f"{path}: pathway is {block.pathway} but converted_on is {converted}; both or neither"
        if isinstance(block, BoxedWarning) and block.added and block.removed and block.removed <= block.added:
            yield path, f"{path} was removed on {block.removed}, before it was added"
    if isinstance(entity, Drug):
        dated = [use.approved for use in entity.indications.values() if use.approved]
        first = min(dated, default=entity.first_approval.date)
        # Earlier than the first indication is right where that one replaced the first: Abecma, Carvykti.
        if entity.first_approval.date > first:
            yield "first_approval", f"first_approval is {entity.first_approval.date}, but an indication dates {first}"


def boxed_warning_is_said(entity: Entity, world: World) -> Iterator[Fault]:
    """A product has a boxed warning, or a cited statement that its label has none, or a gap; never two of them."""
    if isinstance(entity, Drug):
        stands = entity.warnings_that_stand
        if not stands and entity.no_boxed_warning is None and "boxed-warning" not in entity.gaps:
            yield "boxed_warning", "boxed_warning: none stands and no_boxed_warning does not say so; write one of them"
        if stands and entity.no_boxed_warning is not None:
            yield "no_boxed_warning", "no_boxed_warning is said, but boxed_warning has elements that stand; remove one"


def emergencies_are_told_to_call_911(entity: Entity, world: World) -> Iterator[Fault]:
    """A sign of an emergency is never sent to anybody but 911."""
    for path, order, signs in weaker_levels(entity):
        yield path, f"{path} says {order!r} for {', '.join(signs)}; say to call 911 for it"


def signs_do_not_wait(entity: Entity, world: World) -> Iterator[Fault]:
    """What a source says to call about right away is not told as a sign for later the same day."""
    for path, quote in told_too_late(entity):
        yield path, f"{path} waits for the same day, its source does not: {quote!r}; move it to `now`, or quote another"


def copies_are_said(entity: Entity, world: World) -> Iterator[Fault]:
    """A copy at a third site says of what, and nothing else does."""
    if isinstance(entity, Source) and (entity.kind is SourceKind.COPY) != (entity.copy_of is not None):
        yield "kind", f"kind is {entity.kind} and copy_of is {entity.copy_of}; a copy has both, nothing else has either"


def withdrawals_are_dated(entity: Entity, world: World) -> Iterator[Fault]:
    """Only a withdrawn use has the day of its withdrawal."""
    for path, block in walk(entity):
        if isinstance(block, Indication) and block.withdrawn_on and block.status is not Status.WITHDRAWN:
            yield path, f"{path} has withdrawn_on, but its status is {block.status}; correct one"


def gaps_have_a_place(entity: Entity, world: World) -> Iterator[Fault]:
    """A gap is written under the name of the section where a reader would look."""
    fields = decode.fields_of(type(entity))
    for key in getattr(entity, "gaps", {}):
        section = key.partition(".")[0].replace("-", "_")
        if section not in fields:
            known = decode.suggest(section, [name for name in fields if name not in ("id", "gaps")])
            yield f"gaps.{key}", f"gaps.{key} is about {section!r}, which is no section{known}"


def drug_is_whole(entity: Entity, world: World) -> Iterator[Fault]:
    """The blocks of a drug name its own trials and indications."""
    if not isinstance(entity, Drug):
        return
    trials = {trial.name for trial in entity.trials.values()}
    for path, block in walk(entity):
        if isinstance(block, (Rate, ReactionTable, Result)):
            if block.trial not in trials:
                known = decode.suggest(block.trial, sorted(trials))
                yield path, f"{path} names the trial {block.trial!r}, which `trials` does not hold{known}"
            if block.indication is not None and block.indication not in entity.indications:
                known = decode.suggest(block.indication, list(entity.indications))
                yield path, f"{path} names the indication {block.indication!r}, which is not in `indications`{known}"
        if isinstance(block, Indication):
            for trial in block.trials:
                if trial not in trials:
                    yield path, f"{path} names the trial {trial!r}, which `trials` does not hold"


# --- rules for the whole --------------------------------------------------------------------------------------------


def names_are_unique(world: World) -> Iterator[Finding]:
    """No name leads to two things of the kinds that one command looks through."""
    for kinds in (Drug, OtherProduct, Therapy, SideEffect), (Cancer,), (Scale,), (Term,), (Guide,):
        owner: dict[str, Entity] = {}
        for entity in world.of(*kinds):
            for name in names_of(entity):
                other = owner.setdefault(normalize(name), entity)
                if other is not entity:
                    field = "aliases" if name in getattr(entity, "aliases", ()) else "name"
                    what = f"claims the name {name!r}, which {file_of(type(other), other.id)} has; remove one"
                    yield entity, "names" if isinstance(entity, Drug) else field, what


def sources_are_cited(world: World) -> Iterator[Finding]:
    """A source that nothing cites is a leftover."""
    cited = Counter(
        source
        for kind in FOLDERS
        for entity in world.of(kind)
        for _, folder, source in references(entity)
        if folder == "sources"
    )
    blocks = (block for _, block in walk(world.edition) if isinstance(block, (Claim, ClosedSet)))
    cited.update(source for block in blocks for source in block.cite)
    for source in world.of(Source):
        if not cited[source.id]:
            yield source, "", "is cited by nothing; cite it or delete the file"


def sources_are_told_apart(world: World) -> Iterator[Finding]:
    """One document is one source: it counts once, however many entities cite it."""
    known: dict[tuple[str, str, str | None], Source] = {}
    for source in (source for source in world.of(Source) if isinstance(source, Source) and source.url):
        address = re.sub(r"^https?://(?:www\.)?", "", source.url or "").rstrip("/")
        other = known.setdefault((address, str(source.published), source.text), source)
        if other is not source:
            what = f"has the address and the date of {file_of(Source, other.id)}; cite one of them, remove the other"
            yield source, "url", what


def edition_counts(world: World) -> Iterator[Finding]:
    """The numbers that the data states about itself are true."""
    drugs = [drug for drug in world.of(Drug) if isinstance(drug, Drug)]
    counted: dict[str, str] = {}
    for key, group in world.edition.sets.items():
        members = [drug for drug in drugs if drug.therapy in group.therapies]
        active = [i for drug in members for i in drug.indications.values() if i.status is Status.ACTIVE]
        for name, stated, held in (
            ("products", group.products, len(members)),
            ("indications", group.indications, len(active)),
        ):
            if stated is not None and stated != held:
                what = f"sets.{key} states {stated} {name} but the files hold {held}; correct one"
                yield world.edition, f"sets.{key}.{name}", what
        for therapy in group.therapies:
            if (other := counted.setdefault(therapy, key)) != key:
                what = f"sets.{key} counts {therapy}, which sets.{other} counts; remove one"
                yield world.edition, f"sets.{key}.therapies", what
    for drug in drugs:
        if drug.therapy not in counted:
            what = f"is of the kind {drug.therapy}, which no set of edition.yaml counts; add it to one"
            yield drug, "therapy", what
    for path, block in walk(world.edition):
        if isinstance(block, (Claim, ClosedSet)):
            for source in block.cite:
                if source not in world.entities[Source]:
                    yield world.edition, path, f"{path} cites {source!r}, which is not in sources/"


def rates_have_one_value(world: World) -> Iterator[Finding]:
    """A trial has one value for each rate of a product in all files, unless a note says why not."""
    known: dict[tuple[str, str | None, str, str, str], tuple[str, tuple[Count | None, ...]]] = {}
    for kind in FOLDERS:
        for entity in world.of(kind):
            for path, rate in walk(entity):
                if not isinstance(rate, Rate) or not rate.current or rate.note:
                    continue
                drug = rate.drug or (entity.id if kind is Drug else f"{path} of {entity.id}")
                key = (drug, rate.effect, (rate.term or "").casefold(), rate.trial, rate.population)
                counted = (rate.any_grade, rate.grade_3_plus, rate.grade_4, rate.fatal)
                where, first = known.setdefault(key, (f"{file_of(kind, entity.id)}: {path}", counted))
                if first != counted:
                    what = f"{path} differs from {where} in what {rate.trial} counted; correct one or write a note"
                    yield entity, path, what


def trials_have_one_result(world: World) -> Iterator[Finding]:
    """Two labels tell of one trial with the same numbers: one may tell less, neither what the other does not."""
    told: dict[tuple[object, ...], dict[str, set[tuple[float | None, ...]]]] = {}
    places: dict[tuple[str, tuple[object, ...]], tuple[Drug, str]] = {}
    for drug in (drug for drug in world.of(Drug) if isinstance(drug, Drug)):
        registered = {trial.name for trial in drug.trials.values() if trial.nct}
        for path, block in walk(drug):
            if isinstance(block, (Result, ReactionTable, Rate)) and block.trial in registered:
                for key, where, numbers in _told_of(block):
                    told.setdefault(key, {}).setdefault(drug.id, set()).add(numbers)
                    places.setdefault((drug.id, key), (drug, join(path, where) if where else path))
    for key, products in told.items():
        for first, other in itertools.combinations(products, 2):
            if (more := products[first] - products[other]) and (less := products[other] - products[first]):
                drug, path = places[other, key]
                what = f"{path} says {_in_words(less)} of {key[0]}, where {first} says {_in_words(more)}; correct one"
                yield drug, path, what


def _told_of(
    block: Result | ReactionTable | Rate,
) -> Iterator[tuple[tuple[object, ...], str, tuple[float | None, ...]]]:
    """Yield what is told of a trial: of what and of how many people, its place, and the numbers."""
    if isinstance(block, Result):
        for name, told in block.outcomes.items():
            key: tuple[object, ...] = (block.trial, block.evaluable, told.measure.casefold(), told.group, told.time)
            ends = (told.ci.low, told.ci.high) if told.ci else (None, None)
            if told.percent is not None:
                yield (*key, "percent"), f"outcomes.{name}", (told.percent, *ends)
            if told.median is not None:
                yield (*key, "median", told.unit), f"outcomes.{name}", (told.median, *ends)
            if told.hazard_ratio is not None:
                yield (*key, "hazard ratio"), f"outcomes.{name}", (told.hazard_ratio, *ends)
    elif block.treated is not None:
        rows = (
            {f"rows.{key}": row for key, row in block.rows.items()} if isinstance(block, ReactionTable) else {"": block}
        )
        for where, row in rows.items():
            key = (block.trial, block.treated, row.effect, row.term, type(block), getattr(block, "laboratory", False))
            for grade in ("any_grade", "grade_3_plus"):
                count = getattr(row, grade)
                if count is not None and count.percent is not None:
                    yield (*key, grade), where, (count.percent,)


def _in_words(numbers: set[tuple[float | None, ...]]) -> str:
    return " and ".join(
        ", ".join(f"{number:g}" for number in group if number is not None) for group in sorted(numbers, key=str)
    )


def synonyms_lead_somewhere(world: World) -> Iterator[Finding]:
    """A word that people say belongs to one group, and none is the name of a product, which means itself."""
    products = {normalize(name): entity for entity in world.of(Drug, OtherProduct) for name in names_of(entity)}
    owner: dict[str, str] = {}
    for key, group in world.synonyms.groups.items():
        for word in group.said:
            other = owner.setdefault(normalize(word), key)
            if other != key:
                what = f"groups.{key} has {word!r}, which groups.{other} has; remove one"
                yield world.synonyms, f"groups.{key}", what
            if (product := products.get(normalize(word))) is not None and isinstance(product, Drug):
                what = f"groups.{key} has {word!r}, which is a name of {product.id}; remove it"
                yield world.synonyms, f"groups.{key}", what
        if not group.said or not group.meant:
            what = f"groups.{key} has no word on one side; write one or remove the group"
            yield world.synonyms, f"groups.{key}", what


ENTITY_RULES: tuple[Callable[[Entity, World], Iterator[Fault]], ...] = (
    references_exist,
    citations_hold,
    claims_say_something,
    counts_agree,
    people_are_counted,
    numbers_stand_in_quotes,
    intervals_hold,
    tables_are_whole,
    identifiers_have_form,
    cross_references_agree,
    dates_in_order,
    boxed_warning_is_said,
    emergencies_are_told_to_call_911,
    signs_do_not_wait,
    copies_are_said,
    withdrawals_are_dated,
    gaps_have_a_place,
    drug_is_whole,
)
"""Rules for one entity; to add a rule, write the function and name it here."""

WORLD_RULES: tuple[Callable[[World], Iterator[Finding]], ...] = (
    names_are_unique,
    sources_are_cited,
    sources_are_told_apart,
    edition_counts,
    rates_have_one_value,
    trials_have_one_result,
    synonyms_lead_somewhere,
)
"""Rules for the whole."""
