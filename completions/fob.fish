# fob completion for fish
function __fob_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command fob __complete -- $words[2..-1] "$current" 2>/dev/null)
    set -l head (string split -m 1 ' ' -- "$lines[1]")
    switch "$head[1]"
        case file folder
            set -l path (string sub -s (math (string length -- "$head[2]") + 1) -- "$current")
            set -l found
            if test "$head[1]" = folder
                set found (__fish_complete_directories "$path")
            else
                set found (__fish_complete_path "$path")
            end
            for one in $found
                printf '%s%s\n' "$head[2]" "$one"
            end
        case '*'
            test (count $lines) -gt 1; and printf '%s\n' $lines[2..-1]
    end
end
complete -c fob -e
complete -c fob -f -a '(__fob_complete)'
