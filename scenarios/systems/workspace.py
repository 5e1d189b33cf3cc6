"""Google Workspace: vendors' OAuth clients on the drive, people's own use, the list of grants."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import digits
from keyroll.replay.times import iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, entry, origin

LOG = LogFiles("google_workspace@main", "activities", "{day}.ndjson.gz")


@dataclass(kw_only=True, eq=False)
class Workspace(System):
    """The drive."""

    name, source, identified = "workspace", "google_workspace@main", "google_workspace@main:client:{0.key}"
    customer: str
    teams: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One activity on a document by the client."""
        actor: dict[str, object] = {
            "callerType": "USER", "email": f"{machine.name.split()[0].lower()}-link@{self.domain}",
            "profileId": digits(Random(machine.key), 21), "applicationInfo": {"oauthClientId": machine.key},
        }  # fmt: skip
        return self._activity(rng, ms, act, thing, actor, origin(machine, ms, details)[0])

    def _activity(
        self, rng: Random, ms: int, act: str, thing: str, actor: dict[str, object], address: str
    ) -> list[Record]:
        given = {
            "doc_id": f"1{abs(hash_text(thing)):x}", "doc_type": "document", "doc_title": thing,
            "owner": f"shared@{self.domain}", "visibility": "shared_internally",
        }  # fmt: skip
        parameters = [{"name": name, "value": value} for name, value in given.items()]
        return [entry(LOG, ms, {
            "kind": "admin#reports#activity",
            "id": {
                "time": iso_ms(ms), "uniqueQualifier": digits(rng, 18), "applicationName": "drive",
                "customerId": self.customer,
            },
            "actor": actor, "ownerDomain": self.domain, "ipAddress": address,
            "events": [{"type": "access", "name": act, "parameters": parameters}],
        })]  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person reads or writes a document."""
        actor: dict[str, object] = {
            "callerType": "USER", "email": f"{person.login}@{self.domain}", "profileId": f"10{person.id}",
        }  # fmt: skip
        thing = f"{self.teams[sum(person.login.encode()) % 8]}-note-{rng.randrange(60)}"
        act = ("view", "view", "edit", "download")[rng.randrange(4)]
        return self._activity(rng, ms, act, thing, actor, address)

    def person_does(self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str) -> list[Record]:
        """What is done with a document in a person's session."""
        actor: dict[str, object] = {
            "callerType": "USER", "email": f"{person.login}@{self.domain}", "profileId": f"10{person.id}",
        }  # fmt: skip
        return self._activity(rng, ms, act, thing, actor, address)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The grants of each service user."""
        self.put(folder, ms, "oauth_tokens", *(
            {
                "kind": "admin#directory#tokenList",
                "items": [{
                    "kind": "admin#directory#token", "clientId": machine.key, "displayText": machine.name,
                    "anonymous": False, "nativeApp": False, "userKey": digits(Random(machine.key), 21),
                    "scopes": ["https://www.googleapis.com/auth/drive"],
                }],
            }
            for machine in alive(machines, self.name, ms)
        ))  # fmt: skip


def hash_text(text: str) -> int:
    """A number that depends on the text alone."""
    return int.from_bytes(text.encode()[-12:], "big") * 2_654_435_761 % 2**80
