"""The cheapest next step to an answer, or to a narrower one."""

import numpy as np

from keyroll.inventory.estimate.audit import Audit
from keyroll.inventory.estimate.law import ENOUGH
from keyroll.inventory.estimate.lists import Lists
from keyroll.inventory.estimate.refuse import Ground, Refusal
from keyroll.inventory.estimate.unreal import unlisted_records
from keyroll.providers import catalogue

#: The number of unlisted records that a person should answer for.
CHECKED = 30
_AUDIT = "audit 20 places: keyroll estimate --plan-audit 20"


def to_workable(lists: Lists) -> str:
    """Return the step if the lists overlap too little: more lists of issuers, or more of keyroll's."""
    if not len(lists.records):
        return "import lists: keyroll sync --from FOLDER"
    return _survey(lists) or "import more logs, copies and registrations of un-surveyed scopes: keyroll sync"


def to_answer(lists: Lists, why: Refusal | None, audit: Audit | None) -> str:
    """Return the step to an answer, or to a narrower one if there is an answer."""
    strange = unlisted_records(lists)
    open_, answered = int((strange & (lists.real < 0)).sum()), int((strange & (lists.real >= 0)).sum())
    if open_ and answered < CHECKED and (why is None or why.ground is Ground.WIDTH):
        return f"check {min(open_, CHECKED - answered)} unlisted records: keyroll list unlisted"
    if lists.scope_surveyed.all():
        return ""
    few = why is not None and why.ground is not Ground.UNLIKE and lists.scope_surveyed.sum() < ENOUGH
    if audit is None and not few:
        return _AUDIT
    return _survey(lists) or _AUDIT


def _survey(lists: Lists) -> str:
    """Name the un-surveyed kind with most records among those that their vendor lists."""
    counts = np.where(lists.scope_surveyed, 0, lists.per_scope(~lists.surveyed))
    for number in np.argsort(-counts, kind="stable"):
        scope = lists.scopes[int(number)]
        known = catalogue.kind(scope.provider, scope.kind)
        if counts[number] and not (known and known.unlistable_because):
            share = counts[number] / counts.sum()
            return f"survey {scope.source or scope.provider} ({scope.kind}): {share:.0%} of the un-surveyed records"
    return ""
