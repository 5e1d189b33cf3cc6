"""Salesforce: tokens that users gave to connected apps, the history of logins, the list of tokens.

The history has a login for each session of an app, with its address and interface. It has no read of a record.
"""

from dataclasses import dataclass
from random import Random
from zlib import crc32

from keyroll.replay.streams import code
from keyroll.replay.times import DAY, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, entry, origin

LOG = LogFiles("salesforce@main", "login_history", "{day}.ndjson")
#: Type of the interface.
ACTS = {"rest": "REST", "bulk": "Bulk API", "soap": "SOAP Enterprise", "metadata": "Metadata"}
#: The first moment at which a token of the beginning may have been made.
_OLDEST = 1_742_000_000_000


def user_of(machine: Machine) -> str:
    """The id of the user whose token an app has."""
    return f"005{code(Random(f'sf/{machine.name}'), 12)}"


def _made(machine: Machine) -> str:
    made = machine.created or _OLDEST + crc32(machine.key.encode()) % (400 * DAY)
    return iso_ms(made).replace("Z", "+0000")


@dataclass(kw_only=True, eq=False)
class Salesforce(System):
    """The customers' records: apps with a token each, and the people who answer customers."""

    name, source, identified = "salesforce", "salesforce@main", "salesforce@main:oauth_token:{0.key}"
    host: str = "tollgarth"
    """How the organisation's own domain there begins."""

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:  # noqa: ARG002
        """A session of an app by its token."""
        address, agent = origin(machine, ms, details)
        status = "Invalid OAuth Token" if details.get("refused") else "Success"
        return self._login(rng, ms, user_of(machine), address, status, {
            "LoginType": "Remote Access 2.0", "Application": machine.name, "Browser": agent, "ApiType": ACTS[act],
            "ApiVersion": "66.0", "Platform": "Unknown",
        })  # fmt: skip

    def _login(self, rng: Random, ms: int, user: str, address: str, status: str, kind: dict[str, str]) -> list[Record]:
        return [entry(LOG, ms, {
            "attributes": {"type": "LoginHistory", "url": "/services/data/v66.0/sobjects/LoginHistory"},
            "Id": f"0Ya{code(rng, 12)}", "UserId": user, "LoginTime": iso_ms(ms).replace("Z", "+0000"),
            "SourceIp": address, "LoginUrl": f"{self.host}.my.salesforce.example", "Status": status,
            "TlsProtocol": "TLS 1.3", "ClientVersion": "N/A", "CountryIso": None,
        } | kind)]  # fmt: skip

    def person_does(self, rng: Random, person: Person, ms: int, address: str, status: str = "Success") -> list[Record]:
        """A person signs in through the directory."""
        return self._login(rng, ms, f"005{code(Random(f'sf/{person.id}'), 12)}", address, status, {
            "LoginType": "SAML Sfdc Initiated SSO", "Application": "Browser", "Browser": person.agent[:60],
            "Platform": "Windows 11", "ApiType": "N/A", "ApiVersion": "N/A",
        })  # fmt: skip

    def exports(self, rng: Random, person: Person, ms: int, address: str, status: str = "Success") -> list[Record]:
        """A person's program for exports signs in; the history does not say what it takes."""
        return self._login(rng, ms, f"005{code(Random(f'sf/{person.id}'), 12)}", address, status, {
            "LoginType": "Remote Access 2.0", "Application": "Dataloader Bulk", "Browser": "Unknown",
            "Platform": "Unknown", "ApiType": ACTS["bulk"], "ApiVersion": "66.0",
        })  # fmt: skip

    @staticmethod
    def user(person: Person) -> str:
        """The id of a person's user."""
        return f"005{code(Random(f'sf/{person.id}'), 12)}"

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """Who answers customers signs in now and then."""
        return self.person_does(rng, person, ms, address) if rng.random() < 0.4 else []

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens of all users."""
        self.put(folder, ms, "oauth_tokens", {"done": True, "totalSize": 0, "records": [
            {
                "attributes": {"type": "OauthToken", "url": f"/services/data/v66.0/sobjects/OauthToken/{machine.key}"},
                "Id": machine.key, "AppName": machine.name, "UserId": user_of(machine), "CreatedDate": _made(machine),
                "LastUsedDate": None,
            }
            for machine in alive(machines, self.name, ms)
        ]})  # fmt: skip
