"""Every adapter with a real server, killed at every place, alone and in pairs, and with every trouble of a request.

After each, the server is asked: no lock-out, no zombie, no orphan. AWS is left out: its emulator, moto, refuses no key.
``make long`` kills it at every place of one rotation. A night adds a sample of single kills, pairs and a second
rotator, or all of them with KEYROLL_ALL_KILLS=1; KEYROLL_PAIRS=N runs every Nth pair.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations, cycle
from pathlib import Path
from random import Random

import pytest
from real_case import ADMIN, TROUBLES, Real, RealCase

from aws_emulators import Emulator, own_moto
from keyroll.clock import FixedClock
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Subject
from keyroll.providers.openssh.lines import parse
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations
from other_servers import ROOT, Sshd, sshd_running
from real_servers import folder_for, next_number
from rotating import MARK, Rotating, opened, secret

__all__ = ["own_moto"]
pytestmark = [pytest.mark.server, pytest.mark.long]
ALL = bool(os.environ.get("KEYROLL_ALL_KILLS"))
#: Every how many pairs one is run.
PAIRS = int(os.environ.get("KEYROLL_PAIRS", "1" if ALL else "400"))
#: Pairs of an abort and a kill of one adapter.
ABORTS = int(os.environ.get("KEYROLL_ABORTS", "200" if ALL else "20"))
OLD, BOSS = "old-Password-1", "administrator-1"
#: Places of one step, and of the one before it.
AGAIN = 6
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
Make = Callable[[], Real]
#: Rotations of one server beside each other: one of them mostly waits for its answer. Keys over SSH share one account
#: here: each rotation ends the account's sessions, and with them the sign-ins of another one's consumer.
BESIDE, BESIDE_SSH = 12, 1


def real(provider: str, kind: str, way: str, address: str, admin: Login, subject: Subject, old: str) -> Real:
    rotator = next(one for one in catalogue.rotators(provider) if (one.kind, one.way) == (kind, way))
    probe = catalogue.probes(provider)[kind]
    rotating = Rotating(rotator, probe, rotator.place(address), admin, subject)
    return Real(rotating, address, provider, old)


@pytest.fixture
def postgresql(postgres) -> Make:
    boss = f"boss{next_number()}"
    postgres.run(
        f"CREATE ROLE {boss} LOGIN CREATEROLE PASSWORD '{BOSS}'",
        f"GRANT pg_signal_backend, pg_read_all_stats TO {boss}",
    )

    def make() -> Real:
        name = f"crash{next_number()}"
        postgres.run(
            f"CREATE ROLE {name}",
            f"CREATE ROLE {name}_a LOGIN PASSWORD '{OLD}' IN ROLE {name}",
            f"CREATE ROLE {name}_b NOLOGIN IN ROLE {name}",
            f"GRANT {name}_a, {name}_b TO {boss} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
        )
        subject = Subject(f"{name}_a", {"partner": f"{name}_b"})
        return real("postgresql", "role", "pair", postgres.address, Login(boss, secret(BOSS), MARK), subject, OLD)

    return make


@pytest.fixture
def mariadb_account(mariadb) -> Iterator[Make]:
    mariadb.run(
        f"CREATE OR REPLACE USER boss@'%' IDENTIFIED BY '{BOSS}'",
        "GRANT CREATE USER, PROCESS, CONNECTION ADMIN ON *.* TO boss@'%'",
        "GRANT SELECT ON mysql.global_priv TO boss@'%'",
    )

    def make() -> Real:
        name = f"crash{next_number()}"
        mariadb.run(f"CREATE USER {name}@'%' IDENTIFIED BY '{OLD}'")
        boss = Login("boss@%", secret(BOSS), MARK)
        return real("mariadb", "account", "", mariadb.address, boss, Subject(f"{name}@%"), OLD)

    yield make
    mariadb.run("DROP USER boss@'%'")


@pytest.fixture
def redis(redis_node) -> Make:
    redis_node.run("ACL", "SETUSER", "boss", "on", f">{BOSS}", "~*", "+@all")

    def make() -> Real:
        name = f"crash{next_number()}"
        redis_node.run("ACL", "SETUSER", name, "on", f">{OLD}", "~*", "+@all")
        boss = Login("boss", secret(BOSS), MARK)
        return real("redis", "user", "", redis_node.address, boss, Subject(name, {"volatile": "yes"}), OLD)

    return make


@pytest.fixture
def rabbitmq_pair(rabbitmq) -> Make:
    def make() -> Real:
        name = f"crash{next_number()}"
        rabbitmq.call("PUT", f"users/{name}_a", {"password": OLD, "tags": ""})
        rabbitmq.call("PUT", f"permissions/%2F/{name}_a", {"configure": "", "write": "x", "read": ".*"})
        subject = Subject(f"{name}_a", {"partner": f"{name}_b"})
        return real("rabbitmq", "user", "pair", rabbitmq.address, Login("root", secret(ROOT), MARK), subject, OLD)

    return make


@pytest.fixture
def ldap(slapd) -> Make:
    def make() -> Real:
        name = f"cn=crash{next_number()},dc=quiet"
        slapd.add(name, OLD)
        boss = Login("cn=root,dc=quiet", secret(ROOT), MARK)
        case = real("ldap", "entry", "", slapd.address, boss, Subject(name), OLD)
        return replace(case, observer=slapd.surveyor)

    return make


@pytest.fixture(scope="module")
def many_files() -> Iterator[tuple[Sshd, Iterator[str]]]:
    """A server that reads a file of keys for each of the rotations that run beside each other; which is free next."""
    with folder_for() as folder:
        files = [f"{folder}/keys-{number}" for number in range(4 * BESIDE_SSH)]
        with sshd_running(folder, " ".join(["AuthorizedKeysFile", f"{folder}/authorized_keys", *files])) as server:
            yield server, cycle(files)


@pytest.fixture
def openssh(many_files) -> Make:
    sshd, files = many_files
    boss = f"boss{next_number()}"
    sshd.key(boss)
    sshd.authorise(sshd.public(boss))
    private = (sshd.folder / boss).read_text()

    def make() -> Real:
        name, file = f"crash{next_number()}", next(files)
        sshd.key(name)
        line = parse(sshd.public(name))
        assert line
        Path(file).write_text(sshd.public(name))
        subject = Subject(line.fingerprint, {"file": file})
        admin = Login(sshd.account, secret(private), MARK)
        return real("openssh", "public_key", "", sshd.address, admin, subject, (sshd.folder / name).read_text())

    return make


@pytest.fixture
def openbao_approle(bao) -> Make:
    with suppress(OSError):
        bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("PUT", "sys/policies/acl/crash", {"policy": 'path "secret/*" { capabilities = ["read"] }'})

    def make() -> Real:
        name = f"crash{next_number()}"
        bao.call("POST", f"auth/approle/role/{name}", {"token_policies": ["crash"], "token_ttl": "1h"})
        role_id = bao.call("GET", f"auth/approle/role/{name}/role-id")["data"]["role_id"]
        made = bao.call("POST", f"auth/approle/role/{name}/secret-id", {})["data"]["secret_id"]
        root = Login("root", secret(bao.root), MARK)
        return real("openbao", "approle", "", bao.address, root, Subject(name), f"{role_id}:{made}")

    return make


@pytest.fixture
def postgresql_password(postgres) -> Make:
    boss = f"boss{next_number()}"
    postgres.run(
        f"CREATE ROLE {boss} LOGIN CREATEROLE PASSWORD '{BOSS}'",
        f"GRANT pg_signal_backend, pg_read_all_stats TO {boss}",
    )

    def make() -> Real:
        name = f"crash{next_number()}"
        postgres.run(
            f"CREATE ROLE {name} LOGIN PASSWORD '{OLD}'",
            f"GRANT {name} TO {boss} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
        )
        admin = Login(boss, secret(BOSS), MARK)
        return real("postgresql", "role", "password", postgres.address, admin, Subject(name), OLD)

    return make


@pytest.fixture(scope="module")
def strict_moto(own_moto: Emulator) -> Emulator:
    """An emulator that refuses deleted keys and wrong secrets; an inactive key it accepts."""
    own_moto.user("boss")
    own_moto.allow("boss")
    own_moto.root = own_moto.pair("boss")
    own_moto.strict()
    return own_moto


@pytest.fixture
def aws_key(strict_moto: Emulator) -> Make:
    def make() -> Real:
        user = f"crash{next_number()}"
        strict_moto.user(user)
        strict_moto.allow(user)
        name, value = strict_moto.key(user)
        boss = Login(strict_moto.root[0], secret(":".join(strict_moto.root)), MARK)
        return real("aws", "access_key", "", strict_moto.address, boss, Subject(name, {"user": user}), value)

    return make


ADAPTERS = ("postgresql", "mariadb_account", "redis", "rabbitmq_pair", "ldap", "openssh", "openbao_approle")


#: The others run at night.
BY_DAY = ("postgresql",)


@pytest.fixture(params=[pytest.param(one, marks=() if one in BY_DAY else pytest.mark.nightly) for one in ADAPTERS])
def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Make:
    made: Make = request.getfixturevalue(request.param)

    def remembered() -> Real:
        one = made()
        monkeypatch.setenv(ADMIN, opened(one.rotating.admin.value))
        return one

    return remembered


@pytest.fixture
def rows(tmp_path: Path) -> Rotations:
    return Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(FIRST)))


def test_killed_at_every_place_of_one_rotation(rows, make: Make) -> None:
    case = RealCase(rows, make(), every=True)
    case.ended()
    assert len(set(case.killed)) >= 40


@dataclass(frozen=True)
class Kills:
    """Rotations of one adapter, each of a credential of its own, that are killed at given places."""

    rows: Rotations
    make: Make
    beside: int

    def places(self) -> list[str]:
        """The places that a rotation reaches which nothing kills."""
        first = RealCase(self.rows, self.make())
        first.ended()
        return first.reached

    def ended(self, cases: Iterable[Callable[..., RealCase]]) -> list[RealCase]:
        """Run all of them, each of a credential of its own, and hold the server to the invariants after each."""

        def one(case: Callable[..., RealCase]) -> RealCase:
            made = case(real=self.make())
            made.ended()
            return made

        with ThreadPoolExecutor(self.beside) as pool:
            return list(pool.map(one, cases))

    def aborted(self, cases: Iterable[Callable[..., RealCase]]) -> list[set[str]]:
        """Run all of them with an abort, and return what is wrong after each."""
        with ThreadPoolExecutor(self.beside) as pool:
            return list(pool.map(lambda case: case(real=self.make()).aborted(), cases))


@pytest.fixture
def kills(rows: Rotations, make: Make, request: pytest.FixtureRequest) -> Kills:
    return Kills(rows, make, BESIDE_SSH if request.node.callspec.params["make"] == "openssh" else BESIDE)


@pytest.mark.nightly
def test_each_single_kill(kills: Kills, record_property) -> None:
    step, begin = (1, 0) if ALL else (9, next_number() % 9)
    # By name: how often a server is looked at differs, and with it the number of a place.
    places = list(dict.fromkeys(kills.places()))[begin::step]
    cases = kills.ended([partial(RealCase, kills.rows, kill_at=place) for place in places])
    assert [one.killed for one in cases] == [[place] for place in places]
    record_property("kills", len(cases))


@pytest.mark.nightly
def test_pairs_of_kills(kills: Kills, record_property) -> None:
    # After a kill the places of one step are reached again, so that the second kill may come so much later.
    number = len(kills.places())
    pairs = [(one, two) for one, two in combinations(range(1, number + AGAIN + 1), 2) if one <= number]
    run = pairs[next_number() % PAIRS :: PAIRS]
    cases = kills.ended([partial(RealCase, kills.rows, kills=list(pair)) for pair in run])
    twice = sum(len(one.killed) == 2 for one in cases)
    assert twice
    record_property("pairs", twice)


@pytest.mark.parametrize("act", ["create", "disable", "delete"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_a_request(rows, make: Make, trouble: str, act: str) -> None:
    one = make()
    if getattr(one.rotating.rotator, act) is not None:
        RealCase(rows, one, trouble={act: trouble}).ended()


@pytest.mark.nightly
@pytest.mark.parametrize("trouble", ["doubled", "doubled, first"])
def test_a_doubled_request_that_makes_a_value_wherever_it_is_killed(rows, make: Make, trouble: str) -> None:
    """Which of two values of one mark a list shows first is chance, so it is tried more than once."""
    for killed in ([], [], [], [5], [6], [7], [8]):
        RealCase(rows, make(), kills=killed, trouble={"create": trouble}).ended()


@pytest.mark.nightly
@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_set_while_it_runs(rows, make: Make, minutes: int) -> None:
    places = [5, 15, 25, 35]
    RealCase(rows, make(), kills=places, shifts=[timedelta(minutes=minutes)] * 4).ended()


def test_a_full_disk(rows, make: Make) -> None:
    RealCase(rows, make(), full=set(range(2, 30, 3)), full_vault={2, 3}).ended()


@pytest.mark.nightly
def test_another_rotator_takes_over(kills: Kills) -> None:
    step = 1 if ALL else 11
    places = range(1 + next_number() % step, 45, step)
    kills.ended([partial(RealCase, kills.rows, overtaken=place) for place in places])


#: An abort is tried with a value that replaces the other at once, too, and with the emulator of AWS.
ABORTED = [
    "postgresql",
    *(pytest.param(one, marks=pytest.mark.nightly) for one in (*ADAPTERS[1:], "postgresql_password", "aws_key")),
]


@pytest.mark.parametrize("make", ABORTED, indirect=True)
def test_an_abort_leads_to_one_value_from_every_place(kills: Kills, record_property) -> None:
    places = list(dict.fromkeys(kills.places()))
    cases = [partial(RealCase, kills.rows, abort_at=place) for place in places]
    wrong = {place: one for place, one in zip(places, kills.aborted(cases), strict=True) if one}
    record_property("aborts", f"{len(places) - len(wrong)} of {len(places)}")
    assert wrong == {}


@pytest.mark.parametrize("make", ABORTED, indirect=True)
def test_an_abort_at_a_place_and_a_kill_at_another(kills: Kills, record_property) -> None:
    """Each pair by chance: the seed is in the message."""
    seed = os.environ.get("KEYROLL_SEED", str(next_number()))
    places, chance = kills.places(), Random(seed)
    pairs = [(chance.choice(places), chance.randint(1, len(places) + 25)) for _ in range(ABORTS)]
    cases = [partial(RealCase, kills.rows, abort_at=place, kills=[kill]) for place, kill in pairs]
    wrong = {pair: one for pair, one in zip(pairs, kills.aborted(cases), strict=True) if one}
    record_property("pairs", len(pairs))
    assert wrong == {}, f"KEYROLL_SEED={seed}"


def test_tokens_of_a_secret_id_that_keyroll_made_end_with_it(rows, openbao_approle: Make, bao, monkeypatch) -> None:
    """A second rotation tells the tokens of the first one's secret id by its mark, which the plan keeps."""
    one = openbao_approle()
    monkeypatch.setenv(ADMIN, opened(one.rotating.admin.value))
    first = RealCase(rows, one)
    first.ended()
    role_id, _, secret_id = first.published.partition(":")
    login = bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": secret_id})
    token = login["auth"]["client_token"]
    assert bao.call("GET", "auth/token/lookup-self", token=token)
    RealCase(rows, replace(one, old=first.published)).ended()
    with pytest.raises(OSError, match="403"):
        bao.call("GET", "auth/token/lookup-self", token=token)


def test_an_abort_of_the_reverse_rotation_of_a_pair_leads_back_to_the_partner(rows, postgresql: Make, monkeypatch):
    """The second rotation of a pair goes from the partner to the first role, which was left without a value."""
    for place in ("create: done", "publish: intended", "gate: intended", "observe: intended"):
        one = postgresql()
        monkeypatch.setenv(ADMIN, opened(one.rotating.admin.value))
        first = RealCase(rows, one)
        first.ended()
        second = RealCase(rows, replace(one, old=first.published.partition(":")[2]), abort_at=place, kills=[30])
        assert second.old.id == one.rotating.subject.settings["partner"]
        assert second.aborted() == set()
        assert second.decided
        assert second.published == first.published
