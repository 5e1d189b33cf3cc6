"""The HTTP client: verified TLS, one host, bounded responses, retries with waits; its errors hold no secret.

- A credential goes only to the host of the address: a redirect or next page on another host is refused.
- Plain HTTP is accepted only to the loopback interface, where nobody can read the traffic.
- 429 leads to the wait that the vendor names (``pauses.py``), and so does 403 if the vendor documents it as a limit.
  5xx and broken connections are retried with growing, jittered waits. These requests only read.
- One request, with all retries and waits, ends within ``WHOLE`` seconds (``deadline.py``). A response is bounded in
  bytes, in values and in depth.
- Errors name method and path, never query, headers or the vendor's text: vendors repeat what they received.
"""

import base64
import logging
import random
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import httpx2
import stamina

from keyroll import addresses, pauses
from keyroll.addresses import base as base
from keyroll.addresses import origin as origin
from keyroll.deadline import Network, left, within
from keyroll.errors import (
    AnswerLost,
    AnswerRefused,
    CredentialRefused,
    KeyrollError,
    NotAllowed,
    NotThere,
    Throttled,
    Unreachable,
    VendorError,
)
from keyroll.reply import Body as Body
from keyroll.reply import Reply as Reply
from keyroll.reply import no_data
from keyroll.reveal import Sealed as Sealed
from keyroll.reveal import reveal
from keyroll.version import VERSION

#: Makes the headers that carry a credential, for one request.
Authorise = Callable[[], Mapping[str, str]]

USER_AGENT: Final = f"keyroll/{VERSION}"
#: The largest accepted response, in bytes, unpacked.
LARGEST: Final = 32 << 20
#: The longest wait that one command makes for a vendor, in seconds.
PATIENCE: Final = 120.0
#: The longest time for one request with all its attempts and waits, and for one attempt, in seconds.
WHOLE: Final = 300.0
ONCE: Final = 120.0
_ATTEMPTS: Final = 6
_REDIRECTS: Final = 3
# The client's own hook logs each retry, and an unconfigured log goes to the output. Our hook shows the wait.
stamina.instrumentation.set_on_retry_hooks((lambda how: pauses.show(how.wait_for, str(how.caused_by)),))
# The client's own log contains whole addresses, with their query.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def header(name: str, secret: Sealed, prefix: str = "") -> Authorise:
    """Return a function that sends a secret in a header, behind a prefix."""

    def made() -> Mapping[str, str]:
        with reveal(secret) as value:
            return {name: prefix + value.decode("latin-1")}

    return made


def bearer(secret: Sealed) -> Authorise:
    """Return a function that sends a secret as ``Authorization: Bearer …`` (RFC 6750)."""
    return header("Authorization", secret, "Bearer ")


def basic(user: str, secret: Sealed) -> Authorise:
    """Return a function that sends a user name and a secret as ``Authorization: Basic …`` (RFC 7617)."""

    def made() -> Mapping[str, str]:
        with reveal(secret) as value:
            return {"Authorization": "Basic " + base64.b64encode(user.encode() + b":" + value).decode()}

    return made


class _Again(Exception):  # noqa: N818
    """A failed attempt that may be repeated; ``after`` is the wait in seconds that the vendor names."""

    def __init__(self, error: VendorError, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.after = error, after


class Http:
    """Requests to one address with one credential. Each method lists its errors."""

    def __init__(
        self,
        address: str,
        authorise: Authorise = dict,
        *,
        headers: Mapping[str, str] | None = None,
        largest: int = LARGEST,
        patience: float = PATIENCE,
        whole: float = WHOLE,
    ) -> None:
        self._address = base(address)
        self.origin = origin(self._address)
        self._authorise, self._largest, self._patience, self._whole = authorise, largest, patience, whole
        self._not_before = 0.0
        # Certificates are trusted only by the user's environment: SSL_CERT_FILE names a company's authority.
        self._client = httpx2.Client(
            verify=ssl.create_default_context(),
            timeout=httpx2.Timeout(30, connect=10),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", **(headers or {})},
        )
        _hold(self._client)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, accept: Collection[int] = ()) -> Reply:
        """Get a path. See ``request``."""
        return self.request("GET", path, headers=headers, accept=accept)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Body = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
    ) -> Reply:
        """Make a request that only reads, at a path (with its query) of the address, or a URL on its host.

        Return the answer of a 2xx or 304, or of a status in ``accept``. Raises CredentialRefused (401), NotAllowed
        (403), NotThere (404, 410), Throttled, Unreachable, AnswerRefused.
        """
        url = self._inside(path)
        where = f"{method} {self.origin}{_shown(url)}"
        given = {"json": body, "data": dict(form) if form is not None else None, "content": content}
        options = {name: one for name, one in given.items() if one is not None}
        failed: KeyrollError | None = None
        try:
            with within(self._whole):
                for attempt in stamina.retry_context(
                    on=_wait, attempts=_ATTEMPTS, timeout=self._whole, wait_initial=0.5, wait_max=20, wait_jitter=1
                ):
                    with attempt:
                        self._pace(where)
                        return self._once(where, method, url, options, headers or {}, accept)
        except _Again as again:
            failed = again.error
        # Raised outside of the handler, so that the error has no inner exception, which may hold a request.
        raise failed or Unreachable(f"{where}: no answer", hint="run it again later")

    def change(
        self, method: str, path: str, body: Body, *, shown: str = "", sealed: Mapping[str, Sealed] | None = None
    ) -> Reply:
        """Make a request that changes something, once, without redirects. ``shown`` hides a path with a secret.

        ``sealed`` has the members of the body that are secrets. Raises what ``request`` raises if nothing
        was changed, and AnswerLost if the outcome is unknown.
        """
        url = self._inside(path)
        where = f"{method} {self.origin}{shown or _shown(url)}"
        try:
            with (
                within(ONCE),
                self._client.stream(
                    method, url, headers=_once_packed(self._authorise()), json=_filled(body, sealed)
                ) as answer,
            ):
                content = next(answer.iter_bytes(self._largest), b"")
                reply = Reply(where, answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, content)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            failed: KeyrollError = _network(where, error)[0]
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError) as error:
            failed = AnswerLost(
                f"{where}: no answer ({type(error).__name__})", hint="check at the source whether it arrived"
            )
        else:
            return self._changed(reply)
        raise failed  # outside of the handler, as in request()

    def _changed(self, reply: Reply) -> Reply:
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise AnswerLost(f"{reply.where}: {reply.status}", hint="check at the source whether it arrived")
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(reply)
        return reply

    def _once(
        self,
        where: str,
        method: str,
        url: str,
        options: Mapping[str, object],
        headers: Mapping[str, str],
        accept: Collection[int],
    ) -> Reply:
        for _ in range(_REDIRECTS + 1):
            reply = self._send(where, method, url, options, headers)
            self._note_quota(reply)
            if not (reply.status in (301, 302, 303, 307, 308) and "location" in reply.headers):
                return self._judged(reply, accept)
            if method not in ("GET", "HEAD"):
                raise AnswerRefused(f"{where}: it redirects elsewhere", hint="give the address it moved to: --at")
            url = self._inside(_joined(url, reply.headers["location"]))
        raise AnswerRefused(f"{where}: it redirects in a circle", hint="check the address: --at")

    def _send(
        self, where: str, method: str, url: str, options: Mapping[str, object], headers: Mapping[str, str]
    ) -> Reply:
        certain = False
        failed: VendorError
        authorised = _once_packed({**headers, **self._authorise()})
        try:
            with within(ONCE), self._client.stream(method, url, headers=authorised, **options) as answer:  # type: ignore[arg-type]
                if "," in answer.headers.get("content-encoding", ""):
                    raise no_data(where, "the answer is compressed more than once")
                content = bytearray()
                for chunk in answer.iter_bytes():
                    content += chunk
                    if len(content) > self._largest:
                        raise AnswerRefused(
                            f"{where}: the answer is larger than {self._largest >> 20} MiB",
                            hint="report it: the requested page size is wrong",
                        )
                heads = {k.lower(): v for k, v in answer.headers.items()}
                return Reply(where, answer.status_code, heads, bytes(content))
        except httpx2.TimeoutException:
            failed = Unreachable(f"{where}: no answer in time", hint="check the network, then run it again")
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError) as error:
            failed, certain = _network(where, error)
        # Raised outside of the handler, as in request().
        raise _Sure(failed) if certain else _Again(failed)

    def _judged(self, reply: Reply, accept: Collection[int]) -> Reply:
        status = reply.status
        if status in accept or HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == 304:
            return reply
        if status == 429 or (status in (403, 503) and pauses.asks(reply.headers)):
            after = pauses.asked(reply.headers)
            slow = Throttled(f"{reply.where}: {status}, too many requests", hint="run keyroll sync again later")
            raise slow if after is not None and after > min(self._patience, left()) else _Again(slow, after)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Again(Unreachable(f"{reply.where}: {status}, the server fails", hint="run it again later"))
        raise _refusal(reply)

    def _note_quota(self, reply: Reply) -> None:
        wait = pauses.full_in(reply.headers)
        if wait is not None:
            self._not_before = time.monotonic() + wait

    def _pace(self, where: str) -> None:
        """Wait until the quota is full again if the next request could exceed it."""
        wait = self._not_before - time.monotonic()
        if wait > min(self._patience, left()):
            raise Throttled(f"{where}: the quota is used up for {wait:.0f} s", hint="run keyroll sync again then")
        if wait > 0:
            pauses.show(wait, f"{where}: the quota is used up")
            time.sleep(wait)

    def _inside(self, path: str) -> str:
        """Return a path as URL of the address. Raises AnswerRefused for another host."""
        url = path if addresses.parts(path).scheme else f"{self._address}/{path.lstrip('/')}"
        there = origin(url)
        if there != self.origin:
            raise AnswerRefused(
                f"{self.origin} redirects to {_plain(there) or 'no address'}: the credential is not sent there",
                hint="give the final address, which does not redirect: --at",
            )
        return url


class _Sure(_Again):
    """A failure that a retry does not fix, such as an untrusted certificate."""


def _wait(error: Exception) -> bool | float:
    """Return whether to retry: True after keyroll's own growing wait, or the seconds that the vendor names."""
    if not isinstance(error, _Again) or isinstance(error, _Sure) or left() <= (error.after or 0.0):
        return False
    return True if error.after is None else error.after * random.uniform(1, 1.1)  # noqa: S311 - only spreads attempts


def _refusal(reply: Reply) -> VendorError:
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return CredentialRefused(
            f"{reply.where}: 401, the credential is not accepted",
            hint="it is wrong, expired or revoked: make a new one",
        )
    if reply.status == HTTPStatus.FORBIDDEN:
        return NotAllowed(f"{reply.where}: 403, not allowed", hint="give the credential the named scope")
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return NotThere(f"{reply.where}: {reply.status}, not found", hint="check the address and the scopes")
    return AnswerRefused(f"{reply.where}: {reply.status}", hint="check the address; if it is right, report it")


def _network(where: str, error: Exception) -> tuple[VendorError, bool]:
    """Return the error for a broken connection, and whether a retry is certain not to help."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return Unreachable(
                f"{where}: the certificate is not trusted ({inner.verify_message})",
                hint="name your authority's certificate: SSL_CERT_FILE=ca.pem",
            ), True
        if isinstance(inner, ssl.SSLError):
            return Unreachable(f"{where}: TLS fails ({inner.reason})", hint="check that the address speaks TLS"), True
        inner = inner.__cause__ or inner.__context__
    hint = "check the address and the network, then run it again"
    return Unreachable(f"{where}: the connection fails ({type(error).__name__})", hint=hint), False


def _hold(client: httpx2.Client) -> None:
    """Apply the thread's deadline to a client's connections, also to those through a proxy."""
    # The client has no public setting for its network backend.
    for transport in [client._transport, *client._mounts.values()]:
        if isinstance(transport, httpx2.HTTPTransport):
            pool = transport._pool
            pool._network_backend = Network(pool._network_backend)


def _once_packed(headers: Mapping[str, str]) -> dict[str, str]:
    """Request only encodings that can be decompressed in pieces."""
    return {**headers, "Accept-Encoding": "gzip, deflate"}


def _filled(body: Body, sealed: Mapping[str, Sealed] | None) -> Body:
    """Return a body with its secret members."""
    if not sealed or not isinstance(body, dict):
        return body
    filled = dict(body)
    for name, secret in sealed.items():
        with reveal(secret) as value:
            filled[name] = value.decode("utf-8", "replace")
    return filled


def _shown(url: str) -> str:
    """Return the path of a URL in a form that is safe to show: a vendor may have chosen the URL."""
    return _plain(addresses.parts(url).path)


def _plain(text: str) -> str:
    return quote(text[:200], safe="/:@!$&'()*+,;=-._~%[] ")


def _joined(url: str, location: str) -> str:
    """Return the target of a redirect; an invalid address leads to no host."""
    try:
        return str(httpx2.URL(url).join(location))
    except (httpx2.InvalidURL, ValueError):
        return "none://"


def post(url: Sealed, body: Body) -> Reply:
    """Send one POST to an address that is itself a secret: errors name only its host. Raises like ``change``."""
    with reveal(url) as raw:
        parts = addresses.parts(raw.decode("utf-8", "replace").strip())
        http = Http(f"{parts.scheme}://{parts.netloc}")
        try:
            return http.change("POST", f"{parts.path}?{parts.query}" if parts.query else parts.path, body, shown="/…")
        finally:
            http.close()
