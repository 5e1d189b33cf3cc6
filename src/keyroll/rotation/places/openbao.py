"""Sealed values in a KV store (version 2) of OpenBao: ``openbao:https://bao1:8200/MOUNT/data/PATH?token=REFERENCE``.

The stored content is encrypted with the seal key of the home: OpenBao's administrator cannot decrypt it, and a copy of
the home alone cannot either. A slot is written with ``cas: 0``, which OpenBao refuses if a version exists. Removal
deletes all versions and the metadata (openbao.org, *KV secrets engine, version 2 (API)*, read 2026-11; tested on
2.7.2).
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from keyroll import http
from keyroll.errors import AnswerRefused, ConfigError, NotThere
from keyroll.rotation.sealing import PlaceKind
from keyroll.secret import SecretRef

_FIELD = "sealed"


@dataclass(frozen=True, slots=True)
class KvStore:
    """A path of a KV store; each sealed value is a secret below this path."""

    server: str
    mount: str
    path: str
    token: SecretRef

    def add(self, name: str, content: bytes) -> None:
        """Write the first version of a secret; an existing version stays unchanged."""
        body: http.Body = {"options": {"cas": 0}, "data": {_FIELD: b64encode(content).decode()}}
        bao = self._opened()
        try:
            bao.change("POST", f"{self.mount}/data/{self.path}/{name}", body)
        except AnswerRefused:
            # 400: a version exists already. The caller checks whether it can be decrypted.
            if self.read(name) is None:
                raise
        finally:
            bao.close()

    def read(self, name: str) -> bytes | None:
        """Read the latest version of a secret. Raises AnswerRefused if keyroll did not write the secret."""
        bao = self._opened()
        try:
            body = bao.get(f"{self.mount}/data/{self.path}/{name}").json()
        except NotThere:
            return None
        finally:
            bao.close()
        for step in ("data", "data", _FIELD):
            body = body.get(step) if isinstance(body, dict) else None
        if not isinstance(body, str):
            raise AnswerRefused(f"{self.path}/{name} holds no sealed value", hint="check the setting sealed")
        try:
            return b64decode(body, validate=True)
        except ValueError:
            return b""  # the content cannot be decrypted

    def remove(self, name: str) -> bool:
        """Delete a secret with all of its versions."""
        if self.read(name) is None:
            return False
        bao = self._opened()
        try:
            bao.change("DELETE", f"{self.mount}/metadata/{self.path}/{name}", None)
        finally:
            bao.close()
        return True

    def _opened(self) -> http.Http:
        return http.Http(f"{self.server}/v1", http.header("X-Vault-Token", self.token.resolve()))


def _open(address: str, _home: Path) -> KvStore:
    where = urlsplit(address.partition(":")[2])
    mount, data, path = where.path.strip("/").partition("/data/")
    token = parse_qs(where.query).get("token", [""])[0]
    if not (where.scheme and where.netloc and mount and data and path and token):
        raise ConfigError(
            "this is not an address for sealed values in OpenBao",
            hint="write it as openbao:https://bao1:8200/secret/data/keyroll?token=file:/run/keyroll/token",
        )
    return KvStore(f"{where.scheme}://{where.netloc}", mount, path.strip("/"), SecretRef.lasting(token, "sealed"))


PLACE = PlaceKind("openbao", _open)
