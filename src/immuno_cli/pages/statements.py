"""How cited statements become rows and lists, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from immuno_cli.choices import HEADINGS, Level, Section
from immuno_cli.facts.model import Call, Claim, Claims, Drug, Earlier, Event
from immuno_cli.pages.page import Alert, Block, Bullets, Cited, Facts, Heading, Prose, Tone, cited

NOT_HELD = "Not stated in the sources we hold."
"""What stands where no source says anything: a gap is said aloud."""


def words(claim: Claim, level: Level) -> str | None:
    """Return a claim in the words of a level.

    A professional gets the exact text, or the plain words where there is no other. A patient gets plain words only.
    """
    return claim.plain if level is Level.PLAIN else claim.text or claim.plain


def said(claim: Claim, level: Level, brief: bool = False) -> tuple[Cited, ...]:
    """Return a claim with its topic, the date of its text, its note and the values it replaced; nothing if no words.

    A brief page leaves out notes, but never a value that was replaced: readers still meet it.
    """
    text = words(claim, level)
    if text is None:
        return ()
    if claim.topic:
        text = f"{claim.topic}: {text}"
    if claim.as_of and level is Level.CLINICAL:
        text = f"{text} (text of {claim.as_of})"
    found = [cited(text, claim.cite)]
    if claim.note and level is Level.CLINICAL and not brief:
        found.append(Cited(f"Note: {claim.note}"))
    return (*found, *(was(earlier) for earlier in claim.earlier))


def was(earlier: Earlier) -> Cited:
    """Return a value that was replaced, with the date it ended."""
    return cited(f"Until {earlier.until}: {earlier.text}", earlier.cite)


def lines(claims: Claims, level: Level, brief: bool = False) -> tuple[Cited, ...]:
    """Return every claim that has words at this level; a brief page leaves the details out."""
    shown = (claim for claim in claims.values() if not (brief and claim.detail))
    return tuple(line for claim in shown for line in said(claim, level, brief))


def call_for_help(call: Call | None) -> Iterable[Block]:
    """Yield the signs that need a call, the most urgent first, in plain words whoever reads; nothing without any."""
    if call is None:
        return
    for title, claims in (
        ("CALL 911", call.emergency),
        ("CALL YOUR TEAM NOW", call.now),
        ("THE SAME DAY", call.same_day),
    ):
        items = tuple((one.topic or "", cited(one.plain, one.cite)) for one in claims.values() if one.plain is not None)
        if items:
            yield Alert(title, items)


def one_item(parts: tuple[Cited, ...]) -> Cited:
    """Return a claim, its note and the values it replaced as one item of a list."""
    places = tuple(dict.fromkeys(place for part in parts for place in part.places))
    return replace(parts[0], text=" ".join(part.text for part in parts), places=places)


Rows = Iterable[tuple[str, tuple[Cited, ...]]]


def row(label: str, claims: Claims, level: Level, gap: str | None = None, brief: bool = False) -> Rows:
    """Yield one labelled row. An empty part says so to a professional; a gap that is written is told to everyone."""
    values = lines(claims, level, brief)
    if gap and not (brief and values):
        values = (*values, Cited(gap))
    if not values and not claims and level is Level.CLINICAL:
        values = (Cited(NOT_HELD),)
    if values:
        yield label, values


def section(title: str, claims: Claims, level: Level, gap: str | None = None, brief: bool = False) -> Iterable[Block]:
    """Yield a heading with its claims as a list, or nothing when there is nothing to say."""
    shown = (said(claim, level, brief) for claim in claims.values() if not (brief and claim.detail))
    found = tuple(one_item(parts) for parts in shown if parts)
    if found or gap:
        yield Heading(title)
    if found:
        yield Bullets(found) if len(found) > 1 else Prose(found[0])
    if gap and not (brief and found):
        yield Prose(Cited(gap), Tone.QUIET)


def facts(title: str, *rows: Rows) -> Iterable[Block]:
    """Yield a heading with labelled rows, or nothing when every row is empty."""
    found = tuple(one for many in rows for one in many)
    if found:
        yield Heading(title)
        yield Facts(found)


def boxed_warning(drug: Drug, level: Level) -> Iterable[Block]:
    """Yield the boxed warning as it stands, or say that none is known."""
    standing = [one for one in drug.boxed_warning.values() if one.removed is None]
    if standing:
        title = "BOXED WARNING" if level is Level.CLINICAL else "BOXED WARNING: the strongest warning that FDA gives"
        items = tuple((one.topic, cited(one.plain if level is Level.PLAIN else one.text, one.cite)) for one in standing)
        yield Alert(title, items, boxed=True)
    elif drug.no_boxed_warning is not None:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(cited(words(drug.no_boxed_warning, level) or "None.", drug.no_boxed_warning.cite))
    else:
        yield Heading(HEADINGS[Section.BOXED_WARNING])
        yield Prose(Cited(drug.gaps.get("boxed-warning", NOT_HELD)))


def events(found: Iterable[Event]) -> Facts:
    """Return dated events, oldest first."""
    return Facts(tuple((one.date, (cited(one.text, one.cite),)) for one in sorted(found, key=lambda one: one.date)))
