"""Machine credentials in the inventory."""

from keyroll.report.identity import credential_analysis, credential_asset, credential_inventory
from keyroll.report.listing import Listing

#: What a credential is known by.
OBSERVATIONS = "SELECT * EXCLUDE (id) FROM credential_observations WHERE id = $id"

LISTING = Listing(
    "machine credentials in the inventory",
    "SELECT c.*, r.protected AS reaches_protected, r.protected_possible AS reaches_protected_possible, "
    "r.credentials AS reaches_credentials, r.credentials_possible AS reaches_credentials_possible, "
    "reach_words(r.protected, r.protected_possible, r.credentials, r.credentials_possible) AS reaches "
    "FROM credentials c LEFT JOIN reach_of r ON r.node = c.id",
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
