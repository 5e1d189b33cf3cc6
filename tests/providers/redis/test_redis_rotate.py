"""Passwords of users, changed on a real server: both accepted, one disabled and back, one deleted, sessions ended."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, Subject
from keyroll.providers.redis.probe import PROBES, place
from keyroll.providers.redis.rotate import ROTATORS
from keyroll.providers.redis.wire import NotRedis, signed_in
from real_servers import folder_for, free_port, next_number, program, running
from rotating import MARK, Rotating, opened, secret

pytestmark = pytest.mark.server
OLD = "old-Password-1"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED
_RIGHTS = [
    "+acl|setuser",
    "+acl|deluser",
    "+acl|whoami",
    "+acl|save",
    "+config|rewrite",
    "+client|kill",
    "+client|setname",
]


@pytest.fixture(params=["+acl|getuser", "+acl|list"])
def rotating(redis_node, request: pytest.FixtureRequest) -> Iterator[Rotating]:
    name = f"svc{next_number()}"
    redis_node.run("ACL", "SETUSER", "rotator", "on", ">administrator-1", request.param, *_RIGHTS)
    redis_node.run("ACL", "SETUSER", name, "on", f">{OLD}", "~*", "+@all")
    admin = Login("rotator", secret("administrator-1"), MARK)
    yield Rotating(ROTATORS[0], PROBES[0], place(redis_node.address), admin, Subject(name, {"volatile": "yes"}))
    redis_node.run("ACL", "DELUSER", name, "rotator", f"{name}.keyroll-disabled")


@pytest.mark.support("redis", "rotation", "real server")
def test_both_passwords_sign_in_until_the_old_one_is_disabled_and_then_deleted(rotating) -> None:
    who = rotating.subject.account
    old, new = rotating.assert_both_sign_in_until_disabled(OLD)
    assert rotating.refused(f"{who}.keyroll-disabled", OLD)
    rotating.assert_comes_back_until_deleted(old, new, OLD)


def test_a_password_that_somebody_else_added_is_listed(redis_node, rotating) -> None:
    redis_node.run("ACL", "SETUSER", rotating.subject.account, ">by-hand-1")
    assert len(rotating.listed()) == 2
    redis_node.run("ACL", "SETUSER", rotating.subject.account, "nopass")
    assert "nopass" in rotating.states()


def test_all_connections_of_the_user_end(redis_node, rotating) -> None:
    who = rotating.subject.account
    with signed_in(redis_node.address, who, OLD.encode(), "consumer") as session:
        rotating.create(rotating.new())
        assert session.ask(b"ACL", b"WHOAMI") == who
        assert rotating.change("end_sessions", rotating.listed()[0]) == EffectResult(Ended.DONE, "1 connections")
        with pytest.raises((OSError, NotRedis)):
            session.ask(b"PING")


def test_a_server_that_keeps_no_users_is_refused_unless_that_is_declared(rotating) -> None:
    strict = replace(rotating, subject=Subject(rotating.subject.account))
    done = strict.create(strict.new())
    assert (done.ended, done.said) == (Ended.REFUSED, "volatile")
    assert len(strict.listed()) == 1


def test_a_change_outlives_a_restart_where_the_server_has_a_file_of_users() -> None:
    with folder_for() as folder:
        (folder / "users.acl").write_text(f"user default on nopass ~* +@all\nuser svc on >{OLD} ~* +@all\n")
        command = [program("redis-server"), "--bind", "127.0.0.1", "--save", "", "--aclfile", f"{folder}/users.acl"]
        port = free_port()
        admin = Login("root", secret("administrator-1"), MARK)
        with (folder / "users.acl").open("a") as users:
            users.write("user root on >administrator-1 ~* +@all\n")
        one = Rotating(ROTATORS[0], PROBES[0], place(f"127.0.0.1:{port}"), admin, Subject("svc"))
        with running([*command, "--port", str(port)], port, folder):
            new = one.new()
            assert one.create(new).ended is Ended.DONE
            one.done("delete", next(each for each in one.listed() if each.id != new.id))
        assert new.value is not None
        assert opened(new.value) not in (folder / "users.acl").read_text()
        with running([*command, "--port", str(port)], port, folder):
            assert one.accepted("svc", new.value)
            assert one.refused("svc", OLD)


def test_what_the_administrator_may_not_do_is_refused(rotating) -> None:
    who = rotating.subject.account
    new = rotating.new()
    wrong = replace(rotating, admin=Login(who, secret("wrong"), MARK))
    assert (wrong.create(new).ended, wrong.create(new).said) == (Ended.REFUSED, "WRONGPASS")
    away = replace(rotating, plane=place("127.0.0.1:1"))
    assert away.create(new).ended is Ended.THROTTLED
    assert away.rotator.generations(away.plane, away.admin, away.subject).generations is None
