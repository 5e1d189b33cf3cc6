"""Microsoft: applications with secrets that sign in at Entra, and what they and people do with mail."""

from dataclasses import dataclass, field
from random import Random

from keyroll.replay.streams import uuid
from keyroll.replay.times import DAY, iso, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, Tended, alive, entry, origin

SIGN_INS = LogFiles("entra@main", "sign_ins", "{day}.ndjson.gz")
MAIL = LogFiles("m365@main", "audit", "{day}.ndjson.gz")
_RESOURCES = {
    "Microsoft Graph": "00000003-0000-0000-c000-000000000000",
    "Windows Azure Service Management API": "797f4846-ba00-4fd7-ba43-dac1f8f63013",
}


def application(machine: Machine) -> str:
    """The client id of an application."""
    return uuid(Random(f"app/{machine.app or machine.key}"))


def _principal(machine: Machine) -> list[dict[str, object]]:
    """How the unified log names an application: by its name, its client id and its service principal."""
    app = application(machine)
    principal = uuid(Random(f"sp/{app}"))
    ids = (app, f"ServicePrincipal_{principal}", principal, "ServicePrincipal")
    return [{"ID": machine.name, "Type": 1}, *({"ID": id_, "Type": 2} for id_ in ids)]


@dataclass(kw_only=True, eq=False)
class Microsoft(Tended):
    """The tenant."""

    name, source, identified = "microsoft", "entra@main", "entra@main:key_id:{0.key}"
    tenant: str
    added: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Secrets that an application was given besides its own: by its client id, the time and the id of each."""

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A sign-in with the secret, or another ``secret``, and, where it was let in, mail that was read."""
        (address, agent), app, refused = origin(machine, ms, details), application(machine), details.get("refused")
        resource = details.get("resource", "Microsoft Graph")
        records = [entry(SIGN_INS, ms, {
            "id": uuid(rng), "createdDateTime": iso_ms(ms), "userDisplayName": None, "userPrincipalName": None,
            "userId": None, "appId": app, "appDisplayName": machine.name, "ipAddress": address, "clientAppUsed": None,
            "correlationId": uuid(rng), "isInteractive": False,
            "resourceDisplayName": resource, "resourceId": _RESOURCES[resource],
            "servicePrincipalId": uuid(Random(f"sp/{app}")),
            "servicePrincipalName": machine.name,
            "servicePrincipalCredentialKeyId": details.get("secret") or machine.key,
            "clientCredentialType": "clientSecret", "userAgent": agent,
            "status": {"errorCode": 7_000_215 if refused else 0, "failureReason": "Invalid secret" if refused else ""},
        })]  # fmt: skip
        if refused or act == "sign-in":
            return records
        return [*records, self._mail(rng, ms + 900, thing, address, app, app, 5)]

    def _mail(self, rng: Random, ms: int, box: str, address: str, who: str, app: str, kind: int) -> Record:
        return entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": "MailItemsAccessed",
            "OrganizationId": self.tenant, "RecordType": 50, "ResultStatus": "Succeeded", "UserKey": who,
            "UserType": kind, "Version": 1, "Workload": "Exchange", "UserId": who, "AppId": app,
            "ClientAppId": app, "ClientIPAddress": address, "ClientInfoString": "Client=REST;;",
            "ExternalAccess": False, "LogonType": 0, "MailboxGuid": uuid(Random(box)), "MailboxOwnerUPN": box,
            "OperationProperties": [{"Name": "MailAccessType", "Value": "Bind"}], "OrganizationName": self.domain,
            "OperationCount": 1 + rng.randrange(20),
        })  # fmt: skip

    def _directory(
        self, rng: Random, ms: int, operation: str, key: str, kind: int, user: str, **more: object
    ) -> list[Record]:
        """What is done with accounts and applications, as the unified log has it."""
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "OrganizationId": self.tenant, "RecordType": 8,
            "Operation": operation, "ResultStatus": "Success", "UserKey": key, "UserType": kind, "Version": 1,
            "Workload": "AzureActiveDirectory", "UserId": user,
        } | more)]  # fmt: skip

    def reads(self, rng: Random, ms: int, box: str, address: str, app: str, *, as_app: bool = False) -> list[Record]:
        """Mail of a box is read with an application, of which no sign-in is told."""
        return [self._mail(rng, ms, box, address, app if as_app else box, app, 5 if as_app else 0)]

    def reads_anothers(self, rng: Random, ms: int, login: str, box: str, address: str, app: str) -> list[Record]:
        """A person reads mail of a box that is not his own, with an application, by a right on that box."""
        return [self._mail(rng, ms, box, address, f"{login}@{self.domain}", app, 0)]

    def signs_in(self, rng: Random, person: Person, ms: int, address: str, agent: str, app: str, *,
                 code: bool = False, refused: bool = False, denied: bool = False,
                 renewed: bool = False) -> list[Record]:  # fmt: skip
        """A person signs in at an application, in a browser or by a code that is shown on another device.

        Renewed: a token that is there gets another one, and nobody is asked.

        Refused: the password was wrong. Denied: the second factor was not given.
        """
        number, reason = (50_126, "Invalid username or password") if refused else (0, "")
        if denied:
            number, reason = 500_121, "Authentication failed during strong authentication request"
        return [entry(SIGN_INS, ms, {
            "id": uuid(rng), "createdDateTime": iso_ms(ms), "userDisplayName": person.login,
            "userPrincipalName": f"{person.login}@{self.domain}", "userId": uuid(Random(f"user/{person.id}")),
            "appId": uuid(Random(f"app/{app}")), "appDisplayName": app, "ipAddress": address,
            "clientAppUsed": "Mobile Apps and Desktop clients" if code else "Browser", "correlationId": uuid(rng),
            "authenticationProtocol": "deviceCode" if code else "none", "isInteractive": not renewed,
            "resourceDisplayName": "Microsoft Graph", "resourceId": "00000003-0000-0000-c000-000000000000",
            "userAgent": agent,
            "status": {"errorCode": number, "failureReason": reason},
        })]  # fmt: skip

    def gives_secret(self, rng: Random, login: str, machine: Machine, ms: int, secret: str,
                     address: str) -> list[Record]:  # fmt: skip
        """A person gives an application another secret."""
        app = application(machine)
        if secret != machine.key:
            self.added.setdefault(app, []).append((ms, secret))
        shown = f"[KeyIdentifier={secret},KeyType=Password,KeyUsage=Verify,DisplayName=]"
        changed = [{"Name": "KeyDescription", "NewValue": f'["{shown}"]', "OldValue": "[]"}]
        target = [{"ID": machine.name, "Type": 1}, {"ID": app, "Type": 2}]
        operation = "Update application \N{EN DASH} Certificates and secrets management "
        return self.account_does(rng, login, ms, operation, app, address, ModifiedProperties=changed, Target=target)

    def account_does(self, rng: Random, login: str, ms: int, operation: str, about: str, address: str = "",
                     **more: object) -> list[Record]:  # fmt: skip
        """What an account, of a person or not, does with accounts, roles, devices and domains."""
        user, where = f"{login}@{self.domain}", {"ClientIP": address} if address else {}
        return self._directory(rng, ms, operation, uuid(Random(login)), 0, user, ObjectId=about, **where, **more)

    def exchange_does(self, rng: Random, login: str, ms: int, operation: str, about: str, address: str,
                      parameters: dict[str, str]) -> list[Record]:  # fmt: skip
        """What is set in the mail system: rules, boxes and transport; the parameters are the command's own."""
        user = f"{login}@{self.domain}"
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": operation, "OrganizationId": self.tenant,
            "RecordType": 1, "ResultStatus": "True", "UserKey": uuid(Random(login)), "UserType": 0, "Version": 1,
            "Workload": "Exchange", "UserId": user, "ObjectId": about, "ClientIP": f"{address}:{40_000 + ms % 9000}",
            "ExternalAccess": False, "OrganizationName": self.domain, "OriginatingServer": "HE1PR07MB4412",
            "Parameters": [{"Name": name, "Value": value} for name, value in parameters.items()],
        })]  # fmt: skip

    def exchange_by_app(self, rng: Random, machine: Machine, ms: int, operation: str, about: str, address: str,
                        parameters: dict[str, str]) -> list[Record]:  # fmt: skip
        """What an application with the right to administer the mail system sets there."""
        app = application(machine)
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": operation, "OrganizationId": self.tenant,
            "RecordType": 1, "ResultStatus": "True", "UserKey": app, "UserType": 5, "Version": 1,
            "Workload": "Exchange", "UserId": f"ServicePrincipal_{uuid(Random(f'sp/{app}'))}", "ObjectId": about,
            "AppId": app, "ClientAppId": app, "ClientIP": f"{address}:{40_000 + ms % 9000}", "ExternalAccess": False,
            "OrganizationName": self.domain, "OriginatingServer": "HE1PR07MB4412",
            "Parameters": [{"Name": name, "Value": value} for name, value in parameters.items()],
        })]  # fmt: skip

    def sends(self, rng: Random, login: str, ms: int, subject: str, address: str) -> list[Record]:
        """One mail is sent out of a person's box."""
        box = f"{login}@{self.domain}"
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": "Send", "OrganizationId": self.tenant,
            "RecordType": 2, "ResultStatus": "Succeeded", "UserKey": uuid(Random(login)), "UserType": 0, "Version": 1,
            "Workload": "Exchange", "UserId": box, "ClientIPAddress": address,
            "ClientInfoString": "Client=OWA;Action=ViaProxy", "ExternalAccess": False, "LogonType": 0,
            "MailboxGuid": uuid(Random(box)), "MailboxOwnerUPN": box, "OrganizationName": self.domain,
            "Item": {"Subject": subject, "SizeInBytes": 9000 + rng.randrange(40_000)},
        })]  # fmt: skip

    def moves_away(self, rng: Random, login: str, ms: int, subject: str, folder: str, address: str) -> list[Record]:
        """One mail of a person's box is moved to the deleted items."""
        box = f"{login}@{self.domain}"
        item = {"Id": uuid(rng), "Subject": subject, "ParentFolder": {"Path": f"\\{folder}"}}
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": "MoveToDeletedItems", "RecordType": 3,
            "OrganizationId": self.tenant, "ResultStatus": "Succeeded", "UserKey": uuid(Random(login)), "UserType": 0,
            "Version": 1, "Workload": "Exchange", "UserId": box, "ClientIPAddress": address,
            "ClientInfoString": "Client=OWA;Action=ViaProxy", "ExternalAccess": False, "LogonType": 0,
            "MailboxGuid": uuid(Random(box)), "MailboxOwnerUPN": box, "OrganizationName": self.domain,
            "AffectedItems": [item], "Folder": item["ParentFolder"], "DestFolder": {"Path": "\\Deleted Items"},
        })]  # fmt: skip

    def file_does(self, rng: Random, login: str, ms: int, operation: str, file: str, address: str, agent: str,
                  app: str = "") -> list[Record]:  # fmt: skip
        """What is done with a file of a site, named as ``site/folder/file``; a search has the words as its file."""
        site, _, below = file.partition("/")
        url, found = (
            f"https://{self.domain.partition('.')[0]}.sharepoint.com/sites/{site}/",
            operation.startswith("Search"),
        )
        about = {"EventData": f"<Query>{below}</Query>"} if found else {
            "SourceFileName": below.rpartition("/")[2], "SourceRelativeUrl": "Shared Documents", "ItemType": "File",
        }  # fmt: skip
        return [entry(MAIL, ms, {
            "CreationTime": iso(ms)[:-1], "Id": uuid(rng), "Operation": operation, "OrganizationId": self.tenant,
            "RecordType": 6, "UserKey": uuid(Random(login)), "UserType": 0, "Version": 1, "Workload": "SharePoint",
            "UserId": f"{login}@{self.domain}", "ClientIP": address, "ObjectId": url + below.replace(" ", "%20"),
            "SiteUrl": url, "UserAgent": agent, "EventSource": "SharePoint", **about,
        } | ({"ApplicationId": app} if app else {}))]  # fmt: skip

    def adds_secret(self, rng: Random, machine: Machine, ms: int, secret: str) -> list[Record]:
        """An application gives itself another secret: the unified log has no address for what applications do there."""
        app = application(machine)
        self.added.setdefault(app, []).append((ms, secret))
        shown = f"[KeyIdentifier={secret},KeyType=Password,KeyUsage=Verify,DisplayName=]"
        return self.app_does(rng, machine, ms, "Add service principal credentials.", machine, [
            {"Name": "KeyDescription", "NewValue": f'["{shown}"]', "OldValue": "[]"},
        ])  # fmt: skip

    def app_does(
        self, rng: Random, by: Machine, ms: int, operation: str, about: Machine, changed: list[dict[str, str]]
    ) -> list[Record]:
        """What an application does with applications, itself among them."""
        actor, target = _principal(by), _principal(about)
        return self._directory(
            rng, ms, operation, "Not Available", 4, str(actor[2]["ID"]), ObjectId=application(about),
            AzureActiveDirectoryEventType=1, ModifiedProperties=changed, Actor=actor, Target=[*target[2:], *target[:2]],
        )  # fmt: skip

    def person_does(self, rng: Random, by: Person, ms: int, operation: str, login: str) -> list[Record]:
        """What an administrator does with a person's account."""
        user = f"{by.login}@{self.domain}"
        return self._directory(rng, ms, operation, by.id, 0, user, ObjectId=f"{login}@{self.domain}")

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person reads mail."""
        box = f"{person.login}@{self.domain}"
        return [self._mail(rng, ms, box, address, box, "00000002-0000-0ff1-ce00-000000000000", 0)]

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A secret is added to an application, or removed: the unified log names the application only."""
        operation = f"{'Add' if made else 'Remove'} service principal credentials."
        return self._directory(rng, ms, operation, by.id, 0, f"{by.login}@{self.domain}", ClientIP=by.office,
                               ObjectId=application(machine))  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The applications with their secrets."""
        value: dict[str, dict[str, object]] = {}
        shown: dict[str, list[object]] = {}
        for machine in (*alive(machines, self.name, ms), *alive(machines, "azure", ms)):
            app, own = application(machine), (max(machine.created, ms - 300 * DAY), machine.key)
            others = () if app in value else self.added.get(app, ())
            shown.setdefault(app, []).extend(
                {
                    "customKeyIdentifier": None, "displayName": "secret", "endDateTime": "2027-01-01T00:00:00Z",
                    "hint": "a1b", "keyId": secret, "secretText": None, "startDateTime": iso(since),
                }
                for since, secret in (own, *others) if since <= ms
            )  # fmt: skip
            value.setdefault(app, {
                "id": uuid(Random(f"object/{machine.app or machine.key}")), "appId": app, "displayName": machine.name,
                "createdDateTime": iso(ms - 700 * DAY), "signInAudience": "AzureADMyOrg",
                "passwordCredentials": shown[app], "keyCredentials": [], "requiredResourceAccess": [],
            })  # fmt: skip
        self.put(folder, ms, "applications", {"value": list(value.values())})
