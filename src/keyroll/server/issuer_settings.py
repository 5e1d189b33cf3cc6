"""The organisation's issuer for sign-in (OpenID Connect): ``sign-in.toml`` of the home.

A person on the host writes it: a user of the console must not choose the issuer of identities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from keyroll.addresses import base
from keyroll.config import toml
from keyroll.errors import ConfigError
from keyroll.secret import SecretRef

FILE: Final = "sign-in.toml"
_NEEDED: Final = ("issuer", "client_id", "claim")
_KNOWN: Final = (*_NEEDED, "client_secret", "scopes", "title")


@dataclass(frozen=True, slots=True)
class IssuerSettings:
    """One issuer, keyroll's name there, and the claim with a person's name in keyroll.

    ``client_secret`` is a reference; without it keyroll is a public client of the issuer. PKCE is used in both cases.
    """

    issuer: str
    client_id: str
    claim: str
    client_secret: SecretRef | None
    scopes: str
    title: str

    @classmethod
    def of(cls, home: Path) -> Self | None:
        """Read the settings of a home; None if there are none. Raises ConfigError that names the fault."""
        found = toml(home / FILE)
        if not found:
            return None
        table = found.get("oidc")
        if set(found) != {"oidc"} or not isinstance(table, dict):
            raise ConfigError(f"{FILE} has another table than [oidc]", hint=f"write [oidc] with {', '.join(_NEEDED)}")
        said = _texts(table)
        secret = said.get("client_secret", "")
        return cls(
            base(said["issuer"]) + ("/" if said["issuer"].endswith("/") else ""),  # it is compared exactly
            said["client_id"],
            said["claim"],
            SecretRef.lasting(secret, f"{FILE}: client_secret") if secret else None,
            said.get("scopes", "openid email profile"),
            said.get("title", "your organisation"),
        )


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    said = {}
    for name, value in table.items():
        if name not in _KNOWN:
            raise ConfigError(f"{FILE}: there is no setting {name!r}", hint=f"known: {', '.join(_KNOWN)}")
        if not isinstance(value, str):
            raise ConfigError(f"{FILE}: {name} is not a text", hint=f'write: {name} = "…"')
        said[name] = value
    for name in _NEEDED:
        if not said.get(name):
            raise ConfigError(f"{FILE}: [oidc] has no {name}", hint=f'write: {name} = "…"')
    if "openid" not in said.get("scopes", "openid").split():
        raise ConfigError(f"{FILE}: scopes lack openid", hint="without it the issuer sends no id token")
    return said
