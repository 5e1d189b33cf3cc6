"""Answers that never end, ask for absurd waits, unpack to anything, or lead elsewhere: each ends in a clear word."""

import gzip
import json
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from hostile_peers import Answer, peer, reply, sends
from keyroll import http, pauses
from keyroll.errors import AnswerRefused, KeyrollError, Throttled, Unreachable, VendorError
from keyroll.http import Http, bearer
from keyroll.secret import Secret

pytestmark = pytest.mark.hostile
CANARY = "canary-9b2e"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@contextmanager
def client(answer: Answer, **more: float) -> Iterator[Http]:
    with peer(answer) as port:
        one = Http(f"http://127.0.0.1:{port}", bearer(Secret(CANARY.encode())), **({"whole": 1.2} | more))  # type: ignore[arg-type]
        with closing(one):
            yield one


def fails(answer: Answer, kind: type[KeyrollError] = VendorError, within: float = 8, **more: float) -> KeyrollError:
    """Ask once; it fails in time, in plain letters, and nothing of the credential or of the answer is in it."""
    began = time.monotonic()
    with client(answer, **more) as one, pytest.raises(kind) as raised:
        one.get("/x").json()
    assert time.monotonic() - began < within
    said = str(raised.value) + raised.value.hint
    assert CANARY not in said
    assert said.isprintable()
    return raised.value


WAITS = [
    "nan", "NaN", "inf", "-inf", "Infinity", "-1", "-0.0", "1e308", "1e999", "0x10", "1_000", "٣", "²", " ", "garbage",
    "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59", "Fri, 31 Dec 9999 23:59:59 -0000",
    "Fri, 31 Dec 99999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 0001 00:00:00 +2359",
    "9" * 15, "9" * 400, "1" * 5000, "86401", "121.5", "1;2", "1,2", "Fri, 99 Foo 2026 99:99:99 GMT",
]  # fmt: skip


@pytest.mark.parametrize("status", ["429 Too Many", "503 Busy", "403 No"])
def test_absurd_waits_end_in_a_word(status: str) -> None:
    for asked in WAITS:
        whole = reply(b"{}", f"Retry-After: {asked}".encode().decode("latin-1"), status=status)

        def again(one: socket.socket, head: bytes, whole: bytes = whole) -> None:
            one.sendall(whole)

        error = fails(again, Throttled, within=8)
        assert "too many requests" in str(error), asked


@pytest.mark.parametrize(
    ("left", "reset"),
    [("0", one) for one in ("99999999999", "9" * 30, "9" * 400, "1" * 5000, "-1", "nan", "inf", "1e308", "٣", "", "x",
                            "4102444800", "999999999", "0", "0.0000001")],
)  # fmt: skip
def test_absurd_quotas_end_in_a_word_or_are_no_quota(left: str, reset: str) -> None:
    said = [f"X-RateLimit-Remaining: {left}", f"X-RateLimit-Reset: {reset}".encode().decode("latin-1")]

    def answer(one: object, head: bytes) -> None:
        one.sendall(reply(b"{}", *said))  # type: ignore[attr-defined]

    began = time.monotonic()
    with client(answer) as one:
        one.get("/x")
        try:
            one.get("/x")
        except Throttled as error:
            assert "quota" in str(error)
            assert "inf" not in str(error)
    assert time.monotonic() - began < 8


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_asked_is_a_finite_wait_or_none(retry: str, reset: str, date: str) -> None:
    for headers in ({"retry-after": retry, "date": date}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}):
        wait = pauses.asked(headers)
        assert wait is None or 0 <= wait <= 1e9


def test_steady_failures_end_and_their_waits_are_shown() -> None:
    shown: list[pauses.Pause] = []
    with stamina.set_testing(False), pauses.watched(shown.append):
        for status, kind in (("500 No", Unreachable), ("502 No", Unreachable), ("429 No", VendorError)):
            fails(sends(reply(b"{}", status=status)), kind, within=12, whole=3)
    assert shown
    assert all(one.seconds < 30 and "GET http" in one.why for one in shown)


def packed(content: bytes, kind: str = "gzip", times: int = 1) -> bytes:
    for _ in range(times):
        content = gzip.compress(content, 9)
    return reply(content, f"Content-Encoding: {kind}")


def empty_blocks(size: int) -> bytes:
    return gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * size


ENDLESS = {
    "nothing": sends(drip=b"", every=0),
    "a status by bytes": sends(b"HTTP/1.1 2", drip=b"0"),
    "headers by bytes": sends(OK + b"X: ", drip=b"a"),
    "headers without an end": sends(OK, drip=b"X: a\r\n", every=0.001),
    "informational answers": sends(drip=b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001),
    "early hints": sends(drip=b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", every=0.01),
    "a giant header": sends(OK + b"X: " + b"a" * (1 << 20) + b"\r\n\r\n{}"),
    "many headers": sends(OK + b"X: a\r\n" * 200_000 + b"\r\n{}"),
    "a body by bytes": sends(OK + b"Content-Length: 100000\r\n\r\n", drip=b" "),
    "a body without an end": sends(OK + b"\r\n", drip=b" " * 65536, every=0),
    "a body shorter than said": sends(OK + b"Content-Length: 100\r\n\r\n{}"),
    "chunks by bytes": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n", drip=b"1\r\n \r\n"),
    "chunks without an end": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n", drip=b"ffff\r\n" + b" " * 65535 + b"\r\n", every=0),
    "a chunk of nonsense": sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "a negative chunk": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n", drip=b"a"),
    "a huge chunk": sends(OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", drip=b"a" * 100),
    "chunk extensions": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", drip=b"a=b;" * 100),
    "trailers without an end": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", drip=b"X: a\r\n"),
    "two lengths": sends(OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    "a negative length": sends(OK + b"Content-Length: -2\r\n\r\n{}"),
    "no HTTP": sends(b"SSH-2.0-x\r\n"),
    "an end at once": sends(),
    "blanks before the status": sends(drip=b"\r\n", every=0.001),
    "gzip that expands": sends(packed(b" " * (64 << 20))),
    "gzip of nothing": sends(OK + b"Content-Encoding: gzip\r\n\r\n" + empty_blocks(1000), drip=empty_blocks(10_000)[10:], every=0),
    "gzip in gzip": sends(packed(b" " * (64 << 20), "gzip, gzip", 2)),
    "five times gzip": sends(packed(b" " * (1 << 20), "gzip, gzip, gzip, gzip, gzip", 5)),
    "broken gzip": sends(reply(b"\x1f\x8b\x08\0garbage", "Content-Encoding: gzip")),
    "deflate that expands": sends(reply(zlib.compress(b" " * (64 << 20)), "Content-Encoding: deflate")),
    "an unasked packing": sends(reply(b"\xce\xb2\xcf\x81", "Content-Encoding: br")),
    "another unasked packing": sends(reply(b"\x28\xb5\x2f\xfd\0", "Content-Encoding: zstd")),
    "nested lists": sends(reply(b"[" * 100_000 + b"]" * 100_000)),
    "nested objects": sends(reply(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    "nested a little too deep": sends(reply(b"[" * 150 + b"]" * 150)),
    "lists that do not end": sends(reply(b"[" * 1_000_000)),
    "a million values": sends(reply(b"[" + b"{}," * 1_100_000 + b"1]")),
    "a number of a million digits": sends(reply(b"1" * 1_000_000)),
    "not UTF-8": sends(reply(b'{"a": "\xff\xfe"}')),
    "HTML": sends(reply(b"<html>", kind="text/html")),
    "text": sends(reply(b"{}", kind="text/plain")),
    "binary": sends(reply(b"\0" * 100, kind="application/octet-stream")),
    "nothing of JSON": sends(reply(b"")),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_answers_that_are_none_end_in_time(name: str) -> None:
    fails(ENDLESS[name], largest=4 << 20, within=10)


def test_an_answer_that_expands_or_never_ends_takes_no_memory() -> None:
    tracemalloc.start()
    try:
        for name in ("gzip that expands", "a body without an end", "gzip in gzip", "deflate that expands"):
            tracemalloc.reset_peak()
            fails(ENDLESS[name], AnswerRefused, largest=4 << 20, within=10)
            assert tracemalloc.get_traced_memory()[1] < 40 << 20, name
    finally:
        tracemalloc.stop()


PLACES = [
    "http://169.254.169.254/latest/meta-data/", "https://metadata.google.internal/", "http://[fd00:ec2::254]/",
    "http://127.0.0.1:1/", "http://localhost/", "//evil.example/x", "https://evil.example", "ftp://127.0.0.1/",
    "file:///etc/passwd", "gopher://x/", "javascript:alert(1)", "http://[::1", "http://x:99999/", "http://%zz/",
    "\x1b]0;title\x07", "http://127.0.0.1@evil.example/", "http:\\\\evil.example", "?" * 9000, "http://\x1b[2J/",
]  # fmt: skip


def test_a_redirect_leads_nowhere_else_and_does_not_go_round() -> None:
    for place in PLACES:
        for status in ("301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"):

            def answer(one: object, head: bytes, place: str = place, status: str = status) -> None:
                one.sendall(reply(b"{}", f"Location: {place}", status=status))  # type: ignore[attr-defined]

            fails(answer)


def test_a_page_of_a_megabyte_is_read_as_it_was() -> None:
    body = json.dumps([{"id": number, "text": "ä" * 100} for number in range(3000)]).encode()
    for answer in (sends(reply(body)), sends(packed(body))):
        with client(answer) as one:
            assert one.get("/x").json() == json.loads(body)
    assert http.LARGEST >= 16 << 20
