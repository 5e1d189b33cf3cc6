"""Support-case files: HAR 1.2 as a browser saves it, with the credentials of its requests."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from random import Random

import orjson

from keyroll.replay.browsers import MAC, chrome
from keyroll.replay.estate import CaseFile, Credential, PlayedKind
from keyroll.replay.streams import code, hexes, stream
from keyroll.replay.times import SECOND, iso, iso_ms

_PATHS = (
    "/app/UserHome", "/api/v1/sessions/me", "/api/internal/enduser/home", "/enduser/settings", "/login/login.htm",
    "/api/v1/authn", "/admin/dashboard", "/api/v1/apps?limit=20",
)  # fmt: skip
_AGENT = chrome(MAC, 117)

Headers = list[tuple[str, str]]


def carried(rng: Random, held: Credential) -> tuple[str, Headers]:
    """Return the address of a request with a credential, and the headers that held it."""
    if held.kind is PlayedKind.SERVICE_TOKEN:
        return "https://jira.northwind.example/rest/api/2/serverInfo", [
            ("CF-Access-Client-Id", held.native),
            ("CF-Access-Client-Secret", hexes(rng, 64)),
        ]
    if held.kind is PlayedKind.AWS_KEY:
        scope = "20230926/us-east-1/iam/aws4_request"
        return "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", [
            (
                "Authorization",
                f"AWS4-HMAC-SHA256 Credential={held.native}/{scope}, SignedHeaders=host;x-amz-date, "
                f"Signature={hexes(rng, 64)}",
            )
        ]
    host, path = (
        ("jira", "/rest/api/2/myself") if held.kind is PlayedKind.JIRA_ACCOUNT else ("git", "/rest/api/latest/repos")
    )
    basic = b64encode(f"{held.native}:{code(rng, 24)}".encode()).decode()
    return f"https://{host}.northwind.example{path}", [("Authorization", f"Basic {basic}")]


def _entry(ms: int, url: str, headers: Headers, cookies: Headers, status: int, took: int) -> dict[str, object]:
    every = [("User-Agent", _AGENT), ("Accept", "application/json"), *headers]
    return {
        "startedDateTime": iso_ms(ms), "time": took,
        "request": {
            "method": "GET", "url": url, "httpVersion": "HTTP/2",
            "headers": [{"name": name, "value": value} for name, value in every], "queryString": [],
            "cookies": [{"name": name, "value": value} for name, value in cookies], "headersSize": -1, "bodySize": 0,
        },
        "response": {
            "status": status, "statusText": "", "httpVersion": "HTTP/2",
            "headers": [{"name": "content-type", "value": "application/json"}], "cookies": [],
            "content": {"size": 2048, "mimeType": "application/json"}, "redirectURL": "", "headersSize": -1,
            "bodySize": 2048,
        },
        "cache": {}, "timings": {"send": 0, "wait": took, "receive": 0},
    }  # fmt: skip


def case_files(seed: int, found: Sequence[CaseFile]) -> Iterator[bytes]:
    """One page for each file on the support cases."""
    for file in found:
        rng = stream(seed, "har", file.case)
        ms = file.uploaded - rng.randrange(600, 90_000) * SECOND
        cookies = [("sid", code(rng, 28)), ("JSESSIONID", hexes(rng, 32))]
        entries: list[dict[str, object]] = []
        for number in range(8 + rng.randrange(8)):
            url = f"https://northwind.okta.com{_PATHS[rng.randrange(len(_PATHS))]}"
            entries.append(_entry(ms + number * 900, url, [], cookies, 200, rng.randrange(40, 600)))
        for held in file.held:
            url, headers = carried(rng, held)
            place = rng.randrange(len(entries))
            entries.insert(place, _entry(ms + place * 900 + 11, url, headers, [], 200, rng.randrange(40, 600)))
        yield orjson.dumps({
            "log": {
                "version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"},
                "comment": f"case {file.case} uploaded {iso(file.uploaded)}", "entries": entries,
            },
        })  # fmt: skip
