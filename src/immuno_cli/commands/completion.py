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
    typer.echo(SCRIPTS[shell], nl=False)


BASH = r"""# bash completion for immuno, printed by `immuno completion bash`.
_immuno() {
    local typed="${COMP_WORDS[COMP_CWORD]}" quoted="" value what
    COMPREPLY=()
    case "$typed" in
        [\"\']*) quoted=1 typed="${typed:1}" ;;
        *) typed="${typed//\\/}" ;;
    esac
    while IFS=$'\t' read -r value what; do
        if [[ "$value" == ":DIR" ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r value; do
                COMPREPLY+=("$value")
            done < <(compgen -d -- "$typed")
            return
        fi
        # bash inserts a candidate as it is, so what the shell would read as two words is quoted here.
        [[ "$quoted" ]] || printf -v value '%q' "$value"
        COMPREPLY+=("$value")
    done < <(_IMMUNO_COMPLETE=1 "${1/#\~/$HOME}" "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$typed" 2>/dev/null)
}
complete -F _immuno immuno
"""

ZSH = r"""#compdef immuno
# zsh completion for immuno, printed by `immuno completion zsh`.
_immuno() {
    local -a before=("${words[1]/#\~/$HOME}" "${(@Q)words[2,CURRENT-1]}") candidates
    local line value
    for line in "${(@f)$(_IMMUNO_COMPLETE=1 "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        value="${line%%$'\t'*}"
        if [[ "$value" == ":DIR" ]]; then
            _files -/
            return
        fi
        [[ -n "$value" ]] && candidates+=("${value//:/\\:}:${line#*$'\t'}")
    done
    _describe -V immuno candidates -M 'm:{a-zA-Z}={A-Za-z}'
}
if [[ "${funcstack[1]}" == _immuno ]]; then
    _immuno "$@"
else
    compdef _immuno immuno
fi
"""

FISH = r"""# fish completion for immuno, printed by `immuno completion fish`.
function __immuno_complete
    set -l before (commandline -opc)
    set -l typed (commandline -ct | string replace -r '^["\']' '' | string unescape)
    set -l program (string replace -r '^~' $HOME -- $before[1])
    set -e before[1]
    set -l found (_IMMUNO_COMPLETE=1 command $program $before "$typed" 2>/dev/null)
    if string match -q -- ':DIR*' $found
        __fish_complete_directories "$typed"
    else
        printf '%s\n' $found
    end
end
complete -c immuno -f -k -a '(__immuno_complete)'
"""

SCRIPTS = {Shell.BASH: BASH, Shell.ZSH: ZSH, Shell.FISH: FISH}
