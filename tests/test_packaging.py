"""The package, not the checkout: what is in the wheel and the sdist, and whether the installed command answers."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from conftest import FACTS, ROOT, Run, compiled
from immuno_cli.facts.database import FILE
from immuno_cli.facts.folder import PACK, unpacked
from immuno_cli.facts.kinds import FOLDERS, Entity
from immuno_cli.facts.knowledge import Knowledge
from installs import build, elsewhere, install, pip, python

pytestmark = pytest.mark.xdist_group("packages")
"""One worker builds and installs; two would do all of it twice."""

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
    return build(ROOT, tmp_path_factory.mktemp("dist"), PYTHONHASHSEED="0")


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The wheel, built from the sdist."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that a build and a run need, fetched once; the installs below ask no index."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]
    folder = tmp_path_factory.mktemp("wheelhouse")
    python("-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", str(folder), *wanted)
    return folder


@pytest.fixture(scope="session")
def libraries(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the libraries that the program needs at run time, unpacked, and nothing else."""
    folder = tmp_path_factory.mktemp("libraries")
    for name in wheelhouse.glob("*.whl"):
        if not re.match(r"(hatchling|editables|pathspec|pluggy|trove_classifiers|packaging)-", name.name):
            with zipfile.ZipFile(name) as archive:
                archive.extractall(folder)
    return folder


def test_the_wheel_holds_every_file_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        yaml = archive.read(f"immuno_facts/{PACK}")
    shared = {name for name in names if ".data/data/" in name}
    assert {name.partition(".data/data/")[2] for name in shared} == {"share/man/man1/immuno.1"}
    packed = {f"immuno_facts/{path}" for path in files_in(unpacked(yaml))}
    assert packed == {name for name in files_in_tree() if name.endswith(".yaml")}
    assert names - shared == files_in_tree() - packed | {f"immuno_facts/{FILE}", f"immuno_facts/{PACK}"}
    assert wheel.stat().st_size < 6_000_000


def files_in(folder: Traversable, above: str = "") -> Iterator[str]:
    """Yield the path of every file in a folder."""
    for item in folder.iterdir():
        yield from files_in(item, f"{above}{item.name}/") if item.is_dir() else [f"{above}{item.name}"]


def test_the_yaml_in_the_wheel_is_that_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        root = unpacked(archive.read(f"immuno_facts/{PACK}"))
    for path in FACTS.rglob("*.yaml"):
        assert (root / path.relative_to(FACTS).as_posix()).read_bytes() == path.read_bytes(), path


def test_the_compiled_facts_in_the_wheel_equal_the_yaml(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    root = tmp_path / "immuno_facts"
    quick, slow = compiled(root), Knowledge(FACTS)
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


def test_only_the_three_packages_are_required(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        lines = archive.read(name).decode().splitlines()
    required = {line.partition(":")[2].strip() for line in lines if line.startswith("Requires-Dist:")}
    assert required == {"pyyaml>=6.0", "rich>=13.8", "typer<0.29,>=0.26"}


def test_the_description_leads_nowhere_that_an_index_does_not_know(built: Path) -> None:
    """On the page of an index there are no other files: an image or a link that is relative would be broken."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        head, _, description = archive.read(name).decode().partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head
    assert re.findall(r"\]\((?!https?://)", description) == []
    assert "<!--" not in description
    for words in ("# immuno", "immuno drug show yescarta", "```console", "CONTRIBUTING says how to add a drug"):
        assert words in description
    with tarfile.open(sdist) as tar:
        (path,) = (path for path in tar.getnames() if path.endswith("/PKG-INFO"))
        file = tar.extractfile(path)
        assert file is not None
        assert file.read().decode().partition("\n\n")[2] == description


# --- The same bytes whoever builds --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as another person may have it: other place, other times, other modes, files made in another order."""
    folder = tmp_path_factory.mktemp("another place") / "immuno"
    for path in reversed(project_files()):
        copy = folder / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, copy)
        # Whether a file can be run belongs to it; who may read it does not.
        copy.chmod(0o700 if os.access(ROOT / path, os.X_OK) else 0o600)
        os.utime(copy, (1_000_000_000, 1_000_000_000))
    return folder


def project_files() -> list[Path]:
    """Return every file that belongs to the project, relative to its root."""
    tops = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    found = {Path("pyproject.toml"), Path(".gitignore")}
    for top in map(Path, tops["sdist"]["include"]):
        inside = [top] if (ROOT / top).is_file() else [path.relative_to(ROOT) for path in (ROOT / top).rglob("*")]
        found |= {path for path in inside if (ROOT / path).is_file() and "__pycache__" not in path.parts}
    return sorted(found)


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_another_build_gives_the_same_bytes_and_leaves_nothing_behind(
    kind: str, built: Path, copied: Path, tmp_path: Path
) -> None:
    """Whoever builds a release can compare it with the one that is published, which was built from the sdist.

    What would be left: a folder among the temporary ones, or a place where the next build finds modules.
    """
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    out.mkdir()
    code = (
        "import sys, hatchling.build as backend; before = list(sys.path)\n"
        f"backend.build_{kind}({str(out)!r}); assert sys.path == before, sys.path"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=copied,
        # Another seed, too: what a build takes out of a set comes in another order.
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)), "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (made,) = out.iterdir()
    assert made.read_bytes() == (built / made.name).read_bytes()
    assert list(scratch.iterdir()) == []


def test_nobody_gets_files_that_only_their_owner_may_read(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        assert {(member.external_attr >> 16) & 0o777 for member in archive.infolist()} == {0o644}
    with tarfile.open(sdist) as tar:
        assert {member.mode & 0o777 for member in tar.getmembers() if member.isfile()} <= {0o644, 0o755}


def test_the_sdist_holds_the_project_and_nothing_else(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert names == {path.as_posix() for path in project_files()} | {"PKG-INFO"}


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git checkout")
def test_every_file_under_version_control_is_in_the_sdist() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    tracked = {Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    assert tracked - set(project_files()) == set()


# --- Every way to have the program --------------------------------------------------------------------------------

QUESTIONS = {
    "version": ["--version"],
    "terminal": ["drug", "show", "yescarta", "--format", "terminal", "--width", "80"],
    "json": ["side-effects", "til", "--json"],
    "plain": ["why", "yescarta.safety.crs-zuma-7", "--plain"],
    "search": ["search", "fever", "--plain"],
    "near name": ["drug", "show", "tecarta"],
    "bad usage": ["drug", "show"],
}


@pytest.fixture(scope="session")
def answers(run: Run) -> dict[str, tuple[int, str, str]]:
    """What the checkout answers."""
    done = {name: run(*argv) for name, argv in QUESTIONS.items()}
    return {name: (run.returncode, run.stdout, run.stderr) for name, run in done.items()}


def asked(command: list[str], folder: Path, **variables: str) -> dict[str, tuple[int, str, str]]:
    """Return what a command answers to every question, run in a folder that has nothing to do with the project."""
    done = {name: elsewhere([*command, *argv], folder, **variables) for name, argv in QUESTIONS.items()}
    return {name: (run.returncode, run.stdout, run.stderr) for name, run in done.items()}


def test_the_questions_are_answered(answers: dict[str, tuple[int, str, str]]) -> None:
    assert {name: code for name, (code, _, _) in answers.items()} == {
        **dict.fromkeys(QUESTIONS, 0),
        "near name": 3,
        "bad usage": 2,
    }


@pytest.fixture(scope="session")
def from_wheel(wheel: Path, wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into an environment of its own, as pipx does it."""
    return install(tmp_path_factory.mktemp("installed") / "environment", wheelhouse, str(wheel))


def test_an_installed_command_answers_like_the_checkout(
    answers: dict[str, tuple[int, str, str]], from_wheel: Path, tmp_path: Path
) -> None:
    assert asked([str(from_wheel)], tmp_path) == answers


def test_a_command_installed_from_the_sdist_answers_like_the_checkout(
    answers: dict[str, tuple[int, str, str]], built: Path, wheelhouse: Path, tmp_path: Path
) -> None:
    command = install(tmp_path / "environment", wheelhouse, *map(str, built.glob("*.tar.gz")))
    assert asked([str(command)], tmp_path) == answers


def test_an_installed_command_checks_its_own_facts(from_wheel: Path, tmp_path: Path) -> None:
    done = elsewhere([str(from_wheel), "facts", "check"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no problem found" in done.stdout


def test_an_editable_install_answers_and_sees_new_facts(
    answers: dict[str, tuple[int, str, str]], wheelhouse: Path, copied: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    shutil.copytree(copied, source)
    command = install(tmp_path / "environment", wheelhouse, "--editable", str(source))
    assert asked([str(command)], tmp_path) == answers
    terms = source / "data" / "immuno_facts" / "glossary"
    (terms / "new-term.yaml").write_bytes((terms / "t-cell.yaml").read_bytes())
    assert elsewhere([str(command), "glossary", "new-term"], tmp_path).returncode == 0


def test_the_wheel_answers_without_being_installed(
    answers: dict[str, tuple[int, str, str]], wheel: Path, libraries: Path, tmp_path: Path
) -> None:
    path = os.pathsep.join([str(wheel), str(libraries)])
    assert asked([sys.executable, "-S", "-m", "immuno_cli"], tmp_path, PYTHONPATH=path) == answers


def runs(python: str) -> bool:
    """Return whether there is a command that is a Python; a place holder of a version manager is none."""
    if shutil.which(python) is None:
        return False
    return subprocess.run([python, "-c", "pass"], capture_output=True, check=False).returncode == 0


ZIPAPP = re.compile(r"^python3 -m pip install .* && python3 -m zipapp .*$", re.MULTILINE)
"""The command of the README that makes the single file."""


OLDER = [one for one in ("python3.10", "python3.8", "python3.6", "python2.7") if runs(one)]
PLAYED = (
    "import runpy, sys; sys.version_info = (3, 10, 0); del sys.argv[0]; runpy.run_path(sys.argv[0], {}, '__main__')"
)
"""An older Python than we need: those that are here, and this one saying that it is older."""


def test_the_single_file_of_the_readme_answers(
    answers: dict[str, tuple[int, str, str]],
    wheelhouse: Path,
    copied: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The facts must come out of the file: nothing else of the project can be found, nor any other library.

    Its first half is `pip install` of the folder of the project.
    """
    (command,) = ZIPAPP.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    monkeypatch.chdir(copied)
    for part in command.split(" && "):
        python(*shlex.split(part)[1:], **pip(wheelhouse))
    monkeypatch.chdir(tmp_path)
    alone = tmp_path / "alone"
    alone.mkdir()
    (copied / "immuno.pyz").rename(alone / "immuno.pyz")
    shutil.rmtree(copied / "build")
    assert asked([sys.executable, "-I", "-S", "immuno.pyz"], alone) == answers
    assert [path.name for path in alone.iterdir()] == ["immuno.pyz"], "it writes nothing beside it"
    for older in [*OLDER, f"{sys.executable} -c {shlex.quote(PLAYED)}"]:
        refused = subprocess.run(
            [*shlex.split(older), "immuno.pyz", "drug", "list"], cwd=alone, capture_output=True, text=True, check=False
        )
        assert (refused.returncode, refused.stdout) == (1, "")
        assert re.fullmatch(r"immuno needs Python 3\.11 or later, and this is Python \d\.\d+\.\n", refused.stderr)
    bare = subprocess.run(
        [sys.executable, "immuno.pyz", "drug", "list"], cwd=alone, env={}, capture_output=True, check=False
    )
    assert (bare.returncode, bare.stderr) == (0, b"")
    assert b"Yescarta" in bare.stdout


def test_only_installed_by_its_own_name_and_nothing_else(wheel: Path) -> None:
    """No module with a common name lands in the environment of whoever installs it."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    version = wheel.name.split("-")[1]
    assert tops == {"immuno_cli", "immuno_facts", f"immuno_cli-{version}.dist-info", f"immuno_cli-{version}.data"}
