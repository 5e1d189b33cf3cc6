"""Actions with each credential: administration, sign-ins, and the hours of use."""

from typing import Final

from keyroll.inventory.part import InventoryPart

#: The first words of a browser's user agent; some programs use them too.
BROWSERS: Final = ("mozilla", "opera", "safari", "chrome", "chromium", "firefox", "edge", "msie")

#: OCSF classes of administration: accounts, entities, privileges, groups.
_ADMINISTERED = "class_uid IN (3001, 3004, 3005, 3006)"
_SIGNED_IN = "class_uid = 3002 AND activity_id = 1"


#: The successful actions of each identifier on each day.
DONE = InventoryPart(
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
