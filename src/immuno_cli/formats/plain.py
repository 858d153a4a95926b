"""A page as plain lines: for screen readers, pipes and search.

One statement or record a line, never wrapped, so that `grep` finds whole names and a screen reader reads whole
sentences. No box characters, no bars, no meaning in color; gaps are spoken; icon arrays become words.
"""

from __future__ import annotations

from collections.abc import Iterable

from immuno_cli.formats.closing import closing, footnote_text, sources_heading
from immuno_cli.pages.numbers import spoken, spoken_bar
from immuno_cli.pages.page import (
    ITEM,
    Alert,
    Bullets,
    Cited,
    Facts,
    Footnote,
    Heading,
    Page,
    Prose,
    Table,
    Timeline,
    marks,
)


def render(page: Page, notes: dict[str, Footnote]) -> str:
    """Return the page as plain text."""
    return "\n".join(_lines(page, notes)) + "\n"


def _lines(page: Page, notes: dict[str, Footnote]) -> Iterable[str]:
    def value_text(value: Cited) -> str:
        return "; ".join(spoken(value).split(ITEM)) + marks(value, notes, page.brief)

    yield page.heading
    for block in page.blocks:
        match block:
            case Heading():
                yield ""
                yield block.line
            case Prose():
                yield value_text(block.text)
            case Facts():
                for label, values in block.rows:
                    for value in values:
                        yield f"{label}: {value_text(value)}"
            case Bullets():
                for item in block.items:
                    yield f"- {value_text(item)}"
            case Table():
                if any(block.caption):
                    yield ": ".join(filter(None, block.caption))
                groups = dict(block.groups)
                for number, row in enumerate(block.rows):
                    if number in groups:
                        yield from (["", groups[number]] if number else [groups[number]])
                    if not any(block.columns):
                        yield ": ".join(map(value_text, row))
                        continue
                    cells = zip(block.columns, row, strict=True)
                    yield "; ".join(
                        f"{title}: {shown}" if title else shown for title, cell in cells if (shown := value_text(cell))
                    )
            case Timeline():
                yield f"Day 0 is the {block.origin}."
                for bar in block.bars:
                    yield f"{bar.label}: {value_text(spoken_bar(bar))}"
            case Alert():
                yield ""
                yield block.title
                for label, text in block.items:
                    yield f"- {label}: {value_text(text)}" if label else f"- {value_text(text)}"
    if notes:
        yield ""
        yield sources_heading(notes.values())
        for note in notes.values():
            yield f"{f'[{note.number}]' if note.marked else '-'} {footnote_text(note)}"
    yield ""
    yield from closing(page)
    for command in page.next_commands:
        yield f"See also: {command}"
