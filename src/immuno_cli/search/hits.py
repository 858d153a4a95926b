"""A match as a reader gets it: the place that has the words, quoted in whole sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from immuno_cli.facts.emergencies import CALLS
from immuno_cli.facts.kinds import Entity, Kind, command
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Citations, Drug, PartialDate, Source
from immuno_cli.facts.passages import Passage, passages
from immuno_cli.facts.records import record
from immuno_cli.search.index import Index, Reason, begins, entry_context, names_with_reason
from immuno_cli.search.match import Match
from immuno_cli.search.question import Question
from immuno_cli.search.spelling import Spelling, covered


@record(kw_only=True)
class Hit:
    """A match as a reader gets it: the entry, the place in it that has the words, and the command that opens it."""

    kind: Kind
    id: str
    name: str
    reason: Reason
    claim: str
    """The place, as `immuno why` takes it: `yescarta.monitoring.driving.two-weeks`."""
    where: str
    """The section of the place in words."""
    excerpt: str
    as_of: PartialDate | None
    """Date of the text that says so, where the date matters."""
    command: str
    reviewed: dt.date | None
    """Day the entry was last compared with its sources."""
    cite: Citations


Figures = Callable[[Entity, str, Callable[[str], int]], str]
"""Says the numbers of a place of an entity: of several those of which the name has the most of what is asked."""


def hit_of(
    match: Match,
    question: Question,
    index: Index,
    knowledge: Knowledge,
    *,
    plain: bool = False,
    figures: Figures = lambda *_: "",
) -> Hit:
    """Read the entry of a match and quote the place that has the words.

    Of a row of numbers these are quoted (`figures`), with who was counted.
    """
    spelling = index.spelling
    entity: Entity = knowledge.get(match.kind.cls, match.id)
    every = index.paths(match.kind, match.id)
    path = every[max(match.passage, 0)]
    place, *others = [
        next(passage for passage in passages(entity, knowledge.names, here) if passage.path == here)
        for here in (path, *_near(match.more, path, every, question), *_found(entity, path, question, spelling))
    ]
    left = len(_near(match.left, path, every, question))
    if place.counts:
        left, others = left + len(others[MOST_TABLES:]), others[:MOST_TABLES]
    names = [name for _, name in names_with_reason(match.id, entity)]
    known = spelling.joined(" / ".join([*names, entry_context(match.kind, entity, knowledge.names)]))
    new, ways = _to_be_said(question, path, known)

    def quoted(passage: Passage) -> str:
        asks = [word for word, starts in question.answered_at.items() if begins(passage.path, starts)]
        forms = [form for word in asks for form in question.synonyms_of.get(word, ())]

        def fits(name: str) -> int:
            has = spelling.joined(name)
            return max((len(form) for form in forms if has.issuperset(form)), default=0)

        told = figures(entity, passage.path, fits) if passage.counts else ""
        return told or excerpt(passage, new, spelling, ways, plain=plain, on=bool(asks))

    return Hit(
        kind=match.kind,
        id=match.id,
        name=names[1] if len(names) > 1 else match.id,
        reason=match.reason,
        claim=claim_id(match, place.path, knowledge),
        where=_order_of(place.path) or place.where,
        excerpt="\n".join(map(quoted, (place, *others))) + (f" … {left} more on its page." if left else ""),
        as_of=place.as_of,
        command=command(match.kind, match.id, place.path),
        reviewed=None if isinstance(entity, Source) else entity.reviewed,
        cite={source: citation for passage in (*others, place) for source, citation in passage.cite.items()},
    )


def _near(numbers: Iterable[int], path: str, every: Sequence[str], question: Question) -> list[str]:
    """Return the paths under the heading of the one that is shown, or under another that is asked for."""
    parent = path.rpartition(".")[0]
    parts = tuple(part for starts in question.answered_at.values() for part in starts)
    return [every[one] for one in numbers if every[one].rpartition(".")[0] == parent or begins(every[one], parts)]


def _to_be_said(
    question: Question, path: str, known: set[str] | frozenset[str]
) -> tuple[tuple[str, ...], list[list[tuple[str, ...]]]]:
    """Return the words that a quote should have, and how each of the question may be said.

    None of what is `known` of the whole entry, nor of what a place answers by where it stands, which is quoted from its
    beginning.
    """
    asked = [word for word in question.known if not begins(path, question.answered_at.get(word, ()))]
    wanted = tuple(word for word in asked if word not in question.synonyms_of)
    wanted += tuple(word for one in asked for form in question.synonyms_of.get(one, ()) for word in form)
    new = tuple(word for word, had in zip(wanted, covered(wanted, known), strict=True) if not had)
    apart = (word for word in asked if not all(covered(tuple(word.split()), known)))
    return new, [[tuple(word.split()), *question.synonyms_of.get(word, ())] for word in apart]


def _found(entity: Entity, path: str, question: Question, spelling: Spelling) -> list[str]:
    """Return the path of what a trial found, where the name of the trial is all that is asked."""
    part, _, key = path.partition(".")
    if part != "trials" or not isinstance(entity, Drug):
        return []
    name = entity.trials[key].name
    if spelling.key(name) != spelling.key(question.text):
        return []
    return [f"efficacy.{result}" for result, found in entity.efficacy.items() if found.trial == name][:1]


def _order_of(path: str) -> str:
    """Return what a sign asks for, by the start of its path: a sign is never quoted without it."""
    return next((order for level, (order, _) in CALLS.items() if path.startswith(f"call.{level.name.lower()}.")), "")


def claim_id(match: Match, path: str, knowledge: Knowledge) -> str:
    """Return the id of a place; where two kinds have an entry with this id, the folder says which one it is."""
    kinds = [kind for kind in Kind if kind is not Kind.SOURCE and knowledge.has(kind.cls, match.id)]
    return f"{match.kind.folder}/{match.id}.{path}" if len(kinds) > 1 else f"{match.id}.{path}"


MOST_TABLES = 1
"""Tables of numbers that are quoted beside the first one."""

LONGEST_QUOTE = 400
"""A text of at most so many letters is quoted whole."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")

_LEANS = re.compile(
    r"(But|However|Yet|Still|Except|Unless|Otherwise|Instead|Then|Even so|Only|Nor|Or|And|So|Also|It|This|That|These"
    r"|Those|They|Them|Their|Do so|Do the same|If so|If not|Limitation|Note|Since|Older|Until)\b"
)
"""How a sentence begins that says too little, or something else, without the one before it."""

_TURNS = re.compile(
    r"(But|However|Yet|Still|Except|Unless|Otherwise|Only|Do so|Do not|Limitation|Note|Since then|Older)\b"
)
"""How a sentence begins that may turn the one before it."""

_ANSWER = re.compile(r"(Yes|No|Not)\b")


def excerpt(
    place: Passage,
    wanted: tuple[str, ...],
    spelling: Spelling,
    ways: Sequence[Sequence[tuple[str, ...]]] = (),
    *,
    plain: bool,
    on: bool = False,
) -> str:
    """Return the part of a passage that has most of the words: whole sentences, and with each those it leans on.

    Each word may be said in several `ways`; one that few sentences have says more than one that all have.
    So no `not` is ever cut off, nor a `No` that begins an answer. It goes `on` as long as a quote may be.
    """
    ways = ways or [[(word,)] for word in wanted]

    def having(text: str) -> int:
        words = spelling.joined(text)
        return sum(any(words.issuperset(form) for form in forms) for forms in ways)

    text = (place.plain or place.text) if plain else place.text
    exact = begins(place.path, ("dosing", "management"))
    if (
        not (plain or exact)
        and place.plain
        and having(f"{place.topic} {place.plain}") > having(f"{place.topic} {text}") * 2
    ):
        # Of two texts that say the same the exact one is quoted, unless the words are clearly those of the other.
        text = place.plain
    if len(text) > LONGEST_QUOTE and not place.whole:
        sentences = _SENTENCE.split(text)
        has = [spelling.joined(sentence) for sentence in sentences]
        worth = [0.0] * len(sentences)
        for forms in ways:
            found = [[number for number, words in enumerate(has) if words.issuperset(form)] for form in forms]
            for number in range(len(sentences)):
                worth[number] += max((1 / len(those) for those in found if number in those), default=0)
        text = _part(sentences, worth, on)
    question = place.topic.endswith("?")
    return f"{place.topic}{' ' if question else ': '}{text}" if place.topic else text


def _part(sentences: Sequence[str], worth: Sequence[float], on: bool) -> str:
    """Return the sentence that is worth most with what it leans on, after an answer that begins the text."""
    best = max(range(len(sentences)), key=worth.__getitem__)
    first, last = best, best + 1
    while on and last < len(sentences) and len(" ".join(sentences[first : last + 1])) <= LONGEST_QUOTE:
        last += 1
    while first and _LEANS.match(sentences[first]):
        first -= 1
    while last < len(sentences) and _TURNS.match(sentences[last]):
        last += 1
    part = " ".join(sentences[first:last])
    return f"{sentences[0]} … {part}" if first and _ANSWER.match(sentences[0]) else part
