"""How cited statements become rows and lists, the same on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from immuno_cli.choices import HEADINGS, Level, Section
from immuno_cli.facts.emergencies import CALLS
from immuno_cli.facts.model import BoxedWarning, Call, CallLevel, Claim, Claims, Drug, Earlier, Event
from immuno_cli.pages.page import LINE_OF_ALERT, Alert, Block, Bullets, Cited, Facts, Heading, Prose, Tone, cited
from immuno_cli.pages.plain_terms import plain_term
from immuno_cli.pages.tables import places_of

NOT_HELD = "Not stated in the sources we hold."
"""Stands where no source states anything: a gap is shown."""


def claim_text(claim: Claim, level: Level) -> str | None:
    """Return the text of a claim at a level; None when it has none there.

    A professional gets the exact text, or the plain words where there is no other. A patient gets plain words only.
    """
    return claim.plain if level is Level.PLAIN else claim.text or claim.plain


def lead(claim: Claim) -> Prose:
    """Return the definition of a thing as the first words of its page, plain for whoever reads."""
    return Prose(cited(claim.plain or claim.text or "", claim.cite), Tone.LEAD)


def definition(claim: Claim, level: Level) -> list[Block]:
    """Return the definition of a thing: plain words first, then for a professional the exact ones and the note."""
    blocks: list[Block] = [lead(claim)]
    if level is Level.CLINICAL and claim.plain and claim.text:
        blocks.append(Prose(cited(claim.text, claim.cite)))
    if level is Level.CLINICAL and claim.note:
        blocks.append(Prose(Cited(f"Note: {claim.note}"), Tone.QUIET))
    return blocks


def gaps_section(gaps: Iterable[str], title: str = "Not known here") -> list[Block]:
    """Return what is not known as a list under a heading, if there is any."""
    items = tuple(map(Cited, gaps))
    return [Heading(title), Bullets(items, Tone.QUIET)] if items else []


def claim_lines(claim: Claim, level: Level) -> tuple[Cited, ...]:
    """Return the lines of a claim: topic and text, note, the values it replaced; none when it has no text here."""
    text = claim_text(claim, level)
    if text is None:
        return ()
    if claim.topic and not (level is Level.PLAIN and same_for_all(claim)):
        text = f"{claim.topic}{'' if claim.topic.endswith('?') else ':'} {text}"
    if claim.as_of and level is Level.CLINICAL:
        text = f"{text} (text of {claim.as_of})"
    lines = [cited(text, claim.cite)]
    if claim.note and level is Level.CLINICAL:
        lines.append(Cited(f"Note: {claim.note}"))
    return (*lines, *(replaced(earlier) for earlier in claim.earlier))


def replaced(earlier: Earlier) -> Cited:
    """Return a value that was replaced, with the date it ended."""
    return cited(f"Until {earlier.until}: {earlier.text}", earlier.cite)


def lines_of(claims: Claims, level: Level) -> tuple[Cited, ...]:
    """Return the lines of all claims that have text at this level."""
    return tuple(line for claim in claims.values() for line in claim_lines(claim, level))


def brief_lines(claims: Claims, level: Level, topics: bool = False) -> tuple[Cited, ...]:
    """Return claims for a short page: those with few words of their own, else the first sentence of the first.

    With `topics` each of several follows its topic, as they differ from patient to patient.
    """
    shown = [claim for claim in claims.values() if not claim.detail]
    exact = [claim for claim in shown if claim.text or level is Level.PLAIN]
    shown = [claim for claim in shown if claim.brief] or exact[:1] or shown[:1]
    if level is Level.PLAIN:
        told = [claim for claim in shown if claim.plain]
        apart = topics and len(told) > 1
        return tuple(
            cited(f"{plain_term(topic)}: {claim.plain}" if apart and topic else claim.plain or "", claim.cite)
            for claim in told
            for topic in ("" if same_for_all(claim) else claim.topic,)
        )
    return tuple(cited(capital(_with_topic(claim, len(shown), topics)), claim.cite) for claim in shown)


def first_sentences(text: str, letters: int) -> str:
    """Return the first sentence of a text, and those after it that have room in so many letters."""
    shown, *others = re.split(r"(?<=[.!?]) (?=[A-Z])", text)
    for sentence in others:
        if len(shown) + len(sentence) >= letters:
            break
        shown += f" {sentence}"
    return shown


def capital(text: str) -> str:
    """Return a text that begins with a capital letter, unless its first word is one like mRNA."""
    return text[0].upper() + text[1:] if re.match(_WORD, text) else text


_WORD = r"[a-z]+(?![-\w])|[a-z]{4,}-[a-z]"


def with_abbreviation(name: str, abbreviation: str | None) -> str:
    """Return a name with its abbreviation in parentheses, where there is one that the name does not hold itself."""
    return f"{name} ({abbreviation})" if abbreviation and abbreviation not in re.split(r"[\s(),]+", name) else name


def at_most(values: Sequence[Cited], letters: int) -> tuple[Cited, ...]:
    """Return the first values that have room in so many letters, and how many more there are."""
    taken = 0
    for index, value in enumerate(values):
        taken += len(value.text) + 3
        if index and taken > letters:
            return (*values[:index], Cited(f"+{len(values) - index} more"))
    return tuple(values)


def _with_topic(claim: Claim, among: int, topics: bool) -> str:
    """Return the brief text of a claim, after its topic where it is not clear without one."""
    text = claim.brief or in_short(claim.text or claim.plain or "")
    if not claim.topic or among == 1 or same_for_all(claim):
        return text
    repeated = claim.topic.split()[0].casefold() in text.casefold()
    needed = not repeated and (topics or text.startswith(VAGUE))
    return f"{claim.topic}: {text}" if needed else text


def same_for_all(claim: Claim) -> bool:
    """Say whether the topic of a claim says nothing about whom it is for."""
    return (claim.topic or "").casefold() in SAME_FOR_ALL


SAME_FOR_ALL = (
    "regimen",
    "timing",
    "before it starts",
    "interval to the cells",
    "all patients",
    "all uses",
    "general rule",
    "in general",
)
"""Topics that say nothing about whom a statement is for."""


VAGUE = ("Consider", "For ", "None", "At least", "Until", "Ended")
"""How a few words begin that need their topic before them."""


_SENTENCE = r"(?<=[a-z0-9)%²])\. (?=[A-Z])"


def in_short(text: str) -> str:
    """Return the first sentence of a text; of a long one what stands before its first semicolon."""
    first = re.split(_SENTENCE, text, maxsplit=1)[0].removesuffix(".")
    return first if len(first) <= LONGEST_SENTENCE else before_semicolon(first)


def before_semicolon(text: str) -> str:
    """Return what stands before the first semicolon that is in no parentheses."""
    match = re.match(_ASIDE_OR_END, text, re.DOTALL)
    return match[0] if match else text


_ASIDE_OR_END = r"(?:\([^)]*\)|(?!; ).)*"


LONGEST_SENTENCE = 120
"""Letters of a sentence that is too long for a short page."""


def call_for_help(call: Call | None, *, brief: bool = False) -> Iterable[Block]:
    """Yield the signs that need a call, the most urgent first, in plain words whoever reads. None is ever left out.

    With `brief` they are in few words and share lines.
    """
    levels = zip(CALLS, (call.emergency, call.now, call.same_day), strict=True) if call else ()
    for level, claims in levels:
        items = tuple(
            item
            for sign in claims.values()
            if sign.plain
            for item in (
                [("", cited(short, sign.cite)) for short in signs_in_short(sign, level)]
                if brief
                else [(sign.topic or "", cited(sign.plain, sign.cite))]
            )
        )
        if items:
            alert = Alert(CALLS[level][1] if brief else call_title(level), items, level=level, flow=brief)
            many = level is CallLevel.NOW and alert.lines() > MOST_SIGN_LINES
            yield replace(alert, running=brief and (many or level is CallLevel.SAME_DAY))


MOST_SIGN_LINES = 12
"""Lines of signs that need a call now on a short page; more run on, so that they leave room for the numbers."""


def calls_first(call: Call | None, where: str) -> Iterable[Block]:
    """Yield the signs that need 911, and the first of those that need a call now; the others stand elsewhere."""
    for block in call_for_help(call, brief=True):
        if isinstance(block, Alert) and block.level is CallLevel.EMERGENCY:
            yield block
        elif isinstance(block, Alert) and block.level is CallLevel.NOW:
            signs = [sign for _, sign in block.items]
            shown = at_most(signs, FIRST_SIGNS)
            if len(shown) == len(signs) and len(signs[-1].text) <= LINE_OF_ALERT:
                # The last one takes no more room than to say that there is one.
                shown = tuple(signs)
            elif shown[-1].text.startswith("+"):
                shown = (*shown[:-1], Cited(f"{shown[-1].text}: {where}"))
            yield replace(block, items=tuple(("", sign) for sign in shown), running=True)


FIRST_SIGNS = 130
"""Letters of the signs that need a call now, where another page has all of them."""


def emergencies_first(call: Call | None) -> list[Block]:
    """Return the signs that need 911 in few words: they stand first on every page for patients."""
    return [*call_for_help(call, brief=True)][:1] if call and call.emergency else []


def call_title(level: CallLevel) -> str:
    """Return what a level says to do as a title: `CALL YOUR TEAM NOW, day or night`."""
    order, comma, when = CALLS[level][0].partition(",")
    return f"{order.upper()}{comma}{when}"


_CALL = r"(?:[Aa]lso )?(?:[Cc]all|[Tt]ell) (?:also )?(?:your team |them )?"
_FOR = r"(?:, day or night,)? ?(?:for|if|about) "

_ORDER = (
    rf"^(?:Call 911 (?:at once )?(?:for|if|about) |{_CALL}(?:now|also|at once|the same day|that day)?{_FOR}|"
    r"You have(?! an? transplant) )"
)
"""What a sign begins with and its level says already; "You have a transplanted organ and notice …" says more."""

_ALSO_DONE = (
    r"(?:,|\bor|\band) (?:or )?(?:are|bruise|cannot|do not|eat|faint|feel|find|forget|gain|get|go|lose|move|need|"
    r"notice|pass|see|slur|swell|talk|urinate|vomit|weigh)\b"
)
"""What somebody who has a sign also does: "You have loose stools, or see blood in them" keeps its first words."""


def signs_in_short(claim: Claim, level: CallLevel) -> list[str]:
    """Return a sign in few words: the topic of one that needs 911, where that names it, else its first sentence.

    A further sentence is a sign of its own where it says what one has, or the order of the level again.
    """
    topic = claim.topic or ""
    if level is CallLevel.EMERGENCY and len(topic.split()) > 1:
        return [topic]
    first, *others = re.split(_END, (claim.brief or claim.plain or "").removesuffix("."))
    own = [capital(other.removeprefix("Or ")) for other in others if re.match(_SIGN_OF_ITS_OWN[level], other)]
    return [_without_order(sign) for sign in (first, *own)]


_WHAT_ONE_HAS = r"Or |You |Your (?!immune system|body loses)|The right side|With any drug, you |"

_SIGN_OF_ITS_OWN = {
    CallLevel.EMERGENCY: r"Or ",
    CallLevel.NOW: rf"{_WHAT_ONE_HAS}{_CALL}(?:now|also)?{_FOR}",
    CallLevel.SAME_DAY: rf"{_WHAT_ONE_HAS}{_CALL}(?:also|the same day)?{_FOR}",
}
"""What a further sentence begins with that names more signs of its level: what one has, or the order again."""


def _without_order(sign: str) -> str:
    """Return a sign without the words that its level says."""
    order = re.match(_ORDER, sign)
    if order is None or (order[0] == "You have " and re.search(_ALSO_DONE, sign)):
        return sign
    return capital(re.sub(r"\b(or|and) (?:if|for) ", r"\1 ", sign[order.end() :]))


_END = r"(?<=[a-z0-9)]{2})\. (?=[A-Z])"


def as_item(parts: tuple[Cited, ...]) -> Cited:
    """Return a claim, its note and the values it replaced as one item of a list."""
    return parts[0]._replace(text=" ".join(part.text for part in parts), places=places_of(parts))


Rows = Iterable[tuple[str, tuple[Cited, ...]]]


def claims_row(label: str, claims: Claims, level: Level, gap: str | None = None) -> Rows:
    """Yield one labeled row. An empty part shows `NOT_HELD` at the clinical level; a written gap shows at both."""
    values = lines_of(claims, level)
    if gap:
        values = (*values, Cited(gap))
    if not values and not claims and level is Level.CLINICAL:
        values = (Cited(NOT_HELD),)
    if values:
        yield label, values


def claims_section(title: str, claims: Claims, level: Level, gap: str | None = None) -> Iterable[Block]:
    """Yield a heading with its claims as a list; nothing when no claim has words at this level and there is no gap."""
    shown = (claim_lines(claim, level) for claim in claims.values())
    items = tuple(as_item(parts) for parts in shown if parts)
    if items or gap:
        yield Heading(title)
    if items:
        yield Bullets(items) if len(items) > 1 else Prose(items[0])
    if gap:
        yield Prose(Cited(gap), Tone.QUIET)


def facts_section(title: str, *rows: Rows) -> Iterable[Block]:
    """Yield a heading with labeled rows; nothing when every row is empty."""
    shown = tuple(row for group in rows for row in group)
    if shown:
        yield Heading(title)
        yield Facts(shown)


def topic_of(warning: BoxedWarning, level: Level) -> str:
    """Return the hazard that an element of a boxed warning is about, for patients by its plain name."""
    return plain_term(warning.topic) if level is Level.PLAIN else warning.topic


def rems_label(level: Level) -> str:
    """Return what the safety program of a product is called."""
    return "Safety program" if level is Level.PLAIN else "REMS"


def boxed_warning(drug: Drug, level: Level) -> Iterable[Block]:
    """Yield the elements of the boxed warning that stand; else the statement that there is none, or the gap."""
    if warnings := drug.warnings_that_stand:
        title = "BOXED WARNING" if level is Level.CLINICAL else "BOXED WARNING: the strongest warning that FDA gives"
        items = tuple(
            (topic_of(part, level), cited(part.plain if level is Level.PLAIN else part.text, part.cite))
            for part in warnings
        )
        yield Alert(title, items, boxed=True)
    elif drug.no_boxed_warning is not None:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(cited(claim_text(drug.no_boxed_warning, level) or "None.", drug.no_boxed_warning.cite))
    else:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(Cited(drug.gaps.get("boxed-warning", NOT_HELD)))


def dated_events(events: Iterable[Event]) -> Facts:
    """Return dated events, oldest first."""
    in_order = sorted(events, key=lambda event: event.date)
    return Facts(tuple((event.date, (cited(event.text, event.cite),)) for event in in_order))
