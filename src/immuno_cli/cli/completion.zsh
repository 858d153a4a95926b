#compdef immuno
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
