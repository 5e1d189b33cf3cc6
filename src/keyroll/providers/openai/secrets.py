"""Keys of OpenAI: its lists show only their end, which is a hint."""

from keyroll.providers._last_four import LastFour
from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "api_key",
        rules=("betterleaks.openai-api-key",),
        derive=LastFour("openai"),
        shapes=(
            Shape(
                "openai.key",
                r"\b(sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,100})T3BlbkFJ[A-Za-z0-9_-]{20,100}"
                r"|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})",
            ),
        ),
    ),
)
