"""Polling, as the standard has it: each token is acted on once and none is lost, wherever it breaks off."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import SignalRefused
from keyroll.model.json import Json
from keyroll.security_events.delivery import Batch, Err, Fault, poll


class Killed(Exception):  # noqa: N818
    """The process ends here."""


class Pair:
    """A transmitter that delivers again what was not acknowledged, and a receiver whose disk outlives its process."""

    def __init__(self, tokens: Mapping[str, bool], size: int, dies: Sequence[int]) -> None:
        self.waiting = dict(tokens)
        self.disk: list[str] = []
        self.acted: list[str] = []
        self.reported: set[str] = set()
        self.delivered: set[str] = set()
        self.size, self.dies, self.step = size, set(dies), 0

    def tick(self) -> None:
        self.step += 1
        if self.step in self.dies:
            raise Killed

    def ask(self, ack: Sequence[str], faults: Mapping[str, Fault], most: int) -> Batch:
        self.tick()  # the request is lost
        assert {*ack, *faults} <= self.delivered
        for jti in ack:
            # Only what is on disk may ever be acknowledged.
            assert jti in self.disk
            self.waiting.pop(jti, None)
        for jti in faults:
            self.waiting.pop(jti, None)
            self.reported.add(jti)
        sets: dict[str, Json] = {jti: jti for jti in list(self.waiting)[: min(most, self.size)]}
        self.delivered |= set(sets)
        self.tick()  # the answer is lost
        return Batch(sets, len(self.waiting) > len(sets))

    def take(self, jti: str, _token: Json) -> Fault | None:
        self.tick()
        if not self.waiting.get(jti, True):
            return Fault(Err.KEY, "bad")
        if jti not in self.disk:
            self.disk.append(jti)
        self.tick()
        return None


@given(
    tokens=st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.booleans(), max_size=12),
    size=st.integers(1, 5),
    dies=st.lists(st.integers(1, 60), max_size=8),
)
def test_each_token_is_kept_once_and_none_is_lost(tokens: dict[str, bool], size: int, dies: list[int]) -> None:
    pair = Pair(tokens, size, dies)
    for _ in range(len(dies) + 2):
        try:
            poll(pair.ask, pair.take)
        except Killed:
            continue
    assert not pair.waiting
    assert sorted(pair.disk) == sorted(jti for jti, good in tokens.items() if good)
    assert pair.reported == {jti for jti, good in tokens.items() if not good}


def test_a_transmitter_that_always_has_more_does_not_hold_us_for_ever() -> None:
    asked: list[int] = []

    def ask(ack: Sequence[str], _faults: Mapping[str, Fault], most: int) -> Batch:
        asked.append(most)
        return Batch({f"{len(asked)}": "token"} if most else {}, more=True)

    polled = poll(ask, lambda _jti, _token: None)
    assert polled.more
    assert len(polled.taken) == len(asked) - 1 == 50
    assert asked[-1] == 0  # what was taken last is acknowledged, and nothing more is asked for


def test_an_empty_answer_that_promises_more_ends_the_poll() -> None:
    asked: list[int] = []

    def ask(_ack: Sequence[str], _faults: Mapping[str, Fault], most: int) -> Batch:
        asked.append(most)
        return Batch({}, more=True)

    poll(ask, lambda _jti, _token: None)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("part", "err"),
    [
        ("signature", "invalid_key"),
        ("issuer", "invalid_issuer"),
        ("aud", "invalid_audience"),
        ("token", "invalid_request"),
        ("typ", "invalid_request"),
        ("jti", "invalid_request"),
        ("events", "invalid_request"),
    ],
)
def test_codes_of_the_standard(part: str, err: str) -> None:
    assert Fault.of(SignalRefused(part, "so")).body == {"err": err, "description": f"{part}: so"}
