"""The examples that a person has: kept beside the library, added to, looked through, decided on."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.engine import prompt
from assistant.engine.asking import NOT_IN_DOCUMENTS
from assistant.engine.errors import UsageError
from assistant.engine.forgetting import FINETUNING, ROWS
from assistant.engine.opinions import Opinion
from assistant.finetune import rows
from assistant.finetune.cleaning import LEAKS
from assistant.finetune.importing import split_of
from assistant.finetune.rows import Row, Split, State, make_id

QUOTE_NOT_FOUND = "quote not found"

_QUOTE = re.compile(r"“([^”]+)”")


class Examples:
    """The rows in a data folder, in the order in which they came."""

    def __init__(self, data: Path) -> None:
        self.file = data / FINETUNING / ROWS

    def all(self) -> list[Row]:
        """Return every row. Raises UsageError where the file is damaged."""
        return rows.load(self.file)

    def add(self, more: Sequence[Row]) -> int:
        """Add rows that are not there yet; return how many that were."""
        held = self.all()
        known = {each.id for each in held}
        new = list({each.id: each for each in more if each.id not in known}.values())
        self.replace([*held, *new])
        return len(new)

    def replace(self, held: Sequence[Row]) -> None:
        """Keep these rows instead of those that were there."""
        rows.save(held, self.file)

    def decide(self, id: str, state: State) -> Row:
        """Accept or reject a row. Raises UsageError where there is none."""
        reason = "rejected by you" if state == "rejected" else ""
        return self._put(id, lambda row: replace(row, state=state, reason=reason))

    def edit(self, id: str, answer: str) -> Row:
        """Give a row another answer, and accept it, unless it quotes what none of its passages says."""
        return self._put(id, lambda row: _checked(replace(row, answer=answer.strip(), state="accepted")))

    def splits(self) -> dict[str, Split]:
        """Return the split that each group is in."""
        return {each.group: each.split for each in self.all()}

    def _put(self, id: str, change: Callable[[Row], Row]) -> Row:
        held = self.all()
        places = [place for place, each in enumerate(held) if each.id == id]
        if not places:
            raise UsageError(f"There is no example {id}.", "See: pdf-assistant finetune rows")
        changed = held[places[0]] = change(held[places[0]])
        self.replace(held)
        return changed


def of_opinions(opinions: Sequence[Opinion], held: Sequence[Row]) -> list[Row]:
    """Return a row of every good or corrected answer; held are the rows that are there already.

    What would show a page that a row of another split shows is rejected.
    """
    splits = {each.group: each.split for each in held}
    shown = {page: each.split for each in held for page in (*each.pages, each.right)}
    return [_of_opinion(each, splits, shown) for each in opinions if each.good or each.correction]


def _of_opinion(opinion: Opinion, splits: Mapping[str, Split], shown: Mapping[str, Split]) -> Row:
    answer = opinion.answer
    messages = tuple(prompt.build_messages(answer.standalone, answer.passages))
    text = opinion.correction or (answer.text if answer.kind == "answered" else "")
    refusal = answer.kind == "not in documents" and not opinion.correction
    cited = [each for each in (*answer.citations, *answer.quotations) if each.verdict == "verified"]
    if not text and cited and not refusal:
        numbers = {hit.passage.id: place for place, hit in enumerate(answer.passages, 1)}
        text = f"“{cited[0].quote}” [{numbers.get(cited[0].passage, cited[0].number)}]"
    group = cited[0].document if cited else f"question:{answer.standalone.casefold().strip()}"
    split = splits.get(group) or split_of(group)
    pages = tuple(f"{each.passage.document}:{each.passage.page}" for each in answer.passages)
    said = NOT_IN_DOCUMENTS if refusal else text
    row = Row(
        id=make_id(messages, said),
        messages=messages,
        answer=said,
        group=group,
        origin="opinions",
        kind="refusal" if refusal else "answer",
        split=split,
        state="accepted",
        pages=pages,
        right=f"{cited[0].document}:{cited[0].page}" if cited else "",
    )
    if any(shown.get(page, split) != split for page in pages):
        return replace(row, state="rejected", reason=LEAKS)
    return _checked(row)


def _checked(row: Row) -> Row:
    """Reject a row that quotes what none of the passages that it shows says."""
    passages = [" ".join(each.split()) for each in prompt.passages_in(row.messages[-1].content)]
    quotes = [" ".join(each.split()) for each in _QUOTE.findall(row.answer)]
    if passages and not all(any(quote in passage for passage in passages) for quote in quotes):
        return replace(row, state="rejected", reason=QUOTE_NOT_FOUND)
    return replace(row, reason="")
