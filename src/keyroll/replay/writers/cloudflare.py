"""Cloudflare's native formats: Access requests, audit log, service tokens and account tokens."""

from collections.abc import Iterator, Sequence

import orjson

from keyroll.replay.estate import Credential
from keyroll.replay.folder import ACCESS, CF_AUDIT, Record
from keyroll.replay.times import DAY, HOUR, iso

ACCOUNT = "5c1e9a0b7f3d4c62a8e4d1b09f27c3aa"


def access(
    ms: int, address: str, app: str, uid: str, ray: str, *, mail: str = "", country: str = "us", allowed: bool = True
) -> Record:
    """Return one Access request, of a person who logged in through Okta or of a service token."""
    connection = "okta" if mail else "service_token"
    line = (
        f'{{"Action":"login","Allowed":{"true" if allowed else "false"},"AppDomain":"{app}",'
        f'"AppUUID":"{app_uuid(app)}","Connection":"{connection}","Country":"{country}","CreatedAt":"{iso(ms)}",'
        f'"Email":"{mail}","IPAddress":"{address}","PurposeJustificationPrompt":"","PurposeJustificationResponse":"",'
        f'"RayID":"{ray}","TemporaryAccessApprovers":[],"TemporaryAccessDuration":0,"UserUID":"{uid}"}}'
    )
    return ACCESS, ms, line


_APPS: dict[str, str] = {}


def app_uuid(app: str) -> str:
    """The id of an Access application, fixed by its domain."""
    known = _APPS.get(app)
    if known is None:
        text = f"{int.from_bytes(app.encode().ljust(16, b'.')[:16], 'big') * 2654435761 % 2**128:032x}"
        known = f"{text[:8]}-{text[8:12]}-4{text[13:16]}-9{text[17:20]}-{text[20:]}"
        _APPS[app] = known
    return known


def audit(
    ms: int, action: str, kind: str, resource: str, id_: str, *, actor: str, actor_id: str, address: str,
    actor_type: str = "user", interface: str = "UI", value: dict[str, object] | None = None,
) -> Record:  # fmt: skip
    """One record of the account's audit log."""
    return CF_AUDIT, ms, orjson.dumps({
        "ActionResult": True, "ActionType": action, "ActorEmail": actor, "ActorID": actor_id, "ActorIP": address,
        "ActorType": actor_type, "ID": id_, "Interface": interface,
        "Metadata": {"account_id": ACCOUNT, "actor_email": actor} if actor else {"account_id": ACCOUNT},
        "NewValue": value or {}, "OldValue": {}, "OwnerID": ACCOUNT, "ResourceID": resource, "ResourceType": kind,
        "When": iso(ms),
    }).decode()  # fmt: skip


def _envelope(rows: Sequence[dict[str, object]], per_page: int) -> Iterator[bytes]:
    pages = max(1, -(-len(rows) // per_page))
    for page in range(pages):
        part = rows[page * per_page : (page + 1) * per_page]
        yield orjson.dumps({
            "success": True, "errors": [], "messages": [], "result": part,
            "result_info": {
                "page": page + 1, "per_page": per_page, "count": len(part), "total_count": len(rows),
                "total_pages": pages,
            },
        })  # fmt: skip


def service_tokens(ms: int, found: Sequence[Credential]) -> Iterator[bytes]:
    """Pages of the Access service tokens at that time."""
    rows: list[dict[str, object]] = []
    for one in found:
        changed, version, previous = one.version(ms)
        row: dict[str, object] = {
            "id": one.serial, "name": one.name, "client_id": one.native, "created_at": iso(one.created),
            "updated_at": iso(changed), "expires_at": iso(changed + 3650 * DAY), "duration": "87600h",
            "client_secret_version": version,
        }  # fmt: skip
        if one.used:
            row["last_seen_at"] = iso(one.used)
        if previous:
            row["previous_client_secret_expires_at"] = iso(previous)
        rows.append(row)
    return _envelope(rows, 100)


def account_tokens(ms: int, found: Sequence[Credential]) -> Iterator[bytes]:
    """Pages of the account's API tokens at that time."""
    rows: list[dict[str, object]] = []
    for one in found:
        row: dict[str, object] = {
            "id": one.native, "name": one.name, "status": "active" if one.state(ms) == "active" else "disabled",
            "issued_on": iso(one.created), "modified_on": iso(one.created + HOUR),
            "policies": [{
                "id": one.serial, "effect": "allow", "resources": {f"com.cloudflare.api.account.{ACCOUNT}": "*"},
                "permission_groups": [{"id": one.serial[::-1], "name": one.principal.policies[0]}],
            }],
        }  # fmt: skip
        if one.used:
            row["last_used_on"] = iso(one.used)
        rows.append(row)
    return _envelope(rows, 50)
