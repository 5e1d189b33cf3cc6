"""1Password: service accounts and people, uses of items, sign-ins and administration. Nothing of it can be listed.

A service account is told apart by the domain of its mail (seen in real tokens and in events of accounts).
"""

from dataclasses import dataclass
from random import Random

from keyroll.replay.times import HOUR, iso
from scenarios.systems import LogFiles, Machine, Person, Record, Tended, entry, origin

USES = LogFiles("onepassword@main", "item_usages", "{day}.ndjson.gz")
SIGN_INS = LogFiles("onepassword@main", "sign_ins", "{day}.ndjson.gz")
AUDIT = LogFiles("onepassword@main", "audit", "{day}.ndjson")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PLACE = {"country": "United Kingdom", "region": "England", "city": "Hull", "latitude": 53.74, "longitude": -0.33}


def number(name: str) -> str:
    """The id of a vault, an item, an account: 26 letters and digits."""
    return "".join(Random(name).choices(_LETTERS, k=26))


@dataclass(kw_only=True, eq=False)
class Onepassword(Tended):
    """The vaults: one for each area, with its items."""

    name, source, identified = "onepassword", "onepassword@main", "onepassword@main:user:{0.key}"
    areas: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """An item is used; who is refused leaves nothing here."""
        if details.get("refused"):
            return []
        mail = f"{number(f'mail/{machine.key}')[:13].lower()}@1passwordserviceaccounts.com"
        who = {"uuid": machine.key, "name": machine.name, "email": mail}
        return self._use(rng, ms, act, thing, who, *origin(machine, ms, details))

    def _use(self, rng: Random, ms: int, act: str, thing: str, who: dict[str, str], address: str,
             agent: str) -> list[Record]:  # fmt: skip
        return [entry(USES, ms, {
            "uuid": number(f"event/{rng.random()}"), "timestamp": iso(ms), "used_version": 1,
            "vault_uuid": number(f"vault/{thing.partition('/')[0]}").lower(),
            "item_uuid": number(f"item/{thing}").lower(), "action": act, "user": who,
            "client": _client(agent, address), "location": _PLACE,
        })]  # fmt: skip

    def _who(self, person: Person) -> dict[str, str]:
        return {"uuid": number(f"person/{person.id}"), "name": person.login, "email": f"{person.login}@{self.domain}"}

    def person_does(
        self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str
    ) -> list[Record]:
        """A person, or who has his session, signs in or uses an item of any vault."""
        if act == "session":
            return [self._sign_in(rng, person, ms, address, agent)]
        return self._use(rng, ms, act, thing, self._who(person), address, agent)

    def _sign_in(self, rng: Random, person: Person, ms: int, address: str, agent: str) -> Record:
        return entry(SIGN_INS, ms, {
            "uuid": number(f"event/{rng.random()}"), "session_uuid": number(f"session/{rng.random()}"),
            "timestamp": iso(ms), "category": "success", "type": "credentials_ok", "country": "GB",
            "details": None, "target_user": self._who(person), "client": _client(agent, address),
            "location": _PLACE,
        })  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person signs in, and fills a password in."""
        agent = "1Password Extension/81058022"
        if rng.random() < 0.4:
            return [self._sign_in(rng, person, ms, address, agent)]
        area, item = self.areas[sum(person.login.encode()) % len(self.areas)], ("till", "portal", "terminal")
        return self._use(rng, ms, "fill", f"{area}/{item[rng.randrange(3)]}", self._who(person), address, agent)

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A service account is made or deleted."""
        who = self._who(by)
        return [entry(AUDIT, ms, {
            "uuid": number(f"event/{rng.random()}"), "timestamp": iso(ms), "actor_uuid": who["uuid"],
            "actor_details": who, "action": "create" if made else "delete", "object_type": "sa",
            "object_uuid": machine.key,
            "session": {"uuid": number(f"session/{rng.random()}"), "login_time": iso(ms - HOUR),
                        "device_uuid": number(f"device/{by.id}").lower(), "ip": by.office},
            "location": _PLACE,
        })]  # fmt: skip


def _client(agent: str, address: str) -> dict[str, str]:
    name, _, version = agent.partition("/")
    return {
        "app_name": name, "app_version": version, "platform_name": "Linux", "platform_version": "6.1",
        "os_name": "Linux", "os_version": "6.1", "ip_address": address,
    }  # fmt: skip
