#!/usr/bin/env bash
# Unpacks a build somewhere else and uses it without network and without this machine's Python.
set -euo pipefail
archive=$(realpath "$1")
checkout=$(realpath "$(dirname "$0")/..")
place=$(mktemp --directory)
trap 'rm -rf "$place"' EXIT
tar --extract --xz --file "$archive" --directory "$place"
cd "$place"
du --summarize --human-readable pdf-assistant "$archive"
alone() {
    unshare --map-root-user --net env -i HOME="$place" PATH=/usr/bin:/bin QT_QPA_PLATFORM=offscreen LANG=C.UTF-8 \
        "$place/pdf-assistant/pdf-assistant" --data-dir "$place/data" "$@"
}
if command -v xdotool >/dev/null && command -v Xvfb >/dev/null; then
    "$checkout/packaging/window_time.sh" "$place/pdf-assistant/pdf-assistant" --data-dir "$place/data"
fi
# A program that speaks MCP begins with this; nothing comes back where the library for it is not inside.
begin='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"try","version":"1"}}}'
(echo "$begin"; sleep 5) | alone serve --model none 2>/dev/null | grep --only-matching '"name":"pdf-assistant"'
# Listed apart from stderr, on which Qt's offscreen plugin complains of what it does not support.
alone selftest 2>/dev/null
alone add "$place/pdf-assistant/_internal/resources/samples"
alone ask --model none "How many days of annual leave do full-time employees get?"
