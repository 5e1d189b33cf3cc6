"""What a rule's condition means, value by value: against an oracle that reads the same rule in plain Python."""

import re
from base64 import b64encode
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sigma.rule import SigmaRule
from sigma_world import Logs, moment

from keyroll.detection.sigma.fields import Fields
from keyroll.detection.sigma.scan import Planner, scan

Json = dict[str, Any]


def hit(logs: Logs, detection: Json, events: list[Json], log: str = "aws.cloudtrail") -> list[bool]:
    """Which of some events a detection hits."""
    product, _, service = log.partition(".")
    rule = {"title": "t", "logsource": {"product": product, "service": service}, "detection": detection}
    logs.load({log: events})
    _, plan, _ = logs.compiled([SigmaRule.from_yaml(yaml.safe_dump(rule))])
    assert plan.faults == (), plan.faults
    met = {int(str(record)) for (record,) in logs.session.tuples("SELECT record FROM sigma_hits")}
    return [number in met for number in range(1, len(events) + 1)]


def selects(logs: Logs, selection: object, *events: Json, log: str = "aws.cloudtrail") -> list[bool]:
    return hit(logs, {"selection": selection, "condition": "selection"}, list(events), log)


def asked(**parameters: object) -> Json:
    return {"requestParameters": parameters}


CASES: list[tuple[str, object, list[Json], list[Json]]] = [
    ("equality ignores case", {"eventName": "consoleLOGIN"}, [{"eventName": "ConsoleLogin"}], [{"eventName": "Login"}]),
    (
        "a whole object, and a document that is a text in it",
        {"requestParameters|contains|all": ['"Allow"', '"s3:Get*"']},
        [
            asked(policyDocument='{"Effect": "Allow", "Action": ["s3:GetObject"]}'),
            asked(Effect="Allow", Action=["s3:GetObject"]),
        ],
        [asked(policyDocument='{"Effect": "Deny", "Action": ["s3:GetObject"]}'), asked(Effect="Allow"), {}],
    ),
    ("cased", {"eventName|cased": "ConsoleLogin"}, [{"eventName": "ConsoleLogin"}], [{"eventName": "consolelogin"}]),
    (
        "cased with a wildcard",
        {"eventName|cased|contains": "sole"},
        [{"eventName": "ConsoleLogin"}],
        [{"eventName": "CONSOLELOGIN"}],
    ),
    ("signs of LIKE are letters", {"eventName": "a_b%*"}, [{"eventName": "A_B%c"}], [{"eventName": "axb%c"}]),
    ("an escaped star is a star", {"eventName": r"a\*b"}, [{"eventName": "a*b"}], [{"eventName": "axb"}]),
    ("a backslash is one", {"eventName": r"a\b\\*"}, [{"eventName": "a\\b\\c"}], [{"eventName": "ab\\c"}]),
    ("one letter", {"eventName": "a?c"}, [{"eventName": "aéc"}], [{"eventName": "ac"}, {"eventName": "abbc"}]),
    ("a star alone wants something", {"errorCode": "*"}, [{"errorCode": "x"}, {"errorCode": ""}], [{}]),
    ("an empty text is not nothing", {"errorCode": ""}, [{"errorCode": ""}], [{}, {"errorCode": "x"}]),
    ("a quote in a value", {"eventName|contains": "o'c"}, [{"eventName": "five o'clock"}], [{"eventName": "oc"}]),
    ("letters beyond ASCII", {"eventName": "STRASSE-Ä"}, [{"eventName": "strasse-ä"}], [{"eventName": "strasse-a"}]),
    ("startswith", {"eventName|startswith": "get"}, [{"eventName": "GetX"}], [{"eventName": "XGet"}]),
    ("endswith", {"eventName|endswith": "get"}, [{"eventName": "XGet"}], [{"eventName": "GetX"}]),
    ("contains", {"eventName|contains": "et"}, [{"eventName": "XGETX"}], [{"eventName": "X"}]),
    (
        "contains all",
        {"eventName|contains|all": ["a", "b"]},
        [{"eventName": "xbxax"}],
        [{"eventName": "xax"}, {"eventName": "xbx"}],
    ),
    ("one of many", {"eventName": ["A", "b*", "c"]}, [{"eventName": "a"}, {"eventName": "bz"}], [{"eventName": "d"}]),
    ("re is found anywhere", {"eventName|re": "b.d"}, [{"eventName": "abxde"}], [{"eventName": "aBxde"}]),
    ("re|i", {"eventName|re|i": "^b.d$"}, [{"eventName": "BXD"}], [{"eventName": "aBXD"}]),
    ("re|m", {"eventName|re|m": "^b$"}, [{"eventName": "a\nb\nc"}], [{"eventName": "ab"}]),
    ("re|s", {"eventName|re|s": "a.b"}, [{"eventName": "a\nb"}], [{"eventName": "ab"}]),
    ("re without s", {"eventName|re": "a.b"}, [{"eventName": "a-b"}], [{"eventName": "a\nb"}]),
    (
        "cidr of IPv4",
        {"sourceIPAddress|cidr": "10.1.0.0/20"},
        [{"sourceIPAddress": "10.1.15.255"}, {"sourceIPAddress": "::ffff:10.1.0.1"}],
        [{"sourceIPAddress": "10.1.16.0"}, {"sourceIPAddress": "10.1.0.1.evil"}, {"sourceIPAddress": "AWS Internal"}],
    ),
    (
        "cidr of IPv6, however written",
        {"sourceIPAddress|cidr": "2001:db8::/36"},
        [{"sourceIPAddress": "2001:0DB8:0fff:0:0:0:0:1"}, {"sourceIPAddress": "2001:db8::"}],
        [{"sourceIPAddress": "2001:db8:1000::"}, {"sourceIPAddress": "10.0.0.1"}, {"sourceIPAddress": "2001:db8:"}],
    ),
    ("gt of a text", {"errorCode|gt": 9}, [{"errorCode": "10"}], [{"errorCode": "9"}, {"errorCode": "x"}, {}]),
    (
        "gte, lt, lte",
        {"requestParameters.n|gte": 2, "requestParameters.n|lt": 4, "requestParameters.m|lte": 1.5},
        [asked(n=2, m=1.5), asked(n="3", m=0)],
        [asked(n=4, m=1), asked(n=2, m=1.6), asked(n=2)],
    ),
    ("a number", {"requestParameters.n": 5}, [asked(n=5), asked(n="5"), asked(n=[4, 5])], [asked(n=50), asked(n=None)]),
    ("yes and no", {"readOnly": True}, [{"readOnly": True}], [{"readOnly": False}, {}]),
    ("yes in free JSON", {"requestParameters.x": False}, [asked(x=False), asked(x="False")], [asked(x=True), {}]),
    ("yes as a text", {"readOnly": "TRUE"}, [{"readOnly": True}], [{"readOnly": False}]),
    ("null", {"errorCode": None}, [{}, {"errorCode": None}], [{"errorCode": ""}, {"errorCode": "x"}]),
    ("null in free JSON", {"requestParameters.x": None}, [{}, asked(x=None), asked(y=1)], [asked(x=0), asked(x=[1])]),
    ("exists", {"requestParameters.x|exists": True}, [asked(x=None), asked(x=[])], [{}, asked(y="x")]),
    ("exists not", {"requestParameters.x|exists": False}, [{}, asked(y=1)], [asked(x=1), asked(x={"y": 1})]),
    ("neq", {"errorCode|neq": "x"}, [{}, {"errorCode": "y"}], [{"errorCode": "X"}]),
    (
        "neq of many wants none",
        {"errorCode|neq": ["x", "y"]},
        [{}, {"errorCode": "z"}],
        [{"errorCode": "X"}, {"errorCode": "y"}],
    ),
    (
        "a nested field",
        {"userIdentity.sessionContext.sessionIssuer.type": "role"},
        [{"userIdentity": {"sessionContext": {"sessionIssuer": {"type": "Role"}}}}],
        [{"userIdentity": {"type": "Role"}}, {}],
    ),
    (
        "lists in free JSON at any level",
        {"requestParameters.a.b": "x"},
        [asked(a={"b": "x"}), asked(a=[{"b": "y"}, {"b": "X"}]), asked(a={"b": ["y", "x"]}), asked(a=[{"b": ["x"]}])],
        [asked(a={"c": "x"}), asked(b="x"), asked(a="b"), asked(a=[["b"]])],
    ),
    (
        "fieldref",
        {"userIdentity.userName|fieldref": "requestParameters.userName"},
        [{"userIdentity": {"userName": "Ann"}} | asked(userName="ann")],
        [{"userIdentity": {"userName": "Ann"}} | asked(userName="bob"), {"userIdentity": {"userName": "Ann"}}, {}],
    ),
    (
        "fieldref|startswith",
        {"eventName|fieldref|startswith": "errorCode"},
        [{"eventName": "GetX", "errorCode": "get"}],
        [{"eventName": "XGet", "errorCode": "get"}, {"eventName": "x"}],
    ),
    (
        "fieldref|endswith",
        {"eventName|fieldref|endswith": "errorCode"},
        [{"eventName": "XGet", "errorCode": "get"}],
        [{"eventName": "GetX", "errorCode": "get"}],
    ),
    (
        "fieldref|contains",
        {"eventName|fieldref|contains": "errorCode"},
        [{"eventName": "XGetX", "errorCode": "get_"[:3]}],
        [{"eventName": "XGetX", "errorCode": "get_"}],
    ),
    (
        "base64",
        {"eventName|base64": "hello"},
        [{"eventName": b64encode(b"hello").decode()}],
        [{"eventName": "hello"}],
    ),
    (
        "base64offset",
        {"eventName|base64offset|contains": "foobar"},
        [{"eventName": b64encode(b"x" * n + b"foobar!").decode()} for n in range(3)],
        [{"eventName": b64encode(b"xfoobaz").decode()}],
    ),
    (
        "wide, then base64",
        {"eventName|wide|base64offset|contains": "ping"},
        [{"eventName": b64encode("run ping".encode("utf-16le")).decode()}],
        [{"eventName": b64encode(b"run ping").decode()}],
    ),
    (
        "utf16, then base64",
        {"eventName|utf16|base64": "ping"},
        [{"eventName": b64encode("ping".encode("utf-16")).decode()}],
        [{"eventName": b64encode("ping".encode("utf-16be")).decode()}],
    ),
    (
        "utf16be, then base64",
        {"eventName|utf16be|base64": "ping"},
        [{"eventName": b64encode("ping".encode("utf-16be")).decode()}],
        [{"eventName": b64encode("ping".encode("utf-16le")).decode()}],
    ),
    ("wide as it is", {"eventName|wide|contains": "ab"}, [{"eventName": "xa\0b\0"}], [{"eventName": "xab"}]),
    (
        "windash",
        {"eventName|windash|contains": "x -s"},
        [{"eventName": "x /s"}, {"eventName": "x -s"}, {"eventName": "x \u2013s"}],
        [{"eventName": "x +s"}],
    ),
    ("hour of a time", {"eventTime|hour": 3}, [{"eventTime": moment(3 * 3600 + 5)}], [{"eventTime": moment(4 * 3600)}]),
    (
        "keywords, in any field and case",
        ["stolen*key", "o'clock"],
        [{"errorMessage": "a STOLEN red key"}, asked(x={"y": "five O'Clock"})],
        [{"errorMessage": "stolen"}, {"errorMessage": "key stolen"}],
    ),
    (
        "keywords in free JSON with escapes",
        ['say "no"'],
        [asked(x='they say "no" now')],
        [asked(x="say no")],
    ),
    (
        "all keywords",
        {"|all": ["red", "key"]},
        [{"errorMessage": "red", "eventName": "key"}],
        [{"errorMessage": "red"}],
    ),
    (
        "a list of maps is any of them",
        [{"eventName": "a"}, {"errorCode": "b"}],
        [{"eventName": "a"}, {"errorCode": "B"}],
        [{"eventName": "c"}],
    ),
    (
        "names are found in another case",
        {"EVENTNAME": "a", "useridentity.TYPE": "b"},
        [{"eventName": "a", "userIdentity": {"type": "B"}}],
        [{}],
    ),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("selection", "hits", "misses"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_modifiers(shared_logs: Logs, selection: object, hits: list[Json], misses: list[Json]):
    assert selects(shared_logs, selection, *hits, *misses) == [True] * len(hits) + [False] * len(misses)


def test_every_modifier_of_the_library_has_a_case():
    from sigma.modifiers import modifier_mapping

    used = set(re.findall(r"\|(\w+)", repr(CASES)))
    same = {"ignorecase": "i", "multiline": "m", "dotall": "s"}
    parts = {"minute", "day", "week", "month", "year"}  # beside hour, in a test of its own
    assert {same.get(one, one) for one in modifier_mapping} - used - parts == {"expand"}


@pytest.mark.parametrize(
    ("part", "value"), [("minute", 7), ("hour", 13), ("day", 2), ("week", 23), ("month", 6), ("year", 2025)]
)
def test_parts_of_a_time(shared_logs: Logs, part: str, value: int):
    at = {"eventTime": "2025-06-02T15:07:00+02:00"}
    for field in ("eventTime", "errorCode"):  # as a time, and as a text
        event = at | {"errorCode": at["eventTime"]}
        assert selects(shared_logs, {f"{field}|{part}": value}, event) == [True]
        assert selects(shared_logs, {f"{field}|{part}": value + 1}, event) == [False]


def test_a_list_of_structs_is_any_of_its_elements(shared_logs: Logs):
    events: list[dict[str, Any]] = [
        {"target": [{"type": "User", "displayName": "Ann"}, {"type": "UserGroup", "displayName": "Admins"}]},
        {"target": [{"type": "User", "displayName": "Bob", "detailEntry": {"to": ["x", "Admins"]}}]},
        {"target": []},
        {},
    ]
    for name in ("target.displayName", "target[].displayName", "target[*].displayName", "target{}.displayName"):
        found = selects(shared_logs, {f"{name}|contains": "admin"}, *events, log="okta.system_log")
        assert found == [True, False, False, False]
    place = selects(shared_logs, {"target[0].displayName": "ann"}, *events, log="okta.system_log")
    assert place == [True, False, False, False]
    inside = selects(shared_logs, {"target.detailEntry.to": "admins"}, *events, log="okta.system_log")
    assert inside == [False, True, False, False]
    none = {"selection": {"target.displayName": "ann"}, "condition": "not selection"}
    assert hit(shared_logs, none, events, "okta.system_log") == [False, True, True, True]
    null = selects(shared_logs, {"target.displayName": None}, *events, log="okta.system_log")
    assert null == [False, False, True, True]


CONDITIONS = [
    ("not a", lambda a, b, c: not a),
    ("a and not b", lambda a, b, c: a and not b),
    ("not (a or b)", lambda a, b, c: not (a or b)),
    ("not (a and b) or c", lambda a, b, c: not (a and b) or c),
    ("1 of them", lambda a, b, c: a or b or c),
    ("all of them", lambda a, b, c: a and b and c),
    ("not 1 of them", lambda a, b, c: not (a or b or c)),
    ("any of them", lambda a, b, c: a or b or c),
    ("a or b and not c", lambda a, b, c: a or (b and not c)),
    ("not not a", lambda a, b, c: a),
    ("all of a* or 1 of b*", lambda a, b, c: a or b),
]


@pytest.mark.parametrize(("condition", "meaning"), CONDITIONS, ids=[one for one, _ in CONDITIONS])
def test_conditions_are_two_valued(shared_logs: Logs, condition: str, meaning: Any):
    events = [
        {name: value for name, value in (("errorCode", a), ("errorMessage", b), ("userAgent", c)) if value is not None}
        for a in (None, "x", "y")
        for b in (None, "x", "y")
        for c in (None, "x", "y")
    ]
    detection = {"a": {"errorCode": "x"}, "b": {"errorMessage": "x"}, "c": {"userAgent": "x"}, "condition": condition}
    wanted = [
        meaning(*(event.get(name) == "x" for name in ("errorCode", "errorMessage", "userAgent"))) for event in events
    ]
    assert hit(shared_logs, detection, events) == wanted


# Texts with wildcards and networks, against Python's own ---------------------------------------------------------

LETTERS = st.text(st.sampled_from("aAbB_%\\*?'é "), max_size=6)


def plain_match(wanted: str, text: str) -> bool:
    """Sigma's wildcards in Python: a backslash escapes a star, a question mark and itself, else it is one."""
    regex, at = "", 0
    while at < len(wanted):
        letter, following = wanted[at], wanted[at + 1 : at + 2]
        if letter == "\\" and following and following in "*?\\":
            regex, at = regex + re.escape(following), at + 2
            continue
        regex += {"*": ".*", "?": "."}.get(letter, re.escape(letter))
        at += 1
    return re.fullmatch(regex, text, re.DOTALL | re.IGNORECASE) is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=LETTERS, texts=st.lists(LETTERS, min_size=1, max_size=8))
def test_texts_with_wildcards(shared_logs: Logs, wanted: str, texts: list[str]):
    events = [{"errorCode": text} for text in texts]
    assert selects(shared_logs, {"errorCode": wanted}, *events) == [plain_match(wanted, text) for text in texts]


@pytest.mark.nightly
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.ip_addresses(),
    length=st.integers(0, 32),
    others=st.lists(st.ip_addresses(), min_size=1, max_size=5),
)
@example(address=ip_address("192.0.2.0"), length=24, others=[ip_address("::ffff:c000:207")])
def test_networks(shared_logs: Logs, address: Any, length: int, others: list[Any]):
    network = ip_network((address, length), strict=False)
    texts = [str(one) for one in others] + [str(address), others[0].exploded, "no address"]

    def inside(text: str) -> bool:
        try:
            given: Any = ip_address(text)
        except ValueError:
            return False
        given = getattr(given, "ipv4_mapped", None) if network.version == 4 and given.version == 6 else given
        return given is not None and given.version == network.version and given in network

    events = [{"sourceIPAddress": text} for text in texts]
    assert selects(shared_logs, {"sourceIPAddress|cidr": str(network)}, *events) == [inside(text) for text in texts]


# Free JSON of any shape, against a walk in Python ----------------------------------------------------------------

SHAPES = st.recursive(
    st.sampled_from(["x", "y", 1, True, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


def values(shape: Any, path: list[str]) -> list[Any]:
    """All values at a path; each level may be a list of objects, the last one a list of values."""
    if not path:
        return [one for one in shape if not isinstance(one, list)] if isinstance(shape, list) else [shape]
    if isinstance(shape, list):
        return [one for inner in shape if isinstance(inner, dict) for one in values(inner, path)]
    return values(shape[path[0]], path[1:]) if isinstance(shape, dict) and path[0] in shape else []


@pytest.mark.nightly
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes=st.lists(SHAPES, min_size=1, max_size=6))
def test_free_json(shared_logs: Logs, shapes: list[Any]):
    events = [asked(a=shape) for shape in shapes]
    wanted = ["x" in [one for one in values({"a": shape}, ["a", "b"]) if isinstance(one, str)] for shape in shapes]
    assert selects(shared_logs, {"requestParameters.a.b": "x"}, *events) == wanted
    none = [not [one for one in values({"a": shape}, ["a", "b"]) if one is not None] for shape in shapes]
    assert selects(shared_logs, {"requestParameters.a.b": None}, *events) == none


def test_more_rules_than_one_mask_holds(logs: Logs):
    logs.load({"aws.cloudtrail": [{"eventName": f"Act{number}"} for number in range(140)]})
    rules = [
        SigmaRule.from_yaml(
            f"title: r{number}\nlogsource: {{product: aws, service: cloudtrail}}\n"
            f"detection: {{s: {{eventName: act{number}}}, condition: s}}"
        )
        for number in range(140)
    ]
    plan = Planner(logs.session).plan(rules)
    scan(logs.session, plan)
    assert logs.session.tuples("SELECT rule, record FROM sigma_hits ORDER BY ALL") == [(n, n + 1) for n in range(140)]


def test_an_alias_may_be_sql():
    field = Fields("x.y", {"a": "VARCHAR"}, {"Both": "=a || '.com'"}).find("both")
    assert (field.sql, field.many) == ("(a || '.com')", False)


def test_a_path_that_begins_with_a_column_that_holds_dots():
    fields = Fields("zeek.conn", {"id.orig_h": "VARCHAR", "id": "VARCHAR"}, {})
    assert fields.find("id.orig_h").sql == '"id.orig_h"'
    assert fields.find("ID").sql == '"id"'


def test_rules_over_the_events_of_all_logs(logs: Logs, tmp_path: Path):
    (tmp_path / "r.yml").write_text(
        "title: t\nlogsource: {product: ocsf}\n"
        "detection: {s: {api.operation: getx, src_ip|cidr: 203.0.113.0/24}, condition: s}"
    )
    logs.load(
        {
            "aws.cloudtrail": [
                {"eventName": "GetX", "eventSource": "s3.amazonaws.com", "sourceIPAddress": "203.0.113.9"}
            ],
            "okta.system_log": [{"eventType": "GetX", "client": {"ipAddress": "203.0.113.8"}}, {"eventType": "GetX"}],
        }
    )
    found = logs.run(tmp_path).findings
    assert sorted((one.evidence[0].log, one.network) for one in found) == [
        ("aws.cloudtrail", "203.0.113"),
        ("okta.system_log", "203.0.113"),
    ]
