"""Word for word: what the decoder says of each fault, on which line, and where each limit lies."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

import pytest

from immuno_cli.errors import Problem
from immuno_cli.facts import decode
from immuno_cli.facts.decode import Decoder, Mapping, Sequence, describe, fields_of, parse, suggest, unannotate
from immuno_cli.facts.model import (
    Citation,
    Claim,
    Count,
    Dosing,
    Outcome,
    PartialDate,
    Pattern,
    Range,
    Ref,
    SideEffect,
    Source,
    SourceKind,
    Step,
    Term,
    Trial,
)
from immuno_cli.facts.records import join, record


def parsed(text: str | bytes) -> Any:
    """Return the nodes of a document without a fault."""
    node, problems = parse(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    assert problems == []
    return node


def faults(text: str | bytes) -> list[tuple[int, str]]:
    """Return line and words of what is wrong with a document."""
    node, problems = parse(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    assert node is None
    assert {problem.file for problem in problems} == {"f.yaml"}
    return [(problem.line, problem.what) for problem in problems]


def blank(line: int) -> Any:
    """Return the node of a text without words, on this line."""
    return parsed("\n" * (line - 1) + "a: ' '\n").items["a"]


def value(wanted: Any, text: str, *notes: Any) -> Any:
    """Decode one value without a fault."""
    decoder = Decoder("f.yaml")
    found = decoder.value(wanted, notes, parsed(text), "field")
    assert decoder.problems == []
    return found


def said(wanted: Any, text: str, *notes: Any) -> list[str]:
    """Return what is wrong with one value."""
    decoder = Decoder("f.yaml")
    decoder.value(wanted, notes, parsed(text), "field")
    assert decoder.problems
    assert {problem.file for problem in decoder.problems} == {"f.yaml"}
    return [problem.what for problem in decoder.problems]


# --- bytes, text, events --------------------------------------------------------------------------------------------


def plain(node: Any) -> Any:
    """Return nodes as plain values, each text with its line."""
    if isinstance(node, Mapping):
        return {(key, node.lines[key]): plain(item) for key, item in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text, node.line


def test_a_document_becomes_nodes_with_lines() -> None:
    assert plain(parsed("a: 1\nb:\n  - 'x'\n  - {c: d}\n")) == {
        ("a", 1): ("1", 1),
        ("b", 2): [("x", 3), {("c", 4): ("d", 4)}],
    }
    assert plain(parsed("word\n")) == ("word", 1)
    assert plain(parsed('\n"word"\n')) == ("word", 2)
    assert parsed("\n[]") == Sequence([], 2)
    assert parsed("\n{}") == Mapping({}, {}, 2)
    assert plain(parsed("a: >\n  b\n  c\n")) == {("a", 1): ("b c\n", 1)}
    assert [item.line for item in parsed("a:\n - b\nc:\n d: e\n").items.values()] == [2, 4]


@pytest.mark.parametrize("more", [0, 1])
def test_a_file_of_a_million_bytes_is_read_and_one_more_is_not(more: int) -> None:
    assert decode.MAX_BYTES == 1_000_000
    data = b"a: " + b"x" * (decode.MAX_BYTES - 3 + more)
    node, problems = parse(data, "f.yaml")
    if more:
        what = "is larger than 1,000,000 bytes; split it or remove what does not belong"
        assert (node, problems) == (None, [Problem("f.yaml", 0, what)])
    else:
        assert problems == []


@pytest.mark.parametrize(("depth", "good"), [(24, True), (25, False)])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_twenty_four_levels_are_read_and_one_more_is_not(depth: int, good: bool, opening: str, closing: str) -> None:
    assert decode.MAX_DEPTH == 24
    text = f"# first line\n{opening * depth}x{closing * depth}"
    if good:
        parsed(text)
    else:
        assert faults(text) == [(2, "nests deeper than 24 levels")]


def test_levels_that_were_closed_do_not_count() -> None:
    parsed("[" + ",".join(["[x]"] * 50) + "]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: \xff\n", (1, "is not UTF-8; save the file as UTF-8")),
        (b"a: b\n\nc: d\xe9\ne: \xff\n", (3, "is not UTF-8; save the file as UTF-8")),
        (b"\xff", (1, "is not UTF-8; save the file as UTF-8")),
        ("", (0, "is empty; it must hold at least the required keys")),
        ("---\n", (0, "is empty; it must hold at least the required keys")),
        ("' '\n", (0, "is empty; it must hold at least the required keys")),
        ("---\na: b\n---\nc: d\n", (3, "starts a second document; one file holds one")),
        ("a: &x b\nc: d\ne: *x\n", (3, "uses the alias *x; write the value out")),
        ("a: b\nc: !!str d\n", (2, "uses the tag tag:yaml.org,2002:str; facts are plain text")),
        ("a: b\nc: !own [d]\n", (2, "uses the tag !own; facts are plain text")),
        ("a: b\nc: !own {d: e}\n", (2, "uses the tag !own; facts are plain text")),
        ("a: b\nc: ! [d]\n", (2, "uses the tag !; facts are plain text")),
        ("a: b\n? [c]\n: d\n", (2, "has a key that is not text")),
        ("a: b\n? {c: d}\n: e\n", (2, "has a key that is not text")),
        ("a: b\nc:\n  - d\na: e\n", (4, "has the key 'a' a second time (first on line 1); keep one")),
    ],
)
def test_one_fault_of_a_document(text: str | bytes, expected: tuple[int, str]) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(("text", "line"), [("a: 'b\n\n  c: d\n", 4), ("a: [\n", 2), ("a: b\nc\n", 3)])
def test_what_is_not_yaml(text: str, line: int) -> None:
    """The reason is in the words of the library that reads YAML, the line and the beginning are ours."""
    [(where, what)] = faults(text)
    assert where == line
    assert what.startswith("is not valid YAML: ")
    assert what.removeprefix("is not valid YAML: ") not in ("", "not YAML", "None")


def test_a_mark_that_asks_for_text_is_no_tag() -> None:
    assert plain(parsed("a: ! b\n")) == {("a", 1): ("b", 1)}


@pytest.mark.parametrize(
    "code",
    [
        *(0x09, 0x7F, 0x85, 0x9F, 0x61C),
        *(0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2064, 0x2066, 0x2069),
        *(0xFEFF, 0xFFF9, 0xFFFB),
    ],
)
def test_what_a_screen_hides_or_reorders_is_refused(code: int) -> None:
    assert faults(f'a: b\nc: "left \\u{code:04X} right"\n') == [
        (2, f"holds the unsafe character U+{code:04X}; remove it")
    ]


@pytest.mark.parametrize("code", [0x20, 0xA0, 0x2010, 0x2027, 0x202F, 0x2030, 0x4E2D])
def test_what_a_screen_shows_is_kept(code: int) -> None:
    text = f"left {chr(code)} right"
    assert parsed(f'a: "left \\u{code:04X} right"\n').items["a"].text == text


def test_line_breaks_inside_a_text_are_kept() -> None:
    assert parsed("a: |\n  b\n  c\n").items["a"].text == "b\nc\n"


def test_a_key_is_checked_for_unsafe_characters_too() -> None:
    assert faults('"a\\u200Bb": c\n') == [(1, "holds the unsafe character U+200B; remove it")]


def test_faults_that_do_not_stop_the_reading_are_all_told() -> None:
    assert faults('a: "\\u200B"\n? [b]\n: c\n? [d]\n: e\na: f\ng: "\\u200C"\n') == [
        (1, "holds the unsafe character U+200B; remove it"),
        (2, "has a key that is not text"),
        (4, "has a key that is not text"),
        (6, "has the key 'a' a second time (first on line 1); keep one"),
        (7, "holds the unsafe character U+200C; remove it"),
    ]


def test_faults_before_the_one_that_stops_are_kept() -> None:
    assert faults('a: "\\u200B"\nb: *c\n') == [
        (1, "holds the unsafe character U+200B; remove it"),
        (2, "uses the alias *c; write the value out"),
    ]


def test_the_value_of_a_key_that_is_not_text_is_no_key() -> None:
    assert faults("? [a]\n: {b: c}\nd: e\n") == [(1, "has a key that is not text")]


# --- fields ---------------------------------------------------------------------------------------------------------


def test_the_fields_of_a_class() -> None:
    fields = fields_of(Step)
    assert list(fields) == ["name", "start", "end", "about"]
    name, start, about = fields["name"], fields["start"], fields["about"]
    assert (name.name, name.type, name.required) == ("name", str, True)
    assert name.doc == "Two to four words, such as 'Chemotherapy'."
    assert (start.type, start.required, start.default) == (int, False, None)
    assert start.notes == (Range(-400, 400), "First day, counted from the infusion (day 0).")
    assert start.doc == "First day, counted from the infusion (day 0)."
    assert (about.type, about.required) == (Claim, True)
    assert fields_of(Step) is fields
    dose = fields_of(Dosing)["dose"]
    assert (dose.type, dose.required, dose.default) == (dict[str, Claim], False, {})


def test_the_fields_of_a_class_without_sentences() -> None:
    @record(kw_only=True)
    class Bare:
        one: int
        two: str = "x"

    # Annotations are text in this file; the class is local, so its hints are given here.
    Bare.__annotations__ = {"one": int, "two": str}
    one, two = fields_of(Bare).values()
    assert (one.type, one.notes, one.doc, one.required) == (int, (), "", True)
    assert (two.type, two.notes, two.doc, two.required, two.default) == (str, (), "", False, "x")


def test_annotations_are_taken_off_outer_ones_last() -> None:
    assert unannotate(int) == (int, ())
    assert unannotate(Annotated[int, "a", "b"]) == (int, ("a", "b"))
    assert unannotate(Annotated[Annotated[int, "inner"] | None, "outer"]) == (int, ("inner", "outer"))
    assert unannotate(str | None) == (str, ())
    assert unannotate(None | str) == (str, ())


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        (str, "a", "a"),
        (str, "'  two \n\n words '", "two words"),
        (str, "a\u00a0b", "a b"),
        (bool, "true", True),
        (bool, "false", False),
        (int, "0", 0),
        (int, "-12", -12),
        (int, "007", 7),
        (int, "'5'", 5),
        (int, "999999999999", 999_999_999_999),
        (float, "1", 1.0),
        (float, "-1.25", -1.25),
        (float, "0.05", 0.05),
        (dt.date, "2026-02-28", dt.date(2026, 2, 28)),
        (PartialDate, "2026", PartialDate("2026")),
        (PartialDate, "2026-12", PartialDate("2026-12")),
        (PartialDate, "2024-02-29", PartialDate("2024-02-29")),
        (SourceKind, "label", SourceKind.LABEL),
        (SourceKind, "' label '", SourceKind.LABEL),
    ],
)
def test_a_value_becomes_what_the_field_wants(wanted: Any, text: str, found: Any) -> None:
    got = value(wanted, text)
    assert got == found
    assert type(got) is type(found)


WHOLE, NUMBER, DAY = "a whole number", "a number", "a date such as 2026-11-22"
PARTIAL = "a date such as 2026-11-22, 2026-11 or 2026"


@pytest.mark.parametrize(
    ("wanted", "texts", "what"),
    [
        (bool, ["yes", "no", "True", "FALSE", "1", "on"], "true or false"),
        (int, ["1.0", "1e3", "+1", "1_000", "1,000", "--1", "0x1", "one", "1000000000000", "٣"], WHOLE),
        (float, ["1.", ".5", "1e3", "+1", "1,5", "nan", "inf", "-", "1.2.3", "٣", "1.٣"], NUMBER),
        (
            dt.date,
            ["2026", "2026-11", "20261122", "2026-W48-1", "2026-11-31", "22-11-2026", "2026/11/22", "٢٠٢٦-11-22"],
            DAY,
        ),
        (
            PartialDate,
            [
                "26",
                "2026-1",
                "2026-13",
                "2026-00",
                "2026-02-30",
                "2026-11-",
                "2026-11-222",
                "0000",
                "2026-11-22x",
                "٢٠٢٦",
            ],
            PARTIAL,
        ),
        (
            SourceKind,
            ["zzz", "Label"],
            "one of label, fda-notice, guideline, journal, nci, registry, manufacturer, copy, secondary",
        ),
    ],
)
def test_a_value_of_another_form_is_refused(wanted: Any, texts: list[str], what: str) -> None:
    for text in texts:
        assert said(wanted, f"'{text}'") == [f"field is {text!r} but must be {what}"]


@pytest.mark.parametrize(
    ("wanted", "what"),
    [(str, "text"), (int, WHOLE), (float, NUMBER), (bool, "true or false"), (dt.date, DAY), (PartialDate, PARTIAL)],
)
def test_an_empty_value_is_refused(wanted: Any, what: str) -> None:
    decoder = Decoder("f.yaml")
    decoder.value(wanted, (), blank(7), "field")
    assert decoder.problems == [
        Problem("f.yaml", 7, f"field is '' but must be {what}; leave the key out when nothing is known")
    ]


def test_an_empty_choice_is_refused() -> None:
    decoder = Decoder("f.yaml")
    decoder.value(Status, (), blank(1), "field")
    assert [problem.what for problem in decoder.problems] == [
        "field is '' but must be one of good, bad; leave the key out when nothing is known"
    ]


class Status(StrEnum):
    """Two values."""

    GOOD = "good"
    BAD = "bad"


@pytest.mark.parametrize("text", ["[a]", "{a: b}", "[]", "{}"])
def test_a_block_where_one_value_belongs_is_refused(text: str) -> None:
    assert said(int, text) == ["field must be a whole number, not a block"]
    assert said(str, text) == ["field must be text, not a block"]
    assert said(Status, text) == ["field must be one of good, bad, not a block"]


def test_a_long_value_is_shown_cut() -> None:
    assert said(int, "x" * 61) == [f"field is {'x' * 60!r} but must be a whole number"]
    assert said(int, f"'  {'x' * 60}'") == [f"field is {'x' * 60!r} but must be a whole number"]


@pytest.mark.parametrize(
    ("note", "wanted", "good", "bad", "what"),
    [
        (Range(0, 100), float, ["0", "100", "0.0", "99.9"], ["-0.1", "100.1", "-1"], "a number from 0 to 100"),
        (Range(1, 9), int, ["1", "9"], ["0", "10"], "a number from 1 to 9"),
        (Range(0, 10_000_000), int, ["10000000"], ["10000001"], "a number from 0 to 1e+07"),
        (Range(0, 99_999), int, ["99999"], ["100000"], "a number from 0 to 99,999"),
        (Pattern(r"[A-Z]{2}", "US"), str, ["DE"], ["D", "DEU", "de", "US DE"], "of the form US"),
    ],
)
def test_a_note_limits_a_value(note: Any, wanted: Any, good: list[str], bad: list[str], what: str) -> None:
    for text in good:
        value(wanted, text, note)
    for text in bad:
        assert said(wanted, text, note) == [f"field is {text!r} but must be {what}"]


def test_every_note_is_looked_at_and_the_first_that_fails_is_told() -> None:
    notes = ("A sentence.", Ref("sources"), Pattern("[a-z]+", "abc"), Pattern("a.*", "axe"))
    assert value(str, "abc", *notes) == "abc"
    assert said(str, "bcd", *notes) == ["field is 'bcd' but must be of the form axe"]
    assert said(str, "1", *notes) == ["field is '1' but must be of the form abc"]


def test_a_list_takes_one_value_or_several() -> None:
    assert value(tuple[str, ...], "a") == ("a",)
    assert value(tuple[str, ...], "[a, b]") == ("a", "b")
    [what] = said(tuple[str, ...], "{a: b}")
    assert what.startswith("field must be a list")
    assert said(tuple[int, ...], "[1, x, 2, y]") == [
        "field.1 is 'x' but must be a whole number",
        "field.3 is 'y' but must be a whole number",
    ]
    assert said(tuple[Annotated[str, Pattern(r"NCT\d{8}", "NCT02348216")], ...], "[NCT02348216, x]") == [
        "field.1 is 'x' but must be of the form NCT02348216"
    ]


def test_a_mapping_takes_keys_that_are_ids() -> None:
    assert value(dict[str, int], "{a: 1, b-2: 2, 5.1-crs: 3}") == {"a": 1, "b-2": 2, "5.1-crs": 3}
    what = "field must be keys with blocks under them"
    assert said(dict[str, int], "{}") == [what]
    assert said(dict[str, int], "[a]") == [what]
    assert said(dict[str, int], "a") == ["field is 'a' but must be keys with blocks under them"]
    assert said(dict[str, int], "{A: 1, b: x, c_d: 2}") == [
        "'A' is not a key; use lower case, digits and hyphens",
        "'c_d' is not a key; use lower case, digits and hyphens",
        "field.b is 'x' but must be a whole number",
    ]


@pytest.mark.parametrize("name", ["a", "7", "a-b", "a1-2b", "5.1-crs", "2026-01-31-first"])
def test_an_id(name: str) -> None:
    assert decode.ID_PATTERN.fullmatch(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", ".a", "a b", "A", "a_b", "a/b", "ä", "a\n", "a:b"])
def test_no_id(name: str) -> None:
    assert not decode.ID_PATTERN.fullmatch(name)


def test_a_key_that_is_no_id_is_told_with_its_line() -> None:
    decoder = Decoder("f.yaml")
    decoder.value(dict[str, int], (), parsed("a: 1\nB: 2\n"), "field")
    assert decoder.problems == [Problem("f.yaml", 2, "'B' is not a key; use lower case, digits and hyphens")]


# --- blocks and files -----------------------------------------------------------------------------------------------


def entity(cls: type, text: str, name: str = "x") -> tuple[Any, list[tuple[int, str]]]:
    decoder = Decoder("f.yaml")
    found = decoder.entity(cls, parsed(text), name)
    return found, [(problem.line, problem.what) for problem in decoder.problems]


TERM = "name: T cell\nreviewed: 2026-01-30\ndefinition:\n  plain: A cell.\n  cite: {label: page 1}\n"


def test_a_whole_file() -> None:
    definition = Claim(plain="A cell.", cite={"label": Citation(at="page 1")})
    assert entity(Term, TERM) == (
        Term(id="x", name="T cell", reviewed=dt.date(2026, 1, 30), definition=definition),
        [],
    )


def test_the_name_of_a_file_is_an_id() -> None:
    assert entity(Term, TERM, "No Id") == (
        None,
        [(0, "the name 'No Id' is not an id; use lower case, digits and hyphens")],
    )


def test_a_file_that_is_no_block() -> None:
    assert entity(Term, "- a\n") == (None, [(1, "the file must be a block of keys")])
    assert entity(Term, "a\n") == (None, [(1, "the file is 'a' but must be a block of keys")])


def test_the_id_is_not_a_key_of_the_file() -> None:
    found, problems = entity(Term, TERM + "id: x\n")
    assert found is None
    assert problems == [(6, "unknown key 'id'; known are: name, aliases, reviewed, definition, related")]
    assert entity(Term, TERM + "idd: x\n")[1] == [
        (6, "unknown key 'idd'; known are: name, aliases, reviewed, definition, related")
    ]


def test_missing_keys_are_told_with_what_they_mean() -> None:
    assert entity(Term, "reviewed: 2026-01-30\ndefinition:\n  plain: x\n") == (
        None,
        [
            (3, "missing key 'cite' in definition: Source id: locator, or {at, quote}."),
            (1, "missing key 'name': The term."),
        ],
    )


def test_a_block_where_a_value_belongs_and_the_other_way_round() -> None:
    assert entity(Term, TERM.replace("T cell", "{a: b}"))[1] == [(1, "name must be text, not a block")]
    assert entity(Term, "name: x\nreviewed: 2026-01-30\ndefinition: x\n")[1] == [
        (3, "definition is 'x' but must be a block of keys")
    ]


def test_a_bare_text_is_the_locator_of_a_citation_and_of_nothing_else() -> None:
    assert value(Citation, "page 1") == Citation(at="page 1")
    assert value(Citation, "{at: page 1, quote: a}") == Citation(at="page 1", quote=("a",))
    assert said(Citation, "[page 1]") == ["field must be a block of keys"]
    assert said(Claim, "page 1") == ["field is 'page 1' but must be a block of keys"]
    decoder = Decoder("f.yaml")
    decoder.value(Citation, (), blank(4), "field")
    assert decoder.problems == [
        Problem("f.yaml", 4, "field.at is '' but must be text; leave the key out when nothing is known")
    ]
    assert decoder.lines == {"field": 4, "field.at": 4}


def test_a_default_stands_in_for_a_key_that_is_left_out() -> None:
    assert value(Trial, "{name: x, cite: {a: b}}") == Trial(name="x", nct=(), design=None, cite={"a": Citation(at="b")})
    assert value(Count, "{}") == Count(n=None, percent=None, of=None)
    assert value(Outcome, "{measure: x, not_reached: true}").not_reached is True


def test_optional_fields_are_decoded_by_their_inner_type() -> None:
    assert value(Count, "{n: 3, percent: 2.5}") == Count(n=3, percent=2.5)
    assert said(Count, "{n: x, percent: 101}") == [
        "field.n is 'x' but must be a whole number",
        "field.percent is '101' but must be a number from 0 to 100",
    ]


def test_notes_of_a_field_reach_its_value() -> None:
    assert said(Source, "{id: x, title: a, publisher: b, kind: label, accessed: 2026-01-01, license: c, url: d}") == [
        "field.url is 'd' but must be of the form https://www.fda.gov/…"
    ]
    assert said(Step, "{name: a, start: 401, about: {cite: {a: b}}}") == [
        "field.start is '401' but must be a number from -400 to 400"
    ]


def test_lines_are_kept_by_path() -> None:
    decoder = Decoder("f.yaml")
    text = "name: x\naliases:\n  - a\n  - b\nreviewed: 2026-01-30\nseriousness: serious\n"
    text += "definition:\n  plain: y\n  cite:\n    label:\n      at: p\n      quote: [q,\n        r]\n"
    assert decoder.entity(SideEffect, parsed(text), "x") is not None
    assert decoder.lines == {
        "": 1,
        "name": 1,
        "aliases": 2,
        "aliases.0": 3,
        "aliases.1": 4,
        "reviewed": 5,
        "seriousness": 6,
        "definition": 7,
        "definition.plain": 8,
        "definition.cite": 9,
        "definition.cite.label": 11,
        "definition.cite.label.at": 11,
        "definition.cite.label.quote": 12,
        "definition.cite.label.quote.0": 12,
        "definition.cite.label.quote.1": 13,
    }


def test_a_problem_has_the_line_of_its_value() -> None:
    assert entity(Term, TERM.replace("name: T cell", "name:\n  a: b"))[1] == [(2, "name must be text, not a block")]
    assert entity(Term, TERM + "aliases:\n  - a\n  - {b: c}\n")[1] == [(8, "aliases.1 must be text, not a block")]


# --- words ----------------------------------------------------------------------------------------------------------


def test_paths_are_joined_with_a_dot() -> None:
    assert join("", "a") == "a"
    assert join("a.b", "c") == "a.b.c"


def test_one_close_word_is_suggested_or_all_are_listed() -> None:
    assert suggest("publishd", ["publisher", "published", "title"]) == ", did you mean 'published'?"
    assert suggest("zzz", ["a", "b"]) == "; known are: a, b"
    assert suggest("zzz", []) == "; known are: "


def test_a_type_has_a_name() -> None:
    assert describe(str) == "text"
    assert describe(Status) == "one of good, bad"
    assert describe(complex) == "<class 'complex'>"
