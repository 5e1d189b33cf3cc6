"""Settings: tokens of machines."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token; its value is stored nowhere."""

    name: str
    scopes: tuple[str, ...]
    made_by: str
    made_at: datetime
    until: datetime
    good: bool


@dataclass(frozen=True, slots=True)
class TokensPage:
    """All tokens."""

    rows: tuple[TokenRow, ...]
    command: str


def _data(asked: PageRequest) -> TokensPage:
    now = asked.keyroll.now()
    rows = tuple(
        TokenRow(one.name, one.scopes, one.made_by, one.made_at, one.ended_at or one.until, one.good(now))
        for one in asked.keyroll.tokens.all()
    )
    return TokensPage(rows, asked.command("keyroll serve token add NAME --scope pages:read --until DATE"))


PAGE = Page(
    "/settings/tokens",
    "Machine tokens",
    TokensPage,
    _data,
    "settings_tokens.html",
    role="admin",
    under="/settings",
    kept=False,
)
