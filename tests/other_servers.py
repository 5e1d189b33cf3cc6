"""More real servers for tests: MariaDB, RabbitMQ (about eight seconds to start), OpenLDAP's slapd, and sshd."""

import base64
import json
import os
import pwd
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keyroll.providers.ldap.connection import grant
from real_servers import PATIENCE, START, folder_for, free_port, program, running, unavailable

ROOT = "root-of-the-tests"


def stepping_down(folder: Path) -> list[str]:
    """The words before a command that must not run as root; the folder becomes that user's."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


@dataclass(frozen=True)
class MariaDB:
    """A MariaDB server, spoken to as root over its socket."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements and return the rows of the last one."""
        import pymysql

        connection = pymysql.connect(unix_socket=str(self.folder / "socket"), user="root", autocommit=True)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def client(self, statement: str) -> list[dict[str, Any]]:
        """The objects that MariaDB's own command line prints for a statement, one a line."""
        command = [program("mariadb"), "--no-defaults", "--batch", "--raw", "--skip-column-names", "--user=root"]
        command += [f"--socket={self.folder}/socket", "--execute", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A MariaDB server with the plugin for ed25519; what a crash would lose does not matter to a test."""
    install, server = program("mariadb-install-db"), program("mariadbd")
    with folder_for(in_memory=True) as folder:
        words = [f"--datadir={folder}/data", "--innodb-log-file-size=8M", "--innodb-flush-method=nosync"]
        before, port = stepping_down(folder), free_port()
        made = subprocess.run(
            [*before, install, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            unavailable(f"MariaDB makes no data folder here: {made.stderr[-500:]}")
        words += [f"--socket={folder}/socket", "--bind-address=127.0.0.1", f"--port={port}", "--skip-name-resolve"]
        words += [
            "--innodb-buffer-pool-size=16M",
            "--plugin-load-add=auth_ed25519;server_audit",
            f"--pid-file={folder}/pid",
        ]
        words += ["--server-audit-logging=ON", f"--server-audit-file-path={folder}/audit.log"]
        with running([*before, server, "--no-defaults", *words], port, folder):
            yield MariaDB(folder, port)


class Scripted:
    """A host that sends fixed bytes, one part each time that it was sent something; ``heard`` is what it was sent."""

    heard = b""

    @contextmanager
    def __call__(self, *parts: bytes) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE)
            thread = threading.Thread(target=self._answer, args=(server, parts), daemon=True)
            thread.start()
            yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(PATIENCE)

    def _answer(self, server: socket.socket, parts: tuple[bytes, ...]) -> None:
        with suppress(OSError):
            connection, _ = server.accept()
            with connection:
                connection.settimeout(1)
                for part in parts:
                    connection.sendall(part)
                    self.heard += connection.recv(4096)


@pytest.fixture
def scripted() -> Scripted:
    """A host that plays a server."""
    return Scripted()


@dataclass(frozen=True)
class RabbitMQ:
    """A broker with its management API, spoken to as its administrator; ``server.log`` and ``log`` are its logs."""

    folder: Path
    port: int
    manager: int

    @property
    def management(self) -> str:
        return f"http://127.0.0.1:{self.manager}"

    @property
    def address(self) -> str:
        return f"amqp://127.0.0.1:{self.port}/?management={self.management}"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Make one call of the management API."""
        basic = base64.b64encode(f"root:{ROOT}".encode()).decode()
        request = urllib.request.Request(
            f"{self.management}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def user(self, name: str, password: str, *tags: str) -> None:
        """Make a user that may read in the default virtual host, or give it this password."""
        self.call("PUT", f"users/{name}", {"password": password, "tags": ",".join(tags)})
        self.call("PUT", f"permissions/%2F/{name}", {"configure": "", "write": "", "read": ".*"})

    def connections(self, name: str) -> int:
        """How many connections of a user the management API shows; it hears of a new one after up to five seconds."""
        return sum(1 for one in self.call("GET", "connections") if one.get("user") == name)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """A broker with a port mapper of its own; both are ended by their process ids."""
    program("rabbitmq-server")
    server = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # the one on the path wants to be root or rabbitmq
    with folder_for(in_memory=True) as folder:
        port, manager, mapper, between = (free_port() for _ in range(4))
        (folder / "plugins").write_text("[rabbitmq_management].")
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{port}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {manager}\n"
            f"default_user = root\ndefault_pass = {ROOT}\nlog.file = {folder}/server.log\nlog.console = true\n"
            "log.console.formatter = json\n"
        )
        before = stepping_down(folder)
        settings = {
            "RABBITMQ_NODENAME": f"keyroll{port}@localhost",
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/logs",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RUNNING_UNDER_SYSTEMD": "true",  # no shell in between: the process id is the broker's
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_DIST_PORT": str(between),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(mapper),
        }
        epmd = [*before, program("epmd"), "-address", "127.0.0.1", "-port", str(mapper)]
        with running(epmd, mapper, folder), running([*before, server], manager, folder, **settings):
            yield _ready(RabbitMQ(folder, port, manager))


def _ready(broker: RabbitMQ) -> RabbitMQ:
    deadline = time.monotonic() + START
    while True:
        try:
            broker.call("GET", "whoami")
        except OSError:
            if time.monotonic() > deadline:
                unavailable("RabbitMQ does not become ready")
            time.sleep(0.1)
        else:
            return broker


#: Two trees: the first says nothing of a lock, the second tells that an entry is locked.
_SLAPD = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload back_monitor
moduleload ppolicy
access to attrs=userPassword by anonymous auth by self write by * none
access to dn.subtree="cn=Monitor" by dn.base="cn=surveyor,dc=quiet" read by * none
access to * by self read by anonymous auth by * search
database monitor
"""
_TREE = """
database mdb
suffix "dc={name}"
rootdn "cn=root,dc={name}"
rootpw {root}
directory {folder}/{name}
lastbind on
{grant}
access to attrs=userPassword by anonymous auth by self write by * none
access to * by self read by anonymous auth by * search
overlay ppolicy
ppolicy_default "cn=default,dc={name}"
{more}
"""
_BASE = """
dn: dc={name}
objectClass: dcObject
objectClass: organization
o: {name}

dn: cn=default,dc={name}
objectClass: person
objectClass: pwdPolicy
sn: policy
pwdAttribute: userPassword

dn: cn=strict,dc={name}
objectClass: person
objectClass: pwdPolicy
sn: policy
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 2
pwdLockoutDuration: 600

dn: cn=short,dc={name}
objectClass: person
objectClass: pwdPolicy
sn: policy
pwdAttribute: userPassword
pwdMaxAge: 1
"""


@dataclass(frozen=True)
class Slapd:
    """A directory with the trees dc=quiet and dc=telling, spoken to with OpenLDAP's clients; it logs to stats.log."""

    folder: Path
    port: int
    surveyor = "cn=surveyor,dc=quiet"

    @property
    def address(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    def tool(self, name: str, *words: str, who: str = "cn=root,dc=quiet", password: str = ROOT, given: str = "") -> str:
        """Run a client of OpenLDAP as somebody, root of dc=quiet unless it is said, and return what it prints."""
        command = [program(name), "-x", "-H", self.address, "-D", who, "-w", password, *words]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout

    def add(self, name: str, password: str, *lines: str, classes: tuple[str, ...] = ("person",)) -> None:
        """Make an entry with a password."""
        said = [f"dn: {name}", *(f"objectClass: {one}" for one in classes), f"userPassword: {password}", *lines]
        said += ["sn: x"] if "person" in classes else []
        self.tool("ldapadd", given="\n".join(said) + "\n", who=_root_of(name))

    def modify(self, name: str, *lines: str) -> None:
        """Change an entry by lines of LDIF."""
        self.tool("ldapmodify", "-e", "relax", given="\n".join([f"dn: {name}", *lines]) + "\n", who=_root_of(name))

    def password(self, name: str, value: str) -> None:
        """Give an entry this password in place of all it has."""
        self.modify(name, "changetype: modify", "replace: userPassword", f"userPassword: {value}")

    def delete(self, name: str) -> None:
        """Take an entry away."""
        self.tool("ldapdelete", name, who=_root_of(name))


def _root_of(name: str) -> str:
    return f"cn=root,{name.rpartition(',')[2]}"


@pytest.fixture(scope="session")
def slapd() -> Iterator[Slapd]:
    """An OpenLDAP server with its password policies and its monitor."""
    server, port = program("slapd"), free_port()
    with folder_for(in_memory=True) as folder:
        trees = {"quiet": "", "telling": "ppolicy_use_lockout"}
        content = f"pidfile {folder}/pid\nloglevel stats\nlogfile-format rfc3339-utc\nlogfile {folder}/stats.log\n"
        content += f"logfile-only on\n{_SLAPD}"
        for name, more in trees.items():
            (folder / name).mkdir()
            content += _TREE.format(
                name=name, root=ROOT, folder=folder, more=more, grant=grant({"entry": Slapd.surveyor})
            )
        (folder / "slapd.conf").write_text(content)
        before = stepping_down(folder)
        command = [*before, server, "-d", "0", "-f", f"{folder}/slapd.conf", "-h", f"ldap://127.0.0.1:{port}"]
        with running(command, port, folder):
            directory = Slapd(folder, port)
            for name in trees:
                directory.tool("ldapadd", given=_BASE.format(name=name), who=f"cn=root,dc={name}")
            directory.add(directory.surveyor, ROOT)
            yield directory


@dataclass(frozen=True)
class Sshd:
    """An OpenSSH server that lets in the user of the tests (``account``), by the keys in its own folder."""

    folder: Path
    port: int
    account: str

    @property
    def address(self) -> str:
        return f"{self.account}@127.0.0.1:{self.port}"

    def key(self, name: str, *words: str) -> str:
        """Make a key pair and return the private one; the public one lies beside it."""
        self.keygen("-t", "ed25519", "-N", "", "-C", name, "-f", name, *words)
        return (self.folder / name).read_text()

    def keygen(self, *words: str) -> str:
        """Run ssh-keygen in the server's folder."""
        command = [program("ssh-keygen"), *(["-q"] if "-Q" not in words else []), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=self.folder).stdout

    def public(self, name: str) -> str:
        """The public key's line."""
        return (self.folder / f"{name}.pub").read_text()

    def authorise(self, *lines: str) -> None:
        """Let in these lines of authorized_keys, and no others."""
        (self.folder / "authorized_keys").write_text("".join(f"{line.strip()}\n" for line in lines))

    def revoke(self, *words: str) -> None:
        """Write the list of revocations again from ssh-keygen's arguments; without arguments it is empty."""
        (self.folder / "revoked").unlink(missing_ok=True)
        self.keygen("-k", "-f", "revoked", *words)

    def ssh(self, name: str, *words: str) -> list[str]:
        """The words that run OpenSSH's own client with a key."""
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "BatchMode=yes")
        return [
            program("ssh"), "-F", "none", "-i", str(self.folder / name), "-p", str(self.port),
            *(word for option in options for word in ("-o", option)), f"{self.account}@127.0.0.1", *words,
        ]  # fmt: skip


@contextmanager
def sshd_running(folder: Path, *settings: str) -> Iterator[Sshd]:
    """Run an OpenSSH server as the user of the tests until the block ends."""
    server, port = program("sshd"), free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where the server steps down to as root
    one = Sshd(folder, port, pwd.getpwuid(os.geteuid()).pw_name)
    for name in ("host", "ca"):
        one.key(name)
    one.authorise()
    one.revoke()
    lines = [
        *settings,  # of two lines of one word the first counts
        f"ListenAddress 127.0.0.1:{port}", f"HostKey {folder}/host", f"PidFile {folder}/pid",
        f"AuthorizedKeysFile {folder}/authorized_keys", f"TrustedUserCAKeys {folder}/ca.pub",
        f"RevokedKeys {folder}/revoked", "StrictModes no", "UsePAM no", "PasswordAuthentication no",
        "KbdInteractiveAuthentication no", "PermitRootLogin yes", "PerSourcePenalties no", "MaxStartups 100",
    ]  # fmt: skip
    (folder / "sshd_config").write_text("\n".join(lines) + "\n")
    with running([server, "-D", "-e", "-f", f"{folder}/sshd_config"], port, folder):
        yield one


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    """An OpenSSH server that all tests share; each says whom it lets in."""
    with folder_for() as folder, sshd_running(folder) as one:
        yield one
