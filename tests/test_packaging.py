"""The package, not the checkout: what is in the wheel and the sdist, and whether the installed command answers."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import FACTS, ROOT, environment
from immuno_cli.compiled import FOLDER
from immuno_cli.knowledge import FOLDERS, Entity, Knowledge

TREES = [ROOT / "src" / "immuno_cli", ROOT / "data" / "immuno_facts"]


def files_in_tree() -> set[str]:
    return {
        path.relative_to(tree.parent).as_posix()
        for tree in TREES
        for path in tree.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from it."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def test_the_wheel_holds_every_file_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    compiled = {f"immuno_facts/{FOLDER}/{name}.json" for name in ("edition", "shapes", *FOLDERS.values())}
    compiled.add(f"immuno_facts/{FOLDER}/search.txt")
    shared = {name for name in names if ".data/data/" in name}
    assert {name.partition(".data/data/")[2] for name in shared} == {"share/man/man1/immuno.1"}
    assert names - shared == files_in_tree() | compiled
    assert wheel.stat().st_size < 2_000_000


def test_the_compiled_facts_in_the_wheel_equal_the_yaml(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    root = tmp_path / "immuno_facts"
    quick, slow = Knowledge(root), Knowledge(FACTS, compiled=False)
    assert (root / FOLDER).is_dir()
    assert quick.edition == slow.edition
    count = 0
    for kind in FOLDERS:
        assert quick.ids(kind) == slow.ids(kind)
        assert quick.names(kind) == slow.names(kind)
        for name in slow.ids(kind):
            one: Entity = quick.get(kind, name)
            other: Entity = slow.get(kind, name)
            assert one == other, (kind, name)
            assert repr(one) == repr(other), "equal, and of the same types"
            count += 1
    assert count > 1000


def test_the_sdist_holds_sources_facts_and_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {f"src/{name}" if name.startswith("immuno_cli") else f"data/{name}" for name in files_in_tree()}
    assert wanted <= names
    assert {"README.md", "LICENSE", "CHANGELOG.md", "tests/test_facts.py"} <= names


@pytest.fixture(scope="session")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into an empty environment outside the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    (wheel,) = built.glob("*.whl")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    return scripts / "immuno"


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["therapies", "list"], "CAR T-cell therapy"),
        (["drug", "show", "yescarta"], "axicabtagene ciloleucel"),
        (["side-effects", "til"], "Capillary leak"),
        (["facts", "check"], "no problem found"),
        (["--version"], "facts as of"),
    ],
    ids=" ".join,
)
def test_the_installed_command_answers(argv: list[str], expected: str, installed: Path, tmp_path: Path) -> None:
    variables = environment()
    del variables["PYTHONPATH"]
    done = subprocess.run(
        [installed, *argv], cwd=tmp_path, env=variables, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert expected in done.stdout


def test_only_the_three_packages_are_required(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        lines = archive.read(name).decode().splitlines()
    required = {line.partition(":")[2].strip() for line in lines if line.startswith("Requires-Dist:")}
    assert required == {"pyyaml>=6.0", "rich>=13.8", "typer<0.29,>=0.26"}
