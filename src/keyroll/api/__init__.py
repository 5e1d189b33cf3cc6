"""The public Python API and facade: all functions of the command line, without a terminal.

>>> import keyroll                                # doctest: +SKIP
>>> home = keyroll.open(Path("home"))             # doctest: +SKIP
>>> home.exports.sync(Path("exports"))            # doctest: +SKIP

A name is imported on first use: a list does not import the code of hunts or replays.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyroll.api.cases import Played, play_case, replay_cases, write_case
    from keyroll.api.connecting import connection, connection_settings
    from keyroll.api.evidence import verify
    from keyroll.api.incoming import Wanted
    from keyroll.api.keyroll import Keyroll
    from keyroll.api.knowing import LIMIT, estimate_lists
    from keyroll.api.replays import beside_exports, replay, replay_home, replay_place
    from keyroll.api.rotating import CredentialSelection, PlanStatus
    from keyroll.detection.hunted import Hunted
    from keyroll.detection.timings import Timings
    from keyroll.intake.connections import SYNC_EVERY
    from keyroll.intake.summary import Summary
    from keyroll.intake.tabular.guard import TableRefused
    from keyroll.proof.evidence.checked import Checked
    from keyroll.proof.probe.requests import ProbeRequest, probe_requests
    from keyroll.replay import Written
    from keyroll.report.listing import PIVOTS, Listed, Listing, Narrow, Times
    from keyroll.response.attempting import UnprovenCredential
    from keyroll.response.campaign import ItemStanding, Status
    from keyroll.response.channels.wanted import ReminderChannels
    from keyroll.response.containment import Containment
    from keyroll.response.following import Followed
    from keyroll.response.item_reach import ItemReach
    from keyroll.response.obtainable import Obtainables
    from keyroll.response.reminders import Sent
    from keyroll.response.work import Campaign, Work
    from keyroll.rotation.beginning import GivenDirections
    from keyroll.rotation.beginning_consumers import GivenConsumer
    from keyroll.rotation.engine import Stand
    from keyroll.security_events.delivery import Err, Fault, Polled
    from keyroll.security_events.keys import Keys, issuer_keys
    from keyroll.security_events.streams import EVENT_AGE, POLL_EVERY, Stream
    from keyroll.store.ledger.jobs import AGAIN, BUSY, Taken
    from keyroll.store.ledger.tokens import MachineToken

    LISTS: dict[str, Listing]

#: The module of each name.
_PLACES = {
    name: place
    for place, names in {
        "keyroll.api.cases": ("Played", "play_case", "replay_cases", "write_case"),
        "keyroll.api.connecting": ("connection", "connection_settings"),
        "keyroll.api.evidence": ("verify",),
        "keyroll.api.incoming": ("Wanted",),
        "keyroll.api.keyroll": ("Keyroll",),
        "keyroll.api.knowing": ("LIMIT", "estimate_lists"),
        "keyroll.api.replays": ("beside_exports", "replay", "replay_home", "replay_place"),
        "keyroll.api.rotating": ("CredentialSelection", "PlanStatus"),
        "keyroll.proof.evidence.checked": ("Checked",),
        "keyroll.proof.probe.requests": ("ProbeRequest", "probe_requests"),
        "keyroll.replay": ("Written",),
        "keyroll.report.listing": ("PIVOTS", "Listed", "Narrow", "Times"),
        "keyroll.response.following": ("Followed",),
        "keyroll.security_events.keys": ("Keys", "issuer_keys",),
        "keyroll.security_events.streams": ("EVENT_AGE", "POLL_EVERY", "Stream",),
        "keyroll.intake.connections": ("SYNC_EVERY",),
        "keyroll.intake.summary": ("Summary",),
        "keyroll.intake.tabular.guard": ("TableRefused",),
        "keyroll.detection.hunted": ("Hunted",),
        "keyroll.detection.timings": ("Timings",),
        "keyroll.response.campaign": ("ItemStanding", "Status",),
        "keyroll.response.channels.wanted": ("ReminderChannels",),
        "keyroll.rotation.beginning": ("GivenDirections",),
        "keyroll.rotation.beginning_consumers": ("GivenConsumer",),
        "keyroll.rotation.engine": ("Stand",),
        "keyroll.response.containment": ("Containment",),
        "keyroll.response.item_reach": ("ItemReach",),
        "keyroll.response.obtainable": ("Obtainables",),
        "keyroll.response.reminders": ("Sent",),
        "keyroll.response.attempting": ("UnprovenCredential",),
        "keyroll.response.work": ("Campaign", "Work",),
        "keyroll.security_events.delivery": ("Err", "Fault", "Polled",),
        "keyroll.store.ledger.jobs": ("AGAIN", "BUSY", "Taken",),
        "keyroll.store.ledger.tokens": ("MachineToken",),
    }.items()
    for name in names
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a name from its module."""
    if name == "LISTS":
        from keyroll.report.listing import listings

        return listings()
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})


__all__ = [
    "AGAIN",
    "BUSY",
    "EVENT_AGE",
    "LIMIT",
    "LISTS",
    "PIVOTS",
    "POLL_EVERY",
    "SYNC_EVERY",
    "Campaign",
    "Checked",
    "Containment",
    "CredentialSelection",
    "Err",
    "Fault",
    "Followed",
    "GivenConsumer",
    "GivenDirections",
    "Hunted",
    "ItemReach",
    "ItemStanding",
    "Keyroll",
    "Keys",
    "Listed",
    "MachineToken",
    "Narrow",
    "Obtainables",
    "PlanStatus",
    "Played",
    "Polled",
    "ProbeRequest",
    "ReminderChannels",
    "Sent",
    "Stand",
    "Status",
    "Stream",
    "Summary",
    "TableRefused",
    "Taken",
    "Times",
    "Timings",
    "UnprovenCredential",
    "Wanted",
    "Work",
    "Written",
    "beside_exports",
    "connection",
    "connection_settings",
    "estimate_lists",
    "issuer_keys",
    "play_case",
    "probe_requests",
    "replay",
    "replay_cases",
    "replay_home",
    "replay_place",
    "verify",
    "write_case",
]
