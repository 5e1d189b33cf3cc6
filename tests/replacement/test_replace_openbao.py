"""An AppRole's secret id is replaced by a JWT-SVID: on a real OpenBao, with the official client of the Workload API."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from servers_of_replacement import TokenIssuer, begun, logged, parts

from keyroll.model.truth import Answer
from real_servers import program

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]


@pytest.mark.support("openbao", "replacement", "real server")
def test_a_secret_id_is_replaced_by_a_jwt_svid(audited, place, tmp_path):
    pytest.importorskip("grpc", reason="grpcio, which the package spiffe brings, is not installed")
    pytest.importorskip("spiffe", reason="the package spiffe is not installed")
    from fakes.workload_api import TrustDomain, serving

    bao, name = audited.bao, "spiffe://acme.test/web"
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("POST", "sys/policies/acl/shop", {"policy": 'path "kv/shop" { capabilities = ["read"] }'})
    bao.call("POST", "auth/approle/role/shop", {"token_policies": ["shop"]})
    made = bao.call("POST", "auth/approle/role/shop/secret-id", {})["data"]
    accessor = made["secret_id_accessor"]
    identifier = f"openbao@main:secret_id_accessor:{accessor}"

    def sync(until: str) -> None:
        keys = bao.call("LIST", "auth/approle/role/shop/secret-id") if until != "destroy" else {"data": {"keys": []}}
        pages = {"role": "shop", "data": {"keys": keys["data"]["keys"]}}
        lines = logged(lambda: audited.log.read_text().splitlines(), until)
        place.sync("openbao@main", {"secret_ids": pages}, {"audit": lines})

    domain = TrustDomain(name)
    issuer = TokenIssuer(name)
    issuer.key = domain.jwt_key
    with issuer.serving() as address, serving(domain, str(tmp_path / "api.sock")) as socket:
        named = {"role": "shop", "policy": "shop", "spiffe_id": name, "spiffe_keys": f"{address}/keys"}
        place.direct(identifier, "platform-token", "spiffe", openbao=bao.address, **named)
        text = (place.home / "replacement.toml").read_text()
        (place.home / "replacement.toml").write_text(text.replace("consumer =", 'account = "shop"\nconsumer =', 1))
        sync("secret-id")
        planned, _ = begun(place, identifier)

        for commands in parts(planned, "provider", "shell", "set up"):
            audited.shell(commands, tmp_path)
        (consumer,) = parts(planned, "consumer", "python")
        path = f"{Path(program('bao')).parent}:{os.environ['PATH']}"
        environment = os.environ | {"SPIFFE_ENDPOINT_SOCKET": socket, "PATH": path, "HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", consumer], env=environment, capture_output=True, text=True, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        assert domain.calls == ["FetchJWTSVID"]
        sync("jwt-spiffe/login")
        (during,) = place.open().replacements.check("first")
        assert during.new.used.answer is Answer.YES
        assert during.new.evidence[0].count == 1
        assert during.dead.answer is not Answer.YES

        # Another workload of the trust domain is refused.
        domain.identity = "spiffe://acme.test/other"
        done = subprocess.run(
            [sys.executable, "-c", consumer], env=environment, capture_output=True, text=True, cwd=tmp_path
        )
        assert done.returncode != 0
        (removed,) = parts(planned, "provider", "shell", "remove")
        audited.shell(removed, tmp_path)
        assert accessor not in str(bao.call("GET", "auth/approle/role/shop"))
