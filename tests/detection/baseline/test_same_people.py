"""Accounts of one person in several systems are judged together, by the address of a listing, a log or their name."""

from detection_world import World, day

from keyroll.detection.baseline.learn import Baseline, baseline_of
from keyroll.detection.scores import by_subject
from keyroll.model.finding import Finding, Severity

WIKI, DIRECTORY, MAILBOX = "jira@main:account:ann", "entra@main:user:1b2c", "m365@main:user:Ann@corp.example"


def same(world: World) -> dict[str, str]:
    for subject in (WIKI, DIRECTORY, MAILBOX):
        world.did(1, subject, credential=None)
    return dict(baseline_of(world.ready()).same_people)


def test_the_address_of_a_listing_and_the_name_of_an_account_join(world: World) -> None:
    world.mails = {WIKI: "ann@corp.example", DIRECTORY: "ANN@corp.example"}
    assert same(world) == {WIKI: DIRECTORY, MAILBOX: DIRECTORY}


def test_accounts_without_an_address_stay_apart(world: World) -> None:
    assert same(world) == {}


def test_an_address_of_several_accounts_of_one_source_joins_none_of_them(world: World) -> None:
    world.mails = {WIKI: "team@corp.example", "jira@main:account:bob": "team@corp.example",
                   DIRECTORY: "team@corp.example"}  # fmt: skip
    assert same(world) == {}


def test_a_credential_that_continues_an_account_is_judged_with_its_person() -> None:
    baseline = Baseline({}, {}, {"key:2": WIKI}, same_people={WIKI: DIRECTORY})
    assert baseline.judged_with == {WIKI: DIRECTORY, "key:2": DIRECTORY}


def test_signals_of_both_accounts_are_one_subject_s(world: World) -> None:
    world.mails = {WIKI: "ann@corp.example", DIRECTORY: "ann@corp.example"}
    leads = same(world)
    (one,) = by_subject([_signal(WIKI), _signal(DIRECTORY)], Baseline({}, {}, {}, same_people=leads).judged_with)
    assert (one.subject, len(one.signals)) == (DIRECTORY, 2)


def _signal(subject: str) -> Finding:
    return Finding("keyroll.new-network", "New network", subject, Severity.LOW, day(20), because="", evidence=())
