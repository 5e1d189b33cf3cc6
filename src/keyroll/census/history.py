"""What surveys and logs say of each credential over time: reads, states, and what was done to it."""

from keyroll.store.session import Session

#: OCSF Account Change (3001) activities that concern a credential's life.
_ACTS = {1: "created", 2: "enabled", 3: "value_changed", 4: "value_changed", 5: "disabled", 6: "deleted"}


def reads(session: Session) -> None:
    """Make ``reads(source, endpoint, observed_at, complete, because, raw)``, one row a survey of an endpoint.

    A partial read is mended by a complete one of the same moment: what the latter does not list was not there.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE reads AS SELECT source, endpoint, observed_at, "
        "bool_or(whole) AS complete, CASE WHEN NOT bool_or(whole) THEN arg_max(because, event_id) END AS because, "
        "arg_max(raw, (whole, event_id)) AS raw, arg_max(event_id, (whole, event_id)) AS event_id FROM ("
        "SELECT *, (facts->>'complete')::BOOLEAN AS whole, facts->>'because' AS because FROM observed "
        "WHERE entity = 'read') GROUP BY source, endpoint, observed_at"
    )


def states(session: Session) -> None:
    """Make ``states``: each sight of a credential in a survey, by its id."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE states AS SELECT handles.id, source, endpoint, observed_at, kind, "
        "facts->>'state' AS state, facts->>'name' AS name, facts->>'vendor_kind' AS vendor_kind, "
        "(facts->>'created')::TIMESTAMPTZ AS created, (facts->>'changed')::TIMESTAMPTZ AS changed, "
        "(facts->>'expires')::TIMESTAMPTZ AS expires, (facts->>'last_used')::TIMESTAMPTZ AS last_used, "
        "(facts->>'generation')::BIGINT AS generation, (facts->>'old_value_until')::TIMESTAMPTZ AS old_value_until, "
        "facts->>'owner' AS owner, list_filter(links, lambda l: l.relation = 'principal')[1].\"to\" AS principal, "
        "handles.ambiguous, raw, record, event_id "
        "FROM observed JOIN handles ON handles.handle = subject WHERE entity = 'credential'"
    )


def lifecycle(session: Session) -> None:
    """Make ``lifecycle(id, happened_at, act, by, …)``: what logs say was done to each credential, and by whom."""
    acts = " ".join(f"WHEN {number} THEN '{name}'" for number, name in _ACTS.items())
    session.run(
        f"CREATE OR REPLACE TEMP TABLE lifecycle AS SELECT coalesce(id, target) AS id, happened_at, "
        f"CASE activity_id {acts} END AS act, actor AS by, credential AS by_credential, source, log, event_id, raw, "
        f"record "
        f"FROM events LEFT JOIN handles ON handles.handle = target WHERE class_uid = 3001 AND target IS NOT NULL "
        f"AND activity_id IN ({', '.join(map(str, _ACTS))}) AND status_id = 1 AND NOT implausible"
    )
