"""Google Workspace: OAuth clients on the drive, people's own use, sign-ins, mail, administrators, the grants."""

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

    def _account(
        self, rng: Random, person: Person, ms: int, application: str, kind: str, name: str, address: str,
        given: dict[str, str],
    ) -> list[Record]:  # fmt: skip
        """An activity of another application than the drive."""
        return [entry(LOG, ms, {
            "kind": "admin#reports#activity",
            "id": {
                "time": iso_ms(ms), "uniqueQualifier": digits(rng, 18), "applicationName": application,
                "customerId": self.customer,
            },
            "actor": {
                "callerType": "USER", "email": f"{person.login}@{self.domain}", "profileId": f"10{person.id}",
            },
            "ipAddress": address,
            "events": [{
                "type": kind, "name": name,
                "parameters": [{"name": key, "value": value} for key, value in given.items()],
            }],
        })]  # fmt: skip

    def signs_in(self, rng: Random, person: Person, ms: int, address: str, *, refused: bool = False,
                 by: str = "saml") -> list[Record]:  # fmt: skip
        """A sign-in; ``by``: by whom it is checked."""
        name = "login_failure" if refused else "login_success"
        return self._account(rng, person, ms, "login", "login", name, address, {"login_type": by})

    def opens_mail(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A letter is opened."""
        given = {"message_id": f"<{digits(rng, 14)}@mail.example>", "mailbox": f"{person.login}@{self.domain}"}
        return self._account(rng, person, ms, "gmail", "USER_ACTION", "view", address, given)

    def administers(self, rng: Random, by: Person, ms: int, name: str, login: str, address: str,
                    **more: str) -> list[Record]:  # fmt: skip
        """What an administrator does with an account: CREATE_USER, CHANGE_PASSWORD, ASSIGN_ROLE and the like."""
        kind = "DELEGATED_ADMIN_SETTINGS" if "ROLE" in name else "USER_SETTINGS"
        mail = {"USER_EMAIL": f"{login}@{self.domain}"}
        return self._account(rng, by, ms, "admin", kind, name, address, mail | more)

    def adds_device(self, rng: Random, person: Person, ms: int, device: str, address: str) -> list[Record]:
        """A telephone is registered for a person's account."""
        given = {
            "USER_EMAIL": f"{person.login}@{self.domain}", "DEVICE_ID": device, "ACCOUNT_STATE": "REGISTERED",
            "DEVICE_TYPE": "ANDROID",
        }  # fmt: skip
        name = "DEVICE_REGISTER_UNREGISTER_EVENT"
        return self._account(rng, person, ms, "mobile", "device_updates", name, address, given)

    def consents(self, rng: Random, person: Person, ms: int, client: str, title: str, address: str) -> list[Record]:
        """A person lets an application act for him."""
        given = {"client_id": client, "app_name": title, "scope": "https://www.googleapis.com/auth/drive.readonly"}
        return self._account(rng, person, ms, "token", "auth", "authorize", address, given)

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
