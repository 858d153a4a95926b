"""Every check by one word: `nox` runs all but the two that take long, `nox -l` is the manual."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nox

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
"""Every Python that the classifiers name; a session is skipped where its Python is not installed."""

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "oldest", "export"]


def prepared(session: nox.Session) -> None:
    """Install the project and its tools, unless nox runs inside an environment that has them (`--no-venv`)."""
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--upgrade", "pip")
        session.install("--quiet", "--editable", ".", "--group", "dev")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests: facts, screens, commands, documents, packages."""
    prepared(session)
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto", "--dist", "loadgroup"]))


@nox.session(python=PYTHONS[0])
def oldest(session: nox.Session) -> None:
    """Run the tests of facts, screens and commands with the oldest libraries that the project allows."""
    floors = [re.sub(r">=([^,]+).*", r"==\1", one) for one in PROJECT["project"]["dependencies"]]
    session.install("--quiet", "--upgrade", "pip")
    session.install("--quiet", "--only-binary", "pyyaml", "--editable", ".", "--group", "dev", *floors)
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto", "--dist", "loadgroup", *SCREENS]))


SCREENS = [
    *("tests/cli/test_app.py", "tests/commands/test_help.py", "tests/formats"),
    *("tests/test_everywhere.py", "tests/test_facts_compiled.py", "tests/test_facts_decode.py"),
]
"""The tests that see what typer, rich and PyYAML do."""


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    prepared(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    prepared(session)
    session.run("mypy")


@nox.session
def proof(session: nox.Session) -> None:
    """Prove quotes and numbers against the texts of labels: `nox -s proof -- FOLDER`; without one, ../shared/labels."""
    prepared(session)
    folder = Path(session.posargs[0] if session.posargs else "../shared/labels")
    if not folder.is_dir():
        session.warn(f"NOT RUN: there are no texts of labels in {folder}, so no quote was compared with its label.")
        return
    session.run("python", "-m", "immuno_cli", "facts", "proof", str(folder), "--facts", "data/immuno_facts")


@nox.session
def docs(session: nox.Session) -> None:
    """Write what is generated: schema, field list, man page, screens in the README. `nox -s docs -- --check` checks."""
    prepared(session)
    if "--check" in session.posargs:
        session.run("python", "-m", "pytest", "-q", "tests/test_docs.py")
        return
    session.run("python", "-m", "immuno_cli.export.schema", "docs")
    session.run("python", "-m", "immuno_cli.cli.manual", "docs/man/immuno.1")
    session.run("python", "docs/make_images.py")
    # UTF-8 whatever the system: cog reads and writes with the encoding of the place.
    session.run("python", "-m", "cogapp", "-r", "-P", "README.md", env={"PYTHONUTF8": "1"})


@nox.session
def package(session: nox.Session) -> None:
    """Build the wheel and the sdist and test what is in them."""
    prepared(session)
    session.run("python", "-m", "pytest", "-q", "tests/test_packaging.py")


@nox.session
def dist(session: nox.Session) -> None:
    """Build what is published into dist/, with pinned tools; `nox -s dist -- v1.2.3` only if that is the version."""
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--require-hashes", "--requirement", TOOLS)
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation", "--outdir", "dist")
    session.run("python", "-m", "twine", "check", "--strict", *map(str, sorted(Path("dist").iterdir())))
    (wheel,) = Path("dist").glob("*.whl")
    version = wheel.name.split("-")[1]
    if session.posargs not in ([], [f"v{version}"]):
        session.error(f"The tag is {' '.join(session.posargs)} but the version is {version}. Nothing may be published.")


TOOLS = ".ci/tools.txt"
"""What builds and checks a release, each by version and hash."""


@nox.session(default=False)
def pins(session: nox.Session) -> None:
    """Write the newest versions of the group `tools` and all that they need, with hashes, for every system."""
    session.install("--quiet", "uv")
    session.run(
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", PYTHONS[0], "--generate-hashes"),
        *("--upgrade", "--custom-compile-command", "nox -s pins", "--group", "tools", "--output-file", TOOLS),
    )


@nox.session
def zipapp(session: nox.Session) -> None:
    """Make immuno.pyz, the whole program with its libraries and facts in one file."""
    shutil.rmtree("build", ignore_errors=True)
    session.run("python", "-m", "pip", "install", "--quiet", "--target", "build/immuno", ".")
    entry = ["--main", "immuno_cli.__main__:main", "--python", "/usr/bin/env python3"]
    session.run("python", "-m", "zipapp", "build/immuno", *entry, "--compress", "--output", "immuno.pyz")


@nox.session
def export(session: nox.Session) -> None:
    """Have outside programs judge an export: Frictionless the tables, jsonschema the records."""
    prepared(session)
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--group", "export")
    session.run("python", "-m", "pytest", "-q", "tests/export", *session.posargs)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Fuzz the decoder, half of the time with each YAML loader: `nox -s fuzz -- MINUTES`. What it finds is in .fuzz."""
    prepared(session)
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--group", "fuzz")
    seconds = round(float(session.posargs[0] if session.posargs else 10) * 30)
    for loader in ("c", "python"):
        session.run("python", "fuzz/decode.py", loader, ".fuzz", f"-max_total_time={seconds}")


@nox.session(default=False)  # it takes a quarter of an hour, and other work on the machine widens its numbers
def bench(session: nox.Session) -> None:
    """Measure the wheel against a hello app of the same libraries. `-- --check` judges, `-- --help` tells the rest."""
    prepared(session)
    session.run("python", "benchmarks/bench.py", *session.posargs)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Change the code in small ways and count what the tests notice: all four modules, or those named after `--`."""
    prepared(session)
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--group", "mutants")
    session.run("python", "benchmarks/mutants.py", *session.posargs)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Measure which lines and branches the tests run, in the processes they start as well."""
    prepared(session)
    session.run("coverage", "erase")
    asked = session.posargs or ["-n", "auto", "--dist", "loadgroup"]
    session.run("coverage", "run", "-m", "pytest", *asked)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")
