"""Smartsheet: tokens of people's accounts that machines use, the events, the list of users.

An event of a token has neither address nor client. What is refused is not an event, and tokens are in no list.
"""

from dataclasses import dataclass
from random import Random
from zlib import crc32

from keyroll.replay.streams import uuid
from keyroll.replay.writers import smartsheet as write
from scenarios.systems import Folder, Machine, Person, Record, Tended

#: Type of object and action (developers.smartsheet.com, *Event types*).
ACTS: dict[str, tuple[str, str]] = {
    "load": ("SHEET", "LOAD"), "update": ("SHEET", "UPDATE"), "list": ("ACCOUNT", "LIST_SHEETS"),
    "attach": ("ATTACHMENT", "CREATE"), "file": ("ATTACHMENT", "LOAD"), "export": ("SHEET", "EXPORT"),
    "create": ("SHEET", "CREATE"),
}  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Smartsheet(Tended):
    """The plans."""

    name, source = "smartsheet", "smartsheet@main"
    plans: tuple[str, ...]

    def _mail(self, machine: Machine) -> str:
        return f"{machine.name.replace(' ', '-')}@{self.domain}"

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One event, unless it was refused."""
        if details.get("refused"):
            return []
        return self._event(rng, ms, act, thing, machine.name, machine.name, self._mail(machine))

    def _event(self, rng: Random, ms: int, act: str, thing: str, user: str, token: str | None,
               mail: str) -> list[Record]:  # fmt: skip
        kind, action = ACTS[act]
        number = 4_100_000_000_000_000 + crc32(f"{kind}/{thing}".encode()) * 7
        via = "API_INTEGRATED_APP" if token else "WEB_APP"
        return [write.event(ms, uuid(rng), kind, action, number, _user(user), token, mail, via)]

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:  # noqa: ARG002 - it logs none
        """Those who plan and those who count open plans near them; now and then one is exported."""
        if person.team not in ("delivery", "finance"):
            return []
        act = ("load", "load", "update", "load", "file")[rng.randrange(5)] if rng.random() < 0.98 else "export"
        thing = self.plans[(sum(person.login.encode()) + rng.randrange(9)) % len(self.plans)]
        return self._event(rng, ms, act, thing, person.login, None, f"{person.login}@{self.domain}")

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:  # noqa: ARG002
        """The holder makes a token, or takes it back; an administrator sits beside him and signs in as him."""
        verb, number = ("AUTHORIZE" if made else "REVOKE"), crc32(machine.key.encode())
        user, mail = _user(machine.name), self._mail(machine)
        return [write.event(ms, uuid(rng), "ACCESS_TOKEN", verb, number, user, machine.name, mail, "WEB_APP")]

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """People, and the accounts that were made for machines."""
        names = {person.login: f"{person.login}@{self.domain}" for person in people if person.joined <= ms}
        mine = [machine for machine in machines if machine.system == self.name and machine.created <= ms]
        names |= {machine.name: self._mail(machine) for machine in mine}
        rows = [
            {
                "id": int(_user(name)), "email": mail, "name": name, "admin": number < 2, "groupAdmin": number < 3,
                "licensedSheetCreator": True, "resourceViewer": False, "status": "ACTIVE",
            }
            for number, (name, mail) in enumerate(names.items())
        ]  # fmt: skip
        page = {"pageNumber": 1, "pageSize": 100, "totalPages": 1, "totalCount": len(rows), "data": rows}
        self.put(folder, ms, "users", page)

    def identifier(self, machine: Machine) -> str:
        """By the user and the token's name."""
        return f"{self.source}:access_token:{_user(machine.name)}/{machine.name}"


def _user(name: str) -> str:
    return str(4_000_000_000 + crc32(name.encode()) % 900_000_000)
