"""Killed at any statement of the ledger, the log is whole, and the next run completes it."""

import os
from collections.abc import Callable
from functools import partial
from typing import NoReturn

import pytest
from evidence_logs import GONE, LIVE, NOW, OKTA, item, open_log, prove

from keyroll.clock import FixedClock
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.verify import inspect as verify
from keyroll.proof.verdict import Judgement
from keyroll.store.ledger.ledger import Ledger
from killed import kill_at

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed(work: Callable[[Ledger], None], url: str, point: int) -> bool:
    """Run in another process that is killed before its ``point``-th act on the ledger; tell whether it came to that."""
    child = os.fork()
    if child == 0:
        _live_until(work, url, point)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _live_until(work: Callable[[Ledger], None], url: str, point: int) -> NoReturn:
    try:
        ledger = Ledger.open(url, FixedClock(NOW))
        kill_at(ledger, point)
        work(ledger)
    finally:
        os._exit(0)


def proves(found: dict[int, Judgement], ledger: Ledger) -> None:
    prove(open_log(ledger), found)


@pytest.mark.long
def test_killed_anywhere_nothing_is_lost_and_nothing_is_there_twice(ledger: Ledger, evidence_url: str) -> None:
    log = open_log(ledger)
    prove(log, {0: GONE})
    whole = 3  # two openings, one verdict
    for point in range(1, 200):
        numbers = range(3 * point, 3 * point + 3)
        found = dict(zip(numbers, (GONE, LIVE, GONE), strict=True))
        ledger.close()  # the child opens connections of its own
        was_killed = killed(partial(proves, found), evidence_url, point)
        there = ledger.evidence_size()
        assert there in ({whole, whole + 3} if was_killed else {whole + 3})
        verdicts = [len(ledger.verdict_history("okta", item(number).identifier)) for number in numbers]
        assert verdicts == [int(there > whole)] * 3
        assert verify(bundle(log, "okta"), now=NOW).size in (whole, there)
        prove(log, found)
        whole += 3
        checked = verify(bundle(log, "okta"), now=NOW)
        assert (ledger.evidence_size(), checked.size, checked.statements) == (whole, whole, whole - 2)
        assert len(log.existing(OKTA.name).verdicts) == whole - 2
        if not was_killed:
            break
    else:
        pytest.fail("the run never came to its end")
    assert point > 15
