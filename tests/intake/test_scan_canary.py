"""No secret value reaches disk, output, exception or process list, whatever goes wrong on the way."""

import contextlib
import json
import os
import secrets
import stat
import string
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_exports import NOW, cli, every_byte, here, lay

from keyroll.api import LISTS, Keyroll
from keyroll.intake.scan import report
from keyroll.intake.scan.scanner import Scanner, installed
from planted_secrets import crc
from planted_tree import commit, git

LETTERS = string.ascii_letters + string.digits


def canary() -> str:
    """A token of a vendor's form, so that it is certainly met."""
    body = "".join(secrets.choice(LETTERS) for _ in range(30))
    return f"ghp_{body}{crc(body)}"


def tree(folder: Path) -> dict[str, str]:
    """Lay out a tree with a canary at every kind of place; return the canaries by what they are."""
    names = (
        "code",
        "latin",
        "removed",
        "name",
        "title",
        "wiki",
        "broken",
        "row",
        "account",
        "login",
        "ci",
        "xml",
        "big",
    )
    known = {name: canary() for name in names}
    lay(
        folder / "code",
        {
            "src/app.py": f"TOKEN = '{known['code']}'\n",
            "src/latin.py": b"# caf\xe9\n" + f"token = '{known['latin']}'\n".encode(),
            f"keys/{known['name']}.txt": f"see the name: {known['name']}\n",
            "src/old.py": f"TOKEN = '{known['removed']}'\n",
            ".github/workflows/a.yml": f"env:\n  GH: {known['ci']}\n",
            "clone.sh": f"git clone https://{known['account']}:x-oauth-basic@git.acme.test/a.git\n"
            f"git clone https://{known['account']}:{known['login']}@git.acme.test/b.git\n",
        },
    )
    lay(
        folder / "exports/wiki",
        {
            "page.html": f"<title>Run {known['title']}</title><body>token {known['title']}, {known['wiki']}</body>",
            "space.xml": f"<hibernate-generic><object class='Page'>{known['xml']}</object>",
            "content.json": '{"results": [{"title": "T", "body": "' + known["big"] + '"}',
        },
    )
    lay(
        folder / "exports/jira",
        {
            "a.ndjson": json.dumps({"key": "OPS-1", "summary": known["row"]}) + '\n{"key": "OPS-2", ' + known["broken"],
        },
    )
    git(folder / "code", "init", "-q", "-b", "main")
    commit(folder / "code", "first", "2023-01-02T03:04:05+00:00")
    (folder / "code/src/old.py").unlink()
    commit(folder / "code", "out", "2023-02-03T04:05:06+00:00")
    return known


def assert_silent(known: dict[str, str], home: Path, said: str, *more: bytes) -> None:
    keyroll = Keyroll.open(home, now=NOW)
    listed = repr(
        [keyroll.inventory.listed(kind).rows for kind in LISTS if kind not in ("findings", "stories", "evidence")]
    )
    kept = b"".join((every_byte(home, keyroll), *more))
    for what, value in known.items():
        assert value.encode() not in kept, what
        assert value not in said + listed, what


@contextlib.contextmanager
def process_list(seen: list[bytes]) -> Iterator[None]:
    """Collect the arguments and environments of all processes for the length of a ``with``."""
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            for path in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    with contextlib.suppress(OSError):
                        text = (path / name).read_bytes()
                        if b"kingfisher" in text:
                            seen.append(text)
            time.sleep(0.005)

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


@pytest.mark.long
def test_canaries_down_every_path(tmp_path: Path) -> None:
    known = tree(tmp_path / "in")
    seen: list[bytes] = []
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with process_list(seen), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        done = cli("sync", "--scan", tmp_path / "in/code", tmp_path / "in/exports", "--home", tmp_path / "home")
    assert done.returncode == 11, done.stderr
    assert "Traceback" not in done.stderr
    assert "is not complete" in done.stderr
    assert any(b"--no-validate" in text for text in seen) or not Path("/proc").is_dir()
    assert list(temporary.iterdir()) == []
    assert_silent(known, tmp_path / "home", done.stdout + done.stderr, b"".join(seen))
    rows = Keyroll.open(tmp_path / "home", now=NOW).inventory.listed("locations").rows
    kinds = {row["kind"] for row in rows}
    assert {"repository_file", "git_history", "ci_definition", "ticket", "wiki_page"} <= kinds
    assert any("[secret]" in str(row["place"]) for row in rows)
    # Every canary was met: its identifier is there, and nothing else of it.
    met = {row["identifier"] for row in rows}
    assert len(met) == len(known)


def fake(folder: Path, script: str) -> Scanner:
    """A scanner that is a script of Python."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "fake"
    program.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return Scanner(program, folder / "rules", seconds=3, most=1 << 16)


def finding(value: str) -> str:
    return json.dumps({"rule": {"id": "betterleaks.github-pat"}, "finding": {"snippet": value, "path": "a", "line": 1}})


FAULTS = {
    "crashes after a finding": "print(FOUND, flush=True); import os; os.abort()",
    "ends before it is done": "print(FOUND)",
    "ends with an error": "import sys; print(FOUND); print(VALUE, file=sys.stderr); sys.exit(1)",
    "says what is no JSON": "print(FOUND); print('{\"finding\": ' + VALUE)",
    "hangs": "import time; print(FOUND, flush=True); time.sleep(60)",
    "says too much": "print(FOUND, flush=True)\nwhile True: print(FOUND)",
    "says one endless line": "import sys; print(FOUND, flush=True); sys.stdout.write(VALUE * 9999999)",
    "finds an odd shape": 'print(FOUND); print(\'{"finding": {"snippet": null}, "rule": {"id": 7}}\'); print(\'[1]\')',
}


@pytest.mark.nightly
@pytest.mark.parametrize("fault", FAULTS)
def test_canaries_when_the_scanner_fails(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value = canary()
    lay(tmp_path / "in", {"a": value, "b": "nothing"})
    script = f"VALUE = {value!r}\nFOUND = {finding(value)!r}\n{FAULTS[fault]}\n"
    scanner = fake(tmp_path / "program", script)
    monkeypatch.setattr(report, "installed", lambda folder: scanner)
    code, out, err = here("sync", "--scan", tmp_path / "in", "--home", tmp_path / "home")
    assert code == 11, err
    assert "Traceback" not in err
    assert "scan@in is not complete" in err
    assert_silent({"value": value}, tmp_path / "home", out + err)
    # What it found before counts; the read is not complete, so nothing is gone by it.
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    assert len(keyroll.inventory.listed("locations").rows) == 1
    assert [row["complete"] for row in keyroll.inventory.listed("sources").rows if row["source"] == "scan@in"] == [
        False
    ]


@pytest.mark.long
def test_a_missing_scanner_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path / "in", {"a": "x"})
    missing = Scanner(tmp_path / "no such program", tmp_path / "rules")
    monkeypatch.setattr(report, "installed", lambda folder: missing)
    code, _, err = here("sync", "--scan", tmp_path / "in", "--home", tmp_path / "home")
    assert code == 11
    assert "the scanner does not start" in err
    monkeypatch.setattr(report, "installed", installed)
    monkeypatch.setitem(sys.modules, "kingfisher", None)
    code, _, err = here("sync", "--scan", tmp_path / "in", "--home", tmp_path / "home2")
    assert code == 11
    assert "next: in the folder of keyroll: .venv/bin/python -m pip install -e" in err


def test_canaries_when_the_process_is_killed(tmp_path: Path) -> None:
    value = canary()
    lay(tmp_path / "in", {"a": value})
    started = tmp_path / "started"
    script = (
        f"import pathlib, time\nprint({finding(value)!r}, flush=True)\npathlib.Path({str(started)!r}).touch()\n"
        "while True:\n    time.sleep(0.1)\n    print('{}', flush=True)\n"  # until nobody reads any more
    )
    scanner = fake(tmp_path / "program", script)
    code = (
        "import sys\nfrom pathlib import Path\nfrom keyroll.intake.scan import report\n"
        "from keyroll.intake.scan.scanner import Scanner\nfrom keyroll.cli import main\n"
        f"report.installed = lambda folder: Scanner(Path({str(scanner.program)!r}), folder)\nmain()\n"
    )
    home = tmp_path / "home"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "sync", "--scan", str(tmp_path / "in"), "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    while not started.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.kill()
    out, err = process.communicate()
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert value.encode() not in kept + out + err
