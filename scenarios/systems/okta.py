"""Okta: tokens of what provisions people and helps them, the System Log, the lists of users and tokens.

What a token only reads leaves nothing in the System Log.
"""

from random import Random

from keyroll.replay.estate import Credential, Kind, Principal
from keyroll.replay.folder import OKTA, Folder
from keyroll.replay.streams import okta_id, uuid
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import okta as write
from scenarios.companies.brackwater import DOMAIN, REGION, SHARED, VENDORS, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive
from scenarios.systems.held import held

HOST = "https://brackwater.okta.com"
#: Event, what it says, and the type of what it is about besides a user.
ACTS: dict[str, tuple[str, str, str]] = {
    "profile": ("user.account.update_profile", "Update user profile for Okta", ""),
    "create": ("user.lifecycle.create", "Create okta user", ""),
    "deactivate": ("user.lifecycle.deactivate", "Deactivate Okta user", ""),
    "join": ("group.user_membership.add", "Add user to group membership", "UserGroup"),
    "leave": ("group.user_membership.remove", "Remove user from group membership", "UserGroup"),
    "unlock": ("user.account.unlock", "Unlock user account", ""),
    "password": ("user.account.reset_password", "Fired when the user's Okta password is reset", ""),
    "factors": ("user.mfa.factor.reset_all", "Reset all factors for user", ""),
    "admin": ("user.account.privilege.grant", "Grant user privilege", ""),
    "assign": ("application.user_membership.add", "Add user to application membership", "AppInstance"),
}
GROUPS = ("all-staff", "deck-support", "shore-finance", "engineers", "fleet-desk")
_APPS = ("Jira", "Confluence", "AWS IAM Identity Center", "GitLab", "1Password")


def user_id(name: str) -> str:
    """The native id of the account that a token belongs to."""
    return okta_id(Random(f"okta/{name}"), "00u")


class Okta:
    """The directory."""

    name = "okta"
    domain, host, where = DOMAIN, HOST, write.place("gb")
    apps: tuple[str, ...] = _APPS
    #: The logins of those whom no list of staff has.
    anybody = "traveller"

    def machines(self, rng: Random) -> list[Machine]:
        """What follows the personnel system, what helps people who are locked out, what a vendor assigns."""
        agent = "okta-sdk-python/2.9.13 python/3.12.9 Linux/6.1"
        return [
            Machine("okta", "personnel-sync", okta_id(rng, "00T"), SHARED, agent, 4 * HOUR, 5, list(GROUPS),
                    ("profile", "profile", "profile", "join", "assign"), phase=rng.randrange(DAY)),
            Machine("okta", "deskhand-bot", okta_id(rng, "00T"), f"{REGION[2]}.77", agent, HOUR, 2, [],
                    ("unlock", "unlock", "password"), phase=rng.randrange(HOUR)),
            Machine("okta", f"{VENDORS[0].lower()}-seats", okta_id(rng, "00T"), vendor_address(VENDORS[0]),
                    "Go-http-client/2.0", 6 * HOUR, 2, [VENDORS[0]], ("assign",), vendor=VENDORS[0],
                    phase=rng.randrange(DAY)),
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One event of a token; ``told`` may name the ``whom`` of it by login and by ``number``, else it is anybody."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        login = told.get("whom") or f"{self.anybody}{rng.randrange(400):03d}"
        who = write.actor(user_id(one.name), f"{one.name}@{self.domain}", one.name)
        token = f'{{"requestApiTokenId":"{one.key}"}}'
        number, refused = told.get("number", ""), bool(told.get("refused"))
        line = self._event(rng, ms, act, who, login, thing, address, agent, token, refused=refused, number=number)
        return [(OKTA, ms, line)]

    def _event(
        self, rng: Random, ms: int, act: str, who: str, login: str, thing: str, address: str, agent: str,
        detail: str = "{}", *, refused: bool = False, number: str = "",
    ) -> str:  # fmt: skip
        kind, message, beside = ACTS[act]
        mail = f"{login}@{self.domain}"
        targets = write.target(number or okta_id(Random(f"whom/{login}"), "00u"), mail, login, "User")
        if beside:
            named = okta_id(Random(f"{beside}/{thing}"), "00g" if beside == "UserGroup" else "0oa")
            targets += "," + write.target(named, "unknown", thing, beside)
        return write.event(
            ms, uuid(rng), kind, message, who, write.client(address, agent, self.where), targets, address=address,
            where=self.where, request=uuid(rng), detail=detail, uri="/api/v1/users",
            reason="Insufficient permissions" if refused else "",
        )  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A person signs in, to Okta or to an application."""
        who = write.actor(one.id, f"{one.login}@{self.domain}", one.login)
        via = write.client(address, one.agent, self.where)
        kind, message = (("user.session.start", "User login to Okta"), ("user.authentication.sso", "User single sign "
                         "on to app"))[rng.randrange(2)]  # fmt: skip
        label = self.apps[rng.randrange(len(self.apps))]
        targets = "" if kind == "user.session.start" else write.target(
            okta_id(Random(f"AppInstance/{label}"), "0oa"), "unknown", label, "AppInstance")  # fmt: skip
        line = write.event(ms, uuid(rng), kind, message, who, via, targets, address=address, where=self.where,
                           request=uuid(rng), session=f"idx{rng.getrandbits(80):020x}")  # fmt: skip
        return [(OKTA, ms, line)]

    def person_does(self, rng: Random, by: Person, ms: int, act: str, login: str, thing: str = "") -> list[Record]:
        """What an administrator does by hand."""
        who = write.actor(by.id, f"{by.login}@{self.domain}", by.login)
        return [(OKTA, ms, self._event(rng, ms, act, who, login, thing, by.office, by.agent))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made, or revoked."""
        who = write.actor(by.id, f"{by.login}@{self.domain}", by.login)
        via = write.client(by.office, by.agent, self.where)
        what = "create" if made else "revoke"
        line = write.event(
            ms, uuid(rng), f"system.api_token.{what}", f"{what.capitalize()} API token", who, via,
            write.target(one.key, "unknown", one.name, "Token"), address=by.office, where=self.where, request=uuid(rng),
        )  # fmt: skip
        return [(OKTA, ms, line)]

    def _held(self, one: Machine, ms: int) -> Credential:
        return held(one, Kind.OKTA_TOKEN, "okta@main", user_id(one.name), ms=ms)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens."""
        tokens = [self._held(one, ms) for one in alive(machines, self.name, ms)]
        for one in tokens:
            one.used = ms - HOUR
        folder.survey("okta@main", day_of(ms), "api_tokens.json", write.api_tokens(tokens, self.host))

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """Everybody who works there or did, and the accounts of machines."""
        rows = [
            write.member(Principal("okta@main", f"{one.login}@{self.domain}", one.id, f"{one.login[0]} {one.login[1:]}",
                                   f"{one.login}@{self.domain}", ms - 500 * DAY), "Employee", active=ms < one.left)
            for one in people if one.joined <= ms
        ]  # fmt: skip
        rows += [write.member(self._held(one, ms).principal) for one in alive(machines, self.name, ms)]
        folder.survey("okta@main", day_of(ms), "users.json", write.pages(rows))

    def identifier(self, one: Machine) -> str:
        """By the token's id."""
        return f"okta@main:api_token:{one.key}"
