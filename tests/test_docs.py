"""The documents cannot lie: generated parts are fresh, commands are documented, links inside the project resolve."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, commands, environment
from immuno_cli import __version__
from immuno_cli.export import schema
from immuno_cli.facts.knowledge import Knowledge


@pytest.mark.parametrize("name", schema.ROOTS)
def test_the_json_schema_is_fresh(name: str) -> None:
    path = ROOT / "docs" / "schema" / f"{name}.json"
    assert path.read_text(encoding="utf-8") == schema.dumps(name), "run `nox -s docs` and commit"


def test_the_field_list_is_fresh() -> None:
    path = ROOT / "docs" / "facts.md"
    assert path.read_text(encoding="utf-8") == schema.field_docs(), "run `nox -s docs` and commit"


def test_every_field_is_documented() -> None:
    assert not re.search(r"\| +\|$", schema.field_docs(), re.MULTILINE)


def test_the_screens_in_the_readme_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-P", "README.md"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nrun `nox -s docs` and commit"


def test_every_generated_block_shows_an_answer() -> None:
    """An empty block is as fresh as any; what is asked for is a screen under each command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- \[\[\[cog.*?\]\]\] -->\n(.*?)<!-- \[\[\[end\]\]\] -->", readme, re.DOTALL)
    assert len(blocks) == readme.count("[[[cog") >= 4
    for block in blocks:
        shown = re.fullmatch(r"```console\n\$ immuno (?P<command>.+)\n(?P<answer>(?:.*\n)+)```\n", block)
        assert shown is not None, block
        assert 5 <= shown["answer"].count("\n") <= 60, shown["command"]
        assert "Traceback" not in block


def test_only_the_readme_has_generated_blocks() -> None:
    """Only its blocks are written and checked; one in another document would grow old unseen."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if "[[[cog" in page.read_text(encoding="utf-8")] == ["README.md"]


def test_every_command_word_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    words = {command[0] for command in commands() if command}
    plural_or_singular = {"therapy", "drugs", "side-effect", "cancers", "sources"}
    missing = [word for word in words - plural_or_singular if f"immuno {word}" not in readme]
    assert missing == [], "write a row for each into the table of commands in README.md"


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "images").glob("*.svg")), ids=lambda path: path.stem)
def test_the_pictures_in_the_readme_are_fresh(path: Path) -> None:
    """The words in a picture are the words of the program; how Rich draws them may change with Rich."""
    spec = importlib.util.spec_from_file_location("make_images", ROOT / "docs" / "make_images.py")
    assert spec is not None
    assert spec.loader is not None
    images = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(images)

    def shown(svg: str) -> list[str]:
        return re.findall(r"<text[^>]*>([^<]*)</text>", svg)

    assert f"docs/images/{path.name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert shown(images.draw(path.stem)) == shown(path.read_text(encoding="utf-8")), "run `nox -s docs` and commit"


@pytest.mark.parametrize(
    "name",
    [path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))],
)
def test_links_inside_the_project_resolve(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_citation_file_agrees_with_the_tool_and_the_facts(facts: Knowledge) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == __version__
    assert citation["date-released"] == facts.edition.as_of
    assert citation["license"] == ["Apache-2.0", "CC0-1.0"]
    assert citation["authors"] == [{"name": "The immuno authors"}]
    assert {"message", "title", "abstract", "type"} <= set(citation)


def test_a_fact_file_of_every_kind_is_valid_by_its_json_schema() -> None:
    """The schema that editors use accepts what the decoder accepts; spot-checked by its own required keys."""
    for name in schema.ROOTS:
        found = schema.json_schema(name)
        assert found["required"] or name == "synonyms"
        for key in found["required"]:
            assert key in found["properties"]


BRITISH = r"labelled|behaviour|colour|centre|normalis|recognis|organis[ea]|licence|tumour|programme\b|cancelled|grey"


@pytest.mark.parametrize(
    "path",
    # What folds British words to American ones has both.
    [path for path in sorted((ROOT / "src").rglob("*.py")) if path.name != "spelling.py"],
    ids=lambda path: path.stem,
)
def test_the_program_is_spelled_the_american_way(path: Path) -> None:
    assert re.findall(BRITISH, path.read_text(encoding="utf-8"), re.IGNORECASE) == []
