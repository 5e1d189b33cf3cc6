"""``keyroll rotate`` as a person runs it, in processes of their own; no value leaves them but into its file."""

import base64
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from site_of_rotation import ADMIN, OLD, Program, Site

pytestmark = [pytest.mark.server, pytest.mark.long]


class Watched:
    """Runs commands and keeps all that they print, and the arguments and environments of them and their children."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.printed: list[str] = []
        self.seen: set[bytes] = set()

    def run(self, *words: str, expect: tuple[int, ...] = (0,)) -> str:
        command = [
            sys.executable,
            "-c",
            "from keyroll.cli import main; main()",
            "rotate",
            *words,
            "--home",
            str(self.site.home),
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(process.pid, over))
        watcher.start()
        out, err = process.communicate(timeout=120)
        over.set()
        watcher.join()
        self.printed += [out, err]
        assert process.returncode in expect, out + err
        return out + err

    def _watch(self, pid: int, over: threading.Event) -> None:
        while not over.wait(0.05):
            for one in (pid, *children(pid)):
                for name in ("cmdline", "environ"):
                    try:
                        self.seen.add(Path(f"/proc/{one}/{name}").read_bytes())
                    except OSError:
                        continue

    def search(self, *values: str) -> list[str]:
        """Return every place, other than the consumer's file, at which a value stands in any encoding."""
        needles = [form for value in values for form in forms(value)]
        texts = {"printed": "\n".join(self.printed).encode(), "processes": b"\n".join(self.seen)}
        texts |= {str(path): path.read_bytes() for path in self.site.home.rglob("*") if path.is_file()}
        return sorted({place for place, text in texts.items() for needle in needles if needle in text})


def children(pid: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def forms(value: str) -> list[bytes]:
    raw = value.encode()
    return [raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"=")]


def until_step(watched: Watched, step: str) -> str:
    for _ in range(60):
        said = watched.run("run", "first", expect=(12,))
        if f"running  {step}" in " ".join(said.replace("  ", " ").split()).replace("running ", "running  "):
            return said
        time.sleep(0.5)
    raise AssertionError(said)


def test_a_plan_is_made_approved_and_run_by_commands_and_no_value_stands_anywhere(site) -> None:
    watched = Watched(site)
    plan = watched.run("plan", site.identifier, "--name", "first", "--key", str(site.key("ann")))
    assert "order R1" in plan
    assert "not approved: nobody has approved it" in plan
    watched.run("run", "first", expect=(14,))
    watched.run("approve", "first", "--key", str(site.key("ann")), expect=(14,))
    watched.run("approve", "first", "--key", str(site.key("bob")))
    with Program(site.postgres, site.secret) as program:
        said = until_step(watched, "prove")
    assert program.failures == []
    assert not site.accepted(site.one, OLD)
    who, new = site.now_reads()
    assert site.accepted(who, new)
    assert watched.search(OLD, new, ADMIN) == []
    assert [path for path in (site.home / "sealed").iterdir() if path.stat().st_mode & 0o077] == []
    assert "the old value is refused since" in said
    assert '"step": "prove"' in watched.run("status", "first", "--json", expect=(12,))


def test_no_value_stands_in_what_is_said_of_a_failure(site) -> None:
    watched = Watched(site)
    watched.run("plan", site.identifier, "--name", "first", "--key", str(site.key("ann")))
    watched.run("approve", "first", "--key", str(site.key("bob")))
    # The consumer's place cannot be written: its folder is a file now.
    site.secret.unlink()
    site.secret.mkdir()
    watched.run("run", "first", expect=(12,))
    site.secret.rmdir()
    site.secret.write_text(f"{site.one}:{OLD}")
    # The administrator's password is wrong: what is sent must not stand in what is said.
    (site.folder / "admin").write_text("a-wrong-Password-7")
    for _ in range(4):
        watched.run("run", "first", expect=(12,))
    assert site.accepted(site.one, OLD)
    assert watched.search(OLD, ADMIN, "a-wrong-Password-7") == []
