"""A whole library as one file, to carry to another machine: a ZIP of its parts with their hashes.

The file holds what the user made (SQLite, settings, questions, examples) and the index, and the PDFs if that
is wanted. Models and the embedder stay. `list.json`, the last entry, names every other one with its size and
SHA-256; nothing is taken over before all of them were compared.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from assistant import settings
from assistant.engine.database import Database
from assistant.engine.errors import BadLibraryError, UsageError
from assistant.engine.forgetting import FINETUNING, QUESTIONS, ROWS
from assistant.engine.library import FILE, Library
from assistant.engine.types import Document

LIST = "list.json"
PDFS = "documents"
FORMAT = 1
LONGEST_LIST = 64 << 20

_PORTION = 1 << 20
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, LookupError, TypeError, ValueError,
           NotImplementedError)  # fmt: skip
"""What a file that is no whole ZIP, or whose list is no list, makes Python raise."""

_TOPS = (FILE, "index", settings.FILE, QUESTIONS, FINETUNING, PDFS)


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of all bytes are done; finished: the file is whole and in its place."""

    done: int
    total: int
    finished: bool = False


Carrying = Generator[Carried, None, None]


def pack(database: Database, folder: Path, file: Path, documents: Sequence[Document] = ()) -> Carrying:
    """Write a library to a file, with the PDFs of the documents given.

    Nobody may change the library meanwhile. Closing the generator leaves no file. Raises UsageError where the
    file is there already, and BadLibraryError where it cannot be written.
    """
    if file.exists():
        raise UsageError(f"{file.name} is there already.", "Choose another name.")
    part = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            database.copy_to(Path(place, FILE))
            # Models stay here, so the new machine begins with the model that it has.
            default = settings.Settings()
            use = settings.change(settings.load(folder), model=default.model, adapter=default.adapter)
            settings.save(Path(place), use)
            made = [(name, Path(place, name)) for name in (FILE, settings.FILE)]
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield from _write(archive, [*made, *_own(folder), *_pdfs(documents)])
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(file)
        yield Carried(size := file.stat().st_size, size, finished=True)
    except OSError as error:
        raise BadLibraryError(f"{file} cannot be written ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)


def unpack(file: Path, folder: Path) -> Carrying:
    """Take a packed library over into a folder whose library holds no documents, all of it or nothing.

    PDFs that came along get their place there. Raises UsageError where there are documents already, and
    BadLibraryError for a file that is damaged or no packed library; the folder is then as it was.
    """
    _require_empty(folder)
    for left in folder.glob("incoming-*"):
        shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix="incoming-", dir=folder))
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _read(archive, place)
        _settle(place, folder)
        # The library's file comes last: what was moved before it is named by nobody until then.
        for name in sorted(_TOPS, key=lambda name: name == FILE):
            if (place / name).exists():
                _put(place / name, folder / name)
    except _BROKEN as error:
        raise BadLibraryError(
            f"{file.name} is damaged, or no packed library ({error}).", "Pack the library anew."
        ) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _require_empty(folder: Path) -> None:
    if not (folder / FILE).exists():
        return
    library = Library(folder)
    held = len(library.documents())
    library.close()
    if held:
        raise UsageError(
            f"There is a library of {held} documents already.",
            "Take an empty folder for the new one: pdf-assistant --data-dir FOLDER library import FILE",
        )


def _own(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a library that are packed as they are, with their names in the archive."""
    rows = folder.glob(f"{FINETUNING}/**/{ROWS}")
    for each in [folder / QUESTIONS, *rows, *sorted((folder / "index").rglob("*"))]:
        if each.is_file() and not each.is_symlink():
            yield each.relative_to(folder).as_posix(), each


def _pdfs(documents: Sequence[Document]) -> Iterator[tuple[str, Path]]:
    for document in documents:
        if (path := Path(document.path)).is_file():
            yield f"{PDFS}/{document.id[:16]}/{path.name}", path


def _write(archive: zipfile.ZipFile, files: Sequence[tuple[str, Path]]) -> Carrying:
    total = sum(path.stat().st_size for _, path in files)
    done = 0
    listed = {}
    for name, path in files:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
            while portion := source.read(_PORTION):
                target.write(portion)
                digest.update(portion)
                size += len(portion)
                yield Carried(min(done + size, total), total)
        done += size
        listed[name] = [size, digest.hexdigest()]
    archive.writestr(LIST, json.dumps({"format": FORMAT, "files": listed}))


def _read(archive: zipfile.ZipFile, place: Path) -> Carrying:
    """Unpack what is listed, comparing sizes and hashes; raises ValueError where anything is else."""
    listed = _list_of(archive)
    total = sum(size for size, _ in listed.values())
    if total > shutil.disk_usage(place).free:
        raise ValueError("the disk has no room for it")
    done = 0
    for name, (size, digest) in listed.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("xb") as stream:
            for count in _copy(source, stream, size, digest):
                done += count
                yield Carried(done, total)


def _copy(source: IO[bytes], target: IO[bytes], size: int, digest: str) -> Iterator[int]:
    held, left = hashlib.sha256(), size
    while portion := source.read(min(_PORTION, left + 1)):
        left -= len(portion)
        if left < 0:
            break
        held.update(portion)
        target.write(portion)
        yield len(portion)
    os.fsync(target.fileno())
    if left or held.hexdigest() != digest:
        raise ValueError("a part of it is not what it was")


def _list_of(archive: zipfile.ZipFile) -> dict[str, tuple[int, str]]:
    if archive.getinfo(LIST).file_size > LONGEST_LIST:
        raise ValueError("its list is too long")
    about: Any = json.loads(archive.read(LIST))
    if about["format"] != FORMAT:
        raise ValueError("it was packed by a newer PDF Assistant")
    listed = {str(name): (int(size), str(digest)) for name, (size, digest) in about["files"].items()}
    if FILE not in listed or not all(_is_ours(name) for name in listed) or min(listed.values())[0] < 0:
        raise ValueError("its list names what is no part of a library")
    return listed


def _is_ours(name: str) -> bool:
    """Tell whether a name is that of a part of a library, and leads nowhere else."""
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and not {"", ".", ".."} & set(name.split("/")) and "\\" not in name
    return plain and parts[0] in _TOPS and ":" not in parts[0]


def _settle(place: Path, folder: Path) -> None:
    """Let the library name the PDFs that came along by their new places; the others keep theirs."""
    database = Database(place / FILE)
    try:
        if problems := database.problems():
            raise ValueError(problems[0])
        for pdf in sorted((place / PDFS).rglob("*")):
            if pdf.is_file():
                new = str(folder / PDFS / pdf.parent.name / pdf.name)
                with database.transaction() as write:
                    of = "substr(id, 1, 16) = ?"
                    write(f"UPDATE documents SET path = ? WHERE {of}", (new, pdf.parent.name))
                    write(f"INSERT OR REPLACE INTO places SELECT ?, id FROM documents WHERE {of}",
                          (new, pdf.parent.name))  # fmt: skip
        database.settle()
    finally:
        database.close()


def _put(new: Path, old: Path) -> None:
    """Put a file or folder in the place of another."""
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old)
    for end in ("-wal", "-shm"):
        old.with_name(old.name + end).unlink(missing_ok=True)
    new.replace(old)
