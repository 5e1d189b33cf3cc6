"""Cloudflare: API tokens of the account, Access service tokens, the audit log and Access requests, both lists."""

from random import Random

from keyroll.replay.estate import Credential, Kind
from keyroll.replay.folder import ACCESS, CF_AUDIT, Folder
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import cloudflare as write
from scenarios.companies.brackwater import DOMAIN, LINES, REGION, SHARED, some_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive
from scenarios.systems.held import held

APPS = ("tickets", "wiki", "git", "crew", "fares-admin", "claims")
#: Action and the type of what it is done to.
ACTS: dict[str, tuple[str, str]] = {
    "add": ("rec_add", "DNS_record"), "set": ("rec_set", "DNS_record"), "drop": ("rec_del", "DNS_record"),
    "purge": ("purge", "zone"), "token": ("token_create", "account token"),
    "untoken": ("token_delete", "account token"),
    "visit": ("", ""),
}  # fmt: skip


class Cloudflare:
    """The zone and what stands behind Access."""

    name = "cloudflare"
    domain, apps, country = DOMAIN, APPS, "gb"

    def machines(self, rng: Random) -> list[Machine]:
        """What renews certificates, places ships' names, empties caches; and what reaches applications."""
        found = [
            Machine("cloudflare", "certificates", hexes(rng, 32), SHARED, "", 12 * HOUR, 3,
                    [f"_acme-challenge.{line}" for line in LINES], ("add", "drop"), phase=rng.randrange(DAY)),
            Machine("cloudflare", "ship-names", hexes(rng, 32), f"{REGION[1]}.61", "", 6 * HOUR, 2,
                    [f"deck.{line}" for line in LINES], ("set",), phase=rng.randrange(DAY)),
            Machine("cloudflare", "pages-purge", hexes(rng, 32), SHARED, "", 3 * HOUR, 1, [DOMAIN], ("purge",),
                    phase=rng.randrange(DAY)),
        ]  # fmt: skip
        found += [
            Machine("cloudflare", f"reach-{app}", uuid(rng), f"{REGION[3]}.{90 + number}", "", 2 * HOUR, 3, [app],
                    ("visit",), phase=rng.randrange(DAY),
                    roams=(lambda key, ms: some_address(REGION, key, ms)) if number % 2 else None)
            for number, app in enumerate(APPS)
        ]  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """A change of the zone, or a visit of an application; ``told`` may give the ``number`` of what is made."""
        address, action = told.get("address") or one.place(ms), ACTS[act]
        if act == "visit":
            allowed, app = not told.get("refused"), f"{thing}.{self.domain}"
            line = write.access(ms, address, app, one.key, hexes(rng, 16), country=self.country, allowed=allowed)
            return [(ACCESS, ms, line)]
        if told.get("refused"):
            return []  # the audit log has what was done
        number = told.get("number") or hexes(Random(f"record/{thing}"), 32)
        line = write.audit(
            ms, action[0], action[1], number, uuid(rng), actor="", actor_id=one.key, address=address,
            actor_type="account_token", interface="API", value={"name": f"{thing}.{self.domain}"},
        )  # fmt: skip
        return [(CF_AUDIT, ms, line)]

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person reaches an application."""
        app = f"{self.apps[rng.randrange(len(self.apps))]}.{self.domain}"
        line = write.access(
            ms, address, app, one.id, hexes(rng, 16), mail=f"{one.login}@{self.domain}", country=self.country
        )
        return [(ACCESS, ms, line)]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made or deleted."""
        what = "access service token" if "visit" in one.acts else "account token"
        action = f"{'service_' if 'visit' in one.acts else ''}token_{'create' if made else 'delete'}"
        line = write.audit(ms, action, what, one.key, uuid(rng), actor=f"{by.login}@{self.domain}",
                           actor_id=hexes(Random(by.id), 32), address=by.office)  # fmt: skip
        return [(CF_AUDIT, ms, line)]

    def _held(self, one: Machine, ms: int) -> Credential:
        if "visit" in one.acts:
            client = f"{hexes(Random(f'client/{one.key}'), 32)}.access"
            found = held(one, Kind.SERVICE_TOKEN, "cloudflare@main", one.key, ms=ms, serial=one.key)
            found.native = client
            return found
        return held(one, Kind.CF_TOKEN, "cloudflare@main", one.key, ms=ms, policies=("DNS Write",),
                    serial=hexes(Random(f"policy/{one.key}"), 32))  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Both kinds of token."""
        mine = [self._held(one, ms) for one in alive(machines, self.name, ms)]
        services = write.service_tokens(ms, [one for one in mine if one.kind is Kind.SERVICE_TOKEN])
        tokens = write.account_tokens(ms, [one for one in mine if one.kind is Kind.CF_TOKEN])
        folder.survey("cloudflare@main", day_of(ms), "access_service_tokens.json", services)
        folder.survey("cloudflare@main", day_of(ms), "account_tokens.json", tokens)

    def identifier(self, one: Machine) -> str:
        """By the token's id."""
        return f"cloudflare@main:{'access_service_token' if 'visit' in one.acts else 'account_token'}:{one.key}"
