"""A file of a support case is a HAR 1.2 recording of a browser, with the credentials of its headers.

This module returns only names: client ids, access key ids and logins. Passwords, secrets, signatures and cookies are
never copied into a value that is returned or raised. HAR 1.2: w3c.github.io/web-performance/specs/HAR/Overview.html.
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote, urlsplit

from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, location
from keyroll.providers.contracts.survey import SurveyPage

_COMMENT = re.compile(r"\bcase\s+(?P<case>\w+)(?:\s+uploaded\s+(?P<time>\S+))?", re.IGNORECASE)
_SIGNED = re.compile(r"AWS4-HMAC-SHA256\b.*\bCredential=(AKIA[A-Z0-9]+)/")
_PRESIGNED = re.compile(r"(?:^|&)X-Amz-Credential=(AKIA[A-Z0-9]+)(?:/|%2F)", re.IGNORECASE)


def is_har(body: Json) -> bool:
    """Return whether a document is a HAR file."""
    log = body.get("log") if isinstance(body, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list) and "version" in log and "creator" in log


def read_case_file(page: SurveyPage) -> Iterator[Observation]:
    """Yield the secret location that one file is, with every credential that it names."""
    har = page.record()
    comment = har.maybe("log.comment")
    match = _COMMENT.search(comment)
    case = match["case"] if match else ""
    holds: dict[Identifier, None] = {}
    marks = [comment]
    for entry in har.records("log.entries"):
        method, url = entry.text("request.method"), _split(entry.text("request.url"))
        host = _host(url)
        found = tuple(_identifiers(entry, url, host))
        holds.update(dict.fromkeys(found))
        marks += [entry.maybe("startedDateTime"), method, host, url.path if url else "", *(one.text for one in found)]
    yield location(
        # The placeholders replace anything that may be a secret, so that the id cannot be used to guess one.
        Identifier.of(page.source, "support_case_file", f"{case or 'unknown'}/{digest(*marks)}"),
        "support_case_file",
        holder="Okta",
        holds=holds,
        place=f"case {case}" if case else "a support case",
        since=_time(match["time"] if match else None),
    )


def _identifiers(entry: Record, url: SplitResult | None, host: str) -> Iterator[Identifier]:
    for header in entry.records("request.headers"):
        name, value = header.maybe("name").lower(), header.maybe("value").strip()
        if name == "cf-access-client-id" and value:
            yield Identifier.anywhere("cloudflare", "access_client_id", value)
        elif name in {"authorization", "proxy-authorization"}:
            signed = _SIGNED.search(value)
            if signed:
                yield Identifier.anywhere("aws", "access_key_id", signed[1])
            login = _basic_login(value)
            if login and host:
                yield Identifier.login(host, login)
    presigned = _PRESIGNED.search(url.query) if url else None
    if presigned:
        yield Identifier.anywhere("aws", "access_key_id", presigned[1])
    if url and url.username and url.password and host:
        yield Identifier.login(host, unquote(url.username))


def _basic_login(header: str) -> str:
    """Return the login of a Basic header, or an empty text for any other header; the password is dropped."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        login, colon, _ = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        return login.decode() if colon else ""
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _host(url: SplitResult | None) -> str:
    return (url.hostname or "") if url else ""


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
