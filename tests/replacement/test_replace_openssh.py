"""A key in authorized_keys is replaced by certificates of OpenBao's SSH engine: on a real sshd."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from servers_of_replacement import begun, logged, parts

from keyroll.model.truth import Answer
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.secret import SecretRef
from other_servers import sshd_running
from real_servers import folder_for

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]


def stamped(folder: Path) -> list[str]:
    """The server's messages as a journal writes them: with a time, the host and the program."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    lines = (folder / "log").read_text(errors="replace").splitlines()
    return [f"{now} web1 sshd[{number}]: {line.rstrip()}" for number, line in enumerate(lines, 1)]


def fingerprint(sshd, name: str) -> str:
    return sshd.keygen("-l", "-f", f"{name}.pub").split()[1]


@pytest.mark.support("openssh", "replacement", "real server")
@pytest.mark.nightly
def test_a_key_is_replaced_by_certificates_for_an_hour(audited, place, tmp_path):
    with folder_for() as folder, sshd_running(folder, f"TrustedUserCAKeys {folder}/keyroll_users.pub") as sshd:
        sshd.key("shop")
        sshd.key("watch")
        print_ = fingerprint(sshd, "shop")
        identifier = f"openssh@*:public_key:{print_}"
        line = sshd.public("shop")
        sshd.authorise(line, sshd.public("watch"))
        ran = subprocess.run(sshd.ssh("shop", "true"), capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        place.sync("openssh@main", {}, {"auth": stamped(folder)}, "log")
        place.sync("openssh@main", {"authorized_keys": [{"host": "web1", "account": sshd.account, "line": line}]}, {})
        ids = [str(row["id"]) for row in place.open().inventory.listed("credentials").rows]
        identifier = next(one for one in ids if print_ in one)
        slug = f"{sshd.account}"
        place.direct(identifier, "openbao-certificate", "vault", openbao=audited.bao.address, host="web1",
                     certificates=str(folder), key=line.split()[1])  # fmt: skip
        text = (place.home / "replacement.toml").read_text()
        (place.home / "replacement.toml").write_text(
            text.replace("consumer =", f'account = "{sshd.account}"\nconsumer =', 1)
        )
        planned, _ = begun(place, identifier)

        for commands in parts(planned, "issuer", "shell"):
            audited.shell(commands, tmp_path)
        (setting,) = parts(planned, "provider", "file")
        # The server of the tests reads this name; the plan's line names the same content.
        assert setting == f"TrustedUserCAKeys {folder}/{slug}_users.pub\n"
        (folder / f"{slug}_users.pub").write_bytes((tmp_path / f"{slug}_users.pub").read_bytes())
        config = folder / "sshd_config"
        config.write_text(setting + config.read_text())
        os.kill(int((folder / "pid").read_text()), signal.SIGHUP)
        time.sleep(1)
        (commands,) = parts(planned, "consumer", "shell")
        audited.shell(commands, tmp_path)
        for name in ("key", "key.pub", "key-cert.pub"):
            (folder / name).write_bytes((tmp_path / name).read_bytes())
            (folder / name).chmod(0o600)
        ran = subprocess.run(sshd.ssh("key", "true"), capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        lines = logged(lambda: stamped(folder), "ID keyroll_")
        place.sync("openssh@main", {}, {"auth": lines}, "log")

        (tmp_path / "old").write_text((folder / "shop").read_text())
        (tmp_path / "new").write_text((tmp_path / "key").read_text() + (tmp_path / "key-cert.pub").read_text())
        (tmp_path / "watcher").write_text((folder / "watch").read_text())
        old, new, watcher = (SecretRef.parse(f"file:{tmp_path}/{name}") for name in ("old", "new", "watcher"))
        watch, new_as = (sshd.account, watcher), certified_as(tmp_path)
        asked = {identifier: ProbeRequest(old, new, new_as, (sshd.address,), (), watch, print_)}
        (during,) = place.open().replacements.check("first", asked=asked)
        assert during.new.used.answer is Answer.YES
        assert during.dead.answer is Answer.NO, during.dead
        (removed,) = parts(planned, "provider", "shell", "remove")
        (folder / ".ssh").mkdir()
        (folder / ".ssh" / "authorized_keys").write_text((folder / "authorized_keys").read_text())
        subprocess.run(["sh", "-ec", removed], cwd=folder, check=True)
        kept = (folder / ".ssh" / "authorized_keys").read_text()
        assert line.split()[1] not in kept
        assert sshd.public("watch").split()[1] in kept
        (folder / "authorized_keys").write_text(kept)
        (after,) = place.open().replacements.check("first", asked=asked, wait=True)
        assert after.dead.answer is Answer.YES, after.dead
        assert after.done


def certified_as(folder: Path) -> str:
    """The authority and the serial of the certificate, by which keyroll reads back whom a host let in."""
    done = subprocess.run(
        ["ssh-keygen", "-L", "-f", "key-cert.pub"], cwd=folder, capture_output=True, text=True, check=True
    )
    (authority,) = re.findall(r"Signing CA: \S+ (SHA256:\S+)", done.stdout)
    (serial,) = re.findall(r"Serial: (\d+)", done.stdout)
    return f"{authority}/{serial}"
