"""Makes policies, mounts, roles and configurations in OpenBao, and removes them again.

openbao.org, API, *sys/mounts*, *sys/auth*, *sys/policies/acl*, *Database secrets engine*, *JWT/OIDC auth method*, from
memory: re-check; tested on OpenBao 2.7.2: a mount that does not exist is 400, everything else that does not exist 404.
The removal of a mount removes all that it holds, so a mount that holds anything is left.
"""

from collections.abc import Callable, Mapping
from typing import Final

from keyroll.errors import AnswerRefused, NotThere
from keyroll.http import header
from keyroll.model.json import Json, single
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, change_or_gone, code_of
from keyroll.providers.contracts.apply import Applier, ObjectState
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.secret import Secret

#: What a mount may hold, by the place of the mount.
_HELD: Final = {"sys/mounts/": ("", ("config", "roles")), "sys/auth/": ("auth/", ("role",))}


def read(address: str, login: Login, path: str) -> ObjectState:
    """Read an object; members of its connection stand beside its own."""
    found: list[ObjectState] = []

    def get(http: Changing) -> EffectResult:
        body = _body(http, path)
        found.append(ObjectState(body))
        return EffectResult(Ended.DONE)

    done = _changing.effect(_opened(address, login), get)
    return found[0] if found else ObjectState(None, readable=False, said=done.said)


def write(
    address: str, login: Login, path: str, body: Mapping[str, Json], secrets: Mapping[str, Secret]
) -> EffectResult:
    """Make an object with these members."""

    def put(http: Changing) -> EffectResult:
        http.change("POST", f"/v1/{path}", dict(body) | dict.fromkeys(secrets, ""), sealed=secrets)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(address, login), put)


def remove(address: str, login: Login, path: str) -> EffectResult:
    """Remove an object; a mount only if it holds nothing."""

    if path.startswith("auth/") and path.endswith("/config"):
        return EffectResult(Ended.DONE, "left: it ends with its mount")  # OpenBao has no request that removes it

    def delete(http: Changing) -> EffectResult:
        for begin, (before, lists) in _HELD.items():
            if path.startswith(begin):
                held = [one for one in lists if _lists(http, f"{before}{path.removeprefix(begin)}/{one}")]
                if held:
                    return EffectResult(Ended.DONE, f"left: it holds objects ({', '.join(held)})")
        return change_or_gone(http, "DELETE", f"/v1/{path}")

    return _changing.effect(_opened(address, login), delete)


def _body(http: Changing, path: str) -> Mapping[str, Json] | None:
    try:
        record = single(http.get(f"/v1/{path}").json(), "openbao")
    except NotThere:
        return None
    except AnswerRefused as error:
        if code_of(error) == "400" and path.startswith(tuple(_HELD)):
            return None
        raise
    body = dict(record.inner("data").body)
    inner = body.pop("connection_details", {})
    return body | (inner if isinstance(inner, dict) else {})


def _lists(http: Changing, path: str) -> bool:
    try:
        return bool(single(http.get(f"/v1/{path}?list=true").json(), "openbao").inner("data").body.get("keys"))
    except (NotThere, AnswerRefused):
        return False  # this engine has no such list


def _opened(address: str, login: Login) -> Callable[[], Changing]:
    return lambda: Changing(address, header("X-Vault-Token", login.value))


APPLIER = Applier(
    title="OpenBao",
    read=read,
    write=write,
    remove=remove,
    scopes=(
        LeastScope("create, read, delete on sys/policies/acl/keyroll_*", "the policy of a consumer"),
        LeastScope("create, read, delete on database/config/* and database/roles/*", "the connection and the role"),
        LeastScope("create, read, delete on auth/jwt-*/config and auth/jwt-*/role/*", "the sign-in of a consumer"),
        LeastScope("sudo, create, read, delete on sys/mounts/database and sys/auth/jwt-*", "only where these are new"),
    ),
)
