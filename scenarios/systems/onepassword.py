"""1Password: service accounts and people, uses of items, sign-ins and administration. Nothing of it can be listed.

A service account is told apart by the domain of its mail (seen in real tokens and in events of accounts).
"""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.times import DAY, HOUR, iso
from scenarios.companies.brackwater import AREAS, DOMAIN, REGION, SHARED, some_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record

USES = Log("onepassword@main", "item_usages", "{day}.ndjson.gz")
SIGN_INS = Log("onepassword@main", "sign_ins", "{day}.ndjson.gz")
AUDIT = Log("onepassword@main", "audit", "{day}.ndjson")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PLACE = {"country": "United Kingdom", "region": "England", "city": "Hull", "latitude": 53.74, "longitude": -0.33}


def number(name: str) -> str:
    """The id of a vault, an item, an account: 26 letters and digits."""
    return "".join(Random(name).choices(_LETTERS, k=26))


class Onepassword:
    """The vaults: one for each area, with its items."""

    name = "onepassword"

    def machines(self, rng: Random) -> list[Machine]:
        """Service accounts that read a vault's items, nightly from the data centre or hourly from the cloud."""
        found = []
        for place, area in enumerate(AREAS[:8]):
            nightly = place % 2 == 0
            found.append(
                Machine(
                    "onepassword", f"bw-{area}-loader", number(f"account/{area}/{rng.random()}"),
                    SHARED if nightly else f"{REGION[4]}.{20 + place}",
                    "1Password CLI/2031001" if nightly else "Go SDK/0030001", DAY if nightly else 3 * HOUR,
                    6 if nightly else 2, [f"{area}/{name}" for name in ("database", "mailbox", "partner", "signing")],
                    ("reveal",), phase=3 * HOUR + rng.randrange(HOUR),
                    roams=(lambda key, ms: some_address(REGION, key, ms)) if place % 4 == 1 else None,
                )
            )  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """An item is used; who is refused leaves nothing here."""
        if told.get("refused"):
            return []
        who = {
            "uuid": one.key, "name": one.name,
            "email": f"{number(f'mail/{one.key}')[:13].lower()}@1passwordserviceaccounts.com",
        }  # fmt: skip
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        return [(USES, ms, self._use(rng, ms, act, thing, who, address, agent))]

    def _client(self, agent: str, address: str) -> dict[str, str]:
        name, _, version = agent.partition("/")
        return {
            "app_name": name, "app_version": version, "platform_name": "Linux", "platform_version": "6.1",
            "os_name": "Linux", "os_version": "6.1", "ip_address": address,
        }  # fmt: skip

    def _use(self, rng: Random, ms: int, act: str, thing: str, who: dict[str, str], address: str, agent: str) -> str:
        return orjson.dumps(
            {
                "uuid": number(f"event/{rng.random()}"), "timestamp": iso(ms), "used_version": 1,
                "vault_uuid": number(f"vault/{thing.partition('/')[0]}").lower(),
                "item_uuid": number(f"item/{thing}").lower(), "action": act, "user": who,
                "client": self._client(agent, address), "location": _PLACE,
            }
        ).decode()  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person signs in, and fills a password in."""
        who = {"uuid": number(f"person/{one.id}"), "name": one.login, "email": f"{one.login}@{DOMAIN}"}
        agent = "1Password Extension/81058022"
        if rng.random() < 0.4:
            event = {
                "uuid": number(f"event/{rng.random()}"), "session_uuid": number(f"session/{rng.random()}"),
                "timestamp": iso(ms), "category": "success", "type": "credentials_ok", "country": "GB",
                "details": None, "target_user": who, "client": self._client(agent, address), "location": _PLACE,
            }  # fmt: skip
            return [(SIGN_INS, ms, orjson.dumps(event).decode())]
        thing = f"{AREAS[sum(one.login.encode()) % len(AREAS)]}/{('till', 'portal', 'terminal')[rng.randrange(3)]}"
        return [(USES, ms, self._use(rng, ms, "fill", thing, who, address, agent))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A service account is made or deleted."""
        event = {
            "uuid": number(f"event/{rng.random()}"), "timestamp": iso(ms), "actor_uuid": number(f"person/{by.id}"),
            "actor_details": {"uuid": number(f"person/{by.id}"), "name": by.login, "email": f"{by.login}@{DOMAIN}"},
            "action": "create" if made else "delete", "object_type": "sa", "object_uuid": one.key,
            "session": {"uuid": number(f"session/{rng.random()}"), "login_time": iso(ms - HOUR),
                        "device_uuid": number(f"device/{by.id}").lower(), "ip": by.office},
            "location": _PLACE,
        }  # fmt: skip
        return [(AUDIT, ms, orjson.dumps(event).decode())]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The vendor lists no service account."""

    def identifier(self, one: Machine) -> str:
        """By the account, as events name it."""
        return f"onepassword@main:user:{one.key}"
