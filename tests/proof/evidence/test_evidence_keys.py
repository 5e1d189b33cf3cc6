"""Keys that stay where they are: evidence signed with them is checked offline like any other."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyroll import config
from keyroll.api import Keyroll, verify
from keyroll.errors import ConfigError, EvidenceRefused
from keyroll.proof.evidence.keys import pkcs11 as kept
from keyroll.proof.evidence.keys import transit as kept_in_transit
from real_servers import Bao, unavailable
from small_world import NOW, SmallWorld, app, at, key

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "canary-pin-4711"
#: edwards25519 as PKCS#11 3.0 names it: a PrintableString.
CURVE = b"\x13\x0cedwards25519"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A software token with an ed25519 key and one of another kind; its address up to the object."""
    if not Path(MODULE).exists() or not shutil.which("softhsm2-util"):
        unavailable("softhsm2 is not installed")
    pkcs11 = pytest.importorskip("pkcs11")
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    (folder / "pin").write_text(PIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        for label in ("keyroll", "locked"):
            made = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "4321"]
            subprocess.run(made, check=True, capture_output=True)
        with pkcs11.lib(MODULE).get_token(token_label="keyroll").open(rw=True, user_pin=PIN) as session:
            edwards = {pkcs11.Attribute.EC_PARAMS: CURVE}
            parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, edwards, local=True)
            how = pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN
            parameters.generate_keypair(mechanism=how, store=True, label="evidence")
            session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="other")
        yield f"?module-path={MODULE}&pin-source=file:{folder}/pin"
        kept._open.cache_clear()


def address(token: str, name: str = "evidence", label: str = "keyroll") -> str:
    return f"pkcs11:token={label};object={name}{token}"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    world = SmallWorld(tmp_path)
    world.apps("10-01", app("first", access_key="ONE"))
    world.keys("10-01", key("ONE"))
    return world


def proven(world: SmallWorld, signing_key: str) -> Keyroll:
    (world.path / "home").mkdir()
    config.write(world.path / "home", {"signing_key": signing_key})
    keyroll = world.sync()
    keyroll.incidents.open("okta", vendor="Okta", begins=at("10-02"), ends=at("10-18"))
    keyroll.incidents.prove("okta")
    return keyroll


@pytest.mark.server
def test_a_token_signs_and_the_bundle_is_checked_offline(world: SmallWorld, token: str) -> None:
    keyroll = proven(world, address(token))
    content, _ = keyroll.evidence.bundle("okta")
    pinned = verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=NOW)
    assert (pinned.pinned, pinned.statements) == (True, 1)
    with pytest.raises(EvidenceRefused):
        verify(content.replace(b'"sig": "', b'"sig": "A', 1), keys=[keyroll.evidence.key().keyid.encode()], now=NOW)
    assert not (world.path / "home/signing.key").exists()
    for path in (world.path / "home").rglob("*"):
        assert not path.is_file() or PIN.encode() not in path.read_bytes(), path


@pytest.mark.server
def test_what_is_wrong_with_a_token_is_said_without_its_pin(token: str, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong-" + PIN)
    wrong_pin = token.rpartition("file:")[0] + f"file:{tmp_path}/wrong"
    for odd, words in (
        (address(token, "nothing"), "cannot be used"),
        (address(token, "other"), "not an ed25519 key"),
        (address(token, label="elsewhere"), "cannot be used"),
        (address(wrong_pin, label="locked"), "PinIncorrect"),
        (address(token.replace(MODULE, "/nowhere.so")), "cannot be used"),
        ("pkcs11:object=evidence" + token, "names no token"),
        ("pkcs11:evidence", "is invalid"),
    ):
        with pytest.raises(ConfigError) as caught:
            kept.KEEPER.open(odd)
        assert words in str(caught.value)
        assert PIN not in str(caught.value)


@pytest.fixture(scope="module")
def transit(bao: Bao) -> Iterator[str]:
    """Mounts the engine; the address up to the token of a policy that may only sign with one key and read it."""
    bao.call("POST", "sys/mounts/evidence-keys", {"type": "transit"})
    bao.call("POST", "evidence-keys/keys/evidence", {"type": "ed25519"})
    bao.call("POST", "evidence-keys/keys/other", {"type": "ecdsa-p256"})
    rules = 'path "evidence-keys/keys/*" { capabilities = ["read"] }\n'
    rules += 'path "evidence-keys/sign/evidence" { capabilities = ["update"] }\n'
    bao.call("PUT", "sys/policies/acl/evidence-signer", {"policy": rules})
    made = bao.call("POST", "auth/token/create", {"policies": ["evidence-signer"], "ttl": "10m"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_TOKEN", made["auth"]["client_token"])
        yield f"transit:{bao.address}/evidence-keys/"


@pytest.mark.long
@pytest.mark.server
def test_openbao_signs_also_after_its_key_was_rotated(world: SmallWorld, bao: Bao, transit: str) -> None:
    keyroll = proven(world, f"{transit}evidence?token=env:EVIDENCE_TOKEN")
    first = keyroll.evidence.key().keyid.encode()
    assert verify(keyroll.evidence.bundle("okta")[0], keys=[first], now=NOW).statements == 1
    bao.call("POST", "evidence-keys/keys/evidence/rotate")
    world.keys("11-01")
    world.sync()
    keyroll.incidents.prove("okta")
    second = keyroll.evidence.key().keyid.encode()
    assert second != first
    both = verify(keyroll.evidence.bundle("okta")[0], keys=[first, second], now=NOW)
    assert (both.statements, len(both.keys)) == (2, 2)


@pytest.mark.server
def test_what_is_wrong_with_a_transit_key_is_said(transit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_TOKEN", "canary-token-4711")
    for odd, words in (
        (f"{transit}other?token=env:EVIDENCE_TOKEN", "not an ed25519 key"),
        (f"{transit}nothing?token=env:EVIDENCE_TOKEN", "404"),
        (f"{transit}evidence?token=env:CANARY_TOKEN", "403"),
        (f"{transit}evidence", "is invalid"),
    ):
        with pytest.raises(ConfigError, match=words) as caught:
            kept_in_transit.KEEPER.open(odd)
        assert "canary" not in str(caught.value)
