# fish completion for immuno, printed by `immuno completion fish`.
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
