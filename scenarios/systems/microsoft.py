"""Microsoft: applications with secrets that sign in at Entra, and what they and people do with mail."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, HOUR, day_of, iso, iso_ms
from scenarios.companies.halden import CLOUD, DOMAIN, TEAMS, VENDORS, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

SIGN_INS = Log("entra@main", "sign_ins", "{day}.ndjson.gz")
MAIL = Log("m365@main", "audit", "{day}.ndjson.gz")
TENANT = "6d3c1d1e-7d0b-4a58-9a53-5f6a1c9be001"


class Microsoft:
    """The tenant."""

    name = "microsoft"
    domain, tenant = DOMAIN, TENANT

    def __init__(self) -> None:
        #: Secrets that an application was given besides its own: by its client id, the time and the id of each.
        self.added: dict[str, list[tuple[int, str]]] = {}

    def machines(self, rng: Random) -> list[Machine]:
        """Applications: of ours for one team's mailbox each, and of vendors."""
        found = [
            Machine(
                "microsoft", f"{team} mailer", uuid(rng), f"{CLOUD}.{170 + number}", "MSAL.Python/1.31.1",
                (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 2, [f"{team}@{DOMAIN}"], ("mail",), phase=rng.randrange(DAY),
            )
            for number, team in enumerate(TEAMS[:5])
        ]  # fmt: skip
        found += [
            Machine(
                "microsoft", vendor, uuid(rng), vendor_address(vendor), "MSAL.Java/1.17.2", 6 * HOUR, 2,
                [f"support@{DOMAIN}", f"sales@{DOMAIN}"], ("mail",), vendor=vendor, phase=rng.randrange(DAY),
            )
            for vendor in VENDORS[4:]
        ]  # fmt: skip
        return found

    def application(self, one: Machine) -> str:
        """The application's client id."""
        return uuid(Random(f"app/{one.key}"))

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """A sign-in with the secret, or another one that is told, and, where it was let in, mail that was read."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        app, refused = self.application(one), bool(told.get("refused"))
        sign_in = {
            "id": uuid(rng), "createdDateTime": iso_ms(ms), "userDisplayName": None, "userPrincipalName": None,
            "userId": None, "appId": app, "appDisplayName": one.name, "ipAddress": address, "clientAppUsed": None,
            "correlationId": uuid(rng), "isInteractive": False, "resourceDisplayName": "Microsoft Graph",
            "resourceId": "00000003-0000-0000-c000-000000000000", "servicePrincipalId": uuid(Random(f"sp/{app}")),
            "servicePrincipalName": one.name, "servicePrincipalCredentialKeyId": told.get("secret") or one.key,
            "clientCredentialType": "clientSecret", "userAgent": agent,
            "status": {"errorCode": 7_000_215 if refused else 0, "failureReason": "Invalid secret" if refused else ""},
        }  # fmt: skip
        found: list[Record] = [(SIGN_INS, ms, orjson.dumps(sign_in).decode())]
        if refused or act == "sign-in":
            return found
        return [*found, (MAIL, ms + 900, self._mail(rng, ms + 900, thing, address, app, app, 5))]

    def _mail(self, rng: Random, ms: int, box: str, address: str, who: str, app: str, kind: int) -> str:
        return orjson.dumps(
            {
                "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": "MailItemsAccessed",
                "OrganizationId": self.tenant, "RecordType": 50, "ResultStatus": "Succeeded", "UserKey": who,
                "UserType": kind, "Version": 1, "Workload": "Exchange", "UserId": who, "AppId": app,
                "ClientAppId": app, "ClientIPAddress": address, "ClientInfoString": "Client=REST;;",
                "ExternalAccess": False, "LogonType": 0, "MailboxGuid": uuid(Random(box)), "MailboxOwnerUPN": box,
                "OperationProperties": [{"Name": "MailAccessType", "Value": "Bind"}], "OrganizationName": self.domain,
                "OperationCount": 1 + rng.randrange(20),
            }
        ).decode()  # fmt: skip

    def adds_secret(self, rng: Random, one: Machine, ms: int, secret: str) -> list[Record]:
        """An application gives itself another secret: the unified log has no address for what applications do there."""
        app = self.application(one)
        principal = uuid(Random(f"sp/{app}"))
        self.added.setdefault(app, []).append((ms, secret))
        shown = f"[KeyIdentifier={secret},KeyType=Password,KeyUsage=Verify,DisplayName=]"
        body = {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "OrganizationId": self.tenant, "RecordType": 8,
            "Operation": "Add service principal credentials.", "ResultStatus": "Success", "UserKey": "Not Available",
            "UserType": 4, "Version": 1, "Workload": "AzureActiveDirectory", "UserId": f"ServicePrincipal_{principal}",
            "ObjectId": app, "AzureActiveDirectoryEventType": 1,
            "ModifiedProperties": [{"Name": "KeyDescription", "NewValue": f'["{shown}"]', "OldValue": "[]"}],
            "Actor": [
                {"ID": one.name, "Type": 1}, {"ID": app, "Type": 2}, {"ID": f"ServicePrincipal_{principal}", "Type": 2},
                {"ID": principal, "Type": 2}, {"ID": "ServicePrincipal", "Type": 2},
            ],
            "Target": [
                {"ID": f"ServicePrincipal_{principal}", "Type": 2}, {"ID": principal, "Type": 2},
                {"ID": "ServicePrincipal", "Type": 2}, {"ID": one.name, "Type": 1}, {"ID": app, "Type": 2},
            ],
        }  # fmt: skip
        return [(MAIL, ms, orjson.dumps(body).decode())]

    def person_does(self, rng: Random, by: Person, ms: int, operation: str, login: str) -> list[Record]:
        """What an administrator does with a person's account."""
        body = {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "OrganizationId": self.tenant, "RecordType": 8,
            "Operation": operation, "ResultStatus": "Success", "UserKey": by.id, "UserType": 0, "Version": 1,
            "Workload": "AzureActiveDirectory", "UserId": f"{by.login}@{self.domain}",
            "ObjectId": f"{login}@{self.domain}",
        }  # fmt: skip
        return [(MAIL, ms, orjson.dumps(body).decode())]

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person reads mail."""
        box = f"{one.login}@{self.domain}"
        return [(MAIL, ms, self._mail(rng, ms, box, address, box, "00000002-0000-0ff1-ce00-000000000000", 0))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A secret is added to an application, or removed: the unified log names the application only."""
        body = {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "OrganizationId": self.tenant, "RecordType": 8,
            "Operation": f"{'Add' if made else 'Remove'} service principal credentials.", "ResultStatus": "Success",
            "UserKey": by.id, "UserType": 0, "Version": 1, "Workload": "AzureActiveDirectory",
            "UserId": f"{by.login}@{self.domain}", "ClientIP": by.office, "ObjectId": self.application(one),
        }  # fmt: skip
        return [(MAIL, ms, orjson.dumps(body).decode())]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The applications with their secrets."""
        value = [
            {
                "id": uuid(Random(f"object/{one.key}")), "appId": self.application(one), "displayName": one.name,
                "createdDateTime": iso(ms - 700 * DAY), "signInAudience": "AzureADMyOrg",
                "passwordCredentials": [
                    {
                        "customKeyIdentifier": None, "displayName": "secret", "endDateTime": "2027-01-01T00:00:00Z",
                        "hint": "a1b", "keyId": secret, "secretText": None, "startDateTime": iso(since),
                    }
                    for since, secret in (
                        (max(one.created, ms - 300 * DAY), one.key), *self.added.get(self.application(one), ()),
                    ) if since <= ms
                ],
                "keyCredentials": [], "requiredResourceAccess": [],
            }
            for one in alive(machines, self.name, ms)
        ]  # fmt: skip
        folder.survey("entra@main", day_of(ms), "applications.json", [orjson.dumps({"value": value})])

    def identifier(self, one: Machine) -> str:
        """By the secret's id."""
        return f"entra@main:key_id:{one.key}"
