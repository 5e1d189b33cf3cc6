"""Keys of Anthropic: its lists show only their end, which is a hint."""

from keyroll.providers._last_four import LastFour
from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "api_key",
        rules=("betterleaks.anthropic-api-key", "betterleaks.anthropic-admin-api-key"),
        derive=LastFour("anthropic"),
        shapes=(Shape("anthropic.key", r"\b(sk-ant-(?:api|admin)[0-9]{2}-[A-Za-z0-9_-]{93}AA)\b"),),
    ),
)
