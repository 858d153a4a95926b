"""From YAML to objects: every kind of fault is told with its line and what to do, all at once."""

from __future__ import annotations

import datetime as dt
import textwrap
from itertools import pairwise

import pytest

from immuno_cli import decode
from immuno_cli.model import PartialDate, Source, Term

GOOD = """\
title: "Label [rev 2025]"
publisher: Example
kind: label
accessed: 2026-01-30
licence: invented
"""


def problems(text: str | bytes, cls: type = Source, name: str = "x") -> list[str]:
    """Return what is wrong with one file."""
    data = textwrap.dedent(text).encode() if isinstance(text, str) else text
    node, found = decode.parse(data, "f.yaml")
    if node is None:
        return [str(problem) for problem in found]
    decoder = decode.Decoder("f.yaml")
    assert decoder.entity(cls, node, name) is None or not decoder.problems
    return [str(problem) for problem in decoder.problems]


def source(text: str) -> Source:
    node, found = decode.parse(text.encode(), "f.yaml")
    assert node is not None, found
    entity = decode.Decoder("f.yaml").entity(Source, node, "x")
    assert entity is not None
    return entity


def test_a_good_file_decodes() -> None:
    found = source(GOOD + "published: 2025-06\n")
    assert found.id == "x"
    assert found.title == "Label [rev 2025]"
    assert found.accessed == dt.date(2026, 1, 30)
    assert found.published == PartialDate("2025-06")
    assert found.jurisdiction == "US"


FAULTS = [
    (GOOD + "publishd: 2025\n", "f.yaml:6: unknown key 'publishd', did you mean 'published'?"),
    (GOOD + "zzz: 2025\n", "f.yaml:6: unknown key 'zzz'; known are: title, publisher, url, kind"),
    (GOOD.replace("kind: label\n", ""), "f.yaml:1: missing key 'kind': What it is."),
    (GOOD + "kind: label\n", "f.yaml:6: has the key 'kind' a second time (first on line 3); keep one"),
    (GOOD.replace("label\n", "lable\n"), "f.yaml:3: kind is 'lable' but must be one of label, fda-notice"),
    (GOOD.replace("2026-01-30", "2026-02-30"), "f.yaml:4: accessed is '2026-02-30' but must be a date such as"),
    (GOOD.replace("2026-01-30", "30.1.2026"), "f.yaml:4: accessed is '30.1.2026' but must be a date such as"),
    (
        GOOD + "published: 2025-13\n",
        "f.yaml:6: published is '2025-13' but must be a date such as 2026-11-22, 2026-11",
    ),
    (GOOD + "published: soon\n", "f.yaml:6: published is 'soon' but must be a date"),
    (GOOD + "jurisdiction: usa\n", "f.yaml:6: jurisdiction is 'usa' but must be of the form US"),
    (GOOD + "note: {a: b}\n", "f.yaml:6: note must be text, not a block"),
    (GOOD + "note: ''\n", "f.yaml:6: note is '' but must be text; leave the key out when nothing is known"),
    (GOOD + "id: y\n", "f.yaml:6: unknown key 'id'"),
    ("- a\n- b\n", "f.yaml:1: the file must be a block of keys"),
    ("", "f.yaml: is empty; it must hold at least the required keys"),
    ("# only a comment\n", "f.yaml: is empty"),
    ("a: [1\n", "f.yaml:2: is not valid YAML: "),
    ("# note\na: \tb: c\n", "f.yaml:2: holds the unsafe character U+0009; remove it"),
    ('a: "\\ud800"\n', "f.yaml:1: holds the unsafe character U+D800; remove it"),
    ('a:\n  - "\\UFFFFFFFF"\n', "f.yaml:2: is not valid YAML: an escape that stands for no character"),
    ("a: b\n# \u202e\n", "f.yaml:2: holds the unsafe character U+202E; remove it"),
    ("a: \ufffe\n", "f.yaml:1: holds the unsafe character U+FFFE; remove it"),
    ("a: &x 1\nb: *x\n", "f.yaml:2: uses the alias *x; write the value out"),
    ("a: !!python/object:os.system x\n", "f.yaml:1: uses the tag tag:yaml.org,2002:python/object:os.system"),
    ("--- a\n--- b\n", "f.yaml:2: starts a second document; one file holds one"),
    ("? [a]\n: b\n", "f.yaml:1: has a key that is not text"),
    ('a: "\\e[31mred"\n', "f.yaml:1: holds the unsafe character U+001B; remove it"),
    ("a: left\u202eright\n", "f.yaml:1: holds the unsafe character U+202E; remove it"),
    ("[" * 40 + "]" * 40, "f.yaml:1: nests deeper than 24 levels"),
]
"""What is wrong in a file, and how the first problem begins."""


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_one_fault(text: str, expected: str) -> None:
    assert any(found.startswith(expected) for found in problems(text)), problems(text)


def test_not_utf8() -> None:
    assert problems(b"title: x\nnote: caf\xe9\n") == ["f.yaml:2: is not UTF-8; save the file as UTF-8"]


def test_too_large() -> None:
    assert problems(b"a: " + b"x" * decode.MAX_BYTES)[0].startswith("f.yaml: is larger than 1,000,000 bytes")


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    bomb = "a: &a [x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefgh"))
    assert problems(bomb) == ["f.yaml:2: uses the alias *a; write the value out"]


def test_all_problems_at_once_in_order() -> None:
    text = GOOD.replace("kind: label", "kind: x").replace("2026-01-30", "x") + "more: x\njurisdiction: x\n"
    assert [found.split(":")[1] for found in problems(text)] == ["3", "4", "6", "7"]


@pytest.mark.parametrize("value", ["no", "yes", "1:30", "0x10", "~", "null", "1e3", "2026-01-30"])
def test_text_stays_as_written(value: str) -> None:
    assert source(GOOD + f"note: {value}\n").note == value


def test_crlf_and_byte_order_mark_are_read() -> None:
    node, found = decode.parse(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "f.yaml")
    assert node is not None, found
    entity = decode.Decoder("f.yaml").entity(Source, node, "x")
    assert entity is not None
    assert entity.licence == "invented"


TERM = """\
name: T cell
reviewed: 2026-01-30
definition:
  plain: A cell.
  cite: {label: page 1}
"""


def test_a_locator_is_short_for_a_citation() -> None:
    for cite in (
        "{label: page 1}",
        "{label: {at: page 1, quote: [a cell, the cell]}}",
        "{label: {at: page 1, quote: a}}",
    ):
        assert problems(TERM.replace("{label: page 1}", cite), Term) == []


def test_one_value_is_short_for_a_list() -> None:
    assert problems(TERM + "aliases: T-cell\n", Term) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("cite: {}", "f.yaml:5: definition.cite must be keys with blocks under them"),
        ("cite: label", "f.yaml:5: definition.cite is 'label' but must be keys with blocks under them"),
        ("cite: {Label One: page 1}", "f.yaml:5: 'Label One' is not a key; use lower case, digits and hyphens"),
        ("cite: {label: {quote: a}}", "f.yaml:5: missing key 'at' in definition.cite.label: Locator"),
        ("quote: a", "f.yaml:5: unknown key 'quote'"),
    ],
)
def test_faults_deep_inside(change: str, expected: str) -> None:
    found = problems(TERM.replace("cite: {label: page 1}", change), Term)
    assert any(one.startswith(expected) for one in found), found


@pytest.mark.parametrize("percent", ["-1", "100.5", "x", "1,5", "5 %"])
def test_percentages_are_numbers_from_0_to_100(percent: str) -> None:
    from immuno_cli.model import Count

    node, _ = decode.parse(f"percent: {percent}\n".encode(), "f.yaml")
    decoder = decode.Decoder("f.yaml")
    assert node is not None
    decoder.value(Count, (), node, "count")
    assert str(decoder.problems[0]).startswith(f"f.yaml:1: count.percent is {percent!r} but must be a number")


@pytest.mark.parametrize("name", ["Yes Car", "UPPER", "-x", "x_y", ""])
def test_the_file_name_must_be_an_id(name: str) -> None:
    assert "is not an id" in problems(GOOD, name=name)[0]
