"""Machine credentials in the inventory."""

from keyroll.report.identity import credential_analysis, credential_asset, credential_inventory
from keyroll.report.listing import Listing

#: The identifying columns of a credential.
OBSERVATIONS = "SELECT * EXCLUDE (id) FROM credential_observations WHERE id = $id"

LISTING = Listing(
    "machine credentials in the inventory",
    "SELECT c.*, r.* EXCLUDE (node, reaches), coalesce(r.reaches, 'not computed') AS reaches "
    "FROM credentials c LEFT JOIN reach_in_words r ON r.node = c.id",
    ("name", "state", "last_used", "owner", "kind", "source", "reaches"),
    "state IN ('destroyed', 'deactivated'), state = 'compromised' DESC, last_used DESC NULLS LAST, name, id",
    opens=OBSERVATIONS,
    ocsf={"user_inventory": credential_inventory, "iam_analysis_finding": credential_analysis},
    cyclonedx=credential_asset,
    examples=(
        "reaches_protected > 0 AND owner IS NULL",
        "owner IS NULL AND last_used < '2026-08-01'",
        "unused = 'yes' AND orphaned <> 'no'",
        "list_contains(vendor_holders, 'Okta')",
        "id IN (SELECT id FROM locations WHERE kind = 'ticket')",
    ),
)
