"""Collections as a person changes them; the one face of that for command line and window."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engine.errors import UsageError
from assistant.engine.library import Library

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Collections:
    """Every method raises UsageError for a collection that is not there, and for a name that is none."""

    library: Library

    def names(self) -> list[str]:
        """Return the names of the collections."""
        return self.library.collections()

    def of(self, document: str) -> list[str]:
        """Return the names of the collections that hold a document."""
        return self.library.collections_of(document)

    def make(self, name: str) -> None:
        """Make a collection without documents; one of this name stays as it is."""
        self.library.make_collection(_clean(name))

    def put(self, name: str, documents: Sequence[str]) -> None:
        """Put documents into a collection, which is made if it is new."""
        name = _clean(name)
        for document in documents:
            self.library.put_in_collection(name, document)

    def take_out(self, name: str, documents: Sequence[str]) -> None:
        """Take documents out of a collection; they stay in the library."""
        for document in documents:
            self.library.take_out_of_collection(name, document)

    def rename(self, name: str, new: str) -> None:
        """Give a collection another name."""
        self.library.rename_collection(name, _clean(new))

    def remove(self, name: str) -> None:
        """Remove a collection; its documents stay in the library."""
        self.library.remove_collection(name)


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST or not clean.isprintable():
        raise UsageError("A collection needs a name of 1 to 100 letters.", "Choose another name.")
    return clean
