"""A small reader of export folders, written apart from the product: what was held, and what became of it."""

import base64
import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WINDOW_END = "2023-10-18"
LAST = ("2023-11-17", "2023-11-23")
DATES = (
    "2023-09-29", "2023-10-06", "2023-10-13", "2023-10-20", "2023-10-27", "2023-11-03", "2023-11-10", "2023-11-17",
    "2023-11-23",
)  # fmt: skip


def text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def pages(path: Path) -> list:
    """The concatenated JSON documents of one survey file."""
    decoder, rest, found = json.JSONDecoder(), path.read_text(), []
    place = 0
    while place < len(rest):
        if rest[place].isspace():
            place += 1
            continue
        page, place = decoder.raw_decode(rest, place)
        found.append(page)
    return found


def records(folder: Path, source: str, log: str) -> Iterator[dict]:
    """The JSON records of a log, in order."""
    for path in sorted((folder / source / "logs" / log).iterdir()):
        if log == "cloudtrail":
            yield from json.loads(text(path))["Records"]
        else:
            yield from map(json.loads, text(path).splitlines())


@dataclass
class Found:
    exposed: set[str]
    open_items: dict[str, str]


def read(folder: Path) -> Found:
    exposed = set(_held(folder))
    created, made, toggled = _keys(folder)
    for _ in range(3):
        exposed |= {child for child, parent in created.items() if parent in exposed}
    open_items: dict[str, str] = {}
    for identifier in exposed:
        reason = _alive(folder, identifier, made, toggled)
        if reason:
            open_items[identifier] = reason
    return Found(exposed, open_items)


def _held(folder: Path) -> Iterator[str]:
    for date in DATES[:3]:
        survey = folder / "okta@main" / "survey" / date
        for app in (app for page in pages(survey / "apps.json") for app in page):
            settings, credentials = app["settings"]["app"], app["credentials"]
            if app["name"] == "amazon_aws" and "accessKey" in settings:
                yield _aws(settings["accessKey"])
            elif "clientId" in settings:
                yield _token(settings["clientId"])
            elif credentials.get("scheme") == "SHARED_USERNAME_AND_PASSWORD":
                yield _account(settings["url"], credentials["userName"])
    for page in pages(folder / "okta@main" / "survey" / DATES[-1] / "support_case_files.json"):
        log = page["log"]
        if log["comment"].split()[-1] > f"{WINDOW_END}T23:59:59Z":
            continue
        for request in (entry["request"] for entry in log["entries"]):
            yield from (identifier for header in request["headers"] if (identifier := _carried(request["url"], header)))


def _carried(url: str, header: dict[str, str]) -> str:
    value = header["value"]
    if header["name"] == "CF-Access-Client-Id":
        return _token(value)
    if value.startswith("AWS4-HMAC-SHA256 Credential="):
        return _aws(value.split("=", 1)[1].split("/")[0])
    return _account(url, base64.b64decode(value[6:]).decode().split(":")[0]) if value.startswith("Basic ") else ""


def _aws(key: str) -> str:
    return f"aws@*:access_key_id:{key}"


def _token(client: str) -> str:
    return f"cloudflare@*:access_client_id:{client}"


def _account(url: str, login: str) -> str:
    host = url[len("https://") : url.index(".")]
    source = {"jira": "jira@main", "git": "bitbucket@main", "git-labs": "bitbucket@labs"}[host]
    return f"{source}:account:{login}"


def _keys(folder: Path) -> tuple[dict[str, str], set[tuple[str, str]], set[str]]:
    """New key by key that made it; (user, time) of new keys; keys switched on again."""
    created: dict[str, str] = {}
    made: set[tuple[str, str]] = set()
    toggled: set[str] = set()
    changed: dict[str, str] = {}
    for source in folder.glob("aws@*"):
        for one in records(folder, source.name, "cloudtrail"):
            name = one["eventName"]
            if name == "CreateAccessKey" and not one.get("errorCode"):
                key = one["responseElements"]["accessKey"]
                by = one["userIdentity"]["accessKeyId"]
                made.add((key["userName"], one["eventTime"]))
                if _aws(by) not in changed:
                    created[_aws(key["accessKeyId"])] = _aws(by)
            elif name == "UpdateAccessKey":
                asked = one["requestParameters"]
                changed[_aws(asked["accessKeyId"])] = one["eventTime"]
                if asked["status"] == "Active":
                    toggled.add(_aws(asked["accessKeyId"]))
    return created, made, toggled


def _alive(folder: Path, identifier: str, made: set[tuple[str, str]], toggled: set[str]) -> str:
    name = identifier.split(":", 2)[2]
    if identifier.startswith("aws"):
        return _key_alive(folder, name, made, identifier in toggled)
    if identifier.startswith("cloudflare"):
        return _token_alive(folder, name)
    return _account_alive(folder, identifier.split(":")[0], name)


def _key_alive(folder: Path, name: str, made: set[tuple[str, str]], back: bool) -> str:
    for source in (survey.parent for survey in folder.glob("aws@*/survey")):  # one account was never surveyed
        first = _listed(source, DATES[1]) | _listed(source, DATES[2]) | _listed(source, DATES[0])
        if name not in first and name not in _listed(source, DATES[3]):
            continue
        listed = [one for date in LAST for one in pages(source / "survey" / date / "access_keys.json")]
        whole = not any(one["IsTruncated"] for one in listed)
        now = _listed(source, LAST[1]).get(name)
        if now is None:
            return "" if whole and name not in _listed(source, LAST[0]) else "partly_read"
        if now[0] == "Inactive":
            return ""
        newer = any(user == now[1] and time > f"{WINDOW_END}T23:59:59Z" for user, time in made)
        return "replaced_but_alive" if newer else "reenabled" if back else "missed"
    raise AssertionError(name)


def _listed(source: Path, date: str) -> dict[str, tuple[str, str]]:
    return {
        key["AccessKeyId"]: (key["Status"], key["UserName"])
        for page in pages(source / "survey" / date / "access_keys.json")
        for key in page["AccessKeyMetadata"]
    }


def _token_alive(folder: Path, client: str) -> str:
    def listed(date: str) -> dict[str, dict]:
        path = folder / "cloudflare@main" / "survey" / date / "access_service_tokens.json"
        return {one["client_id"]: one for page in pages(path) for one in page["result"]}

    first, last = listed(DATES[0]), listed(LAST[1])
    if client not in last or last[client]["client_secret_version"] > first[client]["client_secret_version"]:
        return ""
    successor = f"{first[client]['name']} 2"
    return "replaced_but_alive" if any(one["name"] == successor for one in last.values()) else "missed"


def _account_alive(folder: Path, source: str, login: str) -> str:
    states, whole = [], True
    for date in DATES:
        listed = pages(folder / source / "survey" / date / "users.json")
        users = [user for page in listed for user in (page if source == "jira@main" else page["values"])]
        whole = source == "jira@main" or listed[-1]["isLastPage"]
        states.append(next((user["active"] for user in users if user["name"] == login), None))
    if not states[-1]:
        return "" if whole else "partly_read"
    for one in records(folder, source, "audit"):
        if "assword changed" in one["auditType"]["action"] and one["affectedObjects"][0]["name"] == login:
            return ""
    return "reenabled" if False in states else "missed"


def register(folder: Path, name: str = "vendors.csv") -> list[dict[str, str]]:
    with (folder / "register@main" / "survey" / DATES[-1] / name).open() as file:
        return list(csv.DictReader(file))
