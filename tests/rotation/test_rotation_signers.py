"""Keys of planners and approvers that stay where they are: a real SSH agent, and a software token by PKCS#11."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_of_rotation import Site

from keyroll.errors import ConfigError, NotApproved, SecretUnavailable
from keyroll.proof.evidence.persons import valid
from keyroll.rotation import approval
from real_servers import unavailable

MODULE, PIN = "/usr/lib/softhsm/libsofthsm2.so", "canary-pin-4711"
#: Makes an ed25519 key in a token: in a process of its own, because the module reads its settings once.
_MAKES = f"""
import pkcs11
with pkcs11.lib({MODULE!r}).get_token(token_label="people").open(rw=True, user_pin={PIN!r}) as session:
    curve = {{pkcs11.Attribute.EC_PARAMS: b"\\x13\\x0cedwards25519"}}
    parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, curve, local=True)
    parameters.generate_keypair(mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="bob")
"""


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real agent; the folder has the keys that can be added to it."""
    if not shutil.which("ssh-agent"):
        unavailable("ssh-agent is not installed")
    place = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(place)], stdout=subprocess.DEVNULL)
    try:
        while not place.exists():
            assert process.poll() is None
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        yield tmp_path
    finally:
        process.terminate()
        process.wait(10)


def add(folder: Path, name: str, kind: str = "ed25519") -> bytes:
    """Make a key and add it to the agent; the file with the private half is removed. Return the public line."""
    key = folder / f"{name}.agent"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(key)], check=True)
    subprocess.run(["ssh-add", "-q", str(key)], check=True)
    key.unlink()
    return Path(f"{key}.pub").read_bytes()


def test_a_key_of_an_agent_signs_like_one_in_a_file(agent: Path) -> None:
    line = add(agent, "ann")
    add(agent, "old", "rsa")
    key = approval.person_key("agent:")
    assert key.public.hex() == approval.public_key(line)
    printed = subprocess.run(["ssh-add", "-l"], capture_output=True, text=True, check=True).stdout
    fingerprint = next(one.split()[1] for one in printed.splitlines() if "ED25519" in one)
    for address in (f"agent:{fingerprint}", "agent:ann"):
        assert approval.person_key(address).public == key.public
    signature = bytes.fromhex(approval.sign_plan(key, "body"))
    assert valid(key.public.hex(), signature.hex(), approval.pae(approval.PLAN_TYPE, b"body"))
    assert not valid(key.public.hex(), signature.hex(), approval.pae(approval.PLAN_TYPE, b"other"))


def test_it_must_be_clear_which_key_is_meant(agent: Path) -> None:
    with pytest.raises(ConfigError, match="holds no such ed25519 key"):
        approval.person_key("agent:")
    add(agent, "ann")
    add(agent, "bob")
    with pytest.raises(ConfigError, match="holds 2 such ed25519 keys"):
        approval.person_key("agent:")
    with pytest.raises(ConfigError, match="holds no such ed25519 key"):
        approval.person_key("agent:carl")
    subprocess.run(["ssh-add", "-q", "-D"], check=True)
    with pytest.raises(ConfigError, match="holds no such"):
        approval.person_key("agent:ann")


def test_a_key_that_was_taken_away_signs_no_more(agent: Path) -> None:
    add(agent, "ann")
    key = approval.person_key("agent:")
    subprocess.run(["ssh-add", "-q", "-D"], check=True)
    with pytest.raises(ConfigError, match="refuses"):
        approval.sign_plan(key, "body")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\x01\x05",
        b"\0\0\0\x05\x0c\0\0\0\x01",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x09\x0c\0\0\0\x01\xff\xff\xff\xff",
    ],
)
def test_bad_answers_of_an_agent_are_errors(scripted_agent, answer: bytes) -> None:
    with scripted_agent(answer), pytest.raises(ConfigError, match="SSH agent"):
        approval.person_key("agent:")


@pytest.fixture
def scripted_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import socket
    import threading
    from contextlib import contextmanager

    @contextmanager
    def answering(answer: bytes) -> Iterator[None]:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "scripted"))
            server.listen()
            monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "scripted"))

            def once() -> None:
                one, _ = server.accept()
                with one:
                    one.recv(4096)
                    one.sendall(answer)

            thread = threading.Thread(target=once, daemon=True)
            thread.start()
            yield
            thread.join(10)

    return answering


def test_without_an_agent_it_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(ConfigError, match="no SSH agent is running"):
        approval.person_key("agent:")


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(SecretUnavailable):
        approval.person_key("env:KEYROLL_THERE_IS_NO_SUCH_KEY")


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A software token with bob's key; its address."""
    if not Path(MODULE).exists() or not shutil.which("softhsm2-util"):
        unavailable("softhsm2 is not installed")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\n")
    (tmp_path / "pin").write_text(PIN)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    made = ["softhsm2-util", "--init-token", "--free", "--label", "people", "--pin", PIN, "--so-pin", "4321"]
    subprocess.run(made, check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", _MAKES], check=True, capture_output=True)
    return f"pkcs11:token=people;object=bob?module-path={MODULE}&pin-source=file:{tmp_path}/pin"


@pytest.mark.server
@pytest.mark.long
def test_an_agent_plans_and_a_token_approves(site: Site, agent: Path, token: str) -> None:
    add(agent, "zoe")
    command = [sys.executable, "-c", "import sys; from keyroll.cli import main; sys.exit(main())", "rotate"]

    def keyroll(*words: str, code: int = 0) -> str:
        done = subprocess.run([*command, *words, "--home", str(site.home)], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        assert PIN not in done.stdout + done.stderr
        return done.stdout

    for name, key in (("zoe", "agent:"), ("rob", token)):
        for signer in ("ann", "bob"):
            keyroll("key", name, "--key", key, "--signed-by", f"file:{site.folder / signer}.key")
    keyroll("plan", site.identifier, "--name", "first", "--key", "agent:zoe")
    with pytest.raises(NotApproved, match="zoe planned it"):
        site.open().rotations.approve("first", key="agent:")
    keyroll("approve", "first", "--key", token)
    shown = json.loads(keyroll("show", "first", "--json"))
    assert shown["approved_by"] == "rob"
    plan = site.open().rotations.plans()[0]
    assert (plan.plan.planner, plan.approved_by, plan.because) == ("zoe", "rob", "")
