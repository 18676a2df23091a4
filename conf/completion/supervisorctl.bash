# Completion of supervisorctl for bash: actions, options, and the names that `supervisorctl status` shows.
# Install as /usr/share/bash-completion/completions/supervisorctl, or source it.

_supervisorctl()
{
    local cur words=() connection=() action="" i word
    # Bash splits words at colons; names have them. The line up to the cursor is split at blanks instead.
    local line=${COMP_LINE:0:COMP_POINT}
    read -ra words <<< "$line"
    cur=""
    if [[ $line != *[[:space:]] ]]; then
        cur=${words[-1]}
        unset 'words[-1]'
    fi

    # What the command line says about the daemon is repeated when names are asked for.
    for ((i = 1; i < ${#words[@]}; i++)); do
        word=${words[i]}
        case $word in
            -c|-s|-u|-p|--configuration|--serverurl|--username|--password)
                connection+=("$word" "${words[++i]-}") ;;
            -r|--history_file|--history-file)
                ((i++)) ;;
            --*=*)
                connection+=("$word") ;;
            -*) ;;
            *)
                action=$word
                break ;;
        esac
    done

    COMPREPLY=()
    local actions="add avail clear exit fg graph help limits maintail open pid plan quit reload reload-program remove reread restart schedule shutdown signal start status stop tail update upgrade version"
    if [[ -z $action ]]; then
        case ${words[-1]-} in
            -c|-r|--configuration|--history_file|--history-file)
                compopt -o filenames 2> /dev/null
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                return ;;
            -s|--serverurl)
                _supervisorctl_offer "http:// unix://"
                return ;;
            -u|--username|-p|--password)
                return ;;
        esac
        if [[ $cur == -* ]]; then
            _supervisorctl_offer "-c -h -i -s -u -p -r --configuration --help --interactive --serverurl --username --password --history_file"
        else
            _supervisorctl_offer "$actions"
        fi
        return
    fi

    case $action in
        help)
            _supervisorctl_offer "$actions" ;;
        add|remove)
            _supervisorctl_offer "$(_supervisorctl_names groups)" ;;
        plan)
            _supervisorctl_offer "--json $(_supervisorctl_names groups)" ;;
        upgrade)
            _supervisorctl_offer "--check --json" ;;
        update)
            _supervisorctl_offer "--dry-run $(_supervisorctl_names groups)" ;;
        status)
            _supervisorctl_offer "--json all $(_supervisorctl_names processes)" ;;
        limits|reload-program)
            _supervisorctl_offer "$(_supervisorctl_names processes)" ;;
        schedule)
            if ((${#words[@]} == i + 1)); then
                _supervisorctl_offer "all $(_supervisorctl_names processes)"
            else
                _supervisorctl_offer "on off now next"
            fi ;;
        graph)
            _supervisorctl_offer "--dot" ;;
        start|stop|restart|pid|clear)
            _supervisorctl_offer "all $(_supervisorctl_names processes)" ;;
        signal)
            if ((${#words[@]} == i + 1)); then
                _supervisorctl_offer "HUP INT QUIT USR1 USR2 TERM KILL STOP CONT WINCH"
            else
                _supervisorctl_offer "all $(_supervisorctl_names processes)"
            fi ;;
        tail)
            if [[ $cur == -* ]]; then
                _supervisorctl_offer "-f"
            elif [[ ${words[-1]} == tail || ${words[-1]} == -* ]]; then
                _supervisorctl_offer "$(_supervisorctl_names processes)"
            else
                _supervisorctl_offer "stdout stderr"
            fi ;;
        fg)
            _supervisorctl_offer "$(_supervisorctl_names processes)" ;;
        maintail)
            _supervisorctl_offer "-f" ;;
    esac
}

# Those of the given words that begin with $cur, without the part of them that bash considers done: it starts anew after a colon.
# (Not by compgen -W, which would carry out what stands in a name.)
_supervisorctl_offer()
{
    local offered word done=""
    [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] && done=${cur%"${cur##*:}"}
    read -r -d '' -a offered <<< "$1"
    for word in "${offered[@]}"; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("${word#"$done"}")
    done
}

# Asks the daemon, quietly: without one there are no names. A table line begins with a name and a state.
_supervisorctl_names()
{
    "${COMP_WORDS[0]:-supervisorctl}" "${connection[@]}" status 2> /dev/null < /dev/null | while read -r name state rest; do
        case $state in
            STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN) ;;
            *) continue ;;
        esac
        if [[ $1 == groups ]]; then
            printf '%s\n' "${name%%:*}"
        else
            printf '%s\n' "$name"
            [[ $name == *:* ]] && printf '%s\n' "${name%%:*}:*"
        fi
    done | sort -u
}

complete -F _supervisorctl supervisorctl
