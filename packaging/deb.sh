#!/usr/bin/env bash
# Makes a Debian package of a build: deb.sh FOLDER VERSION OUT
set -euo pipefail
build=$(realpath "$1") version=$2 out=$(realpath --no-symlinks "$3")
cd "$(dirname "$0")/.."
id=io.github.pdf_assistant.PdfAssistant
place=$(mktemp --directory)
trap 'rm -rf "$place"' EXIT
install -d "$place/usr/bin" "$place/usr/lib" "$place/DEBIAN"
cp --archive --link "$build" "$place/usr/lib/pdf-assistant" 2>/dev/null || cp --archive "$build" "$place/usr/lib/pdf-assistant"
ln -s ../lib/pdf-assistant/pdf-assistant "$place/usr/bin/pdf-assistant"
install -D --mode=644 "packaging/$id.desktop" "$place/usr/share/applications/$id.desktop"
install -D --mode=644 "packaging/$id.metainfo.xml" "$place/usr/share/metainfo/$id.metainfo.xml"
install -D --mode=644 resources/icons/app.svg "$place/usr/share/icons/hicolor/scalable/apps/$id.svg"
cat > "$place/DEBIAN/control" <<CONTROL
Package: pdf-assistant
Version: $version
Architecture: amd64
Maintainer: The makers of PDF Assistant <pdf-assistant@example.invalid>
Depends: libc6, libegl1, libgl1, libxkbcommon0, libxcb-cursor0, libfontconfig1, libdbus-1-3
Recommends: tesseract-ocr
Section: utils
Priority: optional
Description: answers questions about your own PDFs, on your own machine
 Every quote is found word for word on a page and marked there. Nothing leaves the machine.
CONTROL
dpkg-deb --root-owner-group -Zzstd --build "$place" "$out"
