"""Small lives in which a credential opens other services or works at other hours, or the organisation moves."""

from detection_world import ELSEWHERE, KEY, OFFICE, PERSON, ROBOT, STRANGE, Plot, World, lives
from plots_of_elsewhere import OWN, at_work

OLD, NEW = "okta@main:user:old", "okta@main:user:new"
WIKI = {"source": "confluence@main", "log": "confluence.access"}
OTHER = "jira@main:account:other"
STRANGERS = tuple(f"strange-{number}" for number in range(3))


def signs_in(world: World, at: float, application: str, **more: object) -> None:
    world.did(at, **({"class_uid": 3002, "activity_id": 1, "resource_uid": application} | more))


def another_system(world: World) -> None:
    lives(world)
    world.daily(PERSON, **WIKI)
    world.did(20, **WIKI)


def both_systems_since_ever(world: World) -> None:
    lives(world)
    world.daily(**WIKI)


def refused_in_another_system(world: World) -> None:
    lives(world)
    world.daily(PERSON, **WIKI)
    world.did(20, **WIKI, status_id=2)


def another_application(world: World) -> None:
    lives(world)
    for number in range(30):
        signs_in(world, number + 0.2, "own")
    signs_in(world, 20.5, "strange")


def many_applications(world: World) -> None:
    lives(world)
    for number in range(4):
        signs_in(world, number + 0.2, f"own-{number}")
    signs_in(world, 20.5, "strange")


def first_application(world: World) -> None:
    lives(world)
    signs_in(world, 20.5, "strange")


def _touches(world: World, at: float, *things: str, **more: object) -> None:
    at_work(world)
    for number, thing in enumerate(things or STRANGERS):
        world.did(at + number / 1000, resource_uid=thing, **more)


def at_night(world: World) -> None:
    """Three strange things long after its hours."""
    _touches(world, 20.9)


def in_its_hours(world: World) -> None:
    _touches(world, 20.2)


def two_at_night(world: World) -> None:
    _touches(world, 20.9, *STRANGERS[:2])


def its_own_at_night(world: World) -> None:
    _touches(world, 20.9, *OWN[:3])


def new_things_every_week(world: World) -> None:
    at_night(world)
    world.did(10.2, resource_uid="another")


def around_the_clock(world: World) -> None:
    at_night(world)
    for number in range(20):
        world.did(number + 0.9)


def moved_at_night(world: World) -> None:
    _touches(world, 20.9, src_ip=STRANGE)


def a_weekly_job(world: World) -> None:
    world.daily(PERSON)
    for number in (1, 8, 15):
        world.did(number + 0.2)
    for number, thing in enumerate(STRANGERS):
        world.did(20.9 + number / 1000, resource_uid=thing)


def comes(world: World, at: float = 20.5, **more: object) -> None:
    world.did(at, NEW, **({"src_ip": STRANGE, "class_uid": 3002, "activity_id": 1, "credential": None} | more))


def makes_and_comes(world: World, at: float) -> None:
    _make(world, at, src_ip=STRANGE)
    comes(world, at + 0.1)


def _makes(world: World, at: float, subject: str = ROBOT, **more: object) -> None:
    lives(world)
    _make(world, at, subject, **more)


def _make(world: World, at: float, subject: str = ROBOT, **more: object) -> None:
    world.kinds |= {OLD: "human", NEW: "human"}
    world.daily(OLD, src_ip=ELSEWHERE, credential=None)
    about = {"class_uid": 3001, "activity_id": 1, "resource_type": "user", "target": NEW}
    world.did(at, subject, **(about | more))


def signs_in_beside_its_maker(world: World) -> None:
    _makes(world, 20, src_ip=STRANGE)
    comes(world)


def new_colleague(world: World) -> None:
    _makes(world, 20)
    comes(world)


def signs_in_from_a_known_network(world: World) -> None:
    _makes(world, 20)
    comes(world, src_ip=ELSEWHERE)


def made_by_a_person(world: World) -> None:
    _makes(world, 20, PERSON)
    comes(world)


def refused_to_sign_in(world: World) -> None:
    _makes(world, 20)
    comes(world, status_id=2)


def tried_by_hand_once(world: World) -> None:
    """The client was there on one day, run by somebody of the organisation."""
    at_work(world)
    world.did(10.5, src_ip=ELSEWHERE, user_agent="curl/8.1")
    world.did(20.5, src_ip=STRANGE, user_agent="curl/8.1")


def run_by_hand_now_and_then(world: World) -> None:
    at_work(world)
    for at in (10.5, 13.5, 20.5):
        world.did(at, src_ip=STRANGE if at > 20 else ELSEWHERE, user_agent="curl/8.1")


def opens(world: World, application: str) -> None:
    """An intruder signs in to an application with one credential, and what is new in another system with one more."""
    lives(world)
    for number in range(30):
        signs_in(world, number + 0.2, "own")
        world.did(number + 0.3, KEY)
    signs_in(world, 20.5, application, src_ip=STRANGE)
    world.did(20.6, KEY, src_ip=STRANGE, resource_type="policy")


def opens_another_application(world: World) -> None:
    """What is new of the first credential is the application alone."""
    opens(world, "strange")


def opens_its_own_application(world: World) -> None:
    opens(world, "own")


def refused_every_day(world: World, last: int = 30) -> None:
    """An account that may not read some new tickets a day, and moves."""
    lives(world)
    for number in range(last):
        for ticket in range(4):
            where = STRANGE if number >= 20 else OFFICE
            about = {"resource_uid": f"ticket-{number}-{ticket}", "src_ip": where}
            world.did(number + 0.2 + ticket / 100, status_id=2, **about)


def refused_more_than_every_day(world: World) -> None:
    refused_every_day(world, 20)
    for number in range(9):
        world.did(20.5 + number / 100, status_id=2, resource_uid=f"secret-{number}", src_ip=STRANGE)


def moves_in(world: World, **more: object) -> None:
    """Three machines of two systems go to another network, a fourth comes after them, and later all are at home
    again."""
    world.daily(PERSON, src_ip=ELSEWHERE)
    world.kinds[OTHER] = "nonhuman"
    for number, who in enumerate((ROBOT, OTHER, KEY, "github@*:token_id:1")):
        for at in range(20):
            world.did(at + 0.1, who)
        world.did(20.1 + number / 10, who, **({"src_ip": STRANGE} | (more if who != "github@*:token_id:1" else {})))
        world.did(20.8 + number / 100, who)
    for source in ("aws@1", "github@1"):
        world.did(0, PERSON, source=source, log=f"{source.partition('@')[0]}.access", src_ip=ELSEWHERE)


def thieves_clients(world: World) -> None:
    moves_in(world, user_agent="curl/8.1")


def thieves_deeds(world: World) -> None:
    moves_in(world, resource_type="policy")


def thieves_refused(world: World) -> None:
    moves_in(world)
    for who in (ROBOT, OTHER):
        world.did(20.35, who, src_ip=STRANGE, status_id=2)


def holders_at_home(world: World) -> None:
    moves_in(world)
    for who in (ROBOT, OTHER):
        world.did(20.35, who)


HITS: list[tuple[str, Plot]] = [
    ("new_service", another_system),
    ("new_service", another_application),
    ("unusual_hour_objects", at_night),
    ("created_identity_signs_in", signs_in_beside_its_maker),
    ("created_identity_signs_in", new_colleague),
    ("concurrent_use", tried_by_hand_once),
    ("shared_new_network", opens_another_application),
    ("service_enumeration", refused_more_than_every_day),
]
MISSES: list[tuple[str, Plot]] = [
    ("new_service", both_systems_since_ever),
    ("new_service", refused_in_another_system),
    ("new_service", many_applications),
    ("new_service", first_application),
    ("unusual_hour_objects", in_its_hours),
    ("unusual_hour_objects", two_at_night),
    ("unusual_hour_objects", its_own_at_night),
    ("unusual_hour_objects", new_things_every_week),
    ("unusual_hour_objects", around_the_clock),
    ("unusual_hour_objects", moved_at_night),
    ("unusual_hour_objects", a_weekly_job),
    ("created_identity_signs_in", signs_in_from_a_known_network),
    ("created_identity_signs_in", made_by_a_person),
    ("created_identity_signs_in", refused_to_sign_in),
    ("concurrent_use", run_by_hand_now_and_then),
    ("shared_new_network", opens_its_own_application),
    ("service_enumeration", refused_every_day),
]
