"""The keys and numbers of people and of service accounts in Jira and Bitbucket."""

from keyroll.replay.company import Person
from keyroll.replay.estate import ACTIVE, GONE, Credential, PlayedKind
from keyroll.replay.simulation import Simulation
from keyroll.replay.times import ENDS
from keyroll.replay.writers.atlassian import Author
from keyroll.replay.writers.bitbucket import User as GitUser
from keyroll.replay.writers.jira import User as JiraUser


def jira_key(person: Person) -> str:
    """Return a person's key in Jira."""
    return f"JIRAUSER{10_000 + person.number}"


def jira_author(person: Person) -> Author:
    """A person as the author of a Jira or Confluence audit record."""
    return Author(jira_key(person), person.login)


def git_author(person: Person) -> Author:
    """A person as the author of a Bitbucket audit record."""
    return Author(str(101 + person.number), person.login, "NORMAL")


def account_author(account: Credential) -> Author:
    """A service account as the author of an audit record."""
    number = account.principal.number
    if account.kind is PlayedKind.JIRA_ACCOUNT:
        return Author(f"JIRAUSER{20_000 + number}", account.native)
    return Author(str(20_000 + number), account.native, "NORMAL")


def jira_person(person: Person, ms: int) -> JiraUser:
    """Return a person as a Jira user at that time."""
    return jira_key(person), person.login, person.mail, person.display, ms < person.left


def jira_account(account: Credential, ms: int = ENDS) -> JiraUser:
    """Return a service account as a Jira user at that time."""
    who = account.principal
    return account_author(account).id, account.native, who.mail, who.display, account.state(ms) == ACTIVE


def jira_users(simulation: Simulation, ms: int) -> list[JiraUser]:
    """Return every user of Jira at that time."""
    found = [jira_person(one, ms) for one in simulation.staff if one.joined <= ms]
    accounts = [one for one in simulation.of(PlayedKind.JIRA_ACCOUNT) if one.state(ms) != GONE]
    guests = [one.user for one in simulation.guests if one.created <= ms]
    return found + [jira_account(one, ms) for one in accounts] + guests


def git_users(simulation: Simulation, ms: int, source: str = "bitbucket@main") -> list[GitUser]:
    """Return every user of Bitbucket at that time."""
    found: list[GitUser] = []
    staff = simulation.staff if source == "bitbucket@main" else simulation.staff[:12]
    for one in staff:
        if one.engineer and one.joined <= ms:
            seen = max(one.joined, min(ms, one.left) - (7 + one.number % 13) * 3_600_000)
            found.append((one.login, one.mail, ms < one.left, one.display, 101 + one.number, seen))
    for account in simulation.of(PlayedKind.GIT_ACCOUNT):
        if account.source == source and account.state(ms) != GONE:
            who = account.principal
            active = account.state(ms) == ACTIVE
            found.append((account.native, who.mail, active, who.display, 20_000 + who.number, account.used))
    return found
