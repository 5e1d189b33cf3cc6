"""The password of an entry, tried on a real directory: each way in which it is refused, and what only looks like it."""

import time
from datetime import timedelta

import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.ldap.probe import PROBES, attempt, sessions
from keyroll.providers.ldap.wire import connected, place
from keyroll.reveal import reveal
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
OLD, NEW = "old-Password-1", "new-Password-2"
REFUSED = ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="49")


@pytest.fixture
def plane(slapd) -> Plane:
    return place(slapd.address)


@pytest.fixture
def entry(slapd) -> str:
    name = f"cn=app{next_number()},dc=quiet"
    slapd.add(name, OLD)
    return name


@pytest.fixture
def observer(slapd) -> Login:
    return login(slapd.surveyor, "root-of-the-tests")


def login(who: str, value: str = OLD) -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


def under(slapd, name: str, policy: str) -> None:
    tree = name.rpartition(",")[2]
    slapd.modify(name, "changetype: modify", "add: pwdPolicySubentry", f"pwdPolicySubentry: cn={policy},{tree}")


def test_a_good_password_signs_in_as_its_entry_however_its_name_is_written(plane, entry) -> None:
    assert attempt(plane, login(entry)) == ProbeAnswer(Outcome.ACCEPTED, entry)
    assert attempt(plane, login(entry.upper().replace(",", " , "))) == ProbeAnswer(Outcome.ACCEPTED, entry)


def test_a_changed_password_an_unknown_entry_and_one_never_issued_are_refused_alike(slapd, plane, entry) -> None:
    never = PROBES[0].never_issued(Secret(OLD.encode()))
    alike = [attempt(plane, login("cn=nobody,dc=quiet")), attempt(plane, Login(entry, never, "keyroll-1"))]
    alike.append(attempt(plane, login("dc=quiet")))  # an entry without a password
    slapd.password(entry, NEW)
    alike.append(attempt(plane, login(entry)))
    assert alike == [REFUSED] * 4
    assert attempt(plane, login(entry, NEW)).outcome is Outcome.ACCEPTED
    slapd.delete(entry)
    assert attempt(plane, login(entry, NEW)) == REFUSED


def test_two_values_are_two_passwords_of_which_one_can_be_taken_away(slapd, plane, entry) -> None:
    slapd.modify(entry, "changetype: modify", "add: userPassword", f"userPassword: {NEW}")
    assert {attempt(plane, login(entry, value)).outcome for value in (OLD, NEW)} == {Outcome.ACCEPTED}
    slapd.modify(entry, "changetype: modify", "delete: userPassword", f"userPassword: {OLD}")
    assert [attempt(plane, login(entry, value)).outcome for value in (OLD, NEW)] == [
        Outcome.REFUSED_CREDENTIAL,
        Outcome.ACCEPTED,
    ]


def test_an_empty_password_would_sign_in_as_nobody_and_is_never_tried(slapd, plane, entry) -> None:
    with connected(plane.address) as directory:
        directory.bind("", b"")
        assert directory.who_am_i() == ""
    assert attempt(plane, login(entry, "")) == ProbeAnswer(Outcome.AMBIGUOUS, said="empty")


@pytest.mark.parametrize(("tree", "said"), [("quiet", "49"), ("telling", "49 locked")])
def test_an_entry_that_failures_locked_refuses_its_right_password_and_not_every_server_says_so(
    slapd, plane, tree, said
) -> None:
    name = f"cn=locked{next_number()},dc={tree}"
    slapd.add(name, OLD)
    under(slapd, name, "strict")
    for _ in range(3):  # a response that is lost on a busy machine counts no failure, and a success forgets them
        refused = [attempt(plane, login(name, NEW)) for _ in range(2)]
        locked = attempt(plane, login(name))
        if refused == [REFUSED] * 2 and locked.said:
            break
    outcome = Outcome.REFUSED_POLICY if tree == "telling" else Outcome.REFUSED_CREDENTIAL
    assert (refused, locked) == ([REFUSED] * 2, ProbeAnswer(outcome, said=said))
    # What never was right is refused in the same words, and so is the next value of the entry: nothing is proven.
    assert attempt(plane, login(name, NEW)) == locked


def test_a_password_past_its_time_says_so_only_to_the_right_one(slapd, plane, entry) -> None:
    under(slapd, entry, "short")
    slapd.password(entry, OLD)
    time.sleep(2.1)
    assert attempt(plane, login(entry)) == ProbeAnswer(Outcome.REFUSED_DISABLED, said="49 expired")
    assert attempt(plane, login(entry, NEW)) == REFUSED


def test_a_connection_outlives_its_password_and_its_entry_until_it_is_closed(slapd, plane, entry, observer) -> None:
    with connected(plane.address) as session:
        session.bind(entry, OLD.encode())
        slapd.password(entry, NEW)
        assert attempt(plane, login(entry)) == REFUSED
        assert session.who_am_i() == entry
        alive = sessions(plane, observer, entry, timedelta())
        assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 connection")
        # One that is younger than the moment asked about was opened with the new password.
        assert sessions(plane, observer, entry, timedelta(hours=1)).outcome is Outcome.REFUSED_CREDENTIAL
        slapd.delete(entry)
        assert session.who_am_i() == entry
        assert sessions(plane, observer, entry, timedelta()).outcome is Outcome.ACCEPTED
    gone = sessions(plane, observer, entry, timedelta())
    assert (gone.outcome, gone.said) == (Outcome.REFUSED_CREDENTIAL, "none")


def test_who_may_not_see_the_monitor_does_not_say_that_there_are_none(plane, entry) -> None:
    assert sessions(plane, login(entry), entry, timedelta()).outcome not in (
        Outcome.ACCEPTED,
        Outcome.REFUSED_CREDENTIAL,
    )


def test_our_own_connection_is_not_counted_where_the_observer_is_the_account_itself(plane, observer) -> None:
    assert sessions(plane, observer, observer.who, timedelta()).said == "none"
    with connected(plane.address) as session, reveal(observer.value) as raw:
        session.bind(observer.who, raw)
        assert sessions(plane, observer, observer.who, timedelta()).said == "1 connection"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"0\x84\xff\xff\xff\xff", b"0\x05\x02\x01\x01a\x00"]
)
def test_a_server_that_is_down_refuses_nothing_and_one_that_is_another_is_not_believed(scripted, answer) -> None:
    assert attempt(place("ldap://127.0.0.1:1"), login("cn=app")).outcome is Outcome.UNREACHABLE
    with scripted(answer) as address:
        outcome = attempt(place(f"ldap://{address}"), login("cn=app")).outcome
    assert outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)


@pytest.mark.parametrize(
    "address", ["ldap1", "ldap://ldap1.example", "ldaps://user@ldap1", "ldap://127.0.0.1/?x", "http://ldap1"]
)
def test_what_is_no_address_or_would_show_the_value_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        place(address)


def test_a_server_without_tls_is_sent_no_password(scripted) -> None:
    # An extended answer with protocolError (2): this server knows no StartTLS.
    with scripted(b"0\x0c\x02\x01\x01x\x07\x0a\x01\x02\x04\x00\x04\x00") as address:
        assert attempt(place(f"ldap://{address}?starttls"), login("cn=app")).outcome is Outcome.AMBIGUOUS
    assert OLD.encode() not in scripted.heard
