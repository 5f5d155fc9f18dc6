"""Question and passages → messages for the model; pure. Documents come first, the question after them."""

from collections.abc import Callable, Sequence

from assistant.engine.types import AnswerMode, Hit, Message, Turn

INSTRUCTION = (
    "You answer questions from the numbered passages only. After every sentence, name the passage it comes "
    "from, like [1]. Quote the decisive words exactly, in “quotation marks”. Use no other knowledge. If the "
    "passages do not answer the question, write only: Your documents do not answer this."
)
ASSISTED = (
    "Answer the question. Use the numbered passages first: after every sentence that comes from one, name "
    "it, like [1], and quote its decisive words exactly, in “quotation marks”. Where the passages "
    "fall short, you may add what you know, in sentences of their own without a number."
)
REPHRASE = (
    "Rewrite the last question so that it can be understood without the conversation. Keep its meaning, "
    "use words of the conversation, and write the question only."
)
NOTE = "Note, in a short sentence for each passage that matters, what it says for this task, and cite it:"
OVERHEAD = 200
"""Tokens kept free for the template and the instruction."""

_RULE = "═══"
TURNS_SHOWN = 3


def build_messages(question: str, hits: Sequence[Hit], mode: AnswerMode = "strict") -> list[Message]:
    """Return the messages: the instruction, then the numbered passages and after them the question."""
    told = ASSISTED if mode == "assisted" else INSTRUCTION
    passages = "\n\n".join(_passage(number, hit) for number, hit in enumerate(hits, 1))
    return [Message("system", told), Message("user", f"{passages}\n\n{_RULE} Question\n{question}")]


def fit(hits: Sequence[Hit], question: str, count: Callable[[Sequence[str]], list[int]], room: int) -> int:
    """Return how many passages, best first and whole, fit into `room` tokens beside the question."""
    sizes = count([question, *(_passage(number, hit) for number, hit in enumerate(hits, 1))])
    used = OVERHEAD + sizes[0]
    for number, size in enumerate(sizes[1:]):
        used += size + 2
        if used > room:
            return number
    return len(hits)


def standalone_messages(history: Sequence[Turn], question: str) -> list[Message]:
    """Return the messages that ask the model to make a follow-up question stand alone."""
    said = "\n".join(
        f"Question: {turn.standalone}\nAnswer: {turn.answer[:300]}" for turn in history[-TURNS_SHOWN:]
    )
    return [Message("system", REPHRASE), Message("user", f"{said}\n\nLast question: {question}")]


def passages_in(content: str) -> list[str]:
    """Return the passages that a message made by build_messages shows, in the order of their numbers."""
    parts = content.split(f"{_RULE} ")
    return [part.partition("\n")[2].strip() for part in parts if part.startswith("Passage [")]


def _passage(number: int, hit: Hit) -> str:
    passage = hit.passage
    place = " · ".join(part for part in (passage.title, passage.heading, f"page {passage.label}") if part)
    # A document must not be able to write the line that starts a passage.
    text = f"{place}\n{passage.text}".replace(_RULE, "===")
    return f"{_RULE} Passage [{number}]: {text}"
