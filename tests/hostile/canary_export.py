"""An export with a canary at every place at which a value may stand, and a search of all that was written."""

import base64
import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import zstandard

from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.contracts.values import Values
from made_records import Maker, text_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
#: What fits the expressions that folders declare, the value being ``{}``; a new expression needs a sample here.
SAMPLES = {
    ("cloudflare", "gateway_http"): ['"URL":"https://a.example/x?q={}&b={}"', '"Referer":"https://a.example/?{}"'],
    ("ldap", "stats"): [
        'SRCH base="dc=a" filter="(&(userPassword={})(cn=b))"',
        'SRCH filter="(sambaNTPassword={})"',
        'CMP dn="cn=a" attr="userPassword;x={}"',
    ],
    ("mariadb", "audit"): [
        "'SET PASSWORD FOR a@b = PASSWORD(\\'{}\\')',0",
        "'PREPARE p FROM \\'SET PASSWORD FOR a = PASSWORD(\\'\\'{}\\'\\')\\'',0",
        "'ALTER USER a IDENTIFIED BY \\'*****\x00{}',0",
    ],
    ("m365", "audit"): [
        '"Parameters":"-Password (ConvertTo-SecureString -String \\"{}\\" -AsPlainText)"',
        '"Parameters":"ConvertTo-SecureString \'{}\' -Force"',
    ],
    ("redis", "users"): ['[{{"rules":"user app on #{} >{} ~* +@all"}}]'],
}


@dataclass
class Canaries:
    """Random values, each with the place at which it was laid."""

    chance: random.Random = field(default_factory=lambda: random.Random(13))
    laid: dict[str, str] = field(default_factory=dict)

    def new(self, place: str) -> str:
        value = f"Zq{self.chance.getrandbits(72):018x}Xk7"
        self.laid[value] = place
        return value


#: What any text may hold; the value is ``{}``.
TEXTS = (
    "https://ann:{}@host.example/x",
    "https:\\/\\/ann:{}@host.example\\/x",
    "postgres://ann:p@ss/{}@db/x",
    "/x?access_token={}&q=words",
    "/x?q=1&Token={}#y",
    "/x?pass%77ord={}",
    "/x?next=https%3A%2F%2Fa.example%2F%3Ftoken%3D{}%26q%3D1",
    "https%3A%2F%2Fann%3A{}%40host%2F",
    "/x?X-Amz-Security-Token={}&X-Amz-Signature={}",
    "/x?SharedAccessSignature=a&sig={}",
    "ALTER ROLE ann PASSWORD '{}'",
    "create user ann with encrypted password E'{}'",
    "CREATE USER ann IDENTIFIED BY '{}'",
    "CREATE USER ann IDENTIFIED WITH caching_sha2_password BY '{}' REPLACE '{}'",
    "ALTER USER ann IDENTIFIED BY {}",
    "SET PASSWORD FOR 'ann'@'%' = PASSWORD('{}')",
    "ALTER LOGIN ann WITH PASSWORD = N'{}' OLD_PASSWORD = '{}'",
    "ALTER ROLE ann PASSWORD $x${}$x$",
    "CREATE SUBSCRIPTION s CONNECTION 'host=a password={} dbname=b' PUBLICATION p",
    "CREATE USER MAPPING FOR ann SERVER s OPTIONS (user 'ann', password '{}')",
    "Server=a;Uid=b;Pwd={};",
    "AccountName=a;AccountKey={}==;EndpointSuffix=b",
    "Authorization: Bearer {}",
    "authorization: token {}",
    "Authorization: Basic {b64}",
    "X-Api-Key: {}",
    "PRIVATE-TOKEN: {}",
    "Cookie: a=b; session={}; c=d",
    "run --password {} --x",
    "run --client-secret={}",
    "export DB_PASSWORD={}",
    "password: {}",
    "grant_type=password&client_secret={}&username=ann",
    "-----BEGIN RSA PRIVATE KEY-----\n{}\nabc\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n{}",
    "ghp_{36}",
    "glpat-{20}",
    "xoxb-1234567890-{20}",
)
#: Members of JSON whose name tells.
MEMBERS = (
    "password", "PASSWORD", "newPassword", "masterUserPassword", "secretAccessKey", "sessionToken", "SessionToken",
    "client_secret", "clientSecret", "secretText", "SecretString", "access_token", "refreshToken", "apiKey", "api-key",
    "private_key", "passphrase", "authorization", "Set-Cookie", "connectionString", "password_hash", "pwd", "otp",
)  # fmt: skip
#: Names that stand beside a value.
PAIRS = (("name", "value"), ("Name", "Value"), ("key", "value"), ("parameterKey", "parameterValue"))


def fitted(text: str, canaries: Canaries, place: str) -> str:
    """Fill a text with canaries."""
    while found := re.search(r"\{(b64|\d+|)\}", text):
        value = canaries.new(f"{place}: {text[:60]}")
        if found[1] == "b64":
            value = base64.b64encode(f"ann:{value}".encode()).decode()
        elif found[1]:
            more = "".join(canaries.chance.choices("ABCDEFGHabcdefgh01234567", k=int(found[1])))
            canaries.laid[more] = canaries.laid.pop(value)
            value = more
        text = text[: found.start()] + value + text[found.end() :]
    return text


def shared(canaries: Canaries, place: str) -> dict[str, Any]:
    """What every record may hold."""
    new = canaries.new
    found: dict[str, Any] = {"texts": [fitted(text, canaries, place) for text in TEXTS]}
    found |= {name: new(f"{place}: {name}") for name in MEMBERS}
    found["number"] = {"password": int(str(canaries.chance.getrandbits(60)) + "77")}
    canaries.laid[str(found["number"]["password"])] = f"{place}: a number"
    found["pairs"] = [{one: "DB_PASSWORD", two: new(f"{place}: {one}")} for one, two in PAIRS]
    found["pairs"] += [{two: new(f"{place}: {two} first"), one: "client-secret"} for one, two in PAIRS]
    found["list"] = {"tokens": [new(f"{place}: a list"), new(f"{place}: a list")]}
    inner = json.dumps({"password": new(f"{place}: JSON in a text"), "a": {"secret": new(f"{place}: deeper")}})
    found["text"] = inner
    found["deep"] = json.dumps({"b": json.dumps({"c": inner, "Secret": new(f"{place}: JSON in JSON in a text")})})
    return found


def declared(values: Values, canaries: Canaries, place: str) -> list[dict[str, Any]]:
    """What a folder declares: each place as a text, as an object, and within a text."""
    found = []
    for path in values.fields:
        parent, _, name = path.rpartition(".")
        for value in (
            canaries.new(f"{place}: {path}"),
            {"a": canaries.new(f"{place}: {path} an object"), "b": [canaries.new(f"{place}: {path} a list")]},
        ):
            one: Any = {name: value}
            one = {parent: {"other": [{"x": 1}], **one}} if parent else one
            found += [one, {"text": json.dumps(one)}]
    for told in values.objects:
        text = text_of(canaries.chance, told.text)
        for member in told.members:
            new = canaries.new
            found += [
                {told.field: text, "metadata": {"name": "a"}, member: {"a": new(f"{place}: {member}")}},
                {member: {"a": new(f"{place}: {member} first")}, told.field: text},
                {"items": [{told.field: text, member: {"a": new(f"{place}: {member} in a list")}}]},
                {"text": json.dumps({told.field: text, member: {"a": new(f"{place}: {member} in a text")}})},
            ]
    return found


def broken(line: str) -> Iterator[str]:
    """Ways in which a line is no JSON."""
    yield line[:-2]
    yield line[: len(line) * 2 // 3]
    yield line.replace('":', '" ', 1)
    yield line[1:]
    yield "{" + line


def of_log(provider: str, log: Log, canaries: Canaries, *, every: bool = True) -> bytes:
    """A log's file: records as its declaration says, each with canaries, and broken ones."""
    place = f"{provider}.{log.name}"
    extra = [*declared(log.values, canaries, place), shared(canaries, place)]
    samples = [fitted(one, canaries, place) for one in SAMPLES.get((provider, log.name), [])]
    lines: list[str] = []
    if log.is_text:
        fits = text_of(canaries.chance, log.pattern)
        texts = [fitted(one, canaries, place).replace("\n", " ") for one in TEXTS if "KEY---" not in one]
        lines += [f"{fits} {one}" for one in (*texts, *samples)]
        lines += [json.dumps(one) for one in extra]
    else:
        maker = Maker(log)
        for number, one in enumerate(extra):
            record = maker.record() | {"extra": one} if number % 2 else maker.record() | one
            lines.append(json.dumps(record))
            lines.append(json.dumps(one, ensure_ascii=False, indent=None, separators=(" , ", " : ")))
        lines += [f"{{{one}}}" for one in samples]
        for line in tuple(lines):
            lines += list(broken(line))[: None if every else 2]
    return "\n".join(lines).encode() + b"\n"


def of_list(provider: str, endpoint: Endpoint, canaries: Canaries) -> bytes:
    """A list's file: a page whose records have canaries."""
    place = f"{provider} {endpoint.name}"
    if endpoint.format == "csv":
        new = canaries.new
        rows = ["name,password,api_key,note", f"ann,{new(place)},{new(place)},x", f'"a,b","{new(place)}",{new(place)},']
        return "\r\n".join(rows).encode()
    samples = [fitted(one, canaries, place) for one in SAMPLES.get((provider, endpoint.name), [])]
    return (
        json.dumps([*declared(endpoint.values, canaries, place), shared(canaries, place)]).encode()
        + "\n".join(samples).encode()
    )


def write_export(root: Path, canaries: Canaries) -> None:
    """Write an export of every log and every list, some packed, some as one document."""
    for provider in catalogue.providers():
        for number, log in enumerate(catalogue.logs(provider).values()):
            folder = root / provider / "logs" / log.name
            folder.mkdir(parents=True)
            content = of_log(provider, log, canaries, every=False)
            (folder / "a.ndjson").write_bytes(content)
            if number % 2 == 0:
                (folder / "b.json.gz").write_bytes(gzip.compress(of_log(provider, log, canaries, every=False)))
            if not log.is_text:
                good = [line for line in of_log(provider, log, canaries, every=False).split(b"\n") if _is_json(line)]
                (folder / "c.json").write_bytes(b"[" + b",\n".join(good) + b"]")
        lists = catalogue.endpoints(provider)
        if provider not in ("keyroll", "scan"):
            for endpoint in lists.values():
                folder = root / provider / "survey"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{endpoint.name}.{endpoint.format}").write_bytes(of_list(provider, endpoint, canaries))
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "unknown.txt").write_text("\n".join(fitted(one, canaries, "unplaced") for one in TEXTS))
    (root / "elsewhere" / f"x?token={canaries.new('the name of a file')}").write_text("?")


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


_PLAIN = re.compile(rb"Zq[0-9a-f]{18}Xk7")
_PACKED = re.compile(rb"[A-Za-z0-9+/]{28,}={0,2}")


def left(canaries: Canaries, *roots: Path, said: bytes = b"") -> dict[str, str]:
    """Return the canaries that are in files below some roots, or in what was said, each with its places."""
    found: dict[str, str] = {}
    others = [value for value in canaries.laid if not _PLAIN.fullmatch(value.encode())]
    for name, content in (("output", said), *((str(path), text) for root in roots for path, text in contents_of(root))):
        decoded = b" ".join(_unpacked(one) for one in _PACKED.findall(content))
        met = set(_PLAIN.findall(b" ".join((content, content.replace(b"\0", b""), decoded))))
        met |= {one.encode() for one in others if one.encode() in content}
        found |= {one.decode(): f"{canaries.laid[one.decode()]} -> {name}" for one in met}
    return found


def _unpacked(text: bytes) -> bytes:
    return b" ".join(base64.b64decode(text[shift:][: (len(text) - shift) // 4 * 4] + b"==") for shift in range(4))


def contents_of(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in root.rglob("*"):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        yield path, str(path).encode() + b"\n" + raw
        if raw.startswith(b"\x28\xb5\x2f\xfd"):
            yield path, b"".join(zstandard.ZstdDecompressor().read_to_iter(raw))
        elif raw.startswith(b"\x1f\x8b"):
            yield path, zlib.decompress(raw, 47)
        elif raw.startswith(b"PAR1"):
            yield path, repr(pq.read_table(path).to_pylist()).encode("utf-8", "replace")
