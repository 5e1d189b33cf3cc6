"""Signs in to a token endpoint as a client, with its secret or with a key (P-256, PEM; private_key_jwt and DPoP).

Misleading responses, tested on npm oidc-provider 9.13 on 2026-11-28:

- A wrong secret, an unknown client and a method that the client does not have are all 401 ``invalid_client``.
- 400 ``unauthorized_client``, ``invalid_scope`` and ``unsupported_grant_type`` come after a good secret.
- The response does not name the client: the identity is the client that was accepted.

A token that was issued stays valid to its end: an hour at most is assumed. An assertion whose audience is the token
endpoint is refused like a wrong key: the audience must be the issuer. Each attempt issues a token without a scope,
which is discarded.
"""

from base64 import b64encode
from datetime import timedelta
from urllib.parse import parse_qs, quote_plus

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers import _wire
from keyroll.providers._wire import Response, attempt_over_http
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.oidc.assertions import assertion, key_of, proof
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_AFTER = {"unauthorized_client", "invalid_scope", "unsupported_grant_type", "invalid_target"}


def place(address: str) -> Plane:
    """Read a token endpoint: ``https://host/token[?issuer=https://host]``; without it the issuer is its origin."""
    endpoint, _, query = address.partition("?")
    asked = parse_qs(query)
    if set(asked) - {"issuer"}:
        raise UsageError("this is not a token endpoint", hint="write it as https://login/token?issuer=https://login")
    return Plane(_wire.place(endpoint).name, address)


def issuer_of(address: str) -> str:
    """Return the issuer of a token endpoint, which is the audience of assertions."""
    parts = addresses.parts(address)
    return parse_qs(parts.query).get("issuer", [f"{parts.scheme}://{parts.netloc}"])[0]


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request a token."""
    form, headers = {"grant_type": "client_credentials"}, {"User-Agent": login.mark, "Accept": "application/json"}
    with reveal(login.value) as raw:
        if raw.lstrip().startswith(b"-----BEGIN "):
            key = key_of(raw)
            if key is None:
                return ProbeAnswer(Outcome.AMBIGUOUS, said="no key")
            signed = assertion(key, login.who, issuer_of(plane.address))
            form |= {"client_id": login.who, "client_assertion_type": _ASSERTION, "client_assertion": signed}
            headers["DPoP"] = proof(key, "POST", plane.address.partition("?")[0])
        else:
            # RFC 6749, section 2.3.1: both are form-encoded before they are joined.
            pair = f"{quote_plus(login.who)}:{quote_plus(raw.decode('latin-1'))}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"

    def read(response: Response) -> ProbeAnswer:
        return _read(response, login.who)

    return attempt_over_http(plane, "POST", "", read, headers=headers, form=form)


def _read(response: Response, who: str) -> ProbeAnswer:
    error = response.text("error")
    if response.status == 200 and response.text("access_token"):
        return ProbeAnswer(Outcome.ACCEPTED, who)
    if (response.status, error) in ((401, "invalid_client"), (400, "invalid_client")):
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=error)
    if error in _AFTER:
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=error)
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


PROBES = (
    Probe(
        kind="client_secret",
        verb="POST token, grant_type=client_credentials",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="the token endpoint keeps no session of a client",
        derives="access token",
        derived_life=timedelta(hours=1),
    ),
)
