"""Tokens that come again, and a worker that is killed anywhere: each token counts once, and none is lost."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.clock import FixedClock
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.sign import Signer
from keyroll.response.following import Following
from keyroll.secret import Secret
from keyroll.security_events.token import read_again
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.signals import Received, Signals
from signal_tokens import COMPROMISE, ISSUER, VERIFICATION, claims, signed

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NAMES = {name: (f"aws@*:access_key_id:{name.upper()}",) for name in ("akia1", "akia2", "akia3")}
STREAMS = count()
SIGNER = Signer.open(Secret(b"11" * 32))


class Killed(Exception):  # noqa: N818
    """The process ends here."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger.open(tmp_path_factory.mktemp("following") / "ledger.sqlite", FixedClock(NOW))


#: Of each token: whom it names, how many days before the event was (None: nobody says), whether it is harmless.
TOKENS = st.lists(
    st.tuples(st.sampled_from([*NAMES, "nobody"]), st.none() | st.integers(0, 3), st.booleans()), max_size=6
)


@settings(deadline=None, max_examples=25)
@given(tokens=TOKENS, order=st.lists(st.integers(0, 5), max_size=12), dies=st.lists(st.integers(0, 6), max_size=4))
def test_each_counts_once_and_none_is_lost(
    ledger: Ledger, tokens: list[tuple[str, int | None, bool]], order: list[int], dies: list[int]
) -> None:
    stream = f"s{next(STREAMS)}"
    sent = [received(stream, number, *one) for number, one in enumerate(tokens)]
    kept: set[str] = set()
    for place in [place for place in order if place < len(sent)] + list(range(len(sent))):
        assert Signals(ledger).keep(sent[place]) == (sent[place].jti not in kept)
        kept.add(sent[place].jti)
        follow(ledger, stream, dies.pop() if dies else None)
    follow(ledger, stream, None)
    ours = [one for one in ledger.incidents() if one.name.startswith(f"{stream}-")]
    scope = {one.name: {*one.subjects, *(each.identifier for each in ledger.widenings(one.name))} for one in ours}
    expected: dict[str, set[str]] = {}
    for name, days, harmless in tokens:
        if not harmless:
            begins = (NOW - timedelta(minutes=1) - timedelta(days=7 if days is None else days)).date()
            until = "" if begins == NOW.date() else f"-to-{NOW:%Y-%m-%d}"
            expected.setdefault(f"{stream}-{begins}{until}", set()).update(NAMES.get(name, ()))
    assert scope == expected
    assert not [one for one in Signals(ledger).waiting() if one.stream == stream]


def received(stream: str, number: int, name: str, days: int | None, harmless: bool) -> Received:
    body = claims(f"{stream}-{number}", NOW, name, days=days, event=VERIFICATION if harmless else COMPROMISE)
    return Received(ISSUER, body["jti"], stream, f"{number}", signed(body), NOW - timedelta(minutes=1), NOW)


def follow(ledger: Ledger, stream: str, dies: int | None) -> None:
    """One run of the worker, which is killed after so many tokens, in the middle of the next one's write."""
    left, put = iter(range(dies) if dies is not None else count()), Ledger.put_signal

    def put_or_die(one: Ledger, issuer: str, jti: str, at: datetime, incident: str = "") -> bool:
        if next(left, None) is None:
            raise Killed
        return put(one, issuer, jti, at, incident)

    waiting = [one for one in Signals(ledger).waiting() if one.stream == stream]
    run = Following(EvidenceLog(ledger, signer=SIGNER, install_key=Secret(b"k")), {}, NAMES, NOW)
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(Ledger, "put_signal", put_or_die)
        for one in waiting:
            run.follow(one, "", read_again(one.token.encode()))
