"""Google Workspace: vendors' OAuth clients on the drive, people's own use, the list of grants."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import digits
from keyroll.replay.times import DAY, HOUR, day_of, iso_ms
from scenarios.companies.halden import DOMAIN, TEAMS, VENDORS, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("google_workspace@main", "activities", "{day}.ndjson.gz")
CUSTOMER = "C03halden"


class Workspace:
    """The drive."""

    name = "workspace"

    def machines(self, rng: Random) -> list[Machine]:
        """One OAuth client a vendor, used through a service user's grant."""
        return [
            Machine(
                "workspace", vendor, f"{digits(rng, 12)}.apps.googleusercontent.com", vendor_address(vendor), "",
                (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 2 + rng.randrange(3),
                [f"{TEAMS[number % 8]}-record-{one}" for one in range(14)], ("view", "edit"), vendor=vendor,
                phase=rng.randrange(DAY),
            )
            for number, vendor in enumerate(VENDORS)
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One activity on a document by the client."""
        actor: dict[str, object] = {
            "callerType": "USER", "email": f"{one.name.split()[0].lower()}-link@{DOMAIN}",
            "profileId": digits(Random(one.key), 21), "applicationInfo": {"oauthClientId": one.key},
        }  # fmt: skip
        return [(LOG, ms, self._activity(rng, ms, act, thing, actor, told.get("address") or one.place(ms)))]

    def _activity(self, rng: Random, ms: int, act: str, thing: str, actor: dict[str, object], address: str) -> str:
        given = {
            "doc_id": f"1{abs(hash_text(thing)):x}", "doc_type": "document", "doc_title": thing,
            "owner": f"shared@{DOMAIN}", "visibility": "shared_internally",
        }  # fmt: skip
        return orjson.dumps(
            {
                "kind": "admin#reports#activity",
                "id": {
                    "time": iso_ms(ms), "uniqueQualifier": digits(rng, 18), "applicationName": "drive",
                    "customerId": CUSTOMER,
                },
                "actor": actor, "ownerDomain": DOMAIN, "ipAddress": address,
                "events": [
                    {
                        "type": "access", "name": act,
                        "parameters": [{"name": name, "value": value} for name, value in given.items()],
                    }
                ],
            }
        ).decode()  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person reads or writes a document."""
        actor: dict[str, object] = {"callerType": "USER", "email": f"{one.login}@{DOMAIN}", "profileId": f"10{one.id}"}
        thing = f"{TEAMS[sum(one.login.encode()) % 8]}-note-{rng.randrange(60)}"
        return [
            (
                LOG,
                ms,
                self._activity(rng, ms, ("view", "view", "edit", "download")[rng.randrange(4)], thing, actor, address),
            )
        ]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The grants of each service user."""
        pages = [
            orjson.dumps({
                "kind": "admin#directory#tokenList",
                "items": [{
                    "kind": "admin#directory#token", "clientId": one.key, "displayText": one.name, "anonymous": False,
                    "nativeApp": False, "userKey": digits(Random(one.key), 21),
                    "scopes": ["https://www.googleapis.com/auth/drive"],
                }],
            })
            for one in alive(machines, self.name, ms)
        ]  # fmt: skip
        folder.survey("google_workspace@main", day_of(ms), "oauth_tokens.json", pages)

    def identifier(self, one: Machine) -> str:
        """By the client."""
        return f"google_workspace@main:client:{one.key}"


def hash_text(text: str) -> int:
    """A number that depends on the text alone."""
    return int.from_bytes(text.encode()[-12:], "big") * 2_654_435_761 % 2**80
