"""Keys of an account, changed on a real host: two at once, one disabled and back, one removed, sessions ended."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from keyroll.model.probe import Outcome
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, NewValue, Subject
from keyroll.providers.openssh import rotate
from keyroll.providers.openssh.lines import parse
from keyroll.providers.openssh.probe import PROBES, place
from keyroll.providers.openssh.rotate import ROTATORS
from other_servers import Sshd
from real_servers import next_number
from rotating import MARK, Rotating, secret

pytestmark = [pytest.mark.server, pytest.mark.long]
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


def fingerprint(sshd: Sshd, name: str) -> str:
    line = parse(sshd.public(name))
    assert line is not None
    return line.fingerprint


@pytest.fixture
def name(sshd) -> Iterator[str]:
    """A key that opens the account, beside the administrator's and one that has nothing to do with it."""
    name, boss, other = (f"{kind}{next_number()}" for kind in ("old", "boss", "other"))
    for one in (name, boss, other):
        sshd.key(one)
    sshd.authorise(
        f'environment="A=b \\"c\\"",no-pty {sshd.public(name)}', "# by hand", sshd.public(boss), sshd.public(other)
    )
    (sshd.folder / "boss").write_text((sshd.folder / boss).read_text())
    yield name
    sshd.authorise()


@pytest.fixture
def rotating(sshd, name) -> Rotating:
    admin = Login(sshd.account, secret((sshd.folder / "boss").read_text()), MARK)
    subject = Subject(fingerprint(sshd, name), {"file": f"{sshd.folder}/authorized_keys"})
    return Rotating(ROTATORS[0], PROBES[0], place(sshd.address), admin, subject)


def lines(sshd: Sshd) -> list[str]:
    return (sshd.folder / "authorized_keys").read_text().splitlines()


@pytest.mark.support("openssh", "rotation", "real server")
def test_both_keys_open_the_account_until_the_old_one_is_disabled_and_then_removed(sshd, rotating, name) -> None:
    who, old_value = rotating.subject.account, (sshd.folder / name).read_text()
    (old,) = rotating.listed()
    assert old.id == who
    new = rotating.new()
    for _ in range(2):  # a repeated request
        assert rotating.create(new).ended is Ended.DONE
    assert len(lines(sshd)) == 5
    assert lines(sshd)[-1].startswith('environment="A=b \\"c\\"",no-pty ssh-ed25519 ')
    assert rotating.accepted(who, old_value)
    assert rotating.accepted(new.id, new.value)
    assert {one.id: one.mark for one in rotating.listed()} == {who: "", new.id: MARK}
    rotating.done("disable", old)
    assert rotating.states() == {who: DISABLED, new.id: ACTIVE}
    assert rotating.refused(who, old_value)
    assert rotating.accepted(new.id, new.value)
    rotating.assert_comes_back_until_deleted(old, new, old_value, new.id)


def test_the_next_change_starts_from_the_successor_and_sees_the_whole_purpose(rotating) -> None:
    first = rotating.new()
    rotating.create(first)
    later = replace(rotating, subject=replace(rotating.subject, account=first.id))
    second = later.new("keyroll-2")
    later.create(second)
    assert set(later.states()) == {rotating.subject.account, first.id, second.id}


def test_other_lines_stay_as_they_are(sshd, rotating) -> None:
    before = lines(sshd)
    new = rotating.new()
    rotating.create(new)
    rotating.done("disable", rotating.listed()[0])
    rotating.done("delete", rotating.listed()[0])
    assert lines(sshd)[:3] == before[1:]
    assert [path.name for path in sshd.folder.glob("authorized_keys*")] == ["authorized_keys"]


def test_a_file_that_somebody_changes_meanwhile_is_not_replaced(sshd, rotating, monkeypatch) -> None:
    read = rotate._read

    async def then_changed(*words: object) -> str:
        text = await read(*words)  # type: ignore[arg-type]
        with (sshd.folder / "authorized_keys").open("a") as file:
            file.write("# somebody else\n")
        return text

    monkeypatch.setattr(rotate, "_read", then_changed)
    assert rotating.rotator.fresh
    done = rotating.create(NewValue(MARK, "", rotating.rotator.fresh(None)))
    assert (done.ended, done.said) == (Ended.THROTTLED, "exit 4")
    assert lines(sshd)[-1] == "# somebody else"


def test_sessions_of_the_account_end_and_ours_does_not(sshd, rotating, name) -> None:
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(sshd.ssh(name, "echo in; cat"), stdin=pipe, stdout=pipe, stderr=null) as client:
        try:
            assert client.stdout is not None
            assert client.stdout.readline() == b"in\n"
            done = rotating.change("end_sessions", rotating.listed()[0])
            assert done.ended is Ended.DONE
            assert done != EffectResult(Ended.DONE, "0 sessions")
            assert client.wait(10) != 0
        finally:
            client.kill()


def test_the_administrator_reads_back_who_it_is_and_a_wrong_key_is_refused(sshd, rotating, name) -> None:
    answer = rotating.rotator.administrator(rotating.plane, rotating.admin)
    assert (answer.outcome, answer.identity) == (Outcome.ACCEPTED, sshd.account)
    stray = replace(rotating, admin=Login(sshd.account, secret(sshd.key(f"stray{next_number()}")), MARK))
    assert stray.rotator.administrator(stray.plane, stray.admin).outcome is Outcome.REFUSED_CREDENTIAL
    assert stray.rotator.generations(stray.plane, stray.admin, stray.subject).said == "permission denied"
