"""Small homes whose ledger is edited by somebody who has no key: what an administrator of the database can do."""

import json
import random
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from keyroll.api import Keyroll, verify
from keyroll.clock import parse_time
from keyroll.model.incident import ClosingPolicy
from keyroll.proof.evidence.checked import Checked

NOW = parse_time("2023-11-23T16:00:00Z")
DATES = ("2023-10-01", "2023-10-25", "2023-11-01", "2023-11-08")
GONE, LIVE = "AKIAEXAMPLE000000001", "AKIAEXAMPLE000000002"


def export(folder: Path, last: str = DATES[-1]) -> Path:
    """Two keys that the vendor held: one is gone since, one is not."""
    for place, date in enumerate(one for one in DATES if one <= last):
        survey, register = (folder / one / "survey" / date for one in ("aws@main", "register@main"))
        survey.mkdir(parents=True)
        register.mkdir(parents=True)
        rows = [
            {"UserName": one, "AccessKeyId": one, "Status": "Active", "CreateDate": "2022-01-01T00:00:00Z"}
            for one in (GONE, LIVE)
            if one == LIVE or place == 0
        ]
        (survey / "access_keys.json").write_text(json.dumps({"AccessKeyMetadata": rows, "IsTruncated": False}))
        lines = [f"Okta,aws,{one},access_key,,," for one in (GONE, LIVE)]
        (register / "vendors.csv").write_text(
            "vendor,system,credential,kind,owner,note,reviewed_on\n" + "\n".join(lines) + "\n"
        )
    return folder


@dataclass(frozen=True)
class Told:
    """What a verifier concludes."""

    policy: str
    verdicts: dict[str, str]
    scope: tuple[str, ...]
    exceptions: tuple[str, ...]
    open: tuple[str, ...]
    closed: bool

    @classmethod
    def of(cls, checked: Checked) -> "Told":
        record = checked.record
        return cls(
            str(checked.policy),
            {identifier: f"{one.verdict} {one.grade}" for identifier, one in sorted(record.verdicts.items())},
            tuple(sorted(record.scope)),
            tuple(sorted(one.identifier for one in checked.exceptions)),
            tuple(checked.open),
            checked.closed is not None,
        )


def opened(home: Path) -> Keyroll:
    return Keyroll.open(home, now=NOW, create=False)


def made(base: Path) -> Path:
    """A home with two incidents: proven, with terms, an exception, an identifier that a person added, and a closing."""
    home = base / "home"
    keyroll = Keyroll.open(home, now=NOW)
    keyroll.exports.sync(export(base / "exports"))
    window = {"begins": parse_time("2023-09-28"), "ends": parse_time("2023-10-18")}
    for name, policy in (("okta", ClosingPolicy.LIVE), ("other", ClosingPolicy.EXPORTS)):
        keyroll.incidents.open(name, vendor="Okta", **window, policy=policy, by="lead")
        keyroll.incidents.prove(name)
    keyroll.incidents.widen("okta", "aws@*:access_key_id:AKIAEXAMPLE000000009", because="pasted", by="lead")
    keyroll.campaigns.set_terms("okta", deadline=NOW + timedelta(days=9), watch=timedelta(days=30), by="lead")
    keyroll.campaigns.except_(
        "okta", f"aws@*:access_key_id:{LIVE}", because="later", until=NOW + timedelta(days=5), by="lead"
    )
    keyroll.incidents.prove("okta")
    keyroll.campaigns.except_(
        "other", f"aws@*:access_key_id:{LIVE}", because="later", until=NOW + timedelta(days=5), by="lead"
    )
    keyroll.incidents.close("other", because="done", by="lead")
    keyroll.home.ledger.close()
    return home


def copy(home: Path, place: Path) -> Path:
    return Path(shutil.copytree(home, place))


def edit(home: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Run statements on the ledger as somebody who has the file, and no constraint in the way."""
    connection = sqlite3.connect(home / "ledger.sqlite")
    for one in statements:
        connection.execute(one, values if "?" in one else ())
    connection.commit()
    connection.close()


def export_and_verify(home: Path, key: bytes, name: str = "okta") -> Told:
    """Return what a verifier with the key of old concludes from a bundle that is made now."""
    keyroll = opened(home)
    try:
        content, _ = keyroll.evidence.bundle(name)
    finally:
        keyroll.home.ledger.close()
    return Told.of(verify(content, keys=[key], now=NOW))


def without_constraints(home: Path) -> None:
    """Make every table again without keys, NOT NULL and types: what an edit must otherwise respect."""
    connection = sqlite3.connect(home / "ledger.sqlite")
    names = [one for (one,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        columns = ", ".join(f'"{one[1]}"' for one in connection.execute(f'PRAGMA table_info("{name}")'))
        connection.execute(f'ALTER TABLE "{name}" RENAME TO "old_{name}"')
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        connection.execute(f'INSERT INTO "{name}" SELECT * FROM "old_{name}"')
    connection.execute("PRAGMA foreign_keys = OFF")
    for name in names:
        connection.execute(f'DROP TABLE "old_{name}"')
    connection.commit()
    connection.close()


def damage(home: Path, table: str, column: str, how: str, chance: random.Random) -> bool:
    """Change rows of a table in one way; tell whether there were any."""
    connection = sqlite3.connect(home / "ledger.sqlite")
    rows = [one for (one,) in connection.execute(f'SELECT rowid FROM "{table}"')]
    if not rows:
        connection.close()
        return False
    row, other = chance.choice(rows), chance.choice(rows)
    value = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (row,)).fetchone()[0]
    odd = {
        "null": None,
        "blob": b"\xff\xfe\x00",
        "text": "nonsense",
        "empty": "",
        "number": 7,
        "huge": 2**62,
        "negative": -1,
        "float": 0.5,
        "json": '{"a": [1, {"b": null}]}',
        "deep": "[" * 5000,
        "surrogate": "caf\x00\u202e",
    }
    if how == "delete":
        connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
    elif how == "empty table":
        connection.execute(f'DELETE FROM "{table}"')
    elif how == "duplicate":
        connection.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE rowid = ?', (row,))
    elif how == "swap":
        theirs = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (other,)).fetchone()[0]
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (theirs, row))
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, other))
    elif how == "letter":
        changed = f"{value}0" if isinstance(value, str) else (value or 0) + 1 if isinstance(value, int) else b"\x00"
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (changed, row))
    else:
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (odd[how], row))
    connection.commit()
    connection.close()
    return True


#: Every way in which a row is damaged.
WAYS = (
    "delete", "empty table", "duplicate", "swap", "letter", "null", "blob", "text", "empty", "number", "huge",
    "negative", "float", "json", "deep", "surrogate",
)  # fmt: skip
