"""Passwords of roles, changed on a real server: pairs with both accepted, one role alone, and what is refused."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, Subject
from keyroll.providers.postgresql.probe import PROBES, place
from keyroll.providers.postgresql.rotate import ROTATORS, _digest, _verifier
from real_servers import next_number
from rotating import MARK, Rotating, opened, secret

pytestmark = pytest.mark.server
OLD = "old-Password-1"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def admin(postgres) -> Iterator[Login]:
    """An administrator with the declared rights and no more."""
    name = f"rotator_{next_number()}"
    postgres.run(
        f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'administrator-1'", f"GRANT pg_signal_backend TO {name}"
    )
    yield Login(name, secret("administrator-1"), MARK)
    postgres.run(f"DROP OWNED BY {name}", f"DROP ROLE {name}")


@pytest.fixture
def names(postgres, admin) -> Iterator[tuple[str, str]]:
    at = next_number()
    one, two, group = f"svc{at}_a", f"svc{at}_b", f"svc{at}"
    postgres.run(
        f"CREATE ROLE {group}",
        f"CREATE ROLE {one} LOGIN PASSWORD '{OLD}' IN ROLE {group}",
        f"CREATE ROLE {two} NOLOGIN IN ROLE {group}",
        f"COMMENT ON ROLE {two} IS 'it''s the \\ second'",
        f"GRANT {one}, {two} TO {admin.who} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
    )
    yield one, two
    postgres.run(f"DROP ROLE {one}, {two}, {group}")


@pytest.fixture
def pair(postgres, admin, names) -> Rotating:
    return Rotating(ROTATORS[0], PROBES[0], place(postgres.address), admin, Subject(names[0], {"partner": names[1]}))


@pytest.fixture
def single(postgres, admin, names) -> Rotating:
    return Rotating(ROTATORS[1], PROBES[0], place(postgres.address), admin, Subject(names[0]))


@pytest.mark.support("postgresql", "rotation", "real server")
def test_both_roles_of_a_pair_sign_in_until_the_old_one_is_disabled(pair, names) -> None:
    one, two = names
    assert pair.states() == {one: ACTIVE}
    new = pair.new()
    assert new.id == two
    made = pair.create(new)
    assert made.ended is Ended.DONE
    assert made.generation is not None
    assert made.generation.who == two
    assert pair.accepted(one, OLD)
    assert pair.accepted(two, new.value)
    old = pair.listed()[0]
    pair.done("disable", old)
    assert pair.states() == {one: DISABLED, two: ACTIVE}
    assert pair.tried(one, OLD).outcome is Outcome.REFUSED_DISABLED
    pair.done("enable", old)
    assert pair.accepted(one, OLD)
    pair.done("delete", old)
    assert pair.states() == {two: ACTIVE}
    assert pair.refused(one, OLD)
    assert pair.accepted(two, new.value)
    assert pair.change("enable", old).ended is Ended.REFUSED


def test_a_pair_goes_back_and_forth(pair, names) -> None:
    for turn in (1, 0, 1):
        new = pair.new(f"mark-{turn}")
        assert (new.id, pair.create(new).ended) == (names[turn], Ended.DONE)
        pair.done("delete", next(one for one in pair.listed() if one.id != new.id))
        assert [(one.id, one.mark) for one in pair.listed()] == [(names[turn], f"mark-{turn}")]


def test_a_doubled_request_changes_nothing_and_one_without_a_free_role_is_refused(pair, names) -> None:
    new = pair.new()
    assert pair.create(new).ended is pair.create(new).ended is Ended.DONE
    assert pair.accepted(names[1], new.value)
    other = pair.new("keyroll-other")
    assert other.id == ""
    refused = pair.create(replace(other, id=names[1]))
    assert (refused.ended, refused.said) == (Ended.REFUSED, "no free role")
    assert pair.accepted(names[1], new.value)


def test_a_lost_reply_is_seen_by_its_mark(pair, names) -> None:
    pair.create(pair.new())
    found = {one.id: one for one in pair.listed()}[names[1]]
    assert found.mark == MARK
    assert found.made_at is not None


def test_the_comment_of_a_person_stays(postgres, pair, names) -> None:
    pair.create(pair.new())
    (note,) = postgres.rows(f"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{names[1]}'")
    assert note[0].startswith("it's the \\ second [keyroll active ")


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ("REVOKE svc FROM {two}", "membership differs"),
        ("CREATE TABLE t_{one} (); ALTER TABLE t_{one} OWNER TO {one}", "ownership differs"),
        ("CREATE TABLE t_{one} (); GRANT SELECT ON t_{one} TO {one}", "grant differs"),
        ("ALTER ROLE {two} CONNECTION LIMIT 1", "attribute differs"),
    ],
)
def test_a_pair_whose_roles_differ_is_refused(postgres, pair, names, statement: str, lacks: str) -> None:
    one, two = names
    words = statement.format(one=one, two=two).replace("svc FROM", f"{one.removesuffix('_a')} FROM")
    postgres.run(*words.split("; "))
    try:
        done = pair.create(pair.new())
        assert done.ended is Ended.REFUSED
        assert done.said.startswith(f"{lacks}: ")  # and names the object
        assert pair.states() == {one: ACTIVE}
    finally:
        postgres.run(f"DROP TABLE IF EXISTS t_{one}")


@pytest.mark.support("postgresql", "rotation", "real server")
def test_a_single_role_has_one_password_and_the_old_one_is_already_replaced(single, names) -> None:
    one, _ = names
    (old,) = single.listed()
    assert (old.id, old.who) == (one, one)
    new = single.new()
    for _ in range(2):
        made = single.create(new)
        assert made.ended is Ended.DONE
        assert made.generation is not None
        assert made.generation.id == new.id
    assert single.refused(one, OLD)
    assert single.accepted(one, new.value)
    assert [(each.id, each.mark) for each in single.listed()] == [(new.id, MARK)]
    single.done("disable", old)
    single.done("delete", old)
    assert single.accepted(one, new.value)
    assert single.change("enable", old).ended is Ended.REFUSED
    (current,) = single.listed()
    single.done("disable", current)
    assert single.tried(one, new.value).outcome is Outcome.REFUSED_DISABLED
    single.done("enable", current)
    single.done("delete", current)
    assert single.refused(one, new.value)
    assert single.listed() == []


def test_a_superuser_sees_that_another_person_changed_the_password(postgres, single, names) -> None:
    postgres.run("ALTER ROLE postgres PASSWORD 'superuser-1'")
    whole = replace(single, admin=Login("postgres", secret("superuser-1"), MARK))
    new = single.new()
    single.create(new)
    assert [one.id for one in whole.listed()] == [new.id]
    postgres.run(f"ALTER ROLE {names[0]} PASSWORD 'by-hand-1'")
    (found,) = whole.listed()
    assert found.id not in (new.id, names[0])
    assert found.mark == ""


def test_the_server_takes_the_verifier_as_a_password_and_never_sees_the_value(postgres, single, names) -> None:
    new = single.new()
    single.create(new)
    ((stored,),) = postgres.rows(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{names[0]}'")
    assert new.value is not None
    assert stored == _verifier(names[0], new.value)
    assert _digest(stored) == new.id
    assert opened(new.value) not in stored


def test_sessions_from_before_a_change_end_and_later_ones_stay(postgres, single, pair, names) -> None:
    def session(password: str):
        return psycopg.connect(
            host="127.0.0.1", port=postgres.port, user=names[0], password=password, dbname="postgres", autocommit=True
        )

    (old,) = single.listed()
    with closing(session(OLD)) as before:
        new = single.new()
        single.create(new)
        assert before.execute("SELECT 1").fetchone() == (1,)
        assert single.change("end_sessions", old) == EffectResult(Ended.DONE, "1 of 1 sessions")
        with pytest.raises(psycopg.OperationalError):
            before.execute("SELECT 1")
    assert single.change("end_sessions", old) == EffectResult(Ended.DONE, "0 of 0 sessions")
    with closing(session(opened(new.value))):
        # The pair's role is disabled as a whole: all its sessions end.
        assert pair.change("end_sessions", pair.listed()[0]) == EffectResult(Ended.DONE, "1 of 1 sessions")


def test_what_the_administrator_may_not_do_is_refused_with_the_servers_code(postgres, single, pair, names) -> None:
    less = replace(single, admin=Login(names[0], secret(OLD), MARK))
    assert less.create(less.new()).said == "42501"
    wrong = replace(single, admin=Login(names[0], secret("wrong"), MARK))
    assert wrong.rotator.generations(wrong.plane, wrong.admin, wrong.subject).said == "28P01"
    assert wrong.create(single.new()).ended is Ended.REFUSED
    assert single.accepted(names[0], OLD)


def test_a_server_that_is_down_was_not_changed(single) -> None:
    away = replace(single, plane=place("127.0.0.1:1/app"))
    assert away.create(single.new()) == type(away.create(single.new()))(Ended.THROTTLED, "no answer")
    assert away.rotator.generations(away.plane, away.admin, away.subject).generations is None
