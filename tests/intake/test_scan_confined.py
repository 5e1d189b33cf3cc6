"""What the scanner may do is limited by the system: it starts nothing, writes nothing, and reads only its copies."""

import subprocess
import sys
from pathlib import Path

import pytest

from keyroll.intake.scan import confined

SCRIPT = Path(confined.__file__)
#: Runs in a process of its own, since it cannot be undone.
PROBE = """
import ctypes, importlib.util, os, pathlib, resource, socket, sys
spec = importlib.util.spec_from_file_location("confined", sys.argv[1])
confined = importlib.util.module_from_spec(spec)
spec.loader.exec_module(confined)
program, seen, own, out = sys.argv[2:6]
server = socket.create_server(("127.0.0.1", 0))
confined.limit(1 << 30)
print("confined", confined.confine(program, seen, own))
def attempt(name, act):
    try:
        act()
        print(name, "yes")
    except (OSError, MemoryError) as error:
        print(name, "no")
attempt("read a copy", lambda: open(seen + "/a").read())
attempt("read outside", lambda: open(out + "/a").read())
attempt("list outside", lambda: os.listdir(out))
attempt("read through a link", lambda: open(seen + "/link/a").read())
attempt("write its own", lambda: open(own + "/b", "w").write("x"))
attempt("write a copy", lambda: open(seen + "/b", "w").write("x"))
attempt("write outside", lambda: open(out + "/b", "w").write("x"))
attempt("run the program", lambda: os.posix_spawn(program, [program], {}))
attempt("run another", lambda: os.posix_spawn(out + "/run", [out + "/run"], {}))
attempt("run what it wrote", lambda: os.posix_spawn(own + "/run", [own + "/run"], {}))
attempt("connect", lambda: socket.create_connection(server.getsockname()))
attempt("read keyroll's environment", lambda: open(f"/proc/{os.getppid()}/environ").read())
attempt("signal keyroll", lambda: os.kill(os.getppid(), 0))
attempt("take much memory", lambda: bytes(3 << 30))
print("core", resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_the_kernel_refuses_everything_else(tmp_path: Path) -> None:
    for name in ("seen", "own", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("a")
        (tmp_path / name / "run").write_bytes(Path("/bin/true").read_bytes())
        (tmp_path / name / "run").chmod(0o755)
    (tmp_path / "seen/link").symlink_to(tmp_path / "out")
    places = [str(tmp_path / name) for name in ("seen", "own", "out")]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(SCRIPT), "/bin/true", *places], capture_output=True, text=True, check=True
    )
    said = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines() if not line.startswith("core"))
    assert said.pop("take much memory") == "no"
    assert "core (0, 0)" in done.stdout
    if said.pop("confined") != "True":
        pytest.skip("this kernel has no Landlock")
    if said.pop("connect") != "no":
        pytest.skip("this kernel's Landlock does not know connections")
    assert {name for name, could in said.items() if could == "yes"} - {"signal keyroll"} == {
        "read a copy", "write its own", "run the program",
    }  # fmt: skip


def test_it_becomes_the_command_without_it_being_named_in_a_shell(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(1 << 30), "/bin/echo", str(tmp_path), str(tmp_path), "--"]
    done = subprocess.run([*command, "/bin/echo", "a b", "$HOME"], capture_output=True, text=True, check=True)
    assert done.stdout == "a b $HOME\n"
