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
    # The words up to the cursor as the shell reads them. bash puts a candidate in place of $2, which is the end of the
    # last word, after an open quote: `kept` letters of the word stand before it.
    local line="${COMP_LINE:0:COMP_POINT}" word="" begun="" quote="" kept=0 i letter value what
    local apostrophe="'\\''" bang='"\!"' words=()
    COMPREPLY=()
    for ((i = 0; i < ${#line}; i++)); do
        ((i == ${#line} - ${#2})) && kept=${#word}
        letter="${line:i:1}"
        case "$quote$letter" in
            [\"\']) quote="$letter" begun=1 ;;
            \"\" | \'\') quote="" ;;
            \\) word+="${line:$((++i)):1}" begun=1 ;;
            \"\\)
                [[ "${line:i+1:1}" == [\$\`\"\\] ]] && ((++i))
                word+="${line:i:1}"
                ;;
            [[:space:]])
                [[ "$begun" ]] && words+=("$word")
                word="" begun=""
                ;;
            *) word+="$letter" begun=1 ;;
        esac
    done
    [[ "$2" ]] || kept=${#word}
    while IFS=$'\t' read -r value what; do
        if [[ "$value" == ":DIR" ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r value; do
                COMPREPLY+=("$value")
            done < <(compgen -d -- "${word:kept}")
            return
        fi
        # bash inserts a candidate as it is, so what the shell would read otherwise is quoted here.
        value="${value:kept}"
        case "$quote" in
            \') value=${value//\'/$apostrophe} ;;
            \")
                for letter in \\ \" '$' \`; do
                    value=${value//"$letter"/\\"$letter"}
                done
                value=${value//!/$bang}
                ;;
            *) printf -v value '%q' "$value" ;;
        esac
        # bash takes a quote at the end of a candidate for the one that closes it.
        [[ "$quote" && "$value" == *"$quote" ]] && value+="$quote"
        COMPREPLY+=("$value")
    done < <(_IMMUNO_COMPLETE=1 "${1/#\~/$HOME}" "${words[@]:1}" "$word" 2>/dev/null)
}
complete -F _immuno immuno
"""

ZSH = r"""#compdef immuno
# zsh completion for immuno, printed by `immuno completion zsh`.
_immuno() {
    local -a before=("${words[1]/#\~/$HOME}" "${(@Q)words[2,CURRENT-1]}") candidates
    # A quote may be open still.
    local typed="${(Q)${:-$QIPREFIX$PREFIX$compstate[quote]}}" line value what
    for line in "${(@f)$(_IMMUNO_COMPLETE=1 "${before[@]}" "$typed" 2>/dev/null)}"; do
        value="${line%%$'\t'*}" what="${line#*$'\t'}"
        if [[ "$value" == ":DIR" ]]; then
            _files -/
            return
        fi
        value="${value//\\/\\\\}"
        [[ -n "$value" ]] && candidates+=("${value//:/\\:}${what:+:$what}")
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
    set -l token (commandline -ct)
    # A quote may be open still.
    set -l typed (string unescape -- "$token"; or string unescape -- "$token\""; or string unescape -- "$token'")
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
