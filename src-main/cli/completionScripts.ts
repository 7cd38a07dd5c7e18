/* Each script asks `clauderon __complete` for candidates, or what kind of file names the shell shall offer. */

const bash = `
_clauderon() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  local IFS=$'\\n'
  COMPREPLY=($(clauderon __complete -- "\${words[@]}" 2>/dev/null))
  case "\${COMPREPLY[0]}" in
    :files) COMPREPLY=(); compopt -o default ;;
    :folders) COMPREPLY=(); compopt -o dirnames ;;
  esac
}
complete -F _clauderon clauderon
`;

const zsh = `#compdef clauderon
_clauderon() {
  local -a candidates
  candidates=("\${(@f)$(clauderon __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case "\${candidates[1]}" in
    :files) _files ;;
    :folders) _files -/ ;;
    ?*) compadd -a candidates ;;
  esac
}
if [[ "\${funcstack[1]}" == _clauderon ]]; then _clauderon "$@"; else compdef _clauderon clauderon; fi
`;

const fish = `
function __clauderon_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates (clauderon __complete -- $words[2..-1] 2>/dev/null)
  switch "$candidates[1]"
    case :files
      __fish_complete_path (commandline -ct)
    case :folders
      __fish_complete_directories (commandline -ct) ''
    case '?*'
      printf '%s\\n' $candidates
  end
end
complete -c clauderon -f -a '(__clauderon_complete)'
`;

export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
