"""Small estates for tests: independent lists, some scopes surveyed, and their truth."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from keyroll.inventory.estimate.lists import ListRecord, Lists


@dataclass(frozen=True)
class Made:
    """Records on some list, and how many live credentials there are, un-surveyed and in all."""

    records: list[ListRecord]
    living_unsurveyed: int
    living: int

    @property
    def lists(self) -> Lists:
        return Lists.of(self.records)


def made(
    seed: int, *, surveyed: int = 5, hidden: int = 3, each: int = 100, dead: float = 0.0, audited: int = 0
) -> Made:
    """Sources of one kind each; ``dead`` is the share of extra, dead copies, ``audited`` how many places of five."""
    rng = np.random.default_rng(seed)
    records, living, unsurveyed = [], 0, 0
    for source in range(surveyed + hidden):
        shown = source < surveyed
        lists = rng.random((each, 3)) < (0.55, 0.5, 0.45)
        issuer = (rng.random(each) < 0.98) & shown
        living += each
        unsurveyed += each * (not shown)
        age = float(rng.integers(1, 900))
        listed = partial(
            ListRecord,
            provider=f"p{source}",
            source=f"p{source}@main",
            kind="token",
            age_days=age,
            surveyed=shown,
            has_logs=True,
        )
        for one in range(each):
            place = f"{source}-{one // 5}" if not shown and one < 5 * audited else ""
            if issuer[one] or lists[one].any() or place:
                logs, copies, register = (bool(mark) for mark in lists[one])
                said = True if shown and not issuer[one] and lists[one].any() else None
                records.append(
                    listed(
                        f"{source}-{one}",
                        issuer=bool(issuer[one]),
                        logs=logs,
                        copies=copies,
                        register=register,
                        real=said,
                        audit=place,
                    )
                )
        for one in range(int(each * dead)):
            said = False if shown and one < 6 else None
            records.append(
                listed(f"{source}-dead{one}", issuer=False, logs=False, copies=True, register=False, real=said)
            )
    return Made(records, unsurveyed, living)


def unsurveyed(count: int, logs: bool, copies: bool, register: bool, name: str = "u") -> list[ListRecord]:
    """So many un-surveyed records of one pattern of lists."""
    one = ListRecord("", "p", "p@main", "token", 10.0, False, True, False, logs, copies, register)
    return [replace(one, id=f"{name}{number}-{logs:d}{copies:d}{register:d}") for number in range(count)]
