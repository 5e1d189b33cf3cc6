"""Okta, Slack, GitHub, Jira and Confluence of the company that measures rivers."""

from random import Random
from typing import ClassVar

from keyroll.replay.streams import code, digits, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.writers import okta as write_okta
from scenarios.companies.tarnfield import (
    AREAS,
    CLUSTER,
    DOMAIN,
    OFFICES,
    OWN,
    VENDORS,
    builder,
    monthly,
    quarterly,
    vendor_address,
    welds,
)
from scenarios.machine import Machine, Person
from scenarios.systems import Record, confluence, github, jira, okta, slack

BOARDS = tuple(area[:4].upper() for area in AREAS)
SPACES = tuple(area.upper() for area in AREAS)
PAGES = ("Overview", "Runbook", "Release+notes", "Stations", "Decisions", "Minutes", "On+call", "How+to", "Glossary")
GUIDES = tuple(
    f"{space}/{title}"
    for space in SPACES
    for title in ("Service+accounts", "VPN", "Vault+paths", "Break+glass", "Single+sign-on")
)
OPEN = ("gauge-sdk", "flood-model", "river-tiles", "charts", "station-sim", "docs", "examples", "homebrew-tap")


class Okta(okta.Okta):
    """The directory: staff follows the personnel system, a vendor fills shifts, seats come from the integrations."""

    domain, host, anybody = DOMAIN, "https://tarnfield.okta.com", "field"
    apps = ("Jira", "Confluence", "Bitbucket", "Slack", "Smartsheet", "AWS IAM Identity Center")
    where = write_okta.place("nl")

    def machines(self, rng: Random) -> list[Machine]:
        """Three tokens."""
        groups = ["all-staff", "field-crews", "planners", "engineers", "counters"]
        return [
            Machine("okta", "staff-sync", okta_id(rng, "00T"), CLUSTER,
                    "okta-sdk-golang/5.0.6 golang/go1.25 linux/amd64", 3 * HOUR, 5, groups,
                    ("profile", "profile", "join", "leave", "assign"), phase=rng.randrange(DAY)),
            Machine("okta", "rosterly", okta_id(rng, "00T"), vendor_address(VENDORS[3]), "Ruby", 4 * HOUR, 3,
                    ["field-crews"], ("join", "leave"), vendor=VENDORS[3], phase=rng.randrange(DAY)),
            welds(Machine("okta", "weldbase-seats", okta_id(rng, "00T"), "", "", 6 * HOUR, 3, ["Smartsheet", "Slack"],
                          ("assign",), phase=rng.randrange(DAY))),
        ]  # fmt: skip


class Slack(slack.Slack):
    """The workspace."""

    where: ClassVar[dict[str, str]] = {
        "type": "workspace", "id": "T06TARNFD1", "name": "Tarnfield", "domain": "tarnfield"
    }  # fmt: skip

    def machines(self, rng: Random) -> list[Machine]:
        """Two bots of the house, one of who wakes people, one of the integrations."""

        def one(name: str, address: str, agent: str, every: int, files: tuple[str, ...], acts: tuple[str, ...],
                vendor: str = "") -> Machine:  # fmt: skip
            return Machine("slack", name, "A0" + code(rng, 9).upper(), address, agent, every, 2, list(files), acts,
                           vendor=vendor, phase=rng.randrange(DAY))  # fmt: skip

        return [
            one("river levels", CLUSTER, "slack-go/0.17.3", HOUR, ("levels", "map", "warning"), ("upload",)),
            one("field notes", f"{OWN}.61", "python-slack-sdk/3.36.0", 2 * HOUR, ("visit", "photo", "station-log"),
                ("upload", "download")),
            one("Pagerowl", vendor_address(VENDORS[2]), "pagerowl-bridge/2.4", 3 * HOUR, ("timeline",), ("upload",),
                VENDORS[2]),
            welds(one("Weldbase", "", "", 2 * HOUR, ("plan", "invoice", "offer"), ("upload", "download"))),
        ]  # fmt: skip


class Github(github.Github):
    """What is given away as open source."""

    org = "tarnfield-open"

    def repos(self) -> list[str]:
        """All repositories by name."""
        return list(OPEN)

    def machines(self, rng: Random) -> list[Machine]:
        """A mirror from the cluster, releases from wherever builds run, the scanner, a docs bot."""

        def one(name: str, address: str, agent: str, every: int, acts: tuple[str, ...], vendor: str = "") -> Machine:
            return Machine("github", name, digits(rng, 9), address, agent, every, 4, rng.sample(OPEN, 5), acts,
                           vendor=vendor, phase=rng.randrange(DAY))  # fmt: skip

        found = [
            one("open-mirror", CLUSTER, "git/2.46.0", 2 * HOUR, ("fetch", "fetch", "commits")),
            one("open-release", "", "octokit-rest.js/22.0", 3 * HOUR, ("statuses", "contents", "pulls")),
            one(
                "sievelight-open",
                vendor_address(VENDORS[1]),
                "sievelight/3.8",
                12 * HOUR,
                ("clone", "contents"),
                VENDORS[1],
            ),
            one("docs-bot", f"{OWN}.62", "octokit-rest.js/21.1", 6 * HOUR, ("contents", "commits")),
        ]
        found[1].roams = builder
        return found

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Jira(jira.Jira):
    """The tickets: one account always meets some refusals, one is held by two jobs that know nothing of each other."""

    domain, host, boards = DOMAIN, "https://jira.tarnfield.example", BOARDS

    def machines(self, rng: Random) -> list[Machine]:
        """``!`` and a status: what is refused each time, because nobody ever gave that right."""

        def one(name: str, agent: str, every: int, burst: int, boards: tuple[str, ...], acts: tuple[str, ...],
                address: str = CLUSTER, vendor: str = "") -> Machine:  # fmt: skip
            return Machine("jira", name, name, address, agent, every, burst, list(boards), acts, vendor=vendor,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one(f"svc-tf-{area}-tickets", "python-requests/2.32.4", 2 * HOUR, 3, (BOARDS[number],),
                ("open", "comment", "issue"))
            for number, area in enumerate(AREAS[:3])
        ]  # fmt: skip
        found += [
            welds(one("svc-tf-weldbase", "", HOUR // 2, 3, BOARDS[:5], ("issue", "issue", "comment", "search"))),
            one("svc-tf-clocks", "Apache-HttpClient/5.5 (Java/21.0.8)", HOUR, 4, BOARDS[:6], ("search", "issue")),
            one("svc-tf-closer", "Go-http-client/1.1", HOUR, 5, BOARDS[3:6],
                ("issue", "comment", "comment!403", "board!404", "issue!403")),
            one("svc-tf-month", "okhttp/4.12.0", DAY, 90, BOARDS, ("search", "issue", "issue")),
            one("ext-pagerowl", "pagerowl-bridge/2.4", 2 * HOUR, 2, BOARDS[:3], ("open", "comment"),
                vendor_address(VENDORS[2]), VENDORS[2]),
            one("svc-tf-notes", "node-fetch/3.3.2", 3 * HOUR, 5, BOARDS[:4], ("search", "issue")),
            one("svc-tf-notes", "PowerShell/7.5.2", 2 * HOUR, 2, BOARDS[6:], ("open", "comment"), OFFICES[0]),
        ]  # fmt: skip
        found[6].only, found[8].roams, found[9].job = monthly, builder, "desk"
        return found


class Confluence(confluence.Confluence):
    """The pages."""

    spaces, guides = SPACES, GUIDES

    def machines(self, rng: Random) -> list[Machine]:
        """What copies runbooks, indexes by night, writes release notes from builds, and looks at all once a quarter."""

        def one(name: str, agent: str, every: int, burst: int, spaces: tuple[str, ...], acts: tuple[str, ...],
                address: str = CLUSTER) -> Machine:  # fmt: skip
            pages = [f"{space}/{title}" for space in spaces for title in PAGES]
            return Machine("confluence", name, name, address, agent, every, burst, pages, acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        found = [
            one("svc-tf-runbooks", "python-requests/2.32.4", 2 * HOUR, 4, SPACES[:3], ("body", "update")),
            one("svc-tf-finder", "Apache-HttpClient/5.5 (Java/21.0.8)", DAY, 150, SPACES, ("body",)),
            one("svc-tf-releases", "node-fetch/3.3.2", 3 * HOUR, 3, SPACES[3:6], ("page", "update")),
            welds(one("svc-tf-weldwiki", "", HOUR, 3, SPACES[2:5], ("body", "page"))),
            one("svc-tf-rules", "Java/17.0.16", DAY, 120, SPACES, ("page", "body"), f"{OWN}.71"),
        ]
        found[2].roams, found[4].only = builder, quarterly
        found[1].phase = 5 * HOUR + rng.randrange(90 * MINUTE)
        return found
