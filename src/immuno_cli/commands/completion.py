"""`immuno completion`: scripts that let a shell complete commands, options and names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from immuno_cli.cli.options import new_app


class Shell(StrEnum):
    """Shells that a script is written for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


app = new_app()


@app.command()
def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell you type in.", show_default=False)],
) -> None:
    """Print a script that completes commands and names on TAB.

    Example: immuno completion bash

    To have it in every new shell, add one line to its start-up file:

    In ~/.bashrc: eval "$(immuno completion bash)"

    In ~/.zshrc, after compinit: eval "$(immuno completion zsh)"

    In ~/.config/fish/config.fish: immuno completion fish | source
    """
    # The scripts may lie in a zip file.
    from importlib.resources import files

    typer.echo((files("immuno_cli.cli") / f"completion.{shell}").read_text(encoding="utf-8"), nl=False)
