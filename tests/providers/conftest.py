"""Helpers for the tests of provider folders: run a log's declaration in DuckDB, find sample data, name a page.

``view_rows`` does what the intake does, down to empty groups of a text log, which are NULL, and to free objects, which
are text by the time that a view sees them.
"""

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from sqlglot import exp

from keyroll.errors import VendorChanged
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.model.json import Json
from keyroll.model.observation import Observation
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log, native_name
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.secret import Secret

Rows = list[dict[str, Any]]
OBSERVED = datetime(2023, 11, 23, tzinfo=UTC)


def _native(log: Log) -> str:
    """Return SQL that gives the native columns and the line of each record that could be parsed."""
    names = ", ".join(f"'{name}'" for name in log.columns)
    how = (log.pattern if log.is_text else json.dumps(dict(log.columns))).replace("'", "''")
    parse = f"regexp_extract(line, '{how}', [{names}])" if log.is_text else f"TRY(json_transform(line, '{how}'))"
    found = f"regexp_matches(line, '{how}')" if log.is_text else "starts_with(ltrim(line), '{')"
    fields = ", ".join(f'{_field(log, name, kind)} AS "{native_name(name)}"' for name, kind in log.columns.items())
    parsed = f"SELECT line, number__, {parse} AS parsed FROM lines WHERE {found}"
    return f"SELECT line AS line__, number__, {fields} FROM ({parsed}) WHERE parsed IS NOT NULL"


def _field(log: Log, name: str, kind: str) -> str:
    if log.is_text:
        return f"nullif(parsed.\"{name}\", '')"
    return f'CAST(parsed."{name}" AS {kind.replace("JSON", "VARCHAR")})'


_MASK = re.compile(r"masked:[a-z_]+:hmac:[0-9a-f]{8}:[0-9a-f]{64}")


def _masked(log: Log, record: str) -> str:
    """Return a record as it is read; what stands in the place of a value is shown as ``***``."""
    mask = RecordMask(Fingerprints(Secret(b"a key")), log.values)
    return _MASK.sub("***", mask.whole(record.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape"))


def view_rows(log: Log, source: str, records: list[str]) -> Rows:
    """Return what a log's view gives for raw records, each with the envelope; unusable records are left out."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        "CREATE TABLE lines AS SELECT unnest($1::VARCHAR[]) AS line, unnest(range(1, len($1) + 1)) AS number__",
        [[_masked(log, one) for one in records]],
    )
    happened_at = log.happened_at.replace("$now", f"'{OBSERVED.isoformat()}'")
    good = " AND ".join(f"({rule}) IS NOT NULL" for rule in (*log.identity, happened_at))
    event_id = f"coalesce(CAST({log.event_id} AS VARCHAR), md5(line__))" if log.event_id else "md5(line__)"
    connection.execute(
        f"""
        CREATE VIEW native AS
        SELECT * EXCLUDE (line__, number__), $${source}$$ AS source, CAST(timezone('UTC', happened) AS DATE) AS day,
               event AS event_id, happened AS happened_at, TIMESTAMPTZ '{OBSERVED.isoformat()}' AS observed_at,
               TIMESTAMPTZ '{OBSERVED.isoformat()}' AS recorded_at, 'raw' AS raw,
               number__ AS record, false AS implausible
        FROM (
            SELECT *, CAST({happened_at} AS TIMESTAMPTZ) AS happened, {event_id} AS event
            FROM ({_native(log)}) WHERE ({log.keep}) AND {good}
        )
        """
    )
    view = sqlglot.parse_one(log.view, dialect="duckdb")
    assert isinstance(view, exp.Select)
    unknown = set(view.named_selects) - set(COLUMNS)
    assert not unknown, f"{log.name}: the view gives columns that nobody knows: {unknown}"
    full = view.select(*ENVELOPE).sql(dialect="duckdb")
    typed = ", ".join(
        f"CAST({name if name in view.named_selects else 'NULL'} AS {kind}) AS {name}" for name, kind in COLUMNS.items()
    )
    answer = connection.execute(f"SELECT {', '.join(ENVELOPE)}, {typed} FROM ({full}) ORDER BY record")
    names = [column[0] for column in answer.description]
    rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    for row in rows:
        schema_of(row["class_uid"]).validate(as_ocsf(row))
    return rows


def is_address(text: str | None) -> bool:
    """Say whether a text is an address; records that were made anonymous, and drifted fields, hold others."""
    try:
        return bool(ip_address(text or ""))
    except ValueError:
        return False


def _address(text: str | None) -> str | None:
    return text if is_address(text) else None


@cache
def schema_of(class_uid: int) -> jsonschema.Draft202012Validator:
    """Return what OCSF 1.8.0 says of a class."""
    schema = get_ocsf_schema("1.8.0")
    (name,) = (name for name, one in schema["classes"].items() if one["uid"] == class_uid)
    return jsonschema.Draft202012Validator(OcsfJsonSchemaEmbedded(schema).get_class_schema(name))


def as_ocsf(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a view as an OCSF event; what OCSF requires and the row does not know is Unknown."""
    number, act = row["class_uid"], row["activity_id"]
    session = {"session": {"uid": row["session_uid"]}} if row["session_uid"] else {}
    event: dict[str, Any] = {
        "class_uid": number,
        "category_uid": number // 1000,
        "activity_id": act,
        "type_uid": number * 100 + act,
        "severity_id": 1,
        "status_id": row["status_id"],
        "time": int(row["happened_at"].timestamp() * 1000),
        "metadata": {"version": "1.8.0", "product": {"name": "any", "vendor_name": "any"}},
        "src_endpoint": _known(ip=_address(row["src_ip"])),
    }
    if number != 6001 and number // 1000 != 4:  # those classes name nobody
        event["actor"] = {"user": _known(uid=row["actor"], name=row["actor_name"])} | session
    if row["user_agent"] and number not in (4005, 4007):  # those classes name the program at the end point
        event["http_request"] = {"user_agent": row["user_agent"]}
    if number == 2004:  # a finding has whoever acted, and from where, among its evidence
        event["evidences"] = [{name: event.pop(name) for name in ("src_endpoint", "actor")}]
    if number == 5001:
        del event["src_endpoint"]
    return event | (_traffic(row) if number // 1000 == 4 else _thing(row))


def _known(**values: Any) -> dict[str, Any]:
    found = {key: value for key, value in values.items() if value is not None}
    return found if found.keys() - {"type", "port"} else found | {"name": "Unknown"}


def _thing(row: dict[str, Any]) -> dict[str, Any]:
    """Return what an act was done to, in the words of its class."""
    user: dict[str, Any] = {"user": _known(uid=row["target"])}
    resource = _known(uid=row["resource_uid"], name=row["resource_name"], type=row["resource_type"])
    classes: dict[int, dict[str, Any]] = {
        3001: user,
        3002: user | {"service": {"name": row["resource_group"] or row["source"]}},
        3004: {"entity": resource},
        3005: user | {"privileges": [row["target_group"] or "Unknown"]},
        3006: user | {"group": _known(name=row["target_group"])},
        6001: {"web_resources": [resource]},
        6003: {"resources": [resource], "api": {"operation": row["operation"]}},
        6005: {"database": resource | {"type_id": 99}},
        2004: {"finding_info": {"title": row["operation"], "uid": row["event_id"]}},
        5001: {"device": {"type_id": 0, "hostname": "Unknown"}},
    }
    return classes[row["class_uid"]]


def _traffic(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of traffic, in the words of its class."""
    event = {
        "dst_endpoint": _known(ip=_address(row["dst_ip"]), port=row["dst_port"], hostname=row["dst_name"]),
        "traffic": {"bytes_in": row["bytes_in"] or 0, "bytes_out": row["bytes_out"] or 0},
    }
    if row["class_uid"] == 4003 and row["dst_name"]:
        event["query"] = {"hostname": row["dst_name"]}
    if row["class_uid"] == 4010:
        event["file"] = {"name": row["resource_name"] or "Unknown", "type_id": 1}
        event["actor"] = {"user": _known(name=row["actor_name"])}
    if row["class_uid"] == 4002:
        event["http_response"] = {"code": row["http_status"] or 0}
    return event


def page_of(endpoint: str, body: Json, source: str, number: int = 1) -> SurveyPage:
    """Return a page as a fetcher or an export folder would supply it."""
    return SurveyPage(Source.parse(source), endpoint, OBSERVED, number, body)


def read_all(endpoint: Endpoint, body: Json, source: str) -> list[Observation]:
    """Return everything that an endpoint's reader finds in one page."""
    return list(endpoint.read(page_of(endpoint.name, body, source)))


def sample(relative: str) -> Path:
    """Return a file of the sample data beside the project; skips the test where there is none."""
    root = os.environ.get("KEYROLL_DATA", "")
    if not root:
        pytest.skip("KEYROLL_DATA is not set: no sample data beside the project")
    path = Path(root) / relative
    if not path.exists():
        pytest.skip(f"no {relative} in KEYROLL_DATA")
    return path


#: Values that break what looks at them carelessly; each is tried in every place.
EDGES: tuple[Json, ...] = (
    None,
    True,
    "",
    [],
    {},
    [None],
    -1e15,
    1e300,
    "0001-01-01T00:00:00+23:59",
    "https://[::1",
    "Basic OjpAQEA=",
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(("ACTIVE", "2023-11-14T09:22:49Z"))
)


def _places(body: Json, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [here, *(place for key, value in inner for place in _places(value, (*here, key)))]


def _with(body: Json, place: tuple[str | int, ...], value: Json) -> Json:
    if not place:
        return value
    changed: Any = body.copy() if isinstance(body, dict | list) else body
    changed[place[0]] = _with(changed[place[0]], place[1:], value)
    return changed


def survives(endpoint: Endpoint, good: Json, source: str) -> None:
    """Check that any JSON, and a good body with anything in any place, gives observations or VendorChanged."""
    keys = sorted({step for place in _places(good) for step in place if isinstance(step, str)})
    anything = st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=6),
        max_leaves=12,
    )
    spoilt = st.builds(lambda place, value: _with(good, place, value), st.sampled_from(_places(good)), anything)

    def check(body: Json) -> None:
        page = page_of(endpoint.name, body, source)
        assert endpoint.more(page) in (True, False)
        assert endpoint.recognise(body) in (True, False)
        try:
            found = list(endpoint.read(page))
        except VendorChanged:
            return
        assert all(isinstance(one, Observation) for one in found)

    for bodies, examples in ((anything, 40), (spoilt, 120)):
        settings(max_examples=examples, deadline=None)(given(bodies)(check))()
    for place in _places(good):
        for value in EDGES:
            check(_with(good, place, value))


@pytest.fixture(name="survives", scope="session")
def _survives() -> Callable[[Endpoint, Json, str], None]:
    return survives


@pytest.fixture(name="view_rows", scope="session")
def _view_rows() -> Callable[[Log, str, list[str]], Rows]:
    return view_rows


@pytest.fixture(name="read_all", scope="session")
def _read_all() -> Callable[[Endpoint, Json, str], list[Observation]]:
    return read_all


@pytest.fixture(name="page_of", scope="session")
def _page_of() -> Callable[..., SurveyPage]:
    return page_of


@pytest.fixture(name="sample", scope="session")
def _sample() -> Callable[[str], Path]:
    return sample


@pytest.fixture(name="sample_lines", scope="session")
def _sample_lines() -> Callable[[str], list[str]]:
    """Give the lines of a sample file; skips where there is none."""
    return lambda relative: [line for line in sample(relative).read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(name="assert_read", scope="session")
def _assert_read() -> Callable[[str, str, str, int], None]:
    """Show that an example is recognised by one endpoint of a provider only, and gives so many observations."""

    def read(file: str, source: str, name: str, count: int) -> None:
        body = json.loads(sample(f"surveys/{file}.json").read_text("utf-8"))
        endpoints = catalogue.endpoints(source.partition("@")[0])
        assert len(read_all(endpoints[name], body, source)) == count
        assert [one.name for one in endpoints.values() if one.recognise(body)] == [name]

    return read
