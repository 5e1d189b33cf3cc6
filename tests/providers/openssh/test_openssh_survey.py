"""Files of OpenSSH as its own tools write and print them, read as an export."""

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers._keys import public_key_identifiers
from keyroll.providers.catalogue import endpoints
from keyroll.providers.openssh.lines import AuthorizedKeyLine, OpenSshCertificate, parse, revocations, until
from other_servers import Sshd

SOURCE, ENDPOINTS = "openssh@main", endpoints("openssh")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhXq3mmnJxpRfp8sPrfkHnOJ2m2sQ5cSQjZr2Z7bX0V"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINgHhZ1Jx0v9bq6v0lq9rMZ6F1k1lq4uC0r8Qm3s4t5u"


def lines(*texts: str, account: str = "deploy", host: str = "web1") -> list[dict[str, str]]:
    return [{"host": host, "account": account, "line": text} for text in texts]


def of(found, entity: Entity) -> list:
    return [one for one in found if one.entity is entity]


def grants(found) -> set[tuple[str, str]]:
    return {(one.facts["privilege"], one.facts["resource"]) for one in of(found, Entity.GRANT)}


def test_a_key_is_one_credential_wherever_it_is_authorised(read_all) -> None:
    body = lines("# people", "", f"{KEY} ci@build", "no key at all") + lines(KEY, account="root", host="web2")
    found = read_all(ENDPOINTS["authorized_keys"], body, SOURCE)
    (one,) = of(found, Entity.CREDENTIAL)
    (fingerprint,) = public_key_identifiers(KEY)
    assert (one.subject.text, one.identifiers) == (f"openssh@*:public_key:{fingerprint.value}", (fingerprint,))
    assert (one.facts["name"], one.facts["vendor_kind"], one.links) == ("ci@build", "ssh-ed25519", ())
    assert [two.subject.value for two in of(found, Entity.PRINCIPAL)] == ["deploy@web1", "root@web2"]
    assert {("shell as deploy", "web1"), ("shell as root", "web2"), ("forwarding as root", "web2")} <= grants(found)


def test_options_are_powers_and_a_command_tells_its_program_only(read_all) -> None:
    text = f'restrict,command="/usr/bin/backup --password=line-canary",from="10.0.0.0/8,host" {KEY} backup'
    found = read_all(ENDPOINTS["authorized_keys"], lines(text), SOURCE)
    assert grants(found) == {("command /usr/bin/backup as deploy", "web1")}
    assert "canary" not in str(found)
    (one,) = of(found, Entity.CREDENTIAL)
    assert [link.to.value for link in one.links] == ["deploy@web1"]


@pytest.mark.parametrize(
    ("options", "expires"),
    [
        (['expiry-time="20270101Z" ', 'expiry-time="202706301200Z" '], "2027-06-30T12:00:00Z"),
        (['expiry-time="20270101Z" ', ""], None),
        (['expiry-time="99999999" '], None),
    ],
)
def test_a_key_expires_when_all_of_its_lines_do(read_all, options, expires) -> None:
    found = read_all(ENDPOINTS["authorized_keys"], lines(*(f"{one}{KEY}" for one in options)), SOURCE)
    assert of(found, Entity.CREDENTIAL)[0].facts.get("expires") == expires


def test_who_may_sign_is_no_key_of_an_account(read_all) -> None:
    text = f'cert-authority,principals="ci,cd" {KEY} our CA'
    found = read_all(ENDPOINTS["authorized_keys"], lines(text), SOURCE)
    assert of(found, Entity.CREDENTIAL)[0].kind == "certificate_authority"
    assert grants(found) == {("signs certificates for ci,cd", "deploy@web1")}
    trusted = read_all(ENDPOINTS["authorities"], [{"host": "web1", "line": KEY}], SOURCE)
    assert grants(trusted) == {("signs certificates for every account", "web1")}


@given(st.text(max_size=80), st.sampled_from(["", "restrict ", 'command="a \\" b",no-pty ', 'from="x y"\t']))
def test_any_text_is_a_line_or_none_and_a_good_one_survives_its_options(text: str, options: str) -> None:
    found = parse(text)
    assert found is None or found.fingerprint.startswith("SHA256:")
    good = parse(f"{options}{KEY} {text}")
    assert isinstance(good, AuthorizedKeyLine)
    assert good.key == KEY
    assert until(good) is None


@pytest.mark.parametrize(
    ("endpoint", "row", "field"),
    [
        ("authorized_keys", {"line": KEY}, "account"),
        ("authorized_keys", {"account": "x", "line": KEY}, "host"),
        ("certificates", {"host": "x"}, "line"),
        ("host_keys", {}, "line"),
    ],
)
def test_a_row_without_what_it_always_has_is_said(read_all, endpoint, row, field) -> None:
    with pytest.raises(VendorChanged, match=field):
        read_all(ENDPOINTS[endpoint], [row], SOURCE)


@pytest.mark.parametrize(
    ("name", "key_id", "revoked"),
    [
        ("SHA256:abc/4", "x", True),
        ("SHA256:abc/6", "x", False),
        ("SHA256:abc/70000", "x", True),
        ("SHA256:other/4", "x", False),
        ("SHA256:abc/00ff", "job 9", True),
        ("SHA256:other/00ff", "job 9", False),
        ("SHA256:dead/1", "x", True),
    ],
)
def test_a_certificate_is_revoked_by_serial_or_id_of_its_own_ca_or_with_its_ca(name, key_id, revoked) -> None:
    texts = (
        "# KRL version 0",
        "# CA key ssh-ed25519 SHA256:abc",
        "serial: 3-5",
        "serial: 100-99999999",
        "",
        "id: job 9",
    )
    known = revocations((*texts, "hash: SHA256:dead # ssh-ed25519"))
    one = OpenSshCertificate(name, key_id, False, (), None, None, "", frozenset(), ())
    assert known.covers(one) is revoked


def test_a_revoked_key_is_no_longer_good_where_it_is_authorised(read_all) -> None:
    (fingerprint,) = public_key_identifiers(KEY)
    body = [*lines(KEY), {"revoked": f"hash: {fingerprint.value} # ssh-ed25519"}]
    assert (
        of(read_all(ENDPOINTS["authorized_keys"], body, SOURCE), Entity.CREDENTIAL)[0].facts["state"] == "deactivated"
    )


def printed(sshd: Sshd, script: str) -> list:
    """What a command of the folder's docstring makes."""
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True, cwd=sshd.folder)
    return list(json.loads(done.stdout))


@pytest.mark.support("openssh", "survey", "real server")
@pytest.mark.server
def test_what_the_tools_print_is_read_and_meets_what_they_say(read_all, sshd) -> None:
    for name in ("survey_a", "survey_b", "survey_c"):
        sshd.key(name)
    sshd.authorise(sshd.public("survey_a"), f"restrict {sshd.public('survey_b')}")
    sshd.keygen("-s", "ca", "-I", "job 9", "-n", "deploy,ops", "-z", "9", "-V", "+1d", "-O", "clear", "survey_c.pub")
    (sshd.folder / "spec").write_text("serial: 9\n")
    sshd.revoke("survey_b.pub")
    sshd.keygen("-k", "-u", "-f", "revoked", "-s", "ca.pub", "spec")
    one_a_line = "jq -R --arg host web1 '{host: $host, line: .}' | jq -s ."
    bodies = {
        "authorized_keys": printed(
            sshd, "jq -R --arg host web1 --arg account deploy '{host: $host, account: $account, line: .}' "
            "authorized_keys | jq -s .",
        ),
        "certificates": printed(sshd, f"cat *-cert.pub | {one_a_line}"),
        "authorities": printed(sshd, f"cat ca.pub | {one_a_line}"),
        "host_keys": printed(sshd, f"ssh-keyscan -p {sshd.port} 127.0.0.1 2>&- | jq -R '{{line: .}}' | jq -s ."),
    }  # fmt: skip
    revoked = printed(sshd, "ssh-keygen -Q -l -f revoked | jq -R '{revoked: .}' | jq -s .")
    for name in ("authorized_keys", "certificates"):
        bodies[name] += revoked
    found = {name: read_all(ENDPOINTS[name], body, SOURCE) for name, body in bodies.items()}
    named = {name: {one.subject.value for one in of(of_it, Entity.CREDENTIAL)} for name, of_it in found.items()}
    prints = {
        name: sshd.keygen("-l", "-f", f"{name}.pub").split()[1] for name in ("survey_a", "survey_b", "host", "ca")
    }
    assert named["authorized_keys"] == {prints["survey_a"], prints["survey_b"]}
    assert named["host_keys"] == {prints["host"]}
    assert named["authorities"] == {prints["ca"]}
    assert f"{prints['ca']}/9" in named["certificates"]
    states = {one.subject.value: one.facts["state"] for kind in found.values() for one in of(kind, Entity.CREDENTIAL)}
    assert states[prints["survey_a"]] == "active"
    assert states[prints["survey_b"]] == states[f"{prints['ca']}/9"] == "deactivated"
    (one,) = (x for x in of(found["certificates"], Entity.CREDENTIAL) if x.subject.value == f"{prints['ca']}/9")
    assert (one.facts["name"], "expires" in one.facts) == ("job 9", True)
    trusted = f"hosts that trust {prints['ca']}"
    mine = {
        (g.facts["privilege"], g.facts["resource"])
        for g in found["certificates"]
        if g.subject == one.subject and g.entity is Entity.GRANT
    }
    assert mine == {("shell as deploy", trusted), ("shell as ops", trusted)}
    sshd.revoke()
