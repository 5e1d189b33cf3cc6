"""What changed on the roll."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "what changed on the roll",
    "SELECT first_observed AS happened_at, 'seen first' AS what, id, name, source FROM credentials UNION ALL "
    "SELECT gone_since, 'gone', id, name, source FROM credentials WHERE gone_since IS NOT NULL UNION ALL "
    "SELECT l.happened_at, l.act, l.id, c.name, l.source FROM lifecycle l JOIN credentials c USING (id)",
    ("happened_at", "what", "name", "source"),
    "happened_at, id, what",
)
