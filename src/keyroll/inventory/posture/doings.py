"""What was done with each credential, as far as posture asks: administration, sign-ins, and the hours of use."""

from keyroll.inventory.parts import Part
from keyroll.inventory.posture.ground import BROWSERS
from keyroll.store.session import Session

#: OCSF classes of administration: accounts, entities, privileges, groups.
_ADMINISTERED = "class_uid IN (3001, 3004, 3005, 3006)"
_SIGNED_IN = "class_uid = 3002 AND activity_id = 1"


#: What succeeded of each identifier on each day.
DONE = Part(
    "done_days",
    "events",
    "SELECT source, coalesce(credential, actor) AS identifier, happened_at::DATE AS day, "
    f"count(*) FILTER ({_ADMINISTERED}) AS administered, "
    f"max(happened_at) FILTER ({_ADMINISTERED}) AS last_administered, "
    f"count(*) FILTER ({_SIGNED_IN}) AS logins, "
    f"count(*) FILTER ({_SIGNED_IN} AND user_agent IS NOT NULL) AS told_logins, "
    f"max(happened_at) FILTER ({_SIGNED_IN} AND regexp_matches(user_agent, '^({'|'.join(BROWSERS)})', 'i')) "
    "AS last_login_by_browser, bit_or(1::INTEGER << hour(happened_at)::INTEGER) AS hours, count(*) AS uses "
    "FROM {arriving} WHERE status_id = 1 AND NOT implausible AND coalesce(credential, actor) IS NOT NULL GROUP BY ALL",
    {
        "administered": "sum(administered)::BIGINT",
        "last_administered": "max(last_administered)",
        "logins": "sum(logins)::BIGINT",
        "told_logins": "sum(told_logins)::BIGINT",
        "last_login_by_browser": "max(last_login_by_browser)",
        "hours": "bit_or(hours)",
        "uses": "sum(uses)::BIGINT",
    },
    one_a_key=True,
    of_whom="identifier",
)
PARTS = (DONE,)


def doings(session: Session) -> None:
    """Make ``doings``, one row a credential (or account) and source, of what succeeded.

    ``administered``, ``last_administered``; ``logins``, ``told_logins`` (those whose client the log names),
    ``last_login_by_browser``; ``days`` of use, uses at a ``weekend``, and ``hours``: a bit for each hour of the day
    (UTC) in which it was used. Needs the part ``done_days`` and ``identifiers``.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE doings AS "
        "SELECT coalesce(id, identifier) AS id, source, sum(administered)::BIGINT AS administered, "
        "max(last_administered) AS last_administered, sum(logins)::BIGINT AS logins, "
        "sum(told_logins)::BIGINT AS told_logins, max(last_login_by_browser) AS last_login_by_browser, "
        "count(DISTINCT day) AS days, coalesce(sum(uses) FILTER (isodow(day) > 5), 0)::BIGINT AS weekend, "
        "bit_or(hours) AS hours FROM done_days LEFT JOIN identifiers USING (identifier) GROUP BY ALL"
    )
