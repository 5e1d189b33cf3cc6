"""Smartsheet: tokens of people's accounts that machines use, the events, the list of users.

An event of a token has neither address nor client; what is refused is no event, and tokens are in no list.
"""

from random import Random
from zlib import crc32

import orjson

from keyroll.replay.folder import SHEETS, Folder
from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import smartsheet as write
from scenarios.companies.tarnfield import AREAS, CLUSTER, DOMAIN, OWN, monthly, welds
from scenarios.machine import Machine, Person
from scenarios.systems import Record

#: Type of object and action (developers.smartsheet.com, *Event types*).
ACTS: dict[str, tuple[str, str]] = {
    "load": ("SHEET", "LOAD"), "update": ("SHEET", "UPDATE"), "list": ("ACCOUNT", "LIST_SHEETS"),
    "attach": ("ATTACHMENT", "CREATE"), "file": ("ATTACHMENT", "LOAD"), "export": ("SHEET", "EXPORT"),
    "create": ("SHEET", "CREATE"),
}  # fmt: skip
#: What there is, by area.
PLANS = tuple(f"{area} {what}" for area in AREAS for what in ("plan", "visits", "stations", "contracts", "invoices"))


class Smartsheet:
    """The plans."""

    name = "smartsheet"

    def machines(self, rng: Random) -> list[Machine]:
        """What mirrors plans, loads invoices at a month's start, notes visits, and moves for the integration vendor."""

        def one(name: str, every: int, burst: int, things: tuple[str, ...], acts: tuple[str, ...],
                address: str = CLUSTER) -> Machine:  # fmt: skip
            return Machine("smartsheet", name, name, address, "", every, burst, list(things), acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one("plan mirror", 2 * HOUR, 5, PLANS[::5], ("load", "load", "list")),
            one("field visits", HOUR, 3, PLANS[1:20:5], ("update", "load", "attach"), f"{OWN}.60"),
            one("capacity", 6 * HOUR, 8, PLANS[0:30:5], ("load",)),
            one("invoice loader", DAY, 40, PLANS[4::5], ("load", "update", "create")),
            welds(one("weldbase plans", HOUR, 3, PLANS[2:28:5], ("load", "update"))),
        ]
        found[3].only = monthly
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One event, unless it was refused."""
        if told.get("refused"):
            return []
        return [(SHEETS, ms, self._event(rng, ms, act, thing, _user(one.name), one.name, _mail(one)))]

    def _event(self, rng: Random, ms: int, act: str, thing: str, user: str, token: str | None, mail: str) -> str:
        kind, action = ACTS[act]
        number = 4_100_000_000_000_000 + crc32(f"{kind}/{thing}".encode()) * 7
        return write.event(ms, uuid(rng), kind, action, number, user, token, mail,
                           "API_INTEGRATED_APP" if token else "WEB_APP")  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:  # noqa: ARG002 - it logs none
        """Those who plan and those who count open plans near them; now and then one is exported."""
        if one.team not in ("delivery", "finance"):
            return []
        act = ("load", "load", "update", "load", "file")[rng.randrange(5)] if rng.random() < 0.98 else "export"
        thing = PLANS[(sum(one.login.encode()) + rng.randrange(9)) % len(PLANS)]
        return [(SHEETS, ms, self._event(rng, ms, act, thing, _user(one.login), None, f"{one.login}@{DOMAIN}"))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """The holder makes a token, or takes it back; an administrator sits beside him and signs in as him."""
        verb, thing = ("AUTHORIZE" if made else "REVOKE"), crc32(one.key.encode())
        line = write.event(ms, uuid(rng), "ACCESS_TOKEN", verb, thing, _user(one.name), one.name, _mail(one), "WEB_APP")
        del by
        return [(SHEETS, ms, line)]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Tokens are in no list."""

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """People, and the accounts that were made for machines."""
        names = {one.login: f"{one.login}@{DOMAIN}" for one in people if one.joined <= ms}
        names |= {one.name: _mail(one) for one in machines if one.system == self.name and one.created <= ms}
        rows = [
            {
                "id": int(_user(name)), "email": mail, "name": name, "admin": number < 2, "groupAdmin": number < 3,
                "licensedSheetCreator": True, "resourceViewer": False, "status": "ACTIVE",
            }
            for number, (name, mail) in enumerate(names.items())
        ]  # fmt: skip
        page = {"pageNumber": 1, "pageSize": 100, "totalPages": 1, "totalCount": len(rows), "data": rows}
        folder.survey("smartsheet@main", day_of(ms), "users.json", [orjson.dumps(page)])

    def identifier(self, one: Machine) -> str:
        """By the user and the token's name."""
        return f"smartsheet@main:access_token:{_user(one.name)}/{one.name}"


def _user(name: str) -> str:
    return str(4_000_000_000 + crc32(name.encode()) % 900_000_000)


def _mail(one: Machine) -> str:
    return f"{one.name.replace(' ', '-')}@{DOMAIN}"
