"""Writes a value into a field of a secret in OpenBao's key-value engine, version 2; the other fields stay.

openbao.org, API, *KV secrets engine*, read 2026-11; tested on OpenBao 2.7.2: a write replaces all fields of a secret,
so they are read first; ``cas`` names the version that was read, and a write over a newer one is refused (400). The
older versions of the secret keep the old value until they are deleted: that is a copy of a dead value.
"""

from collections.abc import Callable
from typing import Final

from keyroll.errors import UsageError
from keyroll.http import header
from keyroll.model.campaign import ConsumerClass
from keyroll.model.json import Json, Record
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._delivering import read_back, server_of
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.openbao import _rights
from keyroll.reveal import reveal
from keyroll.secret import Secret

_EXAMPLE: Final = "openbao:https://vault1:8200/secret/data/app#password"


def place(address: str) -> Target:
    """Read ``https://vault1:8200/MOUNT/data/PATH#FIELD``. Raises UsageError."""
    server, path, field, options = server_of(address, _EXAMPLE)
    if "/data/" not in path or not field or options:
        raise UsageError("this is not a field of a secret", hint=f"write it as {_EXAMPLE}")
    return Target("openbao", f"{server}/{path}#{field}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Write the field over the version that was read."""
    _, path, field, _ = server_of(target.address, _EXAMPLE)

    def put(http: Changing) -> EffectResult:
        found = _found(http, path)
        fields = dict(found.inner("data.data").body) if found else {}
        with reveal(content) as raw:
            fields[field] = raw.decode()
        version = (found.number("data.metadata.version") or 0) if found else 0
        body: dict[str, Json] = {"options": {"cas": version}, "data": fields}
        http.change("POST", f"/v1/{path}", body)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(target, login), put)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the field and the version of the secret."""
    _, path, field, _ = server_of(target.address, _EXAMPLE)

    def get(http: Changing) -> ReadBack:
        found = _found(http, path)
        value = found.inner("data.data").body.get(field) if found else None
        if found is None or not isinstance(value, str):
            return ReadBack(None, found=False)
        return ReadBack(
            Secret(value.encode()),
            version=found.maybe("data.metadata.version"),
            changed_at=found.time("data.metadata.created_time"),
        )

    return read_back(_opened(target, login), get)


def checks(target: Target, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the token may read the secret and write it, or make it if it is not there."""
    _, path, _, _ = server_of(target.address, _EXAMPLE)
    write_it = "update" if read(target, login).found else "create"
    return _rights.read(_opened(target, login), login.who if login else "", {path: ("read", write_it)})


def _found(http: Changing, path: str) -> Record | None:
    """Return the secret; None if there is none, or its version was deleted (404 in both cases)."""
    return _changing.record_or_none(http, f"/v1/{path}", "kv")


def _opened(target: Target, login: Login | None) -> Callable[[], Changing]:
    server, *_ = server_of(target.address, _EXAMPLE)
    token = login.value if login else Secret(b"")
    return lambda: Changing(server, header("X-Vault-Token", token))


DELIVERIES = (
    Delivery(
        scheme="openbao",
        title="a field of a secret in OpenBao's key-value engine",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.POLL,
        scopes=(LeastScope("read, update on <mount>/data/<path>", "write one field and keep the others"),),
        checks=checks,
    ),
)
