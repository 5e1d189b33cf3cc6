"""The directions of a person for a rotation: how each credential is changed, and the places that its consumers read.

They are a TOML file: ``rotation.toml`` in the home, or another file. The file holds references to secrets, never a
value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from keyroll import tomltext
from keyroll.clock import parse_span
from keyroll.config import toml
from keyroll.errors import ConfigError, KeyrollError, UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.rotation.windows import Calendar, calendar
from keyroll.secret import SCHEMES, SecretRef

FILE = "rotation.toml"
#: The table of the file that applies to all changes.
CHANGES = "changes"
_OF_CHANGES = ("windows", "freeze", "timezone", "propose", "key")
_FIELDS = ("at", "admin", "old", "new", "way", "settings", "outage", "observe", "consumers", "observer", "abort")
_OF_CONSUMER = ("name", "place", "login", "form", "gets", "longest_poll", "process", "client", "network", "evidence")
#: How long keyroll watches for use of a disabled value, unless the directions set another time.
OBSERVE = timedelta(minutes=10)
_HINT = "docs/rotation.md: Directions"
#: How a consumer passes the gate that no source shows: a person signs it off by name, for a time.
SIGN_OFF = "sign-off"
#: The value that is in force after an abort: the old one, or the new one once it was published.
ABORT_TO = ("old", "new")


@dataclass(frozen=True, slots=True)
class AccountWithSecret:
    """An account and the reference to its secret, written as ``name=REFERENCE``."""

    who: str
    reference: str

    @classmethod
    def read(cls, text: str, where: str) -> "AccountWithSecret":
        """Read ``name=REFERENCE``. Raises ConfigError, which does not repeat the text."""
        # The name of a directory's entry has equals signs, too.
        ends = [at for scheme in SCHEMES if (at := text.find(f"={scheme}:")) >= 0]
        end = min(ends, default=text.find("="))
        who, equals, reference = text[:end], end >= 0, text[end + 1 :]
        if not equals:
            raise ConfigError(f"{where} must be NAME=REFERENCE", hint=f'for example: {where} = "admin=env:ADMIN"')
        return cls(who, str(SecretRef.lasting(reference, where)))


#: If a person makes the changes, no administrator signs in.
NOBODY = AccountWithSecret("", "")


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer: the place of its value (empty: a person writes it), its form, and how the consumer gets it.

    ``longest_poll`` is the longest time for which it uses a value that it has read. ``process`` names a file with the
    process id of a consumer that reads at its start. ``client`` and ``network`` describe its use in logs. ``evidence``
    is ``SIGN_OFF`` where a person accepted that no source shows which value it uses.
    """

    name: str
    gets: ConsumerClass
    place: str = ""
    login: AccountWithSecret | None = None
    form: str = "{value}"
    longest_poll: timedelta | None = None
    process: str = ""
    client: str = ""
    network: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Directions:
    """The directions for one credential; ``outage`` accepts that consumers are refused for a while.

    ``admin`` is ``NOBODY`` if a person makes the changes. ``new`` is the place where that person writes the new
    value. ``abort`` is one of ``ABORT_TO``.
    """

    at: tuple[str, ...]
    admin: AccountWithSecret
    old: str = ""
    way: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    outage: bool = False
    observe: timedelta = OBSERVE
    observer: AccountWithSecret | None = None
    consumers: tuple[Consumer, ...] = ()
    new: str = ""
    abort: str = ABORT_TO[0]


@dataclass(frozen=True, slots=True)
class Changes:
    """When changes may begin, how long before its due date a plan is proposed (None: never), and which key signs it."""

    when: Calendar
    propose: timedelta | None = None
    key: str = ""


def read(path: Path) -> dict[str, Directions]:
    """Read the directions of a file by identifier. Raises ConfigError with the position of the error."""
    return {
        identifier: _directions(_Table(f"{path}: {identifier}", table, _FIELDS))
        for identifier, table in tomltext.content(path, hint=_HINT).items()
        if identifier != CHANGES
    }


def changes(path: Path) -> Changes:
    """Read the change windows and the rules for proposals; without a file nothing is declared. Raises ConfigError."""
    table = _Table(f"{path}: {CHANGES}", toml(path).get(CHANGES, {}), _OF_CHANGES)
    ahead, key = table.span("propose"), table.text("key")
    if ahead is not None and not key:
        raise ConfigError(
            f"{table.where}: a planner must sign each plan, and no key is given", hint='add key = "file:PATH"'
        )
    when = calendar(table.texts("windows"), table.texts("freeze"), table.text("timezone"))
    return Changes(when, ahead, key)


class _Table:
    """One table of the file, with its position for errors."""

    def __init__(self, where: str, table: object, known: tuple[str, ...]) -> None:
        self.where, self.table = where, tomltext.table_of(where, table, known, hint=_HINT)

    def text(self, name: str) -> str:
        return tomltext.text_of(self.where, self.table, name)

    def texts(self, name: str) -> tuple[str, ...]:
        return tomltext.texts_of(self.where, self.table, name)

    def account(self, name: str) -> AccountWithSecret | None:
        text = self.text(name)
        return AccountWithSecret.read(text, f"{self.where}: {name}") if text else None

    def span(self, name: str) -> timedelta | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return timedelta(seconds=int(text[:-1])) if text[:-1].isdecimal() and text[-1] == "s" else parse_span(text)
        except UsageError:
            raise ConfigError(f"{self.where}: {name} is not a duration", hint="write it as 30s, 10m or 2h") from None

    def settings(self) -> dict[str, str]:
        value = self.table.get("settings", {})
        if not (isinstance(value, dict) and all(isinstance(one, str) for one in value.values())):
            raise ConfigError(
                f"{self.where}: settings must be strings", hint='write it as settings = { partner = "b" }'
            )
        return dict(value)

    def flag(self, name: str) -> bool:
        value = self.table.get(name, False)
        if not isinstance(value, bool):
            raise ConfigError(f"{self.where}: {name} must be true or false", hint=f"write it as {name} = true")
        return value

    def tables(self, name: str, known: tuple[str, ...]) -> list["_Table"]:
        value = self.table.get(name, [])
        if not isinstance(value, list):
            raise ConfigError(f"{self.where}: {name} must be a list of tables", hint=_HINT)
        return [_Table(f"{self.where}: {name}", one, known) for one in value]


def _directions(table: _Table) -> Directions:
    admin, at, old, new = table.account("admin"), table.texts("at"), table.text("old"), table.text("new")
    if (admin is None and not new) or not at:
        raise ConfigError(
            f"{table.where}: admin and at are needed", hint="name the administrator and the places: docs/rotation.md"
        )
    if (abort := table.text("abort") or ABORT_TO[0]) not in ABORT_TO:
        raise ConfigError(f"{table.where}: abort must be old or new", hint=_HINT)
    return Directions(
        at,
        admin or NOBODY,
        str(SecretRef.lasting(old, f"{table.where}: old")) if old else "",
        table.text("way"),
        table.settings(),
        table.flag("outage"),
        OBSERVE if (observe := table.span("observe")) is None else observe,
        table.account("observer"),
        tuple(_consumer(one) for one in table.tables("consumers", _OF_CONSUMER)),
        str(SecretRef.lasting(new, f"{table.where}: new")) if new else "",
        abort,
    )


def _consumer(table: _Table) -> Consumer:
    gets = table.text("gets")
    if gets not in set(ConsumerClass) - {ConsumerClass.UNKNOWN} or not table.text("name"):
        raise ConfigError(f"{table.where}: name and gets are needed", hint="gets is push, poll, restart or human")
    if table.text("evidence") not in ("", SIGN_OFF):
        raise ConfigError(f"{table.where}: evidence must be {SIGN_OFF}, or left out", hint=_HINT)
    try:
        return Consumer(
            table.text("name"),
            ConsumerClass(gets),
            table.text("place"),
            table.account("login"),
            table.text("form") or "{value}",
            table.span("longest_poll"),
            table.text("process"),
            table.text("client"),
            table.text("network"),
            table.text("evidence"),
        )
    except KeyrollError as error:
        raise ConfigError(f"{table.where}: {error}", hint=error.hint) from None
