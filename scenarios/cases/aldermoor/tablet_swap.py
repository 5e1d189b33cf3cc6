"""A surge: every tablet and telephone of the wards is replaced within six days, a hospital in a night.

A firm that does it gets accounts with a role, which end with the work. Old devices are deleted by the dozen in the
night, new ones are registered in the morning by who holds them, codes are typed at ward after ward, and who keeps the
factor on the old telephone is refused until the desk helps.
"""

from random import Random

from scenarios.companies.aldermoor_places import DOMAIN, OFFICES, SITES, away, line
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Person, Scene, surge
from scenarios.routines.aldermoor import APPS
from scenarios.staff import there
from scenarios.systems.microsoft import Microsoft

_CREW = ("swap.one", "swap.two", "swap.three")
_SHELL = "Mozilla/5.0 (Windows NT 10.0; en-US) WindowsPowerShell/7.5.3"


@surge("Every tablet and telephone of the wards is replaced within six days")
def plan(scene: Scene) -> None:
    """Three accounts on the first day; a hospital in each of five nights; the accounts end on the eighth."""
    rng, tenant = scene.rng("tablets"), scene.known("microsoft", Microsoft)
    crew = _crew(scene, rng, tenant)
    for place, site in enumerate(SITES):
        crowd = [one for one in there(scene, scene.at(1), "wards", "doctors", "desks", "laboratory")
                 if one.office == OFFICES[1 + place] and one.left == FOREVER]  # fmt: skip
        _deletes(scene, rng, tenant, crew[place % 3], crowd, scene.at(1 + place, 1) + rng.randrange(2 * HOUR))
        for number, who in enumerate(crowd):
            _gets(scene, rng, tenant, who, scene.at(1 + place, 6) + rng.randrange(9 * HOUR), fails=number % 6 == 2)
        enrols = scene.user(rng, scene.named("microsoft", "Tablet enrolment"), address=OFFICES[1 + place])
        enrols.series(scene.at(1 + place, 5), [("sign-in", "")] * 50, MINUTE, 20 * MINUTE)
        phones = scene.user(rng, scene.named("microsoft", f"Bedside telephones {site}"))
        late = [("sign-in!1", "")] * 12 + [("sign-in", "")] * 20
        phones.series(scene.at(1 + place, 4), late, 3 * MINUTE, 12 * MINUTE)


def _crew(scene: Scene, rng: Random, tenant: Microsoft) -> list[Person]:
    """Three accounts of the firm, with the role for devices, from its hotel; ended a week later."""
    found = []
    role = [{"Name": "Role.DisplayName", "NewValue": "Cloud Device Administrator", "OldValue": ""}]
    for number, login in enumerate(_CREW):
        where, by, about = away("swap", number), scene.people[number], f"{login}@{DOMAIN}"
        found.append(Person(login, f"00uamswap{number}", where, where, _SHELL, scene.at(0), works=False))
        ms = scene.at(0, 10) + number * 20 * MINUTE
        for operation in ("Add user.", "Reset user password."):
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, about, by.office))
            ms += 2 * MINUTE
        given = tenant.account_does(rng, by.login, ms, "Add member to role.", about, by.office, ModifiedProperties=role)
        scene.ordinary(given)
        for operation in ("Remove member from role.", "Delete user."):
            ended = scene.at(7, 15) + number * 4 * MINUTE
            scene.ordinary(tenant.account_does(rng, by.login, ended, operation, about, by.office))
    return found


def _deletes(scene: Scene, rng: Random, tenant: Microsoft, hand: Person, crowd: list[Person], ms: int) -> None:
    """The old devices of a hospital, some seconds apart, after a sign-in from the hospital or the hotel."""
    where = rng.choice((hand.home, crowd[0].office))
    scene.ordinary(tenant.signs_in(rng, hand, ms, where, hand.agent, "Microsoft Graph Command Line Tools"))
    for who in crowd:
        for kind in ("TAB", "PHN"):
            ms += SECOND + rng.randrange(20 * SECOND)
            device = f"{kind}-{who.id[-6:]}"
            scene.ordinary(tenant.account_does(rng, hand.login, ms, "Delete device.", device, where))


def _gets(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, *, fails: bool) -> None:
    """The new device: a code, a registration, the factor; who fails is refused, then helped by the desk."""
    where, desk = rng.choice((who.office, line(who.login, ms))), scene.people[len(who.login) % 4]
    if fails:
        for _ in range(3 + rng.randrange(6)):
            scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(APPS), denied=True))
            ms += 20 * SECOND + rng.randrange(3 * MINUTE)
        ms += 10 * MINUTE + rng.randrange(40 * MINUTE)
        for operation in ("Reset user password.", "Update user."):
            scene.ordinary(tenant.person_does(rng, desk, ms, operation, who.login))
            ms += 2 * MINUTE
    broker = "Microsoft Authentication Broker"
    scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, broker, code=rng.random() < 0.7))
    registered = tenant.account_does(rng, who.login, ms + MINUTE, "Register device.", f"NEW-{who.id[-6:]}", where)
    scene.ordinary(registered)
    changed = [{"Name": "StrongAuthenticationUserDetails", "NewValue": '[{"DeviceName":"SM-T636B"}]', "OldValue": "[]"}]
    scene.ordinary(tenant.account_does(rng, who.login, ms + 3 * MINUTE, "Update user.", f"{who.login}@{DOMAIN}", where,
                                       ModifiedProperties=changed))  # fmt: skip
    for _ in range(1 + rng.randrange(3)):
        ms += 4 * MINUTE + rng.randrange(40 * MINUTE)
        scene.ordinary(tenant.signs_in(rng, who, ms, line(who.login, ms), who.agent, rng.choice(APPS)))
