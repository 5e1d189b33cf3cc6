"""Correlations against brute force: every moment of every group, judged separately in plain Python."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sigma.correlations import SigmaCorrelationRule
from sigma_world import DAY0, Logs, moment

from keyroll.detection.sigma.ruleset import read_rules, uid
from keyroll.store.session import Session

Json = dict[str, Any]
SPAN = 10


@dataclass(frozen=True)
class Act:
    """One event: when, which rule it fits (or none), whose it is, and a number."""

    at: int
    rule: str
    group: str | None
    number: int | None


ACTS = st.lists(
    st.builds(
        Act,
        st.integers(0, 60),
        st.sampled_from(["a", "b", "c", "none"]),
        st.sampled_from(["x", "y", None]),
        st.sampled_from([1, 2, 3, 50, None]),
    ),
    max_size=14,
)


def rules(folder: Path, correlation: Json, *, more: tuple[Json, ...] = ()) -> Path:
    """A file with the rules a, b and c, and a correlation of them."""
    base = [
        {
            "title": name,
            "name": name,
            "logsource": {"product": "aws", "service": "cloudtrail"},
            "detection": {"s": {"eventName": name}, "condition": "s"},
        }
        for name in "abc"
    ]
    told = {"title": "told", "name": "told", "level": "high", "correlation": {"timespan": f"{SPAN}s"} | correlation}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rules.yml"
    path.write_text(yaml.safe_dump_all([*base, told, *more]))
    return path


def load(logs: Logs, acts: list[Act]) -> None:
    records = []
    for act in acts:
        asked = {} if act.number is None else {"n": act.number}
        record = {"eventTime": moment(act.at), "eventName": act.rule, "requestParameters": asked}
        records.append(record | ({} if act.group is None else {"errorCode": act.group}))
    logs.load({"aws.cloudtrail": records})


def told(logs: Logs, path: Path, acts: list[Act]) -> list[tuple[str, int, list[int]]]:
    """Episodes as group, second and the records behind it."""
    load(logs, acts)
    read = read_rules([path])
    assert read.faults == []
    every, _plan, correlated = logs.compiled(read.rules)
    assert correlated.faults == []
    (number,) = [number for number, rule in enumerate(every) if uid(rule) == "told"]
    table = correlated.tables[number]
    rows = logs.session.rows(
        f"SELECT coalesce(grouped[1], '') AS g, moment, list_sort(list(DISTINCT h.record)) AS records FROM {table}, "
        "unnest(hits) u(hit) JOIN sigma_hits h USING (hit) GROUP BY ALL ORDER BY moment, g"
    )
    return [(str(r["g"]), round((r["moment"] - DAY0).total_seconds()), list(r["records"])) for r in rows]  # type: ignore[operator,arg-type]


def brute(
    acts: list[Act], names: str, holds: Callable[[list[Act], int], tuple[int, bool] | bool], *, value: bool = False
) -> list[tuple[str, int, list[int]]]:
    """The same by looking at each moment of each group; ``holds`` may also say since when."""
    groups: dict[str, list[tuple[int, Act]]] = defaultdict(list)
    for record, act in enumerate(acts, 1):
        if act.rule in names and act.group is not None and not (value and act.number is None):
            groups[act.group].append((record, act))
    found = []
    for group, members in groups.items():
        before: int | None = None
        for now in sorted({act.at for _, act in members}):
            window = [(record, act) for record, act in members if now - SPAN <= act.at <= now]
            answer = holds([act for _, act in window], now)
            if answer is None:
                continue  # no moment of this correlation
            since, met = answer if isinstance(answer, tuple) else (now - SPAN, answer)
            if met and not (before is not None and before >= now - SPAN):
                found.append((group, now, sorted(record for record, act in window if act.at >= since)))
            before = now if met else None
    return sorted(found, key=lambda one: (one[1], one[0]))


SIGNS: dict[str, Callable[[float, float], bool]] = {
    "gte": lambda x, y: x >= y, "gt": lambda x, y: x > y, "lt": lambda x, y: x < y, "lte": lambda x, y: x <= y,
    "eq": lambda x, y: x == y, "neq": lambda x, y: x != y,
}  # fmt: skip
MEASURES: dict[str, Callable[[list[Act]], float]] = {
    "event_count": len,
    "value_count": lambda acts: len({act.number for act in acts}),
    "value_sum": lambda acts: sum(act.number or 0 for act in acts),
    "value_avg": lambda acts: mean(act.number or 0 for act in acts),
    "value_median": lambda acts: median(act.number or 0 for act in acts),
    "value_percentile": lambda acts: float(np.percentile([act.number or 0 for act in acts], 90)),
}
LIMITS = {"event_count": 3, "value_count": 2, "value_sum": 53, "value_avg": 2, "value_median": 2, "value_percentile": 3}
SETTINGS = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.long
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("kind", MEASURES)
@settings(SETTINGS, max_examples=5)
@given(acts=ACTS)
def test_measures(shared_logs: Logs, tmp_path_factory: pytest.TempPathFactory, kind: str, sign: str, acts: list[Act]):
    valued = kind != "event_count"
    condition: Json = {sign: LIMITS[kind]}
    if valued:
        condition["field"] = "requestParameters.n"
    if kind == "value_percentile":
        condition["percentile"] = 90
    path = rules(
        tmp_path_factory.getbasetemp() / f"{kind}-{sign}",
        {"type": kind, "rules": ["a", "b"], "group-by": ["errorCode"], "condition": condition},
    )
    wanted = brute(acts, "ab", lambda window, _now: SIGNS[sign](MEASURES[kind](window), LIMITS[kind]), value=valued)
    assert told(shared_logs, path, acts) == wanted


def ordered(names: str) -> Callable[[list[Act], int], Any]:
    """Rules in order: each completion is a moment, and begins as late as it can."""

    def holds(window: list[Act], now: int) -> Any:
        def latest(place: int, end: int) -> int | None:
            if place < 0:
                return end
            starts = [
                begun
                for act in everything[0]
                if act.rule == names[place] and act.at <= end
                and (begun := latest(place - 1, act.at) if place else act.at) is not None
            ]  # fmt: skip
            return max(starts, default=None)

        everything = [window]
        if not any(act.rule == names[-1] and act.at == now for act in window):
            return None
        starts = [latest(len(names) - 2, act.at) for act in window if act.rule == names[-1] and act.at == now]
        begun = max((one for one in starts if one is not None), default=None)
        return (begun, True) if begun is not None else (now, False)

    return holds


EXTENDED: dict[str, Callable[[set[str]], bool]] = {
    "a and b and not c": lambda met: {"a", "b"} <= met and "c" not in met,
    "a and (b or c)": lambda met: "a" in met and bool({"b", "c"} & met),
    "not (a and b) and c": lambda met: not {"a", "b"} <= met and "c" in met,
}


@SETTINGS
@given(acts=ACTS, wanted=st.sampled_from([None, 2]))
def test_temporal(shared_logs: Logs, tmp_path_factory: pytest.TempPathFactory, acts: list[Act], wanted: int | None):
    correlation: Json = {"type": "temporal", "rules": ["a", "b", "c"], "group-by": ["errorCode"]}
    if wanted:
        correlation["condition"] = {"gte": wanted}
    path = rules(tmp_path_factory.getbasetemp() / "temporal", correlation)
    found = brute(acts, "abc", lambda window, _now: len({act.rule for act in window}) >= (wanted or 3))
    assert told(shared_logs, path, acts) == found


@pytest.mark.parametrize("expression", EXTENDED)
@SETTINGS
@given(acts=ACTS)
def test_extended_temporal(
    shared_logs: Logs, tmp_path_factory: pytest.TempPathFactory, expression: str, acts: list[Act]
):
    folder = tmp_path_factory.getbasetemp() / f"extended{len(expression)}"
    path = rules(
        folder, {"type": "temporal", "rules": ["a", "b", "c"], "group-by": ["errorCode"], "condition": expression}
    )
    found = brute(acts, "abc", lambda window, _now: EXTENDED[expression]({act.rule for act in window}))
    assert told(shared_logs, path, acts) == found


@pytest.mark.parametrize("names", ["ab", "abc", "cab"])
@SETTINGS
@given(acts=ACTS)
def test_temporal_ordered(shared_logs: Logs, tmp_path_factory: pytest.TempPathFactory, names: str, acts: list[Act]):
    path = rules(
        tmp_path_factory.getbasetemp() / f"ordered{names}",
        {"type": "temporal_ordered", "rules": list(names), "group-by": ["errorCode"]},
    )
    found = brute(acts, names, ordered(names))
    assert told(shared_logs, path, acts) == [one for one in found if one]


def at(second: int, rule: str, group: str = "x", number: int | None = None) -> Act:
    return Act(second, rule, group, number)


def test_extended_order(logs: Logs, tmp_path: Path):
    correlation = {
        "type": "temporal_ordered",
        "rules": ["a", "b", "c"],
        "group-by": ["errorCode"],
        "condition": "a and b and not c",
    }
    path = rules(tmp_path, correlation)
    assert told(logs, path, [at(1, "a"), at(5, "b")]) == [("x", 5, [1, 2])]
    assert told(logs, path, [at(1, "b"), at(5, "a")]) == []
    assert told(logs, path, [at(1, "a"), at(2, "c"), at(5, "b")]) == []
    assert told(logs, path, [at(1, "a"), at(12, "b")]) == []
    either = rules(tmp_path / "2", correlation | {"condition": "(a or b) and c"})
    assert told(logs, either, [at(1, "b"), at(5, "c")]) == [("x", 5, [1, 2])]
    assert told(logs, either, [at(1, "c"), at(5, "a")]) == []


def test_the_timespan_is_applied_to_the_second(logs: Logs, tmp_path: Path):
    path = rules(tmp_path, {"type": "event_count", "rules": ["a"], "group-by": ["errorCode"], "condition": {"gte": 2}})
    assert told(logs, path, [at(0, "a"), at(SPAN, "a")]) == [("x", SPAN, [1, 2])]
    assert told(logs, path, [at(0, "a"), at(SPAN + 1, "a")]) == []


def test_an_episode_is_told_once_and_another_one_again(logs: Logs, tmp_path: Path):
    path = rules(tmp_path, {"type": "event_count", "rules": ["a"], "condition": {"gte": 2}})
    acts = [at(second, "a") for second in (0, 1, 2, 3, 30, 31)]
    assert told(logs, path, acts) == [("", 1, [1, 2]), ("", 31, [5, 6])]


@given(acts=ACTS, cut=st.integers(0, 60))
@SETTINGS
def test_what_comes_later_has_no_part(
    shared_logs: Logs, tmp_path_factory: pytest.TempPathFactory, acts: list[Act], cut: int
):
    path = rules(
        tmp_path_factory.getbasetemp() / "cut",
        {"type": "temporal_ordered", "rules": ["a", "b"], "group-by": ["errorCode"]},
    )
    acts = sorted(acts, key=lambda one: one.at)  # so that records keep their numbers
    whole = told(shared_logs, path, acts)
    early = [act for act in acts if act.at <= cut]
    assert (told(shared_logs, path, early) if early else []) == [one for one in whole if one[1] <= cut]


def test_an_event_that_fits_two_rules_counts_once(logs: Logs, tmp_path: Path):
    twin = {
        "title": "twin",
        "name": "twin",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": {"s": {"eventName": "a"}, "condition": "s"},
    }
    path = rules(tmp_path, {"type": "event_count", "rules": ["a", "twin"], "condition": {"gte": 2}}, more=(twin,))
    assert told(logs, path, [at(0, "a")]) == []
    assert told(logs, path, [at(0, "a"), at(1, "a")]) == [("", 1, [1, 2])]


def test_aliases_and_several_logs(logs: Logs, tmp_path: Path):
    documents = [
        {
            "title": "okta",
            "name": "okta_grant",
            "logsource": {"product": "okta"},
            "detection": {"s": {"eventType": "grant"}, "condition": "s"},
        },
        {
            "title": "aws",
            "name": "aws_key",
            "logsource": {"product": "aws", "service": "cloudtrail"},
            "detection": {"s": {"eventName": "CreateAccessKey"}, "condition": "s"},
        },
        {
            "title": "both",
            "id": "5638f7c0-ac70-491d-8465-2a65075e0d86",
            "level": "high",
            "tags": ["attack.t1098.001"],
            "correlation": {
                "type": "temporal_ordered",
                "rules": ["okta_grant", "aws_key"],
                "group-by": ["who"],
                "timespan": "1h",
                "aliases": {"who": {"okta_grant": "actor.alternateId", "aws_key": "userIdentity.userName"}},
            },
        },
    ]
    (tmp_path / "both.yaml").write_text(yaml.safe_dump_all(documents))
    okta = {"eventType": "grant", "published": moment(10), "actor": {"alternateId": "ann", "id": "u1"}}
    trail = [
        {
            "eventName": "CreateAccessKey",
            "eventTime": moment(second),
            "userIdentity": {"type": "IAMUser", "userName": who},
        }
        for second, who in ((5, "ann"), (20, "bob"), (30, "ann"))
    ]
    logs.load({"okta.system_log": [okta], "aws.cloudtrail": trail})
    (finding,) = logs.run(tmp_path).findings
    assert finding.behaviour == "5638f7c0-ac70-491d-8465-2a65075e0d86"
    assert [(one.log, one.record) for one in finding.evidence] == [("okta.system_log", 1), ("aws.cloudtrail", 3)]
    assert (finding.because, finding.techniques) == ("2 events within 1h (who=ann)", ("T1098.001",))
    assert finding.detected_at == finding.evidence[-1].at


def test_a_correlation_of_correlations(logs: Logs, tmp_path: Path):
    outer = {
        "title": "outer",
        "name": "outer",
        "level": "critical",
        "correlation": {
            "type": "temporal_ordered",
            "rules": ["told", "c"],
            "group-by": ["errorCode"],
            "timespan": "1m",
        },
    }
    inner = {"type": "event_count", "rules": ["a"], "group-by": ["errorCode"], "condition": {"gte": 2}}
    path = rules(tmp_path, inner, more=(outer,))
    load(logs, [at(0, "a"), at(1, "a"), at(20, "c"), at(20, "c", "y")])
    (finding,) = logs.run(path).findings  # neither the rules nor the inner correlation speak for themselves
    assert (finding.behaviour, [one.record for one in finding.evidence]) == ("outer", [1, 2, 3])


def test_a_name_means_the_rule_beside_it(tmp_path: Path):
    """Two files whose rules have the same names, as files of different authors may."""
    count = {"type": "event_count", "rules": ["a"], "condition": {"gte": 1}}
    for author in ("one", "two"):
        rules(tmp_path / author, count)
    read = read_rules([tmp_path])
    assert read.faults == []
    correlations = [rule for rule in read.rules if isinstance(rule, SigmaCorrelationRule)]
    assert [rule.source for rule in correlations] == [rule.referenced_rules[0].rule.source for rule in correlations]
    assert len({str(rule.source) for rule in correlations}) == 2
    assert [rule._output for rule in read.rules if rule.name == "a"] == [False, False]


def test_rules_speak_for_themselves_where_asked(logs: Logs, tmp_path: Path):
    correlation = {"type": "event_count", "rules": ["a"], "condition": {"gte": 2}}
    acts = [at(0, "a"), at(1, "a"), at(2, "b")]
    load(logs, acts)
    quiet = {one.behaviour for one in logs.run(rules(tmp_path / "1", correlation)).findings}
    loud = {one.behaviour for one in logs.run(rules(tmp_path / "2", correlation | {"generate": True})).findings}
    assert (quiet, loud) == ({"told", "b"}, {"told", "a", "b"})


def test_lists_are_grouped_and_counted_by_element(logs: Logs, tmp_path: Path):
    path = rules(
        tmp_path,
        {
            "type": "value_count",
            "rules": ["a"],
            "group-by": ["requestParameters.who"],
            "condition": {"field": "requestParameters.what", "gte": 3},
        },
    )
    events = [
        {"eventName": "a", "requestParameters": {"who": ["x", "y"], "what": ["1", "2"]}},
        {"eventName": "a", "requestParameters": {"who": "y", "what": "3"}},
    ]
    logs.load({"aws.cloudtrail": events})
    (finding,) = logs.run(path).findings
    assert finding.because == "2 events within 10s (requestParameters.who=y)"


def test_correlations_of_one_log_share_a_reading_of_it(logs: Logs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """``status`` is no column but SQL over two of them: these are read for it too."""
    counted = {"type": "event_count", "timespan": "10s", "condition": {"gte": 2}}
    another = {"title": "other", "name": "other", "correlation": counted | {"rules": ["a"], "group-by": ["status"]}}
    idle = {"title": "idle", "name": "idle", "correlation": counted | {"rules": ["b"]}}
    correlation = {"type": "event_count", "rules": ["a"], "group-by": ["errorCode"], "condition": {"gte": 2}}
    path = rules(tmp_path, correlation, more=(another, idle))
    load(logs, [at(0, "a"), at(1, "a"), at(2, "c")])
    asked = list[str]()
    run = Session.run

    def heard(self: Session, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return run(self, sql, *more)

    monkeypatch.setattr(Session, "run", heard)
    found = logs.run(path).findings
    assert sorted(one.because for one in found if " within " in one.because) == [
        "2 events within 10s (errorCode=x)",
        "2 events within 10s (status=failure)",
    ]
    readings = [sql for sql in asked if '"events/aws.cloudtrail"' in sql and "TABLE sigma_" in sql]
    assert sum("TABLE sigma_asked" in sql for sql in readings) == 1
    assert not any("TABLE sigma_in" in sql for sql in readings)
