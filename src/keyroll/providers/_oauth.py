"""Access tokens of OAuth (RFC 6749): fetched on demand, kept in memory, renewed before they expire."""

import base64
import threading
import time
from collections.abc import Callable, Mapping

from keyroll.errors import AnswerRefused
from keyroll.jsontext import loads
from keyroll.model.json import Json, Record


class Bearer:
    """Sends a token that ``fetch`` returns with its lifetime in seconds."""

    #: A token is renewed this many seconds before its end.
    EARLY = 300.0

    def __init__(self, fetch: Callable[[], tuple[str, float]]) -> None:
        self._fetch, self._token, self._until = fetch, "", 0.0
        self._lock = threading.Lock()

    def token(self) -> str:
        """Return a token that is valid now. Raises the errors of ``fetch``."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._token, life = self._fetch()
                self._until = time.monotonic() + max(life - self.EARLY, 1.0)
            return self._token

    def __call__(self) -> Mapping[str, str]:
        """Return the header with the token (RFC 6750)."""
        return {"Authorization": f"Bearer {self.token()}"}


def granted(body: Record, where: str) -> tuple[str, float]:
    """Return the token of a response and its lifetime in seconds. Raises AnswerRefused, VendorChanged."""
    life = body.number("expires_in")
    if life is None:
        raise AnswerRefused(f"{where}: expires_in", hint="check whether a proxy responds at the address")
    return body.text("access_token"), float(life)


def claims(token: str) -> dict[str, Json]:
    """Return the claims of a JSON Web Token (RFC 7519), unverified; empty if the text is not one."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        payload: Json = loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
