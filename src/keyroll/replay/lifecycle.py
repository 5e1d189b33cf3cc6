"""How a credential is created, replaced, changed, switched off and removed, in each vendor's way.

Every function sets the states that the surveys will show and plans the records that the logs will hold.
"""

from random import Random

from keyroll.replay.company import Person
from keyroll.replay.directory import account_author, git_author, jira_account, jira_author
from keyroll.replay.estate import ACTIVE, GONE, INACTIVE, Credential, Kind, Principal
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import aws_id, code, digits, hexes, okta_id, uuid
from keyroll.replay.times import DAY, MINUTE
from keyroll.replay.writers.atlassian import Author, Kindred
from keyroll.replay.writers.aws import account_of, create_key, delete_key, role_identity, update_key
from keyroll.replay.writers.bitbucket import (
    PASSWORD_CHANGED,
    TOKEN_CREATED,
    TOKEN_DELETED,
    USER_ACTIVATED,
    USER_CREATED,
    USER_DEACTIVATED,
    USER_DELETED,
)
from keyroll.replay.writers.bitbucket import audit as git_audit
from keyroll.replay.writers.cloudflare import audit as cf_audit
from keyroll.replay.writers.jira import PASSWORD_CHANGED as JIRA_PASSWORD
from keyroll.replay.writers.jira import USER_DELETED as JIRA_DELETED
from keyroll.replay.writers.jira import activity, user_created
from keyroll.replay.writers.jira import audit as jira_audit
from keyroll.replay.writers.okta import actor, client, event, place, target
from keyroll.replay.writers.smartsheet import event as sheet_event

_CLI = "aws-cli/2.13.22 Python/3.11.5 Darwin/22.6.0 exe/x86_64"


class Lifecycle:
    """Changes credentials, and leaves the vendors' traces of it."""

    def __init__(self, simulation: Simulation, rng: Random) -> None:
        self.simulation = simulation
        self.rng = rng

    def create(self, kind: Kind, model: Credential, ms: int, name: str = "") -> Credential:
        """A new credential beside its model; an account gets a principal of its own."""
        rng, native, serial = self.rng, "", ""
        who, title = model.principal, name or model.name
        if kind is Kind.AWS_KEY:
            native = aws_id(rng, "AKIA")
        elif kind is Kind.SERVICE_TOKEN:
            native, serial = f"{hexes(rng, 32)}.access", uuid(rng)
        elif kind is Kind.CF_TOKEN:
            native, serial = hexes(rng, 32), hexes(rng, 32)
        elif kind is Kind.OKTA_TOKEN:
            native = okta_id(rng, "00T")
        elif kind is Kind.OKTA_SECRET:
            native, serial = okta_id(rng, "ocs"), code(rng, 60)
        elif kind is Kind.GIT_TOKEN:
            native = digits(rng, 12)
        elif kind is Kind.SHEET_TOKEN:
            native = f"{who.native}/{title}"
        else:
            native = title
            number = max(one.number for one in self.simulation.estate.principals) + 1
            who = Principal(who.source, title, title, f"{who.display} 2", who.mail, ms, who.groups, number=number)
            self.simulation.estate.principals.append(who)
        made = Credential(kind, model.source, title, native, who, ms, [(ms, ACTIVE)], serial)
        self.simulation.hold(made)
        self.note(made, ms, "create")
        return made

    def disable(self, held: Credential, ms: int) -> None:
        """Switches it off."""
        held.states.append((ms, INACTIVE))
        self.note(held, ms, "disable")

    def enable(self, held: Credential, ms: int) -> None:
        """Switches it on again."""
        held.states.append((ms, ACTIVE))
        self.note(held, ms, "enable")

    def delete(self, held: Credential, ms: int) -> None:
        """Removes it."""
        held.states.append((ms, GONE))
        if held.kind in (Kind.JIRA_ACCOUNT, Kind.GIT_ACCOUNT):
            held.principal.removed = ms
        self.note(held, ms, "delete")

    def change(self, held: Credential, ms: int) -> None:
        """Gives it a new value in place: a password, or a token's next secret."""
        version = held.version(ms)[1] + 1
        held.versions.append((ms, version, ms + DAY if held.kind is Kind.SERVICE_TOKEN else 0))
        self.note(held, ms, "change")

    def note(self, held: Credential, ms: int, act: str) -> None:
        """Plans the record that the vendor keeps of the act."""
        who = self.simulation.admin(self.rng)
        {
            Kind.AWS_KEY: self._note_aws, Kind.SERVICE_TOKEN: self._note_cloudflare,
            Kind.CF_TOKEN: self._note_cloudflare,
            Kind.OKTA_TOKEN: self._note_okta, Kind.OKTA_SECRET: self._note_okta, Kind.JIRA_ACCOUNT: self._note_jira,
            Kind.GIT_ACCOUNT: self._note_git, Kind.GIT_TOKEN: self._note_git, Kind.SHEET_TOKEN: self._note_sheets,
        }[held.kind](held, ms, act, who)  # fmt: skip

    def _note_aws(self, held: Credential, ms: int, act: str, who: Person) -> None:
        account = account_of(held.source)
        identity = role_identity(account, "platform-admin", who.mail, aws_id(self.rng, "ASIA"), ms - 20 * MINUTE)
        via = (self.rng, ms, identity, who.office.address(ms), _CLI, held)
        if act == "create":
            record = create_key(*via)
        elif act == "delete":
            record = delete_key(*via)
        else:
            record = update_key(*via, "Active" if act == "enable" else "Inactive")
        self.simulation.folder.plan(record)

    def _note_cloudflare(self, held: Credential, ms: int, act: str, who: Person) -> None:
        token = held.kind is Kind.SERVICE_TOKEN
        kind = "access_service_token" if token else "token"
        verb = {"create": "create", "delete": "delete", "change": "rotate"}.get(act, "update")
        record = cf_audit(
            ms, f"{kind}_{verb}", kind, held.serial if token else held.native, uuid(self.rng), actor=who.mail,
            actor_id=who.uid.replace("-", ""), address=who.office.address(ms), value={"name": held.name},
        )  # fmt: skip
        self.simulation.folder.plan(record)

    def _note_okta(self, held: Credential, ms: int, act: str, who: Person) -> None:
        rng = self.rng
        if held.kind is Kind.OKTA_TOKEN:
            verb = "create" if act == "create" else "revoke"
            kind, text = f"system.api_token.{verb}", f"{verb.title()} API token"
            aim = target(held.native, "unknown", held.name, "Token")
        else:
            kind, text = "application.lifecycle.update", "Update application"
            aim = target(held.principal.native, held.name, held.name, "AppInstance")
        address, where = who.office.address(ms), place(who.office.country)
        record = event(
            ms, uuid(rng), kind, text, actor(who.okta, who.mail, who.display), client(address, who.agent(ms), where),
            aim,
            address=address, where=where, request=hexes(rng, 32), session=f"idx{hexes(rng, 20)}",
            uri="/api/internal/tokens",
        )  # fmt: skip
        self.simulation.folder.plan(record)

    def _note_jira(self, held: Credential, ms: int, act: str, who: Person) -> None:
        user, by, address = jira_account(held), jira_author(who), who.office.address(ms)
        if act == "create":
            record = user_created(ms, by, address, user)
        elif act in ("enable", "disable"):
            record = activity(ms, by, address, user, active=act == "enable")
        else:
            kindred = JIRA_PASSWORD if act == "change" else JIRA_DELETED
            record = jira_audit(ms, kindred, by, address, ((user[0], user[1], "USER"),))
        self.simulation.folder.plan(record)

    def _note_git(self, held: Credential, ms: int, act: str, who: Person) -> None:
        by: Author = git_author(who)
        if held.kind is Kind.GIT_TOKEN:
            kindred = TOKEN_CREATED if act == "create" else TOKEN_DELETED
            objects = ((held.native, held.name, "ACCESS_TOKEN"), (held.principal.name, held.principal.name, "PROJECT"))
            record = git_audit(ms, kindred, by, who.office.address(ms), held.principal.name, objects)
        else:
            found: dict[str, Kindred] = {
                "create": USER_CREATED, "change": PASSWORD_CHANGED, "delete": USER_DELETED,
                "disable": USER_DEACTIVATED, "enable": USER_ACTIVATED,
            }  # fmt: skip
            user = ((account_author(held).id, held.native, "USER"),)
            record = git_audit(ms, found[act], by, who.office.address(ms), held.native, user)
        self.simulation.folder.plan(record)

    def _note_sheets(self, held: Credential, ms: int, act: str, who: Person) -> None:
        who_else = held.principal
        verb = "AUTHORIZE" if act == "create" else "REVOKE"
        record = sheet_event(
            ms, uuid(self.rng), "ACCESS_TOKEN", verb, who.number, who_else.native, held.name, who_else.mail, "WEB_APP"
        )
        self.simulation.folder.plan(record)
