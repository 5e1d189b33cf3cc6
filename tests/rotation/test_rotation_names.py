"""Plans are read by people: a credential is called by its name, and its id stands where two have the same name."""

import hashlib
from datetime import UTC, datetime, timedelta

from keyroll.model.campaign import ConsumerClass
from keyroll.report.rotation import plan_document, status_document
from keyroll.report.words import called, shortest
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import Observed, Plan, PlanItem, Refused, plan_of
from keyroll.rotation.position import start
from keyroll.rotation.steps import R1
from keyroll.store.ledger.rotations import KeptPlan

NOW = datetime(2026, 11, 1, tzinfo=UTC)
A, B, C = (f"postgresql@{place}:role:app_a" for place in ("main", "spare", "third"))


def item(identifier: str, name: str) -> PlanItem:
    consumer = Consumer("web", ConsumerClass.POLL, "file:/run/web", longest_poll=timedelta(seconds=2))
    old = Observed("app_a", "app_a", "active")
    return PlanItem(
        identifier, name, "role", identifier.partition(":")[0], "pair", R1.name, "app_a", {}, ("db1:5432/app",),
        AccountWithSecret("rotator", "env:X"),
        old, (old,), "", (consumer,), (), timedelta(seconds=5), None, "", (), (), (), 1,
    )  # fmt: skip


def test_a_plan_and_its_status_begin_with_names() -> None:
    items = (item(A, "shop"), item(B, "app_a"), item(C, "app_a"))
    left = (Refused("jira@main:account:svc", "nobody has written how", "ci bot"),)
    plan = Plan("p", "ann", NOW, "", None, 1, "yes", items, left)
    shown = [one.text for one in plan_document(plan, "bob", "").blocks if hasattr(one, "text")]
    assert f"shop ({A})" in shown
    assert "ci bot (jira@main:account:svc): nobody has written how" in shown
    stands = [Stand(one.identifier, start(R1)) for one in items]
    table = next(one for one in status_document(plan, stands, "bob", "").blocks if hasattr(one, "rows"))
    assert [row[0] for row in table.rows] == ["shop", f"app_a ({B})", f"app_a ({C})"]


def test_a_plan_without_names_of_what_was_left_out_is_still_read() -> None:
    """Plans that were signed before have no such name."""
    plan = Plan("p", "ann", NOW, "", None, 1, "yes", (item(A, "shop"),), (Refused(B, "no"),))
    body = plan.body().replace(',"name":""', "")
    assert body != plan.body()
    kept = KeptPlan(hashlib.sha256(body.encode()).hexdigest(), "p", body, "", "", NOW)
    assert plan_of(kept).refused == (Refused(B, "no"),)


def test_a_name_that_is_missing_or_the_id_itself_is_not_said_twice() -> None:
    assert [called("", "x:y"), called("x:y", "x:y"), called("n", "x:y")] == ["x:y", "x:y", "n (x:y)"]
    assert shortest({"x:1": "", "x:2": ""}) == {"x:1": "x:1", "x:2": "x:2"}
