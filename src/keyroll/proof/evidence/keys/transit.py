"""A key in OpenBao's transit engine: ``transit:https://bao.example:8200/MOUNT/KEY?token=vault-token-reference``.

The key is of type ed25519. Each signature names the version of the key that was the latest when it was opened. If the
key is rotated meanwhile, signing continues with the old version until the next run. Tried with OpenBao 2.7.2 on
2026-11-25; API: openbao.org, *Transit secrets engine (API)*: ``POST /transit/sign/:name``, ``GET /transit/keys/:name``.
"""

from base64 import b64decode, b64encode
from urllib.parse import urlsplit
from weakref import finalize

from keyroll import http
from keyroll.errors import AnswerRefused, ConfigError, VendorError
from keyroll.proof.evidence.keeper import Keeper, KeptKey, query
from keyroll.secret import SecretRef

_PUBLIC_BYTES, _SIGNATURE_BYTES = 32, 64


def _open(address: str) -> KeptKey:
    where, given = urlsplit(address.partition(":")[2]), query(address)
    mount, _, name = where.path.strip("/").rpartition("/")
    if not (mount and name and "token" in given):
        raise ConfigError(
            "the address of the signing key is invalid",
            hint="write it as transit:https://HOST/MOUNT/KEY?token=env:NAME",
        )
    token = SecretRef.parse(given["token"]).resolve()
    bao = http.Http(f"{where.scheme}://{where.netloc}/v1", http.header("X-Vault-Token", token))
    try:
        version, public = _latest(bao.get(f"{mount}/keys/{name}").json())
    except (VendorError, ConfigError) as error:
        bao.close()
        raise ConfigError(f"the signing key cannot be used: {error}", hint=error.hint) from None

    def sign(content: bytes) -> bytes:
        body: http.Body = {"input": b64encode(content).decode(), "key_version": version}
        answer = bao.request("POST", f"{mount}/sign/{name}", body=body).json()
        return _bytes(_text(answer, "data", "signature").rpartition(":")[2], _SIGNATURE_BYTES)

    # The connections are closed with the last signer that uses them.
    finalize(sign, bao.close)
    return KeptKey(public, sign)


def _latest(answer: http.Body) -> tuple[int, bytes]:
    if _text(answer, "data", "type") != "ed25519":
        raise ConfigError("the signing key is not an ed25519 key", hint="bao write -f transit/keys/NAME type=ed25519")
    keys = answer["data"]["keys"] if isinstance(answer, dict) and isinstance(answer["data"], dict) else None
    version = max((int(key) for key in keys if key.isdecimal()), default=0) if isinstance(keys, dict) else 0
    return version, _bytes(_text(answer, "data", "keys", str(version), "public_key"), _PUBLIC_BYTES)


def _text(answer: http.Body, *path: str) -> str:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, str):
        raise AnswerRefused(f"the response has no {'.'.join(path)}", hint="check the address of the signing key")
    return answer


def _bytes(text: str, size: int) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != size:
        raise AnswerRefused("the response is not a key or signature", hint="check the address of the signing key")
    return raw


KEEPER = Keeper("transit", _open)
