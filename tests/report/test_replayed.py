"""The screen after a replay: it fits 60 lines of 80 columns whatever it has to say, and ends with the console."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyroll.detection.hunted import Hunted
from keyroll.inventory.estimate.answer import estimate
from keyroll.inventory.estimate.lists import Lists
from keyroll.model.finding import Evidence, Finding, Foothold, Severity, Story
from keyroll.model.incident import Grade, Incident, Item, VerdictKind
from keyroll.proof.verdict import Judgement, Why
from keyroll.report.figures import Figures
from keyroll.report.plain import lines
from keyroll.report.replayed import Reality, ReplayResult, replayed
from keyroll.response.campaign import ItemStanding, Status

NOW = datetime(2023, 11, 23, 16, tzinfo=UTC)
LONG = "long reason " * 20
REALITY = Reality("a case", NOW)


def incident(number: int) -> Status:
    about = Incident("okta-2023", "Okta", NOW, NOW, NOW, "x")
    judged = Judgement(VerdictKind.LIVE, Grade.C, next(iter(Why)), "still active on 2023-11-23 " * 4)
    items = (
        Item("okta-2023", f"jira@main:account:{one}", f"name {one}", "account", "jira@main", ())
        for one in range(number)
    )
    return Status(about, tuple(ItemStanding(item, judged, "believed unused") for item in items))


def story(number: int) -> Story:
    findings = tuple(
        Finding(
            "keyroll.x", "t", f"jira@main:account:{one}", Severity.HIGH, NOW - timedelta(days=one + 1), LONG,
            (Evidence(NOW, "jira@main", "access", str(one), "", 1),),
        )
        for one in range(number)
    )  # fmt: skip
    holds = tuple(Foothold(f"jira@main:account:made{one}", "account made", "x", NOW) for one in range(number))
    return Story("abcdef0123456789", Severity.HIGH, findings, tuple(f.subject for f in findings), ("10.0.0",), holds)


def screen(items: int, moments: int) -> list[str]:
    hunt = Hunted.__new__(Hunted)
    object.__setattr__(hunt, "stories", (story(moments),) if moments else ())
    played = ReplayResult(Figures(400, 390, 6, 304, 0, 91, 91), estimate(Lists.of([])), incident(items), hunt, {})
    return [text for text, _ in lines(replayed(played, NOW, REALITY, Path("/a/home")))]


@pytest.mark.parametrize(("items", "moments"), [(0, 0), (4, 5), (30, 1), (1, 30), (40, 40)])
def test_it_fits_and_says_what_to_do(items: int, moments: int) -> None:
    shown = screen(items, moments)
    assert len(shown) < 60
    assert max(map(len, shown)) <= 80
    assert shown[-1] == "Open the console: make demo"
    text = " ".join(" ".join(shown).split())
    assert "The number of unknown credentials cannot be estimated, because" in text
    assert ("NOT PROVEN DEAD" in text) == bool(items)
    assert ("keyroll show abcdef01" in text) == bool(moments)
