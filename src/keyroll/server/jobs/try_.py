"""Tries exposed credentials whose values can be resolved again."""

from collections.abc import Sequence

from keyroll.api import Keyroll
from keyroll.api.regular import GoingOn
from keyroll.api.working import TRY
from keyroll.server.contract import Kind
from keyroll.store.ledger.jobs import Taken


def _run(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.try_taken(taken)


JOB = Kind(TRY, _run)
