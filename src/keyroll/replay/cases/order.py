"""March 2026: the new values of a rotation were read, because the stolen token could still read their place.

At the end of February 2026 a token of Aqua Security's build of Trivy was stolen. The rotation of 1 March did not end
the old token before the new values could be read. The intruder took the new values, and used them on 19 March (Aqua
Security, reports on the Trivy supply chain incident, March 2026). In this replay a token of a build reads a vault's
path. On the first two days of the rotation, new values are written below that path while the token is alive. The token
is ended on the third day. Values that are written later are safe, and so are values outside the paths of its policy.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from keyroll.clock import iso
from keyroll.model.json import Json
from keyroll.replay.contract import IncidentOpening, Replay, WrittenCase
from keyroll.replay.exports import ExportFolder
from keyroll.replay.keys import PlayedKey, populate, renew, take
from keyroll.replay.streams import code, stream

VAULT = "openbao@main"
BEGINS, ENDS = datetime(2026, 2, 27, tzinfo=UTC), datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
SURVEYS = tuple(datetime(2026, 2, 23, tzinfo=UTC) + timedelta(days=day) for day in (0, 3, 7, 8, 9, 10, 12, 14, 16))
REVOKED = datetime(2026, 3, 3, 15, tzinfo=UTC)
TOO_EARLY, SAFE = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)
EACH, IN_REACH, EARLY, OUT_OF_REACH = 50, 40, 9, 60

_POLICY = """
path "secret/data/build/*" {
  capabilities = ["read", "list"]
}
path "secret/metadata/build/*" {
  capabilities = ["list"]
}
"""


def write(out: Path, seed: int) -> WrittenCase:
    """Write the company's exports and the truth file beside them. Raises UsageError."""
    exports, rng = ExportFolder.new(out), stream(seed, "order")
    keys = populate(rng, EACH, BEGINS)
    accessor, chosen = code(rng, 24), rng.sample(keys, IN_REACH + OUT_OF_REACH)
    held: dict[str, list[PlayedKey]] = {}
    early = []
    for number, one in enumerate(chosen):
        too_early = number < EARLY
        new = _renewed(rng, one, too_early=too_early or (number >= IN_REACH and number % 2 == 0))
        held[f"secret/{'build' if number < IN_REACH else 'live'}/{one.owner}-{one.source[:3]}"] = [one, new]
        keys.append(new)
        early += [new] if too_early else []
    for day in SURVEYS:
        take(exports, keys, day)
        _tokens(exports, day, accessor)
        _paths(exports, day, held)
    stolen = f"{VAULT}:token_accessor:{accessor}"
    exposed = [stolen, *(one.identifier for one in (*chosen[:IN_REACH], *early))]
    return WrittenCase(
        out,
        exports.truth(exposed, {one.identifier: "missed" for one in early}),
        SURVEYS[-1] + timedelta(hours=6),
        exports.records,
        opening=IncidentOpening("build-2026", "the build", BEGINS, ENDS, ((stolen, "stolen from a build"),)),
    )


def _renewed(rng: Random, old: PlayedKey, *, too_early: bool) -> PlayedKey:
    """Renew a credential in the first day and a half of the rotation, or after the stolen token was ended."""
    begins, minutes = (TOO_EARLY, 900) if too_early else (SAFE, 2 * 1440)
    return renew(rng, old, begins + timedelta(minutes=rng.randrange(minutes)), timedelta(hours=2))


def _tokens(exports: ExportFolder, day: datetime, accessor: str) -> None:
    """Return OpenBao's list of tokens that are alive, and the paths that their policies allow to read."""
    tokens = [("Zk41Qm8r2vXs7bTn", "token-platform", "platform")]
    if day < REVOKED:
        tokens.append((accessor, "token-build", "build"))
    pages: list[Json] = [
        {"data": {
            "accessor": token, "creation_time": int(datetime(2025, 11, 3, tzinfo=UTC).timestamp()), "creation_ttl": 0,
            "display_name": name, "entity_id": "", "expire_time": None, "issue_time": "2025-11-03T00:00:00Z",
            "orphan": True, "path": "auth/token/create", "policies": ["default", policy], "type": "service",
        }}
        for token, name, policy in tokens
    ]  # fmt: skip
    exports.survey(VAULT, day, "token_accessors", pages, len(pages))
    exports.survey(VAULT, day, "policies", [{"data": {"name": "build", "policy": _POLICY}}], 1)


def _paths(exports: ExportFolder, day: datetime, held: dict[str, list[PlayedKey]]) -> None:
    """Return OpenBao's list of its paths: the time of each value, and people's notes about it."""
    pages: list[Json] = []
    for path, place in sorted(held.items()):
        there = [one for one in place if one.made <= day]
        data: Json = {
            "created_time": iso(place[0].made), "updated_time": iso(there[-1].made), "current_version": len(there),
            "versions": {}, "custom_metadata": {"credential": there[-1].identifier},
        }  # fmt: skip
        pages.append({"path": path, "data": data})
    exports.survey(VAULT, day, "secret_metadata", pages, len(pages))


REPLAY = Replay(
    "The rotation in the wrong order of 2026, replayed",
    "New values were put where the stolen token could still read them.",
    write,
)
