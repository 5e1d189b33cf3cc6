"""An engineer's session in the cloud is refused without a factor, which is then switched off, and on again at the end.

After UNC4899 (2024 and 2025): a person whose work is to write programs, the command line through a VPN, a second factor
in the way, an administrator's account to remove it, and scripts in buckets that others load.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.gcp import Gcp
from scenarios.systems.microsoft import Microsoft

_VPN, _ADMIN = ("251.240.8.3", "251.240.8.90"), "251.240.8.14"
_CLI = "google-cloud-sdk gcloud/512.0.0 command/gcloud.storage.cp environment/None"


@intrusion("An engineer's factor is switched off, and scripts in a bucket are replaced")
def plan(scene: Scene) -> None:
    """Refused on two days; the factor; looks on five days; two scripts replaced and put back; the factor on again."""
    rng, cloud, tenant = scene.rng("intruder"), scene.known("gcp", Gcp), scene.known("microsoft", Microsoft)
    who, admin, agent = scene.people[31], scene.people[26], chrome("Windows NT 10.0; Win64; x64", 150)
    about = f"{who.login}@{tenant.domain}"

    def does(day: int, *steps: str, thing: str = "sw-scripts") -> None:
        ms = scene.at(day, 9) + rng.randrange(7 * HOUR)
        for step in steps:
            act, refused, _ = step.partition("!")
            records = cloud.person_does(rng, who, ms, act, thing, _VPN[day % 2], _CLI, refused=bool(refused))
            what = "change: script replaced" if act == "put" else "look: call"
            scene.hostile(what, records, success=not refused)
            ms += 30 * SECOND + rng.randrange(6 * MINUTE)

    does(1, "buckets!", "policy!")
    does(2, "buckets!")
    ms = scene.at(3, 18) + rng.randrange(2 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, admin, ms, _ADMIN, agent, "Azure Portal"))
    scene.hostile("stay: factor off", tenant.account_does(rng, admin.login, ms + 4 * MINUTE,
                                                          "Disable Strong Authentication.", about, _ADMIN))  # fmt: skip
    scene.foothold("privilege", f"entra@main:user:{who.login}/no-factor", ms + 4 * MINUTE, scene.at(14))
    scene.foothold("session", f"entra@main:user:{admin.login}", ms)
    does(4, "buckets", "policy", "list")
    does(5, "list", "secrets!", "machines")
    does(8, "list", "read", "read")
    does(9, "databases", "accounts", "keys")
    does(10, "list", "read")
    does(11, "read", "put", "put")
    does(13, "put", "put")
    ms = scene.at(13, 23)
    scene.hostile("hide: factor on", tenant.account_does(rng, admin.login, ms, "Enable Strong Authentication.", about,
                                                         _ADMIN))  # fmt: skip
    scene.foothold("session", f"gcp@main:user:{who.login}@{tenant.domain}", scene.at(4, 18))
