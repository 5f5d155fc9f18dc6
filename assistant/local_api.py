"""An endpoint on 127.0.0.1 for programs that speak OpenAI's chat completions; off unless asked for.

Who may ask: whoever knows the key, which is in a file that only the user can read. A web page that the user
has open may not: it cannot know the key, requests with an Origin are refused, and so are other names for this
machine (DNS rebinding). Bodies are bounded in size and time. Source of the form:
https://platform.openai.com/docs/api-reference/chat
"""

import asyncio
import hmac
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from assistant import __version__, guard
from assistant.engine.errors import AssistantError, UsageError
from assistant.engine.files import write_whole

KEY_FILE = "api-key"
MODEL = "pdf-assistant"
LARGEST_BODY = 1 << 20
BODY_SECONDS, IDLE_SECONDS = 10.0, 5
MOST_AT_ONCE = 16
PULSE = 5.0
"""Seconds between two signs of life while an answer is written."""

Ask = Callable[[str], dict[str, Any]]
Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]


class RefusedError(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


def key_of(folder: Path) -> str:
    """Return the key, which is made at the first use."""
    file = folder / KEY_FILE
    if not file.exists():
        write_whole(file, secrets.token_urlsafe(32))
    return file.read_text("utf-8").strip()


def serve(ask: Ask, key: str, port: int, ready: Callable[[int], None]) -> None:
    """Answer requests until the program ends; port 0 takes any that is free. Raises UsageError."""
    try:
        import uvicorn
    except ImportError:
        raise UsageError(
            "Serving needs a library that is not installed.", "Run: pip install 'pdf-assistant[serve]'"
        ) from None
    guard.let_listen(port)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((guard.LOOPBACK, port))
    except OSError as error:
        raise UsageError(f"Port {port} cannot be used ({error.strerror}).", "Choose another one.") from None
    taken = listening.getsockname()[1]
    endpoint = Endpoint(ask, key, taken)
    config = uvicorn.Config(endpoint, log_config=None, access_log=False, lifespan="off", server_header=False,
                            limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=IDLE_SECONDS,
                            ws="none")  # fmt: skip
    ready(taken)
    uvicorn.Server(config).run(sockets=[listening])


class Endpoint:
    """An ASGI application; one question at a time, since there is one model and one library."""

    def __init__(self, ask: Ask, key: str, port: int) -> None:
        self._ask, self._key = ask, key
        self._hosts = {f"{guard.LOOPBACK}:{port}", f"localhost:{port}"}
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            self._check(dict(scope["headers"]))
            await self._route(scope, receive, send)
        except RefusedError as refusal:
            await _reply(send, refusal.status, {"error": {"message": refusal.text, "type": "refused"}})

    def _check(self, headers: dict[bytes, bytes]) -> None:
        if headers.get(b"host", b"").decode("latin-1") not in self._hosts:
            raise RefusedError(403, "This endpoint answers to 127.0.0.1 and localhost only.")
        if b"origin" in headers:
            raise RefusedError(403, "Web pages may not ask here.")
        given = headers.get(b"authorization", b"")
        if not hmac.compare_digest(given, f"Bearer {self._key}".encode()):
            raise RefusedError(
                401, f"The key is missing or wrong; it is in the file {KEY_FILE} of the library."
            )

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["method"], scope["path"]
        if asked == ("GET", "/v1/models"):
            about = {"id": MODEL, "object": "model", "owned_by": "you", "version": __version__}
            await _reply(send, 200, {"object": "list", "data": [about]})
        elif asked == ("POST", "/v1/chat/completions"):
            body = await _body(scope, receive)
            await self._complete(_question(body), body.get("stream") is True, send)
        else:
            raise RefusedError(404, "There is /v1/models and /v1/chat/completions.")

    async def _complete(self, question: str, stream: bool, send: Send) -> None:
        about = {"id": f"chatcmpl-{secrets.token_hex(8)}", "created": int(time.time()), "model": MODEL}
        work = asyncio.ensure_future(self._answer(question))
        if not stream:
            await _reply(send, 200, about | _whole(await work))
            return
        await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream")})
        async for line in _lines(about, work):
            await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})

    async def _answer(self, question: str) -> dict[str, Any]:
        async with self._turn:
            try:
                return await asyncio.to_thread(self._ask, question)
            except AssistantError as error:
                return {"kind": "failed", "answer": error.sentence, "citations": []}


def _question(body: dict[str, Any]) -> str:
    """Return what the last message of the user says."""
    messages = body.get("messages")
    told = [each for each in messages if isinstance(each, dict)] if isinstance(messages, list) else []
    said = next((each.get("content") for each in reversed(told) if each.get("role") == "user"), None)
    if isinstance(said, list):
        said = " ".join(str(part.get("text", "")) for part in said if isinstance(part, dict))
    if not isinstance(said, str) or not said.strip():
        raise RefusedError(400, "messages needs one of the role user with a text as its content.")
    return said


async def _body(scope: Scope, receive: Receive) -> dict[str, Any]:
    data = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                part = await receive()
                data += part.get("body", b"")
                if len(data) > LARGEST_BODY:
                    raise RefusedError(413, f"A request may have {LARGEST_BODY} bytes.")
                if part["type"] == "http.disconnect" or not part.get("more_body"):
                    break
    except TimeoutError:
        raise RefusedError(408, "The request took too long to arrive.") from None
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise RefusedError(400, "The request is no JSON.") from None
    if not isinstance(body, dict):
        raise RefusedError(400, "The request is no JSON object.")
    return body


def _whole(answer: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer["answer"]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"object": "chat.completion", "choices": [choice], "pdf_assistant": answer}


async def _lines(about: dict[str, Any], work: "asyncio.Future[dict[str, Any]]") -> AsyncIterator[bytes]:
    """Yield comments while the answer is written, then all of it: only a whole answer can be checked."""
    while not (await asyncio.wait([work], timeout=PULSE))[0]:
        yield b": working\n\n"
    answer = work.result()
    for delta, reason in (({"role": "assistant", "content": answer["answer"]}, None), ({}, "stop")):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        part = about | {"object": "chat.completion.chunk", "choices": [choice], "pdf_assistant": answer}
        yield b"data: " + json.dumps(part).encode() + b"\n\n"


def _headers(kind: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", kind), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


async def _reply(send: Send, status: int, body: dict[str, Any]) -> None:
    data = json.dumps(body).encode()
    length = (b"content-length", str(len(data)).encode())
    headers = [*_headers(b"application/json"), length, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
