# bash completion for immuno, printed by `immuno completion bash`.
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
