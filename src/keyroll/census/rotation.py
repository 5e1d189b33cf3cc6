"""How each credential's value is changed: the process on paper, the changes that are proven, and what is due.

A process counts by its runs. A *run* is a proven change of a value that was there before: the issuer's own time of
change, a higher generation, a log event, or a new credential of a principal that already had one of the kind.
"""

from keyroll.store.session import Session


def rotation(session: Session) -> None:
    """Make ``policies``, ``value_changes``, ``rotation_facts``, ``processes`` and ``adherence``."""
    _policies(session)
    _value_changes(session)
    # The value is as old as its last proven change; of a credential that says nothing, its age is not known. Where a
    # value changes in place and nothing ever showed a change of that kind, its making does not show how old it is.
    session.run(
        "CREATE OR REPLACE TEMP TABLE rotation_facts AS SELECT s.id, p.method, p.every_days, p.who, "
        "changed.happened_at AS last_changed, changed.via AS changed_via, "
        "changed.happened_at + to_days(p.every_days::INTEGER) AS due_at, "
        "coalesce(k.in_place AND changed.via = 'created' AND shown.kind IS NULL, false) AS made_only "
        "FROM sights s JOIN kinds k USING (provider, kind) "
        "LEFT JOIN policies p ON p.provider = s.provider AND p.kind = s.kind LEFT JOIN ("
        "SELECT id, max(happened_at) AS happened_at, arg_max(via, (happened_at, via)) AS via FROM value_changes "
        "GROUP BY id) changed USING (id) LEFT JOIN ("
        "SELECT DISTINCT s.source, s.kind FROM value_changes v JOIN sights s USING (id) WHERE v.via <> 'created') "
        "shown ON shown.source = s.source AND shown.kind = s.kind"
    )
    _processes(session)
    _adherence(session)


def _policies(session: Session) -> None:
    """``policies``: the latest word on how a kind is to be changed; one row a provider and kind."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE policies AS SELECT facts->>'provider' AS provider, "
        "facts->>'credential_kind' AS kind, facts->>'method' AS method, (facts->>'every_days')::BIGINT AS every_days, "
        "facts->>'who' AS who, source, observed_at, raw, record FROM observed WHERE entity = 'policy' "
        "QUALIFY row_number() OVER (PARTITION BY facts->>'provider', facts->>'credential_kind' "
        "ORDER BY observed_at DESC, event_id) = 1"
    )


def _value_changes(session: Session) -> None:
    """``value_changes(id, happened_at, via, changed_by, source, raw, record, run)``: each once, by its first proof."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE value_changes AS WITH proven AS ("
        "SELECT id, created AS happened_at, 'created' AS via, NULL::VARCHAR AS changed_by, source, raw, record, "
        "observed_at FROM states WHERE created IS NOT NULL UNION ALL "
        "SELECT id, changed, 'changed by the issuer''s word', NULL, source, raw, record, observed_at "
        "FROM states WHERE changed IS NOT NULL UNION ALL "
        "SELECT id, happened_at, CASE act WHEN 'created' THEN 'created' ELSE 'changed by the log' END, l.by, source, "
        "raw, record, happened_at FROM lifecycle l WHERE act IN ('created', 'value_changed') UNION ALL "
        "SELECT id, observed_at, 'a new generation', NULL, source, raw, record, observed_at FROM ("
        "SELECT *, max(generation) OVER (PARTITION BY id ORDER BY observed_at ROWS BETWEEN UNBOUNDED PRECEDING AND "
        "1 PRECEDING) AS before FROM states WHERE generation IS NOT NULL) WHERE generation > before), once AS ("
        # Two sources tell of one act with seconds between them; a minute is one act.
        "SELECT id, min(happened_at) AS happened_at, arg_min(via, (observed_at, via)) AS via, "
        "arg_max(changed_by, happened_at) AS changed_by, arg_min(source, (observed_at, via)) AS source, "
        "arg_min(raw, (observed_at, via)) AS raw, arg_min(record, (observed_at, via)) AS record "
        "FROM proven GROUP BY id, date_trunc('minute', happened_at)), made AS ("
        "SELECT id, min(happened_at) AS made_at, bool_or(via = 'created') AS known FROM once GROUP BY id), first AS ("
        "SELECT s.provider, s.source, s.kind, s.principal, min(m.made_at) AS made_at FROM sights s JOIN made m USING "
        "(id) WHERE s.principal IS NOT NULL GROUP BY ALL) "
        "SELECT once.*, CASE WHEN once.via <> 'created' OR once.happened_at > made.made_at THEN true "
        "ELSE coalesce(once.happened_at > first.made_at, false) END AS run FROM once JOIN made USING (id) "
        "LEFT JOIN sights s USING (id) LEFT JOIN first ON first.source = s.source AND first.kind = s.kind "
        "AND first.principal = s.principal"
    )


def _processes(session: Session) -> None:
    """``processes``: each process on paper with the runs that are proven."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE processes AS SELECT p.provider, p.kind, p.method, p.every_days, p.who, "
        "count(DISTINCT s.id) AS credentials, count(v.id) AS proven_runs, max(v.happened_at) AS last_run, "
        "p.observed_at AS on_paper_since, p.source, p.raw, p.record FROM policies p "
        "LEFT JOIN sights s ON s.provider = p.provider AND s.kind = p.kind LEFT JOIN value_changes v ON v.id = s.id "
        "AND v.run GROUP BY ALL"
    )


def _adherence(session: Session) -> None:
    """``adherence(month, provider, owner, credentials, in_time, unknown)``: where a policy says how often.

    One row a month end since the first survey: of the credentials that were there, how many had a value younger than
    the policy asks, and of how many nobody can tell.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE adherence AS WITH months AS ("
        "SELECT unnest(range(date_trunc('month', min(observed_at)), max(observed_at), INTERVAL 1 MONTH)) "
        "+ INTERVAL 1 MONTH AS month_end FROM reads), lives AS ("
        "SELECT s.id, s.provider, o.owner, p.every_days, s.first_observed, "
        "coalesce(g.since, 'infinity'::TIMESTAMPTZ) AS gone FROM sights s "
        "JOIN policies p ON p.provider = s.provider AND p.kind = s.kind AND p.every_days IS NOT NULL "
        "LEFT JOIN best_owners o USING (id) LEFT JOIN gone g USING (id)), aged AS ("
        "SELECT m.month_end, l.*, v.happened_at AS changed FROM months m "
        "JOIN lives l ON l.first_observed < m.month_end AND l.gone > m.month_end "
        "ASOF LEFT JOIN value_changes v ON v.id = l.id AND v.happened_at < m.month_end) "
        "SELECT (month_end - INTERVAL 1 DAY)::DATE AS month, provider, owner, count(*) AS credentials, "
        "count(*) FILTER (changed >= month_end - to_days(every_days::INTEGER)) AS in_time, "
        "count(*) FILTER (changed IS NULL) AS unknown FROM aged GROUP BY ALL"
    )
