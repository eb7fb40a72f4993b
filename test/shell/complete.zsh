# What zsh offers behind each line: zsh complete.zsh SCRIPT LINE..., one word a line, and END after each line's.
# An interactive shell of its own loads the script and gets a line and a Tab; a compadd of ours writes down what is added.
zmodload zsh/zpty || exit 3
script=$1
shift
found=$(mktemp)
setup=$(mktemp)
cat >$setup <<SETUP
PROMPT=
autoload -Uz compinit && compinit -u -D
source ${(q)script}
compadd() {
  local -a kept
  # For its caller alone: nothing is offered.
  if (( \${@[(I)-[OAD]]} )); then
    builtin compadd "\$@"
    return
  fi
  builtin compadd -O kept "\$@"
  (( \$#kept )) && print -rl -- \$kept >>${(q)found}
  builtin compadd "\$@"
}
offer() {
  _main_complete
  print -r -- END >>${(q)found}
}
zle -C offer complete-word offer
bindkey '^I' offer
bindkey '^U' kill-buffer
print READY
SETUP

zpty shell zsh -f -i
zpty -w shell "source ${(q)setup}"
zpty -r shell answer '*READY*'
lines=0
for line in "$@"; do
  (( lines += 1 ))
  zpty -w -n shell $'\C-u'"$line"$'\t'
  for i in {1..200}; do
    [[ $(grep -c '^END$' $found) == $lines ]] && break
    # What it draws has to be read, or it stops.
    zpty -r -t shell answer && continue
    sleep 0.05
  done
done
zpty -d shell
cat $found
rm -f $found $setup
