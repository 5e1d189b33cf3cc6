"""A strict issuer of OpenID Connect over HTTP on the loopback: it refuses whatever a specification forbids a client.

Its answers can be made wrong, one part at a time, by ``Wrong``.
"""

import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "keyroll at work", "s3cret-of-tests"


@dataclass(frozen=True)
class Wrong:
    """What is wrong in the next answers: claims that are other ones, the algorithm, the key, the description."""

    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    unsigned: bool = False
    shared_secret: bool = False
    other_key: bool = False
    other_nonce: bool = False
    described: dict[str, Any] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)
    no_token: bool = False


class StrictIssuer:
    """The state of the issuer: whom it would name, its key, the codes that are out, and what clients asked for."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "u-1", "email": "ada@corp.example", "email_verified": True}
        self.wrong = Wrong()
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
        self.codes: dict[str, dict[str, str]] = {}
        self.refused: list[str] = []
        self.asked: list[str] = []
        self.redirect = ""
        self.origin = ""

    def turn_key(self) -> None:
        """Sign with a new key, which is published."""
        self.key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig", "alg": "ES256"})

    def description(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "issuer": self.origin, "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token", "jwks_uri": f"{self.origin}/jwks",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }  # fmt: skip
        return found | self.wrong.described

    def authorised(self, query: dict[str, list[str]]) -> tuple[int, str]:
        """Return status and where the browser is sent."""
        said = {name: values[0] for name, values in query.items()}
        faults = [name for name, values in query.items() if len(values) > 1]
        if said.get("redirect_uri") != self.redirect or said.get("client_id") != CLIENT:
            return self._no("another client or address to return to"), ""
        if said.get("response_type") != "code" or "openid" not in said.get("scope", "").split():
            faults.append("no code, or no openid")
        if said.get("code_challenge_method") != "S256" or len(said.get("code_challenge", "")) != 43:
            faults.append("no PKCE with S256")
        if len(said.get("state", "")) < 22 or len(said.get("nonce", "")) < 22:
            faults.append("state or nonce can be guessed")
        if faults:
            return self._no("; ".join(faults)), ""
        code = secrets.token_urlsafe(16)
        self.codes[code] = said
        back = {"code": code, "state": said["state"], "iss": self.origin} | self.wrong.returned
        return 302, f"{self.redirect}?{urlencode({name: text for name, text in back.items() if text})}"

    def token(self, authorization: str, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Return status and answer of the token endpoint."""
        said = {name: values[0] for name, values in form.items()}
        expected = b64decode(authorization.removeprefix("Basic ") or "").decode()
        if expected != f"{CLIENT.replace(' ', '%20')}:{SECRET}":
            return self._no("the client is not known"), {"error": "invalid_client"}
        begun = self.codes.pop(said.get("code", ""), None)
        proof = urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if begun is None or said.get("grant_type") != "authorization_code":
            return self._no("the code is not good, or came twice"), {"error": "invalid_grant"}
        if begun["redirect_uri"] != said.get("redirect_uri") or begun["code_challenge"] != proof:
            return self._no("another address, or the verifier does not fit"), {"error": "invalid_grant"}
        answer = {"access_token": "unused", "token_type": "Bearer", "id_token": self._signed(begun["nonce"])}
        return 200, {name: one for name, one in answer.items() if not (self.wrong.no_token and name == "id_token")}

    def _signed(self, nonce: str) -> str:
        now, wrong = int(time.time()), self.wrong
        claims = {"iss": self.origin, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims |= {"nonce": secrets.token_urlsafe(32)} if wrong.other_nonce else {}
        claims |= wrong.claims
        claims = {name: one for name, one in claims.items() if name not in wrong.without}
        payload = json.dumps(claims).encode()
        if wrong.unsigned:
            parts = (json.dumps({"alg": "none"}).encode(), payload)
            return ".".join(urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        if wrong.shared_secret:  # signed with what everybody knows: the public key as a text
            public = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jws.serialize_compact({"alg": "HS256", "kid": "one"}, payload, public, algorithms=["HS256"])
        key = ECKey.generate_key("P-256") if wrong.other_key else self.key
        return jws.serialize_compact({"alg": "ES256", "kid": self.key.kid}, payload, key, algorithms=["ES256"])

    def _no(self, why: str) -> int:
        self.refused.append(why)
        return 400


@contextmanager
def strict_issuer() -> Iterator[StrictIssuer]:
    """Serve an issuer on the loopback."""
    issuer = StrictIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            issuer.asked.append(path)
            if path == "/.well-known/openid-configuration":
                self._say(200, issuer.description())
            elif path == "/jwks":
                self._say(200, {"keys": [issuer.key.as_dict(private=False)]})
            elif path == "/authorize":
                status, there = issuer.authorised(query)
                self._say(status, {}, there)
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            issuer.asked.append(self.path)
            self._say(*issuer.token(self.headers.get("Authorization", ""), form))

        def _say(self, status: int, body: dict[str, Any], there: str = "") -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            if there:
                self.send_header("Location", there)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wrong(**parts: Any) -> Wrong:
    """Return answers in which these parts are wrong."""
    return replace(Wrong(), **parts)
