"""Any table of any system: whatever its order, separators, encoding and quoting, its rows are credentials, and no value
is written."""

import csv
import io
import random
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.intake.pages import table as pages_of
from keyroll.intake.tabular.dialect import rows, sniff
from keyroll.intake.tabular.look import look
from keyroll.intake.tabular.recode import Recoded
from keyroll.model.observation import Entity, Observation
from keyroll.model.source import Source
from keyroll.providers._table_columns import recognise
from keyroll.providers._table_rows import kind_in
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.other.survey import TablePart, table
from keyroll.secret import Secret
from keyroll.store.masked import masked
from keyroll.store.raw import Damaged
from keyroll.store.session import Row

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 28, tzinfo=UTC)
TITLES = {
    "id": ["Key ID", "key_id", "tokenId", "ID"],
    "name": ["Key name", "name", "Label"],
    "value": ["Secret", "API key", "apiToken", "Value", "Token"],
    "owner": ["Owner", "Team", "ownerEmail"],
    "created": ["Created", "created_at", "Creation date (UTC)"],
    "expires": ["Expires", "expiresAt", "Valid until"],
    "powers": ["Scopes", "permissions"],
}
WORDS = st.text(st.sampled_from(string.ascii_letters + " äéß,;|\t\"'-\n"), min_size=1, max_size=20)


def value(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_letters + string.digits, k=32))


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, list[dict[str, str]]]:
    """A table of credentials as some program writes it, and what its rows say by role."""
    chance = random.Random(draw(st.integers(0, 1 << 32)))
    order = list(draw(st.permutations(list(TITLES))))
    if order[-1] == "value":
        # A quoted cell right behind a header that ends with the title of a value is masked, too (docs/secrets.md).
        order = [order[-1], *order[:-1]]
    titles = [draw(st.sampled_from(TITLES[role])) for role in order]
    said = [
        {
            "id": f"k{number}",
            "name": "key " + draw(WORDS).strip(),
            "value": value(chance),
            "owner": draw(st.sampled_from(["payments@corp.example", "Team Süd", ""])),
            "created": draw(st.sampled_from(["2021-02-03", "3 Feb 2021", "2021-02-03T00:00:00Z", "Feb 3, 2021"])),
            "expires": draw(st.sampled_from(["never", "", "2030-01-01"])),
            "powers": draw(st.sampled_from(["read", "read, write", ""])),
        }
        for number in range(draw(st.integers(3, 9)))
    ]
    text = io.StringIO()
    quotings: list[Any] = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]
    quoting = draw(st.sampled_from(quotings))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(text, delimiter=draw(st.sampled_from(",;\t|")), quoting=quoting, lineterminator=ends)
    writer.writerow(titles)
    writer.writerows([row[role] for role in order] for row in said)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    return text.getvalue().encode(encoding), said


def read(content: bytes) -> tuple[list[Observation], bytes, list[tuple[int, str, bool]]]:
    """Read a table as a sync does: what is kept of it, and what its rows say."""
    dialect = sniff(content, whole=True)
    head = list(rows([content], dialect))
    columns = recognise(head[0], head[1:])
    endpoint = table(columns, TablePart(kind_in("", columns.named)))
    mask = Recoded(RecordMask(Fingerprints(Secret(b"k" * 32)), endpoint.values, table=True), dialect, columns)
    kept = b"".join(masked(mask, iter([content[: len(content) // 2], content[len(content) // 2 :]])))
    found, refused = [], []
    for written in pages_of([kept]):
        assert not written.fault
        page = SurveyPage(Source("other", "acme"), endpoint.name, NOW, 1, written.body, written.row)
        found += list(endpoint.read(page))
        refused += page.refused
    return found, kept, refused


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(tables())
def test_a_table_in_any_dress_gives_its_rows_and_no_value(made: tuple[bytes, list[dict[str, str]]]) -> None:
    content, said = made
    found, kept, refused = read(content)
    credentials = {one.subject.value: one for one in found if one.entity is Entity.CREDENTIAL}
    assert not refused
    assert set(credentials) == {row["id"] for row in said}
    for row in said:
        assert row["value"].encode() not in kept
        one = credentials[row["id"]]
        facts = one.facts or {}
        assert facts["name"] == " ".join(row["name"].split())
        assert facts.get("owner", "") == row["owner"]
        assert facts["created"] == "2021-02-03T00:00:00Z"
        assert facts.get("expires", "") == ("2030-01-01T00:00:00Z" if row["expires"].startswith("2") else "")
        assert any(identifier.kind == "fingerprint" for identifier in one.identifiers)
    grants = [one for one in found if one.entity is Entity.GRANT]
    assert len(grants) == sum(len([word for word in row["powers"].split(", ") if word]) for row in said)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=600) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_a_table_or_a_usage_error(content: bytes) -> None:
    try:
        dialect = sniff(content, whole=True)
        found = list(rows([content], dialect))
    except (UsageError, Damaged):
        return
    assert all(isinstance(cell, str) for row in found for cell in row)


@pytest.fixture
def home(tmp_path: Path) -> Keyroll:
    return Keyroll.open(tmp_path / "home", now=NOW)


def file(tmp_path: Path, text: str, name: str = "keys.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def listed(home: Keyroll) -> dict[str, Row]:
    return {str(row["id"]): row for row in home.inventory.listed("credentials").rows}


def test_a_table_is_in_the_inventory_and_a_later_one_shows_what_is_gone(home: Keyroll, tmp_path: Path) -> None:
    head = "Name,Token,Type,Created,Team,Vendor\n"
    first = head + "ci,sk_live_…4242,Secret key,2021-02-03,dev,Acme\nold,sk_live_…1111,Secret key,2020-01-01,dev,\n"
    summary, read_as = home.exports.sync_table(file(tmp_path, first), system="Stripe", given={})
    assert not summary.partial
    assert read_as.systems == ("stripe",)
    known = listed(home)["other@stripe:api_key:ci"]
    assert (known["owner"], known["state"], known["known_from"]) == ("dev", "active", ["issuer", "register"])
    assert [row["vendor"] for row in home.inventory.listed("vendors").rows] == ["Acme"]
    later = Keyroll.open(home.home.path, now=datetime(2026, 11, 29, tzinfo=UTC))
    # The header is known: its system is, too.
    summary, read_as = later.exports.sync_table(file(tmp_path, first.rpartition("old")[0]), given={})
    assert read_as.before
    assert {row["name"]: row["state"] for row in listed(later).values()} == {"ci": "active", "old": "destroyed"}


def test_a_part_of_a_list_makes_nothing_gone(home: Keyroll, tmp_path: Path) -> None:
    text = "Name,Token,Created\na,x…1234,2021-02-03\nb,x…2345,2021-02-03\n"
    home.exports.sync_table(file(tmp_path, text), system="acme", given={})
    later = Keyroll.open(home.home.path, now=datetime(2026, 11, 29, tzinfo=UTC))
    later.exports.sync_table(file(tmp_path, text.rpartition("b,")[0]), given={}, partial=True)
    assert {row["state"] for row in listed(later).values()} == {"active"}


def test_bad_rows_are_named_and_the_others_are_read(home: Keyroll, tmp_path: Path) -> None:
    text = "Name,Created,State\na,2021-02-03,active\nb,soon,active\n,2021-01-01,\nc,2021-02-03,perhaps,1,2\na,,active\n"
    summary, _ = home.exports.sync_table(file(tmp_path, text), system="acme", given={})
    assert {row["name"] for row in listed(home).values()} == {"a", "b"}
    assert sorted(summary.reasons) == [
        "row 3: created: its text is not a time",
        "row 4: it names no credential: no id, no name, no value",
        "row 5: it has more cells than the header has",
        "row 6: an earlier row has the same name, and no id distinguishes the two: they count as one",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Zk3vQ9xLr7Tn2Wm8Yb4Hc6Jd1Fg5Ps0A,a@corp.example\nx,y\n", "not a header"),
        ('{"a": 1}\n', "JSON"),
        ("just\nwords\n", "one column"),
        ("Colour,Size\nred,1\n", "no column names a credential"),
        ("Name,Created\na,2021-02-03\n", "names no system"),
    ],
)
def test_what_is_no_table_of_credentials_is_said(home: Keyroll, tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refused:
        look(home.home.path, file(tmp_path, text))
    assert refused.value.hint
    assert "Zk3vQ9" not in str(refused.value) + refused.value.hint


def test_no_value_of_a_table_is_written_anywhere(home: Keyroll, tmp_path: Path) -> None:
    chance = random.Random(7)
    values = [value(chance) for _ in range(4)]
    text = (
        "Name;Notes;Hint;Password\n"
        f"a;plain;x…1234;{values[0]}\n"
        f"b, c;plain;x…2345;{values[1]}\n"
        f"too;many;cells;here;{values[2]}\n"
        f"d;plain;{values[3]};hunter\n"
        f"e;ghp_{value(chance)}abcd;x…3456;pw2\n"
    )
    home.exports.sync_table(file(tmp_path, text), system="acme", given={})
    canaries = [*values, "ghp_", "pw2", "hunter"]
    for one in home.home.path.rglob("*"):
        if one.is_file():
            content = one.read_bytes()
            if one.suffix == ".zst":
                content = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read()
            assert not [canary for canary in canaries if canary.encode() in content], one


def test_people_register_credentials_of_any_system(home: Keyroll, tmp_path: Path) -> None:
    folder = tmp_path / "in/register/survey"
    folder.mkdir(parents=True)
    text = "System,Key name,Owner,Vendor\nStripe,billing,pay@corp.example,Acme\njira,bot,dev@corp.example,\n,x,,\n"
    file(folder, text, "credentials.csv")
    summary = home.exports.sync(tmp_path / "in")
    assert list(summary.reasons) == ["row 4: it names no system"]
    (known,) = listed(home).values()
    assert (known["id"], known["known_from"]) == ("other@stripe:credential:billing", ["register"])
    assert known["state_because"] == "people wrote it down; its issuer was not read"
