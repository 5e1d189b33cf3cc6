"""A user's password is replaced by a client certificate: of OpenBao's PKI, and by an X.509-SVID, on a real RabbitMQ."""

import base64
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pika
import pytest
from pika.credentials import ExternalCredentials
from servers_of_replacement import OLD, begun, logged, parts, self_signed

from keyroll.model.truth import Answer
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.secret import SecretRef
from other_servers import ROOT, stepping_down
from real_servers import PATIENCE, folder_for, free_port, program, running

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]
ID = "rabbitmq@main:user:shop"
#: What the broker lists before: the user with a password.
DEFINITIONS = {
    "rabbitmq_version": "3.10.8", "users": [{"name": "shop", "tags": [], "password_hash": "x"}], "permissions": [],
}  # fmt: skip


class Broker:
    """A broker with TLS; ``conf`` is what the plan adds to its settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.manager, self.mapper, self.between, self.tls = (free_port() for _ in range(5))

    @property
    def management(self) -> str:
        return f"http://127.0.0.1:{self.manager}"

    @property
    def address(self) -> str:
        return f"amqps://localhost:{self.tls}/?management={self.management}"

    @contextmanager
    def run(self, conf: str) -> Iterator[None]:
        """Run it until the block ends."""
        program("rabbitmq-server")
        (self.folder / "plugins").write_text("[rabbitmq_management,rabbitmq_auth_mechanism_ssl].")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nmanagement.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self.manager}\ndefault_user = root\ndefault_pass = {ROOT}\n"
            f"log.file = {self.folder}/server.log\nlog.console = true\nlog.console.formatter = json\n{conf}"
        )
        settings = {
            "RABBITMQ_NODENAME": f"keyroll{self.port}@localhost", "RABBITMQ_MNESIA_BASE": f"{self.folder}/data",
            "RABBITMQ_LOG_BASE": f"{self.folder}/logs", "RABBITMQ_CONFIG_FILE": f"{self.folder}/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/plugins", "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_DIST_PORT": str(self.between),
            "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(self.mapper),
        }  # fmt: skip
        before = stepping_down(self.folder)
        epmd = [*before, program("epmd"), "-address", "127.0.0.1", "-port", str(self.mapper)]
        command = [*before, "/usr/lib/rabbitmq/bin/rabbitmq-server"]
        with running(epmd, self.mapper, self.folder), running(command, self.manager, self.folder, **settings):
            self._ready()
            yield

    def _ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.call("GET", "whoami")
            except OSError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text(errors="replace")[-2000:]
                time.sleep(0.1)
            else:
                return

    def call(self, method: str, path: str, body: object = None) -> Any:
        basic = base64.b64encode(f"root:{ROOT}".encode()).decode()
        request = urllib.request.Request(
            f"{self.management}/api/{path}", method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=20) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def apply(self, commands: str) -> None:
        """Apply commands with an administrator's login in a file."""
        netrc = self.folder / "netrc"
        netrc.write_text(f"machine 127.0.0.1 login root password {ROOT}\n")
        subprocess.run(
            ["sh", "-ec", commands], check=True, env=os.environ | {"RABBITMQ_NETRC": str(netrc)}, capture_output=True
        )

    def work(self, pem: Path) -> None:
        """Connect as the program does: with its certificate, and the mechanism EXTERNAL."""
        context = ssl.create_default_context(cafile=str(self.folder / "server.pem"))
        context.load_cert_chain(pem)
        options = pika.SSLOptions(context, "localhost")
        how = pika.ConnectionParameters("localhost", self.tls, ssl_options=options, credentials=ExternalCredentials(),
                                        client_properties={"connection_name": "shop"})  # fmt: skip
        with pika.BlockingConnection(how) as connection:
            connection.channel().close()

    def lines(self) -> list[str]:
        return [one for one in (self.folder / "log").read_text(errors="replace").splitlines() if one.startswith("{")]


@pytest.mark.support("rabbitmq", "replacement", "real server")
@pytest.mark.nightly
def test_a_password_is_replaced_by_certificates_for_an_hour(audited, place, tmp_path, monkeypatch):
    with folder_for(in_memory=True) as folder:
        broker = Broker(folder)
        self_signed(folder)
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "server.pem"))
        place.direct(ID, "openbao-certificate", "vault", openbao=audited.bao.address, management=broker.management,
                     certificates=str(folder), port=str(broker.tls))  # fmt: skip
        place.sync("rabbitmq@main", {"definitions": DEFINITIONS}, {})
        planned, before = begun(place, ID, Answer.UNKNOWN)
        assert "was not read" in before.new.used.because

        for commands in parts(planned, "issuer", "shell"):
            audited.shell(commands, tmp_path)
        (folder / "shop_clients.pem").write_bytes((tmp_path / "shop_clients.pem").read_bytes())
        (conf,) = parts(planned, "provider", "file")
        plugin, user = parts(planned, "provider", "shell", "set up")
        assert "rabbitmq_auth_mechanism_ssl" in plugin
        with broker.run(conf):
            broker.call("PUT", "users/shop", {"password": OLD, "tags": ""})
            broker.call("PUT", "permissions/%2F/shop", {"configure": "", "write": "", "read": ".*"})
            broker.call("PUT", "users/watcher", {"password": "watcher-1", "tags": "monitoring"})
            broker.apply(user)
            template = parts(planned, "consumer", "file")[0]
            audited.agent(template, tmp_path, "shop", tmp_path / "run" / "client.pem")
            pem = tmp_path / "run" / "client.pem"
            broker.work(pem)
            lines = logged(broker.lines, "shop_cert' authenticated")
            place.sync("rabbitmq@main", {}, {"server_json": lines})
            for name, value in (("old", OLD), ("new", pem.read_text()), ("watcher", "watcher-1")):
                (tmp_path / name).write_text(value)
            asked = {ID: ProbeRequest(SecretRef.parse(f"file:{tmp_path}/old"), SecretRef.parse(f"file:{tmp_path}/new"),
                                      "shop_cert", (broker.address,), (),
                                      ("watcher", SecretRef.parse(f"file:{tmp_path}/watcher")))}  # fmt: skip
            (during,) = place.open().replacements.check("first", asked=asked)
            assert during.new.used.answer is Answer.YES
            assert during.dead.answer is Answer.NO
            (removed,) = parts(planned, "provider", "shell", "remove")
            broker.apply(removed)
            (after,) = place.open().replacements.check("first", asked=asked, wait=True)
            assert after.dead.answer is Answer.YES, after.dead
            assert after.done
            broker.work(pem)


@pytest.mark.support("rabbitmq", "replacement", "real server")
def test_a_password_is_replaced_by_an_svid(place, tmp_path, monkeypatch):
    pytest.importorskip("grpc", reason="grpcio, which the package spiffe brings, is not installed")
    pytest.importorskip("spiffe", reason="the package spiffe is not installed")
    from fakes.workload_api import TrustDomain, serving

    name, (parts_of, folder_of) = "spiffe://acme.test/web", (parts, folder_for)
    domain = TrustDomain(name)
    with folder_of(in_memory=True) as folder, serving(domain, str(tmp_path / "api.sock")) as socket:
        broker = Broker(folder)
        self_signed(folder)
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "server.pem"))
        place.direct(ID, "spiffe-certificate", "spiffe", spiffe="acme.test", spiffe_id=name, port=str(broker.tls),
                     management=broker.management, certificates=str(folder))  # fmt: skip
        place.sync("rabbitmq@main", {"definitions": DEFINITIONS}, {})
        (planned,) = place.open().replacements.plan(ID)
        assert planned.best.possible.answer is Answer.YES
        assert planned.best.missing == ()
        place.open().replacements.begin("first", [planned], by="ann")
        (folder / "shop_clients.pem").write_bytes(domain.bundle)
        (conf,) = parts_of(planned, "provider", "file")
        _, user = parts_of(planned, "provider", "shell", "set up")
        with broker.run(conf):
            broker.call("PUT", "users/shop", {"password": OLD, "tags": ""})
            broker.call("PUT", "permissions/%2F/shop", {"configure": "", "write": "", "read": ".*"})
            broker.call("PUT", "users/watcher", {"password": "watcher-1", "tags": "monitoring"})
            broker.apply(user)
            (program_,) = parts_of(planned, "consumer", "python")
            environment = os.environ | {"SPIFFE_ENDPOINT_SOCKET": socket}
            subprocess.run(
                [sys.executable, "-c", program_], cwd=tmp_path, env=environment, check=True, capture_output=True
            )
            assert "FetchX509SVID" in domain.calls
            pem = tmp_path / "client.pem"
            broker.work(pem)
            place.sync("rabbitmq@main", {}, {"server_json": logged(broker.lines, f"{name}' authenticated")})
            for one, value in (("old", OLD), ("new", pem.read_text()), ("watcher", "watcher-1")):
                (tmp_path / one).write_text(value)
            old, new, watcher = (SecretRef.parse(f"file:{tmp_path}/{one}") for one in ("old", "new", "watcher"))
            asked = {ID: ProbeRequest(old, new, name, (broker.address,), (), ("watcher", watcher))}
            (during,) = place.open().replacements.check("first", asked=asked)
            assert during.new.used.answer is Answer.YES
            assert during.dead.answer is Answer.NO
            (removed,) = parts_of(planned, "provider", "shell", "remove")
            broker.apply(removed)
            (after,) = place.open().replacements.check("first", asked=asked, wait=True)
            assert after.dead.answer is Answer.YES, after.dead
            assert after.done
            broker.work(pem)


def test_the_fake_of_the_workload_api_refuses_what_the_specification_refuses(tmp_path):
    grpc = pytest.importorskip("grpc", reason="grpcio, which the package spiffe brings, is not installed")
    pytest.importorskip("spiffe", reason="the package spiffe is not installed")
    from spiffe import WorkloadApiClient
    from spiffe._proto import workload_pb2, workload_pb2_grpc

    from fakes.workload_api import TrustDomain, serving

    domain = TrustDomain("spiffe://acme.test/web")
    with serving(domain, str(tmp_path / "api.sock")) as socket:
        with grpc.insecure_channel(socket) as channel:
            stub = workload_pb2_grpc.SpiffeWorkloadAPIStub(channel)
            with pytest.raises(grpc.RpcError) as caught:
                next(stub.FetchX509SVID(workload_pb2.X509SVIDRequest()))
            assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        with WorkloadApiClient(socket) as client:
            assert str(client.fetch_x509_svid().spiffe_id) == "spiffe://acme.test/web"
            assert client.fetch_jwt_svid(audience={"x"}).token.count(".") == 2
        domain.identity = ""
        with WorkloadApiClient(socket) as client, pytest.raises(Exception, match=r"(?i)denied|identity"):
            client.fetch_x509_svid()
