"""Access tokens of OAuth (RFC 6749): fetched when they are needed, kept in memory, renewed before they run out."""

import base64
import threading
import time
from collections.abc import Callable, Mapping

from keyroll.jsontext import loads
from keyroll.model.json import Json


class Bearer:
    """Carries a token that ``fetch`` gets: the token, and for how many seconds it is good."""

    #: So many seconds before its end a token is renewed.
    EARLY = 300.0

    def __init__(self, fetch: Callable[[], tuple[str, float]]) -> None:
        self._fetch, self._token, self._until = fetch, "", 0.0
        self._lock = threading.Lock()

    def token(self) -> str:
        """Return a token that is good for now. Raises what fetching one raises."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._token, life = self._fetch()
                self._until = time.monotonic() + max(life - self.EARLY, 1.0)
            return self._token

    def __call__(self) -> Mapping[str, str]:
        """Return the header that carries it (RFC 6750)."""
        return {"Authorization": f"Bearer {self.token()}"}


def claims(token: str) -> dict[str, Json]:
    """Return what a JSON Web Token says (RFC 7519), unverified; nothing where it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        told: Json = loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
