"""Another program on this machine asks the library, over MCP, as such programs do."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.engine.assistant import Assistant

Result = Any
"""What the other program's library makes of an answer."""

QUESTION = "How many days of annual leave do full-time employees get?"


def talk(folder: Path, act: Callable[[ClientSession], Awaitable[Result]]) -> Result:
    """Start the server of a library, do something with it, and end it."""

    async def run() -> Result:
        words = ["-m", "assistant", "--data-dir", str(folder), "serve", "--model", "none"]
        async with (
            stdio_client(StdioServerParameters(command=sys.executable, args=words)) as (reads, writes),
            ClientSession(reads, writes) as session,
        ):
            await session.initialize()
            return await act(session)

    return anyio.run(run)


def call(samples: Assistant, tool: str, **given: Any) -> Result:
    """Call one tool, and return its result."""

    async def act(session: ClientSession) -> Result:
        return await session.call_tool(tool, given)

    return talk(samples.folder, act)


def test_the_four_tools_are_offered_and_described(samples: Assistant) -> None:
    async def act(session: ClientSession) -> Result:
        return await session.list_tools()

    tools = {each.name: each.description for each in talk(samples.folder, act).tools}
    assert tools.keys() == {"search_library", "read_page", "list_documents", "ask"}
    assert all(tools.values())


def test_a_question_is_answered_with_verified_quotes(samples: Assistant) -> None:
    before = samples.conversations.all()
    found = call(samples, "ask", question=QUESTION).structured_content
    first = found["citations"][0]
    assert first["verdict"] == "verified"
    assert "26 days" in first["quote"]
    assert samples.conversations.all() == before


def test_passages_are_found_and_their_page_is_read(samples: Assistant) -> None:
    found = call(samples, "search_library", question=QUESTION, k=3).structured_content["result"]
    assert len(found) == 3
    page = call(samples, "read_page", document=found[0]["document"], page=found[0]["page"])
    assert found[0]["text"][:40] in page.content[0].text


def test_the_documents_are_listed(samples: Assistant) -> None:
    found = call(samples, "list_documents").structured_content["result"]
    assert {each["file"] for each in found} == {Path(each.path).name for each in samples.documents()}


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("read_page", {"document": "staff-handbook.pdf", "page": 999}, "no page 999"),
        ("read_page", {"document": "../../etc/passwd", "page": 1}, "no document"),
        ("ask", {"question": "  "}, "empty"),
        ("search_library", {"question": "leave", "collection": "nowhere"}, "no collection"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(
    samples: Assistant, tool: str, given: dict[str, Any], said: str
) -> None:
    result = call(samples, tool, **given)
    assert result.is_error
    assert said in result.content[0].text
