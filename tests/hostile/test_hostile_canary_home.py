"""No canary of an export is in the home, in what is said, in temporary files, or in what a child is given."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from canary_export import TEXTS, Canaries, fitted, left, of_list, of_log, write_export

from keyroll.providers import catalogue

pytestmark = [pytest.mark.hostile, pytest.mark.long]

BEGIN = (sys.executable, "-c", "import keyroll.cli; keyroll.cli.main()")


def environment(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "temporary"
    folder.mkdir(exist_ok=True)
    return {**os.environ, "TMPDIR": str(folder), "PYTHONDEVMODE": "", "NO_COLOR": "1"}


def run(tmp_path: Path, *words: str) -> bytes:
    """Run a command; return all that it said, and what its children were given."""
    given = b""
    # A pipe that nobody reads while the child runs would stop it.
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen([*BEGIN, *words], stdout=printed, stderr=subprocess.STDOUT, env=environment(tmp_path))
        while child.poll() is None:
            given += _given_below(child.pid)
            try:
                child.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        printed.seek(0)
        return printed.read() + given


def _given_below(parent: int) -> bytes:
    """Return arguments and environment of a process and its children."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if path.name == str(parent) or f"\nPPid:\t{parent}\n" in (path / "status").read_text():
                found += [(path / "cmdline").read_bytes(), (path / "environ").read_bytes()]
        except OSError:
            continue
    return b"\0".join(found)


def test_an_export_of_everything_leaves_none(tmp_path: Path) -> None:
    canaries = Canaries()
    write_export(tmp_path / "export", canaries)
    home = tmp_path / "home"
    said = run(tmp_path, "sync", "--home", str(home), "--from", str(tmp_path / "export"))
    assert b"values masked" in said
    for words in (("masked",), ("quarantine",), ("events",), ("credentials",), ("locations",)):
        said += run(tmp_path, "list", *words, "--home", str(home), "--json")
    said += run(tmp_path, "hunt", "--home", str(home), "--json")
    assert b"Traceback" not in said
    assert left(canaries, home, tmp_path / "temporary", said=said) == {}
    again = run(tmp_path, "sync", "--home", str(home), "--from", str(tmp_path / "export"))
    assert left(canaries, home, tmp_path / "temporary", said=again) == {}


@pytest.mark.parametrize("settings", ['raw = "reference"\n', ""])
def test_whatever_is_wrong_with_a_file_shows_none(tmp_path: Path, settings: str) -> None:
    canaries = Canaries()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "keyroll.toml").write_text(settings)
    folder = tmp_path / "lines"
    folder.mkdir()
    value = canaries.new("a name")
    secret = json.dumps({"password": canaries.new("a record")})
    wrong: dict[str, bytes] = {
        "empty": b"",
        "bytes": b'{"password":"%s"}\xff\xfe\n' % canaries.new("no UTF-8").encode(),
        "utf16": secret.encode("utf-16"),
        "gzip.gz": b"\x1f\x8b" + secret.encode(),
        "zstd.zst": b"\x28\xb5\x2f\xfd" + secret.encode(),
        "long": b'{"a":"' + b"x" * 3_000_000 + b'","password":"%s"' % canaries.new("a long line").encode(),
        "list": b'[{"password":"%s"},' % canaries.new("a list without an end").encode() + b'{"a":[' * 2000,
        "deep": b"[" * 100_000 + secret.encode(),
        "text": "\n".join(fitted(one, canaries, "text") for one in TEXTS).encode(),
        f"x?token={value}&password={value}": secret.encode(),
    }
    for name, content in wrong.items():
        (folder / name).write_bytes(content)
    said = run(tmp_path, "sync", "--home", str(home), "--log", "aws.cloudtrail", str(folder))
    said += run(tmp_path, "sync", "--home", str(home), "--log", "jira.access", str(folder))
    said += run(tmp_path, "sync", "--home", str(home), "--from", str(folder))
    said += run(tmp_path, "list", "quarantine", "--home", str(home))
    assert b"Traceback" not in said
    # What a person typed is told back; what lies in a file is not.
    found = left(canaries, home, tmp_path / "temporary", said=said)
    assert found == {}


def test_a_kill_at_any_time_leaves_none(tmp_path: Path) -> None:
    canaries = Canaries()
    log = catalogue.logs("aws")["cloudtrail"]
    folder = tmp_path / "lines"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.ndjson").write_bytes(of_log("aws", log, canaries) * 20)
    home = tmp_path / "home"
    words = ("sync", "--home", str(home), "--log", "aws.cloudtrail", str(folder))
    for wait in (0.8, 1.5, 2.2, 3.0):
        child = subprocess.Popen(
            [*BEGIN, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(tmp_path)
        )
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert left(canaries, home, tmp_path / "temporary") == {}
    said = run(tmp_path, *words)
    assert left(canaries, home, tmp_path / "temporary", said=said) == {}


def test_a_copy_of_an_earlier_version_is_replaced(tmp_path: Path) -> None:
    from keyroll.api import Keyroll
    from keyroll.store.raw import RawStore

    canaries = Canaries()
    file = tmp_path / "export" / "kubernetes" / "survey" / "service_accounts.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(of_list("kubernetes", catalogue.endpoints("kubernetes")["service_accounts"], canaries))
    home = tmp_path / "home"
    Keyroll.open(home)
    RawStore(home / "raw").keep(file)
    assert left(canaries, home)
    run(tmp_path, "sync", "--home", str(home), "--from", str(tmp_path / "export"))
    assert left(canaries, home) == {}
