"""Stories: what belongs together, what was left behind, and when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from detection_world import DAY0, KEY, PERSON, ROBOT, STRANGE, World, day
from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.stories.compose import Material, stories
from keyroll.detection.stories.creations import Creation, CreationKind, creations
from keyroll.detection.stories.ends import Ends
from keyroll.detection.stories.join import REACH, joined
from keyroll.model.finding import Evidence, Expected, Finding, Severity, Story

ROGUE = "jira@main:account:new"
SUBJECTS, PLACES = ["a", "b", "c", "d"], ["", "net1", "net2", "net3"]


def finding(subject: str, at: float, network: str = "", severity: Severity = Severity.LOW, name: str = "x") -> Finding:
    event = Evidence(day(at), "jira@main", "jira.access", f"{subject}{at}", "raw", 1)
    return Finding(f"keyroll.{name}", name, subject, severity, day(at), name, (event,), network=network)


FINDINGS = st.lists(
    st.builds(finding, st.sampled_from(SUBJECTS), st.integers(0, 60), st.sampled_from(PLACES)), max_size=15, unique=True
)
MADE = st.lists(
    st.builds(
        Creation,
        st.sampled_from(SUBJECTS),
        st.sampled_from(SUBJECTS),
        st.just(CreationKind.ACCOUNT),
        st.just(""),
        st.just(DAY0),
    ),
    max_size=3,
)
NEW = {"net1": "net1", "net2": "net2"}


def groups(findings: list[Finding], made: list[Creation]) -> set[frozenset[Finding]]:
    return {frozenset(group) for group in joined(findings, made, NEW)}


@given(FINDINGS, MADE, st.randoms())
def test_joining_does_not_depend_on_the_order(findings: list[Finding], made: list[Creation], chance: object) -> None:
    shuffled, remade = list(findings), list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(remade)  # type: ignore[attr-defined]
    assert groups(shuffled, remade) == groups(findings, made)


def test_what_rests_on_the_same_event_is_one() -> None:
    """An act that two names can speak of: who did it is known to one log by another name."""
    came, made = finding("a", 1), finding("b", 2)
    gave = replace(
        came, behaviour="keyroll.adds-own-secret", evidence=(*came.evidence, replace(made.evidence[0], record=7))
    )
    named = replace(made, evidence=(replace(made.evidence[0], record=7),))
    assert groups([gave, named], []) == {frozenset({gave, named})}
    assert groups([came, made], []) == {frozenset({came}), frozenset({made})}


@given(FINDINGS, MADE)
def test_each_finding_is_in_exactly_one_story(findings: list[Finding], made: list[Creation]) -> None:
    told = [one for group in joined(findings, made, NEW) for one in group]
    assert sorted(told, key=lambda one: one.id) == sorted(findings, key=lambda one: one.id)


@given(FINDINGS, MADE)
def test_what_shares_subject_or_new_network_within_reach_is_one(findings: list[Finding], made: list[Creation]) -> None:
    of = {one.id: number for number, group in enumerate(joined(findings, made, NEW)) for one in group}
    for one in findings:
        for other in findings:
            near = abs(one.detected_at - other.detected_at) <= timedelta(days=14)
            same = one.subject == other.subject or (one.network == other.network and one.network in NEW)
            assert of[one.id] == of[other.id] or not (near and same)


def test_an_old_network_does_not_join() -> None:
    assert len(groups([finding("a", 1, "net3"), finding("b", 1, "net3")], [])) == 2
    assert len(groups([finding("a", 1, "net1"), finding("b", 1, "net1")], [])) == 1


def test_what_one_made_joins_its_maker() -> None:
    pair = [finding("a", 1), finding("b", 5)]
    assert len(groups(pair, [Creation("a", "b", CreationKind.ACCOUNT, "", day(2))])) == 1
    assert len(groups(pair, [])) == 2


def break_in(world: World) -> None:
    """A robot is used by somebody: an account, its groups, a script, told twice as by access and audit logs."""
    world.daily()
    world.daily(PERSON)
    told: list[tuple[float, dict[str, object]]] = [
        (20, {"class_uid": 3001, "activity_id": 1, "resource_type": "user", "target": ROGUE}),
        (
            20.01,
            {"class_uid": 3006, "activity_id": 3, "resource_type": "group", "target": ROGUE, "target_group": "users"},
        ),
        (
            20.02,
            {"class_uid": 3006, "activity_id": 3, "resource_type": "group", "target": ROGUE, "target_group": "staff"},
        ),
        (21, {"class_uid": 3004, "activity_id": 1, "resource_type": "script", "resource_uid": "Runner"}),
    ]
    for at, act in told:
        nameless = act | {"target": None, "resource_uid": None}
        world.did(at, src_ip=STRANGE, operation="POST /rest/api/2/something", **nameless)
        world.did(at, src_ip=STRANGE, operation="made", log="jira.audit", **({"resource_uid": None} | act))


def story(world: World) -> Story:
    session = world.ready()
    findings = [finding(ROBOT, 19.9, severity=Severity.HIGH), finding(ROBOT, 20.02, name="y")]
    (told,) = stories(session, Material(tuple(findings), {}))
    return told


def test_footholds_are_named_once_each_as_what_they_are(world: World) -> None:
    break_in(world)
    assert [(hold.what, hold.identifier) for hold in story(world).footholds] == [
        ("account made", ROGUE),
        ("member of users", ROGUE),
        ("member of staff", ROGUE),
        ("code installed or run", "jira@main:script:Runner"),
    ]


def test_a_log_that_names_nothing_still_tells_of_a_foothold(world: World) -> None:
    world.daily()
    world.did(20, class_uid=3001, activity_id=1, operation="POST /rest/api/2/user", resource_uid=None)
    (made,) = creations(world.ready())
    assert (made.kind, made.identifier) == (CreationKind.ACCOUNT, "jira@main:account:not named in the log")


@pytest.mark.parametrize(
    ("status", "operation"),
    [
        (2, "POST /rest/api/2/user"),
        (0, "POST /rest/api/2/user"),
        (1, "Create user request denied"),
        (1, "user_creation_failed"),
        (1, "user.invite_declined"),
    ],
)
def test_what_was_denied_or_failed_was_not_made(world: World, status: int, operation: str) -> None:
    world.daily()
    world.did(20, class_uid=3001, activity_id=1, status_id=status, operation=operation, target=ROGUE)
    assert creations(world.ready()) == []


def ends(world: World, at: float, **act: object) -> None:
    world.did(at, PERSON, operation="end", **{"class_uid": 3001, "activity_id": 5} | act)


def test_contained_only_when_everything_is_gone(world: World) -> None:
    break_in(world)
    world.events = [one for one in world.events if one["credential"] != ROBOT or one["happened_at"] < day(21.5)]  # type: ignore[operator]
    assert not story(world).contained
    ends(world, 22, target=ROBOT)
    assert story(world).open_subjects == ()
    assert not story(world).contained
    ends(world, 23, target=ROGUE)  # its memberships go with it
    assert [hold.what for hold in story(world).footholds if not hold.gone_at] == ["code installed or run"]
    ends(world, 24, class_uid=3004, activity_id=4, resource_type="script", resource_uid="Runner")
    told = story(world)
    assert told.contained
    assert [hold.gone_at for hold in told.footholds] == [day(23), day(23), day(23), day(24)]


def test_what_comes_back_is_not_gone(world: World) -> None:
    break_in(world)
    ends(world, 23, target=ROGUE)
    ends(world, 24, target=ROGUE, activity_id=2)
    assert all(hold.gone_at is None for hold in story(world).footholds)


def test_a_membership_ends_by_itself(world: World) -> None:
    break_in(world)
    ends(world, 23, target=ROGUE, class_uid=3006, activity_id=4, target_group="staff")
    assert [hold.what for hold in story(world).footholds if hold.gone_at] == ["member of staff"]


def test_a_credential_that_is_still_accepted_is_not_gone(world: World) -> None:
    break_in(world)
    ends(world, 22, target=ROBOT)  # but the daily work goes on
    assert story(world).open_subjects == (ROBOT,)


def test_a_survey_may_say_that_it_is_gone(world: World) -> None:
    break_in(world)
    world.survey(40, ROBOT, state="suspended")
    assert story(world).open_subjects == ()


def test_none_is_contained_while_another_at_high_is_open_beside_it(world: World) -> None:
    world.daily(ROBOT, last=22)
    world.daily(KEY)
    high = [finding(who, 21, severity=Severity.HIGH) for who in (ROBOT, KEY)]
    ends(world, 23, target=ROBOT)
    told = {one.subjects: one for one in stories(world.ready(), Material(tuple(high), {}))}
    assert (told[ROBOT,].open_subjects, told[KEY,].open_subjects) == ((), (KEY,))
    assert (told[ROBOT,].open_beside, told[KEY,].open_beside) == ((told[KEY,].id,), ())
    assert not told[ROBOT,].contained
    later = [high[0], finding(KEY, 21 + 2 * REACH.days, severity=Severity.HIGH)]
    alone = {one.subjects: one for one in stories(world.ready(), Material(tuple(later), {}))}
    assert alone[ROBOT,].contained


def test_a_story_is_as_rare_as_its_rarest_moment_and_the_rarest_comes_first(world: World) -> None:
    world.daily(ROBOT)
    world.daily(KEY)
    early, late = (finding(ROBOT, day, severity=Severity.HIGH) for day in (20, 21))
    other = finding(KEY, 22, severity=Severity.HIGH)
    rates = {
        ROBOT: {early.detected_at: Expected(0.4), late.detected_at: Expected(0.2)},
        KEY: {other.detected_at: Expected(0.01, extrapolated=True), early.detected_at: Expected(0.0001)},
    }
    told = stories(world.ready(), Material((early, late, other), {}, rates=rates))
    assert [(one.subjects, one.expected) for one in told] == [
        ((KEY,), Expected(0.01, extrapolated=True)), ((ROBOT,), Expected(0.2)),
    ]  # fmt: skip
    without = stories(world.ready(), Material((early, late, other), {}, rates={ROBOT: rates[ROBOT]}))
    assert [(one.subjects, one.expected) for one in without] == [((ROBOT,), Expected(0.2)), ((KEY,), None)]


def test_low_findings_alone_are_no_story(world: World) -> None:
    world.daily(KEY)
    assert stories(world.ready(), Material((finding(ROBOT, 20), finding(ROBOT, 21)), {})) == []


EFFECTS = [
    ("aws.cloudtrail", "RunInstances", "started or set up: ec2:RunInstances"),
    ("aws.cloudtrail", "CreateKeyPair", "credential made or set: ec2:CreateKeyPair"),
    ("aws.cloudtrail", "AuthorizeSecurityGroupIngress", "access opened: ec2:AuthorizeSecurityGroupIngress"),
]


def test_what_outlives_the_credential_is_a_foothold_until_somebody_removed_it(world: World) -> None:
    """A dead key is not the end of the machines, the keys and the openings that were made with it."""
    world.daily(KEY, last=22)
    for number, (log, operation, _) in enumerate(EFFECTS):
        world.did(
            21.6 + number / 100, KEY, log=log, operation=operation, class_uid=6003, activity_id=1,
            resource_group="ec2.amazonaws.com", resource_uid=f"r-{number}",
        )  # fmt: skip
    ends(world, 23, target=KEY)
    high = Material((finding(KEY, 21.5, severity=Severity.HIGH),), {})
    (told,) = stories(world.ready(), high)
    assert [hold.what for hold in told.footholds] == [what for *_, what in EFFECTS]
    assert told.open_subjects == ()
    assert not told.contained
    for number in range(len(EFFECTS)):
        assert not stories(world.ready(), high)[0].contained
        world.did(
            24 + number, PERSON, source="aws@1", log="aws.cloudtrail", operation="Delete", class_uid=6003,
            activity_id=4, resource_group="ec2.amazonaws.com", resource_uid=f"r-{number}",
        )  # fmt: skip
    assert stories(world.ready(), high)[0].contained


def test_an_account_whose_password_was_set_is_a_foothold_until_another_sets_it(world: World) -> None:
    taken = "okta@main:user:ann"
    reset = {
        "source": "okta@main", "log": "okta.system_log", "operation": "user.account.reset_password", "class_uid": 3001,
        "activity_id": 4, "target": taken, "resource_type": "user",
    }  # fmt: skip
    world.daily(KEY, last=22)
    world.did(21.6, KEY, **reset)
    ends(world, 23, target=KEY)
    high = Material((finding(KEY, 21.5, severity=Severity.HIGH),), {})
    (hold,) = stories(world.ready(), high)[0].footholds
    assert (hold.identifier, hold.gone_at) == (taken, None)
    world.did(24, taken, **reset)  # the account itself: this may be the intruder
    assert not stories(world.ready(), high)[0].contained
    world.did(25, PERSON, **reset)
    told = stories(world.ready(), high)[0]
    assert [hold.gone_at for hold in told.footholds] == [day(25)]
    assert told.contained


@given(
    st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(SUBJECTS), st.integers(0, 9)), max_size=6),
    st.lists(st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 9), st.sampled_from(SUBJECTS)), max_size=6),
    st.sets(st.sampled_from(SUBJECTS), min_size=1),
)
def test_an_intruder_s_own_setting_never_ends_a_foothold(
    made: list[tuple[str, str, int]], set_again: list[tuple[str, int, str]], intruders: set[str]
) -> None:
    settings = {who: [(day(at), by) for whose, at, by in set_again if whose == who] for who in SUBJECTS}
    known = Ends(settings=settings)
    for maker, taken, at in made:
        gone = known.of(Creation(maker, taken, CreationKind.CREDENTIAL, "reset", day(at)), intruders)
        others = [
            day(later) for whose, later, by in set_again
            if whose == taken and later > at and by not in intruders | {maker, taken}
        ]  # fmt: skip
        assert gone == min(others, default=None)
