"""Copies of the library's file, one a day, the newest kept: what the user made outlives a damaged disk.

The index and the PDFs are not copied; the index is made again from the PDFs.
"""

import os
import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

from assistant.engine.database import Database, DatabaseError
from assistant.engine.errors import BadLibraryError

FOLDER = "backups"
KEPT = 7
EVERY = timedelta(days=1)

_STAMP = "library-%Y-%m-%dT%H-%M-%S.sqlite"


def back_up(database: Database, folder: Path, now: datetime) -> Path | None:
    """Copy the library, unless it is empty or that was done within a day; return the copy. The oldest go.

    A clock that was set back does not stop it. Raises OSError and DatabaseError; then no copy is left half.
    """
    place = folder / FOLDER
    made = backups(folder)
    if made and abs(now - _made(made[0])) < EVERY:
        return None
    if not database.rows("SELECT 1 FROM documents UNION ALL SELECT 1 FROM turns LIMIT 1"):
        return None
    copy = place / now.strftime(_STAMP)
    copy_whole(database, copy)
    for old in backups(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return copy


def copy_whole(database: Database, copy: Path) -> None:
    """Copy the library to a file that only the user may read; no copy is left half.

    Raises OSError and DatabaseError.
    """
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        database.copy_to(part)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.chmod(0o600)
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)


def backups(folder: Path) -> list[Path]:
    """Return the copies, the newest first."""
    return sorted((folder / FOLDER).glob("library-*.sqlite"), reverse=True)


def forget(folder: Path) -> None:
    """Delete every copy, since it holds what is to be forgotten."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def put_back(folder: Path, file: Path) -> tuple[Path, Path]:
    """Put the newest copy that is whole in the place of a damaged library's file.

    Returns the copy, and where the damaged file went. Raises BadLibraryError where no copy is whole.
    """
    whole = next((each for each in backups(folder) if not problems(each)), None)
    if whole is None:
        raise BadLibraryError(
            "There is no copy of the library that is whole.",
            f"Move {file} away, then add your PDFs again; a new library begins.",
        )
    aside = file.with_name(f"{file.name}.damaged-{time.time_ns()}")
    part = file.with_name(f"{file.name}.part")
    shutil.copyfile(whole, part)
    for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        if each.exists():
            each.rename(each.with_name(each.name.replace(file.name, aside.name)))
    part.replace(file)
    return whole, aside


def repair(folder: Path, file: Path) -> str:
    """Put the newest copy in the place of a damaged library's file, and return what was done.

    "" where the file is whole, or not there. Raises BadLibraryError where no copy is whole.
    """
    if not file.exists() or not problems(file):
        return ""
    copy, aside = put_back(folder, file)
    return f"The library was damaged. It is now as it was in {copy.name}; the damaged file is {aside.name}."


def problems(file: Path) -> list[str]:
    """Return what is wrong with a library's file, by SQLite's own check; nothing where it is whole."""
    database = Database(file)
    try:
        return database.problems()
    except DatabaseError as error:
        return [str(error)]
    finally:
        database.close()


def _made(backup: Path) -> datetime:
    return datetime.strptime(backup.name, _STAMP)
