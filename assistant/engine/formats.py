"""The formats of the library's file, and the steps from each to the next.

A step is one transaction with the new number in it: a kill leaves the old format or the new one. Before an
older library is changed, a copy of it is put beside the daily ones, and stays there.
"""

from pathlib import Path

from assistant.engine.backups import FOLDER, copy_whole
from assistant.engine.database import Database
from assistant.engine.errors import BadLibraryError

_STEPS = (
    """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL, pages INTEGER NOT NULL,
    passages INTEGER NOT NULL, state TEXT NOT NULL, added TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE places (
    path TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE);
CREATE TABLE collections (name TEXT PRIMARY KEY);
CREATE TABLE members (
    collection TEXT NOT NULL REFERENCES collections(name) ON DELETE CASCADE ON UPDATE CASCADE,
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (collection, document));
CREATE TABLE waiting (path TEXT PRIMARY KEY, collection TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL, standalone TEXT NOT NULL, answer TEXT NOT NULL, details TEXT NOT NULL,
    model TEXT NOT NULL, seed INTEGER, created TEXT NOT NULL);
CREATE TABLE measured (name TEXT PRIMARY KEY, value REAL NOT NULL);
""",
    # Libraries of format 1 got some of these when they were opened.
    """
CREATE TABLE IF NOT EXISTS facts (
    document TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,
    facts TEXT NOT NULL, corrected INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, questions TEXT NOT NULL, hash TEXT NOT NULL,
    arm TEXT NOT NULL, model TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sections (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    level INTEGER NOT NULL, title TEXT NOT NULL, page INTEGER NOT NULL, last INTEGER NOT NULL,
    label TEXT NOT NULL, stem TEXT NOT NULL, PRIMARY KEY (document, position));
CREATE INDEX IF NOT EXISTS sections_label ON sections (label);
CREATE INDEX IF NOT EXISTS sections_stem ON sections (stem);
CREATE TABLE IF NOT EXISTS failures (
    path TEXT PRIMARY KEY, code TEXT NOT NULL, reason TEXT NOT NULL, advice TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS watched (
    folder TEXT PRIMARY KEY, collection TEXT NOT NULL, device INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
    path TEXT PRIMARY KEY, folder TEXT NOT NULL REFERENCES watched(folder) ON DELETE CASCADE,
    stamp TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS models (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS trials (
    path TEXT PRIMARY KEY, loaded REAL NOT NULL, reads REAL NOT NULL, writes REAL NOT NULL);
CREATE TABLE IF NOT EXISTS opinions (
    question TEXT NOT NULL, answer TEXT NOT NULL, details TEXT NOT NULL, good INTEGER NOT NULL,
    correction TEXT NOT NULL, made TEXT NOT NULL, PRIMARY KEY (question, answer));
CREATE TABLE IF NOT EXISTS tuned (id INTEGER PRIMARY KEY, card TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS older (
    version TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, numbers TEXT NOT NULL);
""",
    """
CREATE TABLE timings (
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, ended TEXT NOT NULL, model TEXT NOT NULL, quotation REAL,
    word REAL, rate REAL, seconds REAL NOT NULL, confidence REAL);
""",
)

FORMAT = len(_STEPS)


def migrate(database: Database) -> Path | None:
    """Bring a library to the format of this program; return the copy of the older one, where there was one.

    Raises BadLibraryError where the library is of a newer format, or cannot be changed.
    """
    version = int(database.rows("PRAGMA user_version")[0][0])
    if version > FORMAT:
        raise BadLibraryError(
            f"The library {database.file} was made by a newer PDF Assistant (format {version}).",
            "Install the newer version, or use another folder with --data-dir.",
        )
    copy = _copy(database, version) if 0 < version < FORMAT else None
    for number in range(version, FORMAT):
        database.run(f"BEGIN; {_STEPS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
    return copy


def _copy(database: Database, version: int) -> Path:
    copy = database.file.parent / FOLDER / f"before-format-{version + 1}.sqlite"
    try:
        copy_whole(database, copy)
    except OSError as error:
        raise BadLibraryError(
            f"The library is of an older format, and no copy of it can be made ({error.strerror}).",
            "Make room on the disk, then start again.",
        ) from None
    return copy
