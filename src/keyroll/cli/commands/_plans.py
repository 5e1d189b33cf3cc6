"""Rows of plans as JSON, for ``keyroll rotate`` and ``keyroll replace``."""

from collections.abc import Mapping

from keyroll.api import PlanStatus
from keyroll.api.person_keys import KeyOrigin


def plan_row(made: PlanStatus) -> Mapping[str, object]:
    """Return a plan in the form of a line of JSON."""
    return {
        "id": made.plan.id,
        "approved_by": made.approved_by,
        "keys": key_rows(made),
        "body": made.kept.body,
    }


def key_rows(known: PlanStatus) -> list[Mapping[str, object]]:
    """Return the keys of planner and approver of an approved plan."""
    return list(map(key_row, known.keys))


def key_row(one: KeyOrigin) -> Mapping[str, object]:
    """Return whose key it is, who registered it and when, and who confirmed it."""
    return {
        "person": one.person,
        "fingerprint": one.fingerprint,
        "registered_at": one.registered_at,
        "registered_by": one.registered_by,
        "confirmed_by": list(one.confirmed_by),
    }
