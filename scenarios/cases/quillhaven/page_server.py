"""Commands in the pod of the portal's pages: its account, the account attached to it and its vault token are used.

After React2Shell (December 2025): a hole that was days old, the environment and the metadata of the server read at
once, tokens used from elsewhere while they last, and whatever computes.
"""

from random import Random

from scenarios.companies.quillhaven_places import gate, node
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_OUTSIDE = ("254.17.201.6", "252.90.44.31")
_CURL, _SDK = "curl/8.5.0", "google-cloud-sdk gcloud/552.0.0 command/gcloud.storage.cp"


@intrusion("Commands in the pod of pages use its account, its attached account and its vault token")
def plan(scene: Scene) -> None:
    """An hour from inside; from outside on three nights, as the attached account for as long as a token lasts."""
    rng = scene.rng("intruder")
    begins = scene.at(3, 14) + rng.randrange(6 * HOUR)
    _inside(scene, rng, begins)
    cloud = scene.intruder(rng, scene.held("gcp", "qh-pages-run", 16), agent=_CURL, address=gate("pages", begins))
    ms = begins + 11 * MINUTE
    cloud.series(ms, [("buckets!1", ""), ("list", "qh-portal-site"), ("secret", "pages-session", "take: secret"),
                      ("secrets!1", "")], 20 * SECOND, 2 * MINUTE)  # fmt: skip
    for number, (day, count) in enumerate(((3, 35), (4, 90), (7, 70))):
        ms = scene.at(day, 22) + rng.randrange(HOUR)
        steps = [("list", "qh-forms", "look: objects"), ("list", "qh-portal-site", "look: objects")]
        steps += [("read", f"qh-forms/filled/{rng.randrange(4000):05d}.pdf", "take: object read") for _ in range(count)]
        if number == 1:
            steps += [("secret", "pages-mail", "take: secret"), ("secret!1", "partners-db", "take: secret")]
        cloud.series(ms, steps, 2 * SECOND, 50 * SECOND, agent=_SDK, address=_OUTSIDE[number % 2])
    cloud.holds(begins)
    vault = scene.intruder(rng, scene.held("openbao", "token-pages", 16), agent=_CURL, address=_OUTSIDE[0])
    ms = since = begins + 3 * HOUR
    asked = [("self", ""), ("read", "pages/session", "take: secret"), ("read", "pages/mail", "take: secret"),
             ("mounts!1", ""), ("list!1", ""), ("read!1", "partners/db")]  # fmt: skip
    vault.series(ms, asked, 5 * SECOND, 40 * SECOND)
    vault.act(scene.at(7, 23), "read", "pages/mail", "take: secret", address=_OUTSIDE[1])
    vault.holds(since)


def _inside(scene: Scene, rng: Random, ms: int) -> None:
    """What the pod's account may do is asked; pods that compute on two nights."""
    where = node("pages/server", ms)
    account = scene.intruder(rng, scene.held("kubernetes", "pages/server", 16), address=where, agent=_CURL)
    steps = [("rules", "", "look: rights"), ("config", "pages:pages-app", "look: settings"), ("secrets!1", "pages:"),
             ("pods!1", "pages:"), ("namespaces!1", "")]  # fmt: skip
    account.series(ms, steps, 6 * SECOND, MINUTE)
    for day in (4, 8):
        at = scene.at(day, 1) + rng.randrange(3 * HOUR)
        for number in range(2):
            name = f"pages-cache-{day}{number}"
            account.act(at, "pod", f"pages:{name}", "use: pod made")
            scene.foothold("workload", f"kubernetes@main:pod:pages/{name}", at)
            at += 40 * SECOND + rng.randrange(3 * MINUTE)
    account.holds(ms)
