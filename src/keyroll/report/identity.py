"""Credentials and principals in the forms of standards: OCSF's inventory and analysis of identities, CycloneDX's
assets.

Sources: schema.ocsf.io 1.8.0, classes user_inventory (5003) and iam_analysis_finding (2008), and cyclonedx.org, JSON
schema 1.7, both read 2026-11. A row's values beyond the standard's own attributes are under ``unmapped`` (OCSF) or
``properties`` (CycloneDX), so that a new column of the inventory is in every export.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from keyroll.clock import iso
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.report.ocsf import METADATA, millis
from keyroll.store.session import Row, Value

#: OCSF's user types: a person is a regular user, a machine a service account.
_TYPES: Final[dict[str, tuple[int, str]]] = {"human": (1, "User"), "nonhuman": (4, "Service")}
#: Conditions of a row that an analyst should check: column, value, words.
_FAULTS: Final[tuple[tuple[str, Value, str], ...]] = (
    ("owner", None, "no owner is known"),
    ("owner_left", True, "its owner has left"),
    ("orphaned", "yes", "every known owner has left"),
    ("unused", "yes", "it is not used"),
    ("overdue", "yes", "its value should have been changed by now"),
    ("inferred", True, "its issuer does not list it"),
    ("ambiguous", True, "several credentials claim one of its identifiers"),
)


def credential_inventory(row: Row, as_of: datetime) -> dict[str, Json]:
    """Return a credential as User Inventory Info: its principal as user, the credential as programmatic credential."""
    used = {"principal", "principal_name", "principal_kind", "id", "kind_title", "last_used"}
    return _inventory(_user_of(row), f"{row['name']}: {row['kind_title']}, {row['state']}", row, used, as_of)


def principal_inventory(row: Row, as_of: datetime) -> dict[str, Json]:
    """Return a principal as User Inventory Info, with its credentials in the inventory."""
    user = _user(str(row["principal"]), row["name"], row["kind"])
    if row["email"]:
        user["email_addr"] = str(row["email"])
    held = row.get("credentials")
    if isinstance(held, list) and held:
        user["programmatic_credentials"] = [{"uid": str(held_by)} for held_by in held]
    used = {"principal", "name", "kind", "email", "credentials"}
    return _inventory(user, f"{row['name'] or row['principal']}: {row['subkind']}", row, used, as_of)


def credential_analysis(row: Row, as_of: datetime) -> dict[str, Json] | None:
    """Return a credential as IAM Analysis Finding, or None if nothing is wrong with it or it is gone.

    Its severity is not judged here (0, Unknown).
    """
    faults = [words for column, value, words in _FAULTS if column in row and row[column] == value]
    if not faults or row["state"] == "destroyed":
        return None
    user = _user_of(row)
    times: dict[str, Json] = {"programmatic_credentials": user.pop("programmatic_credentials")}
    for name, column in (("first_seen_time", "first_observed"), ("last_seen_time", "last_used")):
        if isinstance(at := row[column], datetime):
            times[name] = millis(at)
    info: dict[str, Json] = {
        "uid": digest("iam", str(row["id"]), *faults),
        "title": f"{row['name']}: {faults[0]}",
        "desc": "; ".join(faults),
        "types": [*faults],
        "analytic": {"type_id": 1, "uid": "keyroll.keyroll", "name": "the inventory"},
    }
    event = _event(2, 2008, 1, 0, as_of)
    resource: dict[str, Json] = {"uid": str(row["id"]), "name": str(row["name"]), "type": str(row["kind_title"])}
    return event | {
        "message": f"{row['name']}: {'; '.join(faults)}",
        "finding_info": info,
        "user": user,
        "identity_activity_metrics": times,
        "resources": [resource],
        "unmapped": dict(_rest(row, {"id", "principal", "principal_name", "principal_kind"})),
    }


def credential_asset(row: Row, _as_of: datetime) -> dict[str, Json]:
    """Return a credential as a CycloneDX cryptographic asset of type ``related-crypto-material``.

    Both sides use the states of NIST SP 800-57. ``activationDate`` is left out: no vendor distinguishes it from the
    creation.
    """
    from keyroll.providers import catalogue

    kind = catalogue.kind(str(row["provider"]), str(row["kind"]))
    material: dict[str, Json] = {"type": kind.material if kind else "unknown", "id": str(row["id"])}
    if row["state"]:
        material["state"] = str(row["state"]).replace("_", "-")
    for name, column in (("creationDate", "created"), ("updateDate", "changed"), ("expirationDate", "expires")):
        if isinstance(at := row[column], datetime):
            material[name] = iso(at)
    shown = {"id", "name", "kind_title", "state", "created", "changed", "expires"}
    properties: list[Json] = [{"name": f"keyroll:{name}", "value": value} for name, value in _texts(row, shown)]
    return {
        "type": "cryptographic-asset",
        "bom-ref": str(row["id"]),
        "name": str(row["name"]),
        "description": str(row["kind_title"]),
        "cryptoProperties": {"assetType": "related-crypto-material", "relatedCryptoMaterialProperties": material},
        "properties": properties,
    }


def _user_of(row: Row) -> dict[str, Json]:
    credential: dict[str, Json] = {"uid": str(row["id"]), "type": str(row["kind_title"])}
    if isinstance(used := row["last_used"], datetime):
        credential["last_used_time"] = millis(used)
    # A credential without a known principal acts as itself.
    user = _user(str(row["principal"] or row["id"]), row["principal_name"] or row["name"], row["principal_kind"])
    user["programmatic_credentials"] = [credential]
    return user


def _user(uid: str, name: Value, kind: Value) -> dict[str, Json]:
    number, caption = _TYPES.get(str(kind), (0, "Unknown"))
    user: dict[str, Json] = {"uid": uid, "type_id": number, "type": caption}
    if name:
        user["name"] = str(name)
    return user


def _inventory(user: dict[str, Json], message: str, row: Row, used: set[str], as_of: datetime) -> dict[str, Json]:
    event = _event(5, 5003, 2, 1, as_of)
    return event | {"message": message, "user": user, "unmapped": dict(_rest(row, used))}


def _event(category: int, class_uid: int, activity: int, severity: int, at: datetime) -> dict[str, Json]:
    return {
        "category_uid": category,
        "class_uid": class_uid,
        "activity_id": activity,
        "type_uid": class_uid * 100 + activity,
        "severity_id": severity,
        "time": millis(at),
        "metadata": {**METADATA, "log_name": "keyroll"},
    }


def _rest(row: Row, used: set[str]) -> Iterator[tuple[str, Json]]:
    """Yield the other columns of a row, times as text, without unknown values."""
    for name, value in row.items():
        if name not in used and value is not None:
            yield name, _json(value)


def _texts(row: Row, used: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the same as texts, a list's elements one by one."""
    for name, value in _rest(row, used):
        for member in value if isinstance(value, list) else [value]:
            yield name, str(member).lower() if isinstance(member, bool) else str(member)


def _json(value: Value) -> Json:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, list):
        return [_json(member) for member in value]
    if isinstance(value, dict):
        return {name: _json(member) for name, member in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else value.isoformat()
