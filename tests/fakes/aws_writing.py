"""An AWS account whose users' access keys can be made, disabled and deleted; STS takes only those that are active.

Answers have the form of IAM's query protocol, which the vendor's SDK reads. Each user has two keys at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs

from fakes.aws import Aws, _error, _xml
from fakes.strict import Reply
from keyroll.providers.aws.probe import account_of

_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
_SLOTS = 2


@dataclass
class User:
    """A user's keys by id, with their states, and his tags."""

    keys: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)


class WritingAws(Aws):
    """Access keys of users. ``admin`` is the key that may change them, and no user's."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, User] = {}
        self.admin = self.key()
        self.writes: list[str] = []

    def user(self, name: str, key_id: str = "") -> str:
        """Add a user with one key, of a given id where there is one; return ``ID:SECRET``."""
        value = self.key()
        if key_id:
            issued, secret = value.split(":")
            self.keys[key_id] = self.keys.pop(issued)
            value = f"{key_id}:{secret}"
        self.users.setdefault(name, User()).keys[value.partition(":")[0]] = "Active"
        return value

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        form = {name: values[0] for name, values in parse_qs(content.decode("latin-1")).items()}
        action = getattr(self, f"iam_{form.get('Action', '').lower()}", None)
        if action is None:
            return super().answer(method, target, headers, content)
        if self.admin.partition(":")[0] not in headers.get("authorization", ""):
            return _error(403, "AccessDenied")
        if "UserName" in form and form["UserName"] not in self.users:
            return _error(404, "NoSuchEntity")
        return action(form)

    def identified(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        # Kept nowhere: requests with several keys are answered at the same time.
        key_id = headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
        account = account_of(key_id) or self.identity["Account"]
        return {"Account": account, "UserId": "AIDA1", "Arn": f"arn:aws:iam::{account}:user/{key_id}"}

    def _moment(self) -> str:
        return f"{datetime.fromtimestamp(self.now(), UTC):%Y-%m-%dT%H:%M:%SZ}"

    def iam_listaccesskeys(self, form: Mapping[str, str]) -> Reply:
        members = "".join(
            f"<member><UserName>{form['UserName']}</UserName><AccessKeyId>{name}</AccessKeyId>"
            f"<Status>{status}</Status><CreateDate>2020-01-02T03:04:05Z</CreateDate></member>"
            for name, status in self.users[form["UserName"]].keys.items()
        )
        fields = f"<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>false</IsTruncated>"
        return _xml("ListAccessKeys", fields, _IAM)

    def iam_getaccesskeylastused(self, _form: Mapping[str, str]) -> Reply:
        used = (
            "<LastUsedDate>2023-01-01T00:00:00Z</LastUsedDate><ServiceName>s3</ServiceName><Region>us-east-1</Region>"
        )
        return _xml("GetAccessKeyLastUsed", f"<AccessKeyLastUsed>{used}</AccessKeyLastUsed>", _IAM)

    def iam_listusertags(self, form: Mapping[str, str]) -> Reply:
        tags = self.users[form["UserName"]].tags.items()
        members = "".join(f"<member><Key>{name}</Key><Value>{value}</Value></member>" for name, value in tags)
        return _xml("ListUserTags", f"<Tags>{members}</Tags><IsTruncated>false</IsTruncated>", _IAM)

    def iam_taguser(self, form: Mapping[str, str]) -> Reply:
        self.users[form["UserName"]].tags[form["Tags.member.1.Key"]] = form["Tags.member.1.Value"]
        return self._written("TagUser", form)

    def iam_putuserpolicy(self, form: Mapping[str, str]) -> Reply:
        self.users[form["UserName"]].policies[form["PolicyName"]] = form["PolicyDocument"]
        return self._written("PutUserPolicy", form)

    def iam_createaccesskey(self, form: Mapping[str, str]) -> Reply:
        user = self.users[form["UserName"]]
        if len(user.keys) >= _SLOTS:
            return _error(409, "LimitExceeded")
        name, secret = self.key().split(":")
        user.keys[name] = "Active"
        fields = {"UserName": form["UserName"], "AccessKeyId": name, "Status": "Active", "SecretAccessKey": secret}
        made = "".join(f"<{one}>{value}</{one}>" for one, value in (fields | {"CreateDate": self._moment()}).items())
        self._written("CreateAccessKey", form)
        return _xml("CreateAccessKey", f"<AccessKey>{made}</AccessKey>", _IAM)

    def iam_updateaccesskey(self, form: Mapping[str, str]) -> Reply:
        keys, name = self.users[form["UserName"]].keys, form["AccessKeyId"]
        if name not in keys:
            return _error(404, "NoSuchEntity")
        keys[name] = form["Status"]
        self.keys[name].ends = float("inf") if form["Status"] == "Active" else self.now()
        return self._written("UpdateAccessKey", form)

    def iam_deleteaccesskey(self, form: Mapping[str, str]) -> Reply:
        name = form["AccessKeyId"]
        if self.users[form["UserName"]].keys.pop(name, None) is None:
            return _error(404, "NoSuchEntity")
        self.keys[name].ends = min(self.keys[name].ends, self.now())
        return self._written("DeleteAccessKey", form)

    def _written(self, action: str, form: Mapping[str, str]) -> Reply:
        self.writes.append(f"{action} {form['UserName']}")
        return _xml(action, "", _IAM)
