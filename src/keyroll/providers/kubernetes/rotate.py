"""Changes token secrets of Kubernetes service accounts. Many may exist; the cluster makes the value.

kubernetes.io, *Managing Service Accounts*, *Service account token Secrets*, *API Concepts*, read 2026-11:

- A Secret of the type ``kubernetes.io/service-account-token`` that names an account gets its token from the cluster's
  controller a moment later. Its name is derived from the mark, so a repeated request is refused (409) and finds the
  same one.
- Its annotations hold the mark and the name of the old secret. Deleting a secret ends its token, after the token cache.
- A token cannot be disabled.
- Tokens that were bound to the secret end with it; other bound tokens of the account end with their own time.
- **A short-lived bound token needs no rotation**: see ``keyroll replace plan``.

No API server was run: the test server is checked against the published schemas.
"""

import base64
import hashlib
import time
from typing import Final
from urllib.parse import quote

from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, of_one_purpose
from keyroll.providers._wire import place
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    ListedGenerations,
    NewValue,
    Rotator,
    Slots,
    Subject,
)
from keyroll.providers.kubernetes import _rights
from keyroll.providers.kubernetes.connection import ACCOUNT
from keyroll.providers.kubernetes.probe import attempt
from keyroll.secret import Secret

_TYPE: Final = "kubernetes.io/service-account-token"
_OF, _MARK, _OLD = "kubernetes.io/service-account.name", "keyroll/mark", "keyroll/replaces"
#: The number of waits of a tenth of a second for the controller to make a token.
_LOOKS: Final = 50


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the token secrets of one purpose, by namespace and name."""

    def read(http: Changing) -> ListedGenerations:
        account = _account(subject)
        namespace, _ = _parts(account)
        found = list(_secrets(http, namespace))
        made_for = {_name(one): _notes(one).maybe(_OLD.replace("/", "\0")) for one in found}
        same = of_one_purpose(account, made_for)
        return ListedGenerations(tuple(_generation(one) for one in found if _name(one) in same))

    return _changing.listed(_changing.by_bearer(plane, login), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a token secret for the account of the old one, and wait for its token."""
    namespace, old_name = _parts(_account(subject))
    name = f"{old_name[:200]}-{hashlib.sha256(new.mark.encode()).hexdigest()[:10]}"

    def make(http: Changing) -> Created:
        old = _one(http, namespace, old_name)
        account = old.inner("metadata.annotations").body.get(_OF) if old else None
        if not isinstance(account, str):
            return Created(Ended.REFUSED, "the secret does not exist")
        if _one(http, namespace, name) is None:
            notes: dict[str, Json] = {_OF: account, _MARK: new.mark, _OLD: _account(subject)}
            metadata: dict[str, Json] = {"name": name, "namespace": namespace, "annotations": notes}
            body: dict[str, Json] = {"apiVersion": "v1", "kind": "Secret", "type": _TYPE, "metadata": metadata}
            http.change("POST", f"/api/v1/namespaces/{quote(namespace, safe='')}/secrets", body)
        for _ in range(_LOOKS):
            found = _one(http, namespace, name)
            token = found.maybe("data.token") if found else ""
            if found and token:
                return Created(Ended.DONE, generation=_generation(found), value=Secret(base64.b64decode(token)))
            time.sleep(0.1)
        return Created(Ended.UNKNOWN, "the token is not made yet")

    return _changing.made(_changing.by_bearer(plane, login), make)


def delete(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Delete a token secret; a secret that is gone counts as done."""
    namespace, name = _parts(generation.id)

    def remove(http: Changing) -> EffectResult:
        return _changing.change_or_gone(http, "DELETE", _path(namespace, name))

    return _changing.effect(_changing.by_bearer(plane, login), remove)


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return whether the account may list, make and delete secrets of the namespace."""
    namespace, _ = _parts(_account(subject))
    needed = (_rights.ReviewedAccess(namespace, verb, "secrets") for verb in ("get", "list", "create", "delete"))
    return _rights.read(_changing.by_bearer(plane, login), login.who, needed)


def _secrets(http: Changing, namespace: str) -> list[Record]:
    selector = quote(f"type={_TYPE}", safe="")
    found: list[Record] = []
    following = ""
    while True:
        path = f"/api/v1/namespaces/{quote(namespace, safe='')}/secrets?limit=500&fieldSelector={selector}{following}"
        body = single(http.get(path).json(), "secrets")
        found += body.records("items")
        cursor = body.maybe("metadata.continue")
        if not cursor:
            return found
        following = f"&continue={quote(cursor, safe='')}"


def _one(http: Changing, namespace: str, name: str) -> Record | None:
    return _changing.record_or_none(http, _path(namespace, name), "secret")


def _path(namespace: str, name: str) -> str:
    return f"/api/v1/namespaces/{quote(namespace, safe='')}/secrets/{quote(name, safe='')}"


def _account(subject: Subject) -> str:
    """Return namespace and name of the old secret; the probe writes them as an account."""
    return subject.account.removeprefix(ACCOUNT).replace(":", "/", 1)


def _parts(identifier: str) -> tuple[str, str]:
    namespace, _, name = identifier.partition("/")
    return namespace, name


def _name(secret: Record) -> str:
    return f"{secret.text('metadata.namespace')}/{secret.text('metadata.name')}"


def _notes(secret: Record) -> Record:
    """Return the annotations. Their names have dots, at which a path would split them."""
    found = secret.inner("metadata.annotations").body
    return Record({name.replace("/", "\0"): value for name, value in found.items() if "." not in name}, "annotations")


def _generation(secret: Record) -> Generation:
    account = secret.inner("metadata.annotations").body.get(_OF)
    return Generation(
        _name(secret),
        f"{ACCOUNT}{secret.text('metadata.namespace')}:{account}",
        made_at=secret.time("metadata.creationTimestamp"),
        mark=_notes(secret).maybe(_MARK.replace("/", "\0")),
    )


ROTATORS = (
    Rotator(
        kind="token_secret",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope(
                "list, get, create, delete on secrets of the namespace",
                "make and delete token secrets; reads every secret of the namespace",
            ),
        ),
        create=create,
        delete=delete,
        no_sessions_because="each request carries the token",
        checks=checks,
    ),
)
