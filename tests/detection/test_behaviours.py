"""Each behaviour: what it must notice, and what is too much like ordinary life to be noticed."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import plots_of_accounts
import plots_of_elsewhere
import plots_of_services
import pytest
from detection_world import DAY0, ELSEWHERE, KEY, OFFICE, PERSON, ROBOT, STRANGE, Plot, World, day, lives
from plots_of_networks import joins

from keyroll.detection.signals.catalogue import behaviours


def new_network(world: World) -> None:
    lives(world)
    world.did(20, src_ip=STRANGE)


def network_known_for_long(world: World) -> None:
    lives(world)
    world.did(5, PERSON, src_ip=STRANGE)
    world.did(20, src_ip=STRANGE)


def new_network_too_early(world: World) -> None:
    lives(world)
    world.did(6, src_ip=STRANGE)


def person_in_new_network(world: World) -> None:
    lives(world)
    world.did(20, PERSON, src_ip=STRANGE)


def only_refused_from_there(world: World) -> None:
    lives(world)
    world.did(20, src_ip=STRANGE, status_id=2)


def moved(world: World) -> None:
    lives(world)
    world.did(20, src_ip=ELSEWHERE)


def roams_since_ever(world: World) -> None:
    lives(world)
    for number in range(30):
        world.did(number + 0.2, src_ip=ELSEWHERE)


def new_client(world: World) -> None:
    lives(world)
    world.did(20, user_agent="curl/8.1")


def new_version(world: World) -> None:
    lives(world)
    world.did(20, user_agent="robot/1.1")


def first_search(world: World) -> None:
    lives(world)
    world.did(20, activity_id=5, query="where do they keep it", resource_uid=None)


def searches_since_ever(world: World) -> None:
    lives(world)
    world.daily(activity_id=5, query="updated today", resource_uid=None)


def rare_words(world: World) -> None:
    lives(world)
    world.did(20, activity_id=5, query="where do they keep it", resource_uid=None)


def known_words(world: World) -> None:
    lives(world)
    world.daily("jira@main:account:other", activity_id=5, query="updated today", resource_uid=None)
    world.kinds["jira@main:account:other"] = "nonhuman"
    world.did(20, activity_id=5, query="Updated Today", resource_uid=None)


def breadth(world: World) -> None:
    lives(world)
    for number in range(12):
        world.did(20.2 + number / 100, resource_uid=f"page-{number}")


def many_tables(world: World) -> None:
    """Statements in one database; each names another table."""
    lives(world)
    for number in range(12):
        world.did(20.2 + number / 100, class_uid=6005, activity_id=4, resource_type="database", resource_uid="claims",
                  resource_group="claims", query=f"SELECT * FROM parties_{number} WHERE id > 7")  # fmt: skip


def same_table_often(world: World) -> None:
    lives(world)
    for number in range(12):
        world.did(20.2 + number / 100, class_uid=6005, activity_id=4, resource_type="database", resource_uid="claims",
                  resource_group="claims", query=f"SELECT * FROM parties WHERE id = {number}")  # fmt: skip


def same_page_often(world: World) -> None:
    lives(world)
    for number in range(12):
        world.did(20.2 + number / 100)


def as_broad_before(world: World) -> None:
    lives(world)
    for start in (5, 20):
        for number in range(12):
            world.did(start + 0.2 + number / 100, resource_uid=f"page-{number}")


def takes(world: World, start: float, count: int) -> None:
    for number in range(count):
        world.did(start + number / 100, activity_id=7, resource_type="repository", resource_uid=f"repo-{number}")


def first_export(world: World) -> None:
    lives(world)
    takes(world, 20, 1)


def exports_since_ever(world: World) -> None:
    lives(world)
    takes(world, 3, 1)
    takes(world, 20, 2)


def mass_export(world: World) -> None:
    lives(world)
    takes(world, 20, 12)


def as_many_exports_before(world: World) -> None:
    lives(world)
    takes(world, 5, 12)
    takes(world, 20, 14)


def dormant_wakes(world: World) -> None:
    lives(world)
    world.kinds["jira@main:account:old"] = "nonhuman"
    world.did(25, "jira@main:account:old")


def unused_since(world: World) -> None:
    lives(world)
    world.kinds["jira@main:account:old"] = "nonhuman"
    for at in (1, 25):
        world.did(at, "jira@main:account:old")


def young_credential(world: World) -> None:
    lives(world)
    world.survey(5, KEY + "OTHER", kind="access_key")
    world.survey(24, KEY, kind="access_key")
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(25, KEY)


def reads_hundreds(world: World) -> None:
    """On the third day of the log, and calls of an API have no object in the acts."""
    world.daily(last=3)
    for number in range(250):
        world.did(2.5 + number / 10_000, class_uid=6003, resource_uid=f"object-{number}")


def reads_hundreds_every_day(world: World) -> None:
    for number in range(3):
        for of in range(120):
            world.did(number + 0.5 + of / 10_000, class_uid=6003, resource_uid=f"object-{number}-{of}")


def steady_reader(world: World, objects: int, first: int) -> None:
    """Three reads an hour for two days, then many within one."""
    for hour in range(48):
        for number in range(3):
            world.did(hour / 24 + number / 1000, class_uid=6003, resource_uid=f"object-{number}")
    for number in range(first, first + objects):
        world.did(2.001 + number / 20_000, class_uid=6003, resource_uid=f"object-{number}")


def steady_reader_takes_all(world: World) -> None:
    steady_reader(world, 300, 10)


def steady_reader_reads_more(world: World) -> None:
    steady_reader(world, 150, 10)


def nightly_copy(world: World) -> None:
    """It rests all day: nothing is known of its hours."""
    for number in range(300):
        world.did(2.001 + number / 20_000, class_uid=6003, resource_uid=f"object-{number}")
    world.daily()


def made_lately(world: World) -> None:
    lives(world)
    world.survey(29, KEY, kind="access_key")
    world.did(20, class_uid=3001, activity_id=1, target=KEY)
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(25, KEY)


def first_listed_later(world: World) -> None:
    """Nothing says that it was made during the log, and no earlier listing lacks it."""
    lives(world)
    world.survey(29, KEY, kind="access_key")
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(25, KEY)


def monthly_job(world: World) -> None:
    lives(world)
    world.kinds["jira@main:account:old"] = "nonhuman"
    for at in (10, 29):
        world.did(at, "jira@main:account:old")


def administers(world: World, at: float, **more: object) -> None:
    world.did(at, **{"class_uid": 3001, "activity_id": 1, "operation": "make", "resource_type": "user"} | more)


def first_administration(world: World) -> None:
    lives(world)
    administers(world, 20, target="jira@main:account:new")


def administers_since_ever(world: World) -> None:
    lives(world)
    administers(world, 3, target="jira@main:account:new")
    administers(world, 20, target="jira@main:account:newer")


def refused_to_administer(world: World) -> None:
    lives(world)
    administers(world, 20, target="jira@main:account:new", status_id=2)


def raises_itself(world: World) -> None:
    lives(world)
    joins(world, 20, ROBOT)


def raises_another(world: World) -> None:
    lives(world)
    joins(world, 20, PERSON)


def leaves_a_group(world: World) -> None:
    lives(world)
    joins(world, 20, ROBOT, activity_id=4)


def makes_identity(world: World) -> None:
    lives(world)
    administers(world, 20, target="jira@main:account:new")
    joins(world, 20.01, "jira@main:account:new")


def makes_identities_since_ever(world: World) -> None:
    lives(world)
    for start in (3, 20):
        administers(world, start, target=f"jira@main:account:new{start}")
        joins(world, start + 0.01, f"jira@main:account:new{start}")


def joins_days_later(world: World) -> None:
    lives(world)
    administers(world, 20, target="jira@main:account:new")
    joins(world, 22, "jira@main:account:new")


def sprays_credentials(world: World) -> None:
    lives(world)
    world.kinds[KEY] = "nonhuman"
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(20, "jira@main:account:nobody-s", src_ip=STRANGE, status_id=2)
    world.did(20.01, KEY, src_ip=STRANGE)


def a_person_mistypes(world: World) -> None:
    """A person who works elsewhere is refused once, and uses a machine's key from there."""
    lives(world)
    world.kinds[KEY] = "nonhuman"
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(20, PERSON, src_ip=STRANGE, status_id=2)
    world.did(20.01, KEY, src_ip=STRANGE)


def nobody_refused(world: World) -> None:
    lives(world)
    world.daily("aws@1:user:someone", actor="aws@1:user:someone", credential=None)
    world.did(20, PERSON, src_ip=STRANGE)
    world.did(20.01, KEY, src_ip=STRANGE)


def one_family_moves(world: World) -> None:
    """Two credentials that always came from one network move to another one, and one of them is refused once."""
    lives(world)
    world.daily(KEY)
    world.did(20, status_id=2, src_ip=STRANGE)
    world.did(20.01, src_ip=STRANGE)
    world.did(20.02, KEY, src_ip=STRANGE)


def one_family_moves_with_a_newcomer(world: World) -> None:
    """The same, and a credential without a past comes along."""
    one_family_moves(world)
    world.did(20.03, "aws@*:access_key_id:AKIANEW", src_ip=STRANGE)


def refused_here_and_there(world: World) -> None:
    lives(world)
    for number in range(3):
        world.did(20 + number / 100, status_id=2, class_uid=6003, operation=f"service {number}", resource_uid=None)


def refused_at_one_service(world: World) -> None:
    lives(world)
    for number in range(5):
        world.did(20 + number / 100, status_id=2, class_uid=6003, operation="service", resource_uid=None)


def denied_at_many_objects(world: World) -> None:
    lives(world)
    for number in range(5):
        world.did(20 + number / 1000, status_id=2, resource_uid=f"model-{number}", src_ip=STRANGE)


def denied_at_what_it_read(world: World) -> None:
    """A privilege is taken away."""
    lives(world)
    for number in range(8):
        world.did(5 + number / 1000, resource_uid=f"model-{number}")
        world.did(20 + number / 1000, status_id=2, resource_uid=f"model-{number}")


def denied_at_one_object_again_and_again(world: World) -> None:
    lives(world)
    for number in range(20):
        world.did(20 + number / 1000, status_id=2, resource_uid="model")


def refused_where_it_was_let_in(world: World) -> None:
    """A password runs out."""
    lives(world)
    for number in range(3):
        world.did(5 + number / 100, class_uid=6003, operation=f"service {number}", resource_uid=None)
        world.did(20 + number / 100, status_id=2, class_uid=6003, operation=f"service {number}", resource_uid=None)


def still_works(world: World) -> None:
    lives(world)
    for number in range(12):
        world.did(18 + number / 100, src_ip=STRANGE, resource_uid=f"page-{number}")
    for at in (19, 20.3, 21.1):
        world.did(at, src_ip=STRANGE)


def nightly_job_moved(world: World) -> None:
    lives(world)
    for start in range(18, 26):
        for number in range(12):
            world.did(start + number / 1000, src_ip=STRANGE)


def short_from_home(world: World) -> None:
    lives(world)
    for number in range(12):
        world.did(18 + number / 100, resource_uid=f"page-{number}")


def _of_plots(name: str) -> Iterator[tuple[str, Plot]]:
    """Yield the cases of every ``plots_of_*.py`` beside this file."""
    for path in sorted(Path(__file__).parent.glob("plots_of_*.py")):
        yield from getattr(import_module(path.stem), name)


HITS: list[tuple[str, Plot]] = [
    *_of_plots("HITS"),
    ("new_network", new_network),
    ("credential_new_network", moved),
    ("new_client", new_client),
    ("first_search", first_search),
    ("rare_search_terms", rare_words),
    ("object_breadth_day", many_tables),
    ("object_breadth_day", breadth),
    ("first_export", first_export),
    ("mass_export", mass_export),
    ("dormant_reactivated", dormant_wakes),
    ("dormant_reactivated", unused_since),
    ("dormant_reactivated", first_listed_later),
    ("mass_reads", reads_hundreds),
    ("mass_reads_steady", steady_reader_takes_all),
    ("first_administration", first_administration),
    ("self_privilege_escalation", raises_itself),
    ("creates_identity", makes_identity),
    ("credential_spray", sprays_credentials),
    ("service_enumeration", refused_here_and_there),
    ("object_enumeration", denied_at_many_objects),
    ("periodic_checks", still_works),
]
MISSES: list[tuple[str, Plot]] = [
    *_of_plots("MISSES"),
    ("new_network", network_known_for_long),
    ("new_network", new_network_too_early),
    ("new_network", person_in_new_network),
    ("new_network", only_refused_from_there),
    ("credential_new_network", new_network),
    ("credential_new_network", roams_since_ever),
    ("new_client", new_version),
    ("first_search", searches_since_ever),
    ("rare_search_terms", known_words),
    ("object_breadth_day", same_page_often),
    ("object_breadth_day", same_table_often),
    ("object_breadth_day", as_broad_before),
    ("first_export", exports_since_ever),
    ("mass_export", first_export),
    ("mass_export", as_many_exports_before),
    ("dormant_reactivated", young_credential),
    ("dormant_reactivated", made_lately),
    ("mass_reads", reads_hundreds_every_day),
    ("mass_reads_steady", steady_reader_reads_more),
    ("mass_reads_steady", nightly_copy),
    ("dormant_reactivated", monthly_job),
    ("first_administration", administers_since_ever),
    ("first_administration", refused_to_administer),
    ("self_privilege_escalation", raises_another),
    ("self_privilege_escalation", leaves_a_group),
    ("creates_identity", makes_identities_since_ever),
    ("creates_identity", joins_days_later),
    ("credential_spray", nobody_refused),
    ("credential_spray", a_person_mistypes),
    ("credential_spray", one_family_moves),
    ("credential_spray", one_family_moves_with_a_newcomer),
    ("service_enumeration", refused_at_one_service),
    ("service_enumeration", refused_where_it_was_let_in),
    ("object_enumeration", denied_at_what_it_read),
    ("object_enumeration", denied_at_one_object_again_and_again),
    ("periodic_checks", nightly_job_moved),
    ("periodic_checks", short_from_home),
]


def _named(cases: list[tuple[str, Plot]]) -> list[object]:
    return [pytest.param(*case, id=f"{case[0]}-{case[1].__name__}") for case in cases]


@pytest.mark.parametrize(("behaviour", "plot"), _named(HITS))
def test_notices(world: World, behaviour: str, plot: Plot) -> None:
    plot(world)
    (found,) = world.says(behaviour)
    assert found.because
    assert found.detected_at == max(one.at for one in found.evidence)


@pytest.mark.long
@pytest.mark.parametrize(("behaviour", "plot"), _named(HITS))
def test_nothing_later_has_a_part_in_it(world: World, behaviour: str, plot: Plot) -> None:
    plot(world)
    (found,) = world.says(behaviour)
    late = (found.detected_at - DAY0).days + 5
    for number in range(30):  # much happens afterwards
        world.did(late + number / 10, src_ip=STRANGE, resource_uid=f"later-{number}", status_id=1 + number % 2)
        world.did(late + 0.05 + number / 10, PERSON, src_ip=OFFICE, resource_uid=f"later-{number}")
    before, after = world.cut(found.detected_at).says(behaviour), world.says(behaviour)
    assert found in before
    assert found in after


@pytest.mark.long
@pytest.mark.parametrize(("behaviour", "plot"), _named(HITS))
def test_a_cold_start_is_quiet(world: World, behaviour: str, plot: Plot) -> None:
    """Where the log begins less than the needed days before, it says nothing."""
    plot(world)
    needed = behaviours()[behaviour].history_days
    (found,) = world.says(behaviour)
    short = world.since(found.detected_at - timedelta(days=needed - 0.5))
    assert not needed or found.detected_at not in {one.detected_at for one in short.says(behaviour)}


@pytest.mark.parametrize(("behaviour", "plot"), _named(MISSES))
def test_keeps_quiet(world: World, behaviour: str, plot: Plot) -> None:
    plot(world)
    assert world.says(behaviour) == []


@pytest.mark.parametrize("behaviour", sorted(behaviours()))
def test_is_tried_both_ways(behaviour: str) -> None:
    assert behaviour in {name for name, _ in HITS}
    assert behaviour in {name for name, _ in MISSES}


@pytest.mark.long
@pytest.mark.parametrize("behaviour", sorted(behaviours()))
def test_ordinary_life_is_quiet(world: World, behaviour: str) -> None:
    lives(world)
    assert world.says(behaviour) == []


def test_every_event_that_counted_is_evidence(world: World) -> None:
    sprays_credentials(world)
    (found,) = world.says("credential_spray")
    assert [(one.source, one.at) for one in found.evidence] == [("jira@main", day(20)), ("aws@1", day(20.01))]
    breadth(world)
    (broad,) = world.says("object_breadth_day")
    assert len(broad.evidence) == 10


def test_one_more_network_of_its_ranges_says_little_of_a_machine_that_roams(world: World) -> None:
    lives(world)
    for number in range(14):
        known, unknown = f"203.0.{number}.9", f"192.0.{number}.9"
        world.did(1, PERSON, src_ip=known)
        world.did(15 + number / 10, src_ip=known)
        world.did(16.5 + number / 10, src_ip=unknown)
    assert [one.network for one in world.says("credential_new_network")] == [f"203.0.{number}" for number in range(10)]
    assert [one.score for one in world.says("new_network")] == [0.45] + [0.15] * 13


def test_beside_somebody_of_the_organisation_it_weighs_little(world: World) -> None:
    plots_of_elsewhere.used_beside_by_somebody_of_the_organisation(world)
    assert [one.score for one in world.says("concurrent_use")] == [0.3]


def test_a_round_trip_weighs_more_from_a_network_that_is_new_to_all(world: World) -> None:
    new_network(world)
    assert [one.score for one in world.says("network_round_trip")] == [0.5]
    world.did(19.9, PERSON, src_ip=STRANGE)
    assert [one.score for one in world.says("network_round_trip")] == [0.3]


@pytest.mark.parametrize(
    ("plot", "last"),
    [
        (plots_of_services.moves_in, 0.15),
        (plots_of_services.thieves_clients, 0.45),
        (plots_of_services.thieves_deeds, 0.45),
        (plots_of_services.thieves_refused, 0.45),
        (plots_of_services.holders_at_home, 0.45),
    ],
)
def test_a_network_where_the_organisation_moved_is_not_an_intruder_s(world: World, plot: Plot, last: float) -> None:
    plot(world)
    told = world.says("new_network")
    assert [one.score for one in told] == [0.45, 0.45, 0.45, last]
    assert world.cut(told[-1].detected_at).says("new_network") == told


def test_whoever_signs_in_beside_its_maker_weighs_more_than_a_new_colleague(world: World) -> None:
    plots_of_services.signs_in_beside_its_maker(world)
    assert [one.score for one in world.says("created_identity_signs_in")] == [0.7]
    world.events.clear()
    plots_of_services.new_colleague(world)
    assert [one.score for one in world.says("created_identity_signs_in")] == [0.3]


def test_an_account_counts_as_a_machine_from_the_survey_on_that_says_so(world: World) -> None:
    world.daily(user_agent="Mozilla/5.0")
    world.kinds = {}
    world.did(20, src_ip=STRANGE)
    assert world.says("new_network") == []


def test_a_user_is_a_token_s_for_the_whole_log(world: World) -> None:
    user, token = "gitlab@main:user:9", "gitlab@main:access_token:7"
    world.also = {user: token}
    world.survey(10, token, kind="access_token")
    for at in (9, 11):
        world.did(at, token, actor=user, credential=None)
    told = world.ready().tuples("SELECT happened_at, subject::VARCHAR FROM acts")
    assert told == [(day(9), token), (day(11), token)]


def test_what_persons_have_too_is_a_machine_s_until_a_person_is_known_to_have_it(world: World) -> None:
    ann, bot, key = "ldap@main:entry:cn=ann", "ldap@main:entry:cn=bot", "github@*:token_id:1"
    world.kinds = {ann: "human", key: "human"}
    for at, who in enumerate((ann, bot, key)):
        world.did(at, who)
    assert {str(subject) for (subject,) in world.ready().tuples("SELECT DISTINCT subject FROM acts")} == {bot, key}


def test_days_of_use_elsewhere_add_up(world: World) -> None:
    plots_of_accounts.used_elsewhere_while_at_work(world)
    for number in (22, 25, 26):
        world.did(number + 11 / 24, PERSON, src_ip=STRANGE)
    told = world.says("account_elsewhere")
    assert [round(one.score, 3) for one in told] == [0.15, 0.442, 0.548, 0.634]
    assert [len(one.evidence) for one in told] == [2, 3, 4, 5]
