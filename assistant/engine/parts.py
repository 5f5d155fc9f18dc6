"""The real parts that the engine works with, chosen in wiring.py and passed in."""

import contextlib
from dataclasses import dataclass

from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.embedder import Embedder
from assistant.engine.errors import AssistantError
from assistant.engine.index import Index
from assistant.engine.library import Library
from assistant.engine.ocr import Ocr
from assistant.engine.pdf_reader import PdfReader


@dataclass(frozen=True, slots=True)
class Parts:
    """Where documents are kept, indexed, embedded and read."""

    library: Library
    index: Index
    embedder: Embedder
    cross_encoder: CrossEncoder
    reader: PdfReader
    ocr: Ocr

    def wake(self) -> None:
        """Load what a question needs, so that the first one is answered as fast as the next.

        What is wrong with a part is left for the question to say.
        """
        with contextlib.suppress(AssistantError):
            if self.library.documents():
                self.index.by_words(["a"], None, 1)
                self.cross_encoder.judge("a", [("", "a")])
                self.embedder.encode_question("a")
