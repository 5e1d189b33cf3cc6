"""A key in place of a client's secret: the client signs each request, and its tokens are bound to the key (DPoP).

RFC 7523, 7591, 9449, 9700; npm *oidc-provider* 9.13, from memory: re-check and tested with it. The key is made on the
machine of the program, and never leaves it; a token is of no use without it. The client gets a new id, because a client
has one method. Both ways therefore work for a while, and the log distinguishes them.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from json import dumps

from keyroll.providers._replacing import text
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    Platform,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)

_KEY = """
# It needs the Python package joserfc. Prints the settings x and y of the directions; the key stays in this file.
import os
from joserfc.jwk import ECKey

key = ECKey.generate_key("P-256")
with open(os.open("@slug@_key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
    file.write(key.as_pem(private=True))
print(key.as_dict(private=False)["x"], key.as_dict(private=False)["y"])
"""
_CLIENT = """
{"client_id": "@slug@_key", "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
 "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "@x@", "y": "@y@", "kid": "@kid@"}]},
 "dpop_bound_access_tokens": true, "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": []}
"""
_HOOK = """
// One line a token request, on standard output. Other providers: the same fields from their own events.
const asked = (ctx, error) => console.log(JSON.stringify({
  time: new Date().toISOString(), client_id: ctx.oidc?.client?.clientId ?? ctx.oidc?.params?.client_id ?? '',
  auth_method: ctx.oidc?.client?.clientAuthMethod ?? '', grant_type: ctx.oidc?.params?.grant_type ?? '',
  kid: ctx.oidc?.params?.client_assertion
    ? JSON.parse(Buffer.from(ctx.oidc.params.client_assertion.split('.')[0], 'base64url')).kid ?? '' : '',
  jkt: ctx.oidc?.entities?.ClientCredentials?.jkt ?? '', scope: ctx.oidc?.params?.scope ?? '',
  error: error?.error ?? '', ip: ctx.ip, user_agent: ctx.get('user-agent'),
}))
provider.on('grant.success', (ctx) => asked(ctx))
provider.on('grant.error', (ctx, error) => asked(ctx, error))
"""
_SIGNED = """
# It needs the Python package joserfc. Each request has a signature; the token works with a proof of the same key alone.
import json, secrets, time, urllib.parse, urllib.request
from joserfc import jwt
from joserfc.jwk import ECKey

key = ECKey.import_key(open("@slug@_key.pem", "rb").read())
client, endpoint, now = "@slug@_key", "@endpoint@", int(time.time())
claims = {"iss": client, "sub": client, "aud": "@issuer@", "iat": now, "exp": now + 60, "jti": secrets.token_hex(16)}
proof = {"htm": "POST", "htu": endpoint, "iat": now, "jti": secrets.token_hex(16)}
form = {
    "grant_type": "client_credentials", "client_id": client,
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims, key),
}
head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
headers = {"DPoP": jwt.encode(head, proof, key), "User-Agent": "@slug@"}
request = urllib.request.Request(endpoint, urllib.parse.urlencode(form).encode(), headers)
token = json.load(urllib.request.urlopen(request, timeout=20))
assert token["token_type"] == "DPoP"
"""


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    values = {name: given[name] for name in ("x", "y", "endpoint", "issuer")} | {"slug": given.slug}
    # RFC 7638: the hash of the key's members in their order.
    canonical = dumps({"crv": "P-256", "kty": "EC", "x": given["x"], "y": given["y"]}, separators=(",", ":"))
    values["kid"] = urlsafe_b64encode(sha256(canonical.encode()).digest()).rstrip(b"=").decode()
    return (
        Part(Side.CONSUMER, Form.PYTHON, "once, on the machine of the program", text(_KEY, **values)),
        Part(Side.PROVIDER, Form.FILE, "a new client (RFC 7591)", text(_CLIENT, **values)),
        Part(Side.PROVIDER, Form.FILE, "the program of the provider, if it does not log these fields", text(_HOOK)),
        Part(Side.CONSUMER, Form.PYTHON, "the program's request for a token", text(_SIGNED, **values), "change"),
        Part(Side.PROVIDER, Form.SHELL, "the clients of the provider",
             f"# delete the client '{given.account}', or its secret\n", "remove"),
    )  # fmt: skip


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use: a token that is bound to the client's key."""
    return (
        LogSign(
            "oidc",
            "tokens",
            "client_id = $client AND auth_method = 'private_key_jwt' AND coalesce(error, '') = '' "
            "AND coalesce(jkt, '') <> '' AND coalesce(user_agent, '') NOT LIKE 'keyroll-%'",
            {"client": f"{given.slug}_key"},
            f"{given.slug}_key signed in with its key, and its token is bound to it",
        ),
    )


WAYS = (
    Way(
        name="private-key-jwt",
        title="a key that the client signs with, and tokens that are bound to it",
        kind="client_secret",
        binding=Binding.KEY,
        life=timedelta(hours=1),
        consumers=(Platform.HOST, Platform.KUBERNETES, Platform.VAULT, Platform.SPIFFE),
        configure=configure,
        signs=signs,
        death="the old secret is tried at the token endpoint (grade A), after the tokens that it got have ended",
        settings=(
            ReplaceSetting("endpoint", "the token endpoint", "https://login.acme.example/token"),
            ReplaceSetting("issuer", "the issuer, as its discovery document names it", "https://login.acme.example"),
            ReplaceSetting(
                "x",
                "the first number that the text for the new key prints",
                "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            ),
            ReplaceSetting("y", "the second number", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        ),
        checks=(
            "the provider supports private_key_jwt and DPoP: see its discovery, token_endpoint_auth_methods_supported",
        ),
        page="https://www.rfc-editor.org/rfc/rfc9700",
    ),
)
