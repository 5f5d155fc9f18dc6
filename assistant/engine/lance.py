"""A table of LanceDB: its commits reach the disk, and what fails says why."""

import contextlib
import errno
import re
import shutil
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import timedelta
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, TypeVar

from assistant.engine.durable import Durable
from assistant.engine.errors import BadLibraryError, IndexDamagedError
from assistant.engine.rows import Row

NO_TIME = timedelta(0)

METADATA_CACHE = 16 << 20
"""Bytes that LanceDB keeps of metadata in memory."""

TERMS = "terms"
"""The column of words, parted by spaces, that every table is searched by."""

_ERROR_NUMBER = re.compile(r"os error (\d+)")
_REFUSALS = {errno.EIO, errno.ENOMEM, errno.EACCES, errno.ENFILE, errno.EMFILE, errno.ENOSPC, errno.EROFS}

Result = TypeVar("Result")


class LanceTable:
    """A table with an index of its terms, opened at the first use; safe for several threads and processes.

    keys are the columns whose values have an index; cache is in bytes, for by itself LanceDB keeps gigabytes
    in memory; make creates the table in a database, and check says with an error that one will not do.
    Every method raises IndexDamagedError where the files cannot be read, and BadLibraryError where they
    cannot be changed.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        keys: Sequence[str],
        cache: int,
        make: Callable[[Any], Any],
        check: Callable[[Any], None] = lambda table: None,
    ) -> None:
        self.folder = folder
        self.name = name
        self.files = folder / f"{name}.lance"
        self._keys = keys
        self._cache = cache
        self._make = make
        self._check = check
        self._opened: Any = None
        self._opening = threading.Lock()
        self._durable = Durable(self.files)

    @property
    def exists(self) -> bool:
        """Tell whether it was ever made."""
        return bool(self._manifests())

    def select(self, where: Any, columns: list[str]) -> list[Row]:  # noqa: ANN401
        """Return columns of the rows for which a condition holds."""
        return self.read(lambda table: table.search().where(where).select(columns).limit(None).to_list())

    def by_words(
        self, terms: Sequence[str], within: Sequence[str] | None, k: int, columns: Sequence[str] = ()
    ) -> list[Row]:
        """Return up to k rows that hold any of the terms, best first: id, _score (BM25) and columns.

        within names the documents to look in, None is all of them. No terms find nothing.
        """

        def ask(table: Any) -> list[Row]:  # noqa: ANN401
            search = table.search(" ".join(terms), query_type="fts", fts_columns=TERMS)
            return narrow(search, within, k, ["_score", *columns])

        return self.read(ask) if terms else []

    def documents(self) -> set[str]:
        """Return the ids of the documents that have rows here."""
        rows = self.read(lambda table: table.search().select(["document"]).to_arrow())
        return set(rows.column("document").unique().to_pylist())

    def remove(self, documents: Sequence[str]) -> None:
        """Remove the rows of documents; their bytes are gone after tidy(NO_TIME)."""
        with self.writing() as table:
            table.delete(having(document=documents))

    def tidy(self, keep: timedelta) -> None:
        """Bring the indices up to date and give up versions older than keep; none is kept for NO_TIME."""
        with self.writing() as table, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if keep == NO_TIME:
                self._write_anew(table)
            table.optimize(cleanup_older_than=keep, delete_unverified=True)
        # LanceDB's caches hold the files open that were given up just now, until no more can be opened.
        self.close()

    def is_whole(self) -> bool:
        """Tell whether its indices can be read, by asking each of them something."""
        try:
            self.by_words(["a"], None, 1)
            for column in self._keys:
                self.select(having(**{column: ""}), [column])
        except IndexDamagedError:
            return False
        return True

    def make_indices(self, held: Set[str] = frozenset()) -> None:
        """Make its indices anew, after they were damaged, but for those held."""
        with self.writing() as table:
            self._index(table, held)

    def drop(self) -> None:
        """Give up its files."""
        self.close()
        shutil.rmtree(self.files, ignore_errors=True)

    def close(self) -> None:
        """Give up what is open; the next call opens it again."""
        with self._opening:
            self._opened = None

    # Errors and durability

    def read(self, ask: Callable[[Any], Result]) -> Result:
        """Ask the table, and once more if it failed: the version may have been given up while it was read."""
        for _ in range(2):
            try:
                with _panics_as_errors():
                    return ask(self.table())
            except (RuntimeError, ValueError, OSError) as error:
                reason = error
                self.close()
        if _is_refusal(reason):
            raise BadLibraryError(
                f"The index in {self.folder} cannot be read now.",
                "Check that you may read there, and that not too many files are open.",
            ) from reason
        raise IndexDamagedError(f"The index in {self.folder} is damaged.") from reason

    @contextlib.contextmanager
    def writing(self) -> Iterator[Any]:
        """Give the table for one commit, and have its files reach the disk: LanceDB leaves that to chance.

        A failure of files that cannot be read either is damage, else the disk refused the change.
        """
        try:
            self._durable.begin()
            with _panics_as_errors():
                yield self.table()
            self._durable.flush()
        except ValueError as error:
            raise IndexDamagedError(f"The index in {self.folder} is damaged.") from error
        except (RuntimeError, OSError) as error:
            if not _is_refusal(error):
                self.close()
                self.read(lambda table: table.search().limit(None).to_arrow())
            raise BadLibraryError(
                f"The index in {self.folder} could not be changed.",
                "Check that the disk has room, that you may write there, and that it is no FAT disk.",
            ) from error

    # Opening

    def table(self) -> Any:  # noqa: ANN401
        """Return the table, opened."""
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> Any:  # noqa: ANN401
        import lancedb

        # Without a consistency of zero, a table never sees what another process commits.
        caches = lancedb.Session(self._cache, METADATA_CACHE)
        database = lancedb.connect(self.folder, read_consistency_interval=NO_TIME, session=caches)
        if self.exists:
            table = self._open_newest(database)
            self._check(table)
        else:
            table = self._make(database)
        # A program that was killed while it made them may have made some only.
        self._index(table, {column for index in table.list_indices() for column in index.columns})
        return table

    def _open_newest(self, database: Any) -> Any:  # noqa: ANN401
        """Open the newest version, else the one before it; where both fail, nothing is changed."""
        with contextlib.suppress(RuntimeError, ValueError, OSError), _panics_as_errors():
            return database.open_table(self.name)
        newest = self._manifests()[0]
        aside = newest.rename(newest.with_suffix(".damaged"))
        try:
            with _panics_as_errors():
                return database.open_table(self.name)
        except (RuntimeError, ValueError, OSError) as error:
            aside.rename(newest)
            raise IndexDamagedError(f"The index in {self.folder} is damaged.") from error

    def _manifests(self) -> list[Path]:
        """Return the manifests, the newest first: the numbers in their names count down."""
        return sorted(self.files.glob("_versions/*.manifest"))

    def _index(self, table: Any, held: Set[str] = frozenset()) -> None:  # noqa: ANN401
        from lancedb.index import FTS, BTree

        words = FTS(
            base_tokenizer="whitespace",
            stem=False,
            lower_case=False,
            ascii_folding=False,
            remove_stop_words=False,
            with_position=False,
        )
        for column, config in {TERMS: words, **{key: BTree() for key in self._keys}}.items():
            if column not in held:
                table.create_index(column, config=config)

    def _write_anew(self, table: Any) -> None:  # noqa: ANN401
        """Write every row and index into new files, which optimising alone does not do.

        It keeps a file of which less than a tenth was deleted, and the words of deleted rows.
        """
        table.update(where="true", values_sql={"document": "document"})
        self._index(table)


def having(**wanted: str | int | Sequence[str]) -> Any:  # noqa: ANN401
    """Return the condition that columns have these values, or one of several; values are never SQL."""
    from lancedb.expr import col, lit

    conditions = [
        col(name) == lit(value) if isinstance(value, str | int) else col(name).isin(list(value))
        for name, value in wanted.items()
    ]
    return reduce(and_, conditions)


def narrow(search: Any, within: Sequence[str] | None, k: int, columns: Sequence[str]) -> list[Row]:  # noqa: ANN401
    """Return the ids and some columns of the first k rows of a search in documents, None being all."""
    if within is not None:
        search = search.where(having(document=within), prefilter=True)
    rows: list[Row] = search.limit(k).select(["id", *columns]).to_list()
    return rows


def _is_refusal(error: Exception) -> bool:
    """Tell whether the system refused: no access, no room, too many files; the index itself may be whole."""
    number = getattr(error, "errno", None) or int((_ERROR_NUMBER.search(str(error)) or [0, 0])[1])
    return number in _REFUSALS


@contextlib.contextmanager
def _panics_as_errors() -> Iterator[None]:
    """Turn a panic of LanceDB, which damaged files lead to, into a ValueError."""
    try:
        yield
    except BaseException as error:
        # Its classes are of no module that could be imported.
        if type(error).__name__ in ("RustPanic", "PanicException"):
            raise ValueError("LanceDB panicked") from None
        raise
