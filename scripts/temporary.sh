#!/bin/sh
# Prints the folder for files of tests: a folder in memory if there is room, else the usual one. A commit waits for the
# disk, and the tests make some ten thousand. Programs are run from the folder, too.
awk '$2 == "/dev/shm" && $3 == "tmpfs" && $4 !~ /noexec/ { found = 1 } END { exit !found }' /proc/mounts 2>/dev/null &&
  awk '$1 == "MemAvailable:" && $2 > 12000000 { found = 1 } END { exit !found }' /proc/meminfo &&
  [ "$(df -kP /dev/shm | awk 'NR == 2 { print $4 }')" -gt 8000000 ] && [ -w /dev/shm ] && echo /dev/shm && exit
echo "${TMPDIR:-/tmp}"
