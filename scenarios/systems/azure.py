"""Azure: applications that tend resources, in the activity log and in the logs of vaults for keys.

Their secrets are Entra's, which lists them and has their sign-ins (``sign-in``). The activity log has no reads.
"""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import iso_ms
from scenarios.systems import LogFiles, Machine, Person, Record, Tended, entry, origin
from scenarios.systems.microsoft import Microsoft, application

LOG = LogFiles("azure@main", "activity", "{day}.ndjson.gz")
#: Operation, and the resource below its group; ``{}`` stands for the thing.
ACTS: dict[str, tuple[str, str]] = {
    "vm": ("Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachines/{}"),
    "drop-vm": ("Microsoft.Compute/virtualMachines/delete", "Microsoft.Compute/virtualMachines/{}"),
    "start": ("Microsoft.Compute/virtualMachines/start/action", "Microsoft.Compute/virtualMachines/{}"),
    "stop": ("Microsoft.Compute/virtualMachines/deallocate/action", "Microsoft.Compute/virtualMachines/{}"),
    "run": ("Microsoft.Compute/virtualMachines/runCommand/action", "Microsoft.Compute/virtualMachines/{}"),
    "extension": (
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Compute/virtualMachines/{}/extensions/NvidiaGpuDriverLinux",
    ),
    "scale": ("Microsoft.Compute/virtualMachineScaleSets/write", "Microsoft.Compute/virtualMachineScaleSets/{}"),
    "snapshot": ("Microsoft.Compute/snapshots/write", "Microsoft.Compute/snapshots/{}"),
    "drop-snapshot": ("Microsoft.Compute/snapshots/delete", "Microsoft.Compute/snapshots/{}"),
    "storage-keys": ("Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/{}"),
    "new-key": ("Microsoft.Storage/storageAccounts/regenerateKey/action", "Microsoft.Storage/storageAccounts/{}"),
    "storage": ("Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/{}"),
    "drop-storage": ("Microsoft.Storage/storageAccounts/delete", "Microsoft.Storage/storageAccounts/{}"),
    "net": ("Microsoft.Network/networkSecurityGroups/securityRules/write",
            "Microsoft.Network/networkSecurityGroups/{}/securityRules/allow"),
    "publish-profile": ("Microsoft.Web/sites/publishxml/action", "Microsoft.Web/sites/{}"),
    "sql-firewall": ("Microsoft.Sql/servers/firewallRules/write", "Microsoft.Sql/servers/{}/firewallRules/all"),
    "drop-sql-firewall": ("Microsoft.Sql/servers/firewallRules/delete", "Microsoft.Sql/servers/{}/firewallRules/all"),
    "vm-access": (
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Compute/virtualMachines/{}/extensions/enablevmaccess",
    ),
    "zone-record": ("Microsoft.Network/dnsZones/CNAME/write", "Microsoft.Network/dnsZones/{}/CNAME/www"),
    "drop-disk": ("Microsoft.Compute/disks/delete", "Microsoft.Compute/disks/{}"),
    "drop-net": ("Microsoft.Network/virtualNetworks/delete", "Microsoft.Network/virtualNetworks/{}"),
    "site": ("Microsoft.Web/sites/write", "Microsoft.Web/sites/{}"),
    "site-settings": ("Microsoft.Web/sites/config/list/action", "Microsoft.Web/sites/{}/config/appsettings"),
    "drop-farm": ("Microsoft.Web/serverfarms/delete", "Microsoft.Web/serverfarms/{}"),
    "deployment": ("Microsoft.Resources/deployments/write", "Microsoft.Resources/deployments/{}"),
    "tag": ("Microsoft.Resources/tags/write", "Microsoft.Resources/tags/default"),
    "role": ("Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/{}"),
    "drop-role": ("Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/roleAssignments/{}"),
    "elevate": ("Microsoft.Authorization/elevateAccess/action", "Microsoft.Authorization"),
    "drop-lock": ("Microsoft.Authorization/locks/delete", "Microsoft.Authorization/locks/{}"),
    "quota": ("Microsoft.Quota/quotas/write", "Microsoft.Quota/quotas/{}"),
    "cluster-user": ("Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
                     "Microsoft.ContainerService/managedClusters/{}"),
    "group": ("Microsoft.Resources/subscriptions/resourceGroups/write", ""),
    "containers": (
        "Microsoft.ContainerInstance/containerGroups/write", "Microsoft.ContainerInstance/containerGroups/{}",
    ),
    "drop-containers": (
        "Microsoft.ContainerInstance/containerGroups/delete", "Microsoft.ContainerInstance/containerGroups/{}",
    ),
    "drop-log-settings": (
        "Microsoft.Insights/diagnosticSettings/delete", "Microsoft.Insights/diagnosticSettings/{}",
    ),
    "drop-copy": (
        "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete",
        "Microsoft.RecoveryServices/vaults/copies/backupFabrics/Azure/protectionContainers/iaas/protectedItems/{}",
    ),
    "protection": ("Microsoft.Security/pricings/write", "Microsoft.Security/pricings/{}"),
    "drop-group": ("Microsoft.Resources/subscriptions/resourceGroups/delete", ""),
    "secret": ("SecretGet", "Microsoft.KeyVault/vaults/{}"), "secrets": ("SecretList", "Microsoft.KeyVault/vaults/{}"),
    "set-secret": ("SecretSet", "Microsoft.KeyVault/vaults/{}"),
}  # fmt: skip
_MANAGER = "Windows Azure Service Management API"
_CLAIMS = "http://schemas.microsoft.com/identity/claims/objectidentifier"


@dataclass(kw_only=True, eq=False)
class Azure(Tended):
    """The subscription; the thing of an act on a vault is ``vault/secret``. ``tenant`` is Entra, which signs in."""

    name, source, identified = "azure", "azure@main", "entra@main:key_id:{0.key}"
    subscription: str
    tenant: Microsoft
    groups: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A sign-in of an application at the resource manager, or one act with the token that it got there."""
        if act == "sign-in":
            return self.tenant.work(rng, machine, ms, act, thing, resource=_MANAGER, **details)
        app = application(machine)
        claims = {"appid": app, _CLAIMS: uuid(Random(f"sp/{app}")), "idtyp": "app"}
        return self._does(rng, ms, act, thing, claims, *origin(machine, ms, details),
                          refused=bool(details.get("refused")), role=details.get("role", ""))  # fmt: skip

    def person_does(
        self, rng: Random, login: str, ms: int, act: str, thing: str, address: str, *, agent: str = "",
        refused: bool = False, role: str = "", group: str = "",
    ) -> list[Record]:  # fmt: skip
        """What a person's account, or one that is called like a person's, does; in another ``group``."""
        upn = f"{login}@{self.domain}"
        claims = {
            "appid": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "name": login, _CLAIMS: uuid(Random(f"user/{login}")),
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": upn,
        }  # fmt: skip
        return self._does(rng, ms, act, thing, claims, address, agent, refused=refused, role=role, group=group)

    def _does(
        self, rng: Random, ms: int, act: str, thing: str, claims: dict[str, str], address: str, agent: str, *,
        refused: bool, role: str, group: str = "",
    ) -> list[Record]:  # fmt: skip
        operation, below = ACTS[act]
        vault, _, secret = thing.partition("/")
        named = below.format(vault if "KeyVault" in below else uuid(Random(thing + role)) if act == "role" else thing)
        group = group or self.groups[sum(vault.encode()) % len(self.groups)]
        resource = f"/SUBSCRIPTIONS/{self.subscription}/RESOURCEGROUPS/{group}".upper()
        resource += f"/PROVIDERS/{named}".upper() if below else ""
        body: dict[str, object] = {
            "time": iso_ms(ms), "resourceId": resource, "callerIpAddress": address, "correlationId": uuid(rng),
            "tenantId": self.tenant.tenant, "location": "global", "durationMs": str(20 + rng.randrange(900)),
        }  # fmt: skip
        if "KeyVault" in below:
            asked = f"https://{vault}.vault.azure.net/secrets" + (
                f"/{secret}/{hexes(Random(thing), 32)}" * bool(secret)
            )
            return [entry(LOG, ms, body | {
                "operationName": operation, "operationVersion": "7.4", "category": "AuditEvent",
                "resultType": "Failure" if refused else "Success", "resultSignature": "Forbidden" if refused else "OK",
                "identity": {"claim": claims}, "properties": {
                    "id": asked, "clientInfo": agent, "requestUri": f"{asked}?api-version=7.4",
                    "httpStatusCode": 403 if refused else 200, "tlsVersion": "TLS1_3", "isRbacAuthorized": True,
                },
            })]  # fmt: skip
        scope = resource.lower()
        properties: dict[str, object] = {"eventCategory": "Administrative", "entity": scope, "message": operation}
        if role:
            given = f'{{"properties":{{"principalId":"{thing}","roleDefinitionId":"/providers/{role}"}}}}'
            properties |= {"requestbody": given}
        kind = "ServicePrincipal" if "idtyp" in claims else "User"
        return [entry(LOG, ms, body | {
            "operationName": operation.upper(), "category": "Administrative",
            "level": "Error" if refused else "Information",
            "resultType": "Failure" if refused else "Success",
            "resultSignature": "Failed.Forbidden" if refused else "Succeeded.", "properties": properties,
            "identity": {"claims": claims, "authorization": {
                "scope": scope, "action": operation, "evidence": {"role": "Contributor", "principalType": kind},
            }},
        })]  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer starts, stops or tags a machine of the two groups near him."""
        act = ("start", "stop", "tag", "deployment")[rng.randrange(4)]
        thing = f"{self.groups[sum(person.login.encode()) % len(self.groups)]}-vm{rng.randrange(6)}"
        return self.person_does(rng, person.login, ms, act, thing, address)

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A secret is added to the application, or removed, in Entra."""
        return self.tenant.changes(rng, machine, by, ms, made=made)
