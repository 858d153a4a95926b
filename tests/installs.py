"""How the tests of packages build the project, install it into empty environments, and ask it far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from conftest import PATIENCE, environment

SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def build(source: Path, out: Path, *options: str, **variables: str) -> Path:
    """Build a source tree into a folder, as `python -m build` does, and return the folder."""
    python("-m", "build", "--no-isolation", "--outdir", str(out), *options, str(source), **variables)
    return out


def python(*argv: str, **variables: str) -> None:
    """Run this Python with tools from the development environment; when it fails, show what it said."""
    done = subprocess.run(
        [sys.executable, *argv],
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"


def pip(wheelhouse: Path) -> dict[str, str]:
    """Return the variables with which pip takes everything from the folder."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheelhouse), "PIP_NO_COMPILE": "1"}


def install(folder: Path, wheelhouse: Path, *what: str) -> Path:
    """Make an empty environment, install into it what pip is told, and return the installed command."""
    venv.create(folder)
    interpreter = folder / SCRIPTS / "python"
    python("-m", "pip", "--python", str(interpreter), "install", "--quiet", *what, **pip(wheelhouse))
    return folder / SCRIPTS / "immuno"


def elsewhere(argv: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command away from the checkout, with nothing of it on the path."""
    without = {name: value for name, value in environment(**variables).items() if name != "PYTHONPATH"}
    paths = {"PYTHONPATH": variables["PYTHONPATH"]} if "PYTHONPATH" in variables else {}
    return subprocess.run(
        argv, cwd=folder, env={**without, **paths}, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
    )
