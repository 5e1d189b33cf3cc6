"""Random syncs over a universe so small that names meet, for tests of what a sync changes.

Two accounts with keys of one space of names, tokens with a shared client id, accounts that sign in elsewhere, a
directory, a register, copies, people's answers, and logs that come late.
"""

import itertools
import json
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from keyroll.intake.surveys import TABLE, TYPES
from keyroll.model.event import ENVELOPE
from keyroll.model.ids import digest
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.logs import native_name
from keyroll.store.home import Home
from keyroll.store.session import Session

FIRST = datetime(2026, 9, 25, tzinfo=UTC)
_numbers = itertools.count()

KEYS = tuple(f"aws@*:access_key_id:AKIA{number}" for number in range(3))
TOKENS = tuple(f"cloudflare@main:access_service_token:t{number}" for number in range(3))
CLIENTS = tuple(f"cloudflare@*:access_client_id:c{number}" for number in range(2))
ACCOUNTS = tuple(f"jira@main:account:svc-{number}" for number in range(2))
LOGINS = tuple(f"web@sso.example:login:svc-{number}" for number in range(2))
OKTA = tuple(f"okta@main:api_token:o{number}" for number in range(2))
GITHUB = ("github@main:token_id:7", "github@*:token_hash:h1")
VALUES = tuple(f"keyroll@*:fingerprint:k:{number}abcdef012" for number in range(2))
ELSEWHERE = ("confluence@main:account:svc-0", "aws@*:session_key:ASIA1", "okta@main:client_secret:x")
#: Kind, the endpoints that tell of it, its identifiers, further strong identifiers of it, its principals.
LISTS = (
    (
        "aws@1",
        "access_key",
        ("access_keys", "credential_report"),
        KEYS,
        ("aws@1:access_key_slot:u1/1", "aws@2:access_key_slot:u1/1"),
        ("aws@1:user:u1", "aws@1:user:u2"),
    ),
    (
        "aws@2",
        "access_key",
        ("access_keys", "credential_report"),
        KEYS,
        ("aws@2:access_key_slot:u1/1",),
        ("aws@2:user:u1",),
    ),
    (
        "cloudflare@main",
        "access_service_token",
        ("access_service_tokens", "report"),
        TOKENS,
        (*CLIENTS, TOKENS[0]),
        ("cloudflare@main:user:a", TOKENS[1]),
    ),
    ("jira@main", "account", ("users", "report"), ACCOUNTS, LOGINS, ACCOUNTS),
    ("okta@main", "api_token", ("api_tokens", "report"), OKTA, LOGINS, ("okta@main:user:u1", "okta@main:user:u2")),
)
HANDLES = (*KEYS, *TOKENS, *CLIENTS, *ACCOUNTS, *LOGINS, *OKTA, *GITHUB, *VALUES, *ELSEWHERE)
PRINCIPALS = sorted({one for *_, principals in LISTS for one in principals})
MAILS = ("ann@a.example", "joe@a.example")
DAYS = ("2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z", "2026-10-01T00:00:00Z")
MOMENTS = st.integers(0, 12)


def _facts(**of: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries({}, optional=of)


CREDENTIAL = _facts(
    state=st.sampled_from(["active", "suspended"]),
    name=st.sampled_from(["n", "m", "svc-1"]),
    created=st.sampled_from(DAYS),
    changed=st.sampled_from(DAYS),
    last_used=st.sampled_from(DAYS),
    generation=st.integers(1, 3),
    owner=st.sampled_from([*MAILS, "Team"]),
)


@st.composite
def credentials(draw: st.DrawFn) -> tuple:
    source, kind, endpoints, ids, others, principals = draw(st.sampled_from(LISTS))
    subject = draw(st.sampled_from(ids if draw(st.integers(0, 4)) else others))
    strong = [subject, *draw(st.lists(st.sampled_from(others), max_size=1))]
    links = [("principal", draw(st.sampled_from(principals)))] if draw(st.integers(0, 3)) else []
    weak = draw(st.lists(st.sampled_from(["cloudflare@*:last_four:1234"]), max_size=1))
    return source, draw(st.sampled_from(endpoints)), "credential", subject, kind, strong, weak, draw(CREDENTIAL), links


def _told(
    sources: tuple, endpoints: tuple, entity: str, subjects: tuple, kind: str, facts: st.SearchStrategy
) -> st.SearchStrategy:
    chosen = map(st.sampled_from, (sources, endpoints))
    return st.tuples(
        *chosen, st.just(entity), st.sampled_from(subjects), st.just(kind), st.just([]), st.just([]), facts, st.just([])
    )


SOURCES = tuple(one for one, *_ in LISTS)
READS = st.sampled_from([(source, endpoint) for source, _, endpoints, *_ in LISTS for endpoint in endpoints]).flatmap(
    lambda one: _told(
        one[:1],
        one[1:],
        "read",
        (f"{one[0]}:endpoint:{one[1]}",),
        "read",
        st.sampled_from([{"complete": True}, {"complete": True}, {"complete": False, "because": "cut"}]),
    )
)
DIRECTORY = st.sampled_from(["users", "vendors"]).flatmap(
    lambda one: _told(
        ("okta@main" if one == "users" else "register@main",),
        (one,),
        "read",
        ("x:endpoint:y",),
        "read",
        st.just({"complete": True}),
    )
)
PEOPLE = _told(
    ("okta@main", "jira@main", "aws@1"),
    ("users",),
    "principal",
    tuple(PRINCIPALS),
    "user",
    _facts(
        principal_kind=st.sampled_from(["human", "unknown"]),
        email=st.sampled_from(MAILS),
        name=st.sampled_from(["n", "p"]),
        active=st.booleans(),
        owner=st.sampled_from(["team", *MAILS]),
    ),
)
GRANTS = _told(
    ("aws@1", "okta@main"),
    ("users",),
    "grant",
    (*PRINCIPALS, *TOKENS),
    "grant",
    _facts(privilege=st.sampled_from(["read", "write"]), resource=st.sampled_from(["r", "s"])),
)
REGISTRATIONS = _told(
    ("register@main",),
    ("vendors",),
    "registration",
    ("register@main:registration:1", "register@main:registration:2"),
    "registration",
    st.fixed_dictionaries(
        {
            "system": st.sampled_from(["aws", "cloudflare", "jira", "okta", "keyroll"]),
            "names": st.sampled_from(["n", "m", "svc-1", "akia1", "t0", "value 0abcdef0"]),
        },
        optional={
            "holder": st.sampled_from(["Vendor A", "Browser"]),
            "owner": st.sampled_from(["team", *MAILS]),
            "note": st.just("old"),
            "ended_on": st.sampled_from(DAYS),
        },
    ),
)
POLICIES = _told(
    ("register@main",),
    ("policies",),
    "policy",
    ("register@main:policy:1", "register@main:policy:2"),
    "policy",
    st.fixed_dictionaries(
        {
            "provider": st.sampled_from(["aws", "cloudflare"]),
            "credential_kind": st.sampled_from(["access_key", "access_service_token"]),
            "method": st.just("by hand"),
            "every_days": st.sampled_from([10, 90]),
        }
    ),
)
ANSWERS = st.sampled_from(
    [("real", {"answer": "yes"}), ("real", {"answer": "no"}), ("audit", {"answer": "wiki"})]
).flatmap(
    lambda one: _told(("people@main",), ("answers",), "answer", HANDLES, one[0], st.just({**one[1], "person": "ann"}))
)
PLACES = st.tuples(
    st.sampled_from(["scan@main", "openbao@main", "aws@1"]),
    st.sampled_from(["scan", "apps"]),
    st.just("location"),
    st.sampled_from(["scan@main:place:1", "scan@main:place:2"]),
    st.sampled_from(["vault_path", "file"]),
    st.just([]),
    st.just([]),
    _facts(
        holder=st.sampled_from(["Vendor A", "Vendor B"]),
        owner=st.sampled_from([*MAILS, "team"]),
        place=st.just("p"),
        since=st.sampled_from(DAYS),
    ),
    st.sampled_from(HANDLES).map(lambda one: [("holds", one)]),
)
MET = st.tuples(
    st.just("scan@main"),
    st.just("scan"),
    st.just("value"),
    st.sampled_from(VALUES),
    st.sampled_from(["access_key", "account_token"]),
    st.lists(st.sampled_from([*VALUES, *KEYS, *GITHUB]), max_size=2),
    st.just([]),
    _facts(provider=st.sampled_from(["aws", "cloudflare"])),
    st.just([]),
)
OBSERVATIONS = st.one_of(
    credentials(),
    credentials(),
    credentials(),
    READS,
    READS,
    DIRECTORY,
    PEOPLE,
    GRANTS,
    REGISTRATIONS,
    REGISTRATIONS,
    POLICIES,
    ANSWERS,
    PLACES,
    PLACES,
    MET,
)
#: Log, source, whose record, what it does, moment, whether it succeeded, from where, by which client.
EVENTS = st.tuples(
    st.sampled_from(
        [
            ("aws.cloudtrail", "aws@1"),
            ("aws.cloudtrail", "aws@2"),
            ("confluence.access", "confluence@main"),
            ("cloudflare.access", "cloudflare@main"),
            ("github.audit", "github@main"),
        ]
    ),
    st.integers(0, 2),
    st.integers(0, 2),
    MOMENTS,
    st.integers(0, 3),
    st.sampled_from(["192.0.2.1", "198.51.100.7"]),
    st.sampled_from(["vendora/1", "curl/8"]),
)
#: One sync with much, then some with little: else nobody stays untouched.
SYNCS = st.tuples(
    st.tuples(st.lists(st.tuples(OBSERVATIONS, MOMENTS), min_size=20, max_size=50), st.lists(EVENTS, max_size=12)),
    st.lists(
        st.tuples(st.lists(st.tuples(OBSERVATIONS, MOMENTS), max_size=3), st.lists(EVENTS, max_size=2)),
        min_size=2,
        max_size=5,
    ),
).map(lambda both: [both[0], *both[1]])
NATIVE = {
    "aws.cloudtrail": {
        "eventID": "event_id",
        "eventTime": "happened_at",
        "sourceIPAddress": "net",
        "userAgent": "client",
        "eventSource": "CASE WHEN deed > 0 THEN 'iam.amazonaws.com' ELSE 's3.amazonaws.com' END",
        "eventName": "CASE deed WHEN 1 THEN 'CreateAccessKey' WHEN 2 THEN 'UpdateLoginProfile' ELSE 'GetObject' END",
        "errorCode": "CASE WHEN NOT fine THEN 'AccessDenied' END",
        "requestParameters": '\'{"userName": "u1", "accessKeyId": "AKIA\' || deed || \'"}\'',
        "userIdentity": "{\"type\": 'IAMUser', userName: 'u' || (who % 2 + 1), accessKeyId: 'AKIA' || who}",
    },
    "confluence.access": {
        "username": "'svc-' || who % 2",
        "client": "net",
        "agent": "client",
        "method": "'GET'",
        "path": "'/rest/api/space'",
        "status": "CASE WHEN fine THEN '200' ELSE '403' END",
    },
    "cloudflare.access": {
        "Connection": "'service_token'",
        "UserUID": "'t' || who",
        "Allowed": "fine",
        "IPAddress": "net",
    },
    "github.audit": {
        "token_id": "CASE WHEN deed > 0 THEN 7 END",
        "hashed_token": "'h' || who % 2",
        "actor": "'u'",
        "action": "'git.clone'",
        "actor_ip": "net",
        "user_agent": "client",
    },
}
_SHOWN = {"who": "BIGINT", "deed": "BIGINT", "fine": "BOOLEAN", "net": "VARCHAR", "client": "VARCHAR"}


def moment(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def observe(session: Session, home: Home, told: list) -> None:
    rows = []
    for (source, endpoint, entity, subject, kind, strong, weak, facts, links), day in told:
        names = sorted({subject, *strong}) if entity == "credential" or strong else []
        text, when = json.dumps(facts, sort_keys=True), moment(day)
        linked = [{"relation": relation, "to": to} for relation, to in links]
        name = digest(source, endpoint, entity, subject, kind, *names, str(day), text, json.dumps(linked))
        rows.append(
            (
                source,
                when.date(),
                name,
                when,
                when,
                when,
                "raw",
                1,
                endpoint,
                entity,
                subject,
                kind,
                names,
                weak,
                text,
                linked,
            )
        )
    if rows:
        columns = dict(zip(TYPES, (list(column) for column in zip(*rows, strict=True)), strict=True))
        session.load_columns("told", TYPES, columns)
        home.lake.append(session, "told", TABLE, f"stream {next(_numbers)}", 1)


def happen(session: Session, home: Home, log: str, events: list) -> None:
    rows = []
    for (_, source), who, deed, day, fine, net, client in events:
        name = digest(source, str((who, deed, day, fine, net, client)))
        rows.append(
            (source, moment(day).date(), name, *[moment(day)] * 3, "raw", 1, False, who, deed, fine > 0, net, client)
        )
    if not rows:
        return
    types = {**ENVELOPE, **_SHOWN}
    columns = dict(zip(types, (list(column) for column in zip(*rows, strict=True)), strict=True))
    session.load_columns("envelope", types, columns)
    provider, _, name = log.partition(".")
    native = ", ".join(
        f'({NATIVE[log].get(column, "NULL")})::{kind.replace("JSON", "VARCHAR")} AS "{native_name(column)}"'
        for column, kind in logs(provider)[name].columns.items()
    )
    kept = ", ".join(ENVELOPE)
    session.run(f"CREATE OR REPLACE TEMP TABLE happened AS SELECT {kept}, {native} FROM envelope")
    home.lake.append(session, "happened", f"events/{log}", f"stream {next(_numbers)}", 1)
