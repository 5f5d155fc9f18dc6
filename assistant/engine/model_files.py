"""GGUF files on this machine: the user's own, and, read only, those that other programs left."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from assistant.engine.errors import BadModelError, UsageError
from assistant.engine.gguf import Header, read_header
from assistant.engine.types import ModelFile

MOST_CONTEXT = 8192
LEAST_CONTEXT = 512
BUFFERS = 300 << 20
"""Memory for llama.cpp's own buffers, by rule of thumb, beside weights and cache."""

DEEPEST = 6
_LATER_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}$")


NAMED = "added"
"""The source of models that the user named."""

Place = tuple[str, Path]
"""Whose models they are, and the folder."""


def known_places(home: Path, environment: Mapping[str, str]) -> list[Place]:
    """Return the folders in which other programs keep GGUF files, whether they exist or not."""
    cache = Path(environment.get("HF_HOME", home / ".cache" / "huggingface")) / "hub"
    ollama = Path(environment.get("OLLAMA_MODELS", home / ".ollama" / "models"))
    share = home / ".local" / "share"
    if sys.platform == "darwin":
        share = home / "Library" / "Application Support"
    elif sys.platform == "win32":
        share = Path(environment.get("APPDATA", home / "AppData" / "Roaming"))
    return [
        ("LM Studio", home / ".lmstudio" / "models"),
        ("LM Studio", home / ".cache" / "lm-studio" / "models"),
        ("Ollama", ollama),
        ("Jan", share / "Jan" / "data"),
        ("Jan", home / "jan" / "models"),
        ("GPT4All", share / "nomic.ai" / "GPT4All"),
        ("llama.cpp", home / ".cache" / "llama.cpp"),
        ("Hugging Face", cache),
    ]


def find_models(places: Sequence[Place], named: Sequence[Path] = ()) -> list[ModelFile]:
    """Return the models below the places and those named, by name, each file once.

    Files that cannot be read, and adapters, are left out.
    """
    found: dict[Path, ModelFile] = {}
    files = [(NAMED, file.stem, file) for file in named if file.is_file()]
    files += [(source, name, file) for source, folder in places for name, file in _files(source, folder)]
    for source, name, file in files:
        real = file.resolve()
        if real not in found:
            with contextlib.suppress(BadModelError):
                found[real] = describe(file, name, source)
    return sorted(found.values(), key=lambda model: model.name.lower())


def find_model(name: str, places: Sequence[Place], named: Sequence[Path] = ()) -> ModelFile:
    """Return the model with a name from the list, or of a path. Raises UsageError or BadModelError."""
    file = Path(name).expanduser()
    if file.suffix == ".gguf" and file.is_file():
        return describe(file.absolute(), file.stem, "file")
    found = [model for model in find_models(places, named) if model.name == name]
    if not found:
        raise UsageError(f"There is no model “{name}” on this machine.", "See: pdf-assistant models")
    return found[0]


def describe(file: Path, name: str, source: str) -> ModelFile:
    """Read a model's header and forecast what it needs. Raises BadModelError."""
    header = read_header(file)
    if header.text("general.type") == "adapter":
        raise BadModelError(f"{file.name} is an adapter.", "Choose a model, then this file as its adapter.")
    available = psutil.virtual_memory().available
    context = choose_context(header, 0, available)
    needed = needed_memory(header, context)
    return ModelFile(
        name=name,
        path=str(file),
        source=source,
        size=header.size,
        architecture=header.architecture,
        parameters=header.parameters,
        quantisation=header.quantisation,
        context_length=header.number("context_length"),
        licence=header.text("general.license"),
        needed_memory=needed,
        fits=needed <= available,
    )


def needed_memory(header: Header, context: int) -> int:
    """Forecast the bytes that a model needs with a context of so many tokens: weights, KV cache, buffers."""
    return header.size + cache_bytes(header) * context + BUFFERS


def cache_bytes(header: Header) -> int:
    """Return the bytes of KV cache a token, keys and values in 16 bits."""
    heads = header.number("attention.head_count", 1)
    width = header.number("embedding_length") // max(heads, 1)
    keys = header.number("attention.key_length", width)
    values = header.number("attention.value_length", width)
    shared = header.number("attention.head_count_kv", heads)
    return 2 * header.number("block_count") * shared * (keys + values)


def choose_context(header: Header, wanted: int, available: int) -> int:
    """Return the context in tokens: what is wanted, or what model and memory allow, MOST_CONTEXT at most."""
    trained = header.number("context_length") or MOST_CONTEXT
    if wanted:
        return min(wanted, trained)
    room = (available - header.size - BUFFERS) // max(cache_bytes(header), 1)
    return max(LEAST_CONTEXT, min(trained, MOST_CONTEXT, room // 256 * 256))


def _files(source: str, folder: Path) -> Iterator[tuple[str, Path]]:
    if not folder.is_dir():
        return
    if source == "Ollama":
        yield from _ollama(folder)
        return
    for place, folders, names in os.walk(folder, followlinks=False):
        if len(Path(place).relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        for name in names:
            file = Path(place, name)
            if name.endswith(".gguf") and not _LATER_PART.search(file.stem) and file.is_file():
                yield file.stem, file


def _ollama(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the models that Ollama's manifests name; the weights are blobs named by their hash."""
    manifests = folder / "manifests"
    for manifest in manifests.rglob("*") if manifests.is_dir() else ():
        try:
            layers = json.loads(manifest.read_text("utf-8"))["layers"]
            digests = [each["digest"] for each in layers if each["mediaType"].endswith(".model")]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        for digest in digests:
            blob = folder / "blobs" / str(digest).replace(":", "-")
            if re.fullmatch(r"sha256[:-][0-9a-f]{64}", str(digest)) and blob.is_file():
                yield f"{manifest.parent.name}:{manifest.name}", blob
