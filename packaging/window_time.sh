#!/usr/bin/env bash
# Prints how many seconds a program takes until its window can be seen, on a screen of its own: window_time.sh PROGRAM…
# Needs xvfb and xdotool.
set -euo pipefail
export DISPLAY=:$((RANDOM % 400 + 100))
Xvfb "$DISPLAY" -screen 0 1280x800x24 >/dev/null 2>&1 &
screen=$!
trap 'kill "$screen" "${program:-$screen}" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    xdotool getdisplaygeometry >/dev/null 2>&1 && break
    sleep 0.05
done
began=$(date +%s.%N)
"$@" >/dev/null 2>&1 &
program=$!
timeout 60 xdotool search --sync --onlyvisible --name "PDF Assistant" >/dev/null
echo "window after $(echo "$(date +%s.%N) - $began" | bc) s"
