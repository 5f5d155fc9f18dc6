"""Models that the user named, wherever they lie, and how fast each was here, in SQLite."""

from dataclasses import dataclass
from pathlib import Path

from assistant.engine.database import Database
from assistant.engine.model_files import NAMED, describe
from assistant.engine.types import ModelFile


@dataclass(frozen=True, slots=True)
class Trial:
    """How fast a model is on this machine: seconds to load, tokens read and written a second."""

    loaded: float
    reads: float
    writes: float


class KnownModels:
    """Models are told apart by their paths; files are left where they are."""

    def __init__(self, database: Database) -> None:
        self._rows, self._transaction = database.rows, database.transaction

    def paths(self) -> list[Path]:
        """Return the files that the user named."""
        return [Path(path) for (path,) in self._rows("SELECT path FROM models ORDER BY path")]

    def put(self, file: Path) -> ModelFile:
        """Keep a GGUF file in the list of models. Raises BadModelError."""
        path = file.absolute()
        described = describe(path, path.stem, NAMED)
        with self._transaction() as write:
            write("INSERT OR IGNORE INTO models VALUES (?)", (str(path),))
        return described

    def remove(self, path: str) -> None:
        """Take a file off the list; it stays where it is."""
        with self._transaction() as write:
            write("DELETE FROM models WHERE path = ?", (path,))

    def put_trial(self, path: str, trial: Trial) -> None:
        """Keep how fast a model was."""
        values = (path, trial.loaded, trial.reads, trial.writes)
        with self._transaction() as write:
            write("INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?)", values)

    def trials(self) -> dict[str, Trial]:
        """Return how fast models were, by path."""
        rows = self._rows("SELECT path, loaded, reads, writes FROM trials")
        return {path: Trial(*values) for path, *values in rows}
