"""Changes keys of Google Cloud's service accounts: ten at most; Google makes the value and shows it once.

cloud.google.com, IAM API v1, *projects.serviceAccounts.keys* (create, disable, enable, delete, list), in the discovery
document of the vendor's client library; *Create and delete service account keys* ("up to 10 keys", the private half is
shown once), read 2026-11-28; *Disable and enable service account keys* (a disabled key may be enabled at any time; wait
before deleting), read 2026-11-29; deleting a key "does not revoke short-lived credentials" that were issued for it (the
discovery document); times and the eleventh key are from memory (re-check):

- A key has no description: after a lost reply it is found as a key that nobody recorded. Its time of making and the ids
  that were there before are the only sign, so a key is marked in the account's own description.
- A disabled key takes a slot. The eleventh key is refused (400 or 429, "FAILED_PRECONDITION").
- A change takes effect at the token endpoint within 60 seconds, sometimes later.
- Access tokens that were fetched before stay valid for an hour; disabling the account ends them, with everything else.
- A policy of the organisation may forbid new keys (``iam.disableServiceAccountKeyCreation``): refused (400).
- The time of last use is in *Policy Analyzer* (activity analysis), which is a service of its own and is not read.
"""

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import quote

from keyroll.errors import VendorError
from keyroll.http import Body
from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._google import signed_in
from keyroll.providers._oauth import Bearer
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.providers.gcp.probe import attempt
from keyroll.secret import Secret

_ACCOUNT, _IAM = "account", "iam"
_PUBLIC: Final = "https://iam.googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
#: The end of the account's description: the mark, and the first characters of the ids of the existing keys.
_NOTE = re.compile(r"\s*\[keyroll (\S+)((?: =?[0-9a-f]{1,8})*)\]\Z")
_BEGIN: Final = 8
_WRITES: Final = (
    *(f"iam.serviceAccountKeys.{one}" for one in ("create", "disable", "enable", "delete")),
    "iam.serviceAccounts.update",
)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of the account that people or programs made, without the keys that Google keeps."""

    def read(http: Changing) -> ListedGenerations:
        note = _NOTE.search(single(http.get(_path(subject)).json(), "account").maybe("description"))
        return ListedGenerations(tuple(_generation(one, subject, note) for one in _keys(http, subject)))

    return _changing.listed(_opened(plane, login, subject), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Write the existing keys into the account's description, then make a key."""

    def make(http: Changing) -> Created:
        account = single(http.get(_path(subject)).json(), "account")
        said = account.maybe("description")
        found = _NOTE.search(said)
        earlier = found if found and found[1] == new.mark else None  # this request was sent before
        there = [_generation(one, subject, earlier) for one in _keys(http, subject)]
        begins = " ".join(one.id[:_BEGIN] for one in there if not one.mark)
        note = f"{_NOTE.sub('', said)} [keyroll {new.mark} {begins}]".strip()
        body: dict[str, Json] = {"serviceAccount": {"description": note}, "updateMask": "description"}
        http.change("PATCH", _path(subject), body)
        # A change of the description affects no consumer.
        http.changed = False
        reply = http.change("POST", f"{_path(subject)}/keys", {"privateKeyType": "TYPE_GOOGLE_CREDENTIALS_FILE"})
        made = single(reply.json(), "keys")
        value = Secret(base64.b64decode(made.text("privateKeyData")))
        name = _name(made)
        generation = Generation(name, name, made_at=made.time("validAfterTime"), mark=new.mark)
        # From now on the description names the key itself, and the keys of the same request: keyroll does not take a
        # younger key for them.
        ours = " ".join(f"={one[:_BEGIN]}" for one in (name, *(one.id for one in there if one.mark)))
        named = f"{_NOTE.sub('', said)} [keyroll {new.mark} {ours}]".strip()
        with suppress(VendorError):
            http.change("PATCH", _path(subject), {**body, "serviceAccount": {"description": named}})
        return Created(Ended.DONE, generation=generation, value=value)

    return _changing.made(_opened(plane, login, subject), make)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Disable a key; a key that is gone counts as done."""
    return _change(plane, login, subject, "POST", f"{generation.id}:disable")


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Enable a key again."""

    def change(http: Changing) -> EffectResult:
        http.change("POST", f"{_path(subject)}/keys/{generation.id}:enable", {})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login, subject), change)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Delete a key; a key that is gone counts as done."""
    return _change(plane, login, subject, "DELETE", generation.id)


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return which rights on the account the administrator has (``testIamPermissions``, which changes nothing)."""

    def look(http: Changing) -> list[PlanCheck]:
        asked: list[Json] = [*_WRITES]
        reply = http.request("POST", f"{_path(subject)}:testIamPermissions", body={"permissions": asked})
        has = single(reply.json(), "testIamPermissions").body.get("permissions", [])
        held = set(map(str, has)) if isinstance(has, list) else set()
        return [
            PlanCheck.right(one, login.who, f"a role with {one} on the account", has=one in held) for one in _WRITES
        ]

    return _changing.checked(_opened(plane, login, subject), look)


def _change(plane: Plane, login: Login, subject: Subject, method: str, end: str) -> EffectResult:
    def change(http: Changing) -> EffectResult:
        body: Body = {} if method == "POST" else None
        return _changing.change_or_gone(http, method, f"{_path(subject)}/keys/{end}", body)

    return _changing.effect(_opened(plane, login, subject), change)


def _keys(http: Changing, subject: Subject) -> list[Record]:
    body = single(http.get(f"{_path(subject)}/keys?keyTypes=USER_MANAGED").json(), "keys")
    return list(body.records("keys")) if "keys" in body.body else []


def _name(key: Record) -> str:
    return key.text("name").rpartition("/")[2]


def _generation(key: Record, subject: Subject, note: "re.Match[str] | None") -> Generation:
    name = _name(key)
    state = GenerationState.DISABLED if key.flag("disabled") else GenerationState.ACTIVE
    begins = note[2].split() if note else []
    if begins[:1] and begins[0].startswith("="):
        ours = f"={name[:_BEGIN]}" in begins
    else:
        ours = name[:_BEGIN] not in begins and name != subject.account
    return Generation(name, name, state, key.time("validAfterTime"), mark=note[1] if note and ours else "")


def _path(subject: Subject) -> str:
    return f"/v1/projects/-/serviceAccounts/{quote(subject.settings.get(_ACCOUNT, ''), safe='@')}"


def _opened(plane: Plane, login: Login, subject: Subject) -> Callable[[], Changing]:
    bearer = Bearer(partial(signed_in, plane.address, login.value, _SCOPE))
    at = subject.settings.get(_IAM, _PUBLIC)
    return lambda: Changing(at, bearer, headers={"User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="service_account_key",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=balanced,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope("iam.serviceAccountKeys.create, .disable, .enable, .delete on the account", "change its keys"),
            LeastScope("iam.serviceAccounts.update on the account", "find a key whose reply was lost"),
        ),
        create=create,
        disable=disable,
        enable=enable,
        delete=delete,
        no_sessions_because="none except the tokens that were fetched with it",
        checks=checks,
        derives="access tokens, for an hour; only the account's end ends them earlier",
        window=timedelta(minutes=5),
        pace=Limit(1, timedelta(seconds=1)),
        settings=(
            RotatorSetting(_ACCOUNT, "the mail address of the service account"),
            RotatorSetting(_IAM, "the address of the IAM API", required=False),
        ),
    ),
)
