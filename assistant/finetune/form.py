"""The form that answers are to have: a pattern, or a JSON schema in a file."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from assistant.engine.errors import UsageError

LONGEST = 10_000
"""Characters of an answer that are looked at."""

Form = Callable[[str], bool]


def read(given: str) -> Form:
    """Return what tells whether an answer has the form: given is a regular expression, or a .json file.

    Raises UsageError.
    """
    if given.endswith(".json"):
        return _of_schema(Path(given))
    try:
        pattern = re.compile(given, re.DOTALL)
    except re.error as error:
        raise UsageError(f"The form is no regular expression ({error}).") from None
    return lambda answer: pattern.fullmatch(answer.strip()[:LONGEST]) is not None


def _of_schema(file: Path) -> Form:
    try:
        import jsonschema
    except ImportError:
        raise UsageError(
            "A JSON schema needs a library that is not installed.",
            "Run: pip install 'pdf-assistant[finetune]'",
        ) from None
    try:
        schema = json.loads(file.read_text("utf-8"))
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
    except (OSError, ValueError, RecursionError, jsonschema.SchemaError) as error:
        raise UsageError(f"{file} is no JSON schema ({type(error).__name__}).") from None
    checked = validator(schema)

    def has_form(answer: str) -> bool:
        try:
            return bool(checked.is_valid(json.loads(answer[:LONGEST])))
        except (ValueError, RecursionError):
            return False

    return has_form
