"""Every check by one word: `nox` runs all but the two that take long, `nox -l` is the manual."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True


def prepared(session: nox.Session) -> None:
    """Install the project and its tools, unless nox runs inside an environment that has them (`--no-venv`)."""
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--upgrade", "pip")
        session.install("--quiet", "--editable", ".", "--group", "dev")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests: facts, screens, commands, documents, packages."""
    prepared(session)
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto"]))


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
def docs(session: nox.Session) -> None:
    """Write what is generated: schema, field list, man page, screens in the README. `nox -s docs -- --check` checks."""
    prepared(session)
    if "--check" in session.posargs:
        session.run("python", "-m", "pytest", "-q", "tests/test_docs.py")
        return
    session.run("python", "-m", "immuno_cli.schema", "docs")
    session.run("python", "-m", "immuno_cli.manual", "docs/man/immuno.1")
    session.run("python", "docs/make_images.py")
    session.run("python", "-m", "cogapp", "-r", "-P", "README.md", "CONTRIBUTING.md")


@nox.session
def package(session: nox.Session) -> None:
    """Build the wheel and the sdist and test what is in them."""
    prepared(session)
    session.run("python", "-m", "pytest", "-q", "tests/test_packaging.py")


@nox.session
def export(session: nox.Session) -> None:
    """Have outside programs judge an export: Frictionless the tables, jsonschema the records."""
    prepared(session)
    if session.virtualenv.is_sandboxed:
        session.install("--quiet", "--group", "export")
    session.run("python", "-m", "pytest", "-q", "tests/test_export.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure every command against a hello app of the same libraries."""
    prepared(session)
    session.run("python", "benchmarks/startup.py", *session.posargs)


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
    session.run("coverage", "run", "-m", "pytest", *(session.posargs or ["-n", "auto"]))
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")
