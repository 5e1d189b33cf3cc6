#!/bin/sh
# Prints the keys and authorities that this host's OpenSSH trusts, for keyroll. It reads nothing else and changes nothing.
# It is the command="…" of a line in root's authorized_keys, so that keyroll's key can only run this.
CONFIG=@CONFIG@
PATH=/usr/sbin:/usr/bin:/sbin:/bin
host=$(hostname)
tab=$(printf '\t')
settings=$(sshd -T -f "$CONFIG") || exit 1
setting() { printf '%s\n' "$settings" | sed -n "s/^$1 //p"; }
named() { for file in $(setting "$1"); do [ "$file" = none ] || printf '%s\n' "$file"; done; }
lines() { awk -v head="$1" '{ print head $0 }' "$2"; }
revoked() {
  for file in $(named revokedkeys); do
    text=$(ssh-keygen -Q -l -f "$file") || exit 3
    printf '%s\n' "$text" | sed "s/^/revoked:$tab/"
  done
}
case "$SSH_ORIGINAL_COMMAND" in
authorized_keys)
  getent passwd | while IFS=: read -r account _ id _ _ home _; do
    for file in $(setting authorizedkeysfile); do
      file=$(printf '%s' "$file" | sed "s|%h|$home|g;s|%u|$account|g;s|%U|$id|g;s|%%|%|g")
      case "$file" in none) continue ;; /*) ;; *) file=$home/$file ;; esac
      [ -f "$file" ] && lines "$host$tab$account$tab" "$file"
    done
  done
  revoked ;;
certificates)
  getent passwd | cut -d: -f6 | sort -u | while read -r home; do
    for file in "$home"/.ssh/*-cert.pub; do [ -f "$file" ] && lines "$host$tab" "$file"; done
  done
  for file in $(named hostcertificate); do lines "$host$tab" "$file"; done
  revoked ;;
authorities) for file in $(named trustedusercakeys); do lines "$host$tab" "$file"; done ;;
host_keys) for file in $(named hostkey); do lines "$host " "$file.pub"; done ;;
*) printf 'unknown list\n' >&2; exit 2 ;;
esac
exit 0
