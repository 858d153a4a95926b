"""A page as one long table: a row for each value, with where it stands and what it rests on.

RFC 4180. A cell that a spreadsheet would run as a formula begins with an apostrophe, which makes it text there.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from immuno_cli.formats.closing import closing
from immuno_cli.pages.numbers import spoken_bar
from immuno_cli.pages.page import ITEM, NOT_STATED, Alert, Bullets, Cited, Facts, Heading, Page, Prose, Table, Timeline
from immuno_cli.pages.tables import places_of


class Row(NamedTuple):
    """One value; the field names are the column headings."""

    page: str
    section: str
    label: str
    column: str
    value: str
    sources: str


def render(page: Page) -> str:
    """Return the page as CSV with a heading row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(Row._fields)
    writer.writerows(map(guarded, row) for row in _rows(page))
    return buffer.getvalue()


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe before it, where it needs one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rows(page: Page) -> Iterator[Row]:
    section = ""

    def row(value: Cited, label: str = "", column: str = "", *, within: str | None = None) -> Row:
        sources = "; ".join(f"{source}: {at}" for source, at in value.places)
        text = f"{value.text} [{value.claim}]" if value.claim else value.text
        text, label = text.replace(ITEM, "; "), label.replace(ITEM, " ")
        return Row(page.heading, section if within is None else within, label, column, text, sources)

    above = Cited("")
    met: Counter[tuple[str, str]] = Counter()
    for block in page.blocks:
        match block:
            case Heading():
                section = block.line
            case Prose():
                yield row(block.text)
            case Facts():
                yield from (row(value, label) for label, values in block.rows for value in values)
            case Bullets():
                yield from map(row, block.items)
            case Table():
                about, records = _records(block, above)
                groups, group = dict(block.groups), ""
                for number, (label, cells) in enumerate(records):
                    group = groups.get(number, group)
                    within = ": ".join(filter(None, (section, *about, group)))
                    met[within, label] += 1
                    again = f" ({met[within, label]})" if met[within, label] > 1 else ""
                    for column, cell in cells:
                        if cell.text:
                            yield row(cell, label + again, column, within=within)
            case Timeline():
                yield row(Cited(f"Day 0 is the {block.origin}."))
                yield from (row(spoken_bar(bar), bar.label, "days") for bar in block.bars)
            case Alert():
                yield from (row(text, label, within=block.title) for label, text in block.items)
        above = block.text if isinstance(block, Prose) else Cited("")
    yield from (row(Cited(line), within="About this page") for line in closing(page))


TRIAL = "Trial"
"""Heading of the column that says which trial the numbers of a row are from."""

Record = tuple[str, list[tuple[str, Cited]]]
"""A row of a table: its label, and a cell for each column."""


def _records(table: Table, above: Cited) -> tuple[tuple[str, ...], list[Record]]:
    """Return what a table is about, and its rows, each cell with everything it rests on.

    On a page, words and citations at one place may hold for the cells around it: the trial for its row, the first row
    for the table of one analysis, a paragraph for the table under it. Here every value must stand alone.
    """
    places = list(map(places_of, table.rows))
    about, whole = table.caption, places[0] if any(table.caption) and places and not any(places[1:]) else ()
    if above.places and not any(places):
        about, whole = (above.text, ""), above.places
    records: list[Record] = []
    claim = ""
    for row, own in zip(table.rows, places, strict=True):
        claim = next((cell.claim for cell in row if cell.claim), claim)
        cells = [
            (
                column,
                cell if cell.text == NOT_STATED else cell._replace(places=cell.places or own or whole, claim=claim),
            )
            for column, cell in zip(table.columns, row, strict=True)
        ]
        trial = [cell.text for column, cell in cells[1:] if column == TRIAL]
        records.append((", ".join([row[0].text, *trial]), cells[1:]) if cells[1:] else ("", cells))
    return about, records
