"""Markdown and CSV: every block and every command comes out, whole and as text, whatever a fact holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_screens import SCREENS

from conftest import WORLD, Run, environment
from immuno_cli.facts.knowledge import Knowledge
from immuno_cli.facts.model import CallLevel, PartialDate, Source, SourceKind
from immuno_cli.formats import csv as as_csv
from immuno_cli.formats import layout, markdown, plain, styles, terminal
from immuno_cli.formats.closing import sources_short
from immuno_cli.formats.table import _without
from immuno_cli.pages.page import (
    ITEM,
    NOT_STATED,
    Alert,
    Bar,
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
    brand_of,
    footnotes,
)

NASTY = (
    "10^8 | 10^9",
    "[see 1](http",
    "[/b] :warning:",
    "`code` and ``more``",
    "**bold** _em_ ~~out~~ ~5 to ~6",
    "<b>tag</b> & &lt; <!-- gone -->",
    "# no heading #",
    "- no item",
    "--- no rule",
    "1. no number",
    "42) no number",
    "> no quote",
    "+ no item",
    "costs $5 and $6",
    "back\\slash, pipe \\| and end\\",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    'say "it", now',
)


def page(*blocks: Any, **more: Any) -> Page:
    return Page(title="Title", subtitle="", blocks=blocks, as_of=dt.date(2026, 1, 31), **more)


def everything(texts: tuple[str, ...], places: tuple[tuple[str, str], ...] = ()) -> Page:
    """Return a page with every kind of block, each holding all the texts."""
    all_ = tuple(Cited(text, places) for text in texts)
    days = (Bar(texts[0], -5, -3, Cited("")), Bar(texts[-1], 0, 0, Cited("", places), open_end=True))
    return page(
        *(Prose(text, tone) for text in all_ for tone in Tone),
        *(Heading(text, text) for text in texts),
        Facts(tuple((text.text, (text,)) for text in all_)),
        Facts((("several", all_),)),
        Bullets(all_),
        Table(("first", *texts), ((Cited("row", share=94.0), *all_),), caption=(texts[0], texts[-1])),
        Table(("", ""), tuple((Cited("left"), text) for text in all_)),
        Timeline(days, "the infusion"),
        Alert(texts[0], (("", all_[0]), *((text.text, text) for text in all_)), boxed=True),
        next_commands=("immuno drug list",),
    )


# --- Markdown -------------------------------------------------------------------------------------------------------

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
READER = {"text", "inline", "softbreak", "strong_open", "strong_close"}
"""What may stand inside a line: text, and bold labels."""


def parsed(text: str) -> list[Token]:
    return PARSER.parse(text)


def lines(tokens: list[Token]) -> list[str]:
    """Return what a reader sees of each paragraph, heading, item and cell."""
    return ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]


def kinds(tokens: list[Token]) -> set[str]:
    """Return the kinds of everything inside the lines."""
    return {child.type for token in tokens for child in token.children or []}


def test_markdown_says_every_fact_of_every_block_as_it_is() -> None:
    tokens = parsed(markdown.render(everything(NASTY), {}))
    shown = lines(tokens)
    for text in NASTY:
        alone = len(Tone) + 1 + 1 + 1 + 2 + 2 * (text == NASTY[0])
        assert shown.count(text) == alone, "paragraphs, value, item, heading of a column, cells, title of the alert"
        assert f"{text} ({text})" in shown, "a heading with its aside"
        assert f"{text}: {text}" in shown, "a fact with its label"
        assert f"{text}. {text}" in shown, "an item of an alert with its label"
    assert "about 9 in 10 people, row" in shown
    assert f"{NASTY[0]}: day -5 to day -3" in shown
    assert f"{NASTY[-1]}: day 0 and on" in shown
    assert "Facts as of 2026-01-31." in shown
    assert kinds(tokens) <= {*READER, "code_inline"}
    assert {token.type for token in tokens} & {"html_block", "fence", "code_block", "hr"} == set()


def test_markdown_has_the_structure_of_the_page() -> None:
    tokens = parsed(markdown.render(everything(NASTY), {}))
    opened = [token.type for token in tokens]
    assert opened.count("heading_open") == 1 + len(NASTY)
    assert opened.count("table_open") == 2
    assert opened.count("tr_open") == 2 + 1 + len(NASTY), "no cell broke its row"
    assert opened.count("blockquote_open") == 1
    assert opened.count("bullet_list_open") == 1 + 1 + 1 + 1 + 1 + 1, "facts, values, bullets, days, alert, see also"


TEXT = st.text("abé1 .)(-+*__`[]<>|\\#&;~$!:=/\"'é^", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=300)
@given(TEXT)
def test_markdown_keeps_any_text(text: str) -> None:
    said = " ".join(text.split())
    tokens = parsed(markdown.render(page(Prose(Cited(text)), Bullets((Cited(text),)), Heading(text)), {}))
    assert lines(tokens)[1:4] == [said] * 3
    assert kinds(tokens) <= READER
    tokens = parsed(markdown.render(page(Table((text, "b"), ((Cited(text), Cited("c")),))), {}))
    assert lines(tokens)[1:5] == [said, "b", said, "c"]
    tokens = parsed(markdown.render(page(Alert(text, ((text, Cited(text)),)), Prose(Cited(text), Tone.WARNING)), {}))
    assert lines(tokens)[1:4] == [said, f"{said}. {said}", said]
    assert kinds(tokens) <= READER


def source(number: int, url: str | None) -> Footnote:
    made = Source(
        id=f"s{number}",
        title=f"Label [rev {number}] | *part*",
        publisher="Publisher_Inc",
        url=url,
        kind=SourceKind.LABEL,
        accessed=dt.date(2026, 1, 30),
        license="",
    )
    return Footnote(number, made, ("section 5.1", "table `2`"))


def test_markdown_lists_sources_by_number_with_links() -> None:
    notes = {"s1": source(1, "https://example.org/a_b(c)|d?x=1&y=2#e"), "s2": source(2, None)}
    text = markdown.render(page(Prose(Cited("Said.", (("s1", "section 5.1"), ("s2", "table"))))), notes)
    tokens = parsed(text)
    assert lines(tokens)[1] == "Said. [1 §5.1, 2]"
    assert lines(tokens)[3:5] == [
        f"Label: Label [rev {n}] | *part*. Publisher_Inc, undated. Read 2026-01-30: section 5.1; table `2`."
        for n in (1, 2)
    ]
    assert [token.type for token in tokens].count("ordered_list_open") == 1
    targets = [child.attrs["href"] for token in tokens for child in token.children or [] if child.type == "link_open"]
    assert targets == ["https://example.org/a_b(c)%7Cd?x=1&y=2#e"]


def test_markdown_links_an_address_to_itself_and_nothing_else() -> None:
    address = "https://example.org/a_b*c*(d)?e=1|2"
    for block in (Prose(Cited(f"See ({address}), *now*.")), Table(("", ""), ((Cited("a"), Cited(f"{address}.")),))):
        tokens = parsed(markdown.render(page(block), {}))
        targets = [link.attrs["href"] for token in tokens for link in token.children or [] if link.type == "link_open"]
        assert targets == [address.replace("|", "%7C")]


# --- CSV ------------------------------------------------------------------------------------------------------------


def table(text: str) -> list[dict[str, str]]:
    """Return the rows, strictly read; each has every column."""
    assert text.endswith("\r\n")
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["page", "section", "label", "column", "value", "sources"]
    assert {len(row) for row in rows} == {6}
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_csv_has_a_row_for_every_value_of_every_block() -> None:
    rows = table(as_csv.render(everything(NASTY)))
    values = [row["value"].removeprefix("'") for row in rows]
    for text in NASTY:
        counted = len(Tone) + 1 + 1 + 1 + 1 + 1 + 1 + (text == NASTY[0])
        assert values.count(text) == counted, "prose, fact, value, bullet, two cells, alert"
    assert values[-1] == "Not medical advice: your care team knows you."
    assert {row["section"] for row in rows} >= {"About this page", NASTY[0]}
    assert [row["value"] for row in rows if row["column"] == "days"] == ["day -5 to day -3", "day 0 and on"]


def test_csv_cells_are_no_formulas_and_other_cells_are_left_alone() -> None:
    rows = table(as_csv.render(everything(NASTY)))
    cells = {cell for row in rows for cell in row.values()}
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'- no item"} <= cells
    assert {"10^8 | 10^9", "1. no number", 'say "it", now'} <= cells
    assert all(cell[1] in "=+-@" for cell in cells if cell.startswith("'"))


def test_csv_values_stand_alone() -> None:
    """The trial of a row and the citations that stand once on a page are at every value they hold for."""
    one, two = (("alpha-label", "section 6.1"),), (("alpha-trial", "table 2"), ("alpha-label", "section 14"))
    shown = page(
        Heading("Numbers", "2 trials"),
        Table(
            ("Effect", "Trial", "Any grade", "Starts"),
            (
                (Cited("CRS"), Cited("ALPHA-1, N=108", one), Cited("94%"), Cited(NOT_STATED)),
                (Cited("CRS"), Cited("ALPHA-2, N=50", two), Cited("90%"), Cited("")),
            ),
        ),
        Heading("Results"),
        Table(
            ("", ""), ((Cited("ORR", one), Cited("72%")), (Cited("OS"), Cited("8 months"))), caption=("ALPHA-1", "All")
        ),
        Heading("Reactions"),
        Prose(Cited("Adults; 10% or more", one)),
        Table(("Reaction", "Any grade"), ((Cited("Rash"), Cited("3%")), (Cited("Rash"), Cited("4%")))),
    )
    rows = [tuple(row.values())[1:] for row in table(as_csv.render(shown))]
    assert rows[:-2] == [
        ("Numbers (2 trials)", "CRS, ALPHA-1, N=108", "Trial", "ALPHA-1, N=108", "alpha-label: section 6.1"),
        ("Numbers (2 trials)", "CRS, ALPHA-1, N=108", "Any grade", "94%", "alpha-label: section 6.1"),
        ("Numbers (2 trials)", "CRS, ALPHA-1, N=108", "Starts", "not stated", ""),
        *(
            ("Numbers (2 trials)", "CRS, ALPHA-2, N=50", column, value, "alpha-trial: table 2; alpha-label: section 14")
            for column, value in (("Trial", "ALPHA-2, N=50"), ("Any grade", "90%"))
        ),
        ("Results: ALPHA-1: All", "ORR", "", "72%", "alpha-label: section 6.1"),
        ("Results: ALPHA-1: All", "OS", "", "8 months", "alpha-label: section 6.1"),
        ("Reactions", "", "", "Adults; 10% or more", "alpha-label: section 6.1"),
        ("Reactions: Adults; 10% or more", "Rash", "Any grade", "3%", "alpha-label: section 6.1"),
        ("Reactions: Adults; 10% or more", "Rash (2)", "Any grade", "4%", "alpha-label: section 6.1"),
    ]


@settings(max_examples=200)
@given(st.text(min_size=1, max_size=12))
def test_csv_keeps_any_text(text: str) -> None:
    (row, *_) = table(as_csv.render(page(Prose(Cited(text)))))
    line = text.replace(ITEM, "; ")
    assert row["value"] in (line, f"'{line}")


# --- commands -------------------------------------------------------------------------------------------------------

LISTS = {name: [name, "list"] for name in ("therapies", "cancer", "source")} | {
    name: [name] for name in ("grading", "glossary", "guide")
}


@pytest.mark.parametrize(
    "argv", [*SCREENS.values(), *LISTS.values()], ids=[*SCREENS, *(f"{one} list" for one in LISTS)]
)
def test_every_command_works_in_markdown_and_csv(argv: list[str], small: Run) -> None:
    done = small(*argv, "--format", "markdown")
    assert (done.returncode, done.stderr) == (0, "")
    tokens = parsed(done.stdout)
    assert tokens[0].tag == "h1"
    assert any(line.startswith("Facts as of 2026-01-31") for line in lines(tokens))
    assert kinds(tokens) <= {*READER, "code_inline", "link_open", "link_close"}
    done = small(*argv, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    rows = table(done.stdout.replace("\n", "\r\n"))
    assert len(rows) > 2
    assert any(row["value"].startswith("Facts as of 2026-01-31") for row in rows)


@pytest.mark.parametrize("form", ["markdown", "csv"])
@pytest.mark.parametrize("name", ["drug-show-all", "side-effects-effect", "therapies-show"])
def test_documents(name: str, form: str, small: Run, screen: Any) -> None:
    done = small(*SCREENS[name], "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == screen


def test_both_say_the_same_facts_as_the_plain_page(small: Run) -> None:
    """What a screen reader hears of a page is in the document and in the table."""
    argv = SCREENS["drug-show-all"]
    shown = " ".join(lines(parsed(small(*argv, "-f", "markdown").stdout)))
    rows = table(small(*argv, "-f", "csv").stdout.replace("\n", "\r\n"))
    for part in ("[/b] :warning:", "[see 1]", "Fever | chills", "2 × 10^8", "101 of 108 (94%)", "NCT00000001"):
        assert part in shown
        assert any(part in cell for row in rows for cell in row.values())


def test_a_rate_names_its_trial_in_every_row(small: Run) -> None:
    rows = table(small("drug", "show", "alphacar", "-f", "csv").stdout.replace("\n", "\r\n"))
    sections = {row["section"] for row in rows if row["label"] == "CRS" and row["column"] == "Any grade"}
    assert sections == {"Key side effects: ALPHA-1, N=108"}


def test_the_bytes_are_utf_8_with_the_line_ends_of_the_format(small: Run) -> None:
    for form, end in (("csv", b"\r\n"), ("markdown", b"\n")):
        done = subprocess.run(
            [sys.executable, "-m", "immuno_cli", "drug", "show", "alphacar", "-f", form, "--facts", str(WORLD)],
            capture_output=True,
            env=environment(PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
            check=True,
        )
        assert "2 × 10^8" in done.stdout.decode("utf-8")
        assert done.stdout.endswith(end)
        assert done.stdout.count(b"\r") == (done.stdout.count(b"\n") if form == "csv" else 0)


def test_footnotes_of_a_brief_page_are_those_of_the_other_formats(world: Knowledge) -> None:
    shown = page(Prose(Cited("a", (("alpha-trial", "table 2"), ("alpha-label", "section 5.1")))), brief=True)
    text = markdown.render(shown, footnotes(shown, lambda name: world.get(Source, name)))
    assert "\na\n" in text, "what rests on the current label has no mark on a brief page"
    assert "\n* Label: [Alphacar prescribing information \\[rev 2025\\]](<https://example.org/alphacar/label>)." in text


def test_in_16_colors_urgency_is_read_on_every_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    layout._codes.cache_clear()
    signs = [[("CALL 911", styles.EMERGENCY)], [("CALL TEAM NOW", f"bold {styles.NOW}")]]
    emergency, now = layout.written(signs, color=True).splitlines()
    layout._codes.cache_clear()
    assert emergency == "\x1b[1;7;31mCALL 911\x1b[0m", "the ground of the terminal on red, not a white that is gray"
    assert now == "\x1b[1mCALL TEAM NOW\x1b[0m", "no yellow words on a white ground"


def shown(*blocks: Block) -> str:
    page = Page("t", "", blocks, dt.date(2026, 1, 31), brief=True, advice=False)
    return terminal.render(page, {}, 40, color=False)


def test_what_belongs_together_stands_on_one_line() -> None:
    dose = "Consolidation: 28 mcg/day or else at 15 mcg/m², on days 1 to 28"
    assert "at\n  15 mcg/m²" in shown(Prose(Cited(dose)))
    rest = (Cited("Not in any active infection or disorder"), Cited("+1 more"))
    assert "disorder · +1 more" in shown(Facts((("Check", rest),), flow=True))
    sentences = (Cited("You stay."), Cited("You rest."))
    assert "You stay. You rest." in shown(Facts((("Plain", sentences),), flow=True)), "no dot after a period"


def test_a_table_is_headed_by_its_name_not_by_its_trial() -> None:
    rows = ((Cited("Chills"), *(Cited("10%") for _ in range(4))),)
    table = Table(("Side effects", "Any", "Severe", "Died", "Starts"), rows, caption=("ALPHA-1, N=108", ""))
    first, second, *_ = shown(Heading("h", silent=True), table).split("Side effects")[1].splitlines()
    assert first == "  ALPHA-1, N=108"
    assert second.split() == ["Any", "Severe", "Died", "Starts"]


def drawn(*blocks: Block, width: int, **more: Any) -> str:
    return terminal.render(page(*blocks, **more), {}, width, color=False)


def test_a_table_that_is_too_wide_breaks_its_counts_before_it_falls_into_records() -> None:
    row = (Cited("hemorrhage"), Cited("73 (46.8%)"), Cited("101 (60.8%)"))
    table = Table(("Side effect", "Any grade", "Grade 3+"), (row,), right=(1, 2))
    assert "73 (46.8%)  101 (60.8%)" in drawn(table, width=44)
    narrow = drawn(table, width=30)
    assert "Any grade:" not in narrow
    assert [line.split() for line in narrow.splitlines() if "6.8%" in line or "hem" in line] == [
        ["hemorrhage", "73", "101"],
        ["(46.8%)", "(60.8%)"],
    ]
    assert "Any grade: 73 (46.8%)" in drawn(table, width=24)


def test_each_item_of_a_cell_has_its_own_line() -> None:
    cell = Cited(f"one two three{ITEM}four")
    table = Table(("", "A", "B"), ((Cited("Dose"), cell, Cited("five")),))
    wide = drawn(table, width=60)
    assert [line.split() for line in wide.splitlines() if "•" in line] == [
        ["Dose", "•", "one", "two", "three", "five"],
        ["•", "four"],
    ]
    assert "A:\n" in drawn(table, width=16)
    notes: dict[str, Footnote] = {}
    assert "A: one two three; four; B: five" in plain.render(page(table), notes)
    assert "| Dose | one two three; four | five |" in markdown.render(page(table), notes)
    assert "one two three; four" in as_csv.render(page(table))


def test_no_two_empty_lines_follow_each_other() -> None:
    wide = Table(("Product", "Who"), ((Cited("x" * 20), Cited("y" * 20)),), groups=((0, "Adjuvant"),))
    lead = Prose(Cited("What it is."), Tone.LEAD)
    assert "\n\n\n" not in drawn(lead, wide, Heading("Next", silent=True), wide, Heading("End"), width=30)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("YESCARTA (axicabtagene ciloleucel) US Prescribing Information", "YESCARTA"),
        ("CARVYKTI Medication Guide (copyright 2022-2024)", "CARVYKTI Medication Guide"),
        ("ADSTILADRIN (x) US Prescribing Information and Patient Information", "ADSTILADRIN"),
        ("Aldara (imiquimod) cream, US label, revised January 2015", "Aldara"),
    ],
)
def test_the_part_of_a_label_for_patients_is_called_by_its_name(title: str, named: str, world: Knowledge) -> None:
    assert brand_of(replace(world.get(Source, "alpha-label"), title=title)) == named


def test_of_one_product_one_label_has_no_mark(world: Knowledge) -> None:
    """Two labels that look alike say what differs: the older one has its number, publisher and date."""
    new = replace(world.get(Source, "alpha-label"), title="ALPHACAR US Prescribing Information")
    old = replace(new, id="old", publisher="Somebody else", published=PartialDate("2019-01"))
    shown = page(Prose(Cited("a", (("new", "1"),))), Prose(Cited("b", (("old", "1"),))), brief=True)
    said = sources_short(footnotes(shown, {"new": replace(new, id="new"), "old": old}.__getitem__).values())
    assert "US label: ALPHACAR 2025-06." in said
    assert "[1] Label, Somebody else, 2019-01." in said


def test_a_spare_column_is_left_out_where_it_would_fold_the_others() -> None:
    row = (Cited("Abecma"), Cited("idecabtagene vicleucel"), Cited("MM 3+"))
    table = Table(("Product", "Proper name", "Approved for"), (row,), spare=(1,))
    assert "Abecma   idecabtagene vicleucel  MM 3+" in drawn(table, width=48)
    narrow = drawn(table, width=40)
    assert "idecabtagene" not in narrow
    assert "MM 3+" in narrow
    assert "name: idecab" in " ".join(drawn(table, width=12).split()), "a record has room for all"
    assert "Proper name: idecabtagene vicleucel" in plain.render(page(table), {})


def test_commands_to_go_on_with_stay_whole_and_no_line_begins_with_a_dot() -> None:
    shown_ = drawn(brief=True, next_commands=("immuno drug show abecma", "immuno therapies list"), width=44)
    assert "\n  ·" not in shown_
    assert "See also  immuno drug show abecma ·" in shown_
    assert "See also\nimmuno drug show abecma\n" in drawn(
        brief=True, next_commands=("immuno drug show abecma",), width=32
    )


def test_a_picture_gives_way_before_the_table_does() -> None:
    row = (Cited("hemorrhage"), Cited("101 (60.8%)"), Cited("", share=60.8))
    table = Table(("Side effect", "Grade 3+", "Severe"), (row,), right=(1,))
    assert "●●●●●●○○○○" in drawn(table, width=38)
    narrow = drawn(table, width=30)
    assert "●" not in narrow
    assert "hemorrhage" in narrow
    assert "Grade 3+:" not in narrow
    assert "●●●●●●" in drawn(table, width=18), "a record has room for it"


# --- what no format may lose ------------------------------------------------------------------------------------------


def test_no_number_is_lost_where_a_table_gives_up_its_pictures_or_columns() -> None:
    """A cell may hold a number and a picture; only a column of pictures alone may go."""
    heads = ("Side effect", "Any grade", "Grade 3+", "Severe", "Deaths", "Starts")
    rows = tuple(
        (
            Cited(f"effect{n}"),
            Cited(f"10{n} (60.{n}%)", share=60 + n),
            Cited(f"2{n} (12.{n}%)"),
            Cited("", share=12 + n),
            Cited(f"{n} died"),
            Cited(f"3{n} days"),
        )
        for n in (1, 2, 3)
    )
    for right in ((), (1, 2)):
        for width in (20, 30, 40, 50, 60, 70, 80, 100):
            table = Table(heads, rows, right=right, caption=("ALPHA-1, N=166", ""))
            said = set(re.findall(r"\d[\d.]*%?", drawn(table, width=width, brief=True)))
            for row in rows:
                for cell in row:
                    assert set(re.findall(r"\d[\d.]*%?", cell.text)) <= said, (width, cell.text)
    row = rows[0]
    for width in (30, 100):
        lines = drawn(Table(heads, (row,), right=(1, 2)), width=width).splitlines()
        head = next(index for index, line in enumerate(lines) if "Any grade" in line or "grade" in line)
        joined = " ".join(" ".join(lines[head:]).split())
        assert joined.index("101") < joined.index("21") < joined.index("died"), "each under its own head"


def test_a_table_that_loses_a_column_keeps_each_number_under_its_head() -> None:
    row_ = (Cited("a"), Cited("x" * 30), Cited("71%"), Cited("3%"))
    table = Table(("Name", "Long name", "Any", "Severe"), (row_,), spare=(1,), right=(2, 3))
    lean = _without(table, (1,))
    assert (lean.columns, lean.right) == (("Name", "Any", "Severe"), (1, 2))
    assert [cell.text for cell in lean.rows[0]] == ["a", "71%", "3%"]
    head, row = [line for line in drawn(table, width=24).splitlines() if "Any" in line or "71%" in line]
    assert (head.index("Any") + 3, head.index("Severe") + 6) == (row.index("71%") + 3, row.index("3%") + 2)


def test_every_sign_and_every_element_of_a_warning_is_drawn_at_every_width() -> None:
    signs = tuple(("", Cited(f"Sign number {n}")) for n in range(11))
    for level in CallLevel:
        for flow in (True, False):
            for block in (Alert("CALL", signs, level=level, flow=flow), Alert("BOXED", signs, boxed=True, flow=flow)):
                for width in (20, 40, 80, 120):
                    for brief in (True, False):
                        said = " ".join(drawn(block, width=width, brief=brief).replace("┃", " ").split())
                        lost = [text.text for _, text in signs if not re.search(rf"{text.text}\b", said)]
                        assert lost == [], (level, width, brief)


def test_what_needs_911_is_red_and_what_needs_a_call_is_not() -> None:
    signs = (("", Cited("A sign")),)
    shown = {
        level: terminal.render(page(Alert("T", signs, level=level, flow=True)), {}, 80, color=True)
        for level in CallLevel
    }
    red = ("48;5;160m", "7;31m")
    assert [level for level, text in shown.items() if any(code in text for code in red)] == [CallLevel.EMERGENCY]


def brief_page() -> Page:
    return page(
        Prose(Cited("From a trial.", (("alpha-trial", "table 2"),))),
        Prose(Cited("From the label.", (("alpha-label", "section 5.1"),))),
        Prose(Cited("From the trial again.", (("alpha-trial", "table 3"),))),
        brief=True,
    )


def test_a_brief_page_numbers_what_is_not_of_the_label_and_says_what_has_no_number(world: Knowledge) -> None:
    shown = brief_page()
    notes = footnotes(shown, lambda name: world.get(Source, name))
    said = plain.render(shown, notes).splitlines()
    assert {"From a trial. [1]", "From the label.", "From the trial again. [1]"} <= set(said)
    start = said.index("Sources (the label, where a statement names none)")
    assert said[start + 1].startswith("[1] Journal: ")
    assert said[start + 2].startswith("- Label: Alphacar prescribing information")
    text = markdown.render(shown, notes)
    assert "## Sources (the label, where a statement names none)\n" in text
    assert "\n1. Journal: " in text
    assert "\n* Label: " in text
    marked = replace(shown, blocks=shown.blocks[:1])
    notes = footnotes(marked, lambda name: world.get(Source, name))
    assert "## Sources\n" in markdown.render(marked, notes)
    assert "Sources" in plain.render(marked, notes).splitlines()
    terminal_ = terminal.render(shown, footnotes(shown, lambda name: world.get(Source, name)), 100, color=False)
    assert "From a trial. [1]" in terminal_
    assert "From the label.\n" in terminal_
    assert "US label: Alphacar 2025-06." in terminal_


def test_groups_warnings_and_heads_are_said_in_every_format() -> None:
    rows = ((Cited("A"), Cited("adults")), (Cited("B"), Cited("children")))
    table = Table(("Product", "Who"), rows, groups=((0, "First group"), (1, "Second group")))
    box = Alert("BOXED WARNING", (("Hazard", Cited("It can kill.")),), boxed=True)
    shown = page(Heading("Results", "Different trials"), box, table, brief=True)
    told = {
        "plain": plain.render(shown, {}),
        "markdown": markdown.render(shown, {}),
        "csv": as_csv.render(shown),
        **{f"terminal {width}": terminal.render(shown, {}, width, color=False) for width in (20, 80)},
    }
    for form, text in told.items():
        parts = ("BOXED WARNING", "Hazard", "It can kill.", "First group", "Second group", "Who", "Different trials")
        assert [part for part in parts if part not in " ".join(text.replace("┃", " ").split())] == [], form
        assert text.index("First group") < text.index("adults") < text.index("Second group"), form
