"""A model file brings its chat template, a program: it is held to time, to memory and to the messages."""

import time

import pytest

from assistant.engine.bounded import bounded
from assistant.engine.template import PLAIN, SECONDS, render
from assistant.engine.types import Message

SAID = [Message("user", "How many days of leave?")]

HOSTILE = {
    "loops without end": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a huge text": "{{ 'a' * 9999999999 }}",
    "a growing text": "{% set x = namespace(t='a') %}{% for i in range(60) %}{% set x.t = x.t * 2 %}"
    "{% endfor %}{{ x.t }}",
    "a way out": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ cycler.__init__.__globals__.os.system('true') }}",
    "an include": "{% include '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}",
    "no end": "{% for message in messages %}",
    "a lost message": "nothing at all",
    "a message twice": "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}",
    "recursion": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a huge number": "{{ 9 ** 9 ** 9 }}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_fails_soon_with_a_reason(name: str) -> None:
    began = time.monotonic()
    with pytest.raises(ValueError, match="template"):
        render(HOSTILE[name], SAID, {})
    assert time.monotonic() - began < SECONDS + 3


def test_the_plain_template_holds_the_message_as_content() -> None:
    pieces = render(PLAIN, SAID, {})
    assert [each.text for each in pieces if not each.is_template] == [SAID[0].content]


def test_a_bound_ends_with_its_stretch() -> None:
    with bounded(0.2, 1 << 30):
        pass
    time.sleep(0.3)
    with pytest.raises(TimeoutError), bounded(0.1, 1 << 30):
        time.sleep(5)
    with pytest.raises(MemoryError), bounded(5, 64 << 20):
        bytearray(512 << 20)
    assert len(bytearray(512 << 20)) == 512 << 20
