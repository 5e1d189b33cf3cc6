"""The card of one subject, the same as in ``keyroll show``; other pages load it."""

from dataclasses import dataclass

from keyroll import plugins
from keyroll.api.showing import KINDS
from keyroll.server.page import Page, PageRequest, Parameter


@dataclass(frozen=True, slots=True)
class CardFact:
    """The facts under one label."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """One subject: its kind, its facts, and the next command."""

    id: str
    name: str
    about: str
    facts: tuple[CardFact, ...]
    next: str
    command: str


def _data(asked: PageRequest) -> CardPage:
    card = asked.cards().card(asked.needed("id"), asked.text("kind"), lambda name: asked.campaign(name).status)
    facts = tuple(CardFact(one.label, one.texts) for one in card.facts if one.texts)
    return CardPage(card.id, card.name, card.about, facts, asked.command(card.then), asked.command(card.then))


PAGE = Page(
    "/card",
    "Card",
    CardPage,
    _data,
    "card.html",
    under="/inventory",
    part=True,
    ahead=lambda asked: asked.cards(),
    parameters=(
        Parameter("id", "the id of a credential, a story, a source, a person or a vendor", needed=True),
        Parameter("kind", "its type, if several subjects have that id", one_of=plugins.names(KINDS)),
    ),
)
