"""What goes on in the ordinary weeks of several companies: people come and go, repairs by night, tables, tickets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from keyroll.replay.streams import digits, hexes, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.keeping import BY_HAND, begun
from scenarios.machine import Machine, Person, Where, job
from scenarios.scene import Scene
from scenarios.staff import factor_set_again, looks_around, mistyped
from scenarios.systems.aws import Aws
from scenarios.systems.gcp import Gcp
from scenarios.systems.github import Github
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

MakePerson = Callable[[Random, int, str, int], Person]
#: Day, system, name, how often, things, acts, client, where (nowhere: a vendor's), key (none: a new one).
New = tuple[int, str, str, int, Sequence[str], tuple[str, ...], str, Where, str]
_SILENT = ("postgresql", "slack", "kubernetes", "salesforce", "workspace", "confluence")
"""Systems whose log does not tell that a credential is made."""


def some_outsider(rng: Random, first: int = 249) -> str:
    """An address of somebody who guesses or scans, in one of three networks."""
    return f"{first + rng.randrange(3)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"


def people_join(
    scene: Scene, rng: Random, person: MakePerson, first: int, rows: Iterable[tuple[int, str]],
    abroad: Callable[[int, str], str], made: Callable[[Person, int], None],
) -> None:  # fmt: skip
    """Some begin on a day in a team; a contractor from ``abroad`` has an address of his own and other hours."""
    for number, (day, team) in enumerate(rows):
        joined = scene.company.begins + day * DAY
        who = person(rng, first + number, team, joined)
        if where := abroad(number, team):
            who = Person(who.login, who.id, where, where, who.agent, who.joined, team=team, begins=(3 + number) * HOUR)
        scene.people.append(who)
        made(who, joined)


def people_leave(
    scene: Scene, rng: Random, person: MakePerson, first: int, teams: Iterable[str], day: int, apart: int
) -> None:
    """Some leave, the first on a day and the others each some days after."""
    for number, team in enumerate(teams):
        who = person(rng, first + number, team, 0)
        scene.people.append(
            Person(who.login, okta_id(rng, "00u"), who.office, who.home, who.agent, team=team, rota=who.rota,
                   begins=who.begins, left=scene.company.begins + (day + apart * number) * DAY)
        )  # fmt: skip


def new_machines(scene: Scene, rng: Random, rows: Iterable[New], sold: Callable[[Machine], Machine]) -> None:
    """New machines begin in the course of a day."""
    for day, system, name, every, things, acts, agent, where, key in rows:
        new = job(rng, system, name, agent, every, 4, things, acts, where, key=key)
        created = scene.company.begins + day * DAY + 8 * HOUR + rng.randrange(8 * HOUR)
        begun(scene, rng, new if where else sold(new), created, made=not key and system not in _SILENT)


def repaired_by_night(
    scene: Scene, rng: Random, count: int, engineer: Callable[[Scene, Random], Person], areas: Sequence[str],
    tools: Mapping[str, tuple[str, Sequence[str], Sequence[str]]], cloud_of: Callable[[int], Aws | Gcp], prefix: str,
) -> None:  # fmt: skip
    """Somebody on call repairs on some nights; on every second one with the emergency key of the cloud.

    ``tools`` names for each cloud that key, the things and the acts.
    """
    cluster = scene.known("kubernetes", Kubernetes)
    for number, day in enumerate(sorted(rng.sample(scene.company.days[1:-1], count))):
        who, area = engineer(scene, rng), rng.choice(areas)
        ms = day + (20 + rng.randrange(3)) * HOUR + rng.randrange(HOUR)
        cloud = cloud_of(number)
        name, things, acts = tools[cloud.name]
        if number % 2:
            key = scene.user(rng, scene.named(cloud.name, name), address=who.home, agent=BY_HAND[cloud.name])
            steps = [(acts[0], ""), (acts[2], ""), ("secret", f"{prefix}-{area}-db"), (acts[1], things[3])]
            key.series(ms, steps, 30 * SECOND, 6 * MINUTE)
        looks_around(scene, rng, cloud, who, ms, acts, things, who.home, 6 + rng.randrange(9), (MINUTE, 6 * MINUTE))
        for act in ("pods", "log", "exec", "config", "drop-pod", "deploy"):
            ms += 4 * MINUTE
            scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=who.home))


def tables_by_hand(
    scene: Scene, rng: Random, role: Machine, agent: str, crew: Sequence[Person], days: Iterable[int],
    tables: Sequence[str], where: Callable[[Person, int], str],
) -> None:  # fmt: skip
    """One of a crew reads some tables with a role for reports on each day."""
    reads = scene.user(rng, role, agent=agent)
    for day in days:
        who = rng.choice(crew)
        steps = [(rng.choice(("read", "count", "all", "columns")), rng.choice(tables))
                 for _ in range(1 + rng.randrange(8))]  # fmt: skip
        ms = day + who.begins + rng.randrange(7 * HOUR)
        reads.series(ms, steps, MINUTE, 11 * MINUTE, address=where(who, day))


def tickets_all_day(
    scene: Scene, rng: Random, boards: Sequence[str], teams: Sequence[str], much: Callable[[int, int], int],
    where: Callable[[int, Person, int, int], str],
) -> None:  # fmt: skip
    """Some teams work on tickets all day; ``much``: how many times as much, by the day's number and time."""
    tickets = scene.known("jira", Jira)
    crew = [(number, one) for number, one in enumerate(scene.people) if one.team in teams]
    for count, day in enumerate(scene.company.days[:-1]):
        times = much(count, day)
        for number, who in crew:
            start = who.shift(rng, day)
            for _ in range((1 + rng.randrange(4)) * times if start is not None else 0):
                ms = (start or 0) + rng.randrange(8 * HOUR)
                act = rng.choice(("browse", "browse", "issue", "comment", "attachment"))
                thing = attached(rng) if act == "attachment" else ticket(rng, boards[number % len(boards)])
                scene.ordinary(tickets.person_does(rng, who, ms, act, thing, where(number, who, day, ms), who.agent))


def passwords_guessed(scene: Scene, rng: Random, okta: Okta, day: int, agents: Sequence[str], most: int) -> None:
    """Passwords of up to some persons are guessed from outside, up to three times on a day."""
    for _ in range(rng.randrange(4)):
        where = some_outsider(rng, 250)
        ms = day + rng.randrange(22 * HOUR)
        for who in rng.sample(scene.people, 1 + rng.randrange(most)):
            scene.ordinary(okta.person_does(rng, who, ms, "session", address=where, agent=rng.choice(agents),
                                            refused="INVALID_CREDENTIALS", country="us"))  # fmt: skip
            ms += 3 * SECOND + rng.randrange(8 * MINUTE)


def cluster_scanned(scene: Scene, rng: Random) -> None:
    """Who scans the net asks the cluster's API on most days and gets nothing."""
    cluster = scene.known("kubernetes", Kubernetes)
    for day in scene.company.days:
        for _ in range(rng.randrange(4)):
            where = some_outsider(rng)
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", ""), ("nodes", "")))
            ms = day + rng.randrange(11 * HOUR)
            scene.ordinary(cluster.anonymous(rng, ms, act, thing, where, "Go-http-client/1.1"))


def mailboxes(scene: Scene, rng: Random, documents: Sequence[str], readers: int, folder: int) -> None:
    """Administrators set passwords in Workspace; people open letters, and now and then a whole folder."""
    accounts = scene.known("workspace", Workspace)
    for day in scene.company.days[:-1]:
        if weekday(day) < 5 and rng.random() < 0.4:
            by, whom, ms = scene.people[rng.randrange(4)], rng.choice(scene.people), day + 9 * HOUR
            ms += rng.randrange(8 * HOUR)
            scene.ordinary(accounts.administers(rng, by, ms, "CHANGE_PASSWORD", whom.login, by.place(day)))
        for who in rng.sample(scene.people, readers):
            start = who.shift(rng, day)
            for _ in range(1 + rng.randrange(3) if start is not None else 0):
                ms = (start or 0) + rng.randrange(8 * HOUR)
                scene.ordinary(accounts.opens_mail(rng, who, ms, who.place(day)))
        if rng.random() < 0.2:
            who, ms = rng.choice(scene.people), day + 9 * HOUR + rng.randrange(8 * HOUR)
            for name in rng.sample(documents, folder):
                scene.ordinary(accounts.person_does(rng, who, ms, "download", name, who.place(day)))
                ms += 2 * SECOND + rng.randrange(12 * SECOND)


def members_change(scene: Scene, rng: Random, since: int) -> None:
    """Engineers who begin or leave become members of the code's host or are taken out; accounts are switched off."""
    code, okta = scene.known("github", Github), scene.known("okta", Okta)
    for who in (one for one in scene.people[since:] if one.team == "engineering"):
        at, action = (who.joined + 9 * HOUR, "org.add_member") if who.joined else (who.left, "org.remove_member")
        scene.ordinary(code.person_does(rng, scene.people[rng.randrange(4)], at, action, who.login))
    for who in (one for one in scene.people[since:] if one.left < scene.company.ends):
        gone = okta.person_does(rng, scene.people[rng.randrange(4)], who.left + 5 * MINUTE, "deactivate", whom=who)
        scene.ordinary(gone)


def copies_and_tries(
    scene: Scene, rng: Random, days: Sequence[int], engineer: Callable[[Scene, Random], Person], areas: Sequence[str]
) -> None:
    """On some days an engineer restores a copy of a database or tries a machine, and a workload in the cluster."""
    cloud, cluster = scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for number, day in enumerate(days):
        midnight = scene.company.begins + day * DAY
        who, ms = engineer(scene, rng), midnight + 9 * HOUR + rng.randrange(7 * HOUR)
        area, where = rng.choice(areas), who.place(midnight)
        acts = ((("snapshots", ""), ("restore-snapshot", area), ("databases", ""),
                 ("drop-database", f"{area}-restored")),
                (("image-list", ""), ("key-pair", f"try-{number}"), ("run-many", "c8g.large"), ("firewalls", ""),
                 ("open-one", f"0a{number}|{where}"), ("terminate", f"0a{number}")))[number % 2]  # fmt: skip
        for act, thing in acts:
            scene.ordinary(cloud.person_does(rng, who, ms, act, thing, where))
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
        for act, thing in (("may", ""), ("workload", f"{area}-try"), ("pods", ""), ("drop-workload", f"{area}-try")):
            asked = cluster.person_does(rng, who, ms, act, thing, area, address=where, refused=number == 4)
            scene.ordinary(asked)
            ms += MINUTE + rng.randrange(50 * MINUTE)


def sign_ins(
    scene: Scene, rng: Random, mistypes: tuple[int, int], signers: int, at_place: float,
    phone: Callable[[str, int], str],
) -> None:  # fmt: skip
    """Staff mistype and have new telephones; passwords are guessed; two applications a week are let in.

    ``mistypes``: the least number on a day, and below which more. ``at_place``: how often a sign-in is no telephone's.
    """
    okta, accounts = scene.known("okta", Okta), scene.known("workspace", Workspace)
    agents = list(dict.fromkeys(who.agent for who in scene.people))
    for day in scene.company.days[:-1]:
        mistyped(scene, rng, okta, day, scene.people, mistypes[0] + rng.randrange(mistypes[1]))
        for _ in range(rng.randrange(3) if weekday(day) < 5 else 0):
            whom, ms = rng.choice(scene.people[6:]), day + 8 * HOUR + rng.randrange(9 * HOUR)
            factor_set_again(scene, rng, okta, day, whom, ms, 9 * MINUTE)
            if rng.random() < 0.4:
                scene.ordinary(accounts.adds_device(rng, whom, ms + 20 * MINUTE, hexes(rng, 16), whom.place(day)))
        for who in rng.sample(scene.people, signers):
            start = who.shift(rng, day)
            if start is not None:
                where = who.place(day) if rng.random() < at_place else phone(who.login, start)
                scene.ordinary(accounts.signs_in(rng, who, start + rng.randrange(8 * HOUR), where))
        passwords_guessed(scene, rng, okta, day, agents, 7)
        if rng.random() < 0.3:
            who, ms = rng.choice(scene.people), day + 9 * HOUR + rng.randrange(8 * HOUR)
            client = digits(rng, 21)
            scene.ordinary(accounts.consents(rng, who, ms, client, "Calendar helper", who.place(day)))


def without_right(scene: Scene, rng: Random, rows: Iterable[tuple[int, str, str]], hour: int, times: int) -> None:
    """Some jobs, by day, system and name, are refused what they do first for some hours, until somebody sees it."""
    for day, system, name in rows:
        one = scene.named(system, name)
        steps = [(f"{one.acts[0]}!1", one.things[0])] * times
        scene.user(rng, one).series(scene.company.begins + day * DAY + hour * HOUR, steps, 15 * MINUTE, 25 * MINUTE)
