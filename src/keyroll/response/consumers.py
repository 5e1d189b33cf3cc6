"""How each consumer of an exposed credential gets its new value, by the copies found and by its sign-ins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from keyroll.model.campaign import ConsumerClass, Consumers
from keyroll.store.relations import build, load
from keyroll.store.session import Session

#: By kind of secret location: how its consumer gets a new value. Locations without a consumer (a ticket, a page of
#: a wiki, a support case) are left out.
BY_PLACE = {
    "app_instance": (ConsumerClass.PUSH, "its new value is written into the application that stores it"),
    "webhook": (ConsumerClass.PUSH, "its new value is written into the webhook"),
    "vault_path": (ConsumerClass.POLL, "programs read it from the vault"),
    "ci_variable": (ConsumerClass.POLL, "each run of the pipeline reads it again"),
    "kubernetes_secret": (ConsumerClass.RESTART, "a container reads it when it starts"),
    "ci_definition": (ConsumerClass.RESTART, "a definition holds it; the definition must be changed and run"),
    "repository_file": (ConsumerClass.RESTART, "a file holds it; the file must be changed and deployed"),
    "file": (ConsumerClass.RESTART, "a file holds it; a program reads the file when it starts"),
}
_SLOWEST_LAST = list(ConsumerClass)
#: The first product of the user agent of every browser (RFC 9110, 10.1.5; by custom since 1994).
_BROWSER = "mozilla"
NOTHING = Consumers(ConsumerClass.UNKNOWN, "no copy of it and no use of it shows how its consumer gets a new value")


def consumers(session: Session, ids: Sequence[str]) -> dict[str, Consumers]:
    """Return the consumer class of each credential: the slowest of several, because the campaign waits for it."""
    load(session, "campaign_credentials", {"id": list(ids)})
    ways: dict[str, list[Consumers]] = defaultdict(list)
    for credential, kind, place in session.tuples(
        "SELECT id, kind, min(place) FROM locations JOIN campaign_credentials USING (id) GROUP BY ALL ORDER BY ALL"
    ):
        if str(kind) in BY_PLACE:
            way, because = BY_PLACE[str(kind)]
            ways[str(credential)].append(Consumers(way, f"{because}: {place or str(kind).replace('_', ' ')}"))
    # One use in a browser makes no person its consumer: most of its use must be by one.
    build(session, "own_consumers", "use_by_another_actor")
    for credential, log in session.tuples(
        "SELECT id, max_by(log, uses) FROM own_consumers JOIN campaign_credentials USING (id) GROUP BY id "
        "HAVING 2 * sum(uses) FILTER (client = $browser) > sum(uses) ORDER BY id",
        {"browser": _BROWSER},
    ):
        ways[str(credential)].append(Consumers(ConsumerClass.HUMAN, f"the log {log} shows it mostly in a browser"))
    apart = {
        str(one): str(stories)
        for one, stories in session.tuples(
            "SELECT id, string_agg(DISTINCT left(story, 12), ', ') FROM use_by_another_actor "
            "JOIN campaign_credentials USING (id) GROUP BY id"
        )
    }
    return {credential: _without(_slowest(ways[credential]), apart.get(credential, "")) for credential in ids}


def _without(way: Consumers, stories: str) -> Consumers:
    """Return a class with the stories whose use does not count."""
    return (
        replace(way, because=f"{way.because}; use by the intruder of story {stories} is left out") if stories else way
    )


def _slowest(ways: list[Consumers]) -> Consumers:
    return max(ways, key=lambda way: _SLOWEST_LAST.index(way.kind), default=NOTHING)
