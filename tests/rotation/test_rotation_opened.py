"""Accounts whose values share one name: sessions that began with the new value are neither waited for nor ended."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymysql
import pytest
from site_of_rotation import Site, until

from keyroll.api import CredentialSelection, Keyroll
from keyroll.model.rotation import Standing, Step, Wish
from keyroll.providers import catalogue
from keyroll.providers.ldap.wire import connected
from keyroll.providers.mariadb.survey import ACCOUNTS
from keyroll.providers.redis.wire import RedisError, signed_in
from keyroll.secret import SecretRef
from other_servers import ROOT
from real_servers import next_number

pytestmark = [pytest.mark.server, pytest.mark.long]
OLD, ADMIN = "old-Password-1", "administrator-1"


class OfRedis:
    def __init__(self, address: str, who: str, value: str, name: str) -> None:
        self._held = signed_in(address, who, value.encode(), name)
        self.redis = self._held.__enter__()

    def request(self) -> None:
        assert self.redis.ask(b"GET", b"x") is not None

    def close(self) -> None:
        self._held.__exit__(None, None, None)


class OfMariaDB:
    def __init__(self, address: str, who: str, value: str, _name: str) -> None:
        host, _, port = address.partition(":")
        self.session = pymysql.connect(host=host, port=int(port), user=who.partition("@")[0], password=value)

    def request(self) -> None:
        with self.session.cursor() as cursor:
            cursor.execute("SELECT 1")

    def close(self) -> None:
        self.session.close()


class OfLdap:
    def __init__(self, address: str, who: str, value: str, _name: str) -> None:
        self._held = connected(address)
        self.directory = self._held.__enter__()
        self.directory.bind(who, value.encode())

    def request(self) -> None:
        self.directory.who_am_i()

    def close(self) -> None:
        self._held.__exit__(None, None, None)


@dataclass
class Pool:
    """A program with a pool of three sessions; it reads its file twice a second and renews the pool when it changed."""

    connect: Callable[[str, str], Any]
    place: Path
    name: str = "web"
    failures: list[str] = field(default_factory=list)
    made: int = 0
    opened: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Pool":
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join(10)

    def _run(self) -> None:
        held, pool, turn = "", list[Any](), 0
        while not self.over.wait(0.02):
            turn += 1
            content = self.place.read_text() if turn % 25 == 1 else held
            try:
                if content != held or not pool:
                    fresh = [self.connect(content, self.name) for _ in range(3)]
                    self.opened += 3
                    for one in pool:
                        one.close()
                    held, pool = content, fresh
                pool[turn % 3].request()
                self.made += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, the request failed
                self.failures.append(f"{type(error).__name__} {error}")
                pool = []
        for one in pool:
            one.close()


@dataclass
class Place:
    """A home, the directions of one account, and the file that its consumer reads."""

    folder: Path
    provider: str
    identifier: str
    address: str
    admin: str
    survey: dict[str, Any]
    connect: Callable[[str, str], Any]
    settings: str = ""
    password: str = ADMIN
    observer: str = ""

    def begin(self) -> "Place":
        survey = self.folder / "exports" / f"{self.provider}@main" / "survey"
        survey.mkdir(parents=True)
        for name, body in self.survey.items():
            (survey / f"{name}.json").write_text(json.dumps(body))
        keyroll = Keyroll.open(self.folder / "home")
        keyroll.exports.sync(self.folder / "exports")
        (self.folder / "admin").write_text(self.password)
        self.secret.write_text(OLD)
        keys = Site(self.folder, None, 0)
        for person in ("ann", "bob"):
            keys.key(person)
        (self.folder / "home" / "rotation.toml").write_text(f"""\
["{self.identifier}"]
at = ["{self.address}"]
admin = "{self.admin}=file:{self.folder / "admin"}"
observer = "{self.observer or self.admin}=file:{self.folder / "admin"}"
observe = "1s"
{self.settings}
[["{self.identifier}".consumers]]
name = "web"
place = "file:{self.secret}"
gets = "poll"
longest_poll = "1s"
client = "web"
""")
        return self

    @property
    def secret(self) -> Path:
        return self.folder / "secret"

    def approved(self) -> Any:
        rotations = Keyroll.open(self.folder / "home").rotations
        ann, bob = (SecretRef("file", str(self.folder / f"{person}.key")) for person in ("ann", "bob"))
        rotations.plan("first", CredentialSelection(self.identifier), key=ann)
        rotations.approve("first", key=bob)
        return rotations


@pytest.fixture(params=["redis", "mariadb", "ldap"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    provider = request.param
    at_once = replace(catalogue.provider(provider), window=timedelta())
    monkeypatch.setitem(catalogue.providers(), provider, at_once)
    name = f"pool{next_number()}"
    if provider == "redis":
        node = request.getfixturevalue("redis_node")
        node.run("ACL", "SETUSER", "boss", "on", f">{ADMIN}", "~*", "+@all")
        # Restricted commands: not even its own name.
        node.run("ACL", "SETUSER", name, "on", f">{OLD}", "~*", "-@all", "+get", "+set", "+client|setname")
        node.run("SET", "x", "y")
        acl = [{"rules": f"user {name} on sanitize-payload #*** ~* -@all +get +set"}]
        made = Place(tmp_path, "redis", f"redis@main:user:{name}", node.address, "boss", {"users": acl},
                     lambda value, who: OfRedis(node.address, name, value, who),
                     'settings = { volatile = "yes" }')  # fmt: skip
    elif provider == "ldap":
        directory, name = request.getfixturevalue("slapd"), f"cn={name},dc=quiet"
        directory.add(name, OLD)
        entries = [{"dn": [name], "cn": [name], "objectClass": ["person"], "userPassword": ["***"]}]
        made = Place(tmp_path, "ldap", f"ldap@main:entry:{name}", directory.address, "cn=root,dc=quiet",
                     {"accounts": entries}, lambda value, who: OfLdap(directory.address, name, value, who),
                     password=ROOT, observer=directory.surveyor)  # fmt: skip
    else:
        server = request.getfixturevalue("mariadb")
        server.run(
            f"CREATE OR REPLACE USER boss@'%' IDENTIFIED BY '{ADMIN}'",
            "GRANT CREATE USER, PROCESS, CONNECTION ADMIN ON *.* TO boss@'%'",
            "GRANT SELECT ON mysql.global_priv TO boss@'%'",
            f"CREATE USER {name}@'%' IDENTIFIED BY '{OLD}'",
        )
        accounts = [one for one in server.client(ACCOUNTS) if one["user"] == name]
        made = Place(tmp_path, "mariadb", f"mariadb@main:account:{name}@%", server.address, "boss@%",
                     {"accounts": accounts},
                     lambda value, who: OfMariaDB(server.address, name, value, who))  # fmt: skip
    return made.begin()


def test_a_pool_that_polls_a_file_passes_the_gate_and_no_request_fails(place) -> None:
    rotations = place.approved()
    with Pool(place.connect, place.secret) as pool:
        until(lambda: pool.made > 5)
        # The proof of a directory waits half an hour for its lockout; the gate does not.
        over = (Step.PROVE,) if place.provider == "ldap" else ()
        until(
            lambda: (done := rotations.run("first")).done or done.orphaned or done.stands[0].position.step in over, 60
        )
        done = rotations.status("first")
        made = pool.made
        until(lambda: pool.made > made + 5)
    assert done.done or done.stands[0].position.step in over, done.stands
    assert pool.failures == []
    assert pool.opened == 6


def test_a_session_that_was_opened_before_by_nobody_who_is_declared_blocks(place) -> None:
    if place.provider != "redis":
        pytest.skip("its sessions name no program, and every network is the same here")
    rotations, other = place.approved(), place.connect(OLD, "report")
    with Pool(place.connect, place.secret) as pool:
        until(lambda: "report at 127.0.0.1 used the old value (session" in rotations.run("first").stands[0].said, 30)
        (stand,) = rotations.run("first").stands
        assert stand.position.step is Step.GATE
        other.request()
        copy = "report at 127.0.0.1"
        rotations.decide(
            "first", Wish.SIGN_OFF, key=f"file:{place.folder / 'ann.key'}", copy=copy, because="an old job"
        )
        until(lambda: rotations.run("first").done, 60)
    assert pool.failures == []
    with pytest.raises(Exception):  # noqa: B017, PT011 - the server closed it
        other.request()


def test_who_is_refused_after_the_revocation_is_shown_with_its_address_and_an_abort_brings_the_old_value_back(
    place,
) -> None:
    """A program that connects once in a while: no list of sessions has it, and no log tells the values apart."""
    if place.provider != "redis":
        pytest.skip("only Redis shows refused sign-ins")
    rotations = place.approved()
    with Pool(place.connect, place.secret) as pool:
        until(lambda: rotations.run("first").stands[0].position.step is Step.OBSERVE, 60)
        with pytest.raises(Exception, match="WRONGPASS"):
            place.connect(OLD, "nightly")
        said = rotations.run("first").stands[0].said
        assert "possible outage: " in said
        assert "127.0.0.1 was refused on " in said
        ann = f"file:{place.folder / 'ann.key'}"
        rotations.decide("first", Wish.ABORT, key=ann, because="the nightly job has the old value")

        def back() -> bool:
            rotations.run("first")
            try:
                place.connect(OLD, "nightly").close()
            except RedisError:
                return False
            return True

        until(back, 30)
        until(lambda: rotations.run("first").stands[0].position.standing is Standing.ABORTED, 90)
    assert pool.failures == []


def over(place, rotations) -> bool:
    stand = rotations.run("first").stands[0]
    assert "sign it off" not in stand.said, stand
    return stand.position.standing is Standing.ABORTED


def signs_in(place, value: str) -> bool:
    try:
        place.connect(value, "late").close()
    except Exception:  # noqa: BLE001 - refused
        return False
    return True


def published(place, rotations, pool: Pool) -> str:
    """Run to the gate until the pool has the new value, and abort; the new value."""
    until(lambda: pool.made > 5)
    until(lambda: rotations.run("first").stands[0].position.step is Step.GATE and pool.opened >= 6, 30)
    ann = f"file:{place.folder / 'ann.key'}"
    rotations.decide("first", Wish.ABORT, key=ann, because="the wrong day")
    return place.secret.read_text()


def test_an_abort_tells_by_their_order_which_sessions_are_of_the_new_value_and_needs_no_person(place) -> None:
    """Before, the abort waited for a sign-off of each consumer: nothing showed what it used."""
    rotations = place.approved()
    with Pool(place.connect, place.secret) as pool:
        new = published(place, rotations, pool)
        until(lambda: over(place, rotations), 60)
        made = pool.made
        until(lambda: pool.made > made + 5)
    assert pool.failures == []
    assert place.secret.read_text() == OLD
    assert (signs_in(place, OLD), signs_in(place, new)) == (True, False)


def test_an_abort_waits_for_a_session_of_the_new_value_that_nobody_declared(place) -> None:
    if place.provider != "redis":
        pytest.skip("its sessions name no program, and every network is the same here")
    rotations, before = place.approved(), place.connect(OLD, "report")
    with Pool(place.connect, place.secret) as pool:
        other = place.connect(published(place, rotations, pool), "pushed")
        until(
            lambda: rotations.run("first").stands[0].said == "still connected with the new value: pushed at 127.0.0.1",
            30,
        )
        other.request()
        assert signs_in(place, OLD)
        other.close()
        until(lambda: over(place, rotations), 30)
        before.request()
    assert pool.failures == []


def test_a_signed_off_session_of_the_new_value_ends_with_it(place) -> None:
    if place.provider == "ldap":
        pytest.skip("nothing ends its connections")
    rotations = place.approved()
    with Pool(place.connect, place.secret) as pool:
        kept = place.connect(published(place, rotations, pool), "web" if place.provider == "mariadb" else "pushed")
        name = "a program at 127.0.0.1" if place.provider == "mariadb" else "pushed at 127.0.0.1"
        until(lambda: rotations.run("first").stands[0].said == f"still connected with the new value: {name}", 30)
        ann = f"file:{place.folder / 'ann.key'}"
        rotations.decide("first", Wish.SIGN_OFF, key=ann, copy=name, because="it reads its file again")
        until(lambda: over(place, rotations), 30)
        with pytest.raises(Exception):  # noqa: B017, PT011 - the server closed it
            kept.request()
        made = pool.made
        until(lambda: pool.made > made + 5)
    assert signs_in(place, OLD)
