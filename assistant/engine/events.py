"""The events of slow calls: what they report on the way, the last one being the result; all frozen."""

from dataclasses import dataclass

from assistant.engine.types import Answer, Citation, Document, Hit, Phase

# Events of adding


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the user about something that did not stop the work."""

    text: str


@dataclass(frozen=True, slots=True)
class Queued:
    """The files that wait to be added, in order."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddProgress:
    """Where a file stands: done of total pages (reading) or passages (embedding).

    rate is in pages or passages a second; seconds_left is for the whole call, None while unknown.
    """

    path: str
    phase: Phase
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class FindableByWords:
    """The document's passages are committed; vectors follow."""

    document: Document


@dataclass(frozen=True, slots=True)
class DocumentAdded:
    """The document is complete. replaced is the id of the version that it took the place of."""

    document: Document
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKnown:
    """The same bytes are in the library already; moved tells that only the path was new."""

    document: Document
    path: str
    moved: bool


@dataclass(frozen=True, slots=True)
class DocumentFailed:
    """A file that could not be added; code is the error's class name."""

    path: str
    code: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class AddFinished:
    """The last event of adding."""

    added: int
    known: int
    failed: int


AddEvent = (
    Notice
    | Queued
    | AddProgress
    | FindableByWords
    | DocumentAdded
    | DocumentKnown
    | DocumentFailed
    | AddFinished
)


# Events of asking


@dataclass(frozen=True, slots=True)
class Understood:
    """The question as it is searched, made to stand alone."""

    question: str
    standalone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found, best first, in how many documents it looked.

    preferred are the ids of documents that the question names, by the words named; sections are the titles
    of the sections that it names, which are preferred too; also are words that reports use for what is asked;
    looked_for is what was left of the question, "" for all of it. by_name tells that it names the preferred
    documents, or all where none are, by more than a year.
    """

    hits: tuple[Hit, ...]
    documents: int
    preferred: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    looked_for: str = ""
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotations, before any model is asked; numbers name the hits of Found.

    nearest: they may be beside the question.
    """

    quotations: tuple[Citation, ...]
    nearest: bool = False


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """Going through whole documents: done of total pages, or passages that the model has noted."""

    done: int
    total: int
    things: str = "pages"


@dataclass(frozen=True, slots=True)
class LoadingModel:
    """A model is being loaded; share of it, 0 to 1, is done."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class ReadingPrompt:
    """The model reads: done of total tokens, reused of them from the last question."""

    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The next piece of the model's answer, as plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of asking."""

    answer: Answer


AskEvent = (
    Notice | Understood | Found | Quoted | ReadThrough | LoadingModel | ReadingPrompt | AnswerText | Answered
)
