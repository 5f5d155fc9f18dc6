"""LanceDB: passages, found by words and by meaning; everything here can be made again from the PDFs."""

import contextlib
import errno
import re
import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.engine.durable import Durable
from assistant.engine.embedder import Embedder
from assistant.engine.errors import BadLibraryError, EmbedderMismatchError, IndexDamagedError
from assistant.engine.rows import COLUMNS, Row, schema, to_passage, to_row
from assistant.engine.types import Passage

TABLE = "passages"
FORMAT = 2

IDS_AT_ONCE = 500
READERS_NEED = timedelta(minutes=1)
"""How long an older version stays for a search that is still reading it."""

NO_TIME = timedelta(0)

INDEX_CACHE, METADATA_CACHE = 96 << 20, 16 << 20
"""Bytes that LanceDB keeps in memory; by itself it would take gigabytes."""

_ERROR_NUMBER = re.compile(r"os error (\d+)")
_REFUSALS = {errno.EIO, errno.ENOMEM, errno.EACCES, errno.ENFILE, errno.EMFILE, errno.ENOSPC, errno.EROFS}

Vector = NDArray[np.float32]
Found = list[tuple[str, float]]
Result = TypeVar("Result")


class Index:
    """The passages of a library, opened at the first use; safe to use from several threads and processes.

    embedder tells whose vectors these are; the index refuses those of another one. Every method raises
    IndexDamagedError where the files cannot be read, and BadLibraryError where they cannot be changed.
    Vectors are compared one by one: exact, and 55 ms of 100,000, where an HNSW index takes 47 s to make.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = embedder
        self._opened: Any = None
        self._opening = threading.Lock()
        self._files = Durable(folder)

    # Writing

    def replace(self, document: str, passages: Sequence[Passage], instead_of: str = "") -> None:
        """Put a document's passages in the place of what it had, and of an older version, in one commit.

        They are findable by words when this returns; vectors come later, by set_vectors.
        """
        import pyarrow
        from lancedb.expr import col

        out = col("document").isin([document, instead_of or document])
        with self._writing() as table:
            rows = pyarrow.Table.from_pylist([to_row(passage) for passage in passages], schema=table.schema)
            merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
            merge.when_not_matched_by_source_delete(out).execute(rows, on_bad_vectors="null")

    def missing_vectors(self, document: str) -> list[tuple[str, str]]:
        """Return (id, text to embed) of the passages of a document that have no vector yet."""
        from lancedb.expr import col, lit

        where = (col("document") == lit(document)) & (col("embedded") == lit(False))
        return sorted((row["id"], row["indexed"]) for row in self._select(where, ["id", "indexed"]))

    def set_vectors(self, ids: Sequence[str], vectors: Vector) -> None:
        """Give passages their unit vectors (n, dimensions), in one commit."""
        import pyarrow

        values = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(vectors.ravel()), vectors.shape[1])
        with self._writing() as table:
            fields = pyarrow.schema([table.schema.field(name) for name in ("id", "vector", "embedded")])
            columns = [pyarrow.array(ids), values, pyarrow.array([True] * len(ids))]
            rows = pyarrow.Table.from_arrays(columns, schema=fields)
            table.merge_insert("id").when_matched_update_all().execute(rows)

    def remove(self, document: str) -> None:
        """Remove a document's passages; their bytes are gone after tidy(keep=timedelta(0))."""
        from lancedb.expr import col, lit

        with self._writing() as table:
            table.delete(col("document") == lit(document))

    def tidy(self, keep: timedelta = READERS_NEED) -> None:
        """Bring the indices up to date and give up versions older than keep.

        Zero forgets: what was removed is then in no file any more, nor in an index that was set aside.
        """
        with self._writing() as table, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if keep == NO_TIME:
                _write_anew(table)
            table.optimize(cleanup_older_than=keep, delete_unverified=True)
        # LanceDB's caches hold the files open that were given up just now, until no more can be opened.
        self._open_anew()
        if keep == NO_TIME:
            for aside in self.folder.parent.glob(f"{self.folder.name}.damaged-*"):
                shutil.rmtree(aside, ignore_errors=True)

    def indices_are_whole(self) -> bool:
        """Tell whether the indices of words and ids can be read, by asking each of them something."""
        from lancedb.expr import col, lit

        try:
            self.by_words(["a"], None, 1)
            for column in ("id", "document"):
                self._select(col(column) == lit(""), [column])
        except IndexDamagedError:
            return False
        return True

    def make_indices_anew(self) -> None:
        """Make the indices of words and ids from the passages, after they were damaged."""
        with self._writing() as table:
            _make_indices(table)

    # Reading

    def documents(self) -> set[str]:
        """Return the ids of the documents that have passages here."""
        rows = self._read(lambda table: table.search().select(["document"]).to_arrow())
        return set(rows.column("document").unique().to_pylist())

    def count(self) -> int:
        """Return the number of passages."""
        return int(self._read(lambda table: table.count_rows()))

    def by_words(self, terms: Sequence[str], within: Sequence[str] | None, k: int) -> Found:
        """Return (id, BM25 score) of up to k passages that hold any of the terms, best first.

        within names the documents to look in, None is all of them. No terms find nothing.
        """

        def ask(table: Any) -> list[Row]:  # noqa: ANN401
            search = table.search(" ".join(terms), query_type="fts", fts_columns="terms")
            return _narrow(search, within, k, "_score")

        return [(row["id"], row["_score"]) for row in self._read(ask)] if terms else []

    def by_meaning(self, vector: Vector, within: Sequence[str] | None, k: int) -> Found:
        """Return (id, cosine similarity) of up to k passages, best first; vector is (dimensions,)."""

        def ask(table: Any) -> list[Row]:  # noqa: ANN401
            search = table.search(vector, query_type="vector", vector_column_name="vector")
            return _narrow(search.distance_type("cosine"), within, k, "_distance")

        return [(row["id"], 1.0 - row["_distance"]) for row in self._read(ask)]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return passages by id; those that do not match their hash, being damaged, are left out."""
        from lancedb.expr import col

        rows = [row for some in _portions(ids) for row in self._select(col("id").isin(some), COLUMNS)]
        return {passage.id: passage for row in rows if (passage := to_passage(row))}

    def passages_of(self, document: str) -> list[Passage]:
        """Return all passages of a document in order."""
        from lancedb.expr import col, lit

        rows = self._select(col("document") == lit(document), COLUMNS)
        found = [passage for row in rows if (passage := to_passage(row))]
        return sorted(found, key=lambda passage: (passage.page, passage.start))

    def page(self, document: str, page: int) -> list[Passage]:
        """Return the passages of a page in order."""
        from lancedb.expr import col, lit

        rows = self._select((col("document") == lit(document)) & (col("page") == lit(page)), COLUMNS)
        return sorted((found for row in rows if (found := to_passage(row))), key=lambda found: found.start)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the unit vectors of those passages that have one."""
        from lancedb.expr import col

        wanted = [(col("id").isin(some), ["id", "vector"]) for some in _portions(ids)]
        rows = [row for where, columns in wanted for row in self._select(where, columns)]
        return {row["id"]: np.asarray(row["vector"], np.float32) for row in rows if row["vector"]}

    def _select(self, where: Any, columns: list[str]) -> list[Row]:  # noqa: ANN401
        return self._read(lambda table: table.search().where(where).select(columns).limit(None).to_list())

    def close(self) -> None:
        """Give up what is open; the next call opens it again."""
        self._open_anew()

    # Errors and durability

    def _read(self, ask: Callable[[Any], Result]) -> Result:
        """Ask the table, and once more if it failed: the version may have been given up while it was read."""
        for _ in range(2):
            try:
                with _panics_as_errors():
                    return ask(self._table())
            except (RuntimeError, ValueError, OSError) as error:
                reason = error
                self._open_anew()
        if _is_refusal(reason):
            raise BadLibraryError(
                f"The index in {self.folder} cannot be read now.",
                "Check that you may read there, and that not too many files are open.",
            ) from reason
        raise IndexDamagedError(f"The index in {self.folder} is damaged.") from reason

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Any]:
        """Give the table for one commit, and have its files reach the disk: LanceDB leaves that to chance.

        A failure of files that cannot be read either is damage, else the disk refused the change.
        """
        try:
            self._files.begin()
            with _panics_as_errors():
                yield self._table()
            self._files.flush()
        except ValueError as error:
            raise IndexDamagedError(f"The index in {self.folder} is damaged.") from error
        except (RuntimeError, OSError) as error:
            if not _is_refusal(error):
                self._open_anew()
                self._read(lambda table: table.search().select(["id", "text"]).limit(None).to_arrow())
            raise BadLibraryError(
                f"The index in {self.folder} could not be changed.",
                "Check that the disk has room, that you may write there, and that it is no FAT disk.",
            ) from error

    # Opening

    def _open_anew(self) -> None:
        with self._opening:
            self._opened = None

    def _table(self) -> Any:  # noqa: ANN401
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> Any:  # noqa: ANN401
        import lancedb

        # Without a consistency of zero, a table never sees what another process commits.
        caches = lancedb.Session(INDEX_CACHE, METADATA_CACHE)
        database = lancedb.connect(self.folder, read_consistency_interval=NO_TIME, session=caches)
        if self._manifests():
            table = self._open_newest(database)
            self._check(table.schema.metadata or {})
        else:
            about = {"format": str(FORMAT), "embedder": self.embedder.identity}
            table = database.create_table(
                TABLE, schema=schema(self.embedder.dimensions, about), exist_ok=True
            )
        # A program that was killed while it made them may have made some only.
        _make_indices(table, {column for index in table.list_indices() for column in index.columns})
        return table

    def _open_newest(self, database: Any) -> Any:  # noqa: ANN401
        """Open the newest version, else the one before it; where both fail, nothing is changed."""
        with contextlib.suppress(RuntimeError, ValueError, OSError), _panics_as_errors():
            return database.open_table(TABLE)
        newest = self._manifests()[0]
        aside = newest.rename(newest.with_suffix(".damaged"))
        try:
            with _panics_as_errors():
                return database.open_table(TABLE)
        except (RuntimeError, ValueError, OSError) as error:
            aside.rename(newest)
            raise IndexDamagedError(f"The index in {self.folder} is damaged.") from error

    def _manifests(self) -> list[Path]:
        """Return the manifests, the newest first: the numbers in their names count down."""
        return sorted(self.folder.glob(f"{TABLE}.lance/_versions/*.manifest"))

    def _check(self, metadata: dict[bytes, bytes]) -> None:
        made_by = metadata.get(b"embedder", b"").decode()
        made_as = int(metadata.get(b"format", b"0"))
        if made_as > FORMAT:
            raise BadLibraryError(f"The index in {self.folder} was made by a newer PDF Assistant.")
        if made_as < FORMAT:
            raise IndexDamagedError(f"The index in {self.folder} was made by an older PDF Assistant.")
        if made_by != self.embedder.identity:
            raise EmbedderMismatchError(
                f"The index was made with the embedder {made_by}, but {self.embedder.identity} is in use."
            )

    def set_aside(self) -> Path:
        """Move a damaged index out of the way, so that a new one can be made; return where it went."""
        with self._opening:
            aside = self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}")
            self.folder.rename(aside)
            self._opened = None
        return aside


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


def _make_indices(table: Any, held: Set[str] = frozenset()) -> None:  # noqa: ANN401
    """Make the indices of words and ids, or make them anew, but for those held."""
    from lancedb.index import FTS, BTree

    words = FTS(
        base_tokenizer="whitespace",
        stem=False,
        lower_case=False,
        ascii_folding=False,
        remove_stop_words=False,
        with_position=False,
    )
    for column, config in {"terms": words, "id": BTree(), "document": BTree()}.items():
        if column not in held:
            table.create_index(column, config=config)


def _write_anew(table: Any) -> None:  # noqa: ANN401
    """Write every row and index into new files, which optimising alone does not do.

    It keeps a file of which less than a tenth was deleted, and the words of deleted rows.
    """
    table.update(where="true", values_sql={"embedded": "embedded"})
    _make_indices(table)


def _narrow(search: Any, within: Sequence[str] | None, k: int, score: str) -> list[Row]:  # noqa: ANN401
    from lancedb.expr import col

    if within is not None:
        search = search.where(col("document").isin(list(within)), prefilter=True)
    rows: list[Row] = search.limit(k).select(["id", score]).to_list()
    return rows


def _portions(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield list(ids[start : start + IDS_AT_ONCE])
