"""From exports to a checked bundle, by the commands that people use."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_run import Run

from keyroll.api import Keyroll, verify
from keyroll.clock import parse_time
from keyroll.errors import EvidenceRefused

NOW = "2023-11-23T16:00:00Z"
CANARY = "canary-91f3c2-of-evidence"
WORDS = "words of a person"
DATES = ("2023-10-01", "2023-10-25", "2023-11-01", "2023-11-08")


def export(folder: Path) -> Path:
    """Two keys that the vendor held: one is gone since, one is not."""
    for place, date in enumerate(DATES):
        survey = folder / "aws@main" / "survey" / date
        survey.mkdir(parents=True)
        keys = [
            {
                "UserName": f"bot-{number}",
                "AccessKeyId": f"AKIAEXAMPLE00000000{number}",
                "Status": "Active",
                "CreateDate": "2022-01-01T00:00:00Z",
                "SecretAccessKey": CANARY,
            }
            for number in (1, 2)
            if number == 2 or place == 0
        ]
        (survey / "access_keys.json").write_text(json.dumps({"AccessKeyMetadata": keys, "IsTruncated": False}))
        register = folder / "register@main" / "survey" / date
        register.mkdir(parents=True)
        rows = [f"Okta,aws,AKIAEXAMPLE00000000{number},access_key,,believed unused: {WORDS}," for number in (1, 2)]
        lines = ["vendor,system,credential,kind,owner,note,reviewed_on", *rows]
        (register / "vendors.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an open incident, nothing of which is proven yet."""
    base = tmp_path_factory.mktemp("evidence")
    keyroll = Keyroll.open(base / "home", now=parse_time(NOW))
    keyroll.exports.sync(export(base / "exports"))
    keyroll.incidents.open("okta", vendor="Okta", begins=parse_time("2023-09-28"), ends=parse_time("2023-10-18"))
    keyroll.home.ledger.close()
    return base / "home"


@pytest.fixture
def home(opened: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(opened, tmp_path / "home"))


def prove(home: Path, now: str = NOW) -> None:
    keyroll = Keyroll.open(home, now=parse_time(now))
    keyroll.incidents.prove("okta")
    keyroll.home.ledger.close()


def test_the_whole_way(keyroll: Run, home: Path, tmp_path: Path) -> None:
    bundle, key, nowhere = tmp_path / "okta.bundle", tmp_path / "keyroll.pub", tmp_path / "nowhere"
    missing = keyroll("report", "evidence", "okta", "--now", NOW, home=home)
    assert (missing.returncode, missing.stdout) == (3, "")
    assert "keyroll incident prove okta" in missing.stderr
    assert keyroll("incident", "prove", "okta", "--now", NOW, home=home).returncode == 12
    told = keyroll("report", "evidence", "okta", "--now", NOW, "-o", str(bundle), home=home)
    assert told.returncode == 0, told.stderr
    assert keyroll("report", "key", "-o", str(key), home=home).returncode == 0
    checked = keyroll("verify", str(bundle), "--key", str(key), home=nowhere)
    assert checked.returncode == 0, checked.stderr
    assert "2 statements about 2 credentials" in checked.stdout
    assert "1 last found dead: A 0 · B 0 · C 1" in checked.stdout
    assert "1 NOT FOUND DEAD: live 1" in checked.stdout
    assert "every signature is by one of your given keys" in checked.stdout
    alone = keyroll("verify", str(bundle), home=nowhere)
    assert (alone.returncode, alone.stdout) == (14, "")
    assert "no key was given: a bundle cannot prove its own origin" in alone.stderr
    assert "next: " in alone.stderr
    assert "--key PUBLIC" in alone.stderr
    hexed = keyroll("verify", str(bundle), "--key", json.loads(key.read_text())["public"], home=nowhere)
    assert (hexed.returncode, "does not give the validity of the key" in hexed.stderr) == (14, True)
    public = json.loads(key.read_text())["keyid"]
    row = json.loads(keyroll("verify", str(bundle), "--json", "--key", public, home=nowhere).stdout)
    assert (row["holds"], row["pinned"], row["statements"], row["dead_by_grade"]) == (True, True, 2, {"C": 1})
    assert not nowhere.exists()
    printed = keyroll("report", "evidence", "okta", "--now", NOW, home=home).stdout
    assert printed == bundle.read_text()


def test_a_flipped_byte_ends_with_fourteen_and_names_the_place(keyroll: Run, home: Path, tmp_path: Path) -> None:
    prove(home)
    content, _ = Keyroll.open(home, now=parse_time(NOW)).evidence.bundle("okta")
    bad = tmp_path / "bad.bundle"
    key = Keyroll.open(home, now=parse_time(NOW)).evidence.key().keyid
    places = {b'"number": 1': "statements", b'"sig": "': "head", b"in-toto+json": "statement 1 (leaf 0)"}
    for where, name in places.items():
        flipped = bytearray(content)
        flipped[content.index(where) + len(where) - (1 if where != b'"sig": "' else -5)] ^= 1
        bad.write_bytes(flipped)
        done = keyroll("verify", str(bad), "--json", "--key", key)
        assert done.returncode == 14
        row = json.loads(done.stdout)
        assert not row["holds"]
        # A flipped sign of a signature may be no base64 any more; then that is what is named.
        assert row["place"] in (name, f"{name} signature")
        assert name in done.stderr
        assert "next:" in done.stderr


def test_the_wrong_and_the_expired_key_end_with_fourteen(keyroll: Run, home: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "okta.bundle"
    environment = {"KEYROLL_SIGNING_UNTIL": "2023-12-01"}
    assert keyroll("incident", "prove", "okta", "--now", NOW, home=home, **environment).returncode == 12
    done = keyroll("report", "evidence", "okta", "--now", NOW, "-o", str(bundle), home=home, **environment)
    assert done.returncode == 0, done.stderr
    wrong = keyroll("verify", str(bundle), "--now", NOW, "--key", "00" * 32)
    assert (wrong.returncode, "not pinned" in wrong.stderr) == (14, True)
    pinned = keyroll("report", "key", "--now", NOW, home=home, **environment).stdout
    (tmp_path / "keyroll.pub").write_text(pinned)
    # The incident was opened before the key had an end: that is another key to whoever checks.
    key = ("--key", str(tmp_path / "keyroll.pub"), "--key", Keyroll.open(home).evidence.key().keyid)
    expired = keyroll("verify", str(bundle), *key)
    assert (expired.returncode, "expired on 2023-12-01" in expired.stderr) == (14, True)
    assert keyroll("verify", str(bundle), "--now", "2023-12-01", *key).returncode == 0
    late = keyroll("incident", "prove", "okta", "--now", "2024-01-01", home=home, **environment)
    assert late.returncode == 12  # nothing new is signed
    signing = keyroll("report", "evidence", "okta", "--now", "2024-01-01", home=home, **environment)
    assert (signing.returncode, "expired on 2023-12-01" in signing.stderr) == (14, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("verify", "/nowhere/at/all"), 2, "cannot be read"),
        (("verify", os.devnull, "--key", "nonsense"), 2, "cannot be read"),
        (("verify", os.devnull, "--key", os.devnull), 2, "not an ed25519 public key"),
        (("verify", os.devnull), 14, "no key was given"),
        (("verify", os.devnull, "--key", "00" * 32), 14, "the bundle is not JSON"),
        (("verify", os.devnull, "--key", "00" * 32, "--since", "nonsense"), 2, "cannot be read"),
        (("verify", os.devnull, "--key", "00" * 32, "--since", os.devnull), 14, "the bundle is not JSON"),
        (("report", "evidence", "x"), 3, "keyroll sync --from FOLDER"),
        (("report", "key"), 3, "keyroll sync --from FOLDER"),
    ],
)
def test_wrong_input_is_told_what_to_do_next(
    keyroll: Run, arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = keyroll(*arguments, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "next:" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_incident_that_is_not_there_is_named(keyroll: Run, home: Path) -> None:
    done = keyroll("report", "evidence", "nonsense", home=home)
    assert done.returncode == 2
    assert "known: okta" in done.stderr


def test_a_rerun_with_the_same_facts_adds_nothing(home: Path) -> None:
    prove(home)
    first, _ = Keyroll.open(home, now=parse_time(NOW)).evidence.bundle("okta")
    for day in ("2023-11-24", "2023-11-25"):
        prove(home, day)
    again, checked = Keyroll.open(home, now=parse_time("2023-11-26")).evidence.bundle("okta")
    assert again == first
    assert (checked.statements, checked.size) == (2, 4)


def test_new_facts_are_new_statements_and_the_head_extends_the_old_one(home: Path, tmp_path: Path) -> None:
    prove(home)
    exports = export(tmp_path / "later")
    newest = exports / "aws@main" / "survey" / "2023-11-22"
    shutil.copytree(exports / "aws@main" / "survey" / DATES[-1], newest)
    keyroll = Keyroll.open(home, now=parse_time(NOW))
    keyroll.exports.sync(exports)
    keyroll.incidents.prove("okta")
    content, checked = keyroll.evidence.bundle("okta")
    assert (checked.statements, checked.extends, checked.size) == (4, 4, 6)
    assert verify(content, keys=[keyroll.evidence.key().keyid.encode()]).dead == {"C": 1}


def test_no_secret_comes_into_evidence(keyroll: Run, home: Path) -> None:
    done = [keyroll("incident", "prove", "okta", "--now", NOW, home=home)]
    done += [keyroll("report", "evidence", "okta", "--now", NOW, *more, home=home) for more in ((), ("--json",))]
    done += [keyroll("report", "key", home=home)]
    signing, install = ((home / name).read_text() for name in ("signing.key", "install.key"))
    written = "".join(one.stdout + one.stderr for one in done)
    ledger = sqlite3.connect(home / "ledger.sqlite")
    rows = [ledger.execute(f"SELECT * FROM {name}").fetchall() for name in ("evidence", "tree_heads", "evidence_keys")]
    ledger.close()
    payloads = json.loads(done[1].stdout)
    opened = repr([*rows, *(_opened(one) for one in _envelopes(payloads))])
    assert WORDS not in opened  # a person's word is no evidence
    for secret in (CANARY, signing, install):
        assert secret not in written + opened
    for name in ("signing.key", "install.key"):
        assert (home / name).stat().st_mode & 0o777 == 0o600


def _envelopes(form: object) -> list[str]:
    if isinstance(form, dict):
        own = [str(form["payload"])] if "payload" in form else []
        return own + [one for value in form.values() for one in _envelopes(value)]
    return [one for value in form for one in _envelopes(value)] if isinstance(form, list) else []


def _opened(payload: str) -> str:
    from base64 import b64decode

    return b64decode(payload).decode()


def test_a_signing_key_may_come_from_elsewhere(keyroll: Run, home: Path, tmp_path: Path) -> None:
    place = tmp_path / "signing.hex"
    place.write_text("ab" * 32)
    done = keyroll("report", "key", home=home, KEYROLL_SIGNING_KEY=f"file:{place}")
    assert json.loads(done.stdout)["public"] != json.loads(keyroll("report", "key", home=home).stdout)["public"]
    bad = keyroll("report", "key", home=home, KEYROLL_SIGNING_KEY=f"exec:echo {CANARY}")
    assert bad.returncode == 2
    assert "openssl genpkey" in bad.stderr


@pytest.mark.nightly
def test_killed_at_any_moment_the_next_run_completes_the_evidence(opened: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    code, clean = "from keyroll.cli import main; main()", Path(shutil.copytree(opened, tmp_path / "clean"))
    command = [sys.executable, "-c", code, "incident", "prove", "okta", "--now", NOW, "--home"]
    begun = time.monotonic()
    assert subprocess.run([*command, clean], check=False).returncode == 12
    length = time.monotonic() - begun
    for number in range(12):
        home = Path(shutil.copytree(opened, tmp_path / f"home-{number}"))
        process = subprocess.Popen([*command, home])
        time.sleep(chance.uniform(0.5, 1) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        prove(home)
        content, checked = Keyroll.open(home, now=parse_time(NOW)).evidence.bundle("okta")
        assert (checked.statements, checked.size) == (2, 4)
        with pytest.raises(EvidenceRefused):
            verify(content[:-1])
