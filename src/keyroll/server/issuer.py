"""Sign-in by the organisation's issuer: authorisation code with PKCE (OpenID Connect Core; RFC 7636, 9207, 9700)."""

import hashlib
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from joserfc.jwk import KeySet

from keyroll.addresses import base
from keyroll.clock import SystemClock
from keyroll.errors import AnswerRefused, ConfigError, CredentialRefused, NotAllowed
from keyroll.http import Authorise, Http, basic
from keyroll.jsontext import Value
from keyroll.server.challenges import Challenges
from keyroll.server.id_token import TokenRefused, key_id, named, read_keys, verified
from keyroll.server.issuer_settings import IssuerSettings
from keyroll.server.origin import Origin

CALLBACK: Final = "/oidc/callback"
#: Seconds for a person at the issuer, and for one response of the issuer.
SECONDS: Final = 600.0
_PURPOSE: Final = "sign in by the issuer"
_WHOLE: Final = 20.0
#: Seconds for which the issuer's description and keys are kept, and after which unknown keys are fetched again.
_KEPT: Final = 3600.0
_AGAIN: Final = 60.0
_LARGEST: Final = 1 << 20
_CODE: Final = 4_096
_DESCRIBED: Final = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in in progress: its state, and its secrets."""

    state: str
    nonce: str
    verifier: str


@dataclass(slots=True)
class Issuer:
    """The issuer of one server. A sign-in in progress is sealed and not kept; each can be used once."""

    settings: IssuerSettings
    #: The address to which the issuer returns people, exactly as it is registered there.
    redirect: str
    clock: Callable[[], float] = time.monotonic
    _begun: Challenges = field(init=False)
    _described: tuple[float, Mapping[str, Value]] = (float("-inf"), {})
    _keys: tuple[float, KeySet | None] = (float("-inf"), None)

    def __post_init__(self) -> None:
        """Create the seals of sign-ins in progress."""
        self._begun = Challenges(self.clock, SECONDS)

    def begin(self, browser: str) -> str:
        """Return the address at the issuer for a sign-in of one browser. Raises VendorError, TokenRefused."""
        described = self._description()
        state = _text(self._begun.new(_PURPOSE, browser))
        nonce, verifier = self._secrets(state, browser)
        challenge = _text(hashlib.sha256(verifier.encode()).digest())
        asked = urlencode({
            "response_type": "code", "client_id": self.settings.client_id, "redirect_uri": self.redirect,
            "scope": self.settings.scopes, "state": state, "nonce": nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        })  # fmt: skip
        at = str(described["authorization_endpoint"])
        return f"{at}{'&' if urlsplit(at).query else '?'}{asked}"

    def take(self, state: str, browser: str) -> Begun:
        """Return a sign-in that this browser began and did not use. Raises TokenRefused."""
        if not self._begun.open(_bytes(state), _PURPOSE, browser):
            raise TokenRefused(
                "no such sign-in is in progress here: another browser began it, it was used, or it took too long"
            )
        return Begun(state, *self._secrets(state, browser))

    def use(self, begun: Begun) -> None:
        """Use up a sign-in in progress. Raises TokenRefused."""
        if not self._begun.use(_bytes(begun.state)):
            raise TokenRefused("this sign-in was used already")

    def _secrets(self, state: str, browser: str) -> tuple[str, str]:
        """Return nonce and verifier of a sign-in: nobody but this process can compute them."""
        nonce, verifier = (_text(self._begun.derived(one, state, browser)) for one in ("nonce", "verifier"))
        return nonce, verifier

    def person(self, begun: Begun, given: Mapping[str, str]) -> tuple[str, str]:
        """Return the person named by the issuer in the parameters of its redirect, and the issuer's subject.

        Raises TokenRefused, VendorError.
        """
        described = self._description()
        needed = described.get("authorization_response_iss_parameter_supported") is True
        if given.get("iss", "" if needed else self.settings.issuer) != self.settings.issuer:
            raise TokenRefused("the answer is of another issuer")
        if "error" in given:
            raise TokenRefused("the issuer refused the sign-in")
        code = given.get("code", "")
        if not 0 < len(code) <= _CODE:
            raise TokenRefused("the issuer sent no code")
        token = self._exchanged(code, begun.verifier, str(described["token_endpoint"]))
        claims = verified(token, self._keys_for(token), self.settings, begun.nonce, SystemClock().now())
        return named(claims, self.settings.claim), named(claims, "sub")

    def _exchanged(self, code: str, verifier: str, endpoint: str) -> str:
        """Return the id token for a code."""
        known, form = self.settings, {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect, "code_verifier": verifier,
        }  # fmt: skip
        authorise: Authorise = dict
        if known.client_secret is None:
            form["client_id"] = known.client_id
        else:
            authorise = basic(quote(known.client_id, safe=""), known.client_secret.resolve())
        answer = _asked(endpoint, authorise, form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("the issuer sent no id token")
        return token

    def _description(self) -> Mapping[str, Value]:
        """Return the issuer's description of itself (OpenID Connect Discovery)."""
        at, described = self._described
        if self.clock() - at > _KEPT:
            described = _asked(self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if described.get("issuer") != self.settings.issuer:
                raise TokenRefused("the address describes another issuer than sign-in.toml names")
            for name in _DESCRIBED:
                try:
                    base(str(described.get(name, "")).partition("?")[0])
                except ConfigError:
                    raise TokenRefused(f"the issuer's {name} is not an allowed address") from None
            self._described = (self.clock(), described)
        return described

    def _keys_for(self, token: str) -> KeySet:
        """Return the issuer's keys; they are fetched again for an unknown key, once a minute at most."""
        at, keys = self._keys
        wanted, age = key_id(token), self.clock() - at
        unknown = keys is not None and wanted and wanted not in {one.kid for one in keys.keys}
        if keys is None or age > _KEPT or (unknown and age > _AGAIN):
            keys = read_keys(_asked(str(self._description()["jwks_uri"])))
            self._keys = (self.clock(), keys)
        return keys


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def issuer_of(home: Path, origin: Origin) -> Issuer | None:
    """Return the issuer of a home whose console has these origins. Raises ConfigError."""
    settings = IssuerSettings.of(home)
    return None if settings is None else Issuer(settings, origin.sign_in + CALLBACK)


def _asked(url: str, authorise: Authorise = dict, form: Mapping[str, str] | None = None) -> Mapping[str, Value]:
    """Return a response of the issuer. Raises VendorError, TokenRefused."""
    http = Http(url, authorise, largest=_LARGEST, patience=_WHOLE / 2, whole=_WHOLE)
    try:
        body = http.request("GET" if form is None else "POST", url, form=form).json()
    except (CredentialRefused, NotAllowed, AnswerRefused) as error:
        if form is None:
            raise
        raise TokenRefused("the issuer refuses the code") from error
    finally:
        http.close()
    if not isinstance(body, dict):
        raise TokenRefused("the issuer's response is not an object")
    return body
