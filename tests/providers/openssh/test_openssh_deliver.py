"""A file on a real host: written whole with mode and owner, read back, and the reader told to reload."""

import os
import stat

import pytest

from keyroll.errors import UsageError
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.openssh.deliver import DELIVERIES
from real_servers import next_number
from rotating import MARK, opened, secret

pytestmark = [pytest.mark.server, pytest.mark.long]
SSH = DELIVERIES[0]


@pytest.fixture
def login(sshd) -> Login:
    key = f"deliver{next_number()}"
    value = sshd.key(key)
    sshd.authorise(sshd.public(key))
    return Login("", secret(value), MARK)


@pytest.mark.support("openssh", "delivery", "real server")
def test_a_file_is_written_read_back_and_the_reader_reloads(sshd, login) -> None:
    path = sshd.folder / "it's a secret"
    target = SSH.place(f"{sshd.address}{path}?mode=0640&owner={os.getuid()}&reload=touch {sshd.folder}/reloaded")
    assert not SSH.read(target, login).found
    for _ in range(2):
        assert SSH.write(target, login, secret("val'ue\n$x")) == EffectResult(Ended.DONE)
    back = SSH.read(target, login)
    assert back.content is not None
    assert opened(back.content) == "val'ue\n$x" == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert SSH.reload
    assert SSH.reload(target, login) == EffectResult(Ended.DONE)
    assert (sshd.folder / "reloaded").exists()
    assert [one.name for one in sshd.folder.glob("it's*")] == [path.name]
    SSH.write(target, login, secret("second"))
    assert SSH.read(target, login).version != back.version


def test_a_new_file_is_readable_by_its_owner_only_and_an_old_one_keeps_its_mode(sshd, login) -> None:
    path = sshd.folder / f"file{next_number()}"
    target = SSH.place(f"{sshd.address}{path}")
    SSH.write(target, login, secret("one"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o660)
    SSH.write(target, login, secret("two"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_what_fails_says_whether_anything_was_changed(sshd, login) -> None:
    nowhere = SSH.place(f"{sshd.address}/nowhere/at/all")
    assert SSH.write(nowhere, login, secret("x")).ended is Ended.REFUSED
    stray = Login("", secret(sshd.key(f"stray{next_number()}")), MARK)
    assert SSH.write(nowhere, stray, secret("x")) == EffectResult(Ended.REFUSED, "permission denied")
    down = SSH.place(f"{sshd.account}@127.0.0.1:1/tmp/x")
    assert SSH.write(down, login, secret("x")).ended is Ended.THROTTLED
    assert SSH.read(down, login).content is None
    failing = SSH.place(f"{sshd.address}/tmp/x?reload=exit 3")
    assert SSH.reload
    assert SSH.reload(failing, login) == EffectResult(Ended.UNKNOWN, "exit 3")


@pytest.mark.parametrize("address", ["web1", "deploy@web1:22", "deploy@web1/x?mode=0644", "deploy@web1/x?key=1"])
def test_what_is_no_file_of_a_host_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        SSH.place(address)
