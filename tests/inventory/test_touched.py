"""The rows that a sync derives for touched keys equal, in every table, the rows derived from all records at once."""

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_night import first_by_day
from keyroll.inventory import tables, touched
from keyroll.store import patches
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.lease import this_process
from keyroll.store.session import Session
from many_syncs import KEYS, NATIVE, SYNCS, TOKENS, happen, observe

_numbers = itertools.count()


def publish(home: Home) -> None:
    with home.ledger.hold(this_process("test")) as ledger:
        tables.publish(home, ledger)


def bag(session: Session, relation: str) -> list:
    rows = session.rows(f'SELECT *, count(*) AS times FROM "{relation}" GROUP BY ALL ORDER BY ALL')
    return [session.columns(relation), *rows]


TABLES = (*tables.PUBLISHED, *sorted(tables.KEYS.keys() - set(tables.PUBLISHED)), *touched.COMPARED)


def published(home: Home) -> dict[str, list]:
    with home.session() as session:
        for name in TABLES:
            assert home.lake.view(session, f"inventory/{name}", name, tables.KEYS.get(name, ""))
        return {name: bag(session, name) for name in TABLES}


def from_nothing(home: Home) -> dict[str, list]:
    with home.session() as session:
        tables.fold(session, home)
        return {name: bag(session, name) for name in TABLES}


def differing(home: Home) -> dict[str, tuple]:
    one, other = published(home), from_nothing(home)
    return {
        name: (
            [row for row in one[name] if row not in other[name]],
            [row for row in other[name] if row not in one[name]],
        )
        for name in TABLES
        if one[name] != other[name]
    }


class Killed(BaseException):
    """The process ends here."""


class Fault:
    """Ends the process at one place that writes, once."""

    left = -1

    def __call__(self, place: str) -> None:
        self.left -= place in ("lake.before-publish", "lake.after-publish")
        if self.left == 0:
            self.left = -1
            raise Killed


def check(folder: Path, syncs: list, kills: list[int], share: float) -> None:
    path = folder / f"home{next(_numbers)}"
    prepare(path, {"clock": "2026-11-01T00:00:00Z"})
    fault = Fault()
    home = Home.open(path, fault=fault)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(touched, "SMALL", 0)
        patch.setattr(touched, "SHARE", 2)
        patch.setattr(patches, "SHARE", share)
        for number, ((told, events), kill) in enumerate(zip(syncs, kills, strict=False)):
            with home.session() as session:
                observe(session, home, told)
                for log in NATIVE:
                    happen(session, home, log, [one for one in events if one[0][0] == log])
            fault.left = kill
            try:
                publish(home)
            except Killed:
                fault.left = -1
                home = Home.open(path, fault=fault)
                if kill % 2:
                    publish(home)
                else:
                    continue
            fault.left = -1
            # The first one is folded from nothing itself.
            assert not number or differing(home) == {}
    shutil.rmtree(path)


KILLS = st.lists(st.one_of(st.just(-1), st.just(-1), st.just(-1), st.integers(30, 110)), min_size=6, max_size=6)


@pytest.mark.long
@settings(max_examples=1)
@given(SYNCS, KILLS, st.sampled_from([0.25, 1000]))
def test_a_sync_gives_what_all_records_give(
    tmp_path_factory: pytest.TempPathFactory, syncs: list, kills: list[int], share: float
):
    """Adds, removals, merges, splits, renames, ids issued again, cut reads, late logs, and a kill at any write."""
    check(tmp_path_factory.mktemp("home"), syncs, kills, share)


@pytest.mark.nightly
@settings(max_examples=150)
@given(SYNCS, KILLS, st.sampled_from([0.25, 1000]))
def test_many_syncs_give_what_all_records_give(
    tmp_path_factory: pytest.TempPathFactory, syncs: list, kills: list[int], share: float
):
    check(tmp_path_factory.mktemp("home"), syncs, kills, share)


# What only the work itself shows to be touched --------------------------------------------------------------------


@pytest.fixture
def further(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each round of work showed that more is touched."""
    rounds: list[bool] = []
    look = touched.further

    def looked(session: Session) -> bool:
        rounds.append(look(session))
        return rounds[-1]

    monkeypatch.setattr(touched, "further", looked)
    return rounds


def told(source: str, endpoint: str, entity: str, subject: str, kind: str, day: int = 1, link: str = "", **facts: Any):
    strong = [subject] if entity == "credential" else []
    return (source, endpoint, entity, subject, kind, strong, [], facts, [("principal", link)] if link else []), day


def key(number: int, day: int = 1, source: str = "aws@1", link: str = "", **facts: Any) -> tuple:
    return told(source, "access_keys", "credential", KEYS[number], "access_key", day, link, **facts)


def token(number: int, day: int = 1, **facts: Any) -> tuple:
    return told(
        "cloudflare@main", "access_service_tokens", "credential", TOKENS[number], "access_service_token", day, **facts
    )


NAMED_N = told(
    "register@main", "vendors", "registration", "register@main:registration:1", "registration",
    system="aws", names="n", holder="Vendor A", owner="team",
)  # fmt: skip
DIRECTORY = (
    told("okta@main", "users", "principal", "okta@main:user:u1", "user", principal_kind="human", email="ann@a.example"),
    told("okta@main", "users", "read", "okta@main:endpoint:users", "read", complete=True),
)


MADE = "2026-09-01T00:00:00Z"
USER, ACCOUNT = "aws@1:user:u1", "jira@main:account:svc-0"
REPORTED = told("cloudflare@main", "report", "credential", TOKENS[1], "access_service_token", created=MADE)
LEFT = told("okta@main", "users", "read", "okta@main:endpoint:users", "read", 3, complete=True)


@pytest.mark.long
@pytest.mark.parametrize(
    ("rounds", "syncs"),
    first_by_day(
        [
            # A second credential of one name: the register's no longer leads to the first one, and then it does again.
            (
                [True, False, True, False],
                [[key(0, name="n"), NAMED_N], [key(1, source="aws@2", name="n")], [key(1, 2, "aws@2", name="m")]],
            ),
            # The register names one that was there.
            ([True, False], [[key(0, name="n"), key(1, source="aws@2", name="m")], [NAMED_N]]),
            # A first change of a kind: others of the kind show none, so they were not changed since they were made.
            (
                [False],
                [[token(0, created=MADE), REPORTED], [token(1, 2, changed="2026-09-09T00:00:00Z")]],
            ),
            # A person comes to the directory and leaves it: so another source's account is a person's.
            (
                [False, False],
                [
                    [
                        told("jira@main", "users", "principal", ACCOUNT, "user", email="ann@a.example"),
                        told("jira@main", "users", "credential", ACCOUNT, "account", link=ACCOUNT),
                        key(0, owner="ann@a.example"),
                        DIRECTORY[1],
                    ],
                    [DIRECTORY[0]],
                    [LEFT],
                ],
            ),
            # The first complete read of a directory is about everybody.
            ([], [[told("aws@1", "users", "principal", USER, "user"), key(0, link=USER)], [*DIRECTORY]]),
        ]
    ),
)
def test_what_is_touched_beyond_a_sources_own(tmp_path: Path, further: list[bool], rounds: list[bool], syncs: list):
    check(tmp_path, [(one, []) for one in syncs], [-1] * 9, 1000)
    assert further == rounds


@pytest.mark.long
@pytest.mark.nightly
def test_what_other_sources_tell_of_a_key_and_of_those_beside_it(tmp_path: Path, further: list[bool]):
    """One sync each, none of which the source of the keys has a part in; nothing is left for a second round."""
    cloudtrail, confluence = ("aws.cloudtrail", "aws@2"), ("confluence.access", "confluence@main")
    made: dict[str, Any] = {"created": "2026-10-03T00:00:00Z", "link": USER}
    human: dict[str, Any] = {"principal_kind": "human"}
    place: tuple[Any, ...] = ("scan@main", "scan", "location", "scan@main:place:1", "file", [], [], {"owner": "team"})
    syncs = [
        ([key(0, name="n", **made), key(1, **made), NAMED_N], [(confluence, 0, 0, 2, 1, "192.0.2.1", "curl/8")]),
        # A log says that one was made earlier: so the other one, of the same principal, was a run of a rotation.
        ([], [(cloudtrail, 0, 1, 1, 1, "192.0.2.1", "curl/8")]),
        # Its maker in that log has a mail.
        ([told("okta@main", "users", "principal", "aws@2:user:u1", "user", email="ann@a.example", **human)], []),
        # The register names another owner.
        ([(NAMED_N[0], 3)], []),
        # A copy is found.
        ([((*place, [("holds", KEYS[0])]), 4)], []),
        # The account by which one signs in elsewhere is listed.
        ([told("jira@main", "users", "credential", ACCOUNT, "account", link=ACCOUNT)], []),
    ]  # fmt: skip
    check(tmp_path, syncs, [-1] * 9, 1000)
    assert further == [False] * 5
