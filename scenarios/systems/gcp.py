"""Google Cloud: service accounts with keys, the audit logs with data access on, lists of accounts and keys."""

from dataclasses import dataclass
from random import Random

import orjson

from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, iso, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, Tended, alive, entry, origin

LOG = LogFiles("gcp@main", "audit", "{day}.ndjson.gz")
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
    "account": (
        "iam.googleapis.com", "google.iam.admin.v1.CreateServiceAccount", "service_account", "projects/{project}",
    ),
    "give": ("cloudresourcemanager.googleapis.com", "SetIamPolicy", "project", "projects/{project}"),
    "label": ("storage.googleapis.com", "storage.buckets.update", "gcs_bucket", "projects/_/buckets/{}"),
    "query": ("bigquery.googleapis.com", "jobservice.insert", "bigquery_resource", "projects/{project}/jobs/{}"),
    "datasets": ("bigquery.googleapis.com", "datasetservice.list", "bigquery_resource", "projects/{project}"),
    "tables": ("bigquery.googleapis.com", "tableservice.list", "bigquery_resource", "projects/{project}/datasets/{}"),
    "table-rows": (
        "bigquery.googleapis.com", "tabledataservice.list", "bigquery_resource", "projects/{project}/datasets/{}",
    ),
    "model": (
        "aiplatform.googleapis.com", "google.cloud.aiplatform.v1.PredictionService.GenerateContent", "audited_resource",
        "projects/{project}/locations/europe-west2/publishers/google/models/{}",
    ),
    "machines": ("compute.googleapis.com", "v1.compute.instances.aggregatedList", "gce_instance", "projects/{project}"),
    "machine": ("compute.googleapis.com", "v1.compute.instances.insert", "gce_instance", "projects/{project}/zones/{}"),
    "names": ("dns.googleapis.com", "dns.changes.create", "dns_managed_zone", "projects/{project}/managedZones/{}"),
    "names-read": ("dns.googleapis.com", "dns.resourceRecordSets.list", "dns_managed_zone",
                   "projects/{project}/managedZones/{}"),
    "firewall": ("compute.googleapis.com", "v1.compute.firewalls.insert", "gce_firewall_rule",
                 "projects/{project}/global/firewalls/{}"),
    "zones": ("compute.googleapis.com", "v1.compute.zones.list", "gce_project", "projects/{project}"),
    "quotas": ("compute.googleapis.com", "v1.compute.regions.get", "gce_project", "projects/{project}/regions/{}"),
    "drop-bucket": ("storage.googleapis.com", "storage.buckets.delete", "gcs_bucket", "projects/_/buckets/{}"),
    "databases": ("cloudsql.googleapis.com", "cloudsql.instances.list", "cloudsql_database", "projects/{project}"),
    "export": (
        "cloudsql.googleapis.com", "cloudsql.instances.export", "cloudsql_database", "projects/{project}/instances/{}",
    ),
    "keys": (
        "iam.googleapis.com", "google.iam.admin.v1.ListServiceAccountKeys", "service_account",
        "projects/{project}/serviceAccounts/{}",
    ),
    "secrets": (
        "secretmanager.googleapis.com", "google.cloud.secretmanager.v1.SecretManagerService.ListSecrets",
        "audited_resource", "projects/{project}",
    ),
    "drop-machine": (
        "compute.googleapis.com", "v1.compute.instances.delete", "gce_instance",
        "projects/{project}/zones/europe-west4-a/instances/{}",
    ),
    "machine-list": (
        "compute.googleapis.com", "v1.compute.instances.list", "gce_instance",
        "projects/{project}/zones/europe-west4-a/instances",
    ),
    "policy": ("cloudresourcemanager.googleapis.com", "GetIamPolicy", "project", "projects/{project}"),
    "enable": (
        "serviceusage.googleapis.com", "google.api.serviceusage.v1.ServiceUsage.EnableService", "audited_resource",
        "projects/{project}/services/{}",
    ),
    "functions": (
        "cloudfunctions.googleapis.com", "google.cloud.functions.v2.FunctionService.ListFunctions", "cloud_function",
        "projects/{project}/locations/-",
    ),
    "function": (
        "cloudfunctions.googleapis.com", "google.cloud.functions.v2.FunctionService.CreateFunction", "cloud_function",
        "projects/{project}/locations/us-central1/functions/{}",
    ),
    "run-service": (
        "run.googleapis.com", "google.cloud.run.v2.Services.CreateService", "cloud_run_revision",
        "projects/{project}/locations/us-central1/services/{}",
    ),
    "open-run": (
        "run.googleapis.com", "google.cloud.run.v2.Services.SetIamPolicy", "cloud_run_revision",
        "projects/{project}/locations/us-central1/services/{}",
    ),
    "drop-run": (
        "run.googleapis.com", "google.cloud.run.v2.Services.DeleteService", "cloud_run_revision",
        "projects/{project}/locations/us-central1/services/{}",
    ),
}  # fmt: skip
#: What the log of activity has; all else is in that of access to data.
_ACTIVITY = (
    "machine", "enable", "drop-bucket", "export", "drop-machine", "function", "run-service", "open-run", "drop-run",
    "firewall", "names", "account", "give",
)  # fmt: skip
_EVERYBODY = {"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]}
_NOBODY = Person("", "", "", "", "")
_TYPE = "type.googleapis.com/google."


def _given(role: str, member: str) -> dict[str, object]:
    """How the log tells a role that somebody got."""
    delta = {"action": "ADD", "role": role, "member": member}
    return {"@type": f"{_TYPE}iam.v1.logging.AuditData", "policyDelta": {"bindingDeltas": [delta]}}


@dataclass(kw_only=True, eq=False)
class Gcp(Tended):
    """The production project. A machine whose key begins with ``attached/`` has an account that is given to it."""

    name, source, identified = "gcp", "gcp@main", "gcp@*:key_id:{0.key}"
    project: str
    buckets: tuple[str, ...]
    unlisted: tuple[str, ...] = ()
    """Accounts that its list lacks."""

    def _mail(self, machine: Machine) -> str:
        return f"{machine.name}@{self.project}.iam.gserviceaccount.com"

    def _key(self, machine: Machine) -> str:
        return f"projects/{self.project}/serviceAccounts/{self._mail(machine)}/keys/{machine.key}"

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One entry, signed in with the account's key."""
        key = f"//iam.googleapis.com/{self._key(machine)}"
        who = {"principalEmail": self._mail(machine), "serviceAccountKeyName": key}
        if machine.key.startswith("attached/"):
            who.pop("serviceAccountKeyName")
        refused = bool(details.get("refused"))
        return self._access(rng, ms, act, thing, who, *origin(machine, ms, details), refused=refused)

    def _access(
        self, rng: Random, ms: int, act: str, thing: str, who: dict[str, str], address: str, agent: str,
        *, refused: bool,
    ) -> list[Record]:  # fmt: skip
        service, method, kind, named = ACTS[act]
        resource = named.format(thing, project=self.project)
        payload: dict[str, object] = {
            "@type": f"{_TYPE}cloud.audit.AuditLog", "serviceName": service, "methodName": method,
            "resourceName": resource, "authenticationInfo": who,
            "authorizationInfo": [{"permission": method, "granted": not refused, "resource": resource}],
            "requestMetadata": {"callerIp": address, "callerSuppliedUserAgent": agent},
        }  # fmt: skip
        if refused:
            payload["status"] = {"code": 7, "message": "PERMISSION_DENIED"}
        bucket = thing.partition("/")[0] if kind == "gcs_bucket" else ""
        labels = {"project_id": self.project} | ({"bucket_name": bucket} if bucket else {})
        log = "activity" if act in _ACTIVITY else "data_access"
        if act == "open-run":
            payload["request"] = {"resource": resource, "policy": _EVERYBODY}
        if act == "account":
            payload["request"] = {"account_id": thing, "name": resource}
            payload["response"] = {
                "email": f"{thing}@{self.project}.iam.gserviceaccount.com",
                "project_id": self.project,
            }
        if act == "give":
            account, _, role = thing.partition("|")
            payload["serviceData"] = _given(role, f"serviceAccount:{account}@{self.project}.iam.gserviceaccount.com")
        return [entry(LOG, ms, {
            "protoPayload": payload, "insertId": hexes(rng, 12), "resource": {"type": kind, "labels": labels},
            "timestamp": iso_ms(ms), "severity": "ERROR" if refused else "INFO",
            "logName": f"projects/{self.project}/logs/cloudaudit.googleapis.com%2F{log}",
            "receiveTimestamp": iso_ms(ms + 700),
        })]  # fmt: skip

    def person_does(
        self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str = "", *,
        refused: bool = False,
    ) -> list[Record]:  # fmt: skip
        """What a person does, or who is let in as that person."""
        who = {"principalEmail": f"{person.login}@{self.domain}"}
        return self._access(rng, ms, act, thing, who, address, agent or person.agent, refused=refused)

    def turns(self, rng: Random, key: Machine, by: Machine, ms: int, **details: str) -> list[Record]:
        """An account makes a key of another one."""
        log, at, line = self.changes(rng, key, _NOBODY, ms, made=True)[0]
        address, agent = origin(by, ms, details)
        body = orjson.loads(line)
        body["protoPayload"]["authenticationInfo"] = {
            "principalEmail": self._mail(by), "serviceAccountKeyName": f"//iam.googleapis.com/{self._key(by)}",
        }  # fmt: skip
        body["protoPayload"]["requestMetadata"] = {"callerIp": address, "callerSuppliedUserAgent": agent}
        return [entry(log, at, body)]

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at a bucket."""
        bucket = self.buckets[(sum(person.login.encode()) + rng.randrange(4)) % len(self.buckets)]
        who = {"principalEmail": f"{person.login}@{self.domain}"}
        return self._access(rng, ms, "list", bucket, who, address, person.agent, refused=False)

    def _activity(
        self, rng: Random, ms: int, by: Person, service: str, method: str, name: str, kind: str, labels: dict[str, str],
        **more: object,
    ) -> list[Record]:  # fmt: skip
        """What an administrator does."""
        payload: dict[str, object] = {
            "@type": f"{_TYPE}cloud.audit.AuditLog", "serviceName": service, "methodName": method,
            "resourceName": name, "authenticationInfo": {"principalEmail": f"{by.login}@{self.domain}"},
            "requestMetadata": {"callerIp": by.office, "callerSuppliedUserAgent": by.agent}, **more,
        }  # fmt: skip
        return [entry(LOG, ms, {
            "protoPayload": payload, "insertId": hexes(rng, 12), "timestamp": iso_ms(ms), "severity": "NOTICE",
            "resource": {"type": kind, "labels": {"project_id": self.project} | labels},
            "logName": f"projects/{self.project}/logs/cloudaudit.googleapis.com%2Factivity",
            "receiveTimestamp": iso_ms(ms),
        })]  # fmt: skip

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A key is made or deleted."""
        name, (verb, side) = self._key(machine), ("Create", "response") if made else ("Delete", "request")
        method, labels = f"google.iam.admin.v1.{verb}ServiceAccountKey", {"email_id": self._mail(machine)}
        return self._activity(rng, ms, by, "iam.googleapis.com", method, name, "service_account", labels,
                              **{side: {"name": name}})  # fmt: skip

    def grants(self, rng: Random, by: Person, ms: int, login: str, role: str) -> list[Record]:
        """An administrator gives a person a role in the project."""
        data = _given(role, f"user:{login}@{self.domain}")
        return self._activity(rng, ms, by, "cloudresourcemanager.googleapis.com", "SetIamPolicy",
                              f"projects/{self.project}", "project", {}, serviceData=data)  # fmt: skip

    def identifier(self, machine: Machine) -> str:
        """By the key's id, or by the account that is given to what runs."""
        if machine.key.startswith("attached/"):
            return f"gcp@*:service_account:{self._mail(machine)}"
        return super().identifier(machine)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Service accounts and their keys."""
        mine = [machine for machine in alive(machines, self.name, ms) if machine.name not in self.unlisted]
        accounts = [
            {
                "name": f"projects/{self.project}/serviceAccounts/{mail}", "projectId": self.project, "email": mail,
                "uniqueId": digits(Random(mail), 21), "displayName": machine.name, "disabled": False,
            }
            for mail, machine in sorted({self._mail(machine): machine for machine in mine}.items())
        ]  # fmt: skip
        keys = [
            {
                "name": self._key(machine), "validAfterTime": iso(max(machine.created, ms - 300 * DAY)),
                "validBeforeTime": "9999-12-31T23:59:59Z", "keyAlgorithm": "KEY_ALG_RSA_2048",
                "keyOrigin": "GOOGLE_PROVIDED", "keyType": "USER_MANAGED",
            }
            for machine in mine if not machine.key.startswith("attached/")
        ]  # fmt: skip
        self.put(folder, ms, "service_accounts", {"accounts": accounts})
        self.put(folder, ms, "service_account_keys", {"keys": keys})
