"""Decisions of a gate: one JSON object a line, written before the answer is sent (``keyroll gate serve``).

- ``credential`` is the identifier in the inventory; a value that nobody knows has none.
- The path is without its query. There is no value in a line.
- ``exposed`` is a use of a credential that the gate refuses by an approved plan, whose name is in ``plan``.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_FIELDS = (
    "id", "time", "decision", "reason", "credential", "plan", "proxy", "method", "path", "host", "address",
    "user_agent",
)  # fmt: skip


def is_decision(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a decision of a gate."""
    return {"id", "decision", "reason", "credential", "proxy"} <= body.keys()


LOGS = (
    Log(
        name="decisions",
        columns=dict.fromkeys(_FIELDS, "VARCHAR"),
        event_id="id",
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("id", "decision"),
        view=view(__package__, "decisions"),
        absent={
            "actor": "the gate knows the credential, and no actor of a value that is not in the inventory",
            "resource_uid": "a malformed question names no service",
            "credential": "a request with a value that is not in the inventory has none",
            "src_ip": "Envoy does not tell the gate the caller's address",
            "user_agent": "only callers that name their program have one",
        },
        recognise=is_decision,
    ),
)
