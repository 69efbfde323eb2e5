"""A server on loopback that speaks the chat completions protocol, well or badly.

    with chat_server() as server:
        server.script = [status("429 Too Many", retry_after="3"), says('{"claims": []}')]
        ...
        assert server.asked[0]["model"] == "made-up"

The behaviours of ``script`` answer one request each, in order; the last answers all that follow.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import Factory, define
from tests.servers.bad_server import BadServer, ReceivedRequest, Visit, listening

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator


@define
class ChatVisit(Visit):
    """One request for a completion; ``asked`` is what it holds."""

    asked: dict[str, Any] = Factory(dict)

    @property
    def user_text(self) -> str:
        """What the user's message says."""
        return str(self.asked["messages"][-1]["content"])

    def answer_json(self, record: object, status: str = "200 OK", **headers: str) -> None:
        """Send a value as JSON."""
        body = json.dumps(record).encode()
        self.answer(status, body, **({"content_type": "application/json"} | headers))


ChatBehaviour = Callable[[ChatVisit], None]
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


@define(slots=False)
class ChatServer(BadServer):
    """A running server: its script, and what it was asked."""

    script: list[ChatBehaviour] = Factory(list)
    asked: list[dict[str, Any]] = Factory(list)

    @property
    def base_url(self) -> str:
        """What a client is told."""
        return self.url("/v1")

    def converse(
        self, request: ReceivedRequest, record: dict[str, Any], connection: socket.socket
    ) -> None:
        """Answer one request as its turn of the script does."""
        with self._lock:
            self.requests.append(request)
            self.asked.append(record)
            turn = len(self.asked)
            behaviour = self.script[min(turn, len(self.script)) - 1]
            self._now_open += 1
            self.most_open = max(self.most_open, self._now_open)
        try:
            behaviour(ChatVisit(request, self, connection, turn, record))
        finally:
            with self._lock:
                self._now_open -= 1


def completion(
    text: object, *, finish_reason: str = "stop", usage: object = USAGE, **message: Any
) -> dict[str, Any]:
    """Return a chat completion that says this text."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, **message},
        "finish_reason": finish_reason,
    }
    record = {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}
    return record if usage is None else {**record, "usage": usage}


def says(text: object, **fields: Any) -> ChatBehaviour:
    """Return the behaviour of a model that says this text; fields as of ``completion``."""
    return lambda visit: visit.answer_json(completion(text, **fields))


def claims(*records: object, **fields: Any) -> ChatBehaviour:
    """Return the behaviour of a model that answers with these claims."""
    return says(json.dumps({"claims": list(records)}), **fields)


def sends(body: bytes, status: str = "200 OK", **headers: str) -> ChatBehaviour:
    """Return the behaviour of a server that sends these bytes."""
    return lambda visit: visit.answer(
        status, body, **({"content_type": "application/json"} | headers)
    )


def status(line: str, error: object = None, **headers: str) -> ChatBehaviour:
    """Return the behaviour of a server that answers with an error."""
    return lambda visit: visit.answer_json({"error": error}, line, **headers)


def redirects_to(url: str, line: str = "302 Found") -> ChatBehaviour:
    """Return the behaviour of a server that sends the client elsewhere."""
    return status(line, location=url)


def calls_tool(visit: ChatVisit) -> None:
    """Answer with the call of a tool that nobody offered, and without content."""
    function = {"name": "list_claims", "arguments": '{"claims": []}'}
    call = {"id": "call_1", "type": "function", "function": function}
    visit.answer_json(completion(None, finish_reason="tool_calls", tool_calls=[call]))


def hang(visit: ChatVisit) -> None:
    """Say nothing."""
    visit.hang()


def close(_visit: ChatVisit) -> None:
    """Close the connection without an answer."""


def cut_off(visit: ChatVisit) -> None:
    """Break off in the middle of the body."""
    body = json.dumps(completion('{"claims": []}')).encode()
    visit.send_head("200 OK", content_type="application/json", content_length=str(len(body)))
    visit.send(body[: len(body) // 2])


def drip(visit: ChatVisit) -> None:
    """Send the body byte by byte, for much longer than anyone should wait."""
    visit.send_head("200 OK", content_type="application/json", content_length="100000")
    visit.drip(b" " * 100_000)


def endless(visit: ChatVisit) -> None:
    """Send a body without an end."""
    visit.send_head("200 OK", content_type="application/json")
    while not visit.server.stopping.is_set():
        visit.send(b" " * 65536)


@contextmanager
def chat_server(tls: ssl.SSLContext | None = None) -> Iterator[ChatServer]:
    """Run a server for the length of the block; under TLS if a context is given."""
    state = ChatServer(scheme="https" if tls else "http")

    def converse(connection: socket.socket) -> None:
        received = _read_post(connection.recv)
        if received is not None:
            state.converse(*received, connection)

    with listening(state, converse, tls):
        yield state


def _read_post(receive: Callable[[int], bytes]) -> tuple[ReceivedRequest, dict[str, Any]] | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = receive(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
    assert first.startswith("POST "), first
    while len(body) < int(headers["content-length"]):
        body += receive(65536)
    request = ReceivedRequest(first.split(" ")[1], headers)
    return request, json.loads(body)
