"""August 2025: a vendor's chat product held OAuth tokens that could read a company's support cases.

From 8 to 18 August 2025, tokens of Salesloft's Drift were used to export records of more than 700 Salesforce
organisations. The records included cases, and the text of the cases was searched for secrets. One company found 104 of
its own tokens there (blog.cloudflare.com, "The impact of the Salesloft Drift breach on Cloudflare and our customers", 2
September 2025). In this replay 104 secrets of four vendors were pasted into cases. Their rotation leaves some alive,
each by a different fault. An OAuth grant to a product that was abandoned a year earlier is still active, and its scope
is not known. New secrets that people have pasted into cases since then may therefore have been read as well.
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

VENDOR = "Salesloft"
SALESFORCE = "salesforce@main"
BEGINS, ENDS = datetime(2025, 8, 8, tzinfo=UTC), datetime(2025, 8, 18, 23, 59, 59, tzinfo=UTC)
#: The listing of each vendor, every week.
SURVEYS = tuple(datetime(2025, 8, 4, 6, tzinfo=UTC) + timedelta(days=7 * week) for week in range(7))
ROTATION = datetime(2025, 8, 20, 9, tzinfo=UTC)
EACH, PASTED, CASES, LATE = 90, 104, 600, 3
#: The number of surviving credentials, and the fault of the rotation that leaves them alive.
FAULTS = {"missed": 4, "replaced_but_alive": 2, "reenabled": 1}

_SUBJECTS = (
    "Exports fail since Monday", "Requests are refused from our office", "How do I raise a limit?",
    "Dashboard shows an empty chart", "Webhook is delivered twice", "Sign-in loops for one user", "Upgrade of our plan",
)  # fmt: skip
_WORDS = (
    "Hello, this is what we run and it fails:", "Our engineer sent the settings that we use:",
    "Please look into it, the whole configuration is below.", "It works on one machine and not on the other one:",
)  # fmt: skip


def write(out: Path, seed: int) -> WrittenCase:
    """Write the company's exports, its cases, and the truth file beside them. Raises UsageError."""
    exports, rng = ExportFolder.new(out), stream(seed, "drift")
    keys = populate(rng, EACH, BEGINS)
    pasted = rng.sample(keys, PASTED)
    survivors = _rotate(rng, keys, pasted)
    late = rng.sample([one for one in keys if ENDS < one.made < ENDS + timedelta(days=8)], LATE)
    for day in SURVEYS:
        take(exports, keys, day)
        _salesforce(exports, day)
    exports.table("register@main", SURVEYS[0], "vendors", _register())
    cases = exports.beside("cases", _cases(stream(seed, "cases"), pasted, late))
    tokens = [f"{SALESFORCE}:oauth_token:{one}" for one in (_DRIFT, _CADENCE)]
    expected = {one.identifier: reason for one, reason in survivors} | {tokens[1]: "missed"}
    expected |= {one.identifier: "missed" for one in late}
    return WrittenCase(
        out,
        exports.truth([*tokens, *(one.identifier for one in (*pasted, *late))], expected),
        SURVEYS[-1] + timedelta(hours=6),
        exports.records + CASES,
        IncidentOpening("drift-2025", VENDOR, BEGINS, ENDS),
        (f"salesforce.cases={cases.parent}",),
    )


def _rotate(rng: Random, keys: list[PlayedKey], pasted: list[PlayedKey]) -> list[tuple[PlayedKey, str]]:
    """Renew the pasted credentials except for the survivors; other keys are renewed each week as usual."""
    # Only some vendors can switch a key off and on again.
    switched = [one for one in pasted if one.source.startswith(("aws", "gcp"))]
    reenabled = rng.sample(switched, FAULTS["reenabled"])
    others = [one for one in pasted if one not in reenabled]
    chosen = rng.sample([one for one in others if one.source.startswith("aws")], FAULTS["replaced_but_alive"])
    missed = rng.sample([one for one in others if one not in chosen], FAULTS["missed"])
    for one in pasted:
        at = ROTATION + timedelta(minutes=rng.randrange(9 * 1440))
        if one in reenabled:
            one.idle.append((at, SURVEYS[-2] - timedelta(days=1)))
        elif one in chosen:
            keys.append(renew(rng, one, at, None))
        elif one not in missed:
            keys.append(renew(rng, one, at, timedelta(hours=rng.randrange(1, 40))))
    for one in rng.sample([one for one in keys if one not in pasted and one.made < BEGINS], 30):
        at = ENDS + timedelta(minutes=rng.randrange(1, 25 * 1440))
        keys.append(renew(rng, one, at, timedelta(hours=8)))
    expected = [(one, "missed") for one in missed] + [(one, "replaced_but_alive") for one in chosen]
    return expected + [(one, "reenabled") for one in reenabled]


_DRIFT, _CADENCE, _OTHER = "0CcIR00000004Kd0AI", "0CcIR00000001Qx0AI", "0CcIR00000007Zz0AI"
_USERS = {"005IR000000aXq1": "drift.integration", "005IR000000aXq2": "cadence.integration", "005IR000000aXq3": "etl"}


def _salesforce(exports: ExportFolder, day: datetime) -> None:
    """Write the listings of the company's Salesforce: tokens of connected apps, and users who see all data.

    Salesforce ended every token of the app on 20 August; nobody ended the token of the app before it.
    """
    tokens = [(_CADENCE, "Salesloft Cadence", "005IR000000aXq2"), (_OTHER, "Nightly extract", "005IR000000aXq3")]
    if day < ROTATION:
        tokens.append((_DRIFT, "Drift", "005IR000000aXq1"))
    rows: list[Json] = [
        {
            "attributes": {"type": "OauthToken", "url": f"/services/data/v61.0/sobjects/OauthToken/{token}"},
            "Id": token, "AppName": app, "UserId": user, "CreatedDate": "2024-03-11T08:12:44.000+0000",
            "LastUsedDate": f"{day - timedelta(days=1):%Y-%m-%dT%H:%M:%S}.000+0000", "UseCount": 1204,
        }
        for token, app, user in tokens
    ]  # fmt: skip
    seen: list[Json] = [
        {
            "attributes": {"type": "PermissionSetAssignment", "url": f"/services/data/v61.0/sobjects/{user}"},
            "AssigneeId": user,
            "Assignee": {"attributes": {"type": "User"}, "Username": f"{name}@corp.example"},
            "PermissionSet": {
                "attributes": {"type": "PermissionSet"}, "Name": "X00ex00000018ozT",
                "PermissionsViewAllData": name == "drift.integration",
            },
        }
        for user, name in _USERS.items()
    ]  # fmt: skip
    for endpoint, found in (("oauth_tokens", rows), ("permission_set_assignments", seen)):
        page: Json = {"totalSize": len(found), "done": True, "records": found}
        exports.survey(SALESFORCE, day, endpoint, [page], len(found))


def _register() -> list[dict[str, str]]:
    rows = (("Drift", "", ""), ("Salesloft Cadence", "contract ended", "2024-11-30"))
    return [
        {
            "vendor": VENDOR, "system": "salesforce", "credential": name, "kind": "oauth_token",
            "owner": "sales-tools@corp.example", "note": note, "ended_on": ended,
        }
        for name, note, ended in rows
    ]  # fmt: skip


def _cases(rng: Random, pasted: list[PlayedKey], late: list[PlayedKey]) -> Json:
    """Return cases in the form of a query; most hold no secret, and some later than the breach hold new ones."""
    texts, number = [one.pasted for one in pasted], CASES - len(late)
    before = [_case(rng, place, BEGINS - timedelta(days=rng.randrange(400)), "") for place in range(number)]
    after = [_case(rng, number + n, ENDS + timedelta(days=9 + n), one.pasted) for n, one in enumerate(late)]
    places = rng.sample(range(len(before)), len(texts) - 14)
    # Some cases hold two secrets.
    for place, text in zip([*places, *places[:14]], texts, strict=True):
        before[place]["Description"] = f"{before[place]['Description']}\n\n{text}\n"
    records: list[Json] = [*before, *after]
    return {"totalSize": len(records), "done": True, "records": records}


def _case(rng: Random, number: int, made: datetime, text: str) -> dict[str, Json]:
    name = f"500IR{code(rng, 10)}"
    return {
        "attributes": {"type": "Case", "url": f"/services/data/v61.0/sobjects/Case/{name}"},
        "Id": name, "CaseNumber": f"{number + 1:08d}", "Subject": rng.choice(_SUBJECTS),
        "Description": f"{rng.choice(_WORDS)}\n{text}", "CreatedDate": iso(made),
    }  # fmt: skip


REPLAY = Replay(
    "Salesloft Drift 2025, replayed",
    "A vendor's tokens read support cases with 104 secrets in them; their rotation is not complete.",
    write,
)
