"""LanceDB: passages, found by words and by meaning; everything here can be made again from the PDFs."""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engine.embedder import Embedder
from assistant.engine.errors import BadLibraryError, EmbedderMismatchError, IndexDamagedError
from assistant.engine.types import Passage, Word

TABLE = "passages"
FORMAT = 1

IDS_AT_ONCE = 500
MANY_PASSAGES = 50_000
"""From here on vectors are searched through an HNSW index; below, flat search is as fast and exact."""

READERS_NEED = timedelta(minutes=10)
"""How long an older version stays for a search that is still reading it."""

Vector = NDArray[np.float32]
Found = list[tuple[str, float]]


class Index:
    """The passages of a library, opened at the first use; safe to use from several threads.

    embedder tells whose vectors these are; the index refuses those of another one.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = embedder
        self._opened: Any = None

    # Writing

    def replace(self, document: str, passages: Sequence[Passage], instead_of: str = "") -> None:
        """Put a document's passages in the place of what it had, and of an older version, in one commit.

        They are findable by words when this returns; vectors come later, by set_vectors.
        """
        import pyarrow
        from lancedb.expr import col

        table = self._table()
        rows = pyarrow.Table.from_pylist([_row(passage) for passage in passages], schema=table.schema)
        out = col("document").isin([document, instead_of or document])
        merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
        merge.when_not_matched_by_source_delete(out).execute(rows, on_bad_vectors="null")

    def missing_vectors(self, document: str) -> list[tuple[str, str]]:
        """Return (id, text to embed) of the passages of a document that have no vector yet."""
        from lancedb.expr import col, lit

        where = (col("document") == lit(document)) & (col("embedded") == lit(False))
        rows = self._select(where, ["id", "indexed"])
        return sorted((row["id"], row["indexed"]) for row in rows)

    def set_vectors(self, ids: Sequence[str], vectors: Vector) -> None:
        """Give passages their unit vectors (n, dimensions), in one commit."""
        import pyarrow

        table = self._table()
        columns = ["id", "vector", "embedded"]
        schema = pyarrow.schema([table.schema.field(name) for name in columns])
        values = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(vectors.ravel()), vectors.shape[1])
        rows = pyarrow.Table.from_arrays(
            [pyarrow.array(ids), values, pyarrow.array([True] * len(ids))], schema=schema
        )
        table.merge_insert("id").when_matched_update_all().execute(rows)

    def remove(self, document: str) -> None:
        """Remove a document's passages."""
        from lancedb.expr import col, lit

        self._table().delete(col("document") == lit(document))

    def tidy(self, keep: timedelta = READERS_NEED) -> None:
        """Bring the indices up to date and give up versions older than keep; zero forgets what is gone."""
        table = self._table()
        if table.count_rows() > MANY_PASSAGES and not self._has_index("vector"):
            from lancedb.index import HnswSq

            table.create_index("vector", config=HnswSq(distance_type="cosine"))
        table.optimize(cleanup_older_than=keep, delete_unverified=True)

    # Reading

    def documents(self) -> set[str]:
        """Return the ids of the documents that have passages here."""
        rows = self._table().search().select(["document"]).to_arrow()
        return set(rows.column("document").unique().to_pylist())

    def count(self) -> int:
        """Return the number of passages."""
        return int(self._table().count_rows())

    def by_words(self, question: str, within: Sequence[str] | None, k: int) -> Found:
        """Return (id, BM25 score) of up to k passages, best first; the question is plain words, no syntax.

        within names the documents to look in, None is all of them.
        """
        from lancedb.query import MatchQuery

        if not any(letter.isalnum() for letter in question):
            return []
        query: Any = MatchQuery  # its own annotations claim that every option is required
        search = self._table().search(query(question, "indexed"), query_type="fts")
        return [(row["id"], row["_score"]) for row in _narrow(search, within, k, "_score")]

    def by_meaning(self, vector: Vector, within: Sequence[str] | None, k: int) -> Found:
        """Return (id, cosine similarity) of up to k passages, best first; vector is (dimensions,)."""
        search = self._table().search(vector, query_type="vector", vector_column_name="vector")
        rows = _narrow(search.distance_type("cosine"), within, k, "_distance")
        return [(row["id"], 1.0 - row["_distance"]) for row in rows]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return passages by id; those that do not match their hash, being damaged, are left out."""
        return {passage.id: passage for passage in self._read(ids)}

    def page(self, document: str, page: int) -> list[Passage]:
        """Return the passages of a page in order."""
        from lancedb.expr import col, lit

        where = (col("document") == lit(document)) & (col("page") == lit(page))
        found = (_passage(row) for row in self._select(where, _COLUMNS))
        return sorted((each for each in found if each is not None), key=lambda each: each.start)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the unit vectors of those passages that have one."""
        from lancedb.expr import col

        found: dict[str, Vector] = {}
        for some in _portions(ids):
            rows = self._table().search().where(col("id").isin(some)).select(["id", "vector"]).to_arrow()
            for id, vector in zip(rows["id"].to_pylist(), rows["vector"], strict=True):
                if vector.is_valid:
                    found[id] = vector.values.to_numpy()
        return found

    def _read(self, ids: Sequence[str]) -> Iterable[Passage]:
        from lancedb.expr import col

        for some in _portions(ids):
            for row in self._select(col("id").isin(some), _COLUMNS):
                if passage := _passage(row):
                    yield passage

    def _select(self, where: Any, columns: list[str]) -> list[dict[str, Any]]:  # noqa: ANN401
        rows: list[dict[str, Any]] = self._table().search().where(where).select(columns).limit(None).to_list()
        return rows

    # Opening

    def _table(self) -> Any:  # noqa: ANN401
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> Any:  # noqa: ANN401
        import lancedb

        known = self.folder.joinpath(f"{TABLE}.lance").exists()
        database = lancedb.connect(self.folder)
        if not known:
            return self._create(database)
        try:
            table = database.open_table(TABLE)
        except (RuntimeError, ValueError, OSError):
            table = self._open_older(database)
        self._check(table.schema.metadata or {})
        return table

    def _open_older(self, database: Any) -> Any:  # noqa: ANN401
        """Put the newest manifest aside and open the version before it; raises IndexDamagedError."""
        versions = sorted(self.folder.glob(f"{TABLE}.lance/_versions/*.manifest"), key=_written)
        if versions:
            versions[-1].rename(versions[-1].with_suffix(".damaged"))
        try:
            return database.open_table(TABLE)
        except (RuntimeError, ValueError, OSError):
            raise IndexDamagedError(f"The index in {self.folder} is damaged.") from None

    def _create(self, database: Any) -> Any:  # noqa: ANN401
        from lancedb.index import FTS, BTree

        table = database.create_table(TABLE, schema=_schema(self.embedder), exist_ok=True)
        words = FTS(base_tokenizer="icu", language="English", remove_stop_words=False, with_position=False)
        table.create_index("indexed", config=words)
        table.create_index("id", config=BTree())
        table.create_index("document", config=BTree())
        return table

    def _check(self, metadata: dict[bytes, bytes]) -> None:
        made_by = metadata.get(b"embedder", b"").decode()
        if int(metadata.get(b"format", b"0")) > FORMAT:
            raise BadLibraryError(f"The index in {self.folder} was made by a newer PDF Assistant.")
        if made_by != self.embedder.identity:
            raise EmbedderMismatchError(
                f"The index was made with the embedder {made_by}, but {self.embedder.identity} is in use."
            )

    def _has_index(self, column: str) -> bool:
        return any(column in index.columns for index in self._table().list_indices())

    def set_aside(self) -> Path:
        """Move a damaged index out of the way, so that a new one can be made; return where it went."""
        aside = self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}")
        self.folder.rename(aside)
        self._opened = None
        return aside


_COLUMNS = [
    "id", "document", "page", "label", "title", "heading", "context", "text", "start", "end",
    "word_starts", "word_ends", "boxes", "hash",
]  # fmt: skip


def _schema(embedder: Embedder) -> Any:  # noqa: ANN401
    import pyarrow as pa

    texts = ["id", "document", "label", "title", "heading", "context", "text", "indexed", "hash"]
    numbers = ["page", "start", "end"]
    fields = [
        *(pa.field(name, pa.string()) for name in texts),
        *(pa.field(name, pa.int32()) for name in numbers),
        pa.field("word_starts", pa.list_(pa.int32())),
        pa.field("word_ends", pa.list_(pa.int32())),
        pa.field("boxes", pa.list_(pa.float32())),
        pa.field("embedded", pa.bool_()),
        pa.field("vector", pa.list_(pa.float32(), embedder.dimensions)),
    ]
    return pa.schema(fields, metadata={"format": str(FORMAT), "embedder": embedder.identity})


def _row(passage: Passage) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(passage, name) for name in _COLUMNS[:10]}
    row["indexed"] = f"{passage.context}\n{passage.text}"
    row["word_starts"] = [word.start for word in passage.words]
    row["word_ends"] = [word.end for word in passage.words]
    row["boxes"] = [side for word in passage.words for side in word.box]
    row["hash"] = _hash(row)
    return {**row, "embedded": False, "vector": None}


def _passage(row: dict[str, Any]) -> Passage | None:
    """Return the passage of a row, None if the row is damaged: LanceDB keeps no checksums."""
    if _hash(row) != row["hash"]:
        return None
    boxes = row["boxes"]
    words = tuple(
        Word(start, end, tuple(boxes[4 * i : 4 * i + 4]))
        for i, (start, end) in enumerate(zip(row["word_starts"], row["word_ends"], strict=True))
    )
    return Passage(**{name: row[name] for name in _COLUMNS[:10]}, words=words)


def _hash(row: dict[str, Any]) -> str:
    boxes = np.asarray(row["boxes"], np.float32).tobytes()
    values = [row[name] for name in _COLUMNS if name not in ("boxes", "hash")]
    return hashlib.sha256(json.dumps(values).encode() + boxes).hexdigest()


def _narrow(search: Any, within: Sequence[str] | None, k: int, score: str) -> list[dict[str, Any]]:  # noqa: ANN401
    from lancedb.expr import col

    if within is not None:
        search = search.where(col("document").isin(list(within)), prefilter=True)
    rows: list[dict[str, Any]] = search.limit(k).select(["id", score]).to_list()
    return rows


def _portions(ids: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield list(ids[start : start + IDS_AT_ONCE])


def _written(file: Path) -> float:
    return file.stat().st_mtime
