"""Writes a value into a secret of GitHub Actions (of a repository, an environment or an organisation).

docs.github.com, REST API, *GitHub Actions Secrets*, in the description ``@octokit/openapi`` 23.0.2: the value is sealed
for the repository's public key (libsodium ``crypto_box_seal``). **GitHub never shows a secret's value**. Only the time
of its last change can be read back, so a write whose reply was lost is repeated. A job that is already running keeps
the old value.
"""

import base64
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from keyroll.errors import ConfigError, UsageError, installed_with
from keyroll.http import bearer
from keyroll.model.campaign import ConsumerClass
from keyroll.model.json import Json, single
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._delivering import read_back, server_of
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.reveal import reveal
from keyroll.secret import Secret

_EXAMPLE: Final = "github:https://api.github.com/repos/OWNER/REPO/actions/secrets#NAME"
#: The parts of each path that are names.
_SHAPES = (
    ("repos", "", "", "actions", "secrets"),
    ("repos", "", "", "environments", "", "secrets"),
    ("orgs", "", "actions", "secrets"),
)


def place(address: str) -> Target:
    """Read ``https://api.github.com/repos/O/R/actions/secrets#NAME``, ``…/environments/E/secrets#NAME``, ``orgs/O/…``.

    Raises UsageError, and ConfigError without PyNaCl.
    """
    server, path, name, options = server_of(address, _EXAMPLE)
    parts = path.split("/")
    fits = any(len(one) == len(parts) and all(a in ("", b) for a, b in zip(one, parts, strict=True)) for one in _SHAPES)
    if not fits or not name or options:
        raise UsageError("this is not a secret of GitHub Actions", hint=f"write it as {_EXAMPLE}")
    return Target("github", f"{server}/{path}#{name}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Seal the value for the public key and put it; an organisation's secret must exist: it names repositories."""
    _, path, name, _ = server_of(target.address, _EXAMPLE)

    def put(http: Changing) -> EffectResult:
        key = single(http.get(f"/{path}/public-key").json(), "public-key")
        body: dict[str, Json] = {"encrypted_value": _sealed(key.text("key"), content), "key_id": key.text("key_id")}
        if path.startswith("orgs/"):
            body["visibility"] = single(http.get(f"/{path}/{quote(name, safe='')}").json(), "secret").text("visibility")
        http.change("PUT", f"/{path}/{quote(name, safe='')}", body)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(target, login), put)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the time of the secret's last change; its value is never shown."""
    _, path, name, _ = server_of(target.address, _EXAMPLE)

    def get(http: Changing) -> ReadBack:
        found = single(http.get(f"/{path}/{quote(name, safe='')}").json(), "secret")
        changed = found.time("updated_at")
        return ReadBack(None, readable=False, version=found.maybe("updated_at"), changed_at=changed)

    return read_back(_opened(target, login), get)


def _sealed(key: str, content: Secret) -> str:
    """Return a value sealed for a public key (libsodium's sealed box). Raises ConfigError."""
    try:
        from nacl.public import PublicKey, SealedBox
    except ImportError:
        raise ConfigError("secrets of GitHub need PyNaCl", hint=installed_with("probes")) from None
    with reveal(content) as raw:
        return base64.b64encode(SealedBox(PublicKey(base64.b64decode(key))).encrypt(raw)).decode()


def _opened(target: Target, login: Login | None) -> Callable[[], Changing]:
    server, *_ = server_of(target.address, _EXAMPLE)
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return lambda: Changing(server, bearer(login.value if login else Secret(b"")), headers=headers)


DELIVERIES = (
    Delivery(
        scheme="github",
        title="a secret of GitHub Actions",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.RESTART,
        unchecked_because="GitHub shows no permissions of a fine-grained token: the first write shows them",
        scopes=(LeastScope("secrets: write (environments: write, organization_secrets: write)", "write one secret"),),
    ),
)
