/* Each script asks `clauderon __complete` for candidates and falls back to file names where there are none. */

const bash = `
_clauderon() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  local IFS=$'\\n'
  COMPREPLY=($(clauderon __complete -- "\${words[@]}" 2>/dev/null))
}
complete -o default -F _clauderon clauderon
`;

const zsh = `#compdef clauderon
_clauderon() {
  local -a candidates
  candidates=("\${(@f)$(clauderon __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -a candidates; else _files; fi
}
if [[ "\${funcstack[1]}" == _clauderon ]]; then _clauderon "$@"; else compdef _clauderon clauderon; fi
`;

const fish = `
function __clauderon_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates (clauderon __complete -- $words[2..-1] 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c clauderon -f -a '(__clauderon_complete)'
`;

export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
