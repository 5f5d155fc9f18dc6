"""Near misses: what the program's own first stage finds for a question that does not answer it.

python -m models.cross_encoder.mine ROWS.jsonl.xz EMBEDDER OUT.json
"""

import re
import sys
import tempfile
from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path

from assistant.engine import retrieval
from assistant.engine.embedder import Embedder
from assistant.engine.index import Index
from assistant.engine.terms import question_terms
from assistant.engine.types import Passage
from models.cross_encoder.rows import Part, Question, cut, make_questions, read_rows, write
from models.cross_encoder.whole import DOCUMENTS, FILINGS, Whole, add_whole
from models.cross_encoder.written import REPORTS, WRITTEN, add_written

OURS = tuple(Path(__file__).with_name(f"{name}.jsonl") for name in (WRITTEN, REPORTS))
WHOLE = tuple(Path(__file__).with_name(f"{name}.jsonl") for name in (FILINGS, DOCUMENTS))

FOUND = 40
AT_ONCE = 512
SHORT = 4
"""An answer of so few letters, "2019", stands in many passages that do not answer."""


def main(rows: str, embedder: str, out: str) -> None:
    """Make the questions of a file of rows and the written ones, find near misses for each, and keep them."""
    encoder = Embedder(Path(embedder))
    parts, questions = make_questions(read_rows(Path(rows)), encoder.count)
    for ours in OURS:
        questions += add_written(ours, parts)
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index", encoder)
        fill(index, parts)
        mined = []
        reported = _passages_of([each for each in questions if each.source == REPORTS], parts)
        for number, question in enumerate(questions):
            # What one passage of a report does not tell may stand in another.
            barred = reported if question.source == REPORTS and not question.right else set()
            found = _misses(index, question, parts, barred)
            mined.append(replace(question, misses=(*question.misses, *found)))
            if number % 500 == 0:
                print(f"{number} of {len(questions)} questions", flush=True)
    for file in WHOLE:
        for document in add_whole(file, parts):
            mined += in_document(document, parts, encoder)
    write(Path(out), parts, mined)


def in_document(document: Whole, parts: Sequence[Part], encoder: Embedder) -> list[Question]:
    """Return a document's questions with near misses of its own."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index", encoder)
        fill(index, document.parts)
        return [replace(each, misses=_misses(index, each, parts, frozenset())) for each in document.questions]


def fill(index: Index, parts: Sequence[Part]) -> None:
    """Put parts into an empty index as passages, with their vectors; ids are their numbers.

    A vector is of a part's beginning where the whole is too long for the embedder.
    """
    encoder = index.embedder
    passages = [
        Passage(str(part.id), "rows", 1, "1", "", "", "", part.text, 0, len(part.text), ()) for part in parts
    ]
    index.replace("rows", passages)
    for start in range(0, len(parts), AT_ONCE):
        some = parts[start : start + AT_ONCE]
        begun = [
            part.text if encoder.count(part.text) <= encoder.max_tokens else cut(part.text, encoder.count)[0]
            for part in some
        ]
        index.set_vectors([str(part.id) for part in some], encoder.encode(begun))
    index.tidy()


def _passages_of(questions: Sequence[Question], parts: Sequence[Part]) -> set[int]:
    """Return the passages that questions were asked of, before near misses are found."""
    return {parts[id].passage for question in questions for id in (*question.right, *question.misses)}


def _misses(index: Index, question: Question, parts: Sequence[Part], barred: Set[int]) -> tuple[int, ...]:
    """Return the parts found that neither belong to a passage the question is of nor hold an answer.

    Those of barred passages are left out, too.
    """
    words = index.by_words(question_terms(question.text, ["en"]), None, FOUND)
    meaning = index.by_meaning(index.embedder.encode_question(question.text), None, FOUND)
    fused = retrieval.fuse([[id for id, _ in words], [id for id, _ in meaning]], [1.0, 1.0])
    passages = barred | _passages_of([question], parts)
    return tuple(
        int(id)
        for id in list(fused)[:FOUND]
        if parts[int(id)].passage not in passages and not _holds(parts[int(id)].text, question.answers)
    )


def _holds(text: str, answers: Sequence[str]) -> bool:
    words = [answer.strip(" .,;") for answer in answers if len(answer) > SHORT]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words)


if __name__ == "__main__":
    main(*sys.argv[1:])
