r"""A page as GitHub Markdown: for a wiki, a ticket, a hand-out.

Facts are text: whatever Markdown would read as markup is escaped, so that `[see 1]` and `10^8 | 10^9` come out as
they went in. There is no HTML, and nothing but the sources is a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from immuno_cli.formats.closing import closing, footnote_parts, sources_heading
from immuno_cli.pages.numbers import spoken, spoken_bar
from immuno_cli.pages.page import (
    ITEM,
    Alert,
    Block,
    Bullets,
    Cited,
    Facts,
    Footnote,
    Heading,
    Page,
    Prose,
    Table,
    Timeline,
    Tone,
    marks,
)


def render(page: Page, notes: dict[str, Footnote]) -> str:
    """Return the page as Markdown, parts a blank line apart."""
    return "\n\n".join(filter(None, _Writer(page, notes).parts())) + "\n"


class _Writer:
    """Writes one page; knows how its footnotes are numbered."""

    def __init__(self, page: Page, notes: dict[str, Footnote]) -> None:
        self.page, self.notes = page, notes

    def parts(self) -> Iterable[str]:
        yield f"# {escaped(self.page.title)}"
        yield escaped(self.page.subtitle)
        for block in self.page.blocks:
            yield from self.block(block)
        if self.notes:
            yield f"## {sources_heading(self.notes.values())}"
            for marked in True, False:
                notes = [note for note in self.notes.values() if note.marked is marked]
                yield "\n".join(f"{f'{note.number}.' if marked else '*'} {_source(note)}" for note in notes)
        yield from map(escaped, closing(self.page))
        if self.page.next_commands:
            yield "See also:"
            yield "\n".join(f"- `{command}`" for command in self.page.next_commands)

    def block(self, block: Block) -> Iterable[str]:
        # Each kind of list has its own marker: Markdown would make one list of two that follow each other.
        match block:
            case Heading():
                yield f"## {escaped(block.line)}"
            case Prose():
                text = self.value_text(block.text)
                yield f"**{text}**" if text and block.tone is Tone.WARNING else text
            case Facts():
                yield "\n".join(line for label, values in block.rows for line in self.fact(label, values))
            case Bullets():
                yield "\n".join(f"* {self.value_text(item)}" for item in block.items)
            case Table():
                if any(block.caption):
                    yield escaped(": ".join(filter(None, block.caption)))
                groups = dict(block.groups)
                head = (*map(_row, (map(escaped, block.columns), ("---" for _ in block.columns))),)
                lines = []
                for number, row in enumerate(block.rows):
                    if number in groups:
                        lines.append(_row([f"**{escaped(groups[number])}**", *("" for _ in row[1:])]))
                    lines.append(_row(map(self.value_text, row)))
                yield "\n".join((*head, *lines))
            case Timeline():
                yield escaped(f"Day 0 is the {block.origin}.")
                yield "\n".join(f"+ {_label(bar.label)}{self.value_text(spoken_bar(bar))}" for bar in block.bars)
            case Alert():
                items = (f"> - {_label(label, '.')}{self.value_text(text)}" for label, text in block.items)
                yield "\n".join((f"> **{escaped(block.title)}**", ">", *items))

    def fact(self, label: str, values: tuple[Cited, ...]) -> Iterable[str]:
        if len(values) == 1:
            yield f"- {_label(label)}{self.value_text(values[0])}"
        else:
            yield f"- {_label(label).rstrip()}"
            yield from (f"  - {self.value_text(value)}" for value in values)

    def value_text(self, value: Cited) -> str:
        return escaped("; ".join(spoken(value).split(ITEM)) + marks(value, self.notes, self.page.brief))


def _label(text: str, after: str = ":") -> str:
    return f"**{escaped(text)}{after}** " if text else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _source(note: Footnote) -> str:
    before, title, after = footnote_parts(note)
    title, url = _inline(title), note.source.url
    return f"{_inline(before)} {f'[{title}](<{_address(url)}>)' if url else title}{escaped(after)}"


# A character that is markup anywhere, an underscore outside a word, the start of a tag, of a reference such as &lt;
_MARKUP = re.compile(r"[\\`*\[\]|~$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
# What makes a line a quote or an item of a list; the backslash goes after the match.
_LEADING = re.compile(r"^(?=>|[-+](?:[-\s]|$))|^\d{1,9}(?=[.)](?:\s|$))")
_WEB = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)\]'\"])")


def escaped(text: str) -> str:
    """Return text as one line of Markdown that reads exactly like it; a web address becomes a link to itself."""
    # `split` leaves the addresses at the odd places. Inside <…> a backslash would be part of the address.
    parts = _WEB.split(" ".join(text.split()))
    parts[::2] = map(_inline, parts[::2])
    parts[1::2] = (f"<{_address(part)}>" for part in parts[1::2])
    return _LEADING.sub(r"\g<0>\\", "".join(parts))


def _inline(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _address(url: str) -> str:
    """Return a web address without the characters that would end <…> or a table cell."""
    return re.sub(r"[|\\<>`\s]", lambda match: f"%{ord(match[0]):02X}", url)
