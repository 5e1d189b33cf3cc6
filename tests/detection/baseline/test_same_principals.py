"""Accounts of one person or machine in several systems are judged together, by an address or a UUID."""

from detection_world import World, day

from keyroll.detection.baseline.learn import Baseline, baseline_of
from keyroll.detection.scores import by_subject
from keyroll.model.finding import Finding, Severity

WIKI, DIRECTORY, MAILBOX = "jira@main:account:ann", "entra@main:user:1b2c", "m365@main:user:Ann@corp.example"


def same(world: World) -> dict[str, str]:
    for subject in (WIKI, DIRECTORY, MAILBOX):
        world.did(1, subject, credential=None)
    return dict(baseline_of(world.ready()).same_principals)


def test_the_address_of_a_listing_and_the_name_of_an_account_join(world: World) -> None:
    world.mails = {WIKI: "ann@corp.example", DIRECTORY: "ANN@corp.example"}
    assert same(world) == {WIKI: DIRECTORY, MAILBOX: DIRECTORY}


def test_accounts_without_an_address_stay_apart(world: World) -> None:
    assert same(world) == {}


def test_an_address_of_several_accounts_of_one_source_joins_none_of_them(world: World) -> None:
    world.mails = {WIKI: "team@corp.example", "jira@main:account:bob": "team@corp.example",
                   DIRECTORY: "team@corp.example"}  # fmt: skip
    assert same(world) == {}


APP = "app_id:1b7c0a52-0d6c-4c5e-9a51-2f1d6f0a7e11"


def test_a_key_and_its_application_in_another_system_join(world: World) -> None:
    key, acts, mails = "entra@main:key_id:one", f"azure@main:{APP}", f"m365@main:{APP}"
    world.owners = {key: f"entra@main:{APP}"}
    world.survey(1, key, kind="app_credential")
    for subject in (key, acts, mails):
        world.did(1, subject, credential=None)
    assert dict(baseline_of(world.ready()).same_principals) == {key: acts, mails: acts}


def test_two_keys_of_one_application_stay_apart(world: World) -> None:
    one, two, acts = "entra@main:key_id:one", "entra@main:key_id:two", f"azure@main:{APP}"
    world.owners = dict.fromkeys((one, two), f"entra@main:{APP}")
    for subject in (one, two, acts):
        world.survey(1, subject, kind="app_credential")
        world.did(1, subject, credential=None)
    assert dict(baseline_of(world.ready()).same_principals) == {}


def test_a_credential_that_continues_an_account_is_judged_with_its_person() -> None:
    baseline = Baseline({}, {}, {"key:2": WIKI}, same_principals={WIKI: DIRECTORY})
    assert baseline.judged_with == {WIKI: DIRECTORY, "key:2": DIRECTORY}


def test_signals_of_both_accounts_are_one_subject_s(world: World) -> None:
    world.mails = {WIKI: "ann@corp.example", DIRECTORY: "ann@corp.example"}
    leads = same(world)
    (one,) = by_subject([_signal(WIKI), _signal(DIRECTORY)], Baseline({}, {}, {}, same_principals=leads).judged_with)
    assert (one.subject, len(one.signals)) == (DIRECTORY, 2)


def _signal(subject: str) -> Finding:
    return Finding("keyroll.new-network", "New network", subject, Severity.LOW, day(20), because="", evidence=())
