"""Google Cloud: service accounts with keys, the audit logs with data access on, lists of accounts and keys."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, HOUR, day_of, iso, iso_ms
from keyroll.replay.words import TASKS
from scenarios.companies.halden import CLOUD, DOMAIN, TEAMS
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("gcp@main", "audit", "{day}.ndjson.gz")
PROJECT = "halden-prod-2231"
#: Service, method, resource type and resource; ``{}`` stands for the thing.
ACTS: dict[str, tuple[str, str, str, str]] = {
    "put": ("storage.googleapis.com", "storage.objects.create", "gcs_bucket", "projects/_/buckets/{}"),
    "read": ("storage.googleapis.com", "storage.objects.get", "gcs_bucket", "projects/_/buckets/{}"),
    "list": ("storage.googleapis.com", "storage.objects.list", "gcs_bucket", "projects/_/buckets/{}"),
    "buckets": ("storage.googleapis.com", "storage.buckets.list", "gcs_bucket", "projects/{project}"),
    "secret": (
        "secretmanager.googleapis.com", "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion",
        "audited_resource", "projects/{project}/secrets/{}/versions/latest",
    ),
    "accounts": (
        "iam.googleapis.com", "google.iam.admin.v1.ListServiceAccounts", "service_account", "projects/{project}",
    ),
    "label": ("storage.googleapis.com", "storage.buckets.update", "gcs_bucket", "projects/_/buckets/{}"),
    "query": ("bigquery.googleapis.com", "jobservice.insert", "bigquery_resource", "projects/{project}/jobs/{}"),
    "machines": ("compute.googleapis.com", "v1.compute.instances.aggregatedList", "gce_instance", "projects/{project}"),
    "machine": ("compute.googleapis.com", "v1.compute.instances.insert", "gce_instance", "projects/{project}/zones/{}"),
    "zones": ("compute.googleapis.com", "v1.compute.zones.list", "gce_project", "projects/{project}"),
    "quotas": ("compute.googleapis.com", "v1.compute.regions.get", "gce_project", "projects/{project}/regions/{}"),
    "policy": ("cloudresourcemanager.googleapis.com", "GetIamPolicy", "project", "projects/{project}"),
    "enable": (
        "serviceusage.googleapis.com", "google.api.serviceusage.v1.ServiceUsage.EnableService", "audited_resource",
        "projects/{project}/services/{}",
    ),
}  # fmt: skip
_CLIENTS = ("google-cloud-sdk gcloud/512.0.0", "gcloud-python/2.19.0", "gcloud-golang-storage/1.50.0")
BUCKETS = tuple(f"halden-{team}-{kind}" for team in TEAMS for kind in ("raw", "exports", "backup", "web"))


class Gcp:
    """The production project."""

    name = "gcp"
    project, domain, buckets = PROJECT, DOMAIN, BUCKETS

    def machines(self, rng: Random) -> list[Machine]:
        """Service accounts of the teams."""
        found = []
        for number, team in enumerate(TEAMS):
            acts = (("put", "read"), ("put", "list"), ("read", "query"), ("put", "secret"))[number % 4]
            mine = [f"halden-{team}-{kind}" for kind in ("raw", "exports")]
            found.append(
                Machine(
                    "gcp", f"{team}-{TASKS[rng.randrange(len(TASKS))]}", hexes(rng, 40), f"{CLOUD}.{90 + number}",
                    _CLIENTS[number % 3],
                    (HOUR, 4 * HOUR, 12 * HOUR)[rng.randrange(3)], 3 + rng.randrange(4), mine, acts,
                    phase=rng.randrange(DAY),
                )
            )  # fmt: skip
        return found

    def mail(self, one: Machine) -> str:
        """The account's address."""
        return f"{one.name}@{self.project}.iam.gserviceaccount.com"

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One entry, signed in with the account's key."""
        key = f"//iam.googleapis.com/projects/{self.project}/serviceAccounts/{self.mail(one)}/keys/{one.key}"
        who = {"principalEmail": self.mail(one), "serviceAccountKeyName": key}
        refused = bool(told.get("refused"))
        line = self._entry(
            rng,
            ms,
            act,
            thing,
            who,
            told.get("address") or one.place(ms),
            told.get("agent") or one.agent,
            refused=refused,
        )
        return [(LOG, ms, line)]

    def _entry(
        self, rng: Random, ms: int, act: str, thing: str, who: dict[str, str], address: str, agent: str,
        *, refused: bool,
    ) -> str:  # fmt: skip
        service, method, kind, named = ACTS[act]
        resource = named.format(thing, project=self.project)
        payload: dict[str, object] = {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog", "serviceName": service, "methodName": method,
            "resourceName": resource, "authenticationInfo": who,
            "authorizationInfo": [{"permission": method, "granted": not refused, "resource": resource}],
            "requestMetadata": {"callerIp": address, "callerSuppliedUserAgent": agent},
        }  # fmt: skip
        if refused:
            payload["status"] = {"code": 7, "message": "PERMISSION_DENIED"}
        labels = {"project_id": self.project} | ({"bucket_name": thing} if kind == "gcs_bucket" and thing else {})
        return orjson.dumps(
            {
                "protoPayload": payload, "insertId": hexes(rng, 12), "resource": {"type": kind, "labels": labels},
                "timestamp": iso_ms(ms), "severity": "ERROR" if refused else "INFO",
                "logName": f"projects/{self.project}/logs/cloudaudit.googleapis.com%2F{_log(act)}",
                "receiveTimestamp": iso_ms(ms + 700),
            }
        ).decode()  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at a bucket."""
        bucket = self.buckets[(sum(one.login.encode()) + rng.randrange(4)) % len(self.buckets)]
        who = {"principalEmail": f"{one.login}@{self.domain}"}
        return [(LOG, ms, self._entry(rng, ms, "list", bucket, who, address, one.agent, refused=False))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A key is made or deleted."""
        name = f"projects/{self.project}/serviceAccounts/{self.mail(one)}/keys/{one.key}"
        payload = {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog", "serviceName": "iam.googleapis.com",
            "methodName": f"google.iam.admin.v1.{'Create' if made else 'Delete'}ServiceAccountKey",
            "resourceName": name, "authenticationInfo": {"principalEmail": f"{by.login}@{self.domain}"},
            "requestMetadata": {"callerIp": by.office, "callerSuppliedUserAgent": by.agent},
        } | ({"response": {"name": name}} if made else {"request": {"name": name}})  # fmt: skip
        entry = {
            "protoPayload": payload, "insertId": hexes(rng, 12), "timestamp": iso_ms(ms), "severity": "NOTICE",
            "resource": {"type": "service_account", "labels": {"project_id": self.project, "email_id": self.mail(one)}},
            "logName": f"projects/{self.project}/logs/cloudaudit.googleapis.com%2Factivity",
            "receiveTimestamp": iso_ms(ms),
        }  # fmt: skip
        return [(LOG, ms, orjson.dumps(entry).decode())]

    def grants(self, rng: Random, by: Person, ms: int, login: str, role: str) -> list[Record]:
        """An administrator gives a person a role in the project."""
        delta = {"action": "ADD", "role": role, "member": f"user:{login}@{self.domain}"}
        payload = {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "serviceName": "cloudresourcemanager.googleapis.com", "methodName": "SetIamPolicy",
            "resourceName": f"projects/{self.project}",
            "authenticationInfo": {"principalEmail": f"{by.login}@{self.domain}"},
            "requestMetadata": {"callerIp": by.office, "callerSuppliedUserAgent": by.agent},
            "serviceData": {
                "@type": "type.googleapis.com/google.iam.v1.logging.AuditData",
                "policyDelta": {"bindingDeltas": [delta]},
            },
        }  # fmt: skip
        entry = {
            "protoPayload": payload, "insertId": hexes(rng, 12), "timestamp": iso_ms(ms), "severity": "NOTICE",
            "resource": {"type": "project", "labels": {"project_id": self.project}},
            "logName": f"projects/{self.project}/logs/cloudaudit.googleapis.com%2Factivity",
            "receiveTimestamp": iso_ms(ms),
        }  # fmt: skip
        return [(LOG, ms, orjson.dumps(entry).decode())]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Service accounts and their keys."""
        mine = list(alive(machines, self.name, ms))
        names = sorted({self.mail(one): one for one in mine}.items())
        accounts = [
            {
                "name": f"projects/{self.project}/serviceAccounts/{mail}", "projectId": self.project, "email": mail,
                "uniqueId": digits(Random(mail), 21), "displayName": one.name, "disabled": False,
            }
            for mail, one in names
        ]  # fmt: skip
        keys = [
            {
                "name": f"projects/{self.project}/serviceAccounts/{self.mail(one)}/keys/{one.key}",
                "validAfterTime": iso(max(one.created, ms - 300 * DAY)), "validBeforeTime": "9999-12-31T23:59:59Z",
                "keyAlgorithm": "KEY_ALG_RSA_2048", "keyOrigin": "GOOGLE_PROVIDED", "keyType": "USER_MANAGED",
            }
            for one in mine
        ]  # fmt: skip
        folder.survey("gcp@main", day_of(ms), "service_accounts.json", [orjson.dumps({"accounts": accounts})])
        folder.survey("gcp@main", day_of(ms), "service_account_keys.json", [orjson.dumps({"keys": keys})])

    def identifier(self, one: Machine) -> str:
        """By the key's id."""
        return f"gcp@*:key_id:{one.key}"


def _log(act: str) -> str:
    return "activity" if act in ("machine", "enable") else "data_access"
