"""Who took over the seller of the names makes administrators of Workspace, reads mail and changes the zone.

After the names that were moved to Squarespace (July 2024): the seller of the names is the seller of the accounts too;
administrators made, passwords set, second steps switched off, mail read, devices added, records changed, and further
administrators left behind.
"""

from random import Random

from scenarios.companies.pendrake_places import PROJECT
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, hexes, intrusion, okta_id
from scenarios.systems.gcp import Gcp
from scenarios.systems.workspace import Workspace

_FROM, _AGENT = ("253.71.9.140", "250.44.201.6"), chrome(WINDOWS, 151)


@intrusion("Who took over the seller of the names makes administrators and reads mail")
def plan(scene: Scene) -> None:
    """Three administrators in an hour of a night, mail and records until morning; the one left comes back in a week."""
    rng, accounts = scene.rng("intruder"), scene.known("workspace", Workspace)
    seller = Person("names-seller", okta_id(rng, "00u"), _FROM[0], _FROM[0], _AGENT, works=False)
    made = [Person(name, okta_id(rng, "00u"), _FROM[0], _FROM[0], _AGENT, works=False)
            for name in ("it.helpdesk", "workspace.sync", "mx-check")]  # fmt: skip
    begins = ms = scene.at(2, 22) + rng.randrange(2 * HOUR)
    found, ended = scene.at(3, 9) + rng.randrange(HOUR), scene.at(11, 15)
    for number, one in enumerate(made):
        by = seller if number == 0 else made[0]
        for name, more in (("CREATE_USER", {}), ("ASSIGN_ROLE", {"ROLE_NAME": "_SEED_ADMIN_ROLE"})):
            done = accounts.administers(rng, by, ms, name, one.login, _FROM[0], **more)
            scene.hostile("stay: administrator made", done)
            ms += 40 * SECOND + rng.randrange(3 * MINUTE)
        until = ended if number == 2 else found
        scene.foothold("account", f"google_workspace@main:user:{one.login}@{accounts.domain}", ms, until)
        if number == 0:
            scene.hostile("use: session", accounts.signs_in(rng, one, ms, _FROM[0], by="google_password"))
            ms += MINUTE
    scene.foothold("account", f"google_workspace@main:user:{seller.login}@{accounts.domain}", begins, found)
    for place in (0, 168):
        ms = _box(scene, rng, made[0], scene.people[place], ms + 5 * MINUTE, found)
    _records(scene, rng, made[0], ms, found)
    for number, one in enumerate((seller, *made[:2])):
        gone = accounts.administers(rng, scene.people[1], found + number * MINUTE, "DELETE_USER", one.login,
                                    scene.people[1].office)  # fmt: skip
        scene.ordinary(gone)
    ms = scene.at(10, 1) + rng.randrange(3 * HOUR)
    scene.hostile("use: session", accounts.signs_in(rng, made[2], ms, _FROM[1], by="google_password"))
    _box(scene, rng, made[2], scene.people[2], ms + 3 * MINUTE, ended)
    gone = accounts.administers(rng, scene.people[3], ended, "DELETE_USER", made[2].login, scene.people[3].office)
    scene.ordinary(gone)


def _box(scene: Scene, rng: Random, by: Person, who: Person, ms: int, until: int) -> int:
    """A person's second step switched off, the password set; a session, a device, and letters read."""
    accounts, where = scene.known("workspace", Workspace), by.office if ms < scene.at(9) else _FROM[1]
    for name in ("TURN_OFF_2_STEP_VERIFICATION", "CHANGE_PASSWORD"):
        done = accounts.administers(rng, by, ms, name, who.login, where)
        scene.hostile("change: sign-in of a person", done)
        ms += 20 * SECOND + rng.randrange(MINUTE)
    scene.hostile("use: session", accounts.signs_in(rng, who, ms, where, by="google_password"))
    scene.hostile("stay: device added", accounts.adds_device(rng, who, ms + MINUTE, hexes(rng, 16), where))
    scene.foothold("session", f"google_workspace@main:user:{who.login}@{accounts.domain}", ms, until)
    for _ in range(18 + rng.randrange(20)):
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
        scene.hostile("take: mail read", accounts.opens_mail(rng, who, ms, where))
    scene.ordinary(accounts.administers(rng, scene.people[1], until + 9 * MINUTE, "CHANGE_PASSWORD", who.login,
                                        scene.people[1].office))  # fmt: skip
    return ms


def _records(scene: Scene, rng: Random, by: Person, ms: int, found: int) -> None:
    """Records of the zone are read and changed by the new administrator, and set back in the morning."""
    cloud = scene.known("gcp", Gcp)
    for act, thing, what in (("names-read", "pendrake", "look: records"), ("policy", PROJECT, "look: rights"),
                             ("names", "pendrake", "change: records"), ("names", "pendrake", "change: records"),
                             ("names-read", "pendrake", "look: records")):  # fmt: skip
        scene.hostile(what, cloud.person_does(rng, by, ms, act, thing, _FROM[0], _AGENT))
        ms += MINUTE + rng.randrange(5 * MINUTE)
    scene.foothold("record", f"gcp@main:zone:{PROJECT}/pendrake", ms, found + 20 * MINUTE)
    back = cloud.person_does(rng, scene.people[0], found + 20 * MINUTE, "names", "pendrake", scene.people[0].office)
    scene.ordinary(back)
