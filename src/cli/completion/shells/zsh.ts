/** Values that go on (\`password=\`) get no space after them; compadd quotes what it puts on the line. */
export const zsh = `#compdef fob
# fob completion for zsh
_fob() {
  local head line
  local -a lines values shown open openShown
  lines=("\${(@f)$(command fob __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  head=$lines[1]
  case $head in
    file*|folder*)
      compset -P "\${(b)\${head#* }}"
      if [[ $head == folder* ]]; then _files -/; else _files; fi
      return
      ;;
  esac
  for line in "\${(@)lines[2,-1]}"; do
    [[ -n $line ]] || continue
    local value=\${line%%$'\\t'*} text=$line
    [[ $line == *$'\\t'* ]] && text="$value  -- \${line#*$'\\t'}"
    if [[ $value == *[=:] ]]; then
      open+=("$value")
      openShown+=("$text")
    else
      values+=("$value")
      shown+=("$text")
    fi
  done
  (( $#values )) && compadd -l -d shown -a values
  (( $#open )) && compadd -l -S '' -d openShown -a open
}
if [ "$funcstack[1]" = "_fob" ]; then
  _fob "$@"
else
  compdef _fob fob
fi
`;
