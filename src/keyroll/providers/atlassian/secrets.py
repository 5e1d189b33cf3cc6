"""API tokens of Atlassian Cloud: the last eight characters are a checksum whose algorithm is not published."""

from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "api_token",
        rules=("betterleaks.atlassian-api-token",),
        shapes=(Shape("atlassian.token", r"\b(AT(?:AT|CT)T3[A-Za-z0-9_=-]{100,400}=[0-9A-F]{8})\b"),),
    ),
)
