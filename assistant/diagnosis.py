"""What is there, what is missing and how to mend it, on this machine and in this library."""

import contextlib
import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import __version__, logbook, printing, settings, wiring
from assistant.engine.assistant import Assistant
from assistant.engine.errors import AssistantError
from assistant.engine.ocr import HOW_TO_INSTALL, Ocr

_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s,;:()“”]+)+")

LEAST_MEMORY = 2_000_000_000
LEAST_DISK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: well tells whether it may stay as it is, advice how to mend it."""

    name: str
    well: bool
    text: str
    advice: str = ""


def doctor(folder: Path) -> Iterator[Check]:
    """Look at everything the program needs; one check at a time, since some take a second."""
    yield Check("program", True, f"PDF Assistant {__version__}, Python {platform.python_version()}")
    yield _processor()
    yield _memory()
    yield _disk(folder)
    yield _embedder(folder)
    yield _scans()
    yield _library(folder)
    yield _models(folder)
    yield _offload()


def report(folder: Path) -> str:
    """Return what doctor finds as text to be sent to somebody: no paths, no document's words."""
    lines = [f"{platform.system()} {platform.release()}"]
    for check in doctor(folder):
        text = _PATH.sub("…", check.text.replace(str(folder), "…"))
        lines.append(f"{'ok' if check.well else 'missing':<8} {check.name}: {printing.plain(text)}")
    log = [_PATH.sub("…", line) for line in logbook.last(folder)]
    return "\n".join([*lines, *(["", "log:"] if log else []), *log])


def stored(folder: Path) -> list[tuple[str, int]]:
    """Return what is kept in a data folder, and how many bytes each takes."""
    names = {
        "library.sqlite*": "documents, collections, conversations and measurements",
        "index*": "the words and meanings of the passages",
        "embedder*": "the embedding model",
        "backups": "daily copies of documents, collections and conversations",
        "finetuning": "examples, trainings and tuned models",
        "models": "language models that you put there",
        "settings.json": "settings",
        "questions.jsonl": "the questions of your test",
        "log.txt*": "a log of calls, without words of documents or questions",
    }
    return [
        (what, size) for pattern, what in names.items() if (size := sum(map(_size, folder.glob(pattern))))
    ]


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())


def _processor() -> Check:
    features = _cpu_features()
    text = f"{os.cpu_count()} threads, {platform.machine()}"
    if platform.machine().lower() not in ("x86_64", "amd64") or not features:
        return Check("processor", True, text)
    has = "AVX2" if "avx2" in features else "no AVX2"
    more = ", AVX-512" if "avx512f" in features else ""
    advice = "The program works, but embedding and models are several times slower without AVX2."
    return Check("processor", "avx2" in features, f"{text}, {has}{more}", advice)


def _cpu_features() -> set[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:  # only Linux tells it there
        return set()
    return next((set(line.split()) for line in lines if line.startswith("flags")), set())


def _memory() -> Check:
    import psutil

    memory = psutil.virtual_memory()
    text = f"{printing.size(memory.available)} free of {printing.size(memory.total)}"
    return Check(
        "memory", memory.available > LEAST_MEMORY, text, "Close other programs, or use a smaller model."
    )


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    text = f"{printing.size(free)} free for {folder}"
    return Check(
        "disk", free > LEAST_DISK, text, "Free some space, or keep the library elsewhere with --data-dir."
    )


def _open(folder: Path) -> Assistant:
    """Open a library as the window does, where what is looked at cannot take the window with it."""
    return wiring.open_assistant(folder, settings.Settings(), apart=True)


def _embedder(folder: Path) -> Check:
    try:
        with contextlib.closing(_open(folder)) as assistant:
            embedder = assistant.parts.embedder
            if not embedder.ready:
                text = "not prepared yet: the first add does it, once"
                advice = "Run: pdf-assistant models prepare-embedder"
                return Check("embedder", wiring.can_prepare(), text, advice)
            embedder.encode(["a check"])
    except AssistantError as error:
        return Check("embedder", False, error.text, error.advice)
    return Check("embedder", True, f"{embedder.identity}, {embedder.dimensions} dimensions")


def _scans() -> Check:
    ocr = Ocr()
    read_by = f"read by {ocr.program} ({ocr.languages})"
    return Check("scanned pages", True, read_by if ocr.ready else f"cannot be read. {HOW_TO_INSTALL}")


def _library(folder: Path) -> Check:
    try:
        with contextlib.closing(_open(folder)) as assistant:
            documents = assistant.documents()
            passages = assistant.parts.index.count() if documents else 0
            waiting = len(assistant.waiting())
    except AssistantError as error:
        return Check("library", False, error.text, error.advice)
    unfinished = sum(each.state != "complete" for each in documents)
    text = (
        f"{len(documents)} documents, {passages} passages, {waiting} files waiting, {unfinished} unfinished"
    )
    return Check(
        "library", not waiting and not unfinished, text, "To go on with them, run: pdf-assistant add"
    )


def _models(folder: Path) -> Check:
    found = wiring.models(folder)
    chosen = settings.load(folder).model
    named = f"{len(found)} found, {sum(each.fits for each in found)} fit; in use: {chosen}"
    if chosen == wiring.NO_MODEL:
        return Check("models", True, f"{named} (answers are quotations)")
    try:
        wiring.find_model(chosen, folder)
    except AssistantError as error:
        return Check("models", False, error.text, error.advice)
    return Check("models", True, named)


def _offload() -> Check:
    from assistant.engine.confinement import Limits
    from assistant.engine.isolation import Child

    child = Child("assistant.engine.llama:handlers", Limits(reply_seconds=60))
    try:
        offload = child.call("offload")
    except AssistantError as error:
        return Check("llama.cpp", False, error.text, "Install llama-cpp-python again.")
    finally:
        child.close()
    return Check("llama.cpp", True, "can use a GPU" if offload else "built for the CPU only")
