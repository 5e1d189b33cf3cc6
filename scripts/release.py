"""Builds a release and its provenance: python scripts/release.py [--out dist] [--key REFERENCE].

It builds the commit that is checked out, never the working tree. The outputs are the wheel and the sdist, built twice
in two folders and compared byte for byte; ``sbom.cdx.json`` (CycloneDX 1.6: the locked run dependencies with their
hashes); and ``provenance.json`` (in-toto statement v1 with SLSA provenance v1 over all of these), in a DSSE envelope.
The ed25519 key at a reference (env:, file:, …) signs it. Without a key the statement is written unsigned, as
``provenance.unsigned.json``. Times are the commit's. Exit 1 if the two builds differ.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from keyroll.clock import iso
from keyroll.proof.evidence.dsse import canonical, written
from keyroll.proof.evidence.sign import Signer
from keyroll.secret import SecretRef

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements/run.lock"
STATEMENT, PAYLOAD = "https://in-toto.io/Statement/v1", "application/vnd.in-toto+json"
PROVENANCE = "https://slsa.dev/provenance/v1"
BUILD = "https://github.com/pypa/hatch"
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def git(*arguments: str) -> bytes:
    """Run git in the checkout."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def build(commit: str, epoch: str) -> dict[str, bytes]:
    """Return wheel and sdist of a commit by name, built in their own folder."""
    with tempfile.TemporaryDirectory(prefix="keyroll-release-") as made:
        place = Path(made)
        with tarfile.open(fileobj=BytesIO(git("archive", commit))) as tree:
            tree.extractall(place / "tree", filter="data")
        environment = os.environ | {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "0", "TZ": "UTC"}
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-d", str(place / "dist")],
            cwd=place / "tree", env=environment, check=True, capture_output=True,
        )  # fmt: skip
        return {path.name: path.read_bytes() for path in sorted((place / "dist").iterdir())}


def pinned(lock: str) -> Iterator[dict[str, object]]:
    """Yield each locked dependency as a component of CycloneDX."""
    found: dict[str, object] = {}
    hashes: list[dict[str, str]] = []
    for line in lock.splitlines():
        if start := _PINNED.match(line):
            name, version = start["name"].lower(), start["version"]
            hashes = []
            found = {
                "type": "library", "bom-ref": f"pkg:pypi/{name}@{version}", "name": name, "version": version,
                "purl": f"pkg:pypi/{name}@{version}", "externalReferences": [],
            }  # fmt: skip
            if start["marker"]:
                found["properties"] = [{"name": "keyroll:only-where", "value": start["marker"].strip()}]
            yield found
        if digest := _HASH.search(line):
            # Each file of a version has its own hash: a hash of the component would claim to be of one file.
            hashes.append({"alg": "SHA-256", "content": digest[1]})
            url = f"https://pypi.org/project/{found['name']}/{found['version']}/"
            found["externalReferences"] = [{"type": "distribution", "url": url, "hashes": list(hashes)}]


def bill(lock: str, version: str, commit: str, at: datetime) -> dict[str, object]:
    """Return the bill of materials of the run dependencies."""
    components = list(pinned(lock))
    root = {"type": "application", "bom-ref": "keyroll", "name": "keyroll", "version": version}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'keyroll/{commit}')}",
        "version": 1,
        "metadata": {"timestamp": iso(at), "component": root},
        "components": components,
    }


def provenance(files: dict[str, bytes], commit: str, at: datetime) -> dict[str, object]:
    """Return the statement of how the files were made."""
    subjects = [{"name": name, "digest": {"sha256": _sha256(raw)}} for name, raw in sorted(files.items())]
    lock = {"uri": LOCK, "digest": {"sha256": _sha256(git("show", f"{commit}:{LOCK}"))}}
    definition = {
        "buildType": f"{BUILD}/hatchling",
        "externalParameters": {"commit": commit},
        "internalParameters": {"SOURCE_DATE_EPOCH": str(int(at.timestamp())), "python": sys.version.split()[0]},
        "resolvedDependencies": [{"uri": "git+keyroll", "digest": {"gitCommit": commit}}, lock],
    }
    details = {"builder": {"id": "keyroll/scripts/release.py"}, "metadata": {"startedOn": iso(at)}}
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": PROVENANCE,
        "predicate": {"buildDefinition": definition, "runDetails": details},
    }


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def differing(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    """Return the names of files that differ between two builds."""
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


def main() -> int:
    """Build, compare, and write everything into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--key", default="", help="reference to the key that signs: env:NAME, file:PATH, …")
    asked = parser.parse_args()
    commit, epoch = git("rev-parse", "HEAD").decode().strip(), git("log", "-1", "--format=%ct").decode().strip()
    at = datetime.fromtimestamp(int(epoch), UTC)
    files = build(commit, epoch)
    if different := differing(files, build(commit, epoch)):
        sys.stderr.write(f"two builds of {commit[:12]} differ: {', '.join(different)}\n")
        return 1
    version = tomllib.loads(git("show", f"{commit}:pyproject.toml").decode())["project"]["version"]
    sbom = bill(git("show", f"{commit}:{LOCK}").decode(), version, commit, at)
    files["sbom.cdx.json"] = json.dumps(sbom, indent=1, sort_keys=True).encode() + b"\n"
    statement = provenance(files, commit, at)
    if asked.key:
        signer = Signer.open(SecretRef.parse(asked.key).resolve())
        files["provenance.json"] = written(signer.sign(PAYLOAD, canonical(statement), datetime.now(UTC)).form())
    else:
        files["provenance.unsigned.json"] = json.dumps(statement, indent=1, sort_keys=True).encode() + b"\n"
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        (asked.out / name).write_bytes(raw)
        sys.stdout.write(f"{_sha256(raw)}  {name}\n")
    if git("status", "--porcelain").strip():
        sys.stderr.write(f"the working tree has changes; the build is of the commit {commit[:12]}\n")
    if not asked.key:
        sys.stderr.write("the provenance is not signed: give --key\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
