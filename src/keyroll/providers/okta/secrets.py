"""API tokens (scheme SSWS): 42 characters that begin with 00; Okta lists them by an id that cannot be derived.

The scheme is from Okta's reference ("API token authentication"); length and prefix are those of the scanner's rule.
"""

from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "api_token",
        rules=("betterleaks.okta-access-token",),
        shapes=(
            Shape("okta.ssws", r"\bSSWS\s+(00[A-Za-z0-9_-]{40})\b", 3.5),
            Shape("okta.token", r"(?i:okta)[\s\S]{0,80}?\b(00[A-Za-z0-9_-]{40})\b", 3.5),
        ),
    ),
)
