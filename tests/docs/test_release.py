"""What is released: the same bytes twice, with a bill of materials and provenance, and it runs elsewhere."""

import json
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf.json_format import ParseDict
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import audit  # noqa: E402
import release  # noqa: E402

AT = datetime(2026, 1, 1, tzinfo=UTC)
LOCK = (ROOT / release.LOCK).read_text()
SEED = bytes(range(32)).hex()


def test_the_bill_names_each_locked_dependency_with_its_hashes() -> None:
    bill = release.bill(LOCK, "1.0", "c0ffee", AT)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None
    names = [one["name"] for one in bill["components"]]
    assert (
        len(names)
        == len({one["bom-ref"] for one in bill["components"]})
        == sum("==" in line for line in LOCK.splitlines())
    )
    assert {"duckdb", "cryptography", "click"} <= set(names)
    assert all(one["externalReferences"][0]["hashes"] for one in bill["components"])
    assert LOCK.count("--hash=") == sum(len(one["externalReferences"][0]["hashes"]) for one in bill["components"])


def test_builds_that_differ_are_told() -> None:
    assert release.differing({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3", "c": b""}) == ["b", "c"]


@pytest.mark.parametrize(
    ("answers", "failed", "code", "said"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], "", 0, "none of 1"),
        ([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}], "", 1, "X-1; fixed in 2"),
        ([{"name": "a", "skip_reason": "not found"}], "", 2, "gave no result for 1 of 1"),
        ([], "connection refused", 2, "cannot be reached"),
    ],
)
def test_an_audit_that_nobody_answered_says_so(answers: list[dict], failed: str, code: int, said: str) -> None:
    got, lines = audit.judged("run.lock", answers, failed)
    assert got == code
    assert said in "\n".join(lines)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    out, key = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("key") / "key"
    key.write_text(SEED)
    command: list[str | Path] = [sys.executable, ROOT / "scripts/release.py", "--out", out, "--key", f"file:{key}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.long
def test_the_provenance_holds_for_another_implementation(released: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    envelope = Envelope.from_dict(json.loads((released / "provenance.json").read_text()))
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED)).public_key()
    (keyid,) = envelope.signatures
    key = SSlibKey(keyid, "ed25519", "ed25519", {"public": public.public_bytes_raw().hex()})
    assert envelope.verify([key], 1)
    statement = json.loads(envelope.payload)
    Statement.copy_from_pb(ParseDict(statement, StatementMessage())).validate()
    named = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    made = {path.name: release._sha256(path.read_bytes()) for path in released.iterdir()}
    assert named == {name: made[name] for name in made if name != "provenance.json"}


@pytest.mark.long
def test_the_wheel_holds_the_package_alone(released: Path) -> None:
    (wheel,) = released.glob("*.whl")
    roots = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {one.partition("-")[0] for one in roots} == {"keyroll"}
    assert "keyroll/py.typed" in zipfile.ZipFile(wheel).namelist()


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_it_installs_and_runs_outside_of_the_checkout(released: Path, tmp_path: Path, kind: str) -> None:
    (file,) = released.glob(kind)
    if kind == "*.tar.gz":
        with tarfile.open(file) as tree:
            assert all(one.name.startswith("keyroll-") for one in tree)
    venv.create(tmp_path / "venv", with_pip=True)
    place = next((tmp_path / "venv").glob("lib/*/site-packages"))
    # What it depends on is what is installed here; the package itself comes from the file.
    (place / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "NO_COLOR": "1"}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    python, keyroll = (str(tmp_path / "venv" / "bin" / name) for name in ("python", "keyroll"))
    run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--ignore-installed",
        str(file),
    )
    assert str(tmp_path) in run(python, "-c", "import keyroll; print(keyroll.__file__)")
    assert "incident" in run(keyroll, "--help")
    if kind != "*.whl":
        return  # The package is the same: it plays once.
    assert "NOT PROVEN DEAD" in run(
        keyroll, "replay", "thanksgiving", "--scale", "0.02", "--home", str(tmp_path / "home")
    )
