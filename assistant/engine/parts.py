"""The real parts that the engine works with, chosen in wiring.py and passed in."""

from dataclasses import dataclass

from assistant.engine.cross_encoder import CrossEncoder
from assistant.engine.embedder import Embedder
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
