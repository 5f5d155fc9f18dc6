"""Does what the user asked for in a dialog, or says there why not."""

from collections.abc import Callable

from assistant.desktop.languages import sentence
from assistant.desktop.widgets import Label
from assistant.engine.errors import AssistantError


def attempt(act: Callable[[], object], remark: Label) -> bool:
    """Do it and return whether it went well; a remark says what went wrong."""
    remark.say("")
    try:
        act()
    except AssistantError as error:
        remark.say(sentence(error))
        return False
    return True
