"""Okta: tokens of what provisions people and helps them, the System Log, the lists of users and tokens.

What a token only reads leaves nothing in the System Log.
"""

from dataclasses import dataclass
from random import Random

from keyroll.replay.estate import Credential, PlayedKind, Principal
from keyroll.replay.streams import okta_id, uuid
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import okta as write
from scenarios.systems import Folder, Machine, Person, Record, Tended, alive, origin
from scenarios.systems.held import held

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
    "session": ("user.session.start", "User login to Okta", ""),
    "enter": ("user.authentication.sso", "User single sign on to app", "AppInstance"),
    "provider": ("system.idp.lifecycle.create", "Create Identity Provider", "IdP"),
    "change-provider": ("system.idp.lifecycle.update", "Update Identity Provider", "IdP"),
    "switch-provider": ("system.idp.lifecycle.activate", "Activate Identity Provider", "IdP"),
    "report": ("analytics.reports.export.generate", "Generate report export", ""),
    "drop-provider": ("system.idp.lifecycle.deactivate", "Deactivate Identity Provider", "IdP"),
    "by-provider": ("user.authentication.auth_via_IDP", "Authenticate user via IDP", "IdP"),
    "clear": ("user.session.clear", "User logout from Okta", ""),
    "expire": ("user.lifecycle.suspend", "Suspend Okta user", ""),
    "restore": ("user.lifecycle.unsuspend", "Unsuspend Okta user", ""),
    "factor": ("user.mfa.factor.activate", "Activate factor or authenticator enrollment method for user", ""),
    "drop-factor": ("user.mfa.factor.deactivate", "Reset factor for user", ""),
    "deny-push": ("user.mfa.okta_verify.deny_push", "User rejected Okta push verify", ""),
    "second-step": ("user.authentication.auth_via_mfa", "Authentication of user via MFA", ""),
    "assign": ("application.user_membership.add", "Add user to application membership", "AppInstance"),
}  # fmt: skip
_SIGN_INS = (("user.session.start", "User login to Okta"), ("user.authentication.sso", "User single sign on to app"))


def user_id(name: str) -> str:
    """The native id of the account that a token belongs to."""
    return okta_id(Random(f"okta/{name}"), "00u")


def _beside(kind: str, name: str) -> str:
    begins = {"UserGroup": "00g", "AppInstance": "0oa", "IdP": "0oi"}[kind]
    return write.target(okta_id(Random(f"{kind}/{name}"), begins), "unknown", name, kind)


@dataclass(kw_only=True, eq=False)
class Okta(Tended):
    """The directory. ``anybody`` begins the logins of those whom no list of staff has."""

    name, source, identified = "okta", "okta@main", "okta@main:api_token:{0.key}"
    host: str
    country: str
    apps: tuple[str, ...]
    anybody: str

    def _event(
        self, rng: Random, ms: int, kind: str, message: str, who: str, address: str, agent: str, targets: str,
        country: str = "", **more: str,
    ) -> list[Record]:  # fmt: skip
        where = write.place(country or self.country)
        return [write.event(ms, uuid(rng), kind, message, who, write.client(address, agent, where), targets,
                            address=address, where=where, request=uuid(rng), **more)]  # fmt: skip

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One event of a token; details may name ``whom`` it is about by login and ``number``, else it is anybody."""
        kind, message, beside = ACTS[act]
        login = details.get("whom") or f"{self.anybody}{rng.randrange(400):03d}"
        number = details.get("number") or okta_id(Random(f"whom/{login}"), "00u")
        targets = write.target(number, f"{login}@{self.domain}", login, "User")
        if beside:
            targets += "," + _beside(beside, thing)
        who = write.actor(user_id(machine.name), f"{machine.name}@{self.domain}", machine.name)
        return self._event(
            rng, ms, kind, message, who, *origin(machine, ms, details), targets, country=details.get("country", ""),
            uri="/api/v1/users",
            detail=f'{{"requestApiTokenId":"{machine.key}"}}',
            reason="Insufficient permissions" if details.get("refused") else "",
        )  # fmt: skip

    def person_does(
        self, rng: Random, by: Person, ms: int, act: str, thing: str = "", *, address: str = "", agent: str = "",
        whom: Person | None = None, refused: str = "", country: str = "",
    ) -> list[Record]:  # fmt: skip
        """What a person, or who has his session, does with his own account, or with another's, or a thing."""
        kind, message, beside = ACTS[act]
        about = [write.target(whom.id, f"{whom.login}@{self.domain}", whom.login, "User")] if whom else []
        targets = ",".join([*about, *([_beside(beside, thing)] if beside else [])])
        session = f"idx{Random(f'{by.id}/{address}').getrandbits(80):020x}"
        return self._event(rng, ms, kind, message, self._person(by), address or by.office, agent or by.agent, targets,
                           country, reason=refused, session=session)  # fmt: skip

    def _person(self, person: Person) -> str:
        return write.actor(person.id, f"{person.login}@{self.domain}", person.login)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A person signs in, to Okta or to an application."""
        kind, message = _SIGN_INS[rng.randrange(2)]
        label = self.apps[rng.randrange(len(self.apps))]
        app = write.target(okta_id(Random(f"AppInstance/{label}"), "0oa"), "unknown", label, "AppInstance")
        where = write.place(self.country)
        return [write.event(
            ms, uuid(rng), kind, message, self._person(person), write.client(address, person.agent, where),
            "" if kind == "user.session.start" else app, address=address, where=where, request=uuid(rng),
            session=f"idx{rng.getrandbits(80):020x}",
        )]  # fmt: skip

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made, or revoked."""
        what, token = "create" if made else "revoke", write.target(machine.key, "unknown", machine.name, "Token")
        return self._event(rng, ms, f"system.api_token.{what}", f"{what.capitalize()} API token", self._person(by),
                           by.office, by.agent, token)  # fmt: skip

    def _held(self, machine: Machine, ms: int) -> Credential:
        token = held(machine, PlayedKind.OKTA_TOKEN, self.source, user_id(machine.name), ms=ms)
        token.used = ms - HOUR
        return token

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens."""
        tokens = [self._held(machine, ms) for machine in alive(machines, self.name, ms)]
        folder.survey(self.source, day_of(ms), "api_tokens.json", write.api_tokens(tokens, self.host))

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """Everybody who works there or did, and the accounts of machines."""
        rows = []
        for person in (known for known in people if known.joined <= ms):
            login, display = f"{person.login}@{self.domain}", f"{person.login[0]} {person.login[1:]}"
            principal = Principal(self.source, login, person.id, display, login, ms - 500 * DAY)
            rows.append(write.member(principal, "Employee", active=ms < person.left))
        rows += [write.member(self._held(machine, ms).principal) for machine in alive(machines, self.name, ms)]
        folder.survey(self.source, day_of(ms), "users.json", write.pages(rows))
