"""The package, not the checkout: what is in the wheel and the sdist, and whether the installed command answers."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, environment

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
    assert names == files_in_tree()
    assert wheel.stat().st_size < 2_000_000


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
