"""May 2026: a package that ran in a build leaked a token. All secrets that builds see were renewed, except for one.

On 11 May 2026 a worm in packages of TanStack (npm) took GitHub tokens out of builds of Grafana Labs. Secrets were
renewed. One token was missed, and on 16 May repositories were cloned with it (Grafana Labs, post-incident review,
2026). In this replay an organisation's Actions hold 48 secrets. People wrote down which credential each secret is. One
is missed.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyroll.clock import iso
from keyroll.model.json import Json
from keyroll.replay.contract import IncidentOpening, Replay, WrittenCase
from keyroll.replay.exports import ExportFolder
from keyroll.replay.keys import PlayedKey, populate, renew, take
from keyroll.replay.streams import digits, stream

GITHUB = "github@main"
BEGINS, ENDS = datetime(2026, 5, 11, 2, tzinfo=UTC), datetime(2026, 5, 11, 20, tzinfo=UTC)
SURVEYS = tuple(datetime(2026, 5, 8, tzinfo=UTC) + timedelta(days=day) for day in (0, 3, 4, 5, 6, 9, 11, 13))
REVOKED, ROTATION = datetime(2026, 5, 11, 19, 30, tzinfo=UTC), datetime(2026, 5, 12, 8, tzinfo=UTC)
EACH, SECRETS = 60, 48


def write(out: Path, seed: int) -> WrittenCase:
    """Write the company's exports and the truth file beside them. Raises UsageError."""
    exports, rng = ExportFolder.new(out), stream(seed, "runner")
    keys = populate(rng, EACH, BEGINS)
    token, stored = digits(rng, 7), rng.sample(keys, SECRETS)
    missed = rng.choice(stored)
    # The values of each place, the present value last.
    held = {f"{one.owner}-{one.source[:3]}".upper().replace("-", "_"): [one] for one in stored}
    for place in held.values():
        if place[0] is not missed:
            at = ROTATION + timedelta(minutes=rng.randrange(3 * 1440))
            place.append(renew(rng, place[0], at, timedelta(hours=rng.randrange(1, 10))))
            keys.append(place[1])
    for day in SURVEYS:
        take(exports, keys, day)
        _github(exports, day, token, held)
        exports.table("register@main", day, "places", _places(day, held))
    leaked = f"{GITHUB}:token_id:{token}"
    return WrittenCase(
        out,
        exports.truth([leaked, *(one.identifier for one in stored)], {missed.identifier: "missed"}),
        SURVEYS[-1] + timedelta(hours=6),
        exports.records,
        opening=IncidentOpening("npm-worm-2026", "TanStack (npm)", BEGINS, ENDS,
                        ((leaked, "a package that a build ran sent it away"),)),
    )  # fmt: skip


def _github(exports: ExportFolder, day: datetime, token: str, held: dict[str, list[PlayedKey]]) -> None:
    """Return GitHub's lists: tokens with their permissions, and the names of secrets, never their values."""
    tokens: list[Json] = [_token("7731902", "reader", {"metadata": "read"})]
    if day < REVOKED:
        tokens.append(_token(token, "release-bot", {"metadata": "read", "contents": "write"}))
    exports.survey(GITHUB, day, "personal_access_tokens", [tokens], len(tokens))
    rows: list[Json] = [
        {
            "name": name, "created_at": "2024-02-01T09:00:00Z", "updated_at": _put(_present(place, day)),
            "visibility": "private",
            "selected_repositories_url": f"https://api.github.com/orgs/corp/actions/secrets/{name}/repositories",
        }
        for name, place in sorted(held.items())
    ]  # fmt: skip
    exports.survey(GITHUB, day, "actions_secrets", [{"total_count": len(rows), "secrets": rows}], len(rows))


def _token(number: str, name: str, may: dict[str, Json]) -> Json:
    return {
        "id": int(number) + 11, "token_id": int(number), "token_name": name,
        "owner": {"login": name, "id": 4401, "type": "User"}, "repository_selection": "all",
        "permissions": {"repository": may}, "access_granted_at": "2025-10-02T10:00:00Z", "token_expired": False,
        "token_expires_at": None, "token_last_used_at": "2026-05-07T22:10:00Z",
    }  # fmt: skip


def _present(place: list[PlayedKey], day: datetime) -> PlayedKey:
    return [one for one in place if one.made <= day][-1]


def _put(one: PlayedKey) -> str:
    """Return when a value was put into its place: minutes after it was made."""
    return iso(one.made + timedelta(minutes=4))


def _places(day: datetime, held: dict[str, list[PlayedKey]]) -> list[dict[str, str]]:
    found = [(name, _present(place, day)) for name, place in sorted(held.items())]
    fixed = {"system": GITHUB, "kind": "actions_secret"}
    return [fixed | {"place": name, "credential": one.identifier, "since": _put(one)} for name, one in found]


REPLAY = Replay(
    "The missed runner secret of 2026, replayed",
    "A build leaked a token; of 48 secrets that builds see one was not renewed.",
    write,
)
