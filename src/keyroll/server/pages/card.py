"""The card of one thing, as ``keyroll show`` has it; other pages load it."""

from dataclasses import dataclass

from keyroll import plugins
from keyroll.api.showing import KINDS
from keyroll.server.page import Page, PageRequest, Parameter


@dataclass(frozen=True, slots=True)
class CardFact:
    """What is known under one label."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """One thing: what it is, what is known of it, and the next command."""

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
        Parameter("kind", "which of them, where several have that id", one_of=plugins.names(KINDS)),
    ),
)
