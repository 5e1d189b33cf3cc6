"""What several checks stand on: living credentials, declared kinds, powers and trust.

All of it is made anew for each judgement from the inventory's tables, and none is published.
"""

from keyroll.inventory.kinds import kinds
from keyroll.model.observation import ENDED
from keyroll.providers import catalogue
from keyroll.store.session import Session

#: What the first word of a browser's user agent is; some programs say it too.
BROWSERS = ("mozilla", "opera", "safari", "chrome", "chromium", "firefox", "edge", "msie")

_PRODUCTION = ("prod", "production", "prd")
_TEST = (
    "test", "tests", "testing", "dev", "develop", "development", "staging", "stage", "stg", "sandbox", "qa", "uat",
    "preprod", "nonprod",
)  # fmt: skip

_MACROS = (
    # Kleene's and over two answers, and his or over a group of them.
    "both_of(a, b) AS CASE WHEN 'no' IN (a, b) THEN 'no' WHEN a = 'yes' AND b = 'yes' THEN 'yes' ELSE 'unknown' END",
    "any_of(a) AS CASE WHEN bool_or(a = 'yes') THEN 'yes' WHEN bool_and(a = 'no') THEN 'no' ELSE 'unknown' END",
    "posture_day(t) AS strftime(t, '%Y-%m-%d')",
    "ago(days) AS getvariable('as_of') - to_days(days::INTEGER)",
    # Which environment a name speaks of; NULL where it names none, or both.
    "words(t) AS regexp_extract_all(lower(t), '[a-z]+')",
    f"environment(t) AS CASE WHEN t IS NULL OR list_has_any(words(t), {list(_PRODUCTION)}) "
    f"= list_has_any(words(t), {list(_TEST)}) THEN NULL "
    f"WHEN list_has_any(words(t), {list(_TEST)}) THEN 'test' ELSE 'production' END",
)


def ground(session: Session) -> None:
    """Make ``live``, ``kinds``, ``privileged`` and ``trusts`` of the tables of the inventory, as of its moment.

    - ``live``: the credentials that are not known to be destroyed, deactivated or suspended; those of unknown state
      are among them. ``value_changed`` is the last proven change of a value that was there before.
    - ``kinds``: what provider folders say (:mod:`keyroll.inventory.kinds`).
    - ``privileged(id, answer, because)``: whether a credential's principal may administer its system.
    - ``trusts(role, source, who, named, conditions)``: whom each role trusts; ``roles(role, trust_read)``: all of them.
    """
    for macro in _MACROS:
        session.run(f"CREATE OR REPLACE TEMP MACRO {macro}")
    session.run(
        "CREATE OR REPLACE TEMP TABLE live AS SELECT *, "
        "greatest(changed, CASE WHEN changed_via <> 'created' THEN last_changed END) AS value_changed FROM credentials "
        f"WHERE coalesce(state, 'unknown') NOT IN {ENDED}"
    )
    kinds(session)
    _vocabularies(session)
    _powers(session)
    _privileged(session)


def _vocabularies(session: Session) -> None:
    named = [(name, one.powers) for name, one in catalogue.providers().items() if one.powers]
    session.load_columns(
        "vocabularies",
        dict.fromkeys(("provider", "administers", "lesser"), "VARCHAR"),
        {
            "provider": [name for name, _ in named],
            "administers": [powers.administers for _, powers in named],
            "lesser": [powers.lesser for _, powers in named],
        },
    )


def _powers(session: Session) -> None:
    """``standing``, the grants that still stand, and ``may(principal, shown, administers)``.

    A grant is gone where a later complete read of its source still shows others of its sort. What a group or a policy
    may do, its members may; a name that the provider's vocabulary does not know may allow anything.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE standing AS WITH sorted AS (SELECT *, privilege = 'member' AS membership "
        "FROM grants), latest AS (SELECT source, membership, max(last_observed) AS read_at FROM sorted "
        "WHERE (source, last_observed) IN (SELECT (source, observed_at) FROM reads WHERE complete) GROUP BY ALL) "
        "SELECT sorted.* FROM sorted LEFT JOIN latest USING (source, membership) "
        "WHERE read_at IS NULL OR last_observed >= read_at"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE granted AS "
        "SELECT principal, principal AS holder, source, privilege, resource, '' AS via FROM standing UNION ALL "
        "SELECT m.principal, g.principal, g.source, g.privilege, g.resource, ' through ' || m.resource "
        "FROM standing m JOIN standing g ON g.principal = m.source || ':' || m.resource WHERE m.membership"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE may AS WITH named AS ("
        "SELECT principal, source, via, CASE WHEN privilege = 'member' THEN resource ELSE privilege END AS named, "
        "regexp_replace(holder, '^[^:]*:', '') AS own FROM granted), documents AS ("
        "SELECT principal, min(privilege) AS says FROM standing WHERE split_part(principal, ':', 2) = 'policy' "
        "GROUP BY principal) "
        "SELECT n.principal, n.named || n.via AS shown, CASE WHEN '*' IN (named, shared.says, inline.says) "
        "OR regexp_full_match(n.named, nullif(v.administers, ''), 'i') THEN 'yes' "
        "WHEN coalesce(shared.says, inline.says) IS NOT NULL "
        "OR regexp_full_match(n.named, nullif(v.lesser, ''), 'i') THEN 'no' ELSE 'unknown' END AS administers "
        "FROM named n LEFT JOIN vocabularies v ON v.provider = split_part(n.source, '@', 1) "
        "LEFT JOIN documents shared ON shared.principal = n.source || ':policy:' || n.named "
        "LEFT JOIN documents inline ON inline.principal = n.source || ':policy:' || n.own || '/' || n.named"
    )


def _privileged(session: Session) -> None:
    """``privileged``, ``trusts`` and ``roles``, of what each principal ``may`` do and of ``standing``."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE privileged AS SELECT c.id, "
        "any_of(p.administers) AS answer, CASE "
        "WHEN bool_or(p.administers = 'yes') THEN 'may administer ' || c.source || ': ' || "
        "string_agg(DISTINCT p.shown, ', ' ORDER BY p.shown) FILTER (p.administers = 'yes') "
        "WHEN count(p.shown) = 0 THEN 'no list that was read says what it may do' "
        "WHEN bool_or(p.administers = 'unknown') THEN 'what these allow was not read: ' || "
        "string_agg(DISTINCT p.shown, ', ' ORDER BY p.shown) FILTER (p.administers = 'unknown') "
        "WHEN count(DISTINCT p.shown) = 1 THEN 'its one grant does not administer' "
        "ELSE 'none of its ' || count(DISTINCT p.shown) || ' grants administers' END AS because "
        "FROM (SELECT id, source, principal FROM live UNION SELECT id, source, id FROM live) c "
        "LEFT JOIN may p USING (principal) GROUP BY c.id, c.source"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE trusts AS SELECT source || ':' || resource AS role, source, "
        "split_part(principal, ':', 2) AS who, regexp_replace(principal, '^[^:]*:[^:]*:', '') AS named, "
        "conditions FROM standing WHERE starts_with(resource, 'role:')"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE roles AS SELECT role, role IN (SELECT role FROM trusts) AS trust_read FROM ("
        "SELECT principal AS role FROM principals WHERE subkind = 'role' UNION SELECT role FROM trusts)"
    )
