"""`immuno NAME`: the page of whatever has exactly this name; what is no name is a question for the search."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any

import typer

from immuno_cli.cli.candidates import name_argument, offer_new
from immuno_cli.cli.names import BEFORE_NAME, each_name, split_names, with_note
from immuno_cli.cli.options import Context, answers, new_app
from immuno_cli.commands import filters
from immuno_cli.facts.emergencies import signs_in_question
from immuno_cli.facts.kinds import KINDS, ORDER, command
from immuno_cli.facts.model import Cancer, Drug, Guide, OtherProduct, Scale, SideEffect, Term, Therapy
from immuno_cli.facts.names import normalize
from immuno_cli.formats.emit import Answer

app, comparing = new_app(), new_app()


@app.command()
@answers
def open_(
    context: Context,
    words: Annotated[list[str], name_argument(*ORDER, help="Any name, or a question.")],
) -> Answer:
    """Open the page of whatever has exactly this name.

    Examples: immuno yescarta · immuno car t · immuno can I drive
    """
    text = " ".join(words)
    entities = context.knowledge.named(text, ORDER)
    # The page of a word tells what it means; who types a sign of an emergency is told what to do.
    if entities and not (entities[0][0] is Term and signs_in_question(text)):
        return _page(context, text, entities)
    apart = _DIFFERENCE.sub("", text)
    if compared := _compared(context, apart.split(), (Drug,) if apart != text else (Therapy, Drug)):
        return compared
    if turned := _turned(context, text) or _listed(context, text):
        return turned
    from immuno_cli.commands.help import topic_answer
    from immuno_cli.commands.search import search_instead
    from immuno_cli.pages.help import topic_asked

    if topic := topic_asked(text):
        return topic_answer(context, topic)
    _refuse_mistyped(words, context)
    return search_instead(context, text, ORDER, "name", "immuno")


_DIFFERENCE = re.compile(r"^(?:(?:what is|what's|what are) )?(?:the )?(?:main )?differences? between ", re.IGNORECASE)
"""What stands before two products that somebody wants side by side; kinds of therapy have an answer in a guide."""


def _turned(context: Context, text: str) -> Answer | None:
    """Return what a name opens with the word of a command beside it: `yescarta side effects`, `melanoma drugs`.

    None where what is left without that word, and without words such as `of`, is no name.
    """
    from immuno_cli.search.spelling import STOP_WORDS

    if (asked := _MEANS.fullmatch(text)) and (named := context.knowledge.named(asked["name"], (Term,))):
        return _page(context, asked["name"], named)
    kinds: tuple[type, ...] = (Therapy, Drug, SideEffect)
    left = _EFFECTS.sub(" ", text)
    asks_effects = left != text
    if not asks_effects:
        unlisted = _DRUGS.sub(" ", text)
        left = _SETTING.sub(" ", unlisted)
        # The page of a cancer lists its products by setting and line.
        kinds = (Therapy, Cancer) if left == unlisted else (Cancer,)
    if left == text:
        return None
    for words in (left.split(), [word for word in left.split() if word.casefold() not in {*STOP_WORDS, *FILLING}]):
        name = " ".join(words)
        named = context.knowledge.named(name, kinds)
        if named and asks_effects:
            from immuno_cli.commands import side_effects

            return side_effects.profile_answer(context, name)
        if named:
            from immuno_cli.commands import drug

            listed = named[0][0] is Therapy and _LIST.search(text)
            return drug.list_(context, therapy=named[0][1]) if listed else _page(context, name, named)
    return None


def _listed(context: Context, text: str) -> Answer | None:
    """Return the products that have two things that are named, such as a kind of therapy and a cancer.

    `car t for myeloma`, `PD-1 in Hodgkin lymphoma`, `CAR T for ALL second line`; None where another word is left.
    """
    from immuno_cli.commands import drug
    from immuno_cli.search.spelling import STOP_WORDS

    ordinal = _LINE.search(text)
    asked: dict[str, Any] = {"line": LINES.index(ordinal[1].casefold()) % 4 + 1} if ordinal else {}
    words = [
        word
        for word in _LINE.sub(" ", text).split()
        if word.isupper() or word.casefold() not in {*STOP_WORDS, *FILLING}
    ]
    targets = {
        normalize(called.format(name)): name
        for drug_ in context.knowledge.all(Drug)
        for name in filters.targets_of(drug_)
        for called in TARGETED
    }
    while words:
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            if normalize(name) in targets:
                found = {"target": targets[normalize(name)]}
            else:
                named = context.knowledge.named(name, (Therapy, Cancer))[:1]
                found = {cls.__name__.casefold(): entry for cls, entry in named}
            if found and asked.keys().isdisjoint(found):
                asked |= found
                words = words[length:]
                break
        else:
            return None
    answer = drug.list_(context, **asked) if len(asked.keys() - {"line"}) > 1 else None
    return answer if answer and answer.records else None


TARGETED = ("{}", "anti-{}", "{} inhibitor", "{} inhibitors", "{} blocker", "{} blockers")
"""How people name the drugs of a target."""

LINES = ("1st", "2nd", "3rd", "4th", "first", "second", "third", "fourth")
_LINE = re.compile(rf"\b({'|'.join(LINES)})[- ]?line\b", re.IGNORECASE)
_MEANS = re.compile(r"what (?:do|does) (?P<name>.+) (?:do|stand for)\??", re.IGNORECASE)
_EFFECTS = re.compile(r"\b(?:side[- ]?effects?|adverse (?:effects|events|reactions)|toxicit(?:y|ies))\b", re.IGNORECASE)
_LIST = re.compile(r"\b(?:drugs?|products?|medicines?|medications?|options|list)\b", re.IGNORECASE)
_DRUGS = re.compile(
    rf"{_LIST.pattern}|\bapproved (?:for|in)\b|\b(?:treatments?|(?:immuno)?therap(?:y|ies))\b", re.IGNORECASE
)
_SETTING = re.compile(
    rf"{_LINE.pattern}|\b(?:front[- ]?line|upfront|(?:neo)?adjuvant|perioperative|metastatic|advanced|relapsed"
    r"|refractory|stage (?:[1-4]|i{1,3}|iv)[abc]?)\b",
    re.IGNORECASE,
)
"""Words that say which page of a name is meant."""

FILLING = frozenset(
    """
    adult adults all approved available drugs every fda list options products show target targeting treat treats
    """.split()  # noqa: SIM905
)
"""Words that, beside a name and the word of a command, ask for nothing more."""


def _page(context: Context, text: str, entities: list[tuple[type, str]]) -> Answer:
    """Return the page of the first thing that has a name, which says what else has it."""
    from immuno_cli.commands import drug, reference, side_effects, therapies

    opens = {
        Therapy: therapies.therapy_answer,
        SideEffect: side_effects.profile_answer,
        Cancer: reference.cancer_answer,
        Scale: reference.scale_answer,
        Guide: reference.guide_answer,
        Term: reference.term_answer,
    }
    cls, name = entities[0]
    answer = drug.drug_answer(context, text) if cls in (Drug, OtherProduct) else opens[cls](context, name)
    others = tuple(command(KINDS[kind], other, "") for kind, other in entities[1:] if kind not in (Drug, OtherProduct))
    page = answer.page
    if not others or page is None:
        return answer
    known = page().next_commands if answer.next_commands is None else answer.next_commands
    every = (*others, *(command_ for command_ in known if command_ not in others))
    return answer._replace(page=lambda: replace(page(), next_commands=every), next_commands=every)


def _refuse_mistyped(words: list[str], context: Context) -> None:
    """Raise UsageError where the first word is close to a command word and begins no question.

    It begins none where it stands nowhere in the facts, where nothing but names follows, or where it is all there is.
    """
    from immuno_cli.cli.mistyped import ALIKE, mistyped
    from immuno_cli.search.index import open_index
    from immuno_cli.search.question import parse

    first, *rest = words
    knowledge = context.knowledge
    nowhere = parse(open_index(knowledge), first, knowledge.synonyms).missing
    names = split_names(rest, lambda name: bool(knowledge.named(name, ORDER)))
    only_names = bool(names) and all(knowledge.named(name, ORDER) for name in names)
    error = mistyped(context.root.command, [first], ALIKE if nowhere or only_names else ALIKE_ALONE)
    if error and (nowhere or only_names or not rest):
        raise error


ALIKE_ALONE = 0.9
"""How alike a word of the facts must be to a command word to be taken for it."""


@comparing.command()
@answers
def compare(
    context: Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="A B", help="Two to five products.", show_default=False, autocompletion=offer_new(Drug)),
    ],
) -> Answer:
    """Set two to five products side by side, row by row.

    Example: immuno compare yescarta breyanzi
    """
    from immuno_cli.commands import drug

    return _compared(context, names) or drug.side_by_side(context, names)


def _compared(context: Context, words: list[str], kinds: tuple[type, ...] = (Therapy, Drug)) -> Answer | None:
    """Return kinds of therapy or products side by side; None where the words name no two of one sort."""
    from immuno_cli.commands import drug, therapies

    # Only `vs` says that the rest of the words is what to compare.
    versus = any(word.casefold().strip(".") in ("vs", "versus") for word in words)
    side_by_sides = {Therapy: therapies.side_by_side, Drug: drug.side_by_side}
    for kind in kinds:

        def is_name(name: str, kind: type = kind) -> bool:
            return bool(context.knowledge.named(name, (kind,)))

        names: list[str] = []
        others: list[str] = []
        for name, known in each_name(words, is_name):
            if not known and not versus:
                # The rest of a question is not looked up: that would take 40 ms.
                break
            (names if known else others).append(name)
        else:
            if len(names) > 1:
                return _with_topic(
                    side_by_sides[kind](context, names),
                    names,
                    " ".join(word for word in others if word not in BEFORE_NAME),
                )
    return None


def _with_topic(answer: Answer, names: list[str], topic: str) -> Answer:
    """Return names side by side with where to find a topic that stood beside them: `yescarta vs breyanzi crs`."""
    page = answer.page
    if not topic or page is None:
        return answer
    ways = " · ".join(f"immuno {name} {topic}" for name in names)
    return answer._replace(page=lambda: with_note(page(), f"Side by side. More on {topic}: {ways}"))
