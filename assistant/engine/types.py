"""The nouns of the program; all frozen, none with behaviour.

Lengths and boxes are in PDF points (1/72 inch), origin at the top left of the page as displayed.
Character spans are half open, [start, end), in code points of the page's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1."""

BlockKind = Literal["heading", "text", "list", "table"]
PageState = Literal["text", "no text", "failed", "recognised", "empty"]
"""recognised: the words were read from the page's picture; empty: there were none to read."""
DocumentState = Literal["words", "complete"]
Verdict = Literal["verified", "near", "not found"]
Support = Literal["supported", "near", "unsupported"]
AnswerMode = Literal["strict", "assisted", "quotations"]
"""strict: only what the documents bear out; assisted: the rest is marked; quotations: no model writes."""

AnswerKind = Literal["quotations", "answered", "not in documents"]
Phase = Literal["waiting", "reading", "recognising", "embedding"]


# What a PDF becomes


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the part of a hyphenated word that stands on one line, placed on its page."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a page's text of one kind, in reading order.

    level: 1 to 6 of a heading, 0 otherwise. header_end: in a table, where its header row ends.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    header_end: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text: visible words in reading order, running headers and footers left out.

    Words stand apart by one space, table cells by a tab, lines of lists and tables and blocks by newlines.
    """

    number: int
    label: str
    width: float
    height: float
    text: str
    words: tuple[Word, ...]
    blocks: tuple[Block, ...]
    state: PageState
    hidden_words: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document with a title; it goes from its page to `last`, its own sections counted in.

    level counts from 1, the outermost.
    """

    level: int
    title: str
    page: int
    last: int


@dataclass(frozen=True, slots=True)
class ParsedPdf:
    """All that was read from a PDF; title comes from its metadata or first heading, else it is empty.

    metadata is what the file says of itself, by PyMuPDF's names: author, subject, creationDate…
    """

    title: str
    pages: tuple[Page, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document is; what is not known is empty. The user can correct them.

    made is a date, YYYY-MM-DD or its beginning; language is a code of ISO 639-1.
    """

    subject: str = ""
    kind: str = ""
    organisation: str = ""
    period: str = ""
    years: tuple[int, ...] = ()
    made: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text on one page: what is embedded, found and cited.

    The passages of a page do not overlap and hold all of its text but white space.
    text is page.text[start:end]; words carry page spans. context (document title, section heading,
    table header) is embedded and word-indexed before the text, and never shown as a quote.
    """

    id: str
    document: str
    page: int
    label: str
    title: str
    heading: str
    context: str
    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class PageReport:
    """What came out of a page; words and tables are counted."""

    number: int
    label: str
    state: PageState
    words: int
    hidden_words: int
    tables: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF in the library; id is the SHA-256 of its bytes in hexadecimal."""

    id: str
    path: str
    title: str
    pages: int
    state: DocumentState
    added: str
    passages: int
    report: tuple[PageReport, ...] = ()
    facts: Facts = Facts()


# What a question becomes

Arm = Literal["words", "meaning", "hybrid", "rerank"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: everything, a collection by name, a document by id; both empty is everything.

    alike: documents that the question names are not preferred, and its own words alone are looked for.
    """

    collection: str = ""
    document: str = ""
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; ranks count from 1, None where that way did not find it.

    prominence tells how far its similarity lies above the middle one of what was found, None where too little
    was found to say. relevance is the cross-encoder's logit that it answers, None where it was not read;
    answer are the likeliest words, a span of the page, once the reader has read it.
    """

    passage: Passage
    score: float
    rank: int
    by_words: int | None = None
    by_meaning: int | None = None
    similarity: float = 0.0
    prominence: float | None = None
    relevance: float | None = None
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker [number] in an answer, the passage that it names, and what was found on the page.

    words are those of the quote that answer, where they are known, and word_boxes where they stand.
    """

    number: int
    passage: str
    document: str
    title: str
    page: int
    label: str
    quote: str
    boxes: tuple[Box, ...]
    verdict: Verdict
    differences: tuple[str, ...] = ()
    words: str = ""
    word_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: text[start:end] of the answer, and how it is supported."""

    start: int
    end: int
    support: Support
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two cited quotes, by their numbers, that contradict each other, and the words in which they do.

    said or instead is empty where one quote denies what the other says.
    """

    first: int
    second: int
    said: str
    instead: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a question.

    passages are those that were shown, in the order of their numbers (the first is [1]);
    left_out counts passages that did not fit the model's context. Timings are in seconds.
    """

    question: str
    standalone: str
    kind: AnswerKind
    text: str
    quotations: tuple[Citation, ...]
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    confidence: float
    model: str
    seed: int | None
    left_out: int
    timings: Mapping[str, float] = field(default_factory=dict)
    conversation: int | None = None
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in a document: page, printed label, boxes of its words, the line around it."""

    page: int
    label: str
    boxes: tuple[Box, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered, kept in a conversation."""

    question: str
    standalone: str
    answer: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that follow each other; last is when the newest was answered (ISO 8601)."""

    id: int
    title: str
    last: str
    turns: int


@dataclass(frozen=True, slots=True)
class Run:
    """A measurement: when it was made (ISO 8601), on which questions (file and hash), and its figures."""

    id: int
    made: str
    questions: str
    hash: str
    arm: str
    model: str
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model. Text of documents and users stands in content and stays plain text."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file as its header tells it; sizes in bytes, context in tokens."""

    name: str
    path: str
    source: str
    size: int
    architecture: str
    parameters: int
    quantisation: str
    context_length: int
    licence: str
    needed_memory: int
    fits: bool
