"""API access tokens: 37 letters and digits, older ones 26. Smartsheet does not list them.

37 are in the rule of trufflehog (``pkg/detectors/smartsheets``, read 2026-11-29), 26 from memory: re-check.
"""

from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "access_token",
        shapes=(
            Shape("smartsheet.token", r"(?i:smartsheet)[\s\S]{0,80}?\b([A-Za-z0-9]{37})\b", 4.0),
            Shape("smartsheet.old-token", r"(?i:smartsheet)[\s\S]{0,80}?\b([a-z0-9]{26})\b", 3.5),
        ),
    ),
)
