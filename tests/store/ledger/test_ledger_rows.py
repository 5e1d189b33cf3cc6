"""Rows go in once and come out as they were."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, select
from sqlalchemy.exc import StatementError

from keyroll.clock import FixedClock
from keyroll.errors import UsageError
from keyroll.model.incident import ClosingPolicy, Grade, Incident, Item, Reason, Verdict, VerdictKind, Word
from keyroll.model.quarantine import Quarantined
from keyroll.store.ledger import tables
from keyroll.store.ledger.engine import read, write
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rows import Alias, How, RawRow
from keyroll.store.ledger.types import UtcTime

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OKTA = Incident(
    "okta",
    "Okta",
    NOW - timedelta(days=40),
    NOW - timedelta(days=30),
    NOW,
    "lead@example.com",
    ("Support",),
    "confirmed",
    "https://sec.okta.com",
    ClosingPolicy.EXPORTS,
)
ITEM = Item(
    "okta",
    "aws@*:access_key_id:AKIA1",
    "deploy",
    "access_key",
    "aws@main",
    (Reason("held", "Okta Support held the file", "okta@main:case:1"), Reason("inside", "the file holds the key")),
    NOW,
)
DEAD = Verdict(
    "okta", ITEM.identifier, VerdictKind.DEAD, NOW, Grade.A, "refused 16 times", {"tries": [1, 2.5, None, True]}
)
WORD = Word(ITEM.identifier, "who uses it?", "nobody, I believe", "jo@example.com", NOW, "by phone")
BROKEN = Quarantined("aws@main", "cloudtrail", "a.ndjson", 7, "no JSON", "ab" * 32)


@pytest.fixture
def okta(ledger: Ledger) -> Ledger:
    ledger.open_incident(OKTA)
    return ledger


def test_a_signal_counts_once(ledger: Ledger) -> None:
    assert not ledger.signalled("idp", "1")
    assert ledger.put_signal("idp", "1", NOW)
    assert ledger.signalled("idp", "1")
    assert not ledger.put_signal("idp", "1", LATER)
    assert not ledger.signalled("other", "1")


def test_an_incident_of_a_story_comes_back_as_it_was(ledger: Ledger) -> None:
    told = replace(OKTA, name="story", vendor="", story="4156f", subjects=("a@b:c:1", "a@b:c:2"))
    assert ledger.open_incident(told)
    assert ledger.incident("story") == told
    perhaps = replace(ITEM, reason=(Reason("could_read", "x", "a@b:c:1", sure=False),), last_exposed_at=LATER)
    ledger.put_items("story", [perhaps])
    assert ledger.items("story") == (replace(perhaps, incident="story"),)


def at(ledger: Ledger, moment: datetime) -> Ledger:
    return replace(ledger, clock=FixedClock(moment))


def test_a_ledger_opens_by_path_and_by_url(tmp_path: Path) -> None:
    path = tmp_path / "home 1#%20" / "ledger.sqlite"
    for where in (path, str(path), f"sqlite:///{path}"):
        ledger = Ledger.open(where, FixedClock(NOW))
        ledger.add_alias("a", "b", "merge")
        assert [alias.old for alias in ledger.aliases()] == ["a"]
        ledger.close()
    assert [one.name for one in path.parent.iterdir()] == ["ledger.sqlite"]


def test_a_path_may_hold_what_has_a_meaning_in_urls(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "what?a=b" / "ledger.sqlite", FixedClock(NOW)).close()
    assert (tmp_path / "what?a=b" / "ledger.sqlite").stat().st_size > 0


def test_bad_input_is_kept_once_with_its_place(ledger: Ledger) -> None:
    other = Quarantined("jira@main", "audit", "b.csv", 0, "unknown file")
    assert ledger.quarantine([BROKEN, other, BROKEN]) == 2
    assert at(ledger, LATER).quarantine([replace(BROKEN, file="renamed.ndjson")]) == 0
    assert ledger.quarantined() == (BROKEN, other)
    assert ledger.quarantined("aws@main")[0].first_seen_at == NOW
    assert ledger.quarantined("aws@main", "other") == ()
    assert ledger.quarantine_counts() == {("aws@main", "cloudtrail"): 1, ("jira@main", "audit"): 1}


def test_without_raw_content_the_origin_tells_faults_apart(ledger: Ledger) -> None:
    pages = [Quarantined(f"jira@{name}", "users", "", 0, "HTTP 500") for name in ("one", "two")]
    assert ledger.quarantine(pages) == 2


def test_many_rows_go_in_in_batches(ledger: Ledger) -> None:
    assert ledger.quarantine(replace(BROKEN, place=place) for place in range(2_500)) == 2_500
    assert ledger.quarantine(replace(BROKEN, place=place) for place in range(2_501)) == 1


def test_odd_text_is_kept_readable(ledger: Ledger) -> None:
    odd = Quarantined("aws@main", "cloudtrail", "caf\udce9\x00.log", 1, "cannot read '\x00\ud800'")
    assert ledger.quarantine([odd]) == 1
    (kept,) = ledger.quarantined()
    assert (kept.file, kept.reason) == ("caf\\udce9\\x00.log", "cannot read '\\x00\\ud800'")
    assert ledger.quarantine([odd]) == 0


def test_a_raw_file_keeps_its_first_name(ledger: Ledger) -> None:
    raw = RawRow("cd" * 32, "a.log.gz", 5_000_000_000, How.REFERENCE, "/exports/a.log.gz")
    assert ledger.remember_raw(raw)
    assert not ledger.remember_raw(replace(raw, file="b.log.gz"))
    assert ledger.raw("cd" * 32) == raw
    assert ledger.raw("ef" * 32) is None


def test_an_alias_can_be_undone_and_made_again(ledger: Ledger) -> None:
    assert ledger.add_alias("a", "b", "same key id")
    assert not ledger.add_alias("a", "b", "same key id")
    later = at(ledger, LATER)
    assert later.undo_alias("a", "b")
    assert not later.undo_alias("a", "b")
    assert ledger.aliases() == ()
    assert ledger.aliases(NOW) == (Alias("a", "b", "same key id", NOW, LATER),)
    assert ledger.aliases(NOW - timedelta(seconds=1)) == ledger.aliases(LATER) == ()
    assert later.add_alias("a", "b", "same key id")
    assert ledger.aliases() == (Alias("a", "b", "same key id", LATER),)


def test_an_incident_is_opened_once(ledger: Ledger) -> None:
    assert ledger.open_incident(OKTA)
    assert not ledger.open_incident(replace(OKTA, opened_at=LATER, opened_by="other@example.com"))
    with pytest.raises(UsageError, match="open already"):
        ledger.open_incident(replace(OKTA, vendor="Other"))
    assert ledger.incident("okta") == OKTA
    assert ledger.incidents() == (OKTA,)


def test_an_unknown_incident_is_named_with_those_there_are(okta: Ledger) -> None:
    calls = [
        lambda: okta.incident("octa"),
        lambda: okta.put_items("octa", [ITEM]),
        lambda: okta.put_verdicts([replace(DEAD, incident="octa")]),
        lambda: okta.widen("octa", "h", reason="r", person="p"),
    ]
    for call in calls:
        with pytest.raises(UsageError, match="no incident 'octa'") as caught:
            call()
        assert "okta" in caught.value.hint


def test_scope_is_only_widened(okta: Ledger) -> None:
    second = replace(ITEM, identifier="aws@*:access_key_id:AKIA0", first_exposed_at=None)
    assert okta.put_items("okta", [ITEM]) == 1
    assert okta.put_items("okta", [replace(ITEM, name="other"), second]) == 1
    assert okta.items("okta") == (second, ITEM)
    assert okta.items("other") == ()


def test_a_person_may_widen_the_scope(okta: Ledger) -> None:
    assert okta.widen("okta", ITEM.identifier, reason="pasted in a call", person="jo@example.com")
    assert not at(okta, LATER).widen("okta", ITEM.identifier, reason="pasted in a call", person="jo@example.com")
    (one,) = okta.widenings("okta")
    assert (one.identifier, one.added_at) == (ITEM.identifier, NOW)


def test_the_latest_verdict_counts_and_all_are_kept(okta: Ledger) -> None:
    unknown = Verdict("okta", ITEM.identifier, VerdictKind.UNKNOWN, NOW - timedelta(hours=1), because="no network")
    assert okta.put_verdicts([DEAD, unknown, DEAD]) == 2
    assert okta.put_verdicts([DEAD]) == 0
    assert okta.verdicts("okta") == {ITEM.identifier: DEAD}
    assert okta.verdicts("okta")[ITEM.identifier].recorded_at == NOW
    assert okta.verdict_history("okta", ITEM.identifier) == (unknown, DEAD)


def test_of_one_moment_the_less_safe_verdict_counts(okta: Ledger) -> None:
    kinds = [VerdictKind.DEAD, VerdictKind.UNKNOWN, VerdictKind.REVOKING, VerdictKind.LIVE]
    for kind in kinds:
        okta.put_verdicts([replace(DEAD, verdict=kind)])
        assert okta.verdicts("okta")[ITEM.identifier].verdict is kind
    assert [one.verdict for one in okta.verdict_history("okta", ITEM.identifier)] == kinds


def test_what_was_known_at_a_time_can_be_asked(okta: Ledger) -> None:
    okta.put_verdicts([replace(DEAD, verdict=VerdictKind.LIVE)])
    at(okta, LATER).put_verdicts([replace(DEAD, decided_at=LATER)])
    assert okta.verdicts("okta", known_at=NOW)[ITEM.identifier].verdict is VerdictKind.LIVE
    assert okta.verdicts("okta", known_at=NOW - timedelta(seconds=1)) == {}
    assert okta.verdicts("okta")[ITEM.identifier].verdict is VerdictKind.DEAD


def test_words_are_kept_as_said(ledger: Ledger) -> None:
    assert ledger.put_answer(WORD)
    assert not ledger.put_answer(WORD)
    assert ledger.put_answer(replace(WORD, said_at=LATER, answer="the nightly job"))
    assert [word.answer for word in ledger.answers(ITEM.identifier)] == ["nobody, I believe", "the nightly job"]
    assert ledger.answers()[0] == WORD
    assert ledger.answers("other") == ()


def test_writes_together_are_all_or_nothing(okta: Ledger) -> None:
    with pytest.raises(UsageError), okta.together() as one:  # noqa: PT012 - all in one transaction
        one.put_items("okta", [ITEM])
        assert one.items("okta") == (ITEM,)
        one.put_verdicts([replace(DEAD, incident="octa")])
    assert okta.items("okta") == ()
    with okta.together() as one:
        one.put_items("okta", [ITEM])
        one.put_verdicts([DEAD])
    assert (okta.items("okta"), okta.verdicts("okta")) == ((ITEM,), {ITEM.identifier: DEAD})


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    row = {"name": "x", "holder": "", "fence": 0, "acquired_at": datetime(2023, 1, 1), "expires_at": NOW}  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"), write(engine) as connection:
        connection.execute(tables.leases.insert().values(**row))


def test_values_stay_out_of_error_messages(engine: Engine) -> None:
    canary = "canary-4711"
    with pytest.raises(Exception, match="hidden") as caught, write(engine) as connection:
        connection.execute(tables.meta.insert(), [{"key": canary, "value": canary}] * 2)
    # PostgreSQL itself names the key that is there twice; the rest of the row stays out.
    assert str(caught.value).count(canary) == (engine.dialect.name == "postgresql")


def test_times_are_sorted_by_the_database_as_times(engine: Engine) -> None:
    times = Table("times", MetaData(), Column("at", UtcTime))
    moments = [NOW + timedelta(microseconds=step) for step in (0, 1, 10, 999_999, 1_000_000)]
    with write(engine) as connection:
        times.create(connection)
        connection.execute(times.insert(), [{"at": moment} for moment in reversed(moments)])
    with read(engine) as connection:
        assert list(connection.execute(select(times.c.at).order_by(times.c.at)).scalars()) == moments
        assert connection.execute(select(times.c.at).where(times.c.at > moments[3])).scalars().all() == moments[4:]
