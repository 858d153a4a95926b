"""Signs of an emergency: whoever has one calls 911, and no text may send them to a weaker level.

The signs are those for which US public health services tell people to call 911. They are known here as people, leaflets
and labels write them, so that no entity can say "call your team" where another says 911.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from immuno_cli.facts.model import Call, CallLevel, Claim, Claims, GuidePart
from immuno_cli.facts.records import join, walk

CALLS = {
    CallLevel.EMERGENCY: ("Call 911", "CALL 911"),
    CallLevel.NOW: ("Call your team now, day or night", "CALL TEAM NOW"),
    CallLevel.SAME_DAY: ("Tell your team the same day", "SAME DAY"),
}
"""What each level says to do, the most urgent first: in words, and as the title of a short page."""

SIGNS = {
    "trouble breathing": r"(trouble|difficulty|problems?|hard to|hard time|cannot|can't|can not) ?breath\w*"
    r"|short(ness)? of breath|breathless\w*|struggl\w+ (to|for) breath\w*",
    "chest pain": r"chest pain|pain in (the|your) chest|chest (pressure|tightness)|tight chest",
    "fainting": r"faint(s|ed|ing)?|pass(es|ed|ing)? out|black(s|ed|ing)? out|los(e|es|ing|s of) consciousness",
    "a seizure": r"seizures?|convulsions?|(ha(ve|s|d|ving)|get(s|ting)?|got|of|with|by|as|or|and|,) (a )?fits?",
    "not waking": r"(cannot|can't|can not|hard to|trouble|difficulty) (be )?w[ao]k\w+|unresponsive|unconscious",
    "signs of a stroke": r"(sudden\w*|one-sided) (weak\w*|numb\w*)|(weak|numb)\w* (on|of|in) one side"
    r"|droop\w* face|fac\w+ (that )?droop\w*|(cannot|can't) speak|los(e|s of) speech|slurred speech",
    "heavy bleeding": r"heavy bleeding|bleed\w* (heavily|a lot)|bleeding (that|which) (does|will) not stop"
    r"|(vomit|throw|cough|spit)\w* (up )?blood|black,? (tarry )?stools?",
    "swelling of the face or throat": r"swell\w* (of|in) (the|your) (face|lips?|tongue|throat|mouth)"
    r"|(face|lips?|tongue|throat)( \w+,?)? swells?|swollen (face|lips?|tongue|throat)",
    "thoughts of self-harm": r"(thoughts? of |think\w* (of|about) )?(suicid\w+|self-harm|(hurt|harm|kill)ing yourself)",
    "blue lips": r"blue(ish)? (lips|skin|fingernails)|lips (turn|are|look) blue",
    "a sudden severe headache": r"sudden,? (and )?(very )?(bad|severe) headache|worst headache",
    "sudden severe pain": r"sudden,? (and )?(very )?(bad|severe) (?!head)(\w+ ){0,2}pain",
}
"""Each sign as a reader knows it, with the words that name it."""

_OTHERWISE = (
    r"\b(fits? (?=(an?|the|my|your|his|her|its|you|me|us|it|them|this|that|into?|on|with|for|to|well|best|enough)\b)"
    r"|pass(es|ed|ing)? out (of|into|through)|faint(?= (\w+ )?(rash|lines?|spots?|marks?|smell|hope))"
    r"|(\w+-|bcg )unresponsive|unresponsive (?=cancer|disease|tumor|bladder|non)|did(n't| not) respond"
    r"|(cancers?|tumou?rs?|(?!coma)\w+(emi|om)as?|disease|it|i|we|people)( (that|which|who))?( \w+){0,2} respond\w*"
    r"|(unresponsive|respond\w*) to (?!(me|us|you|my|his|her|voices?|touch|pain|calls?)\b))"
)
"""What the words of a sign mean otherwise: a card fits a wallet, a cancer does not respond to treatment."""


@functools.cache
def _signs() -> dict[str, re.Pattern[str]]:
    """Return the patterns of signs in a text, compiled when first asked for: 5 ms, which no other command waits for."""
    return {name: re.compile(rf"\b({words})\b", re.I) for name, words in SIGNS.items()}


_WEAKER = (
    r"\b(call|tell|contact|phone|ask|let) (your |the |a |you |at )?(care |treatment |treating )?"
    r"(team|doctor|nurse|center|clinic|provider|health ?care|once|right away|us)\b"
)
"""Orders to turn to somebody else than 911."""

_BEFORE = r"\b(ever had|had before|have had|in the past|before (the|your) treatment|history of)\b"
"""What somebody had at an earlier time is no sign of today."""


ASKED = {
    "trouble breathing": r"(can not|cannot|can't|couldn't|unable to|not able to|not) breath\w*"
    r"|breathing (trouble|problems?)|catch (my|your|his|her|their|a) breath"
    r"|gasping|choking|suffocat\w+|stopped breathing|not breathing|(pink|frothy) (foam|froth|sputum|spit)"
    r"|(oxygen|pulse ox|spo2|sats?)( \w+){0,3} [5-8]\d\b",
    "chest pain": r"(chest|heart) (hurts|aches|((feels|felt|is|gets|got|so|very) )*tight\w*|pressure|pains?)"
    r"|heart attack"
    r"|pressure (on|in) (my|the) chest"
    r"|cardiac arrest",
    "fainting": r"collaps\w+|syncope|knocked out|unconscious\w*",
    "a seizure": r"seizing|convuls\w+|epilep\w+|seizure\w*|^fits?$|jerking|(is|was|started|began) fitting|^fitting"
    r"|(twitch|shak)ing and staring"
    r"|star(es|ing) (blankly|into space|at nothing)|eyes (are )?roll\w*( back)?",
    "not waking": r"(won't|does not|doesn't|isn't|can't|couldn't|not) ((be |being )?w[ao]k\w+|respond\w*)|coma"
    r"|(is|are|went|goes|gone|go) limp",
    "signs of a stroke": r"strokes?|(can not|can't|cannot|unable to) (speak|talk)|slurr\w+"
    r"|gibberish|talk\w* nonsense|(he|she|they|mom|dad|husband|wife) (is |are )?(not making|makes no) sense"
    r"|one side of (my|the|his|her)|(one|left|right) side (\w+ ){0,3}(weak|numb|limp|droop)\w*"
    r"|(weak|numb)\w* (on|in|of|down) (the |my |his |her )?(one|left|right) side"
    r"|(lost|lose|losing|loss of) (my |his |her |the )?(sight|eyesight|vision|speech)"
    r"|(sight|vision) (is )?(gone|lost|loss)|(gone|went|going|suddenly) blind|sudden\w* (double|blurr\w*) vision"
    r"|(cannot|can't|can not) see(?= anything| out of| from|,|$)"
    r"|(arm|leg|face) (is |went |goes )?(numb|weak)\w*|paraly[sz]ed|face is drooping"
    r"|(cannot|can't|can not|unable to|not able to) move (my |his |her |an |one |the )?"
    r"(\w+ )?(arm|leg|hand|side|face|body)\w*",
    "heavy bleeding": r"bleeding (a lot|badly|out|everywhere|won't stop)|blood (is )?(pour|gush)\w*"
    r"|(won't|can't|cannot) stop (the )?bleeding|(nose)?bleed\w*( \w+){0,4} (won't|doesn't|not) stop"
    r"|hemorrhag\w+|haemorrhag\w+|(vomit|throw|cough|spit|puk)\w* (up )?blood|blood in (the |my |his |her )?(vomit"
    r"|stools?|poop\w*)|(bloody|black|tarry)( tarry)? (stools?|poop\w*|diarrhea)"
    r"|(stools?|poop\w*) (is |are |was |looks? |turned )?(black|bloody|tarry)|coffee[ -]?grounds?",
    "swelling of the face or throat": r"(face|lips?|tongue|throat) (is |are |was )?(swell\w*|swollen|clos\w+)"
    r"|(trouble|difficulty|hard time|hard) (to )?swallow\w*|(cannot|can't|can not|unable to) swallow\w*"
    r"|anaphyla\w+|swelling (face|lips?|tongue|throat)|angioedema",
    "thoughts of self-harm": r"suicid\w*|kill (myself|himself|herself|themselves)|(want|wants) to die|self[ -]harm\w*"
    r"|hurt(ing)? (myself|himself|herself)|no reason to live|better off dead"
    r"|(end|ends|ending|tak(e|es|ing)) (it all|(my|his|her|their) (own )?life)(?! back)"
    r"|(do not|don't|does not|doesn't|no longer|not) wants? to (live|be alive)"
    r"(?! (in|near|with|close|at|far|on|by))",
    "blue lips": r"(turning|turned|going|went) blue|cyanosis",
    "a sudden severe headache": r"(worst|thunderclap|sudden|terrible|severe) headache",
    "sudden severe pain": r"sudden\w* ((very|really|awful|terrible|bad|severe) )+(\w+ ){0,2}pain"
    r"|(worst|unbearable|excruciating) ((belly|stomach|back|abdominal) )?pain",
}
"""More words in which people ask about a sign; in a text of ours some of them would be no order to call."""


_WHOLE = r"\b(911|9-1-1|emergenc(y|ies)|ambulance|when (to|should i|do i|must i) call)\b"
"""Words of somebody who asks for all signs of an emergency."""


_UNMARKED = r"\b(ca|wo|do|does|did|is|are|was|could|would)nt\b"
"""Words that people type without the apostrophe."""


def signs_in_question(question: str) -> list[str]:
    """Return the signs of an emergency that somebody asks about; all of them where the question is about that."""
    near = looked_for(question)
    if not near and not re.search(_WHOLE, question, re.I):
        return []
    question = re.sub(_UNMARKED, r"\1n't", question.replace("\u2019", "'"), flags=re.I)
    question = re.sub(_OTHERWISE, "", question, flags=re.I)
    if re.search(_WHOLE, question, re.I):
        return list(SIGNS)
    return [name for name, ways in near.items() if re.search(ways, question, re.I)]


def looked_for(question: str) -> dict[str, str]:
    """Return the signs that a question may name, each with its pattern: it shares the start of a word with them.

    Each way to name a sign has a word that starts as the pattern has it. To compile all takes 4 % of a search.
    """
    starts = {word[:START] for word in re.findall(r"\w+", question.casefold()) if len(word) >= START}
    ways = {name: rf"\b({words}|{ASKED[name]})\b" for name, words in SIGNS.items()}
    return {name: words for name, words in ways.items() if any(start in words for start in starts)}


START = 3
"""Letters of the start of a word; words of fewer letters name no sign alone."""


def signs_in(text: str) -> list[str]:
    """Return the signs of an emergency that a text names, each once."""
    text = re.sub(_OTHERWISE, "", text, flags=re.I)
    return [name for name, words in _signs().items() if words.search(text)]


def weaker_levels(entity: Any) -> Iterator[tuple[str, str, list[str]]]:
    """Yield every sentence of an entity that sends a sign to a weaker level: path, the level it says, the signs."""
    listed: set[str] = set()
    for where, _, claim in _weaker_claims(entity):
        listed.add(where)
        # A sentence that says 911 of the sign itself may stand in a weaker list: "With trouble breathing, call 911."
        for sentence in _sentences(claim.plain or ""):
            if "911" not in sentence and (signs := signs_in(sentence)):
                yield where, "call your team", signs
    for path, block in walk(entity):
        plain = getattr(block, "plain", None)
        if not isinstance(plain, str) or "911" in plain or path in listed:
            continue
        for sentence in _sentences(plain):
            order = re.search(_WEAKER, sentence, re.I)
            if order and not re.search(_BEFORE, sentence, re.I) and (signs := signs_in(sentence)):
                yield path, order[0], signs


_AT_ONCE = r"\b(right a?way|immediate(ly)?|at once)\b"
"""Words of a source that do not let a sign wait until later in the day; one label prints *right way*."""

_LATER = r"\b(tell|call|ask) (your|the|a) (care |treatment )?(team|doctor|nurse|clinic)\b[^.;:]*\bthe same day\b"
"""Orders to tell a sign later in the day."""


def told_too_late(entity: Any) -> Iterator[tuple[str, str]]:
    """Yield every text that lets a sign wait for the same day though its source does not: path, the words quoted.

    The source says to call right away, or the same words of it stand in a stronger list of the same block too.
    """
    claims = list(_weaker_claims(entity))
    listed = {where for where, _, _ in claims}
    # Words quoted without an order stand under one; where another list quotes them, that list has judged it.
    sooner = {
        (source, quote)
        for _, block in walk(entity)
        if isinstance(block, Call)
        for claim in [*block.emergency.values(), *block.now.values()]
        for source, quote in _quotes(claim)
    }
    for where, level, claim in claims:
        if level is CallLevel.SAME_DAY:
            for source, quote in _quotes(claim):
                if re.search(_AT_ONCE, quote, re.I) or (source, quote) in sooner:
                    yield where, quote
    for path, block in walk(entity):
        plain = getattr(block, "plain", None)
        if isinstance(plain, str) and path not in listed and re.search(_LATER, plain, re.I):
            yield from ((path, quote) for _, quote in _quotes(block) if re.search(_AT_ONCE, quote, re.I))


def _weaker_claims(entity: Any) -> Iterator[tuple[str, CallLevel, Claim]]:
    """Yield every claim of an entity in a list that is not that of 911: its path, the level of the list, the claim."""
    for path, block in walk(entity):
        lists: dict[str, tuple[CallLevel, Claims]] = {}
        if isinstance(block, Call):
            lists = {"now": (CallLevel.NOW, block.now), "same_day": (CallLevel.SAME_DAY, block.same_day)}
        elif isinstance(block, GuidePart) and block.level in (CallLevel.NOW, CallLevel.SAME_DAY):
            lists = {"items": (block.level, block.items)}
        for name, (level, claims) in lists.items():
            for key, claim in claims.items():
                yield f"{join(path, name)}.{key}", level, claim


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) ", text)


def _quotes(block: Any) -> Iterator[tuple[str, str]]:
    """Yield what a block quotes: source, words."""
    for source, citation in getattr(block, "cite", {}).items():
        for quote in citation.quote:
            yield source, quote
