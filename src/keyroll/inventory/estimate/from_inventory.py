"""The four lists as the inventory has them: which credential stands on which, and which scopes were read to the end."""

from datetime import datetime

from keyroll.inventory.estimate.lists import Record
from keyroll.inventory.parts import Part
from keyroll.model.observation import ENDED
from keyroll.store.session import Session

#: People's words, by sight.
SAID = Part(
    "said_answers",
    "observed",
    "SELECT subject, kind AS question, facts->>'answer' AS said, facts->>'person' AS person, facts->>'note' AS note, "
    "facts->>'said_on' AS said_on, observed_at, source, endpoint, raw, record, event_id FROM {arriving} "
    "WHERE entity = 'answer'",
)
PARTS = (SAID,)


def answers(session: Session) -> None:
    """Make ``answers``: people's latest words, one row a credential and question.

    Columns: id, question, said, person, note, said_on, observed_at, source, endpoint, raw, record. ``question`` is real
    (yes or no) or audit (the place where it was found). ``id`` is the credential's, or the identifier that the person
    wrote where the inventory knows none.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE answers AS SELECT coalesce(identifiers.id, subject) AS id, "
        "s.* EXCLUDE (subject, event_id) FROM said_answers s "
        "LEFT JOIN whole_identifiers identifiers ON identifiers.identifier = subject "
        "QUALIFY row_number() OVER (PARTITION BY coalesce(identifiers.id, subject), question "
        "ORDER BY observed_at DESC, said_on DESC NULLS LAST, event_id) = 1"
    )


def list_records(session: Session) -> None:
    """Make ``list_records``: one row a credential that a list or an audit knows.

    One that its issuer calls ended is there only where its scope is surveyed and another list still shows it.

    Columns: id, name, provider, source, kind, begins (the earliest sign of it), surveyed (the latest read of the
    endpoint that lists its scope was complete), has_logs, issuer, logs, copies, register, ended, real, place,
    owner, owner_left, privileges. Needs the tables of the fold.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE surveyed_scopes AS SELECT r.source, k.kind FROM ("
        "SELECT source, endpoint, arg_max(complete, observed_at) AS complete FROM reads GROUP BY source, endpoint) r "
        "JOIN kinds k ON k.provider = split_part(r.source, '@', 1) AND k.listed_by = r.endpoint WHERE r.complete"
    )
    # A name that is unique over all sources belongs to the only one, where there is only one.
    session.run(
        "CREATE OR REPLACE TEMP TABLE only_sources AS SELECT split_part(source, '@', 1) AS provider, "
        "min(source) AS source FROM (SELECT source FROM reads UNION SELECT source FROM log_windows) "
        "GROUP BY ALL HAVING count(*) = 1"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE list_records AS SELECT * FROM (WITH known AS ("
        "SELECT id, name, provider, source, kind, least(created, first_used, held.since) AS begins, "
        f"coalesce(state IN {ENDED}, false) AS ended, "
        "log_begins IS NOT NULL AS logged, known_from, owner, owner_left, privileges FROM whole_credential_facts "
        "LEFT JOIN whole_copies held USING (id) "
        "UNION ALL "
        "SELECT a.id, a.id, k.provider, split_part(a.id, ':', 1), k.kind, NULL, false, false, [], NULL, false, 0 "
        "FROM answers a JOIN kinds k ON k.provider = split_part(a.id, '@', 1) "
        "AND split_part(a.id, ':', 2) IN (k.identifier_kind, k.kind) "
        "WHERE question = 'audit' AND a.id NOT IN (SELECT id FROM whole_credential_facts) "
        "QUALIFY row_number() OVER (PARTITION BY a.id ORDER BY k.kind) = 1), "
        "placed AS (SELECT known.* REPLACE (CASE WHEN ends_with(known.source, '@*') "
        "THEN coalesce(only_sources.source, known.source) ELSE known.source END AS source) "
        "FROM known LEFT JOIN only_sources USING (provider)) "
        "SELECT p.id, p.name, p.provider, p.source, p.kind, p.begins, s.kind IS NOT NULL AS surveyed, "
        "bool_or(p.logged) OVER (PARTITION BY p.source, p.kind) AS has_logs, "
        f"{', '.join(_on(name) for name in ('issuer', 'logs', 'copies', 'register'))}, "
        "p.ended, real.said AS real, audit.said AS place, p.owner, p.owner_left, p.privileges FROM placed p "
        "LEFT JOIN surveyed_scopes s ON s.source = p.source AND s.kind = p.kind "
        "LEFT JOIN answers real ON real.id = p.id AND real.question = 'real' "
        "LEFT JOIN answers audit ON audit.id = p.id AND audit.question = 'audit') "
        "WHERE NOT ended OR (surveyed AND (logs OR copies OR register))"
    )


def _on(name: str) -> str:
    ended = " AND NOT p.ended" if name == "issuer" else ""
    return f"list_contains(p.known_from, '{name}'){ended} AS \"{name}\""


def records(session: Session, now: datetime) -> list[Record]:
    """Return the records of ``list_records`` as of ``now``; those on no list and in no audited place are left out."""
    rows = session.tuples(
        "SELECT id, provider, source, kind, greatest(date_diff('day', begins, $now::TIMESTAMPTZ), 0), surveyed, "
        "has_logs, issuer, logs, copies, register, real = 'yes', coalesce(place, ''), ended FROM list_records "
        "WHERE issuer OR logs OR copies OR register OR place IS NOT NULL ORDER BY id",
        {"now": now},
    )
    return [
        Record(
            str(name), str(provider), str(source), str(kind), None if age is None else float(str(age)),
            bool(surveyed), bool(has_logs), bool(issuer), bool(logs), bool(copies), bool(register),
            None if real is None else bool(real), str(place), bool(ended),
        )
        for (
            name, provider, source, kind, age, surveyed, has_logs, issuer, logs, copies, register, real, place, ended
        ) in rows
    ]  # fmt: skip
