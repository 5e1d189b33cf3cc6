"""A small company for tests: export folders of a few records in the vendors' own shapes, and the home made of them.

Every survey has a date of 2023 (``10-20``); accounts and keys are told by short names.
"""

import csv
import io
import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from keyroll.api import Keyroll
from keyroll.inventory.published import open_inventory
from keyroll.model.incident import ClosingPolicy
from keyroll.store.session import Row

Json = dict[str, Any]
ACCOUNT = "123456789012"
AWS, OKTA, JIRA, CLOUDFLARE = f"aws@{ACCOUNT}", "okta@main", "jira@main", "cloudflare@main"
NOW = datetime(2023, 11, 23, tzinfo=UTC)
#: A time long before every survey.
LONG_AGO = "2020-01-02T03:04:05Z"


def at(day: str, time: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"2023-{day}T{time}:00+00:00")


def iso(day: str, time: str = "12:00") -> str:
    return f"2023-{day}T{time}:00Z"


def key_id(name: str) -> str:
    """The identifier of an access key: ``key("ONE")`` is AKIAONE."""
    return f"aws@*:access_key_id:AKIA{name}"


@dataclass
class SmallWorld:
    """Writes exports, syncs them, and asks the inventory."""

    path: Path
    numbers: dict[Path, int] = field(default_factory=dict)

    @property
    def exports(self) -> Path:
        return self.path / "exports"

    def survey(self, source: str, day: str, endpoint: str, *pages: Any) -> None:
        """Write the pages of one endpoint as it stood on one day."""
        folder = self.exports / source / "survey" / f"2023-{day}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{endpoint}.json").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")

    def table(self, source: str, day: str, endpoint: str, rows: list[Json]) -> None:
        """Write a list that comes as CSV."""
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        folder = self.exports / source / "survey" / f"2023-{day}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{endpoint}.csv").write_text(text.getvalue(), encoding="utf-8")

    def log(self, source: str, name: str, *lines: str, ending: str = "ndjson") -> None:
        """Write one more file of a log."""
        folder = self.exports / source / "logs" / name
        folder.mkdir(parents=True, exist_ok=True)
        self.numbers[folder] = self.numbers.get(folder, 0) + 1
        (folder / f"{self.numbers[folder]}.{ending}").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def sync(self, now: datetime = NOW) -> Keyroll:
        """Bring all exports in and fold the inventory."""
        keyroll = Keyroll.open(self.path / "home", now=now)
        keyroll.exports.sync(self.exports)
        return keyroll

    def query(self, sql: str) -> list[Row]:
        """Ask the inventory."""
        home = Keyroll.open(self.path / "home", now=NOW).home
        with home.session() as session:
            assert open_inventory(session, home)
            return session.rows(sql)

    def credentials(self) -> dict[str, Row]:
        return {str(row["id"]): row for row in self.query("SELECT * FROM credentials")}

    def ids(self) -> dict[str, str]:
        return {str(row["identifier"]): str(row["id"]) for row in self.query("SELECT identifier, id FROM identifiers")}

    def copied(self, to: Path) -> "SmallWorld":
        """A copy of exports and home elsewhere: what many tests begin with is made once."""
        shutil.copytree(self.path, to, dirs_exist_ok=True)
        return SmallWorld(to, {to / folder.relative_to(self.path): number for folder, number in self.numbers.items()})

    # What the vendors answer --------------------------------------------------------------------------------

    def keys(self, day: str, *keys: Json, source: str = AWS, whole: bool = True) -> None:
        """``iam:ListAccessKeys``; a part-read list promises more."""
        self.survey(source, day, "access_keys", {"AccessKeyMetadata": list(keys), "IsTruncated": not whole})

    def tokens(self, day: str, *tokens: Json) -> None:
        """Cloudflare's Access service tokens."""
        pages = {"success": True, "result": list(tokens), "result_info": {"page": 1, "total_pages": 1}}
        self.survey(CLOUDFLARE, day, "access_service_tokens", pages)

    def people(self, day: str, *people: Json, whole: bool = True) -> None:
        """Okta's users; a part-read list is cut in the middle."""
        self.survey(OKTA, day, "users", list(people))
        if not whole:
            folder = self.exports / OKTA / "survey" / f"2023-{day}"
            (folder / "users.json").write_text(json.dumps(list(people)) + "\n[{", encoding="utf-8")

    def apps(self, day: str, *apps: Json) -> None:
        """Okta's applications, with what they store."""
        self.survey(OKTA, day, "apps", list(apps))

    def jira(self, day: str, *users: Json, source: str = JIRA) -> None:
        """Jira's accounts."""
        self.survey(source, day, "users", list(users))

    def register(self, day: str, *rows: Json) -> None:
        """What people wrote down."""
        empty = dict.fromkeys(
            ("vendor", "system", "credential", "kind", "owner", "note", "reviewed_on", "ended_on"), ""
        )
        self.table("register@main", day, "vendors", [empty | row for row in rows])

    def held_by_okta(self, owner: str) -> None:
        """Okta holds three keys; the register names the owner of two."""
        names = ("ONE", "TWO", "THREE")
        self.apps("10-01", *(app(one.lower(), access_key=one) for one in names))
        self.keys("10-01", *map(key, names))
        owned = {"vendor": "Okta", "system": "aws", "kind": "access_key", "owner": owner}
        self.register("10-01", *({**owned, "credential": f"AKIA{one}"} for one in names[:2]))

    def breached(self) -> "SmallWorld":
        """Bring all in, and open the incident of Okta."""
        keyroll, policy = self.sync(), ClosingPolicy.EXPORTS
        keyroll.incidents.open("okta", vendor="Okta", begins=at("10-02"), ends=at("10-18"), policy=policy)
        keyroll.home.ledger.close()
        return self

    def trail(self, *records: Json) -> None:
        """CloudTrail."""
        self.log(AWS, "cloudtrail", json.dumps({"Records": list(records)}), ending="json")


def key(name: str, user: str = "", *, created: str = LONG_AGO, active: bool = True) -> Json:
    return {
        "UserName": user or f"user-{name}",
        "AccessKeyId": f"AKIA{name}",
        "Status": "Active" if active else "Inactive",
        "CreateDate": created,
    }


def report(
    user: str, *, created: str = LONG_AGO, used: str = "N/A", active: bool = True, password: bool = False
) -> Json:
    """A row of the credential report, with one key."""
    return {
        "user": user,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{user}",
        "password_enabled": str(password).lower(),
        "access_key_1_active": str(active).lower(),
        "access_key_1_last_rotated": created,
        "access_key_1_last_used_date": used,
        "access_key_2_active": "false",
        "access_key_2_last_rotated": "N/A",
        "access_key_2_last_used_date": "N/A",
    }


def token(name: str, /, *, created: str = LONG_AGO, version: int = 1, **more: object) -> Json:
    return {
        "id": f"id-{name}",
        "client_id": f"{name}.access",
        "name": name,
        "created_at": created,
        "expires_at": "2030-01-01T00:00:00Z",
        "duration": "8760h",
        "client_secret_version": version,
    } | more


def person(name: str, *, status: str = "ACTIVE", service: bool = False) -> Json:
    return {
        "id": f"00u{name}",
        "status": status,
        "created": LONG_AGO,
        "profile": {
            "login": f"{name}@a.example",
            "email": f"{name}@a.example",
            "displayName": name.title(),
            "userType": "Service" if service else "Employee",
        },
    }


def account(name: str, *, active: bool = True, mail: str = "", host: str = "jira.a.example") -> Json:
    """An account as Jira lists it."""
    return {
        "self": f"https://{host}/rest/api/2/user?username={name}",
        "key": f"JIRAUSER-{name}",
        "name": name,
        "displayName": name.title(),
        "emailAddress": mail,
        "active": active,
    }


def app(name: str, *, created: str = LONG_AGO, **stored: str) -> Json:
    """An Okta application that stores ``access_key``, ``client_id``, or ``login`` (to Jira)."""
    inner: Json = {}
    credentials: Json = {"scheme": "EDIT_USERNAME_AND_PASSWORD"}
    if "access_key" in stored:
        inner["accessKey"] = f"AKIA{stored['access_key']}"
    if "client_id" in stored:
        inner["clientId"] = f"{stored['client_id']}.access"
    if "login" in stored:
        credentials = {"scheme": "SHARED_USERNAME_AND_PASSWORD", "userName": stored["login"]}
        inner["url"] = "https://jira.a.example/login.jsp"
    return {
        "id": f"0oa{name}",
        "label": name,
        "status": "ACTIVE",
        "created": created,
        "signOnMode": "AUTO_LOGIN",
        "settings": {"app": inner},
        "credentials": credentials,
    }


def case_file(number: str, *keys: str, uploaded: str = "", clients: tuple[str, ...] = ()) -> Json:
    """A recording of a browser that a support case holds, with signed requests in it."""
    headers = [
        {"name": "Authorization", "value": f"AWS4-HMAC-SHA256 Credential=AKIA{one}/x, Signature=y"} for one in keys
    ]
    headers += [{"name": "CF-Access-Client-Id", "value": f"{one}.access"} for one in clients]
    request = {"method": "GET", "url": f"https://s3.amazonaws.com/{number}", "headers": headers}
    comment = f"case {number}" + (f" uploaded {uploaded}" if uploaded else "")
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "browser", "version": "1"},
            "comment": comment,
            "entries": [{"startedDateTime": LONG_AGO, "request": request}],
        }
    }


def call(name: str, when: str, by: str, number: str, *, service: str = "s3", error: str = "", **more: Any) -> Json:
    """A CloudTrail record of a call that was signed with a key; ``number`` tells equal ones apart."""
    return (
        {
            "eventVersion": "1.08",
            "eventID": number,
            "eventTime": when,
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.1",
            "userAgent": "aws-cli",
            "readOnly": name.startswith(("Get", "List")),
            "userIdentity": {
                "type": "IAMUser",
                "userName": f"user-{by}",
                "accountId": ACCOUNT,
                "accessKeyId": f"AKIA{by}",
            },
            "eventType": "AwsApiCall",
        }
        | ({"errorCode": error} if error else {})
        | more
    )


def makes_key(when: str, by: str, new: str, number: str) -> Json:
    made = {"accessKeyId": f"AKIA{new}", "userName": f"user-{new}", "status": "Active"}
    asked = {"userName": f"user-{new}"}
    return call(
        "CreateAccessKey",
        when,
        by,
        number,
        service="iam",
        requestParameters=asked,
        responseElements={"accessKey": made},
    )


def jira_line(user: str, when: datetime, status: int = 200, what: str = "GET /rest/api/2/myself") -> str:
    stamp = f"{when:%d/%b/%Y:%H:%M:%S} +0000"
    return f'192.0.2.1 {when:%H}x{when:%M}x1 {user} [{stamp}] "{what} HTTP/1.1" {status} 120 64 "-" "curl/8" "-"'


def audited(action: str, name: str, when: datetime) -> str:
    """A record of the audit log of Jira, Confluence or Bitbucket about an account."""
    record = {
        "affectedObjects": [{"id": f"id-{name}", "name": name, "type": "USER"}],
        "auditType": {"action": action, "actionI18nKey": "", "area": "USER_MANAGEMENT"},
        "author": {"id": "2", "name": "ann", "type": "user"},
        "changedValues": [],
        "extraAttributes": [],
        "timestamp": {"epochSecond": int(when.timestamp()), "nano": 0},
    }
    return json.dumps(record)


def wiki_line(user: str, when: datetime, status: int = 200) -> str:
    stamp = f"{when:%d/%b/%Y:%H:%M:%S} +0000"
    return f"[{stamp}] - {user} http-nio-8090-exec-4 192.0.2.1 GET /rest/api/content HTTP/1.1 {status} 11ms 98 - curl/8"


def sheet_event(
    token_name: str, when: str, number: str, *, kind: str = "SHEET", action: str = "LOAD", user: int = 11
) -> str:
    details = {"emailAddress": f"{user}@a.example", "tokenName": token_name}
    return json.dumps(
        {
            "eventId": number,
            "objectType": kind,
            "action": action,
            "objectId": 22,
            "eventTimestamp": when,
            "userId": user,
            "requestUserId": user,
            "accessTokenName": token_name,
            "source": "API_UNDEFINED_APP",
            "additionalDetails": details,
        }
    )


def passage(name: str, when: str, number: str, *, allowed: bool = True) -> str:
    """A request that a service token made at Cloudflare's edge."""
    return json.dumps(
        {
            "RayID": number,
            "CreatedAt": when,
            "Action": "login",
            "Allowed": allowed,
            "AppDomain": "jira.a.example",
            "AppUUID": "app-1",
            "Connection": "service_token",
            "Email": "",
            "IPAddress": "192.0.2.1",
            "UserUID": f"id-{name}",
        }
    )
