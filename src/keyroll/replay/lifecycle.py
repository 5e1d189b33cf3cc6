"""Creation, replacement, change, disabling and removal of a credential, in the form of each vendor.

Every function sets the states that the listings will show, and plans the records that the logs will hold.
"""

from random import Random

from keyroll.replay.company import Person
from keyroll.replay.directory import account_author, git_author, jira_account, jira_author
from keyroll.replay.estate import ACTIVE, GONE, INACTIVE, Credential, PlayedKind, Principal
from keyroll.replay.folder import Record
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import aws_id, code, digits, hexes, okta_id, uuid
from keyroll.replay.times import DAY, MINUTE
from keyroll.replay.writers import aws as write_aws
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers import smartsheet as write_smartsheet

_CLI = "aws-cli/2.13.22 Python/3.11.5 Darwin/22.6.0 exe/x86_64"


class Lifecycle:
    """Changes credentials, and writes the vendors' records of it."""

    def __init__(self, simulation: Simulation, rng: Random) -> None:
        self.simulation = simulation
        self.rng = rng

    def create(self, kind: PlayedKind, model: Credential, ms: int, name: str = "") -> Credential:
        """Make a new credential like a given one; an account gets its own principal."""
        rng, native, serial = self.rng, "", ""
        who, title = model.principal, name or model.name
        if kind is PlayedKind.AWS_KEY:
            native = aws_id(rng, "AKIA")
        elif kind is PlayedKind.SERVICE_TOKEN:
            native, serial = f"{hexes(rng, 32)}.access", uuid(rng)
        elif kind is PlayedKind.CF_TOKEN:
            native, serial = hexes(rng, 32), hexes(rng, 32)
        elif kind is PlayedKind.OKTA_TOKEN:
            native = okta_id(rng, "00T")
        elif kind is PlayedKind.OKTA_SECRET:
            native, serial = okta_id(rng, "ocs"), code(rng, 60)
        elif kind is PlayedKind.GIT_TOKEN:
            native = digits(rng, 12)
        elif kind is PlayedKind.SHEET_TOKEN:
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
        """Switch it off."""
        held.states.append((ms, INACTIVE))
        self.note(held, ms, "disable")

    def enable(self, held: Credential, ms: int) -> None:
        """Enable the credential again."""
        held.states.append((ms, ACTIVE))
        self.note(held, ms, "enable")

    def delete(self, held: Credential, ms: int) -> None:
        """Remove it."""
        held.states.append((ms, GONE))
        if held.kind in (PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT):
            held.principal.removed = ms
        self.note(held, ms, "delete")

    def change(self, held: Credential, ms: int) -> None:
        """Give the credential a new value in place: a password, or a token's next secret."""
        version = held.version(ms)[1] + 1
        held.versions.append((ms, version, ms + DAY if held.kind is PlayedKind.SERVICE_TOKEN else 0))
        self.note(held, ms, "change")

    def note(self, held: Credential, ms: int, act: str) -> None:
        """Plan the vendor's record of the act."""
        who = self.simulation.admin(self.rng)
        tell = {
            "aws": self._note_aws, "cloudflare": self._note_cloudflare, "okta": self._note_okta,
            "jira": self._note_jira, "bitbucket": self._note_git, "smartsheet": self._note_sheets,
        }[held.kind.system]  # fmt: skip
        self.simulation.folder.plan(tell(held, ms, act, who))

    def _note_aws(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        account = write_aws.account_of(held.source)
        key = aws_id(self.rng, "ASIA")
        identity = write_aws.role_identity(account, "platform-admin", who.mail, key, ms - 20 * MINUTE)
        via = (self.rng, ms, identity, who.office.address(ms), _CLI, held)
        if act == "create":
            record = write_aws.create_key(*via)
        elif act == "delete":
            record = write_aws.delete_key(*via)
        else:
            record = write_aws.update_key(*via, "Active" if act == "enable" else "Inactive")
        return record

    def _note_cloudflare(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        token = held.kind is PlayedKind.SERVICE_TOKEN
        kind = "access_service_token" if token else "token"
        verb = {"create": "create", "delete": "delete", "change": "rotate"}.get(act, "update")
        return write_cloudflare.audit(
            ms, f"{kind}_{verb}", kind, held.serial if token else held.native, uuid(self.rng), actor=who.mail,
            actor_id=who.uid.replace("-", ""), address=who.office.address(ms), value={"name": held.name},
        )  # fmt: skip

    def _note_okta(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        rng = self.rng
        if held.kind is PlayedKind.OKTA_TOKEN:
            verb = "create" if act == "create" else "revoke"
            kind, text = f"system.api_token.{verb}", f"{verb.title()} API token"
            aim = write_okta.target(held.native, "unknown", held.name, "Token")
        else:
            kind, text = "application.lifecycle.update", "Update application"
            aim = write_okta.target(held.principal.native, held.name, held.name, "AppInstance")
        address, where = who.office.address(ms), write_okta.place(who.office.country)
        by, via = write_okta.actor(who.okta, who.mail, who.display), write_okta.client(address, who.agent(ms), where)
        return write_okta.event(
            ms, uuid(rng), kind, text, by, via, aim, address=address, where=where, request=hexes(rng, 32),
            session=f"idx{hexes(rng, 20)}", uri="/api/internal/tokens",
        )  # fmt: skip

    def _note_jira(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        user, by, address = jira_account(held), jira_author(who), who.office.address(ms)
        if act == "create":
            record = write_jira.user_created(ms, by, address, user)
        elif act in ("enable", "disable"):
            record = write_jira.activity(ms, by, address, user, active=act == "enable")
        else:
            kindred = write_jira.PASSWORD_CHANGED if act == "change" else write_jira.USER_DELETED
            record = write_jira.audit(ms, kindred, by, address, ((user[0], user[1], "USER"),))
        return record

    def _note_git(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        by = git_author(who)
        if held.kind is PlayedKind.GIT_TOKEN:
            kindred = write_bitbucket.TOKEN_CREATED if act == "create" else write_bitbucket.TOKEN_DELETED
            objects = ((held.native, held.name, "ACCESS_TOKEN"), (held.principal.name, held.principal.name, "PROJECT"))
            record = write_bitbucket.audit(ms, kindred, by, who.office.address(ms), held.principal.name, objects)
        else:
            kindreds = {
                "create": write_bitbucket.USER_CREATED, "change": write_bitbucket.PASSWORD_CHANGED,
                "delete": write_bitbucket.USER_DELETED, "disable": write_bitbucket.USER_DEACTIVATED,
                "enable": write_bitbucket.USER_ACTIVATED,
            }  # fmt: skip
            user = ((account_author(held).id, held.native, "USER"),)
            record = write_bitbucket.audit(ms, kindreds[act], by, who.office.address(ms), held.native, user)
        return record

    def _note_sheets(self, held: Credential, ms: int, act: str, who: Person) -> Record:
        who_else = held.principal
        verb = "AUTHORIZE" if act == "create" else "REVOKE"
        return write_smartsheet.event(
            ms, uuid(self.rng), "ACCESS_TOKEN", verb, who.number, who_else.native, held.name, who_else.mail, "WEB_APP"
        )
