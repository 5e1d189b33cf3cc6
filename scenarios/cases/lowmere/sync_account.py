"""The account that synchronises people opens an administrator's, a domain is made to trust a foreign one, copies go.

After the extortion in the cloud that Microsoft described in August 2025: an administrator without a second factor, a
federated domain by which anybody can be entered, and deletion of what the company would come back from.
"""

from scenarios.companies.lowmere import BUCKETS, DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.gcp import Gcp
from scenarios.systems.microsoft import Microsoft

_SYNC, _HOST, _CLIENT = "Sync_LMDC01_6b1f09ac22d7", "244.9.140.61", "python-requests/2.32.4"
_DOMAIN = "lowmere-mail.example"


@intrusion("A synchronising account opens an administrator's, and copies are deleted")
def plan(scene: Scene) -> None:
    """A password set on an evening; roles and a domain an hour later; on the sixth night copies, three of them kept."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    admin, other = scene.people[15], scene.people[17]

    def told(ms: int, by: str, operation: str, about: str, what: str) -> int:
        scene.hostile(what, tenant.account_does(rng, by, ms, operation, about, _HOST))
        return ms + 40 * SECOND + rng.randrange(5 * MINUTE)

    ms = scene.at(2, 5) + rng.randrange(4 * HOUR)
    scene.hostile("look: refused", tenant.signs_in(rng, other, ms, _HOST, _CLIENT, "Azure Portal", refused=True),
                  success=False)  # fmt: skip
    ms = told(ms + 12 * MINUTE, _SYNC, "Reset user password.", f"{admin.login}@{DOMAIN}", "stay: password set")
    scene.hostile("look: signed in", tenant.signs_in(rng, admin, ms, _HOST, _CLIENT, "Azure Portal"))
    ms += 50 * MINUTE
    for operation, about, what in (
        ("Add member to role.", f"{other.login}@{DOMAIN}", "stay: role given"),
        ("Add unverified domain.", _DOMAIN, "stay: domain added"), ("Verify domain.", _DOMAIN, "stay: domain verified"),
        ("Set domain authentication.", _DOMAIN, "stay: domain federated"),
        ("Set federation settings on domain.", _DOMAIN, "stay: domain federated"),
    ):  # fmt: skip
        ms = told(ms, admin.login, operation, about, what)
    scene.foothold("domain", f"entra@main:domain:{_DOMAIN}", ms)
    scene.foothold("account", f"entra@main:user:{_SYNC}@{DOMAIN}", scene.first)
    scene.foothold("session", f"entra@main:user:{admin.login}@{DOMAIN}", scene.first)
    _deletes(scene, scene.at(7, 6) + rng.randrange(3 * HOUR))


def _deletes(scene: Scene, ms: int) -> None:
    """Entered as another one by the domain: what there is, then the copies, of which some may not be deleted."""
    rng, cloud, tenant = scene.rng("intruder", "copies"), scene.known("gcp", Gcp), scene.known("microsoft", Microsoft)
    other = scene.people[17]
    scene.hostile("look: signed in", tenant.signs_in(rng, other, ms, _HOST, _CLIENT, "Google Cloud"))
    for act in ("buckets", "policy", "databases", "machines"):
        ms += 20 * SECOND + rng.randrange(MINUTE)
        scene.hostile(
            "look: call", cloud.person_does(rng, other, ms, act, "", _HOST, "google-cloud-sdk gcloud/540.0.0")
        )
    for number, bucket in enumerate(BUCKETS[2::3]):
        kept = number % 3 == 2
        records = cloud.person_does(rng, other, ms + 9 * MINUTE, "drop-bucket", bucket, _HOST,
                                    "google-cloud-sdk gcloud/540.0.0", refused=kept)  # fmt: skip
        scene.hostile("destroy: copies deleted", records, success=not kept)
        ms += 4 * SECOND + rng.randrange(20 * SECOND)
