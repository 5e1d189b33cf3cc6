"""What moto lacks of AWS, strictly, and moto behind it: STS that checks signatures, Roles Anywhere, credentials for one
service. Answers of Roles Anywhere are checked against the description in the vendor's SDK (botocore); the
XML of STS and IAM is read by that SDK, never by keyroll.
"""

import http.client
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
ACCOUNT = "123456789012"
#: Holds the account's number, as AWS's own ids do.
PREFIX = "RZPUZDIKA"


@dataclass
class Key:
    """A key that was issued; ``ends`` is when it stops to work, ``said`` the code that is told from then on."""

    secret: str
    token: str = ""
    ends: float = float("inf")
    said: str = "InvalidClientTokenId"


class Shapes:
    """The vendor's description of a service, from its SDK."""

    def __init__(self, service: str) -> None:
        self._service = botocore.session.get_session().get_service_model(service)
        self._operations = {
            (one.http["method"], one.http["requestUri"]): one
            for one in map(self._service.operation_model, self._service.operation_names)
        }

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        operation = self._operations.get((method, template))
        if operation is None:
            return [f"{method} {template} is not in the vendor's description"]
        return list(_wrong(operation.output_shape, body, template)) if status == 200 else []


def _wrong(shape: Any, value: Any, where: str) -> list[str]:
    kinds: dict[str, Any] = {"structure": dict, "list": list, "boolean": bool, "integer": int, "map": dict}
    if not isinstance(value, kinds.get(shape.type_name, str)):
        return [f"{where}: {value!r} is no {shape.type_name}"]
    if shape.type_name == "list":
        return [one for item in value for one in _wrong(shape.member, item, where)]
    if shape.type_name != "structure":
        return []
    found = [f"{where}: {name} is missing" for name in shape.required_members if name not in value]
    for name, inner in value.items():
        if name not in shape.members:
            found.append(f"{where}: {name} is no field")
        else:
            found += _wrong(shape.members[name], inner, f"{where}.{name}")
    return found


class Aws(Fake):
    """An account. ``behind`` is the address of moto, which answers whatever is not here."""

    judge = Shapes("rolesanywhere")

    def __init__(self, behind: str = "") -> None:
        super().__init__()
        self.behind = behind
        #: A credential that stands for whatever a request presents: moto looks at its keys.
        self.everybody = ""
        self.keys: dict[str, Key] = {}
        self.identity = {"Account": ACCOUNT, "UserId": "AIDA1", "Arn": f"arn:aws:iam::{ACCOUNT}:user/app"}
        self.takes_anything = False
        self.denied: set[str] = set()
        self.anchors: list[Json] = []
        self.subjects: list[Json] = []
        self.profiles: list[Json] = []
        self.service_credentials: dict[str, list[Json]] = {}

    def presented(self, request: Request) -> str:
        return self.everybody or super().presented(request)

    def key(self, kind: str = "AKIA", **more: Any) -> str:
        """Issue a key and return it as ``ID:SECRET[:TOKEN]``."""
        tail = "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(7))
        made = Key(secrets.token_hex(20), secrets.token_hex(30) if kind == "ASIA" else "", **more)
        self.keys[f"{kind}{PREFIX}{tail}"] = made
        return ":".join(filter(None, (f"{kind}{PREFIX}{tail}", made.secret, made.token)))

    def revoke(self, value: str, lag: float = 0) -> None:
        """End a key; STS still takes it for so many seconds."""
        self.keys[value.partition(":")[0]].ends = self.now() + lag

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        form = {name: values[0] for name, values in parse_qs(content.decode("latin-1")).items()}
        other = self.mood(Request(method, target, form, headers, None, {}, 0))
        if other is not None:
            return other
        if form.get("Action") in self.denied:
            return _error(403, "AccessDenied")
        if form.get("Action") == "GetCallerIdentity" and not self.behind:
            return self._caller(method, target, headers, content)
        if form.get("Action") == "ListServiceSpecificCredentials":
            return self._service_credentials(form["UserName"])
        if "/rolesanywhere/" in headers.get("authorization", "") or not self.behind:
            return super().answer(method, target, headers, content)
        return self._forwarded(method, target, headers, content)

    def _caller(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        wrong = "" if self.takes_anything else self._signed(method, target, headers, content)
        if wrong:
            return _error(403, wrong)
        fields = "".join(f"<{name}>{value}</{name}>" for name, value in self.identified(headers).items())
        return _xml("GetCallerIdentity", fields, "https://sts.amazonaws.com/doc/2011-06-15/")

    def identified(self, _headers: Mapping[str, str]) -> Mapping[str, str]:
        """Return who signed a request."""
        return self.identity

    def _signed(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> str:
        """Return what is wrong with a request's signature (Signature Version 4); empty where it is right."""
        found = re.match(
            r"AWS4-HMAC-SHA256 Credential=(\w+)/\d+/([\w-]+)/sts/aws4_request, SignedHeaders=([\w;-]+),",
            headers.get("authorization", ""),
        )
        key = self.keys.get(found[1]) if found else None
        if found is None or key is None or key.token != headers.get("x-amz-security-token", ""):
            return "InvalidClientTokenId"
        if key.ends <= self.now():
            return key.said
        signed = {name: headers[name] for name in found[3].split(";")}
        request = AWSRequest(method, f"http://{headers['host']}{target}", signed, content)
        request.context["timestamp"] = headers["x-amz-date"]
        signer = SigV4Auth(Credentials(found[1], key.secret, key.token or None), "sts", found[2])
        text = signer.string_to_sign(request, signer.canonical_request(request))
        right = headers["authorization"].endswith(f"Signature={signer.signature(text, request)}")
        return "" if right else "SignatureDoesNotMatch"

    def _service_credentials(self, user: str) -> Reply:
        members = "".join(
            f"<member>{''.join(f'<{name}>{value}</{name}>' for name, value in one.items())}</member>"
            for one in self.service_credentials.get(user, [])
        )
        fields = f"<ServiceSpecificCredentials>{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>"
        return _xml("ListServiceSpecificCredentials", fields, "https://iam.amazonaws.com/doc/2010-05-08/")

    def _forwarded(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        connection = http.client.HTTPConnection(urlsplit(self.behind).netloc, timeout=20)
        try:
            connection.request(method, target, content, dict(headers))
            got = connection.getresponse()
            return Reply(got.status, got.read(), {"Content-Type": got.getheader("Content-Type", "text/xml")})
        finally:
            connection.close()

    def _admit(self, request: Request, scopes: Any) -> None:
        if self.denied & set(scopes):
            raise RefusedError(403, {"message": "no"}, **{"x-amzn-ErrorType": "AccessDeniedException"})

    def _page(self, name: str, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request, "nextToken")
        return Reply(200, {name: found} | ({"nextToken": following} if following else {}))

    @route("GET", "/trustanchors", "ListTrustAnchors")
    def list_anchors(self, request: Request) -> Reply:
        return self._page("trustAnchors", self.anchors, request)

    @route("GET", "/subjects", "ListSubjects")
    def list_subjects(self, request: Request) -> Reply:
        return self._page("subjects", self.subjects, request)

    @route("GET", "/profiles", "ListProfiles")
    def list_profiles(self, request: Request) -> Reply:
        return self._page("profiles", self.profiles, request)


def _xml(action: str, fields: str, space: str) -> Reply:
    body = f'<{action}Response xmlns="{space}"><{action}Result>{fields}</{action}Result></{action}Response>'
    return Reply(200, body.encode(), {"Content-Type": "text/xml"})


def _error(status: int, code: str) -> Reply:
    body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    return Reply(status, body.encode(), {"Content-Type": "text/xml"})


def shown(value: Json) -> Json:
    """An answer of the SDK as the vendor's command line prints it, without what is of the transport."""
    plain = {name: one for name, one in value.items() if name != "ResponseMetadata"}
    return json.loads(json.dumps(plain, default=lambda one: one.isoformat()))
