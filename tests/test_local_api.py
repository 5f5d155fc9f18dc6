"""Programs on this machine ask over HTTP; web pages, strangers and dawdlers are turned away."""

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant import local_api
from assistant.engine.assistant import Assistant

QUESTION = "How many days of annual leave do full-time employees get?"
Reply = tuple[int, Any]


class Served:
    """A running endpoint, as another program sees it."""

    def __init__(self, folder: Path) -> None:
        words = ["--data-dir", str(folder), "serve", "--model", "none", "--http", "0"]
        command = [sys.executable, "-m", "assistant", *words]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        told = self.process.stderr.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", told)
        assert found, told
        self.port = int(found.group(1))
        self.key = (folder / local_api.KEY_FILE).read_text()

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", **more}

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self.headers() if headers is None else dict(headers)
        connection.request(method, path, sent if body is not None else None, given)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        try:
            return reply.status, json.loads(data)
        except ValueError:
            return reply.status, data.decode()


@pytest.fixture(scope="module")
def served(samples: Assistant) -> Iterator[Served]:
    made = Served(samples.folder)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", made.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield made
    made.process.send_signal(signal.SIGINT)
    made.process.wait(20)


def chat(text: object, **more: object) -> dict[str, object]:
    return {"model": "any", "messages": [{"role": "user", "content": text}], **more}


def test_a_question_is_answered_in_the_known_form_with_its_verified_quotes(served: Served) -> None:
    status, reply = served.ask("POST", "/v1/chat/completions", chat(QUESTION))
    assert status == 200
    assert reply["object"] == "chat.completion"
    assert reply["choices"][0]["message"]["role"] == "assistant"
    assert reply["pdf_assistant"]["citations"][0]["verdict"] == "verified"


def test_parts_of_a_message_and_a_stream_are_understood(served: Served) -> None:
    parts = [{"type": "text", "text": QUESTION}]
    status, text = served.ask("POST", "/v1/chat/completions", chat(parts, stream=True))
    assert status == 200
    lines = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    assert json.loads(lines[0])["object"] == "chat.completion.chunk"
    assert json.loads(lines[-2])["choices"][0]["finish_reason"] == "stop"


def test_the_model_is_listed(served: Served) -> None:
    status, reply = served.ask("GET", "/v1/models")
    assert (status, reply["data"][0]["id"]) == (200, "pdf-assistant")


def test_who_has_no_key_or_a_wrong_one_learns_nothing(served: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": served.key}):
        status, reply = served.ask("POST", "/v1/chat/completions", chat(QUESTION), headers)
        assert status == 401
        assert served.key not in json.dumps(reply)


def test_a_web_page_may_not_ask_even_with_the_key(served: Served) -> None:
    for origin in ("https://example.org", "null", f"http://127.0.0.1:{served.port}"):
        status, _ = served.ask("POST", "/v1/chat/completions", chat(QUESTION), served.headers(Origin=origin))
        assert status == 403
    status, _ = served.ask("OPTIONS", "/v1/chat/completions", None, {"Origin": "https://example.org"})
    assert status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.nip.io:{port}", ""]
)
def test_another_name_for_this_machine_is_refused(served: Served, host: str) -> None:
    headers = served.headers(Host=host.format(port=served.port))
    assert served.ask("GET", "/v1/models", None, headers)[0] in (400, 403)


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b"[" * 5000, b"{}", b'{"messages": []}', b'{"messages": [1, {"role": "user"}]}',
     b'{"messages": [{"role": "user", "content": "   "}]}', b'{"messages": "x"}', b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_question_is_told_so(served: Served, body: bytes) -> None:
    status, reply = served.ask("POST", "/v1/chat/completions", body)
    assert status == 400
    assert reply["error"]["message"].endswith(".")


def test_a_body_without_end_is_cut_off(served: Served) -> None:
    status, _ = served.ask("POST", "/v1/chat/completions", b"x" * (local_api.LARGEST_BODY + 1))
    assert status == 413


def test_other_paths_and_methods_are_not_there(served: Served) -> None:
    for method, path in (
        ("GET", "/"),
        ("GET", "/v1/chat/completions"),
        ("PUT", "/v1/models"),
        ("GET", "/../key"),
    ):
        assert served.ask(method, path)[0] == 404


def test_a_body_that_dawdles_is_given_up_and_others_are_served_meanwhile(served: Served) -> None:
    slow = socket.create_connection(("127.0.0.1", served.port))
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
    slow.sendall(f"{head}Authorization: Bearer {served.key}\r\nContent-Length: 100000\r\n\r\n{{".encode())
    began = time.monotonic()
    assert served.ask("GET", "/v1/models")[0] == 200
    slow.settimeout(local_api.BODY_SECONDS + 10)
    assert b"408" in slow.recv(100)
    assert time.monotonic() - began < local_api.BODY_SECONDS + 5
    slow.close()


def test_the_endpoint_is_reached_from_this_machine_only(served: Served) -> None:
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    places = [line.split()[1] for line in listening.splitlines() if f":{served.port:04X} " in line.upper()]
    assert {place.split(":")[0] for place in places} == {"0100007F"}


def test_the_key_is_for_the_user_alone_and_stays(tmp_path: Path) -> None:
    key = local_api.key_of(tmp_path)
    assert len(key) > 40
    assert local_api.key_of(tmp_path) == key
    assert (tmp_path / local_api.KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_port_that_is_taken_is_a_sentence(served: Served, tmp_path: Path) -> None:
    words = ["--data-dir", str(tmp_path), "serve", "--http", str(served.port)]
    done = subprocess.run([sys.executable, "-m", "assistant", *words], capture_output=True, text=True)
    assert done.returncode == 2
    assert f"Port {served.port} cannot be used" in done.stderr
