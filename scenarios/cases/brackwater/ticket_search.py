"""An account that follows tickets is used from a home to search for what people wrote into them."""

from urllib.parse import quote_plus

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import BOARDS, ticket

_FROM, _WITH = "203.0.113.57", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0"
_WORDS = ('text ~ "password"', 'text ~ "sftp login"', "summary ~ vpn", 'text ~ "api key"', "attachments is not EMPTY",
          'text ~ "temporary access"', "summary ~ certificate")  # fmt: skip


def plan(scene: Scene) -> None:
    """Five evenings: one or two searches, and some of what they found, once an attachment."""
    rng = scene.rng("intruder")
    jira = scene.systems["jira"]
    one = rng.choice([one for one in scene.of("jira", vendor=False) if "open" in one.acts])
    words = list(_WORDS)

    def do(ms: int, what: str, act: str, thing: str) -> None:
        records = jira.work(rng, one, ms, act, thing, address=_FROM, agent=_WITH, exactly="1")
        scene.hostile(what, records)

    for evening in (1, 2, 3, 6, 7):
        ms = scene.start + evening * DAY + 19 * HOUR + rng.randrange(3 * HOUR)
        for asked in [words.pop(0) for _ in range(1 + (len(words) > 3))]:
            do(ms, f"look: searched for {asked}", "search", quote_plus(asked))
            for _ in range(2 + rng.randrange(3)):
                ms += 20_000 + rng.randrange(4 * MINUTE)
                do(ms, "look: ticket read", "issue", ticket(rng, rng.choice(BOARDS)))
            ms += 3 * MINUTE
        if evening == 3:
            do(ms, "take: file taken", "file", str(20_000 + rng.randrange(9_000)))
    scene.foothold("credential", jira.identifier(one), scene.first)


SCENARIO = Scenario("A ticket account searches for what people wrote about access", plan, company=BRACKWATER)
