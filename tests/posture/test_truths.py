"""Whatever the inventory holds: three values, one row a subject, and never "no" where the data are missing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from posture_world import ACCOUNT, KEY, NOW, ROLE, TABLES, USER, Roll, ago

from keyroll.posture.judge import checks, posture, queries
from keyroll.store.relations import build, set_variable
from keyroll.store.session import Session
from keyroll.store.turns import next_turn

pytestmark = pytest.mark.long

_DAYS = st.sampled_from([ago(days) for days in (1, 5, 20, 80, 100, 300, 400, 900, -10, -500)])
_TRUTH = st.sampled_from(["yes", "no", "unknown", None])
_SOURCE = st.sampled_from(
    ["aws@1", "aws@2", "aws@prod", "aws@test", "jira@main", "register@main", "scan@code", "okta@main"]
)
_CONDITIONS = st.sampled_from(
    [
        None,
        '{"sub":{"pattern":["repo:ours/*"]}}',
        '{"aud":{"exact":["sts"]},"sub":{"exact":["repo:ours/app:ref:main"]}}',
        '{"sts:ExternalId":{"exact":["x"]}}',
        '{"repository_id":{"other":["1"]}}',
    ]
)
#: What a column may hold, where its name does not say it all.
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from([KEY, "aws@*:access_key_id:AKIATWO", ACCOUNT, "jira@test:account:ci"]),
    "provider": st.sampled_from(["aws", "jira", "cloudflare"]),
    "source": _SOURCE,
    "kind": st.sampled_from(["access_key", "account", "account_token", "unheard_of", "ticket", "support_case_file"]),
    "name": st.sampled_from(["orders-prod", "orders-dev", "ci", None]),
    "state": st.sampled_from(["active", "destroyed", None]),
    "principal": st.sampled_from([USER, ACCOUNT, ROLE, "aws@1:group:ops", "aws@1:policy:ours", "aws@1:oidc_issuer:x"]),
    "principal_kind": st.sampled_from(["human", "nonhuman", "unknown", None]),
    "subkind": st.sampled_from(["role", "iam_user"]),
    "privilege": st.sampled_from(
        ["AdministratorAccess", "ReadOnlyAccess", "ours", "member", "*", "limited", "sts:AssumeRole"]
    ),
    "resource": st.sampled_from(["aws:account", "group:ops", "group:jira-administrators", "role:deploy"]),
    "conditions": _CONDITIONS,
    "via": st.sampled_from(["register", "app_instance", "client"]),
    "changed_via": st.sampled_from(["created", "changed by the log", None]),
    "endpoint": st.sampled_from(["all", "support_case_files"]),
    "endpoints": st.sampled_from([["all"], ["all", "support_case_files"], None]),
    "client": st.sampled_from(["curl", "boto3", "mozilla", None]),
    "network": st.sampled_from(["192.0.2", "198.51.100", None]),
    "vendor": st.sampled_from(["Snyk", "Okta"]),
    "every_days": st.sampled_from([30, 90, 1000, None]),
    "hours": st.sampled_from([0, 255, 2**24 - 1]),
    "owner_confidence": st.sampled_from([0.4, 0.8, None]),
    **dict.fromkeys(("orphaned", "unused", "overdue", "off_boarded", "alive", "proven"), _TRUTH),
}
_BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "TIMESTAMPTZ": st.none() | _DAYS,
    "BIGINT": st.integers(0, 40),
    "BOOLEAN": st.booleans(),
    "VARCHAR": st.none() | st.sampled_from(["a", "b"]),
}
#: Columns that are always there.
_ALWAYS = {"observed_at", "last_observed", "begins", "ends"}
#: One row each by these columns.
_UNIQUE = {"credentials": ("id",), "principals": ("principal",), "rotation_processes": ("provider", "kind")}


def _row(types: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            name: _DAYS if name in _ALWAYS else _VALUES.get(name, _BY_TYPE.get(kind, st.none()))
            for name, kind in types.items()
        }
    )


_ROLLS = st.fixed_dictionaries(
    {
        name: st.lists(
            _row(types),
            max_size=4,
            unique_by=(lambda keys: lambda row: tuple(row[key] for key in keys))(_UNIQUE[name])
            if name in _UNIQUE
            else lambda row: tuple(map(repr, row.values())),
        )
        for name, types in TABLES.items()
    }
)
NEEDS = [(name, group) for name, check in checks().items() for group in check.needs]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as session:
        yield session


def each_row_is_whole(rows: list[dict[str, Any]]) -> None:
    subjects = [(row["check_id"], row["subject"]) for row in rows]
    assert len(subjects) == len(set(subjects))
    for row in rows:
        assert row["answer"] in ("yes", "no", "unknown")
        assert row["because"], row


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(rows=_ROLLS)
def test_three_values_and_one_row_a_subject(session: Session, rows: dict[str, list[dict[str, Any]]]) -> None:
    each_row_is_whole(Roll(session, rows).answers())


@settings(max_examples=20, deadline=None)
@given(rows=_ROLLS, part=st.floats(0, 1, exclude_max=True))
def test_answers_stay_until_the_turn(session: Session, rows: dict[str, list[dict[str, Any]]], part: float) -> None:
    keyroll = Roll(session, rows)
    before = keyroll.answers()
    turn = next_turn(session, "as_of", "posture", also={"posture_answers": queries()})
    set_variable(session, "as_of", NOW + (min(turn, NOW + timedelta(days=400)) - NOW) * part)
    posture(session)
    assert session.rows("SELECT * FROM posture ORDER BY ALL") == before


@pytest.mark.parametrize(("name", "group"), NEEDS, ids=lambda one: one if isinstance(one, str) else "+".join(one))
def test_never_no_where_the_data_are_missing(session: Session, name: str, group: tuple[str, ...]) -> None:
    @settings(max_examples=6, deadline=None)
    @given(rows=_ROLLS)
    def holds(rows: dict[str, list[dict[str, Any]]]) -> None:
        keyroll = Roll(session, rows)
        keyroll.load(*group)
        build(session, "posture_answers")
        session.run(f"CREATE OR REPLACE TEMP TABLE said AS {checks()[name].sql}")
        assert session.one("SELECT count(*) FROM said WHERE answer = 'no'") == 0

    holds()


def test_every_need_names_something_that_is_there() -> None:
    for name, group in NEEDS:
        for one in group:
            table, _, column = one.partition(".")
            assert table in TABLES, (name, one)
            assert not column or column in TABLES[table], (name, one)
