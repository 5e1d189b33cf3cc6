"""One person does not become two: by spelling, by a second key, by a lookalike, or by an approval without an end."""

from datetime import timedelta
from pathlib import Path

import pytest
from people_of_plans import AT, OTHERS, WEEK, Signers

from keyroll.errors import KeyrollError, UsageError
from keyroll.model import person
from keyroll.rotation import approval
from keyroll.rotation.registering import Registered


@pytest.fixture
def some(tmp_path: Path) -> Signers:
    return Signers(tmp_path)


@pytest.mark.parametrize("name", OTHERS.values(), ids=OTHERS)
def test_a_second_spelling_of_the_planner_approves_nothing(some: Signers, name: str) -> None:
    some.register("ann", "ann")
    try:
        stored = some.register(name, "second", signed_by="ann")
    except UsageError as refused:
        assert "name for a person" in str(refused) or "looks like" in str(refused)
    else:
        assert stored.person == "ann"
    because = approval.refused_because(some.plan("ann"), some.approve("second"), some.registered(), AT)
    assert because in ("ann planned it and cannot approve it", "the key that approved it is not registered")


@pytest.mark.parametrize("name", OTHERS.values(), ids=OTHERS)
def test_a_spelling_that_an_older_keyroll_registered_approves_nothing(some: Signers, name: str) -> None:
    rows = [some.row("ann", "ann"), some.row(name, "second"), some.row("bob", "bob")]
    keys = Registered({one.public: one for one in rows})
    assert approval.refused_because(some.plan("ann"), some.approve("second"), keys, AT)
    assert not approval.refused_because(some.plan("ann"), some.approve("bob"), keys, AT)


def test_an_approver_who_looks_like_another_registered_person_blocks(some: Signers) -> None:
    rows = [some.row("ann", "ann"), some.row("copa", "one"), some.row("\u0441\u043e\u0440\u0430", "two")]
    keys = Registered({one.public: one for one in rows})
    for label in ("one", "two"):
        because = approval.refused_because(some.plan("ann"), some.approve(label), keys, AT)
        assert "looks like" in because


@pytest.mark.parametrize("name", OTHERS.values(), ids=OTHERS)
def test_the_console_makes_no_lookalike_of_an_approver(some: Signers, name: str) -> None:
    some.register("ann", "ann")
    people = some.keyroll.people
    for make in (people.link, people.register):
        try:
            make(name, "approver", by="admin")
        except UsageError:
            continue
    assert {one.name for one in people.all()} <= {"ann"}
    assert {person.normal(one) for one in some.keyroll.person_keys.names()} == {"ann"}


@pytest.mark.parametrize("days", [31, 365, 9999])
def test_an_approval_is_not_valid_for_longer_than_30_days(some: Signers, days: int) -> None:
    some.register_first("ann", "bob")
    long = timedelta(days=days)
    assert "30 days is the most" in approval.unbounded(some.plan("ann"), AT, AT + long)
    # An approval in the ledger, signed by another program.
    for at in (AT, AT - timedelta(days=2), AT + timedelta(days=2)):
        because = approval.refused_because(some.plan("ann"), some.approve("bob", long, at), some.registered(), AT)
        assert "30 days is the most" in because


def test_an_approval_from_the_future_does_not_count(some: Signers) -> None:
    some.register_first("ann", "bob")
    later = some.approve("bob", WEEK, AT + timedelta(days=300))
    assert "later than now" in approval.refused_because(some.plan("ann"), later, some.registered(), AT)
    assert not approval.refused_because(some.plan("ann"), some.approve("bob"), some.registered(), AT)


@pytest.mark.parametrize("name", ["Zo\u00eb", "\u0418\u0432\u0430\u043d", "\u674e\u660e", "O'Brien", "ann@example.org"])
def test_an_ordinary_name_of_any_script_is_taken(some: Signers, name: str) -> None:
    assert some.register(name, "one").person == name
    with pytest.raises(KeyrollError):
        some.register("other", "one")
