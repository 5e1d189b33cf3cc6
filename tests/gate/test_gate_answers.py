"""The gate's answers on a connection: a status and nothing more; what fails is refused."""

import asyncio
from pathlib import Path
from typing import cast

import pytest
from memory_gate import NOW, TOKEN, MemoryGate, bearing, question

from keyroll.gate.deciding import Deciding
from keyroll.gate.listening import Answering, GateState, ProxyConnection
from keyroll.gate.reading import LARGEST
from keyroll.gate.recording import Recording

END = b"\r\n\r\n"
GOOD = question(bearing(TOKEN)) + END
UNKNOWN = question(bearing(b"svc_fedcba9876543210")) + END


class Sent(asyncio.Transport):
    """Keeps what was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent, self.closed = b"", False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def statuses(self) -> list[int]:
        return [int(one.split(b" ")[1]) for one in self.sent.split(END) if one]


@pytest.fixture
def answering(tmp_path: Path) -> Answering:
    gate = MemoryGate(tmp_path / "keys.json")
    state = GateState(gate.known, gate.listed)
    return Answering(Deciding(gate.presenting), Recording(tmp_path / "gate", "main"), state, lambda: NOW)


def said(answering: Answering, *pieces: bytes) -> Sent:
    """Return what is sent to a proxy that sends these pieces."""
    connection, transport = ProxyConnection(answering), Sent()
    connection.connection_made(cast("asyncio.BaseTransport", transport))
    for piece in pieces:
        connection.data_received(piece)
    return transport


def test_several_questions_in_any_pieces_are_answered_in_their_order(answering: Answering) -> None:
    whole = GOOD + UNKNOWN + GOOD
    for size in (1, 7, len(whole)):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert said(answering, *pieces).statuses() == [200, 403, 200]


def test_an_answer_says_nothing_about_the_reason(answering: Answering) -> None:
    unknown, none = said(answering, UNKNOWN), said(answering, question() + END)
    assert unknown.sent == none.sent
    assert unknown.sent.endswith(b"Content-Length: 0\r\nCache-Control: no-store" + END)


def test_after_a_malformed_question_nothing_more_is_read(answering: Answering) -> None:
    smuggled = said(answering, b"GET /nginx HTTP/1.1\r\nContent-Length: 999" + END + GOOD)
    assert (smuggled.statuses(), smuggled.closed) == ([400], True)


def test_a_question_without_an_end_is_cut_off(answering: Answering) -> None:
    endless = said(answering, GOOD[:-4], b"x" * (LARGEST + 1))
    assert (endless.statuses(), endless.closed) == ([400], True)


def test_without_its_record_nothing_is_accepted(answering: Answering, tmp_path: Path) -> None:
    (tmp_path / "gate").write_text("a file stands where the folder must be")
    assert said(answering, GOOD).statuses() == [503]
    assert (answering.state.accepted, answering.state.failed) == (0, 1)


@pytest.mark.parametrize("lost", ["known", "listed"])
def test_without_inventory_or_list_everything_is_refused(answering: Answering, lost: str) -> None:
    setattr(answering.state, lost, None)
    assert said(answering, GOOD).statuses() == [503]


def test_a_fault_of_the_gate_refuses(answering: Answering) -> None:
    def broken() -> None:
        raise RuntimeError

    object.__setattr__(answering, "now", broken)
    assert said(answering, GOOD).statuses() == [503]
