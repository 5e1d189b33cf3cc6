"""A log that is rolled back, rewritten or forked is noticed by whoever kept a head; keys that are over are refused."""

import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from ledger_homes import NOW, copy, edit, export_and_verify, made, opened

from keyroll import config
from keyroll.api import Keyroll, verify
from keyroll.api.evidence import against
from keyroll.clock import iso, parse_time
from keyroll.errors import ConfigError, EvidenceRefused, UsageError
from keyroll.proof.evidence.state_folder import witnesses

pytestmark = pytest.mark.hostile
DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("heads"))


@pytest.fixture
def home(base: Path, tmp_path: Path) -> Path:
    return copy(base, tmp_path / "home")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder for each test: the homes of this file are copies, and have one signing key."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))


@pytest.fixture(scope="session")
def key(base: Path) -> bytes:
    return json.dumps(opened(base).evidence.key().form()).encode()


def bundled(home: Path, **more: str) -> bytes:
    keyroll = opened(home)
    try:
        return keyroll.evidence.bundle("okta", **more)[0]
    finally:
        keyroll.home.ledger.close()


def go_on(home: Path, by: str = "somebody") -> None:
    keyroll = opened(home)
    keyroll.campaigns.set_terms("okta", watch=timedelta(days=60), by=by)
    keyroll.home.ledger.close()


def head(content: bytes) -> bytes:
    return json.dumps(json.loads(content)["head"]).encode()


# Earlier heads -------------------------------------------------------------------------------------------------


def test_a_log_that_grew_is_consistent_with_each_earlier_head(home: Path, key: bytes) -> None:
    before = bundled(home)
    size_root = json.loads(opened(home).home.ledger.tree_heads(1)[0].envelope)
    for number in range(4):
        go_on(home, f"for {number} more days")
    after = bundled(home)
    checked = verify(before, keys=[key], now=NOW)
    pair = f"{checked.size}:{checked.root}".encode()
    for earlier in (before, head(before), pair, json.dumps(size_root).encode(), b"{}\n" + head(before)):
        assert verify(after, keys=[key], now=NOW, since=earlier).size == checked.size + 4


@pytest.mark.parametrize(
    "earlier", [b"nonsense", b"7", b"7:zz", b"{}", b"[]", b'{"head": 1}', b"null", b"7:" + b"0" * 63]
)
def test_what_is_no_earlier_head_is_refused(home: Path, key: bytes, earlier: bytes) -> None:
    with pytest.raises(UsageError, match="that is not an earlier head"):
        verify(bundled(home), keys=[key], now=NOW, since=earlier)


@pytest.mark.parametrize("keeps", ["bundle", "head", "pair"])
def test_an_older_bundle_is_refused_by_whoever_kept_a_newer_head(home: Path, key: bytes, keeps: str) -> None:
    before = bundled(home)
    go_on(home)
    after = bundled(home)
    newer = verify(after, keys=[key], now=NOW)
    kept = {"bundle": after, "head": head(after), "pair": f"{newer.size}:{newer.root}".encode()}[keeps]
    assert verify(before, keys=[key], now=NOW).size == newer.size - 1
    with pytest.raises(EvidenceRefused, match="it was rolled back") as caught:
        verify(before, keys=[key], now=NOW, since=kept)
    assert caught.value.exit_code == 14


def test_two_heads_of_one_size_are_a_fork(base: Path, tmp_path: Path, key: bytes) -> None:
    one, other = (copy(base, tmp_path / name) for name in ("one", "other"))
    go_on(one, "this")
    go_on(other, "that")
    with pytest.raises(EvidenceRefused, match="the log was forked"):
        verify(bundled(one), keys=[key], now=NOW, since=bundled(other))


def test_a_fork_that_went_on_is_refused(base: Path, tmp_path: Path, key: bytes) -> None:
    one, other = (copy(base, tmp_path / name) for name in ("one", "other"))
    go_on(other, "that")
    for number in range(3):
        go_on(one, f"this {number}")
    with pytest.raises(EvidenceRefused, match="it was rewritten"):
        verify(bundled(one), keys=[key], now=NOW, since=bundled(other))


def test_a_size_that_no_head_had_is_shown_where_it_is_asked_for(home: Path, key: bytes) -> None:
    size = opened(home).home.ledger.tree_heads(1)[0].size
    go_on(home)
    pair = f"{size + 1}:{'00' * 32}"
    with pytest.raises(EvidenceRefused, match="forked"):
        verify(bundled(home), keys=[key], now=NOW, since=pair.encode())
    with pytest.raises(EvidenceRefused, match=r"rewritten|rolled back|does not show"):
        bundled(home, since=f"1:{'00' * 32}")


# Witnesses -----------------------------------------------------------------------------------------------------


def rolled_back(home: Path, to: Path) -> None:
    """The whole ledger of old, and of old only that: the witness is elsewhere."""
    for left in home.glob("ledger.sqlite*"):
        left.unlink()
    shutil.copy(to / "ledger.sqlite", home / "ledger.sqlite")


def witnessed(home: Path, **settings: str) -> None:
    (home / config.FILE).write_text("".join(f"{name} = {json.dumps(one)}\n" for name, one in settings.items()))


@pytest.fixture(params=["home", "file", "git"])
def kept(request: pytest.FixtureRequest, base: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A home with a witness, and a copy of its first state."""
    home = copy(base, tmp_path / "home")
    if request.param == "file":
        witnessed(home, witness=f"file:{tmp_path}/elsewhere.jsonl")
    elif request.param == "git":
        if not shutil.which("git"):
            pytest.skip("git is not installed")
        subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "remote.git")], check=True)
        witnessed(home, witness=f"git:{tmp_path}/remote.git#heads")
    go_on(home, "seen by the witness")
    return home, copy(home, tmp_path / "old")


def test_a_ledger_that_is_rolled_back_is_refused_by_its_witness(kept: tuple[Path, Path], key: bytes) -> None:
    home, old = kept
    go_on(home)
    assert export_and_verify(home, key)
    rolled_back(home, old)
    for act in (lambda: bundled(home), lambda: go_on(home, "as if nothing was")):
        with pytest.raises(EvidenceRefused, match="rolled back") as caught:
            act()
        assert caught.value.where.startswith("witness ")


def test_a_ledger_that_was_rolled_back_and_went_on_is_refused(kept: tuple[Path, Path], tmp_path: Path) -> None:
    home, old = kept
    go_on(home)
    elsewhere = copy(old, tmp_path / "elsewhere")
    witnessed(elsewhere, witness="file:other.jsonl")
    for number in range(3):
        go_on(elsewhere, f"another story {number}")
    rolled_back(home, elsewhere)
    with pytest.raises(EvidenceRefused, match="rolled back, and continued"):
        bundled(home)


@pytest.mark.parametrize("line", ["nonsense", "{}", "null", "\x00", "[" * 3000])
def test_a_witness_that_holds_something_else_is_told_of(home: Path, line: str) -> None:
    (home / "heads.jsonl").write_text(f"{line}\n")
    with pytest.raises(EvidenceRefused, match="not one of this home"):
        bundled(home)


def test_a_witness_that_is_away_stops_nothing(home: Path, key: bytes, caplog: pytest.LogCaptureFixture) -> None:
    witnessed(home, witness="git:/nowhere/at/all.git file:/nowhere/at/all")
    go_on(home)
    assert export_and_verify(home, key)
    assert "did not keep the newest head" in caplog.text


@pytest.mark.parametrize(
    "address",
    ["git:ext::sh -c id", "git:-x", "git:--upload-pack=id", "git:https://a b", "git:/r#../x", "git:/r#-x", "carrier:x"],
)
def test_addresses_that_could_do_something_else_are_refused(home: Path, address: str) -> None:
    from keyroll.proof.evidence.witness import kinds

    scheme, _, place = address.partition(":")
    if scheme not in kinds():
        witnessed(home, witness=address)
        with pytest.raises(ConfigError):
            go_on(home)
        return
    with pytest.raises(ConfigError, match="is invalid"):
        kinds()[scheme].last(home, place)


def test_a_linked_witness_file_is_not_followed(home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "heads.jsonl").unlink()
    (home / "heads.jsonl").symlink_to(tmp_path / "victim")
    go_on(home)
    assert not (tmp_path / "victim").exists()
    assert "did not keep" in caplog.text


# Keys ----------------------------------------------------------------------------------------------------------


def pinned(key: bytes, **changes: str) -> bytes:
    return json.dumps(json.loads(key) | changes).encode()


def certificate(home: Path, begins: timedelta, ends: timedelta) -> bytes:
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex((home / "signing.key").read_text()))
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "keyroll")])
    made = x509.CertificateBuilder(name, name, own.public_key(), 1, NOW + begins, NOW + ends).sign(own, None)
    return made.public_bytes(Encoding.PEM)


def test_keys_that_hold(home: Path, key: bytes) -> None:
    content = bundled(home)
    for one in (
        key,
        json.loads(key)["keyid"].encode(),
        certificate(home, -DAY, DAY),
        pinned(key, revoked_at=iso(NOW + DAY)),
    ):
        assert verify(content, keys=[one], now=NOW).pinned


KEYS: list[tuple[Callable[[Path, bytes], bytes], str]] = [
    (lambda home, key: json.loads(key)["public"].encode(), "does not give the validity"),
    (lambda home, key: bare_pem(home), "does not give the validity"),
    (lambda home, key: json.dumps({"public": json.loads(key)["public"]}).encode(), "does not give the validity"),
    (lambda home, key: certificate(home, -2 * DAY, -DAY), "expired"),
    (lambda home, key: certificate(home, DAY, 2 * DAY), "valid only from"),
    (lambda home, key: pinned(key, revoked_at=iso(NOW)), "revoked"),
    (lambda home, key: pinned(key, revoked_at=iso(NOW - DAY)), "revoked"),
    (lambda home, key: pinned(key, revoked_at="2000-01-01"), "revoked"),
    (lambda home, key: b"00" * 32, "not pinned"),
    (lambda home, key: b"ff" * 32, "not pinned"),
]


def bare_pem(home: Path) -> bytes:
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex((home / "signing.key").read_text()))
    return own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("number", range(len(KEYS)))
def test_keys_without_validity_or_over_are_refused(home: Path, key: bytes, number: int) -> None:
    make, words = KEYS[number]
    with pytest.raises(EvidenceRefused, match=words) as caught:
        verify(bundled(home), keys=[make(home, key)], now=NOW)
    assert caught.value.exit_code == 14
    assert caught.value.hint


def test_without_a_key_a_bundle_is_refused(home: Path) -> None:
    with pytest.raises(EvidenceRefused, match="no key was given") as caught:
        verify(bundled(home), now=NOW)
    assert "--key PUBLIC" in caught.value.hint


def test_a_stolen_key_that_expired_cannot_be_made_endless(base: Path, tmp_path: Path) -> None:
    """The thief has the key; what was pinned says when it ended."""
    home = copy(base, tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEYROLL_SIGNING_UNTIL", iso(NOW - DAY))
        ended = json.dumps(opened(home).evidence.key().form()).encode()
    content = bundled(home)  # by the same key, without an end
    for one in (ended, json.loads(ended)["keyid"].encode(), json.loads(ended)["public"].encode()):
        with pytest.raises(EvidenceRefused):
            verify(content, keys=[one], now=NOW)


# Time stamps ---------------------------------------------------------------------------------------------------

CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
"""


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, bytes]]:
    """A time stamp authority on loopback; its address and its root."""
    pytest.importorskip("rfc3161_client")
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tsa")

    def run(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    (folder / "eku").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=root")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa")
    run(
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-extfile",
        "eku",
        "-out",
        "tsa.pem",
    )

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["content-length"])))
            run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer")
            content = (folder / "answer").read_bytes()
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", (folder / "ca.pem").read_bytes()
    server.shutdown()
    server.server_close()


def test_a_time_stamp_shows_when_a_head_was_there(home: Path, key: bytes, authority: tuple[str, bytes]) -> None:
    address, root = authority
    with pytest.raises(EvidenceRefused, match="has no time stamp"):
        verify(bundled(home), keys=[key], now=NOW, authorities=[root])
    witnessed(home, timestamp=address)
    content = bundled(home)
    assert verify(content, keys=[key], now=NOW).stamps == 1
    checked = verify(content, keys=[key], now=NOW, authorities=[root])
    assert checked.stamped
    assert checked.stamped[0] == address


@pytest.mark.parametrize(
    "how", ["another head", "another authority", "bytes", "no base64", "nothing", "no certificate"]
)
def test_time_stamps_that_do_not_hold_are_refused(
    home: Path, key: bytes, authority: tuple[str, bytes], how: str
) -> None:
    address, root = authority
    witnessed(home, timestamp=address)
    first = bundled(home)
    form = json.loads(first)
    if how == "another head":
        go_on(home)
        form = json.loads(bundled(home)) | {"stamps": form["stamps"]}
    elif how == "bytes":
        form["stamps"][0]["token"] = form["stamps"][0]["token"][:-40] + "A" * 40
    elif how == "no base64":
        form["stamps"][0]["token"] = "\u20ac"
    elif how == "nothing":
        form["stamps"] = []
    other = certificate(home, -DAY, DAY) if how == "another authority" else b"nonsense"
    given = root if how not in ("another authority", "no certificate") else other
    from keyroll.proof.evidence.dsse import written

    with pytest.raises(EvidenceRefused):
        verify(written(form), keys=[key], now=NOW, authorities=[given])


def test_what_was_stamped_before_its_key_was_revoked_holds(
    home: Path, key: bytes, authority: tuple[str, bytes]
) -> None:
    address, root = authority
    witnessed(home, timestamp=address)
    content = bundled(home)
    at = verify(content, keys=[key], now=NOW, authorities=[root]).stamped
    assert at
    later, before = (pinned(key, revoked_at=iso(at[1] + one)) for one in (DAY, -DAY))
    long_after = at[1] + 90 * DAY
    assert verify(content, keys=[later], now=long_after, authorities=[root]).pinned
    with pytest.raises(EvidenceRefused, match="revoked"):
        verify(content, keys=[later], now=long_after)
    with pytest.raises(EvidenceRefused, match="revoked"):
        verify(content, keys=[before], now=long_after, authorities=[root])


def test_an_authority_that_is_away_stops_nothing(home: Path, key: bytes, caplog: pytest.LogCaptureFixture) -> None:
    witnessed(home, timestamp="http://127.0.0.1:9/none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keyroll.http._ATTEMPTS", 1)
        assert export_and_verify(home, key)
    assert "has no time stamp" in caplog.text


def test_an_edited_time_stamp_of_the_ledger_changes_nothing(
    home: Path, key: bytes, authority: tuple[str, bytes]
) -> None:
    address, root = authority
    witnessed(home, timestamp=address)
    bundled(home)
    edit(home, "UPDATE head_stamps SET token = x'00'")
    assert export_and_verify(home, key)
    with pytest.raises(EvidenceRefused, match="no time stamp is of this head"):
        verify(bundled(home), keys=[key], now=NOW, authorities=[root])


def test_the_home_opens(home: Path) -> None:
    assert isinstance(opened(home), Keyroll)


# Rollbacks without an earlier head, and clocks -----------------------------------------------------------------


def test_a_full_rollback_of_the_home_is_noticed_by_a_witness_outside_and_warned_of_without_one(
    home: Path, tmp_path: Path
) -> None:
    assert "nothing outside this home" in opened(home).evidence.unwitnessed()
    witnessed(home, witness="file:heads.jsonl file:inner/../other.jsonl")
    assert "nothing outside this home" in opened(home).evidence.unwitnessed()
    witnessed(home, witness=f"file:heads.jsonl file:{tmp_path}/heads.jsonl")
    assert "nothing outside this home" in opened(home).evidence.unwitnessed()
    bundled(home)
    assert opened(home).evidence.unwitnessed() == ""
    old = copy(home, tmp_path / "old")
    go_on(home)
    shutil.rmtree(home)
    copy(old, home)  # ledger, heads file and all, to an earlier state
    with pytest.raises(EvidenceRefused, match="rolled back"):
        bundled(home)


def test_a_head_from_the_future_of_the_verifiers_clock_is_refused(home: Path, key: bytes) -> None:
    content = bundled(home)
    signed_at = parse_time(verify(content, keys=[key], now=NOW).signed_at)
    assert verify(content, keys=[key], now=signed_at - timedelta(minutes=5)).signed_at
    for before in (timedelta(minutes=5, seconds=1), timedelta(days=400)):
        with pytest.raises(EvidenceRefused, match="in the future"):
            verify(content, keys=[key], now=signed_at - before)


def test_a_full_rollback_is_noticed_without_any_setting(home: Path, tmp_path: Path, key: bytes) -> None:
    """By default the user's state folder keeps each head: status, proving, exporting and verifying notice a rollback.

    Before, 0 of these 4 did: ledger and heads file were rolled back together.
    """
    before = bundled(home)
    assert opened(home).evidence.unwitnessed() == ""
    old = copy(home, tmp_path / "old")
    go_on(home)
    after = bundled(home)
    shutil.rmtree(home)
    copy(old, home)
    for act in (
        lambda: opened(home).evidence.unwitnessed(),
        lambda: opened(home).incidents.prove("okta"),
        lambda: bundled(home),
    ):
        with pytest.raises(EvidenceRefused, match="rolled back"):
            act()
    for content, said in ((before, ["this bundle is older"]), (after, [])):
        checked = verify(content, keys=[key], now=NOW)
        assert [one.rpartition(": ")[2] for one in against(content, checked)] == said


def test_a_log_that_was_rolled_back_and_continued_is_told_by_verify(home: Path, tmp_path: Path, key: bytes) -> None:
    old = copy(home, tmp_path / "old")
    go_on(home)
    go_on(home, "another")
    bundled(home)
    witnessed(old, witness="file:heads.jsonl")  # as an attacker does, who hides it from the state folder
    later = Keyroll.open(old, now=NOW + DAY)
    for number, said in ((1, "the log was rolled back"), (2, "rolled back or forked"), (3, "rolled back or forked")):
        later.campaigns.set_terms("okta", watch=timedelta(days=number), by="somebody else")
        content = later.evidence.bundle("okta")[0]
        (told,) = against(content, verify(content, keys=[key], now=NOW + DAY))
        assert told.endswith(said), number


def test_another_home_at_the_same_place_and_a_copy_have_files_of_their_own(home: Path, tmp_path: Path) -> None:
    bundled(home)
    shutil.move(home, tmp_path / "elsewhere")
    other = copy(tmp_path / "elsewhere", home)
    (other / "install.key").write_text("00" * 32)
    found = {one: witnesses("state:", one, opened(one).home.install_key()) for one in (other, tmp_path / "elsewhere")}
    assert len({*found[other], *found[tmp_path / "elsewhere"]}) == 2


def test_without_a_place_for_the_state_nothing_is_written_and_status_warns(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    for state in (tmp_path / "file", home / "state"):
        monkeypatch.setenv("XDG_STATE_HOME", str(state))
        assert bundled(home)
        assert "nothing outside this home" in opened(home).evidence.unwitnessed()
    assert not (home / "state").exists()
