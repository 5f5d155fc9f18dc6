#!/usr/bin/env bash
# Makes dist/pdf-assistant and an archive of it, then tries the built program away from this checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
export EMBEDDER=$PWD/build/embedder
if [ ! -e "$EMBEDDER/embedder.json" ]; then
    "$BIN/pdf-assistant" --data-dir build/data models prepare-embedder
    rm -rf "$EMBEDDER"
    mv build/data/embedder "$EMBEDDER"
fi
if [ ! -e build/llama/kind ]; then
    packaging/llama.sh cpu
fi
# What is compiled for any processor with AVX2 comes before what pip compiled for this one.
PYTHONPATH=$PWD/build/llama "$BIN/python" -m PyInstaller --noconfirm --distpath dist --workpath build/work packaging/pdf-assistant.spec
find dist/pdf-assistant/_internal -name 'libpython*.so*' -exec strip --strip-unneeded {} +
"$BIN/python" packaging/link_same.py dist/pdf-assistant
"$BIN/python" packaging/describe.py dist/pdf-assistant
XZ_OPT=-T0 tar --create --xz --file dist/pdf-assistant-linux.tar.xz --directory dist pdf-assistant
version=$("$BIN/python" -c "import assistant; print(assistant.__version__)")
packaging/deb.sh dist/pdf-assistant "$version" "dist/pdf-assistant_${version}_amd64.deb"
(cd dist && sha256sum pdf-assistant-linux.tar.xz "pdf-assistant_${version}_amd64.deb" > SHA256SUMS)
packaging/try.sh dist/pdf-assistant-linux.tar.xz
