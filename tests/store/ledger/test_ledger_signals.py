"""Tokens as they came, and what followed from them, on both databases."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from keyroll.errors import Busy, LeaseLost
from keyroll.store.ledger.lease import Lease, acquire, kept
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.signals import Came, Received, Signals

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
ONE = Received("https://idp.example", "1", "idp", "abc", "head.body.signature", NOW - timedelta(hours=1), NOW)


def test_a_token_is_kept_once_and_waits_until_something_followed(ledger: Ledger) -> None:
    signals = Signals(ledger)
    two, other = replace(ONE, jti="2", received_at=NOW + timedelta(seconds=1)), replace(ONE, issuer="x", stream="y")
    assert [signals.keep(one) for one in (ONE, two, other, replace(ONE, claims="other"))] == [True, True, True, False]
    assert signals.known(ONE.issuer, "1") == ONE
    assert signals.known(ONE.issuer, "3") is None
    assert signals.waiting() == [ONE, other, two]
    assert ledger.put_signal(ONE.issuer, "1", ONE.issued_at, "idp-2023-11-20")
    assert ledger.put_signal("x", "1", other.issued_at)
    assert signals.waiting() == [two]
    assert signals.followed(NOW) == [(ONE, "idp-2023-11-20")]
    assert signals.followed(NOW + timedelta(seconds=1)) == []
    assert signals.came() == {"idp": Came(2, two.received_at, 1), "y": Came(1, NOW, 0)}


def test_what_is_written_together_stands_or_falls_together(ledger: Ledger) -> None:
    def broken() -> None:
        with ledger.together() as one_write:
            assert Signals(one_write).keep(ONE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert Signals(ledger).waiting() == []


def test_a_lease_is_kept_while_long_work_goes_on(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = acquire(engine, "job:x", holder="pid 7 on another-host: sync", seconds=0.6)
    renewed, renew = threading.Semaphore(0), Lease.renew

    def counted(one: Lease) -> None:
        renew(one)
        renewed.release()

    monkeypatch.setattr(Lease, "renew", counted)
    with kept([lease]):
        for _ in range(4):  # longer than it lives by itself
            assert renewed.acquire(timeout=30)
        with pytest.raises(Busy):
            acquire(engine, "job:x", holder="another")
    lease.release()
    another = acquire(engine, "job:x", holder="another")
    with pytest.raises(LeaseLost):
        lease.renew()
    with kept([lease]):  # one that was lost stays lost
        pass
    another.renew()
