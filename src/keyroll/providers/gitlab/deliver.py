"""Writes a value into a CI/CD variable of a GitLab project or group.

docs.gitlab.com, API, *Project-level CI/CD variables* (read 2026-11-29): a variable has a key and an environment scope;
``filter[environment_scope]`` selects one of several. A maintainer can read the value, except of a *hidden* variable
(since GitLab 17.4). A new variable is neither masked nor hidden. *Group-level variables* (the same paths under a group;
scopes of environments need Premium), read 2026-11-29. From memory (re-check): a job that is already running keeps the
old value.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from keyroll.errors import NotThere, UsageError
from keyroll.http import header
from keyroll.model.campaign import ConsumerClass
from keyroll.model.json import Json, single
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, checked
from keyroll.providers._delivering import read_back, server_of
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.gitlab.rotate import may_write
from keyroll.reveal import reveal
from keyroll.secret import Secret

_EXAMPLE: Final = "gitlab:https://gitlab.com/projects/ID?scope=production#KEY"


def place(address: str) -> Target:
    """Read ``https://server/projects/ID[?scope=ENVIRONMENT]#KEY``, or ``groups/ID``. Raises UsageError."""
    server, path, key, options = server_of(address, _EXAMPLE)
    kind, _, owner = path.partition("/")
    if kind not in ("projects", "groups") or not (owner and key) or set(options) - {"scope"}:
        raise UsageError("this is not a variable of a project or group", hint=f"write it as {_EXAMPLE}")
    scope = f"?scope={quote(options['scope'], safe='')}" if "scope" in options else ""
    return Target("gitlab", f"{server}/{path}{scope}#{key}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Replace the variable's value; a missing variable is made."""
    _, _, key, options = server_of(target.address, _EXAMPLE)

    def put(http: Changing) -> EffectResult:
        with reveal(content) as raw:
            value = raw.decode()
        try:
            http.get(_one(target))
        except NotThere:
            made: dict[str, Json] = {"key": key, "value": value, "masked": True, "protected": False}
            http.change("POST", _all(target), {**made, "environment_scope": options.get("scope", "*")})
        else:
            http.change("PUT", _one(target), {"value": value})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(target, login), put)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the variable's value; a hidden variable does not show it."""

    def get(http: Changing) -> ReadBack:
        found = single(http.get(_one(target)).json(), "variable")
        value = found.body.get("value")
        if found.flag("hidden") or not isinstance(value, str):
            return ReadBack(None, readable=False)
        return ReadBack(Secret(value.encode()))

    return read_back(_opened(target, login), get)


def checks(target: Target, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the token may write; that it reads the variable shows its role as maintainer."""
    return checked(_opened(target, login), lambda http: [may_write(http, login.who if login else "the token")])


def _all(target: Target) -> str:
    _, path, _, _ = server_of(target.address, _EXAMPLE)
    kind, _, owner = path.partition("/")
    return f"/api/v4/{kind}/{quote(owner, safe='%')}/variables"


def _one(target: Target) -> str:
    _, _, key, options = server_of(target.address, _EXAMPLE)
    scope = f"?filter[environment_scope]={quote(options['scope'], safe='')}" if "scope" in options else ""
    return f"{_all(target)}/{quote(key, safe='')}{scope}"


def _opened(target: Target, login: Login | None) -> Callable[[], Changing]:
    server, *_ = server_of(target.address, _EXAMPLE)
    return lambda: Changing(server, header("PRIVATE-TOKEN", login.value if login else Secret(b"")))


DELIVERIES = (
    Delivery(
        scheme="gitlab",
        title="a CI/CD variable of a GitLab project or group",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.RESTART,
        checks=checks,
        scopes=(LeastScope("api, as maintainer of the project or owner of the group", "write and read the variable"),),
    ),
)
