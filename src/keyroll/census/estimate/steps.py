"""The cheapest next step to an answer, or to a narrower one."""

import numpy as np

from keyroll.census.estimate.audit import Audit
from keyroll.census.estimate.lists import Lists
from keyroll.census.estimate.refuse import Ground, Refusal
from keyroll.census.estimate.unreal import strangers

#: How many strangers a person is asked about.
CHECKED = 30
PLACES = 20


def to_workable(lists: Lists) -> str:
    """Return the step where the lists overlap too little: more of the issuer's lists, or more of ours."""
    return _survey(lists) or "bring more lists in: keyroll sync --from FOLDER"


def to_answer(lists: Lists, why: Refusal | None, audit: Audit | None) -> str:
    """Return the step to an answer, or where there is one, to a narrower one."""
    strange = strangers(lists)
    open_, asked = int((strange & (lists.real < 0)).sum()), int((strange & (lists.real >= 0)).sum())
    if open_ and asked < CHECKED and (why is None or why.ground is Ground.WIDTH):
        return f"check {min(open_, CHECKED - asked)} strangers: keyroll list strangers"
    if why and why.ground is not Ground.UNLIKE and lists.scope_surveyed.sum() < 3:
        return _survey(lists)
    if not (~lists.scope_surveyed).any():
        return ""
    if audit is None:
        return f"audit {PLACES} places: keyroll estimate --plan-audit {PLACES}"
    return _survey(lists)


def _survey(lists: Lists) -> str:
    """Name the un-surveyed source with most records."""
    hidden = lists.provider[lists.scope[~lists.surveyed]]
    if not len(hidden):
        return ""
    counts = np.bincount(hidden)
    most = int(counts.argmax())
    scope = lists.scopes[int(np.flatnonzero(lists.provider == most)[0])]
    return f"survey {scope.source}: {counts[most] / len(hidden):.0%} of the un-surveyed records"
