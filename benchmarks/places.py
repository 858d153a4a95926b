"""Where the commands run: the wheel of this checkout in an environment of its own, the hello app beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CALLS = "from immuno_cli.__main__ import main"
"""The line of the script that pip makes for `immuno` that says what it calls."""


def variables() -> dict[str, str]:
    """Return the environment of every measured run: 80 columns, UTF-8, nothing that changes Python or the output."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME") if name in os.environ}
    return {**kept, "COLUMNS": "80", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def installed(folder: Path) -> Path:
    """Build the wheel of this checkout, install it into a new environment; return the Python of that environment.

    Raises CalledProcessError when it cannot be built or installed.
    """
    wheels, environment = folder / "wheel", folder / "environment"
    quietly(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(HERE.parent))
    quietly(sys.executable, "-m", "venv", str(environment))
    python = environment / "bin" / "python"
    quietly(str(python), "-m", "pip", "install", "--quiet", *map(str, wheels.glob("*.whl")))
    return python


def refuse_a_checkout(python: Path) -> None:
    """Raise ValueError unless the environment has the wheel: an editable install reads YAML, as no user does."""
    code = (
        "from importlib.resources import files; from immuno_cli.facts.database import FILE; "
        "raise SystemExit(not (files('immuno_facts') / FILE).is_file())"
    )
    if subprocess.run([python, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode:
        raise ValueError(f"{python} has no wheel of immuno; build one and install it there, or leave --python out")


def hello_beside(python: Path, folder: Path) -> Path:
    """Write the script that pip would make for the hello app; return its path.

    It is the script of `immuno` with another call, so that both start alike: same Python, same imports before the app.
    """
    text = (python.parent / "immuno").read_text(encoding="utf-8")
    if CALLS not in text:
        raise ValueError(f"{python.parent / 'immuno'} does not hold the line {CALLS!r}; install immuno with pip")
    script = folder / "hello"
    script.write_text(text.replace(CALLS, "from hello import app as main"), encoding="utf-8")
    script.chmod(0o755)
    shutil.copy(HERE / "hello.py", folder)
    return script


def with_facts(python: Path, folder: Path) -> tuple[Path, Path]:
    """Copy the installed program twice: with its own facts, and with ten times as many; return both folders.

    Both are copies, so that both are found the same way: on PYTHONPATH.
    """
    own, tenfold = folder / "own", folder / "tenfold"
    for package in ("immuno_cli", "immuno_facts"):
        code = f"from importlib.resources import files; print(files({package!r}), end='')"
        source = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout
        shutil.copytree(source, own / package)
    shutil.copytree(own / "immuno_cli", tenfold / "immuno_cli")
    quietly(str(python), str(HERE / "tenfold.py"), str(tenfold / "immuno_facts"))
    return own, tenfold


def quietly(*command: str) -> None:
    """Run a command; show what it said only when it fails. Raises CalledProcessError."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout)
        done.check_returncode()
