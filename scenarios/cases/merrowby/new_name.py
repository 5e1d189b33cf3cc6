"""A surge: the company gets another name; within a week everything that carries the old one is changed.

Repositories are renamed, records of the zone are doubled, applications and groups are assigned anew, pages and tickets
are searched and written by a script, boxes forward, and secrets that have the name in them are given out anew.
"""

from random import Random

from scenarios.companies.merrowby import AREAS, BOARDS, DOMAIN, PAGES, REPOSITORIES, SPACES, TEND
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, handed, surge
from scenarios.systems.github import Github
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.okta import Okta

_RENEWED = ("organiser-accounts", "zone-builds", "ci-sales", "ci-seats", "Refund reader", "token-sales", "token-seats")


@surge("The company gets another name")
def plan(scene: Scene) -> None:
    """Zone and mail on the first day, code on the second, people on the third, pages until the seventh."""
    rng = scene.rng("name")
    _zone(scene, rng, scene.at(1, 4))
    _mail(scene, rng, scene.at(1, 6))
    _code(scene, rng, scene.at(2, 5))
    _people(scene, rng, scene.at(3, 4))
    _pages(scene, rng, scene.at(4, 13))
    for number, name in enumerate(_RENEWED):
        made = scene.at(3 + number % 4, 5) + rng.randrange(7 * HOUR)
        handed(scene, rng, name, made, scene.people[number % 4], grace=(1 + number * 5) * HOUR)


def _zone(scene: Scene, rng: Random, ms: int) -> None:
    """Each name gets a second record and another target; the old ones are taken away on the seventh day."""
    names = [f"{area}-{kind}" for area in AREAS for kind in ("app", "api", "static")]
    keeper = scene.user(rng, scene.named("cloudflare", "queue-switch"), address=TEND)
    keeper.series(ms, [(act, name) for name in names for act in ("add", "set")], 4 * SECOND, 40 * SECOND)
    keeper.series(ms + 6 * DAY, [("drop", name) for name in names], 3 * SECOND, 20 * SECOND)
    certificates = scene.user(rng, scene.named("cloudflare", "certificates"))
    certificates.series(ms + HOUR, [(act, f"_acme-challenge.{name}") for name in names for act in ("add", "drop")],
                        9 * SECOND, MINUTE)  # fmt: skip


def _mail(scene: Scene, rng: Random, ms: int) -> None:
    """A second domain in the tenant; each box gets a further address, shared boxes forward for some weeks."""
    tenant, admin = scene.known("microsoft", Microsoft), scene.people[0]
    for operation in ("Add unverified domain.", "Verify domain.", "Set company information."):
        scene.ordinary(tenant.account_does(rng, admin.login, ms, operation, "merrowby-tickets.example", admin.office))
        ms += 9 * MINUTE
    for one in scene.people[:62]:
        box = {"Identity": one.login, "EmailAddresses": f"smtp:{one.login}@merrowby-tickets.example"}
        scene.ordinary(tenant.exchange_does(rng, admin.login, ms, "Set-Mailbox", one.login, admin.office, box))
        ms += 2 * SECOND + rng.randrange(9 * SECOND)
    for name in ("refunds", "care", "halls", "news"):
        to = {"Identity": name, "ForwardingSmtpAddress": f"smtp:{name}@{DOMAIN}", "DeliverToMailboxAndForward": "True"}
        scene.ordinary(tenant.exchange_does(rng, admin.login, ms, "Set-Mailbox", name, admin.office, to))
        ms += MINUTE
    reader = scene.user(rng, scene.named("microsoft", "Invoice reader"))
    boxes = [("mail", f"{name}@{DOMAIN}") for name in ("invoices", "payouts", "halls", "news", "care")]
    reader.series(ms, boxes * 9, 20 * SECOND, 4 * MINUTE)


def _code(scene: Scene, rng: Random, ms: int) -> None:
    """Two engineers rename all repositories with their command lines; everything is cloned and built again."""
    code = scene.known("github", Github)
    for number, name in enumerate(REPOSITORIES):
        who = scene.people[4 + number % 2]
        for act in ("edit", "rename"):
            scene.ordinary(code.granted(rng, who, ms, act, name, who.place(ms - ms % DAY), "gh/2.91.0"))
            ms += 3 * SECOND + rng.randrange(20 * SECOND)
    for area in AREAS[:7]:
        builds = scene.user(rng, scene.named("github", f"ci-{area}"))
        things = scene.named("github", f"ci-{area}").things
        steps = [(act, thing) for thing in things for act in ("clone!404", "clone", "contents", "statuses")]
        builds.series(ms + rng.randrange(2 * HOUR), steps * 2, 20 * SECOND, 3 * MINUTE)
    pins = scene.user(rng, scene.named("github", "pins-bot"))
    pins.series(ms + HOUR, [(act, name) for name in REPOSITORIES for act in ("contents", "open")], 5 * SECOND, MINUTE)


def _people(scene: Scene, rng: Random, ms: int) -> None:
    """Profiles of all are written, applications assigned anew; a third has to sign in again and mistypes."""
    okta = scene.known("okta", Okta)
    for number, one in enumerate(scene.people[:62]):
        by = scene.people[number % 4]
        for act, thing in (("profile", ""), ("assign", "Slack"), ("assign", "Box office"), ("clear", "")):
            scene.ordinary(okta.person_does(rng, by, ms, act, thing, whom=one))
            ms += SECOND + rng.randrange(5 * SECOND)
        at = ms + rng.randrange(8 * HOUR)
        for refused in ("INVALID_CREDENTIALS", "")[number % 3 > 0 :]:
            scene.ordinary(okta.person_does(rng, one, at, "session", address=one.place(at - at % DAY),
                                            refused=refused))  # fmt: skip
            at += 40 * SECOND
    sync = scene.user(rng, scene.named("okta", "organiser-accounts"))
    sync.series(ms, [("profile", "organisers")] * 380, 2 * SECOND, 20 * SECOND)


def _pages(scene: Scene, rng: Random, ms: int) -> None:
    """A script with the checklists' account reads and writes every page, from an engineer's home; tickets as well."""
    who = scene.people[9]
    script = scene.user(rng, scene.named("confluence", "mb-checklists"), address=who.home)
    pages = [f"{space}/{page}" for space in SPACES for page in PAGES]
    script.series(ms, [(act, page) for page in pages for act in ("body", "update")] * 2, 2 * SECOND, 20 * SECOND)
    forms = scene.user(rng, scene.named("jira", "mb-forms"), address=who.home, agent="python-requests/2.34.0")
    steps = [(act, board) for board in BOARDS for act in ("search", "comment", "comment")] * 14
    forms.series(ms + DAY, steps, 3 * SECOND, 30 * SECOND)
