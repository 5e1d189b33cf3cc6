"""Decoding: each record is judged by the parser itself, and a fault costs its field or its record, nothing else."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_exports import NOW, cloudtrail, jira, okta

from keyroll.intake.decode import GOOD, Decoded, Decoder, RawPart
from keyroll.intake.records import Bad, RecordBatch
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.store.session import Session

SYSTEM_LOG, ACCESS, TRAIL = (
    catalogue.logs("okta")["system_log"],
    catalogue.logs("jira")["access"],
    catalogue.logs("aws"),
)
AUDIT = catalogue.logs("jira")["audit"]
Decode = Callable[..., tuple[Decoded, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("spill")) as one:
        yield one


@pytest.fixture
def decode(session: Session) -> Decode:
    """Decode records as one batch; give what came of it and the rows."""

    def run(log: Log, *records: str | bytes) -> tuple[Decoded, list[dict[str, Any]]]:
        texts = [one.encode() if isinstance(one, str) else one for one in records]
        batch = RecordBatch([*range(1, len(texts) + 1)], texts, [], last=True)
        (decoded,) = Decoder(session, log, "a@main", NOW).decode([RawPart("sha", batch)])
        return decoded, session.rows(f"SELECT * FROM {GOOD} ORDER BY record")

    return run


def test_the_envelope_says_where_and_when(decode: Decode) -> None:
    decoded, (row,) = decode(SYSTEM_LOG, okta(1))
    assert decoded == Decoded(1, 0, [])
    when = datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)
    assert {name: row[name] for name in ("source", "day", "event_id", "happened_at", "raw", "record")} == {
        "source": "a@main",
        "day": when.date(),
        "event_id": "event-1",
        "happened_at": when,
        "raw": "sha",
        "record": 1,
    }
    assert row["observed_at"] == row["recorded_at"] == NOW
    assert row["actor"]["alternateId"] == "bot@corp.example"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("{broken", "not JSON"),
        ("oops", "not JSON"),
        (okta(1)[:-1], "not JSON"),
        ('{"uuid":"a"}{"uuid":"b"}', "not JSON"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("5", "not a JSON object"),
        (okta(1).encode() + b"\xff", "not UTF-8"),
        (b'{"uuid":"\xed\xa0\x80"}', "not UTF-8"),
        ("{}", "uuid is missing"),
        (okta(1, uuid=None), "uuid is missing"),
        (okta(1, eventType=None), "eventType is missing"),
        (okta(1, published=None), "no time that can be read"),
        (okta(1, published="yesterday"), "no time that can be read"),
        (okta(1, published=7), "no time that can be read"),
        (okta(1, published="infinity"), "a time beyond the calendar"),
        (okta(1, published="-infinity"), "a time beyond the calendar"),
        (okta(1, published="99999-01-01T00:00:00Z"), "a time beyond the calendar"),
        (okta(1, published="0044-03-15 (BC) 10:00:00"), "a time beyond the calendar"),
    ],
)
def test_a_bad_record_has_its_place_and_reason(decode: Decode, record: str | bytes, reason: str) -> None:
    decoded, rows = decode(SYSTEM_LOG, okta(7), record, okta(8))
    assert decoded == Decoded(2, 0, [Bad(2, reason)])
    assert [(row["record"], row["event_id"]) for row in rows] == [(1, "event-7"), (3, "event-8")]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"actor": "somebody"}, "actor"),
        ({"outcome": 5}, "outcome"),
        ({"target": {"id": "x"}}, "target"),
        ({"securityContext": {"asNumber": "many"}}, "securityContext"),
        ({"securityContext": {"asNumber": 10**400}}, "securityContext"),
        ({"securityContext": {"isProxy": [1]}}, "securityContext"),
    ],
)
def test_a_value_of_another_type_costs_that_field(decode: Decode, wrong: dict[str, Any], column: str) -> None:
    decoded, (row,) = decode(SYSTEM_LOG, okta(1, **wrong))
    assert decoded.bad == []
    found = row[column]
    assert not any(found.values()) if isinstance(found, dict) else found is None
    assert (row["event_id"], row["eventType"]) == ("event-1", "user.session.start")


@pytest.mark.parametrize(
    ("published", "implausible"),
    [
        ("1970-01-01T00:00:00Z", True),
        ("0001-01-01T00:00:00Z", True),
        ("9999-12-30T00:00:00Z", True),
        ("1999-12-31T23:59:59Z", True),
        ("2000-01-01T00:00:00Z", False),
        ((NOW + timedelta(hours=24)).isoformat(), False),
        ((NOW + timedelta(hours=24, seconds=1)).isoformat(), True),
        ("2023-11-14T11:22:49+02:00", False),
    ],
)
def test_an_implausible_time_is_kept_and_flagged(decode: Decode, published: str, implausible: bool) -> None:
    decoded, (row,) = decode(SYSTEM_LOG, okta(1, published=published))
    assert decoded.bad == []
    assert row["implausible"] is implausible
    assert row["day"] == row["happened_at"].astimezone(UTC).date()


def test_a_time_that_overflows_costs_its_record_only(decode: Decode) -> None:
    audit = {"auditType": {"action": "x"}, "timestamp": {"epochSecond": 1_700_000_000, "nano": 0}}
    absurd = audit | {"timestamp": {"epochSecond": 2**63 - 1, "nano": 0}}
    decoded, rows = decode(AUDIT, json.dumps(audit), json.dumps(absurd))
    assert decoded.bad == [Bad(2, "no time that can be read")]
    assert len(rows) == 1


def test_white_space_before_a_record_is_not_a_fault(decode: Decode) -> None:
    decoded, rows = decode(SYSTEM_LOG, f" \t {okta(1)} ", f"\t{okta(2)}")
    assert (decoded.bad, len(rows)) == ([], 2)


def test_a_line_of_text_fits_the_pattern_or_is_bad(decode: Decode) -> None:
    decoded, rows = decode(ACCESS, jira(1), jira(2)[:60], "", jira(3).replace("14/Nov", "99/Nov"), jira(4))
    assert [one.reason for one in decoded.bad] == [
        "not a line of this log",
        "not a line of this log",
        "no time that can be read",
    ]
    assert [row["record"] for row in rows] == [1, 5]
    assert {row["username"] for row in rows} == {"bot"}


def test_free_objects_rest_as_text(decode: Decode) -> None:
    answer = {"credentials": {"accessKeyId": "ASIA1"}, "list": [{"a": 'b"c'}]}
    record = cloudtrail(1, requestParameters={"a": [1]}, responseElements=answer)
    _, (row,) = decode(TRAIL["cloudtrail"], record)
    assert json.loads(row["requestParameters"]) == {"a": [1]}
    assert json.loads(row["responseElements"]) == answer


def test_a_field_of_the_envelopes_name_is_the_vendors_own(decode: Decode) -> None:
    log = Log(
        "x",
        MappingProxyType({"stamp": "VARCHAR", "source": "VARCHAR"}),
        happened_at="TRY_CAST(stamp AS TIMESTAMPTZ)",
        view="SELECT NULL::VARCHAR AS actor FROM native",
    )
    _, rows = decode(log, json.dumps({"stamp": "2023-11-14", "source": "theirs"}), '{"stamp":"2023-11-14"}')
    assert [(row["source"], row["native_source"]) for row in rows] == [("a@main", "theirs"), ("a@main", None)]


def test_equal_records_without_a_vendors_id_are_told_apart_by_their_ordinal(session: Session) -> None:
    decoder = Decoder(session, ACCESS, "a@main", NOW)
    ids = []
    for last, records in (
        (False, [jira(1), jira(2), jira(1)]),
        (False, [jira(1)]),
        (True, [jira(2), jira(1), jira(3)]),
    ):
        batch = RecordBatch([*range(1, len(records) + 1)], [one.encode() for one in records], [], last=last)
        decoder.decode([RawPart("sha", batch)])
        ids += [str(row["event_id"]) for row in session.rows(f"SELECT event_id FROM {GOOD} ORDER BY record")]
    ordinals = [int(one.rpartition("-")[2]) for one in ids]
    assert ordinals == [1, 1, 2, 3, 2, 4, 1]
    assert len(set(ids)) == 7


def test_files_that_are_decoded_together_are_judged_apart(session: Session) -> None:
    def part(name: str, *records: str) -> RawPart:
        texts = [one.encode() for one in records]
        return RawPart(name, RecordBatch([*range(1, len(texts) + 1)], texts, [Bad(9, "too long")], last=True))

    parts = [part("x", jira(1), jira(1), "oops"), part("y"), part("z", jira(1), "oops", jira(1), jira(1), jira(2))]
    decoded = Decoder(session, ACCESS, "a@main", NOW).decode(parts)
    assert [(one.sound, [bad.record for bad in one.bad]) for one in decoded] == [(2, [9, 3]), (0, [9]), (4, [9, 2])]
    rows = session.tuples(f"SELECT raw, record FROM {GOOD} ORDER BY ALL")
    assert rows == [("x", 1), ("x", 2), ("z", 4), ("z", 5)]  # of the three equal ones, the third is new
    decoded = Decoder(session, SYSTEM_LOG, "a@main", NOW).decode([part("x", okta(1)), part("y", okta(2), okta(1))])
    assert [one.sound for one in decoded] == [1, 2]
    assert session.tuples(f"SELECT raw, record FROM {GOOD} ORDER BY ALL") == [("x", 1), ("y", 1)]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("2023-11-14T09:22:49Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "detail"]), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "name", ["okta.system_log", "jira.audit", "jira.access", "aws.cloudtrail", "smartsheet.events"]
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_each_record_is_good_or_bad(name: str, data: st.DataObject, decode: Decode) -> None:
    provider, _, log_name = name.partition(".")
    log = catalogue.logs(provider)[log_name]
    body = st.dictionaries(st.sampled_from([*log.columns]), ANY).map(json.dumps)
    records = data.draw(st.lists(st.one_of(body, st.text(max_size=9), st.binary(max_size=9)), max_size=6))
    decoded, rows = decode(log, *(one.encode("utf-8", "replace") if isinstance(one, str) else one for one in records))
    assert decoded.sound + len(decoded.bad) == len(records)
    assert len(rows) == decoded.sound - decoded.left_out
    assert len({one.record for one in decoded.bad}) == len(decoded.bad)


def share_of_good(decode: Decode, provider: str, log: str, path: Path) -> float:
    lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    decoded, _ = decode(catalogue.logs(provider)[log], *lines)
    assert decoded.sound + len(decoded.bad) == len(lines)
    return decoded.sound / len(lines)


@pytest.mark.parametrize(
    ("provider", "log", "relative", "least"),
    [
        ("okta", "system_log", "samples/okta/system_log.ndjson", 1.0),
        ("jira", "audit", "samples/atlassian/jira_dc_audit.ndjson", 1.0),
        ("jira", "access", "samples/atlassian/jira_dc_access.log", 1.0),
        ("bitbucket", "audit", "samples/atlassian/bitbucket_dc_audit.ndjson", 1.0),
        ("bitbucket", "access", "samples/atlassian/bitbucket_dc_access.log", 1.0),
        ("confluence", "access", "samples/atlassian/confluence_dc_access.log", 1.0),
        ("cloudflare", "access", "samples/cloudflare/access_requests.ndjson", 1.0),
        ("aws", "cloudtrail", "samples/aws/cloudtrail.ndjson", 0.97),  # one lost its eventID where it was copied,
    ],
)
def test_real_records_are_good(
    decode: Decode, shared_data: Path, provider: str, log: str, relative: str, least: float
) -> None:
    assert share_of_good(decode, provider, log, shared_data / relative) >= least
