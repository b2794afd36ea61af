# fob completion for bash
_fob() {
  local IFS=$' \t\n' rest=${COMP_LINE:0:COMP_POINT} word i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("")
    fi
    ((i == COMP_CWORD)) && word=$rest
    words[${#words[@]} - 1]+=$word
    rest=${rest#"$word"}
  done
  local current=${words[${#words[@]} - 1]}
  local broken=""
  if [[ $current == *[=:]* ]]; then
    for i in = :; do
      if [[ $COMP_WORDBREAKS == *"$i"* && $current == *"$i"* ]]; then
        word=${current%"$i"*}$i
        ((${#word} > ${#broken})) && broken=$word
      fi
    done
  fi
  COMPREPLY=()
  local head="" value description
  while IFS=$'\t' read -r value description; do
    if [[ -z $head ]]; then
      head=$value
    elif [[ $COMP_TYPE == 63 && -n $description ]]; then
      COMPREPLY+=("${value#"$broken"}  ($description)")
    else
      COMPREPLY+=("${value#"$broken"}")
    fi
  done < <(command fob __complete -- "${words[@]:1}" 2>/dev/null)
  case $head in
    file* | folder*)
      word=${head#* }
      current=${current#"$word"}
      i=-f
      [[ $head == folder* ]] && i=-d
      type compopt &>/dev/null && compopt -o filenames
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$i" -- "$current")
      ;;
    *)
      if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]]; then
        type compopt &>/dev/null && compopt -o nospace
      fi
      ;;
  esac
}
complete -F _fob fob
