"""The replacement of a static credential by a short-lived or bound one: ``WAYS`` in a provider's ``replace*.py``.

A way writes texts that people apply on both sides, and declares the signs of its use. Nothing here opens a connection,
and no text holds a value of a credential.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json

#: The allowed characters of an account or a setting. Texts put each within quotation marks, which are not allowed.
SAFE: Final = re.compile(r"[A-Za-z0-9_./:@*?=&%+,-]{1,400}")
_ODD: Final = re.compile(r"[^a-z0-9]+")


class Platform(StrEnum):
    """The platform of a consumer, if it gives the consumer its own identity."""

    GITHUB_ACTIONS = "github_actions"
    GITLAB_CI = "gitlab_ci"
    KUBERNETES = "kubernetes"
    SPIFFE = "spiffe"
    VAULT = "vault"
    HOST = "host"


class Side(StrEnum):
    """Where a text is applied: at the provider of the static credential, the new issuer, or the consumer."""

    PROVIDER = "provider"
    ISSUER = "issuer"
    CONSUMER = "consumer"


class Form(StrEnum):
    """The form of a text: commands, statements, or the content of a file."""

    SHELL = "shell"
    SQL = "sql"
    FILE = "file"
    PYTHON = "python"


class Binding(StrEnum):
    """The advantage of the new credential over a static one."""

    EXPIRES = "it expires by itself"
    CERTIFICATE = "a certificate that expires by itself; its key never leaves the consumer"
    KEY = "a key that is never sent"


@dataclass(frozen=True, slots=True)
class SetupObject:
    """One object that a text makes, in a form that keyroll makes itself by an approved plan (``contracts/apply.py``).

    ``system`` is the provider at whose ``address`` it is made; ``path`` names it there. ``body`` is its content as a
    read shows it. ``secrets`` are members that a read does not show, each with the setting that holds a reference. A
    ``shared`` object that exists already is used as it is, such as the mount of an engine.
    """

    system: str
    address: str
    path: str
    body: Mapping[str, Json]
    secrets: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One text to apply; ``where`` names the person or the file that it is for.

    ``stage`` is ``set up`` before the consumer changes, ``change`` for the consumer, and ``remove`` for the end of the
    static credential, after keyroll has shown that it is unused. ``objects`` are what the text makes; empty: only a
    person can apply it.
    """

    side: Side
    form: Form
    where: str
    text: str
    stage: str = "set up"
    objects: tuple[SetupObject, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplaceSetting:
    """A setting of a replacement, with an example. A setting without a ``default`` is required."""

    name: str
    says: str
    example: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The input of a way's texts: the credential, its account, its consumer's platform, and the settings."""

    identifier: Identifier
    account: str
    platform: Platform | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """A short name of the account that fits into paths, roles and file names everywhere."""
        return _ODD.sub("_", self.account.lower()).strip("_")[:24] or "app"

    def __getitem__(self, name: str) -> str:
        """Return a setting, or its placeholder if nobody gave it."""
        return self.settings.get(name, "") or f"<{name}>"


@dataclass(frozen=True, slots=True)
class LogSign:
    """Records of a log that show the new way in use.

    ``where`` is a condition (SQL of the engine) over ``native``, the records of ``log`` of ``provider`` with their own
    columns. ``$name`` is a value of ``values``. It must not be true of keyroll's own attempts. ``same_source`` means
    that the log is of the source that issued the static credential.
    """

    provider: str
    log: str
    where: str
    values: Mapping[str, str]
    says: str
    same_source: bool = True


@dataclass(frozen=True, slots=True)
class ListSign:
    """Credentials in a listing as a sign that the new way issues: by kind, and by a pattern of their name or id."""

    provider: str
    kind: str
    pattern: str
    says: str
    same_source: bool = False


Sign = LogSign | ListSign


@dataclass(frozen=True, slots=True)
class Way:
    """One way to replace a kind of static credential.

    ``issuer`` is the provider that issues the new credential (empty: no other one), ``life`` its longest lifetime.
    ``consumers`` are the platforms whose consumers can use it. ``configure`` writes the texts of both sides and of the
    removal. ``signs`` are the signs that the new way is used. ``checks`` are facts that no list shows and that must be
    true, with the command that shows each. ``death`` describes how the static credential is proven dead. ``account``
    reads the account from the identifier's value. ``page`` is the vendor's page about it.
    """

    name: str
    title: str
    kind: str
    binding: Binding
    consumers: tuple[Platform, ...]
    configure: Callable[[Given], tuple[Part, ...]]
    signs: Callable[[Given], tuple[Sign, ...]]
    death: str
    issuer: str = ""
    life: timedelta | None = None
    settings: tuple[ReplaceSetting, ...] = ()
    checks: tuple[str, ...] = ()
    account: Callable[[str], str] = lambda value: value
    page: str = ""


@dataclass(frozen=True, slots=True)
class NoWay:
    """The reason why the vendor offers no short-lived or bound credential for a kind."""

    kind: str
    because: str
