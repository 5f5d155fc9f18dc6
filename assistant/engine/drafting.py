"""Prompt lookup: what follows the last words where they stood before is proposed as what comes next; pure.

Source: Saxena, "Prompt Lookup Decoding", 2023, https://github.com/apoorvumang/prompt-lookup-decoding
"""

from collections.abc import Sequence

LONGEST, SHORTEST = 4, 2
"""Tokens of the run that is looked up."""

PROPOSED = 8


def propose(tokens: Sequence[int], most: int = PROPOSED) -> list[int]:
    """Return the tokens that followed the last run of tokens where it stood last before, [] if it did not."""
    for length in range(min(LONGEST, len(tokens) - 1), SHORTEST - 1, -1):
        run = list(tokens[-length:])
        for start in range(len(tokens) - length - 1, -1, -1):
            if tokens[start] == run[0] and list(tokens[start : start + length]) == run:
                return list(tokens[start + length : start + length + most])
    return []
