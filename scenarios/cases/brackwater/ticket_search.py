"""An account that follows tickets is used from a home to search for what people wrote into them."""

from urllib.parse import quote_plus

from scenarios.companies.brackwater import BOARDS
from scenarios.kit import HOUR, MINUTE, WINDOWS, Scene, firefox, intrusion
from scenarios.systems.jira import ticket

_WORDS = ('text ~ "password"', 'text ~ "sftp login"', "summary ~ vpn", 'text ~ "api key"', "attachments is not EMPTY",
          'text ~ "temporary access"', "summary ~ certificate")  # fmt: skip


@intrusion("A ticket account searches for what people wrote about access")
def plan(scene: Scene) -> None:
    """Five evenings: one or two searches, and some of what they found, once an attachment."""
    rng, words = scene.rng("intruder"), list(_WORDS)
    account = rng.choice([known for known in scene.of("jira", vendor=False) if "open" in known.acts])
    intruder = scene.intruder(rng, account, address="203.0.113.57", agent=firefox(WINDOWS, 139), exactly="1")
    for evening in (1, 2, 3, 6, 7):
        ms = scene.at(evening, 19) + rng.randrange(3 * HOUR)
        for query in [words.pop(0) for _ in range(1 + (len(words) > 3))]:
            intruder.act(ms, "search", quote_plus(query), f"look: searched for {query}")
            for _ in range(2 + rng.randrange(3)):
                ms += 20_000 + rng.randrange(4 * MINUTE)
                intruder.act(ms, "issue", ticket(rng, rng.choice(BOARDS)), "look: ticket read")
            ms += 3 * MINUTE
        if evening == 3:
            intruder.act(ms, "file", str(20_000 + rng.randrange(9_000)), "take: file taken")
    intruder.holds()
