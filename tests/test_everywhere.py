"""The same answers on every system and with every build of the libraries; one system stands in for the others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import FACTS, WORLD, Run, environment
from immuno_cli import decode
from immuno_cli.knowledge import FOLDERS, Entity, Knowledge
from test_decode import FAULTS, problems

# --- PyYAML with and without libyaml ------------------------------------------------------------------------------


@pytest.fixture
def _only_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML as it is where libyaml is missing."""
    monkeypatch.delattr(yaml, "CSafeLoader")


def test_libyaml_is_here() -> None:
    """Otherwise the tests below would compare the parser in Python with itself."""
    assert yaml.__with_libyaml__


@pytest.mark.usefixtures("_only_python")
def test_the_same_facts_without_libyaml(world: Knowledge) -> None:
    other = Knowledge(WORLD)
    assert other.edition == world.edition
    for kind in FOLDERS:
        assert other.ids(kind) == world.ids(kind) != ()
        for name in world.ids(kind):
            one: Entity = other.get(kind, name)
            assert repr(one) == repr(world.get(kind, name))


def test_every_real_file_reads_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path.relative_to(FACTS).as_posix(): path.read_bytes() for path in FACTS.rglob("*.yaml")}
    with_libyaml = {name: decode.parse(data, name) for name, data in files.items()}
    assert len(with_libyaml) > 1000
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert {name: decode.parse(data, name) for name, data in files.items()} == with_libyaml


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_the_same_problems_without_libyaml(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = problems(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert problems(text) == with_libyaml != []


# Without `?`, which starts a key in YAML: for `? ` alone the parsers name different lines.
YAML_PARTS = [
    "a",
    "b: ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    '"',
    "'",
    "\n",
    "\r\n",
    "  ",
    ": ",
    "#",
    "&x ",
    "*x",
    "!!str ",
]
YAML_PARTS += ["|\n", ">\n", "---", "...", "%", "@", "\\", "\t", "é", "\ufeff", "\\u202e", "\\ud800", "\\UFFFFFFFF"]


@given(st.lists(st.sampled_from(YAML_PARTS), max_size=16).map("".join))
def test_both_parsers_read_the_same(text: str) -> None:
    data = text.encode()
    with_libyaml = decode.parse(data, "f.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        assert decode.parse(data, "f.yaml") == with_libyaml


def test_the_command_answers_without_libyaml(tmp_path: Path, small: Run) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['yaml._yaml'] = None\n")
    paths = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    code = "import yaml; print(yaml.__with_libyaml__)"
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment(PYTHONPATH=paths), capture_output=True, check=True
    )
    assert told.stdout.split() == [b"False"]
    for argv in (["drug", "show", "alphacar", "--json"], ["facts", "check"]):
        done = small(*argv, PYTHONPATH=paths)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", small(*argv).stdout)
