# What bash offers behind each line: bash complete.bash SCRIPT, then one line of words on stdin for each, parted by tabs
# as readline parts them; one word a line, and END after each line's.
# shellcheck source=/dev/null
source "$1"
while IFS=$'\t' read -r -a COMP_WORDS; do
  # What is behind the last tab is the word under the cursor, also where it is empty.
  [[ ${COMP_WORDS[${#COMP_WORDS[@]} - 1]} == '<empty>' ]] && COMP_WORDS[${#COMP_WORDS[@]} - 1]=''
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _campaignctl campaignctl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
  ((${#COMPREPLY[@]} > 0)) && printf '%s\n' "${COMPREPLY[@]}"
  echo END
done
