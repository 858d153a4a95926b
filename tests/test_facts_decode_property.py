"""Any bytes, any text like YAML, any damaged fact file: facts, or problems that say where and are safe to print.

The fuzzer (`nox -s fuzz`) asks the same for an hour; these few hundred examples run every time.
"""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import FACTS, WORLD
from immuno_cli.errors import BadFacts, Problem, unsafe
from immuno_cli.export.schema import ROOTS
from immuno_cli.facts import decode
from immuno_cli.facts.kinds import FOLDERS
from immuno_cli.facts.records import walk

FILE = "drugs/x.yaml"

quick = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def facts_or_problems(data: bytes, kinds: list[type]) -> None:
    """Decode bytes as each kind, and look at what comes out."""
    node, problems = decode.parse(data, FILE)
    if node is None:
        look_at(problems)
        return
    assert problems == []
    for kind in kinds:
        decoder = decode.Decoder(FILE)
        entity = decoder.entity(kind, node, "x")
        if entity is None:
            look_at(decoder.problems)
            continue
        assert decoder.problems == []
        for path, block in walk(entity):
            for value in (path, *vars(block).values()):
                assert not (isinstance(value, str) and unsafe(value))


def look_at(problems: list[Problem]) -> None:
    assert 0 < len(problems) <= decode.MAX_PROBLEMS + 1
    for problem in problems:
        assert problem.file == FILE
        assert problem.line >= 0
        said = str(problem)
        assert said.startswith(FILE)
        assert len(said) > len(FILE) + 5
        assert "\n" not in said
        assert not unsafe(said)
        said.encode("utf-8")
    assert str(BadFacts(problems)).count("\n") == len(problems)


@pytest.fixture(params=["c", "python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both loaders of PyYAML: compiled, and the one that stands in for it."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


ALL = list(ROOTS.values())

TOKENS = st.sampled_from(
    [
        *(
            "- ",
            "? ",
            ": ",
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            "#",
            "&a ",
            "*a",
            "!",
            "!!str ",
            "|",
            ">",
            "'",
            '"',
            "%",
            "@",
            "`",
        ),
        *(
            "\n",
            "\r\n",
            "\r",
            "\n  ",
            "\n    ",
            "\t",
            "---\n",
            "...\n",
            "<<",
            "~",
            '"\\e"',
            '"\\ud800"',
            '"\\UFFFFFFFF"',
        ),
        *("\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\u202e", "\u200b", "\U000e0041", "٣", "9" * 400),
        *(
            "name",
            "title",
            "cite",
            "definition",
            "plain",
            "text",
            "reviewed",
            "accessed",
            "2026-01-30",
            "label",
            "a",
            "1.5",
        ),
    ]
)
YAML_LIKE = st.lists(TOKENS | st.text(max_size=4), max_size=40).map("".join)


@quick
@given(data=st.binary(max_size=400))
def test_any_bytes(loader: None, data: bytes) -> None:
    facts_or_problems(data, ALL)


@quick
@given(text=YAML_LIKE)
def test_any_text_like_yaml(loader: None, text: str) -> None:
    facts_or_problems(text.encode("utf-8", "surrogatepass"), ALL)


REAL = [
    (kind, path.read_text(encoding="utf-8"))
    for folder in (FACTS, WORLD)
    for kind, name in FOLDERS.items()
    for path in sorted((folder / name).glob("*.yaml"))
    if path.stat().st_size < 4_000
]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[type, bytes]:
    """Draw a fact file with one to four places cut, doubled, moved or replaced."""
    kind, text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 4))):
        lines = text.splitlines(keepends=True) or [""]
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["cut line", "double line", "indent", "swap", "insert", "cut letters"]))
        if how == "cut line":
            del lines[at]
        elif how == "double line":
            lines.insert(at, lines[at])
        elif how == "indent":
            lines[at] = draw(st.sampled_from([" ", "  ", "\t", "- "])) + lines[at]
        elif how == "swap":
            lines[at] = draw(st.sampled_from(draw(st.sampled_from(REAL))[1].splitlines(keepends=True)))
        else:
            cut = draw(st.integers(0, len(lines[at])))
            new = draw(TOKENS) if how == "insert" else ""
            lines[at] = lines[at][:cut] + new + lines[at][cut + (how == "cut letters") * 3 :]
        text = "".join(lines)
    return kind, text.encode("utf-8", "surrogatepass")


@quick
@given(file=damaged())
def test_any_damaged_fact_file(loader: None, file: tuple[type, bytes]) -> None:
    kind, data = file
    facts_or_problems(data, [kind])


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_real_files_decode_the_same_with_other_line_ends(end: str) -> None:
    for _, text in REAL[::20]:
        assert decode.parse(text.replace("\n", end).encode(), FILE) == decode.parse(text.encode(), FILE)


def test_real_files_decode_the_same_with_both_loaders(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for _, text in REAL[::20]] + [path.read_text(encoding="utf-8") for path in WORLD.rglob("*.yaml")]
    found = [decode.parse(text.encode(), FILE) for text in texts]
    assert all(node is not None for node, _ in found)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert [decode.parse(text.encode(), FILE) for text in texts] == found
