"""A private key, tried on a real server: each way in which it is refused, and what only looks like it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.openssh.lines import certificate, parse
from keyroll.providers.openssh.probe import PROBES, _counted, attempt, place, sessions
from keyroll.secret import Secret
from other_servers import Sshd, sshd_running
from real_servers import next_number

pytestmark = pytest.mark.server
REFUSED = ProbeAnswer(Outcome.REFUSED_CREDENTIAL)


@pytest.fixture
def plane(sshd) -> Plane:
    return place(sshd.address)


@pytest.fixture
def key(sshd) -> str:
    """The name of a key that opens the account."""
    name = f"key{next_number()}"
    sshd.key(name)
    sshd.authorise(sshd.public(name))
    sshd.revoke()
    return name


def login(sshd: Sshd, name: str, more: str = "") -> Login:
    value = (sshd.folder / name).read_text() + more
    return Login(fingerprint(sshd, name), Secret(value.encode()), "keyroll-0123456789")


def fingerprint(sshd: Sshd, name: str) -> str:
    line = parse(sshd.public(name))
    assert line is not None
    return line.fingerprint


@contextmanager
def session(sshd: Sshd, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A session that stays open: OpenSSH's own client that runs cat."""
    client = subprocess.Popen(
        sshd.ssh(name, "echo in; cat"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert client.stdout is not None
    assert client.stdin is not None
    try:
        assert client.stdout.readline() == b"in\n"
        yield client
    finally:
        client.stdin.close()
        client.wait(10)
        client.stdout.close()


def test_a_key_that_is_authorised_signs_in(sshd, plane, key) -> None:
    assert attempt(plane, login(sshd, key)) == ProbeAnswer(Outcome.ACCEPTED, fingerprint(sshd, key))


@pytest.mark.parametrize("option", ['from="192.0.2.1"', 'expiry-time="20200101"', "removed", "revoked"])
def test_each_way_to_be_turned_away_looks_the_same(sshd, plane, key, option) -> None:
    if option == "revoked":
        sshd.revoke(f"{key}.pub")
    else:
        sshd.authorise("" if option == "removed" else f"{option} {sshd.public(key)}")
    never = Login("", PROBES[0].never_issued(login(sshd, key).value), "keyroll-1")
    assert attempt(plane, login(sshd, key)) == attempt(plane, never) == REFUSED
    nobody = place(sshd.address.replace(sshd.account, "nobody-here"))
    assert attempt(nobody, login(sshd, key)) == REFUSED


def test_a_value_that_is_no_key_or_is_behind_a_passphrase_says_nothing(sshd, plane) -> None:
    name = f"locked{next_number()}"
    sshd.keygen("-t", "ed25519", "-N", "some passphrase", "-f", name)
    assert attempt(plane, login(sshd, name)) == ProbeAnswer(Outcome.AMBIGUOUS, said="no key")
    assert attempt(plane, Login("x", Secret(b"a password"), "k")) == ProbeAnswer(Outcome.AMBIGUOUS, said="no key")


def test_a_certificate_opens_until_its_serial_is_revoked(sshd, plane, key) -> None:
    sshd.authorise()
    sshd.keygen("-s", "ca", "-I", "job-7", "-n", sshd.account, "-z", "7", "-V", "+1h", f"{key}.pub")
    written = (sshd.folder / f"{key}-cert.pub").read_text()
    line = parse(written)
    one = certificate(line) if line else None
    assert one is not None
    with_certificate = login(sshd, key, written)
    assert attempt(plane, with_certificate) == ProbeAnswer(Outcome.ACCEPTED, one.name)
    never = Login("", PROBES[1].never_issued(with_certificate.value), "keyroll-1")
    assert attempt(plane, never) == REFUSED
    (sshd.folder / "spec").write_text("serial: 7\n")
    sshd.revoke("-s", "ca.pub", "spec")
    assert attempt(plane, with_certificate) == REFUSED


def test_a_key_that_is_not_enough_alone_is_not_refused(tmp_path) -> None:
    with sshd_running(tmp_path, "AuthenticationMethods publickey,publickey") as strict:
        strict.key("one")
        strict.authorise(strict.public("one"))
        assert attempt(place(strict.address), login(strict, "one")) == ProbeAnswer(Outcome.REFUSED_POLICY, said="more")
        strict.authorise()
        assert attempt(place(strict.address), login(strict, "one")) == REFUSED


def test_a_host_that_shuts_its_door_after_failures_refuses_nothing(tmp_path) -> None:
    with sshd_running(tmp_path, "PerSourcePenalties authfail:5s min:15s") as wary:
        for name in ("good", "bad"):
            wary.key(name)
        wary.authorise(wary.public("good"))
        said = [attempt(place(wary.address), login(wary, "bad")).outcome for _ in range(5)]
        assert said[:3] == [Outcome.REFUSED_CREDENTIAL] * 3
        assert said[4] is Outcome.UNREACHABLE
        assert attempt(place(wary.address), login(wary, "good")).outcome is Outcome.UNREACHABLE


def test_another_host_at_the_address_is_not_believed(sshd, key) -> None:
    right = place(f"{sshd.address}?hostkey={fingerprint(sshd, 'host')}")
    assert attempt(right, login(sshd, key)).outcome is Outcome.ACCEPTED
    wrong = place(f"{sshd.address}?hostkey={fingerprint(sshd, 'ca')}")
    assert attempt(wrong, login(sshd, key)).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"SSH-2.0-x\r\n" + b"\x00" * 64])
def test_a_host_that_is_down_refuses_nothing_and_one_that_is_another_is_not_believed(sshd, scripted, answer) -> None:
    sshd.key(name := f"far{next_number()}")
    assert attempt(place("x@127.0.0.1:1"), login(sshd, name)).outcome is Outcome.UNREACHABLE
    with scripted(answer) as address:
        outcome = attempt(place(f"x@{address}"), login(sshd, name)).outcome
    assert outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)


def test_a_session_outlives_its_key_until_it_is_closed(sshd, plane, key) -> None:
    sshd.key(new := f"new{next_number()}")
    others = number(sessions(plane, login(sshd, key), "", timedelta()))  # of the person who runs the tests
    with session(sshd, key) as client:
        sshd.authorise(sshd.public(new))
        assert attempt(plane, login(sshd, key)) == REFUSED
        alive = sessions(plane, login(sshd, new), fingerprint(sshd, key), timedelta())
        assert (alive.outcome, number(alive)) == (Outcome.ACCEPTED, others + 1)
        # One that is younger than the moment asked about was opened with the new key.
        assert number(sessions(plane, login(sshd, new), fingerprint(sshd, key), timedelta(days=999))) == 0
        assert client.poll() is None
    time.sleep(0.3)
    gone = sessions(plane, login(sshd, new), fingerprint(sshd, key), timedelta())
    assert number(gone) == others


def number(looked: ProbeAnswer) -> int:
    return 0 if looked.said == "none" else int(looked.said.split()[0])


def test_a_forced_command_is_never_run_to_look_for_sessions(sshd, plane, key) -> None:
    ran = sshd.folder / "ran"
    sshd.authorise(f'command="touch {ran}",restrict {sshd.public(key)}')
    assert attempt(plane, login(sshd, key)).outcome is Outcome.ACCEPTED
    assert sessions(plane, login(sshd, key), "", timedelta()) == ProbeAnswer(
        Outcome.REFUSED_POLICY, fingerprint(sshd, key), "no shell"
    )
    assert not ran.exists()


SHOWN = """
      1       0 9000 /sbin/init
     10       1 8000 sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups
     20      10  500 sshd-session: app [priv]
     21      20  500 sshd-session: app@notty
     30      10   50 sshd: app@pts/0
     31      30   50 -bash
     40      10    1 sshd-session: app [priv]
     41      40    1 sshd-session: app@notty
     42      41    1 sh -c LC_ALL=C ps -eo pid=,ppid=,etimes=,args=
     43      42    0 ps -eo pid=,ppid=,etimes=,args=
     50      10    5 sshd-session: application@notty
"""


def test_sessions_are_counted_as_a_host_shows_its_processes() -> None:
    count = lambda account, by, age, shown=SHOWN: _counted(shown, account, by, timedelta(seconds=age)).said  # noqa: E731
    assert count("app", "app", 0) == "2 sessions"
    assert count("app", "app", 60) == "1 session"
    assert count("app", "ops", 501) == "1 session"  # a second may be hidden in the whole ones
    assert count("app", "app", 502) == "none"
    hidden = SHOWN.replace("1       0 9000", "2       0 9000")
    assert count("app", "app", 0, hidden) == "2 sessions"
    assert count("app", "ops", 0, hidden) == count("app", "app", 0, "Welcome!\n") == "no processes"


@pytest.mark.parametrize("address", ["web1", "web1:22", "app@", "app@web1:x", "app@web1:22?key=x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not an account"):
        place(address)
