"""LanceDB: passages, found by words and by meaning; everything here can be made again from the PDFs."""

import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine import table_rows
from assistant.engine.embedder import Embedder
from assistant.engine.errors import BadLibraryError, EmbedderMismatchError, IndexDamagedError
from assistant.engine.lance import NO_TIME, TERMS, LanceTable, having, narrow
from assistant.engine.rows import COLUMNS, Row, schema, to_passage, to_row
from assistant.engine.types import Passage

TABLE, ROWS = "passages", "rows"
FORMAT = 2

IDS_AT_ONCE = 500
ROWS_A_PASSAGE = 4
"""So many rows are looked at for each passage that is wanted: the best ones are often of the same table."""

FEWEST_IN_ROW = 3
"""So many of the terms, or all where there are fewer, a row must hold: rows are short, and what is rare among
them is often common in prose. Without that the samples' questions lose (first stage's hit@1 .68 for .92)."""

READERS_NEED = timedelta(minutes=1)
"""How long an older version stays for a search that is still reading it."""

CACHE, ROWS_CACHE = 96 << 20, 32 << 20
"""Bytes that LanceDB keeps of each table in memory."""

Vector = NDArray[np.float32]
Found = list[tuple[str, float]]


class Index:
    """The passages of a library, opened at the first use; safe to use from several threads and processes.

    embedder tells whose vectors these are; the index refuses those of another one. Every method raises
    IndexDamagedError where the files cannot be read, and BadLibraryError where they cannot be changed.
    Vectors are compared one by one: exact, and 55 ms of 100,000, where an HNSW index takes 47 s to make.
    The rows of tables are a second table: of words only, and made anew from the passages where it is lost.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = embedder
        keys = ("id", "document")
        self._passages = LanceTable(folder, TABLE, keys, CACHE, self._make, self._check)
        self._rows = LanceTable(folder, ROWS, keys, ROWS_CACHE, self._make_rows)

    # Writing

    def replace(self, document: str, passages: Sequence[Passage], instead_of: str = "") -> None:
        """Put a document's passages in the place of what it had, and of an older version, in one commit.

        They are findable by words when this returns; vectors come later, by set_vectors. Their rows are put
        in before: without their passages they find nothing.
        """
        import pyarrow

        documents = [document, instead_of or document]
        rows = list(table_rows.entries(passages))
        if rows or self._rows.select(having(document=documents), ["id"]):
            _replace(self._rows, documents, pyarrow.Table.from_pylist(rows, schema=table_rows.schema()))
        made = [to_row(passage) for passage in passages]
        about = self._passages.table().schema
        _replace(self._passages, documents, pyarrow.Table.from_pylist(made, schema=about))

    def missing_vectors(self, document: str) -> list[tuple[str, str]]:
        """Return (id, text to embed) of the passages of a document that have no vector yet."""
        where = having(document=document, embedded=False)
        return sorted((row["id"], row["indexed"]) for row in self._passages.select(where, ["id", "indexed"]))

    def set_vectors(self, ids: Sequence[str], vectors: Vector) -> None:
        """Give passages their unit vectors (n, dimensions), in one commit."""
        import pyarrow

        values = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(vectors.ravel()), vectors.shape[1])
        with self._passages.writing() as table:
            fields = pyarrow.schema([table.schema.field(name) for name in ("id", "vector", "embedded")])
            columns = [pyarrow.array(ids), values, pyarrow.array([True] * len(ids))]
            rows = pyarrow.Table.from_arrays(columns, schema=fields)
            table.merge_insert("id").when_matched_update_all().execute(rows)

    def remove(self, document: str) -> None:
        """Remove a document's passages and rows; their bytes are gone after tidy(keep=timedelta(0))."""
        self._rows.remove([document])
        self._passages.remove([document])

    def tidy(self, keep: timedelta = READERS_NEED) -> None:
        """Bring the indices up to date and give up versions older than keep.

        Zero forgets: what was removed is then in no file any more, nor in an index that was set aside, nor
        is a row whose passage a kill kept from being put in.
        """
        if keep == NO_TIME and (strange := self._rows.documents() - self.documents()):
            self._rows.remove(sorted(strange))
        self._rows.tidy(keep)
        self._passages.tidy(keep)
        if keep == NO_TIME:
            for aside in self.folder.parent.glob(f"{self.folder.name}.damaged-*"):
                shutil.rmtree(aside, ignore_errors=True)

    def indices_are_whole(self) -> bool:
        """Tell whether the indices of words and ids can be read, and the rows of tables are there."""
        return self._passages.is_whole() and self._rows.exists and self._rows.is_whole()

    def make_indices_anew(self) -> None:
        """Make the indices of words and ids, and the rows, from the passages, after they were damaged."""
        self._passages.make_indices()
        self._rows.drop()
        with self._rows.writing():
            pass

    # Reading

    def documents(self) -> set[str]:
        """Return the ids of the documents that have passages here."""
        return self._passages.documents()

    def count(self) -> int:
        """Return the number of passages."""
        return int(self._passages.read(lambda table: table.count_rows()))

    def by_words(self, terms: Sequence[str], within: Sequence[str] | None, k: int) -> Found:
        """Return (id, BM25 score) of up to k passages that hold any of the terms, best first.

        within names the documents to look in, None is all of them. No terms find nothing.
        """
        return [(row["id"], row["_score"]) for row in self._passages.by_words(terms, within, k)]

    def by_rows(self, terms: Sequence[str], within: Sequence[str] | None, k: int) -> Found:
        """Return (id, BM25 score of the best row) of up to k passages with enough of the terms in a row.

        An index that an older program made finds none before it was changed.
        """
        if not self._rows.exists:
            return []
        fewest = min(FEWEST_IN_ROW, len({*terms}))
        best: dict[str, float] = {}
        for row in self._rows.by_words(terms, within, ROWS_A_PASSAGE * k, [TERMS]):
            if len({*terms}.intersection(row[TERMS].split())) >= fewest:
                best.setdefault(table_rows.passage_of(row["id"]), row["_score"])
        return list(best.items())[:k]

    def by_meaning(self, vector: Vector, within: Sequence[str] | None, k: int) -> Found:
        """Return (id, cosine similarity) of up to k passages, best first; vector is (dimensions,)."""

        def ask(table: Any) -> list[Row]:  # noqa: ANN401
            search = table.search(vector, query_type="vector", vector_column_name="vector")
            return narrow(search.distance_type("cosine"), within, k, ["_distance"])

        return [(row["id"], 1.0 - row["_distance"]) for row in self._passages.read(ask)]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return passages by id; those that do not match their hash, being damaged, are left out."""
        portions = _portions(ids)
        rows = [row for some in portions for row in self._passages.select(having(id=some), COLUMNS)]
        return {passage.id: passage for row in rows if (passage := to_passage(row))}

    def passages_of(self, document: str) -> list[Passage]:
        """Return all passages of a document in order."""
        found = self._whole(having(document=document))
        return sorted(found, key=lambda passage: (passage.page, passage.start))

    def page(self, document: str, page: int) -> list[Passage]:
        """Return the passages of a page in order."""
        found = self._whole(having(document=document, page=page))
        return sorted(found, key=lambda passage: passage.start)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the unit vectors of those passages that have one."""
        wanted = [(having(id=some), ["id", "vector"]) for some in _portions(ids)]
        rows = [row for where, columns in wanted for row in self._passages.select(where, columns)]
        return {row["id"]: np.asarray(row["vector"], np.float32) for row in rows if row["vector"]}

    def _whole(self, where: Any) -> list[Passage]:  # noqa: ANN401
        """Return the passages for which a condition holds, but damaged ones."""
        return [passage for row in self._passages.select(where, COLUMNS) if (passage := to_passage(row))]

    def close(self) -> None:
        """Give up what is open; the next call opens it again."""
        self._passages.close()
        self._rows.close()

    def set_aside(self) -> Path:
        """Move a damaged index out of the way, so that a new one can be made; return where it went."""
        aside = self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}")
        self.folder.rename(aside)
        self.close()
        return aside

    # Making

    def _make(self, database: Any) -> Any:  # noqa: ANN401
        about = {"format": str(FORMAT), "embedder": self.embedder.identity}
        return database.create_table(TABLE, schema=schema(self.embedder.dimensions, about), exist_ok=True)

    def _make_rows(self, database: Any) -> Any:  # noqa: ANN401
        """Make the rows of all passages that there are: none, but where an older program made the index."""
        import pyarrow

        about = table_rows.schema()
        made = (
            pyarrow.RecordBatch.from_pylist(list(table_rows.entries(self.passages_of(each))), schema=about)
            for each in sorted(self.documents())
        )
        data = pyarrow.RecordBatchReader.from_batches(about, made)
        return database.create_table(ROWS, data=data, exist_ok=True)

    def _check(self, table: Any) -> None:  # noqa: ANN401
        metadata = table.schema.metadata or {}
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


def _replace(held: LanceTable, documents: Sequence[str], rows: Any) -> None:  # noqa: ANN401
    """Put rows in the place of those of documents, in one commit."""
    with held.writing() as table:
        merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
        merge.when_not_matched_by_source_delete(having(document=documents)).execute(
            rows, on_bad_vectors="null"
        )


def _portions(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield list(ids[start : start + IDS_AT_ONCE])
