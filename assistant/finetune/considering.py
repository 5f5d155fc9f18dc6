"""The six questions that decide between retrieval and fine-tuning where nothing was measured yet; pure."""

from collections.abc import Sequence

QUESTIONS = (
    "Does the material change more than a few times a year?",
    "Must every answer be traced to the page that it comes from?",
    "Is it the form of the answers that is wrong, rather than what they say?",
    "Would a wrong answer be costly?",
    "Will there be thousands of questions of the same kind?",
    "May the material become part of a model's weights, from which it cannot be taken out again?",
)


def consider(answers: Sequence[bool]) -> tuple[str, list[str]]:
    """Return what the answers (yes is True) to QUESTIONS speak for, and why; measuring is better."""
    changes, traced, form, costly, many, may = answers
    reasons = []
    if changes:
        reasons.append("What changes belongs into the library, where it is replaced in seconds.")
    if traced:
        reasons.append("Only retrieval can show the page that an answer comes from.")
    if costly:
        reasons.append("A tuned model can be wrong fluently; quotes that are checked cannot.")
    if not may:
        reasons.append("What must not enter a model's weights must not be trained on.")
    tune = form and may
    if tune:
        reasons.append(
            "Form is behaviour, and behaviour is learned by fine-tuning; try better instructions first."
        )
    if many and may:
        reasons.append("With thousands of questions a smaller, tuned model may save the time that it cost.")
    retrieval = changes or traced or costly or not form
    needed = "both" if retrieval and tune else "fine-tuning" if tune else "retrieval"
    if form and not may:
        reasons.append("Better instructions may mend the form without training.")
    return needed, reasons
