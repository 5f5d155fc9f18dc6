#!/usr/bin/env bash
# Compiles llama.cpp's Python binding for a kind of machine, into build/llama: llama.sh [cpu|vulkan|cuda]
#
# cpu: any x86-64 processor with AVX2 (2013 and later), not the one that compiles. vulkan needs libvulkan-dev and
# glslc, cuda needs nvcc; both keep the processor's part, for layers that do not fit. Two cores take ten minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin} kind=${1:-cpu}
common="-DGGML_NATIVE=OFF -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"
case $kind in
    cpu) more="" ;;
    vulkan) more="-DGGML_VULKAN=ON" ;;
    cuda) more="-DGGML_CUDA=ON" ;;
    *) echo "llama.sh cpu, vulkan or cuda" >&2; exit 2 ;;
esac
pinned=$(grep --ignore-case '^llama[-_]cpp[-_]python==' constraints.txt)
rm -rf build/llama
# A SOURCE_DATE_EPOCH in the environment would switch SIMD off.
env -u SOURCE_DATE_EPOCH CMAKE_ARGS="$common $more" "$BIN/pip" install --no-deps --no-cache-dir \
    --no-binary llama-cpp-python --target build/llama "$pinned"
echo "$kind" > build/llama/kind
