"""What does not fit: used but never issued, held or written down but not in the inventory, shared, used by people."""

from keyroll.report.listing import Listing
from keyroll.report.lists.posture import judged

LISTING = Listing(
    "things that do not fit the inventory",
    # Used, but in no list of an issuer that lists the kind; or by an identifier of a kind that no provider declares.
    "SELECT 'used but never issued' AS what, id, name, source, state_because AS because, last_used AS last_seen "
    "FROM credentials WHERE inferred AND starts_with(state_because, 'in use') UNION ALL "
    "SELECT 'used but never issued', u.identifier, regexp_replace(u.identifier, '^[^:]*:[^:]*:', ''), min(u.source), "
    "sum(u.uses) || ' uses in ' || min(u.log) || '; no list and no provider knows it', max(u.last_used) "
    "FROM used u LEFT JOIN identifiers h USING (identifier) WHERE u.uses > 0 "
    "AND coalesce(h.id, u.identifier) NOT IN (SELECT id FROM credentials) "
    "AND coalesce(h.id, u.identifier) NOT IN (SELECT id FROM states) "
    "AND NOT EXISTS (SELECT 1 FROM principals p WHERE p.principal IN (h.id, u.identifier, u.actor) AND p.kind = "
    "'human') "
    "GROUP BY u.identifier UNION ALL "
    "SELECT 'held but not in the inventory', id, name, source, state_because, last_observed FROM credentials "
    "WHERE known_from = ['copies'] UNION ALL "
    "SELECT 'held but not in the inventory', l.id, min(coalesce(l.place, l.location)), min(l.source), "
    "'in ' || count(DISTINCT l.location) || ' places; nobody issues it', max(l.observed_at) FROM locations l "
    "WHERE l.id NOT IN (SELECT id FROM credentials) AND l.id NOT IN (SELECT id FROM states) GROUP BY l.id UNION ALL "
    "SELECT 'written down but not in the inventory', registration, min(names), min(source), "
    "'the register gives it to ' || coalesce(nullif(min(holder), ''), 'nobody') || ' in ' "
    "|| coalesce(nullif(min(system), ''), 'no system'), max(observed_at) FROM registrations "
    "GROUP BY registration HAVING count(id) = 0 UNION ALL "
    "SELECT CASE nhi WHEN 'NHI9' THEN 'reused by several workloads' ELSE 'used by a person' END, p.subject, p.name, "
    "p.source, p.because, c.last_used FROM posture p LEFT JOIN credentials c ON c.id = p.subject "
    "WHERE answer = 'yes' AND (check_id = 'several_workloads' OR nhi = 'NHI10') UNION ALL "
    "SELECT 'ambiguous', id, name, source, 'several ids of its issuer share a strong identifier', last_observed "
    "FROM credentials WHERE ambiguous",
    ("what", "name", "source", "because", "last_seen"),
    "what, source, name, id, because",
    judged,
    prepares_events=False,
    time="last_seen",
    examples=("what = 'used by a person'",),
)
