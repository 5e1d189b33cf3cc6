"""Cloudflare: API tokens of the account, Access service tokens, the audit log and Access requests, both lists."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.estate import Credential, PlayedKind
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import day_of
from keyroll.replay.writers import cloudflare as write
from scenarios.systems import Folder, Machine, Person, Record, Tended, alive, origin
from scenarios.systems.held import held

#: Action and the type of what it is done to.
ACTS: dict[str, tuple[str, str]] = {
    "add": ("rec_add", "DNS_record"), "set": ("rec_set", "DNS_record"), "drop": ("rec_del", "DNS_record"),
    "purge": ("purge", "zone"), "token": ("token_create", "account token"), "script": ("script_create", "script"),
    "drop-script": ("script_delete", "script"), "route": ("route_create", "worker_route"), "visit": ("", ""),
}  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Cloudflare(Tended):
    """The zone and what stands behind Access. A machine that visits has a service token, any other an API token."""

    name, source = "cloudflare", "cloudflare@main"
    apps: tuple[str, ...]
    country: str

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A change of the zone, or a visit of an application; details may give the ``number`` of what is made."""
        address, (action, kind), refused = origin(machine, ms, details)[0], ACTS[act], bool(details.get("refused"))
        named = f"{thing}.{self.domain}"
        if act == "visit":
            ray = hexes(rng, 16)
            return [write.access(ms, address, named, machine.key, ray, country=self.country, allowed=not refused)]
        if refused:
            return []  # the audit log has what was done
        return [write.audit(
            ms, action, kind, details.get("number") or hexes(Random(f"record/{thing}"), 32), uuid(rng), actor="",
            actor_id=machine.key, address=address, actor_type="account_token", interface="API", value={"name": named},
        )]  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person reaches an application."""
        app, mail = f"{self.apps[rng.randrange(len(self.apps))]}.{self.domain}", f"{person.login}@{self.domain}"
        return [write.access(ms, address, app, person.id, hexes(rng, 16), mail=mail, country=self.country)]

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made or deleted."""
        kind, begins = ("access service token", "service_") if "visit" in machine.acts else ("account token", "")
        action = f"{begins}token_{'create' if made else 'delete'}"
        return [write.audit(ms, action, kind, machine.key, uuid(rng), actor=f"{by.login}@{self.domain}",
                            actor_id=hexes(Random(by.id), 32), address=by.office)]  # fmt: skip

    def _held(self, machine: Machine, ms: int) -> Credential:
        if "visit" in machine.acts:
            token = held(machine, PlayedKind.SERVICE_TOKEN, self.source, machine.key, ms=ms, serial=machine.key)
            token.native = f"{hexes(Random(f'client/{machine.key}'), 32)}.access"
            return token
        return held(machine, PlayedKind.CF_TOKEN, self.source, machine.key, ms=ms, policies=("DNS Write",),
                    serial=hexes(Random(f"policy/{machine.key}"), 32))  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Both kinds of token."""
        mine = [self._held(machine, ms) for machine in alive(machines, self.name, ms)]
        services = write.service_tokens(ms, [token for token in mine if token.kind is PlayedKind.SERVICE_TOKEN])
        tokens = write.account_tokens(ms, [token for token in mine if token.kind is PlayedKind.CF_TOKEN])
        folder.survey(self.source, day_of(ms), "access_service_tokens.json", services)
        folder.survey(self.source, day_of(ms), "account_tokens.json", tokens)

    def identifier(self, machine: Machine) -> str:
        """By the token's id."""
        kind = "access_service_token" if "visit" in machine.acts else "account_token"
        return f"{self.source}:{kind}:{machine.key}"
