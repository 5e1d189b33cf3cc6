"""Microsoft, GitLab, Jira, Confluence and Slack of the company that insures health."""

from random import Random
from typing import ClassVar
from urllib.parse import quote_plus

from keyroll.replay.streams import code, digits, uuid
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.kestervale import (
    AREAS,
    BATCH,
    CORE,
    DOMAIN,
    LETTERS,
    OFFICES,
    SETUP,
    VENDORS,
    Where,
    builder,
    cloud,
    job,
    sold,
    workdays,
)
from scenarios.machine import Machine
from scenarios.systems import Record, confluence, gitlab, jira, microsoft, slack

PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("api", "web", "jobs", "rules")),
    "platform/terraform", "platform/pipelines", "platform/hosts", "platform/gateway", "platform/charts",
    "data/warehouse", "data/notebooks", "data/models", "shared/forms", "shared/design", "shared/codes", "old/mainframe",
)  # fmt: skip
BOARDS = ("CLM", "MBR", "PRM", "PRV", "LTR", "OPS", "DATA", "HELP", "SEC", "LEGAL")
SPACES = tuple(area.upper() for area in (*AREAS, "handbook", "operations"))
PAGES = ("Overview", "Process", "Codes", "Release+notes", "Contacts", "Rota", "Minutes", "Checklist", "Forms", "FAQ")


_FILES = ("invoice.pdf", "scan.pdf", "form.pdf", "photo.jpg", "letter.docx", "screenshot.png", "export.xlsx")


def attached(rng: Random) -> str:
    """A file at a ticket: its number and name."""
    return f"{61_000 + int(rng.random() * 9_000)}/{rng.choice(_FILES)}"


class Microsoft(microsoft.Microsoft):
    """The tenant: applications of the house and of vendors, a copy of all boxes every night."""

    domain, tenant = DOMAIN, "4f0e9c52-6d1b-4d77-a3c8-1be05aa7d920"

    def machines(self, rng: Random) -> list[Machine]:
        """Each with one secret."""

        def one(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], acts: tuple[str, ...],
                where: Where = cloud) -> Machine:  # fmt: skip
            mails = tuple(f"{box}@{DOMAIN}" for box in boxes)
            return job(rng, "microsoft", name, uuid(rng), agent, every, burst, mails, acts, where)

        return [
            one("Claims inbox", "MSAL.Python/1.34.0", HOUR, 2, ("claims", "invoices"), ("mail",)),
            one("Letters out", "MSAL.NetCore/4.79.2", 2 * HOUR, 2, ("letters",), ("mail", "sign-in"), LETTERS),
            one("Room screens", "MSAL.NetCore/4.66.1", 6 * HOUR, 3, ("rooms",), ("sign-in",), OFFICES[0]),
            one("Starters and leavers", "PowerShell/7.5.4", 12 * HOUR, 4, ("starters",), ("sign-in", "mail"), BATCH),
            one("Complaints clock", "msal-node/3.8.3", 2 * HOUR, 2, ("complaints", "appeals"), ("mail",)),
            sold(one("Pillowmere", "MSAL.Java/1.23.1", 2 * HOUR, 4, ("messages", "care"), ("mail",))),
            sold(one("Sumfold", "MSAL.Java/1.20.0", 6 * HOUR, 3, ("invoices", "books"), ("mail",))),
            one("Mailbox copies", "MSAL.Python/1.31.1", DAY, 50,
                ("claims", "letters", "messages", "care", "complaints", "appeals", "invoices", "books"), ("mail",)),
        ]  # fmt: skip


class Gitlab(gitlab.Gitlab):
    """The instance, in the data centre."""

    projects, areas, mirrors, host = PROJECTS, AREAS, ("codes", "forms"), "git.kestervale.example"

    def machines(self, rng: Random) -> list[Machine]:
        """Builds of the areas; what inventories out, mirrors, pins, tags, counts and scans."""
        taken: set[int] = set()

        def key() -> str:
            # A token's bot user has a number of few digits: two tokens must not share one.
            found = next(one for one in iter(lambda: digits(rng, 5), "") if int(one) % 997 not in taken)
            taken.add(int(found) % 997)
            return found

        def one(name: str, agent: str, every: int, burst: int, things: tuple[str, ...], acts: tuple[str, ...],
                where: Where = builder) -> Machine:  # fmt: skip
            return job(rng, "gitlab", name, key(), agent, every, burst, things, acts, where)

        found = [
            one(f"{area}-builds", "git/2.52.0", (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3,
                (*(name for name in PROJECTS if name.startswith(area)), "platform/pipelines", "shared/codes"),
                (("fetch", "status", "file"), ("fetch", "fetch", "status"))[number % 2])
            for number, area in enumerate(AREAS[:6])
        ]  # fmt: skip
        for build in found:
            build.only = workdays
        return [
            *found,
            one("rollout-watch", "argocd-repo-server/3.2.1", HOUR, 2, ("platform/charts", "platform/gateway"),
                ("fetch", "commits"), cloud),
            one("hosts-setup", "git/2.43.5", 4 * HOUR, 3, ("platform/hosts", "platform/gateway"), ("fetch", "file"),
                SETUP),
            one("core-mirror", "git/2.39.5", 2 * HOUR, 2, ("old/mainframe", "shared/codes"), ("fetch",), CORE),
            one("pins-bot", "renovate/42.64.1", DAY, 60, PROJECTS[:36], ("file", "merges", "note"), cloud),
            one("release-bot", "python-gitlab/7.1.0", 3 * HOUR, 4, PROJECTS[:32:4], ("tags", "merges", "status")),
            one("licence-count", "python-gitlab/5.6.0", 7 * DAY, 80, PROJECTS, ("projects", "file", "tags"), BATCH),
            sold(one("brandtree-scan", "brandtree-agent/3.11", 6 * HOUR, 12, PROJECTS, ("fetch", "merges", "note"))),
        ]  # fmt: skip


class Jira(jira.Jira):
    """The tickets."""

    domain, host, boards = DOMAIN, "https://tickets.kestervale.example", BOARDS

    def machines(self, rng: Random) -> list[Machine]:
        """What opens tickets, keeps clocks, mirrors to vendors; one account is held by two jobs."""

        def one(name: str, agent: str, every: int, burst: int, boards: tuple[str, ...], acts: tuple[str, ...],
                where: Where = cloud) -> Machine:  # fmt: skip
            return job(rng, "jira", name, name, agent, every, burst, boards, acts, where)

        bridge = ("issue", "comment", "search", "attachment!404")
        found = [
            one("kv-claims-tickets", "python-requests/2.32.5", 2 * HOUR, 3, BOARDS[:1], ("open", "comment", "issue")),
            one("kv-care-tickets", "okhttp/5.3.0", 2 * HOUR, 3, BOARDS[1:2], ("open", "comment", "issue")),
            one("kv-alerts", "Alertmanager/0.30.0", 2 * HOUR, 2, BOARDS[5:6], ("open", "search")),
            one("kv-clocks", "Apache-HttpClient/5.5.1 (Java/21.0.9)", HOUR, 3, BOARDS[:5], ("search", "issue")),
            one("kv-bridge", "node-fetch/3.3.2", 2 * HOUR, 4, BOARDS[5:8], bridge),
            one("kv-bridge", "PowerShell/7.4.13", 4 * HOUR, 2, BOARDS[3:4], ("open", "issue"), OFFICES[1]),
            one("kv-weekly", "python-requests/2.31.0", 7 * DAY, 120, BOARDS, ("search", "issue"), BATCH),
            sold(one("ext-pillowmere", "axios/1.13.2", 2 * HOUR, 3, BOARDS[1:5:3], ("issue", "comment"))),
            sold(one("ext-clearwhistle", "Java/21.0.8", 3 * HOUR, 4, BOARDS[:1], ("issue", "attachment", "comment"))),
        ]  # fmt: skip
        found[5].job = "branch"
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request; of a board, any of its tickets' files."""
        if act == "attachment" and not told.get("exactly"):
            thing = attached(rng)
        return super().work(rng, one, ms, act, thing, **told)


class Confluence(confluence.Confluence):
    """The pages."""

    spaces = SPACES
    guides = tuple(f"{space}/{title}" for space in SPACES for title in ("Who+may+what", "Tunnel", "Vault", "Robots"))

    def machines(self, rng: Random) -> list[Machine]:
        """What indexes by night, shows pages to those who answer calls, writes rotas and release notes."""

        def one(name: str, agent: str, every: int, burst: int, spaces: tuple[str, ...], acts: tuple[str, ...],
                where: Where = cloud) -> Machine:  # fmt: skip
            pages = tuple(f"{space}/{page}" for space in spaces for page in PAGES)
            return job(rng, "confluence", name, name, agent, every, burst, pages, acts, where)

        return [
            one("kv-finder", "Apache-HttpClient/5.5.1 (Java/21.0.9)", DAY, 100, SPACES, ("body",)),
            one("kv-care-helper", "okhttp/5.3.0", HOUR, 3, SPACES[:3], ("body", "body", "search")),
            one("kv-rota", "python-requests/2.31.0", 12 * HOUR, 3, SPACES[8:], ("update", "page"), OFFICES[1]),
            one("kv-releases", "node-fetch/3.3.2", 3 * HOUR, 3, SPACES[4:7], ("page", "update"), builder),
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request; a page is looked for by its title."""
        if act == "search":
            thing = quote_plus(f'title ~ "{thing.partition("/")[2]}"')
        return super().work(rng, one, ms, act, thing, **told)


class Slack(slack.Slack):
    """The workspace."""

    where: ClassVar[dict[str, str]] = {
        "type": "workspace", "id": "T08KESTER2", "name": "Kestervale", "domain": "kestervale"
    }  # fmt: skip

    def machines(self, rng: Random) -> list[Machine]:
        """Bots of the house, two vendors'."""

        def one(name: str, agent: str, every: int, files: tuple[str, ...], acts: tuple[str, ...],
                where: Where = cloud) -> Machine:  # fmt: skip
            return job(rng, "slack", name, "A0" + code(rng, 9).upper(), agent, every, 3, files, acts, where)

        found = [
            one("claims queue", "slack-go/0.18.0", HOUR, ("queue", "overdue"), ("upload",)),
            one("call numbers", "python-slack-sdk/3.39.0", 2 * HOUR, ("calls", "waiting"), ("upload",), OFFICES[1]),
            one("what went out", "@slack:web-api/7.13.0 node/24.11.1 linux/6.12", 3 * HOUR, ("changes",), ("upload",),
                builder),
            one("month end", "python-slack-sdk/3.27.1", 7 * DAY, ("arrears", "costs"), ("upload", "download"), BATCH),
            sold(one(VENDORS[1], "axios/1.13.2", 2 * HOUR, ("message", "photo", "form"), ("upload", "download"))),
            sold(one(VENDORS[2], "brandtree-agent/3.11", 12 * HOUR, ("findings",), ("upload",))),
        ]  # fmt: skip
        found[2].only = workdays
        return found
