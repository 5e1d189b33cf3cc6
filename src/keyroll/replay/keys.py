"""A small company's machine credentials at four vendors: the format, the listing and the lifetime of each."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from keyroll.clock import iso
from keyroll.model.json import Json
from keyroll.replay.exports import ExportFolder
from keyroll.replay.streams import aws_id, code, digits, hexes, uuid

AWS, CLOUDFLARE, BITBUCKET, GCP = "aws@310442918867", "cloudflare@main", "bitbucket@main", "gcp@main"
SOURCES = (AWS, CLOUDFLARE, BITBUCKET, GCP)
_PROJECT = "prod-data-391204"
_TEAMS = ("billing", "search", "media", "identity", "metrics", "delivery", "ledger", "mobile", "catalog", "support")
_JOBS = ("export", "import", "deploy", "backup", "report", "mirror", "sync", "notify", "index", "archive")


@dataclass(slots=True)
class PlayedKey:
    """One credential: its vendor's source, its names, its lifetime, and a text that holds its value."""

    source: str
    owner: str
    id: str
    made: datetime
    pasted: str
    client: str = ""
    gone: datetime | None = None
    idle: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        """The id of the credential in the inventory."""
        kind = {AWS: "access_key_id", CLOUDFLARE: "access_service_token", BITBUCKET: "access_token", GCP: "key_id"}
        issuer = f"{self.source.partition('@')[0]}@*" if self.source in (AWS, GCP) else self.source
        return f"{issuer}:{kind[self.source]}:{self.id}"

    def there(self, at: datetime) -> bool:
        """Return whether its vendor lists it at a time."""
        return self.made <= at and (self.gone is None or self.gone > at)

    def active(self, at: datetime) -> bool:
        """Return whether it is enabled at a time."""
        return not any(begins <= at < ends for begins, ends in self.idle)


def owners(rng: Random, number: int) -> list[str]:
    """Return names of machines, each once."""
    names = [f"{team}-{job}-{number}" for number in range(1, 10) for team in _TEAMS for job in _JOBS]
    return rng.sample(names, number)


def make(rng: Random, source: str, owner: str, made: datetime) -> PlayedKey:
    """Make a credential. Its value is random, in the format of its vendor.

    Google issues RSA keys. These keys use an elliptic curve, because a seed can generate them.
    """
    if source == AWS:
        key, secret = aws_id(rng, "AKIA"), f"{code(rng, 37)}aA1"
        return PlayedKey(source, owner, key, made, f"aws_access_key_id = {key}\naws_secret_access_key = {secret}")
    if source == CLOUDFLARE:
        client, secret = f"{hexes(rng, 32)}.access", hexes(rng, 64)
        pasted = f"CF-Access-Client-Id: {client}\nCF-Access-Client-Secret: {secret}"
        return PlayedKey(source, owner, uuid(rng), made, pasted, client)
    if source == BITBUCKET:
        number = digits(rng, 12)
        token = base64.b64encode(f"{number}:".encode() + rng.randbytes(20)).decode()
        pasted = f"curl -H 'Authorization: Bearer BBDC-{token}' https://git.corp.example/"
        return PlayedKey(source, owner, number, made, pasted)
    name = hexes(rng, 40)
    return PlayedKey(source, owner, name, made, _key_file(rng, owner, name))


def _key_file(rng: Random, owner: str, name: str) -> str:
    private = ec.derive_private_key(rng.getrandbits(250) + 1, ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    pem = private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    return (
        f'{{"type": "service_account", "project_id": "{_PROJECT}", "private_key_id": "{name}", '
        f'"private_key": "{pem.replace(chr(10), chr(92) + "n")}", "client_email": "{_mail(owner)}"}}'
    )


def _mail(owner: str) -> str:
    return f"{owner}@{_PROJECT}.iam.gserviceaccount.com"


def populate(rng: Random, number: int, until: datetime) -> list[PlayedKey]:
    """Make this many credentials at each of the four vendors, each at least as old as a time."""

    def age() -> timedelta:
        return timedelta(days=rng.randrange(20, 900), minutes=rng.randrange(1440))

    return [make(rng, source, owner, until - age()) for source in SOURCES for owner in owners(rng, number)]


def renew(rng: Random, old: PlayedKey, at: datetime, gone_after: timedelta | None) -> PlayedKey:
    """Make a successor for the same machine, and end the old one some time later; None leaves it alive."""
    new = make(rng, old.source, old.owner, at)
    if gone_after is not None:
        old.gone = at + gone_after
    return new


def take(exports: ExportFolder, keys: Iterable[PlayedKey], at: datetime) -> None:
    """Write the four vendors' listings at a time."""
    listed = sorted((one for one in keys if one.there(at)), key=lambda one: (one.source, one.owner, one.id))
    for source, group in groupby(listed, key=lambda one: one.source):
        found = list(group)
        endpoint, pages = _PAGES[source](found, at)
        exports.survey(source, at, endpoint, pages, len(found))


def _of_aws(keys: Sequence[PlayedKey], at: datetime) -> tuple[str, list[Json]]:
    rows: list[Json] = [
        {
            "UserName": one.owner, "AccessKeyId": one.id, "Status": "Active" if one.active(at) else "Inactive",
            "CreateDate": iso(one.made),
        }
        for one in keys
    ]  # fmt: skip
    return "access_keys", [{"AccessKeyMetadata": rows, "IsTruncated": False}]


def _of_cloudflare(keys: Sequence[PlayedKey], _at: datetime) -> tuple[str, list[Json]]:
    rows: list[Json] = [
        {
            "id": one.id, "client_id": one.client, "name": one.owner, "created_at": iso(one.made),
            "updated_at": iso(one.made), "expires_at": iso(one.made + timedelta(days=3650)), "duration": "87600h",
        }
        for one in keys
    ]  # fmt: skip
    info: Json = {"page": 1, "per_page": 1000, "count": len(rows), "total_count": len(rows), "total_pages": 1}
    page: Json = {"success": True, "errors": [], "messages": [], "result": rows, "result_info": info}
    return "access_service_tokens", [page]


def _of_bitbucket(keys: Sequence[PlayedKey], _at: datetime) -> tuple[str, list[Json]]:
    rows: list[Json] = [
        {
            "id": one.id, "name": one.owner, "createdDate": int(one.made.timestamp() * 1000),
            "permissions": ["REPO_READ"],
        }
        for one in keys
    ]  # fmt: skip
    return "access_tokens", [{"size": len(rows), "limit": 1000, "isLastPage": True, "values": rows, "start": 0}]


def _of_gcp(keys: Sequence[PlayedKey], at: datetime) -> tuple[str, list[Json]]:
    pages: list[Json] = []
    for owner, group in groupby(keys, key=lambda one: one.owner):
        place = f"projects/{_PROJECT}/serviceAccounts/{_mail(owner)}/keys"
        rows: list[Json] = [
            {
                "name": f"{place}/{one.id}", "keyAlgorithm": "KEY_ALG_RSA_2048", "keyOrigin": "GOOGLE_PROVIDED",
                "keyType": "USER_MANAGED", "validAfterTime": iso(one.made), "validBeforeTime": "9999-12-31T23:59:59Z",
                **({} if one.active(at) else {"disabled": True}),
            }
            for one in group
        ]  # fmt: skip
        pages.append({"keys": rows})
    return "service_account_keys", pages


_PAGES = {AWS: _of_aws, CLOUDFLARE: _of_cloudflare, BITBUCKET: _of_bitbucket, GCP: _of_gcp}
