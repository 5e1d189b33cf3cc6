"""OpenBao: long-lived tokens of services, the audit device, the list of accessors with their hashes."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import DAY, iso, iso_ms
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, Tended, alive, entry, origin

LOG = LogFiles("openbao@main", "audit", "{day}.ndjson.gz")
#: Operation and path.
ACTS: dict[str, tuple[str, str]] = {
    "read": ("read", "secret/data/{}"), "self": ("read", "auth/token/lookup-self"), "mounts": ("read", "sys/mounts"),
    "list": ("list", "secret/metadata/{}"), "rules": ("list", "sys/policies/acl"),
    "make": ("update", "auth/token/create"), "revoke": ("update", "auth/token/revoke-accessor"),
}  # fmt: skip
#: Type and class of a mount, by the first part of a path.
_MOUNTS = {"secret": ("kv", "secret"), "auth": ("token", "auth"), "sys": ("system", "system")}


@dataclass(kw_only=True, eq=False)
class Openbao(Tended):
    """The vault."""

    name, source, identified = "openbao", "openbao@main", "openbao@main:token_accessor:{0.key}"
    teams: tuple[str, ...]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One request with its answer: two entries."""
        refused = bool(details.get("refused"))
        return self._pair(rng, ms, act, thing, _held(machine), *origin(machine, ms, details), refused=refused)

    def _pair(
        self, rng: Random, ms: int, act: str, thing: str, auth: dict[str, object], address: str, agent: str,
        *, refused: bool = False, data: dict[str, str] | None = None, given: dict[str, str] | None = None,
    ) -> list[Record]:  # fmt: skip
        operation, path = ACTS[act]
        point = path.split("/")[0]
        mount, kind = _MOUNTS[point]
        request: dict[str, object] = {
            "id": uuid(rng), "client_id": hexes(rng, 32), "operation": operation, "mount_point": f"{point}/",
            "mount_type": mount, "mount_class": kind, "client_token": auth["client_token"],
            "client_token_accessor": auth["accessor"], "namespace": {"id": "root"}, "path": path.format(thing),
            "remote_address": address, "remote_port": 40_412, "headers": {"user-agent": [agent]},
        } | ({"data": data} if data else {})  # fmt: skip
        outcome: dict[str, object] = {"response": {"mount_type": mount} | ({"auth": given} if given else {})}
        if refused:
            outcome = {"error": "1 error occurred:\n\t* permission denied\n\n"}
        both = {"auth": auth, "request": request}
        return [
            entry(LOG, ms, {"time": iso_ms(ms), "type": "request"} | both),
            entry(LOG, ms + 3, {"time": iso_ms(ms + 3), "type": "response"} | both | outcome),
        ]

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer reads one secret after signing in through the directory."""
        team = self.teams[sum(person.login.encode()) % 8]
        return self._pair(rng, ms, "read", f"{team}/db", self._signed_in(person, ms), address, person.agent)

    def _signed_in(self, person: Person, ms: int) -> dict[str, object]:
        mail, session = f"{person.login}@{self.domain}", f"{person.id}{ms // DAY}"
        return {
            "client_token": hidden("t", session), "accessor": hidden("a", session),
            "display_name": f"oidc-{mail}", "policies": ["default", "engineers"],
            "token_policies": ["default"], "metadata": {"email": mail, "role": "engineers"},
            "entity_id": uuid(Random(person.id)), "token_type": "service", "token_ttl": 28_800,
        }  # fmt: skip

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made or revoked; the answer to the first, or what the second asks for, names its accessor."""
        return self._changed(rng, self._signed_in(by, ms), machine, ms, by.office, by.agent, made=made)

    def turns(self, rng: Random, machine: Machine, by: Machine, ms: int, *, made: bool) -> list[Record]:
        """A machine's token makes or revokes another's."""
        return self._changed(rng, _held(by), machine, ms, *origin(by, ms, {}), made=made)

    def _changed(
        self, rng: Random, auth: dict[str, object], machine: Machine, ms: int, address: str, agent: str, *, made: bool
    ) -> list[Record]:
        accessor = {"accessor": hidden("a", machine.key)}
        if not made:
            return self._pair(rng, ms, "revoke", "", auth, address, agent, data=accessor)
        given = accessor | {"display_name": machine.name, "token_type": "service"}
        return self._pair(rng, ms, "make", "", auth, address, agent, given=given)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Each accessor as it was looked up, and its hash in the log."""
        mine = list(alive(machines, self.name, ms))
        self.put(folder, ms, "token_accessors", *(
            {"data": {
                "accessor": machine.key, "display_name": machine.name, "path": "auth/token/create", "type": "service",
                "policies": ["default", machine.name],
                "creation_time": (made := max(machine.created, ms - 200 * DAY)) // 1000,
                "issue_time": iso(made), "expire_time": iso(ms + 32 * DAY), "entity_id": "",
            }}
            for machine in mine
        ))  # fmt: skip
        hashes = [{"accessor": machine.key, "hash": hidden("a", machine.key)} for machine in mine]
        self.put(folder, ms, "accessor_hashes", hashes)


def _held(machine: Machine) -> dict[str, object]:
    return {
        "client_token": hidden("t", machine.key), "accessor": hidden("a", machine.key), "display_name": machine.name,
        "policies": ["default", machine.name], "token_policies": ["default", machine.name], "token_type": "service",
        "token_ttl": 2_764_800,
    }  # fmt: skip


def hidden(kind: str, key: str) -> str:
    """How the audit device shows a token or an accessor."""
    return f"hmac-sha256:{hexes(Random(f'{kind}/{key}'), 64)}"
