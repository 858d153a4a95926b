"""The one way out: an answer is rendered in the requested format and written to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, assert_never

from immuno_cli.choices import Color, Format
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import Source
from immuno_cli.facts.records import names_of_fields
from immuno_cli.formats.console import (
    accessible,
    can_write,
    screen_width,
    to_ascii,
    use_color,
    write,
    write_document,
    write_parts,
)
from immuno_cli.pages.page import Cited, Page, Prose, Tone, footnotes, with_ids


class Output(NamedTuple):
    """How to render an answer; what is None was not requested and is decided here."""

    format: Format | None = None
    width: int | None = None
    color: Color = Color.AUTO
    pager: bool = True
    ids: bool = False
    """Whether each cited text is followed by the id of its claim."""

    @property
    def chosen(self) -> Format:
        """The requested format, else plain for a pipe or a screen reader, else the terminal."""
        if self.format is not None:
            return self.format
        return Format.TERMINAL if sys.stdout.isatty() and not accessible() else Format.PLAIN


class Answer(NamedTuple):
    """What a command found: the records themselves, and the page to show them on."""

    kind: str
    records: Sequence[Any]
    """Model objects, or other records built from them."""
    page: Callable[[], Page] | None = None
    text: str = ""
    """A message in place of a page: that something was done."""
    next_commands: Sequence[str] | None = None
    """Next commands, where they are known without the page; JSON then builds none."""


OLD_DAYS = 90
"""Days after which a page begins by saying how old its facts are."""


def with_age_notice(page: Page, knowledge: Knowledge) -> Page:
    """Return the page; when its facts are old, or a clock that is behind hides their age, it says so first."""
    if ahead := knowledge.days_ahead:
        notice = f"The clock of this computer is {ahead} days behind these facts (as of {page.as_of})."
        notice += " They may be older than it can tell; set the clock."
    elif knowledge.age > OLD_DAYS:
        notice = f"These facts are {knowledge.age} days old (as of {page.as_of})."
        notice += " Labels may have changed since; look for an update."
    else:
        return page
    return replace(page, blocks=(Prose(Cited(notice), Tone.WARNING), *page.blocks))


def emit(answer: Answer, output: Output, knowledge: Knowledge) -> None:
    """Write an answer to standard output in the chosen format. A closed pipe is not an error."""
    if answer.text and output.chosen is not Format.JSON:
        write(answer.text, pager=False)
        return
    match output.chosen:
        case Format.JSON:
            from immuno_cli.formats import json

            next_commands = answer.next_commands
            if next_commands is None:
                next_commands = answer.page().next_commands if answer.page else ()
            parts = json.render(answer.kind, answer.records, next_commands, knowledge)
            write_parts(part if can_write(part) else json.ascii_only(part) for part in parts)
        case Format.PLAIN:
            from immuno_cli.formats import plain

            page = _page_of(answer, output, knowledge)
            write(plain.render(page, footnotes(page, _source(knowledge))), pager=False)
        case Format.MARKDOWN:
            from immuno_cli.formats import markdown

            page = _page_of(answer, output, knowledge)
            write_document(markdown.render(page, footnotes(page, _source(knowledge))))
        case Format.CSV:
            from immuno_cli.formats import csv

            write_document(csv.render(_page_of(answer, output, knowledge)))
        case Format.TERMINAL:
            from immuno_cli.formats import terminal

            page = _page_of(answer, output, knowledge)
            notes = footnotes(page, _source(knowledge))
            width, color = screen_width(output.width), use_color(output.color)
            text = terminal.render(page, notes, width, color)
            if not can_write(text):
                # Signs that become words are laid out as words.
                notes = {name: in_ascii(note) for name, note in notes.items()}
                text = terminal.render(in_ascii(page), notes, width, color)
            write(text, pager=output.pager)
        case other:
            assert_never(other)


def in_ascii(value: Any) -> Any:
    """Return a page, or a part of one, in ASCII."""
    if type(value) is str:
        return to_ascii(value)
    if isinstance(value, tuple):
        parts = map(in_ascii, value)
        return Cited._make(parts) if isinstance(value, Cited) else tuple(parts)
    if names := names_of_fields(value):
        return replace(value, **{name: in_ascii(getattr(value, name)) for name in names})
    return value


def _page_of(answer: Answer, output: Output, knowledge: Knowledge) -> Page:
    assert answer.page, "an answer is a page or a text"
    page = with_age_notice(answer.page(), knowledge)
    if output.ids:
        from immuno_cli.facts.claims import mark

        # What the page tells was read for it, so its claims are among those of the opened files.
        mark(knowledge.opened(), knowledge)
        page = with_ids(page)
    return page


def _source(knowledge: Knowledge) -> Callable[[str], Source]:
    return lambda name: knowledge.get(Source, name)
