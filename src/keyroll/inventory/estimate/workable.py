"""Checks whether the un-surveyed records overlap enough for an estimate.

Two of three pairs of lists must share at least 7 records (after Robson and Regier 1964, from memory); sample coverage
is 1 minus the mean, over the lists, of the share of a list that is on it alone (Chao and Tsay 1998, from memory).
"""

import numpy as np

from keyroll.inventory.estimate.lists import COPIES, LOGS, REGISTER, Bools, Lists

RECORDS, EACH, SHARED, COVERAGE = 40, 10, 7, 0.4
_NAMES = {LOGS: "logs", COPIES: "copies", REGISTER: "register"}


def unworkable(lists: Lists) -> str:
    """Return why the un-surveyed records allow no answer, or an empty text if they do (or if there are none)."""
    chosen = ~lists.surveyed & lists.seen
    on = lists.on[chosen, LOGS:]
    if not (~lists.scope_surveyed).any():
        return ""
    if len(on) < RECORDS:
        return f"{len(on)} un-surveyed records are too few, {RECORDS} are needed"
    for place, name in enumerate(_NAMES.values()):
        if on[:, place].sum() < EACH:
            return f"{int(on[:, place].sum())} of the un-surveyed records are in {name}, {EACH} are needed"
    pairs = [int((on[:, first] & on[:, two]).sum()) for first, two in ((0, 1), (0, 2), (1, 2))]
    if sum(pair >= SHARED for pair in pairs) < 2:
        return f"the lists hardly share an un-surveyed record: {pairs[0]}, {pairs[1]} and {pairs[2]} by pairs"
    coverage = sample_coverage(on)
    if coverage < COVERAGE:
        return f"{1 - coverage:.0%} of a list's un-surveyed records stand on it alone, at most {1 - COVERAGE:.0%} may"
    return ""


def sample_coverage(on: Bools) -> float:
    """Return the sample coverage of three lists (records x lists)."""
    on_one_list = on.sum(axis=1) == 1
    return 1 - float(
        np.mean([(on[:, place] & on_one_list).sum() / max(int(on[:, place].sum()), 1) for place in range(3)])
    )
