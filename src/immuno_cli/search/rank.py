"""Search: every entry that has all the words of a question, the likeliest first.

Typing errors find nothing: a word either is in an entry or it is not. What is close is suggested by `nothing`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Collection, Sequence

from immuno_cli.errors import Near, NoMatch
from immuno_cli.facts.entities import describe
from immuno_cli.facts.kinds import Entity, Kind, command
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Citations, PartialDate, Source
from immuno_cli.facts.names import near
from immuno_cli.facts.passages import Passage, passages
from immuno_cli.facts.records import record
from immuno_cli.search.index import (
    IN_ALIAS,
    IN_HEADING,
    IN_KIND,
    IN_NAME,
    IN_PLAIN_HEADING,
    IN_PLAIN_TEXT,
    IN_TEXT,
    WHOLE,
    Index,
    Reason,
    about,
    named,
)
from immuno_cli.search.spelling import Spelling, compounds, covered


@record()
class Match:
    """An entry that has every word, what it was found by, and the number of the passage to show."""

    kind: Kind
    id: str
    reason: Reason
    passage: int


@record(kw_only=True)
class Hit:
    """A match as a reader gets it: the entry, the place in it that has the words, and the command that opens it."""

    kind: Kind
    id: str
    name: str
    reason: Reason
    claim: str
    """The place, as `immuno why` takes it: `yescarta.monitoring.driving.current`."""
    where: str
    """The section of the place in words."""
    excerpt: str
    as_of: PartialDate | None
    """Date of the text that says so, where the date matters."""
    command: str
    reviewed: dt.date | None
    """Day the entry was last compared with its sources."""
    cite: Citations


# --- what matches, and in which order ---------------------------------------------------------------------------------

ALWAYS = IN_NAME | IN_ALIAS | IN_KIND
CLINICAL = ALWAYS | IN_HEADING | IN_TEXT | IN_PLAIN_TEXT
PLAIN = ALWAYS | IN_PLAIN_HEADING | IN_PLAIN_TEXT
"""Which places count for whose words."""

POINTS = {
    IN_NAME: 4,
    IN_HEADING: 4,
    IN_PLAIN_HEADING: 4,
    IN_ALIAS: 1,
    IN_KIND: 1,
    IN_TEXT: 1,
    IN_PLAIN_TEXT: 1,
}
WHOLE_NAME = 6
"""Points of a word that with its neighbors is a whole name: `car t` in `driving after car t`."""
NAME_OF_PRODUCT = 12
"""The same for a product: who names one asks about it."""

Order = tuple[int, float, int, int, str]
"""Tier, points (negative), kind, mentions (negative), id: sorts the likeliest first."""

Places = dict[int, dict[int, int]]
"""For each passage the numbers of the question's words that it has, each with the bits that say where."""


def rank(index: Index, question: str, *, plain: bool = False, kinds: Collection[Kind] | None = None) -> list[Match]:
    """Return every entry that has all words of the question, the likeliest first.

    `plain` looks at plain words only. A source is found by its whole id; by words of it when `kinds` asks for sources.
    """
    wanted = tuple(words_of(question, index))
    of_name = _whole_names(index, wanted)
    found: dict[int, tuple[Order, Match]] = {}
    having, weights = _having(index, wanted, PLAIN if plain else CLINICAL)
    for number, places in having.items():
        kind, name = index.entries[number]
        if kinds is not None or kind != Kind.SOURCE:
            found[number] = _weighed(Kind(kind), name, places, weights, of_name.get(number, set()))
    for key in dict.fromkeys((index.spelling.key(question), "".join(wanted))):
        for one in index.exactly(key):
            if one.plain or not plain:
                kind, name = index.entries[one.entry]
                match = Match(Kind(kind), name, Reason(one.reason), one.passage)
                best = _order(match), match
                found[one.entry] = min(found.get(one.entry, best), best, key=lambda item: item[0])
    ordered = (match for _, match in sorted(found.values(), key=lambda item: item[0]))
    return [match for match in ordered if kinds is None or match.kind in kinds]


def words_of(question: str, index: Index) -> dict[str, str]:
    """Return the words that an entry must have, each with how it was written.

    `ZUMA-7` is one word where the facts know it, else two; a code such as `LN-145` is one word in any case, and so is
    what looks like the name of a product but is not: `axi cell`.
    """
    spelling = index.spelling
    units: list[tuple[str, ...]] = []
    for parts in compounds(question):
        if units and _misspells((*units[-1], *parts), index):
            units[-1] += parts
        else:
            units.append(parts)
    kept = set(spelling.wanted(question))
    found: dict[str, str] = {}
    for parts in units:
        forms = [spelling.form(part) for part in parts]
        whole = "".join(forms)
        if len(parts) > 1 and (whole in index.words or parts[-1].isdigit() or _misspells(parts, index)):
            found[whole] = "-".join(parts)
        else:
            found.update((form, part) for form, part in zip(forms, parts, strict=True) if form in kept)
    return found


def _misspells(parts: tuple[str, ...], index: Index) -> bool:
    """Say whether words, of which one is only a part of a product's name, are together close to such a name."""
    forms = [index.spelling.form(part) for part in parts]
    whole = "".join(forms)
    if whole in index.words or whole in index.names or not any(form in index.parts for form in forms):
        return False
    names = [name for name in index.products if abs(len(name) - len(whole)) <= MISSPELT_LETTERS]
    return bool(difflib.get_close_matches(whole, names, 1, MISSPELT))


MISSPELT, MISSPELT_LETTERS = 0.75, 2
"""How alike what was typed and a name must be, and by how many letters longer or shorter, for a typing error of it."""


def _having(index: Index, wanted: tuple[str, ...], counts: int) -> tuple[dict[int, Places], list[float]]:
    """Return the entries that have every word, alone or written as one with its neighbor, and where they have it.

    The numbers say how much each word tells: 1 when every entry has it, one more each time half as many have it.
    """
    found: dict[int, Places] = {}
    having: list[set[int]] = []
    for number, word in enumerate(wanted):
        forms = [word]
        forms += [word + wanted[number + 1]] if number + 1 < len(wanted) else []
        forms += [wanted[number - 1] + word] if number else []
        entries = set()
        for form in forms:
            for entry, passage, where in index.places(form):
                if where & counts:
                    places = found.setdefault(entry, {}).setdefault(passage, {})
                    places[number] = places.get(number, 0) | where & counts
                    entries.add(entry)
        having.append(entries)
    every = set.intersection(*having) if having else set()
    weights = [1 + math.log2(len(index.entries) / max(len(entries), 1)) for entries in having]
    return {entry: places for entry, places in found.items() if entry in every}, weights


def _whole_names(index: Index, wanted: tuple[str, ...]) -> dict[int, set[int]]:
    """Return for each entry the words of the question, by number, that with their neighbors are one of its names."""
    found: dict[int, set[int]] = {}
    for start in range(len(wanted)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(wanted)) + 1):
            for one in index.exactly("".join(wanted[start:end])):
                if one.reason != Reason.HEADING:
                    found.setdefault(one.entry, set()).update(range(start, end))
    return found


LONGEST_NAME = 12
"""Words; more are not looked up as a name."""


def _points(where: int) -> int:
    return max(points for bit, points in POINTS.items() if where & bit)


def _weighed(kind: Kind, name: str, places: Places, weights: Sequence[float], of_name: set[int]) -> tuple[Order, Match]:
    """Return an entry with its order: first those that have all words in one place; a word counts where it matters."""
    whole = places.get(WHOLE, {})
    # The words of a term are common words; its name counts as a heading does.
    if len(whole) == len(weights) and kind is not Kind.TERM:
        in_names = all(where & (IN_NAME | IN_ALIAS) for where in whole.values())
        match = Match(kind, name, Reason.PART if in_names else Reason.KIND, WHOLE)
        return _order(match, points=sum(where & IN_NAME > 0 for where in whole.values())), match
    whole_name = NAME_OF_PRODUCT if kind in (Kind.DRUG, Kind.OTHER_PRODUCT) else WHOLE_NAME
    points: float = 0
    for word, weight in enumerate(weights):
        best = max(_points(words[word]) for words in places.values() if word in words)
        points += weight * (whole_name if word in of_name else best)
    passages = {number: words for number, words in places.items() if number != WHOLE}

    def worth(number: int) -> tuple[float, int, int]:
        words = passages[number]
        beside_name = sum(weights[word] * _points(where) for word, where in words.items() if word not in of_name)
        return beside_name, len(words), -number

    shown = max(passages, key=worth, default=WHOLE)
    has = passages.get(shown, {})
    tier = TOGETHER if len(has.keys() | whole.keys() | of_name) == len(weights) else SCATTERED
    in_heading = any(where & (IN_HEADING | IN_PLAIN_HEADING) for where in has.values())
    mentions = sum(len(words) >= len(has) for words in passages.values())
    in_name = any(where & (IN_NAME | IN_ALIAS) for where in whole.values())
    reason = Reason.HEADING if in_heading else Reason.PART if kind is Kind.TERM and in_name else Reason.TEXT
    match = Match(kind, name, reason, shown)
    return (tier, -points, kind.by_text, -mentions, name), match


_TIERS = {
    Reason.ID: 0,
    Reason.BRAND: 1,
    Reason.NAME: 2,
    Reason.ALIAS: 3,
    Reason.PART: 6,
    Reason.KIND: 7,
    Reason.HEADING: 8,
}
# A page about the thing itself comes before the glossary's word for it, and that before a table or a guide about it.
_TIERS_OF = {
    Kind.TERM: {Reason.ID: 4, Reason.NAME: 4, Reason.ALIAS: 4},
    Kind.SCALE: {Reason.ALIAS: 5, Reason.PART: 9},
    Kind.GUIDE: {Reason.ALIAS: 5},
}
TOGETHER = 10
"""The tier of entries that have in one place every word that is not true of the whole entry."""
SCATTERED = 11
"""The last tier: entries that have the words here and there."""


def _order(match: Match, points: int = 0) -> Order:
    """Return the order of a match by name or by a whole heading."""
    tier = _TIERS_OF.get(match.kind, {}).get(match.reason, _TIERS[match.reason])
    kind = match.kind.by_text if match.reason is Reason.HEADING else list(Kind).index(match.kind)
    return tier, -points, kind, 0, match.id


# --- what a reader gets -----------------------------------------------------------------------------------------------


def hit(match: Match, question: str, index: Index, knowledge: Knowledge, *, plain: bool = False) -> Hit:
    """Read the entry of a match and quote the place that has the words."""
    wanted, spelling = tuple(words_of(question, index)), index.spelling
    entity: Entity = knowledge.get(match.kind.cls, match.id)
    path = index.path(match.kind, match.id, match.passage)
    place = next(one for one in passages(entity, knowledge.names, path) if one.path == path)
    names = [name for _, name in named(match.id, entity)]
    known = spelling.joined(" / ".join([*names, about(match.kind, entity, knowledge.names)]))
    # What is true of the whole entry need not be in the words that are quoted.
    new = tuple(word for word, had in zip(wanted, covered(wanted, known), strict=True) if not had)
    return Hit(
        kind=match.kind,
        id=match.id,
        name=names[1] if len(names) > 1 else match.id,
        reason=match.reason,
        claim=claim_id(match, place.path, knowledge),
        where=place.where,
        excerpt=excerpt(place, new, spelling, plain=plain),
        as_of=place.as_of,
        command=command(match.kind, match.id, place.path),
        reviewed=None if isinstance(entity, Source) else entity.reviewed,
        cite=place.cite,
    )


def claim_id(match: Match, path: str, knowledge: Knowledge) -> str:
    """Return the id of a place; where two kinds have an entry with this id, the folder says which one it is."""
    kinds = [kind for kind in Kind if kind is not Kind.SOURCE and knowledge.has(kind.cls, match.id)]
    return f"{match.kind.folder}/{match.id}.{path}" if len(kinds) > 1 else f"{match.id}.{path}"


SHORT = 200
"""A text of at most so many letters is quoted whole."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


def excerpt(place: Passage, wanted: tuple[str, ...], spelling: Spelling, *, plain: bool) -> str:
    """Return the part of a passage that has most of the words: whole sentences, so that no `not` is ever cut off."""

    def having(text: str) -> int:
        return sum(covered(wanted, spelling.joined(text)))

    texts = [place.plain or place.text] if plain else [place.text, place.plain]
    # Words of the heading need not be in the text: of two texts that say the same, the exact one is quoted.
    text = max(filter(None, texts), key=lambda one: having(" / ".join([place.where, *place.labels, one])), default="")
    if len(text) > SHORT and not place.whole:
        text = max(_SENTENCE.split(text), key=having)
    return f"{place.topic}: {text}" if place.topic else text


# --- when nothing matches ---------------------------------------------------------------------------------------------


def nothing(index: Index, question: str, knowledge: Knowledge, *, plain: bool = False, elsewhere: int = 0) -> NoMatch:
    """Return the error that says why nothing matches, with every name close to the words that were typed.

    `elsewhere` is the number of entries of other kinds that match.
    """
    if elsewhere:
        others = f"{elsewhere} entries of other kinds do" if elsewhere > 1 else "1 entry of another kind does"
        return NoMatch(question, f"{others}.", [], "Leave out --kind to see more.")
    asked = words_of(question, index)
    missing = [written for word, written in asked.items() if word not in index.words]
    if not missing:
        where = "in the exact words" if plain else "in some entry"
        way_on = "Use fewer words, or --level clinical." if plain else "Use fewer words."
        return NoMatch(question, f"Each of them is {where}.", [], way_on)
    why = f"No entry has {' or '.join(missing)}." if len(asked) > 1 else ""
    way_on = "Check the spelling, or use fewer words."
    return NoMatch(question, why, _near([question, *missing], index, knowledge), way_on)


def _near(typed: list[str], index: Index, knowledge: Knowledge) -> list[Near]:
    """Return the names, and where they are very close the headings, that are like any of the texts typed."""
    known: dict[str, list[tuple[type, str]]] = {}
    for kind in Kind:
        if kind is not Kind.SOURCE:
            for one, names in knowledge.names(kind.cls).items():
                for name in names:
                    known.setdefault(name, []).append((kind.cls, one))
    close: dict[tuple[type, str], Near] = {}
    headings: dict[str, Near] = {}
    for text in dict.fromkeys(typed):
        for name in near(text, known):
            for cls, one in known[name]:
                if (cls, one) not in close:
                    close[cls, one] = Near(name, describe(knowledge.get(cls, one)))
        for key in difflib.get_close_matches(index.spelling.key(text), index.headings, cutoff=VERY_CLOSE):
            meant = list(index.exactly(key))
            if all(one.reason == Reason.HEADING for one in meant):
                count = len({one.entry for one in meant})
                headings[key] = Near(index.headings[key], f"heading in {count} {'entries' if count > 1 else 'entry'}")
    # A thing and the glossary's word for it look the same in a list.
    return list(dict.fromkeys([*close.values(), *headings.values()]))


VERY_CLOSE = 0.8
"""How alike a heading must be to be suggested; there are many, and none is a product."""
