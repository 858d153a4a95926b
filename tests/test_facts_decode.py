"""From YAML to objects: every kind of fault is told with its line and what to do, all at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from conftest import PATIENCE, environment
from immuno_cli.errors import BadFacts, Problem, unsafe
from immuno_cli.facts import decode
from immuno_cli.facts.model import Drug, Interval, PartialDate, Source, Term

GOOD = """\
title: "Label [rev 2025]"
publisher: Example
kind: label
accessed: 2026-01-30
license: invented
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


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("note", ["note: a\n  b\n", "note: |\n  a\n\n  b\n", 'note: "a\n  \\\n  b"\n'])
def test_every_kind_of_line_end_and_a_byte_order_mark_decode_the_same(note: str, end: str) -> None:
    text = GOOD + note
    assert source("\ufeff" + text.replace("\n", end)) == source(text)
    fault = (text + "zzz: x\n").replace("\n", end)
    assert problems(fault.encode())[0].startswith(f"f.yaml:{text.count(chr(10)) + 1}: unknown key 'zzz'")


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
        ("cite: {}\naliases: []", "f.yaml:6: aliases must be a list with something in it"),
        ("cite: {}", "f.yaml:5: definition.cite must be keys with blocks under them"),
        ("cite: label", "f.yaml:5: definition.cite is 'label' but must be keys with blocks under them"),
        ("cite: {Label One: page 1}", "f.yaml:5: 'Label One' is not a key; use lower case, digits and hyphens"),
        ("cite: {label: {quote: a}}", "f.yaml:5: missing key 'at' in definition.cite.label: Locator"),
        ("quote: a", "f.yaml:5: unknown key 'quote'"),
    ],
)
def test_faults_deep_inside(change: str, expected: str) -> None:
    found = problems(TERM.replace("cite: {label: page 1}", change), Term)
    assert any(text.startswith(expected) for text in found), found


@pytest.mark.parametrize("percent", ["-1", "100.5", "x", "1,5", "5 %"])
def test_percentages_are_numbers_from_0_to_100(percent: str) -> None:
    from immuno_cli.facts.model import Count

    node, _ = decode.parse(f"percent: {percent}\n".encode(), "f.yaml")
    decoder = decode.Decoder("f.yaml")
    assert node is not None
    decoder.value(Count, (), node, "count")
    assert str(decoder.problems[0]).startswith(f"f.yaml:1: count.percent is {percent!r} but must be a number")


@pytest.mark.parametrize("name", ["Yes Car", "UPPER", "-x", "x_y", ""])
def test_the_file_name_must_be_an_id(name: str) -> None:
    assert "is not an id" in problems(GOOD, name=name)[0]


# --- what attacks are made of; most of it found by fuzzing, see docs/robustness.md -----------------------------------


@pytest.fixture(params=["c", "python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both loaders of PyYAML: compiled, and the one that stands in for it."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    else:
        pytest.importorskip("yaml.cyaml")


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n# \x1b[31m\n", "f.yaml:2: holds the unsafe character U+001B; remove it"),
        ("a: b\n# left\u202eright\n", "f.yaml:2: holds the unsafe character U+202E; remove it"),
        ("a: b\nc: d\u2066e\n", "f.yaml:2: holds the unsafe character U+2066; remove it"),
        ("a\x9b31m: b\n", "f.yaml:1: holds the unsafe character U+009B; remove it"),
        ("a: b\n\nc: x\x00\n", "f.yaml:3: holds the unsafe character U+0000; remove it"),
        ("a: b\n\ufeffc: d\n", "f.yaml:2: holds the unsafe character U+FEFF; remove it"),
        ("a: x\u0085b: y\n", "f.yaml:1: holds the unsafe character U+0085; remove it"),
        ("a: x\u2028b: y\n", "f.yaml:1: holds the unsafe character U+2028; remove it"),
        ("a: soft\u00adhyphen\n", "f.yaml:1: holds the unsafe character U+00AD; remove it"),
        ("a: ours\ue000\n", "f.yaml:1: holds the unsafe character U+E000; remove it"),
        ("a: last\U0010ffff\n", "f.yaml:1: holds the unsafe character U+10FFFF; remove it"),
        ("a: tag\U000e0041\n", "f.yaml:1: holds the unsafe character U+E0041; remove it"),
        ('a: "\\N"\n', "f.yaml:1: holds the unsafe character U+0085; remove it"),
        ('"\\e[2J": b\n', "f.yaml:1: holds the unsafe character U+001B; remove it"),
        ('a: "tab\there"\n', "f.yaml:1: holds the unsafe character U+0009; remove it"),
        ("%YAML 1.1\n--- a\n", "f.yaml:1: begins with %, a directive; facts are plain YAML"),
        ("a: b\n...\n%TAG ! tag:x,2000:\n--- a\n", "f.yaml:3: begins with %, a directive"),
        ('a: !<\\e[31m"> x\n', "f.yaml:1: is not valid YAML: "),
        (f"a: &{'x' * 500} 1\nb: *{'x' * 500}\n", f"f.yaml:2: uses the alias *{'x' * 100}…; write the value out"),
        (f"a: !{'x' * 500} 1\n", f"f.yaml:1: uses the tag !{'x' * 99}…; facts are plain text"),
        (f"a: !{'x' * 500}! 1\n", "f.yaml:1: is not valid YAML: "),
        ('a: "\\ud800"\n', "f.yaml"),
        ('a: "\\UFFFFFFFF"\n', "f.yaml"),
        ('a: "\\U00110000"\n', "f.yaml"),
        ("a: !<%ff> x\n", "f.yaml:1: is not valid YAML: "),
    ],
)
def test_an_attack_is_one_safe_problem(text: str, expected: str) -> None:
    (found,) = problems(text.encode())
    assert found.startswith(expected)
    assert len(found) < 300
    assert not unsafe(found)


def test_names_and_values_in_a_message_cannot_steer_the_terminal() -> None:
    attack = "\x1b]0;x\x07\u202e\x9b\r\n\udcff"
    said = str(BadFacts([Problem(f"drugs/{attack}.yaml", 1, f"unknown key {attack}")]))
    shown = "<U+001B>]0;x<U+0007><U+202E><U+009B><U+000D><U+000A><U+DCFF>"
    assert said.splitlines()[0] == f"drugs/{shown}.yaml:1: unknown key {shown}"


@pytest.mark.parametrize("number", ["9" * 400, "1e999", "inf", "nan", "٣", "1٣", "1.٣", "0x1", "1_0", "+1", ".5", "1."])
def test_only_ordinary_numbers_are_numbers(number: str) -> None:
    node, _ = decode.parse(f"low: {number}\n".encode(), "f.yaml")
    decoder = decode.Decoder("f.yaml")
    assert node is not None
    decoder.value(Interval, (), node, "ci")
    assert str(decoder.problems[0]).startswith(f"f.yaml:1: ci.low is {number[:60]!r} but must be a number")


@pytest.mark.parametrize(
    "date", ["2026-W47-7", "٢٠٢٦-٠١-٣٠", "2026-1-30", "20260130", "0000-01-01", "2026-01-30T00:00"]
)
def test_only_ordinary_dates_are_dates(date: str) -> None:
    for line in (f"accessed: {date}\n", f"published: {date}\n"):
        text = "".join(one for one in GOOD.splitlines(True) if not one.startswith(line[:9])) + line
        assert any("but must be a date such as" in problem for problem in problems(text)), line


def test_digits_of_other_scripts_are_no_identifier() -> None:
    node, _ = decode.parse("nct: NCT0234821٦\n".encode(), "f.yaml")
    decoder = decode.Decoder("f.yaml")
    assert node is not None
    decoder.value(decode.fields_of(Drug)["trials"].type, (), decode.Mapping({"x": node}, {"x": 1}, 1), "trials")
    assert "must be of the form NCT02348216" in str(decoder.problems[0])


def test_a_long_key_is_one_problem_and_compared_with_nothing() -> None:
    assert problems(f"? {'title' * 100_000}\n: x\n") == [
        "f.yaml:1: has a key of 500,000 letters; the longest may have 100"
    ]
    (found,) = problems(GOOD.replace("label\n", f"{'label' * 100_000}\n"))
    assert found.startswith(f"f.yaml:3: kind is {('label' * 12)!r} but must be one of label, fda-notice")
    assert "did you mean" not in found


def test_reading_stops_after_many_problems_and_says_so() -> None:
    for text in ("".join(f"k{n}: x\n" for n in range(500)), "a: b\n" * 500):
        found = problems(text)
        assert len(found) == decode.MAX_PROBLEMS + 1
        assert found[-1].endswith("is read no further: mend these 100 problems")


def test_more_values_than_any_file_needs_are_refused() -> None:
    assert problems("[" + "a," * 40_000 + "]") == ["f.yaml:1: holds more than 30,000 values; split the file"]


BOMBS = {
    "short scalars": b"a: [" + b"a," * 499_000 + b"a]",
    "unknown keys": b"".join(b"%x: a\n" % n for n in range(14_900)),
    "equal keys": b"a: b\n" * 199_000,
    "open lists": b"[" * 990_000,
    "open blocks": b"{" * 990_000,
    "dashes": b"- " * 490_000,
    "question marks": b"? " * 490_000,
    "colons": b":" * 990_000,
    "anchors": b"".join(b"- &a%d x\n" % n for n in range(70_000)),
    "comments": b"#\n" * 490_000,
    "one long text": b"a: " + b"x" * 990_000,
    "folded text": b'a: "' + b"x\n  " * 240_000 + b'"',
    "escapes": b'a: "' + b"\\x41" * 240_000 + b'"',
    "a long key": b"? " + b"a" * 990_000 + b"\n: x",
    "tag directives": b"".join(b"%%TAG !%x! tag:%x\n" % (n, n) for n in range(45_000)) + b"--- a",
    "citations": b"definition: {cite: {" + b",".join(b"%x: b" % n for n in range(14_900)) + b"}}\n",
    "stairs": b"".join(b" " * n + b"a:\n" for n in range(1300)),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from /proc")
@pytest.mark.parametrize("loader", ["c", "python"])
def test_no_file_takes_much_memory_or_time(loader: str, tmp_path: Path) -> None:
    """All bombs one after the other: the peak of the whole process, and processor time that only a hang takes."""
    for name, bomb in BOMBS.items():
        # The loader in Python is ten times slower: a quarter of each is enough for it.
        (tmp_path / name).write_bytes(bomb if loader == "c" else bomb[: len(bomb) // 4])
    code = f"""
import pathlib, re, resource, yaml
resource.setrlimit(resource.RLIMIT_CPU, ({PATIENCE}, {PATIENCE}))
if {loader!r} == "python" and hasattr(yaml, "CSafeLoader"):
    del yaml.CSafeLoader
from immuno_cli.facts import decode
from immuno_cli.export.schema import ROOTS
for path in sorted(pathlib.Path({str(tmp_path)!r}).iterdir()):
    node, problems = decode.parse(path.read_bytes(), "f.yaml")
    for cls in ROOTS.values() if node else ():
        decoder = decode.Decoder("f.yaml")
        assert decoder.entity(cls, node, "x") is None
        problems += decoder.problems
    assert problems, path.name
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) < 200 * 1024
