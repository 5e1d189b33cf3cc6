"""Requests whose end is ambiguous are refused once and end their connection; bodies are cut at their limit."""

import logging
import select
import socket
import time
from collections.abc import Iterator

import pytest
from console_home import HOST, console, opened, small_home
from raw_http import exchange, responses

from keyroll.api import Keyroll

_HOST = b"Host: x\r\n"
_NEXT = b"GET /healthz HTTP/1.1\r\n" + _HOST + b"\r\n"


def post(*lines: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join((b"POST /healthz HTTP/1.1", b"Host: x", *lines, b"", body))


def chunked(body: bytes) -> bytes:
    return post(b"Transfer-Encoding: chunked", body=body)


AMBIGUOUS = {
    "both lengths": post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "both lengths, the other way": post(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n"),
    "two lengths": post(b"Content-Length: 0", b"Content-Length: 44"),
    "one length twice": post(b"Content-Length: 0", b"content-length: 0"),
    "a list of lengths": post(b"Content-Length: 0, 0"),
    "a signed length": post(b"Content-Length: +0"),
    "two codings": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "another coding": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "a space before the colon": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n"),
    "a coding in HTTP/1.0": chunked(b"0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0\r\nConnection: keep-alive", 1),
    "line feeds only": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "one line feed": b"GET /healthz HTTP/1.1\r\nX: a\nHost: x\r\n\r\n",
    "a line feed before the end": b"GET /healthz HTTP/1.1\r\nHost: x\n\r\n",
    "a line feed at the end": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\n",
    "a carriage return": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n",
    "a folded header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    "a folded coding": post(b"Transfer-Encoding:\r\n chunked", body=b"0\r\n\r\n"),
    "a folded first line": b"GET /healthz HTTP/1.1\r\n X: a\r\nHost: x\r\n\r\n",
    "a control character": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x01b\r\n\r\n",
    "a blank before the size": chunked(b" 0\r\n\r\n"),
    "a blank after the size": chunked(b"0 \r\n\r\n"),
    "a size that is no number": chunked(b"zz\r\n\r\n"),
    "a size with 0x": chunked(b"0x0\r\n\r\n"),
    "a negative size": chunked(b"-1\r\n\r\n"),
    "no size": chunked(b"\r\n\r\n"),
    "a size beyond 64 bits": chunked(b"0" * 20 + b"\r\n\r\n"),
    "a carriage return after the size": chunked(b"0;a\rb\r\n\r\n"),
    "a line feed after the size": chunked(b"0\n\r\n\r\n"),
    "a chunk longer than its size": chunked(b"1\r\nxx\r\n0\r\n\r\n"),
    "a trailer with a line feed": chunked(b"0\r\nX: y\n\r\n"),
    "a trailer with a length": chunked(b"0\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    return opened(small_home(tmp_path_factory.mktemp("made")), tmp_path_factory.mktemp("framed"))


@pytest.fixture(scope="module")
def port(home: Keyroll) -> Iterator[int]:
    with console(home) as number:
        yield number


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_an_ambiguous_request_is_refused_once_and_nothing_after_it_is_answered(port: int, how: str) -> None:
    statuses, ended = exchange(port, AMBIGUOUS[how] + _NEXT)
    assert ended
    # The body is read after the header was answered, if the answer needs no body: then the connection only ends.
    assert statuses in ([400], [405])
    if b"\r\n\r\n" not in AMBIGUOUS[how] or b"chunked\r\n\r\n" not in AMBIGUOUS[how]:
        assert statuses == [400]


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_it_is_refused_byte_by_byte_too(port: int, how: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for byte in AMBIGUOUS[how] + _NEXT:
                one.sendall(bytes([byte]))
        except OSError:  # the server ended it before
            pass
        statuses, ended = responses(one, 2)
    assert ended
    assert len(statuses) <= 1
    assert set(statuses) <= {400, 405}


def test_exact_requests_are_answered_each_once_on_one_connection(port: int) -> None:
    exact = [
        _NEXT,
        chunked(b"5;name=value\r\nab\ncd\r\n0\r\nX-Trailer: a\r\n\r\n"),
        post(b"Content-Length: 6", body=b"a\nb\r\n "),
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\tb \xe9\r\nY:\r\n\r\n",
        _NEXT,
    ]
    assert exchange(port, b"".join(exact)) == ([200, 405, 405, 200, 200], False)


ENDLESS = ("/passkey/sign-in", "/passkey/challenge", "/link/use", "/healthz", "/nothing", "/signals/x")


@pytest.mark.parametrize("path", ENDLESS)
def test_an_endless_body_is_answered_at_once_and_cut(port: int, path: str) -> None:
    origin = f"Host: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\nContent-Type: application/json\r\n"
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        one.sendall(f"POST {path} HTTP/1.1\r\n{origin}Transfer-Encoding: chunked\r\n\r\n".encode())
        one.setblocking(False)
        got, sent, began, answered = b"", 0, time.monotonic(), 99.0
        while time.monotonic() - began < 8:
            readable, writable, _ = select.select([one], [one], [], 0.2)
            try:
                if readable:
                    part = one.recv(65536)
                    answered = min(answered, time.monotonic() - began)
                    got += part
                    if not part:
                        break
                elif writable:
                    sent += one.send(chunk)
            except OSError:
                break
        took = time.monotonic() - began
    assert answered < 1
    assert took < 3  # the connection is ended
    assert sent < 16 << 20  # the rest is in the buffers of the system
    assert got.count(b"HTTP/1.1 ") == 1
    if path == "/passkey/sign-in":
        assert got.startswith(b"HTTP/1.1 413")


def test_a_body_a_little_too_large_is_answered_to_a_client_that_first_sends_all_of_it(port: int) -> None:
    origin = f"Host: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\nContent-Type: application/json\r\n"
    head = f"POST /passkey/sign-in HTTP/1.1\r\n{origin}Content-Length: 200000\r\n\r\n".encode()
    statuses, ended = exchange(port, head + b" " * 200_000 + _NEXT.replace(b"x", f"{HOST}:{port}".encode()), 3)
    assert statuses[0] == 413
    assert statuses[1:] in ([], [200])
    assert not ended or statuses == [413]


LEFT = {
    "a body that does not come": (b"POST /passkey/sign-in", b"Content-Length: 100\r\n\r\n{"),
    "a form that does not come": (b"POST /link/use", b"Content-Length: 100\r\n\r\nvalue="),
    "chunks without an end": (b"POST /passkey/sign-in", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"),
    "a broken chunk": (b"POST /passkey/sign-in", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{x"),
    "a response that nobody reads": (b"GET /healthz", b"\r\n"),
    "half a header": (b"GET /healthz", b"X: "),
    "two requests": (b"GET /healthz", b"\r\nGET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("how", LEFT)
def test_a_client_that_disconnects_is_no_fault(
    port: int, how: str, reset: bool, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    first, rest = LEFT[how]
    form = b"Content-Type: application/x-www-form-urlencoded\r\n" if b"link" in first else b""
    named = f"{HOST}:{port}".encode()
    head = first + b" HTTP/1.1\r\nHost: " + named + b"\r\nOrigin: http://" + named + b"\r\n"
    head += form or b"Content-Type: application/json\r\n"
    with caplog.at_level(logging.WARNING):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
            one.sendall(head + rest)
            time.sleep(0.05)
            if reset:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        time.sleep(0.15)
        assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == ([200], True)
    assert not [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR]
    assert "Traceback" not in "".join(capfd.readouterr())
