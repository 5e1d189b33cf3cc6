"""A real sshd, read live by a key that can do nothing but print what the host trusts."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from keyroll.providers.catalogue import connection
from live_servers import Connect, Connected, holds
from other_servers import Sshd, sshd_running

pytestmark = [pytest.mark.server, pytest.mark.support("openssh", "live survey", "real server"), pytest.mark.long]
WORDS = "not seen: scope read on TrustedUserCAKeys and RevokedKeys (list authorities and revocations)"


@pytest.fixture
def host(tmp_path_factory) -> Iterator[Sshd]:
    """A host with keys of two accounts, of which one is keyroll's, behind its command."""
    folder = tmp_path_factory.mktemp("host")
    with sshd_running(folder, f"AuthorizedKeysFile {folder}/%u.keys") as one:
        for name in ("keyroll", "live_a", "live_b", "live_c", "other"):
            one.key(name)
        install(one)
        authorise(one, one.account, "live_a", "live_b", "live_c")
        authorise(one, "nobody", "other", "live_a")
        yield one


def install(one: Sshd, without: str = "") -> None:
    """Put the script that keyroll prints on the host, perhaps without the lines that name something."""
    known = connection("openssh")
    assert known
    assert known.grant
    text = known.grant({"config": f"{one.folder}/sshd_config"})
    kept = [line for line in text.splitlines() if not without or not line.startswith(without)]
    (one.folder / "survey").write_text("\n".join(kept) + "\n")
    (one.folder / "survey").chmod(0o755)


def authorise(one: Sshd, account: str, *names: str) -> None:
    own = f'restrict,command="{one.folder}/survey" {one.public("keyroll")}' if account == one.account else ""
    (one.folder / f"{account}.keys").write_text(own + "".join(map(one.public, names)))


def prints(one: Sshd, account: str) -> set[str]:
    """The fingerprints that OpenSSH's own command line shows of an account's keys."""
    return {line.split()[1] for line in one.keygen("-l", "-f", f"{account}.keys").splitlines()}


def read(host: Sshd, connect: Connect) -> Connected:
    value = (host.folder / "keyroll").read_text()
    return connect("openssh", value, host.address, config=f"{host.folder}/sshd_config")


def test_what_the_host_trusts_is_on_the_roll(host, connect: Connect) -> None:
    one = read(host, connect)
    assert (one.unseen, one.pull()) == ({}, {})
    assert set(one.states("public_key")) == prints(host, host.account) | prints(host, "nobody")
    names = {str(row["name"]) for row in one.listed("public_key").values()}
    assert names == {"keyroll", "live_a", "live_b", "live_c", "other"}
    own = {
        name: host.keygen("-l", "-f", f"{name}.pub").split()[1] for name in ("host", "ca", "live_b", "live_c", "live_a")
    }
    assert set(one.states("host_key")) == {own["host"]}
    assert set(one.states("certificate_authority")) == {own["ca"]}
    authorise(host, host.account, "live_a", "live_c")
    host.revoke("live_c.pub")
    assert one.pull() == {}
    states = one.states("public_key")
    assert (states[own["live_a"]], states[own["live_b"]], states[own["live_c"]]) == (
        "active",
        "destroyed",
        "deactivated",
    )
    grants = {
        (str(row["principal"]).rpartition(":")[2], row["privilege"])
        for row in one.keyroll.inventory.listed("grants").rows
    }
    opened = {privilege for name, privilege in grants if name == own["live_a"].partition(":")[2]}
    assert {f"shell as {host.account}", "shell as nobody"} <= opened
    (mine,) = one.keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert mine["name"] == "keyroll"
    assert holds(one, (host.folder / "keyroll").read_text().splitlines()[2]) == []


def test_live_and_export_are_one_reader(host, connect: Connect, tmp_path) -> None:
    one = read(host, connect)
    one.pull()
    name = one.keyroll.inventory.listed("grants", where="privilege = 'shell as nobody'").rows[0]["resource"]
    lines = {
        account: (host.folder / f"{account}.keys").read_text().splitlines() for account in (host.account, "nobody")
    }
    pages: dict[str, list[Any]] = {
        "authorized_keys": [
            [{"host": name, "account": account, "line": line} for account, theirs in lines.items() for line in theirs]
        ],
        "authorities": [[{"host": name, "line": host.public("ca").strip()}]],
        "host_keys": [[{"line": f"{name} {host.public('host').strip()}"}]],
        "certificates": [[]],
    }
    revoked = [{"revoked": line} for line in host.keygen("-Q", "-l", "-f", "revoked").splitlines()]
    for endpoint in ("authorized_keys", "certificates"):
        pages[endpoint][0] += revoked
    assert_same(one.keyroll, "openssh@main", pages, tmp_path)


def test_a_host_that_prints_less_is_said_and_the_rest_is_read(host, connect: Connect) -> None:
    install(host, without="authorities)")
    one = read(host, connect)
    assert one.unseen == {"authorities": WORDS}
    code, told = connect.sync(one)
    assert (code, WORDS in told) == (11, True)
    assert set(one.states("public_key")) == prints(host, host.account) | prints(host, "nobody")


def test_the_key_can_do_nothing_else(host) -> None:
    import subprocess

    for words in ("id", "authorized_keys; id", "$(id)"):
        done = subprocess.run(host.ssh("keyroll", words), capture_output=True, text=True, check=False)
        assert (done.returncode, "uid=" in done.stdout) == (2, False)


def test_a_key_that_is_not_authorised_is_refused(host, connect: Connect) -> None:
    (host.folder / f"{host.account}.keys").write_text("")
    with pytest.raises(CredentialRefused, match="permission denied"):
        read(host, connect)
