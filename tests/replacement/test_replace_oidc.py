"""A client's secret is replaced by a key and bound tokens: on npm's oidc-provider, where it is installed.

``npm install --prefix FOLDER oidc-provider@9``, and FOLDER in KEYROLL_NODE.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from servers_of_replacement import OLD, begun, logged, parts

from keyroll.model.identifier import Identifier
from keyroll.model.truth import Answer, Truth
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.providers import catalogue
from keyroll.providers.contracts.replace import Given
from keyroll.replacement.known import Static
from keyroll.replacement.planning import AssessedWay, Replacement
from keyroll.secret import SecretRef
from real_servers import free_port, running

NODE = Path(os.environ.get("KEYROLL_NODE", "/nonexistent")) / "node_modules"
pytestmark = [
    pytest.mark.server,
    pytest.mark.usefixtures("quick"),
    pytest.mark.skipif(
        not (NODE / "oidc-provider").exists() or not shutil.which("node"), reason="KEYROLL_NODE has no oidc-provider"
    ),
]
ID = "oidc@main:client:shop"
_PROGRAM = """
import { readFileSync } from 'node:fs'
import { Provider } from '@node@/oidc-provider/lib/index.js'
const provider = new Provider('@issuer@', {
  clients: JSON.parse(readFileSync('clients.json')),
  clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES256'] },
  features: { clientCredentials: { enabled: true }, dPoP: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: 1 },
})
@hook@
provider.listen(@port@, '127.0.0.1')
"""


@contextmanager
def provider(folder: Path, port: int, hook: str, clients: list[object]) -> Iterator[None]:
    issuer = f"http://127.0.0.1:{port}"
    program = _PROGRAM.replace("@node@", str(NODE)).replace("@issuer@", issuer).replace("@port@", str(port))
    (folder / "provider.mjs").write_text(program.replace("@hook@", hook))
    (folder / "clients.json").write_text(json.dumps(clients))
    with running([str(shutil.which("node")), "provider.mjs"], port, folder):
        yield
        with (folder / "all.log").open("a") as kept:
            kept.write((folder / "log").read_text())


def ask(endpoint: str, user: str, password: str) -> bool:
    form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(endpoint, form, {"Authorization": f"Basic {basic}", "User-Agent": "shop"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bool(json.load(answer)["access_token"])
    except urllib.error.HTTPError as error:
        error.close()
        return False


@pytest.mark.support("oidc", "replacement", "real server")
def test_a_secret_is_replaced_by_a_key_and_bound_tokens(place, tmp_path, monkeypatch):
    known = catalogue.providers()
    monkeypatch.setitem(known, "oidc", replace(known["oidc"], window=timedelta(seconds=2)))
    for kind, probe in catalogue.probes("oidc").items():
        # The provider of this test issues tokens for a second.
        monkeypatch.setitem(catalogue.probes("oidc"), kind, replace(probe, derived_life=timedelta(seconds=2)))
    folder, port = tmp_path / "op", free_port()
    folder.mkdir()
    endpoint = f"http://127.0.0.1:{port}/token"
    old = {
        "client_id": "shop",
        "client_secret": OLD,
        "grant_types": ["client_credentials"],
        "response_types": [],
        "redirect_uris": [],
    }
    place.direct(ID, "private-key-jwt", "host", endpoint=endpoint, issuer=endpoint.removesuffix("/token"))

    def lines() -> list[str]:
        every = [file.read_text() for file in (folder / "all.log", folder / "log") if file.exists()]
        return [line for text in every for line in text.splitlines() if line.startswith('{"time"')]

    hook = parts(planned_for(place, tmp_path), "provider", "file")[1]
    with provider(folder, port, hook, [old]):
        assert ask(endpoint, "shop", OLD)
        assert not ask(endpoint, "shop", "wrong-Password-2")
        place.sync("oidc@main", {}, {"tokens": logged(lines, '"client_id":"shop"')})
        (planned,) = place.open().replacements.plan(ID)
        (making, _) = parts(planned, "consumer", "python")
        made = subprocess.run([sys.executable, "-c", making], cwd=tmp_path, capture_output=True, text=True, check=True)
        x, y = made.stdout.split()
        (place.home / "replacement.toml").unlink()
        place.direct(ID, "private-key-jwt", "host", endpoint=endpoint, x=x, y=y, issuer=endpoint.removesuffix("/token"))
        planned, _ = begun(place, ID)
    new = json.loads(parts(planned, "provider", "file")[0])
    pem = tmp_path / "shop_key.pem"
    (tmp_path / "old").write_text(OLD)
    refs = SecretRef.parse(f"file:{tmp_path}/old"), SecretRef.parse(f"file:{pem}")
    asked = {ID: ProbeRequest(*refs, "shop_key", (endpoint,))}
    with provider(folder, port, hook, [old, new]):
        signed = parts(planned, "consumer", "python")[1]
        python(signed, tmp_path)
        place.sync("oidc@main", {}, {"tokens": logged(lines, '"client_id":"shop_key"')})
        (during,) = place.open().replacements.check("first", asked=asked)
        assert during.new.used.answer is Answer.YES
        assert during.new.evidence[0].count == 1
        assert during.dead.answer is Answer.NO, during.dead
    with provider(folder, port, hook, [new]):
        (after,) = place.open().replacements.check("first", asked=asked, wait=True)
        assert after.dead.answer is Answer.YES, after.dead
        assert after.done
        python(signed, tmp_path)
        assert not ask(endpoint, "shop", OLD)


def planned_for(place, tmp_path):
    """The plan before anything was read: its hook is what makes the log."""

    (way,) = catalogue.ways("oidc")
    given = Given(
        Identifier.parse(ID), "shop", None, {"endpoint": "https://x/token", "issuer": "https://x", "x": "x", "y": "y"}
    )
    choice = AssessedWay(way, Truth.yes(), Truth.yes(), given)
    static = Static(ID, "shop", "oidc", "oidc@main", "client_secret", "secret of a client", "", Truth.no())
    return Replacement(static, (choice,))


def python(text: str, folder: Path) -> None:
    """Run a text of a plan as the program does."""
    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True)
    log = (folder / "op" / "log").read_text()
    assert done.returncode == 0, f"{done.stderr}\n{log}"
