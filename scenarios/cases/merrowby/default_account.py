"""The account that an application's host has by default opens the firewall and starts machines in many zones.

After the second of two cases that Unit 42 told (December 2022): a token out of the host, tools for the command line
from elsewhere, a rule that lets all in, and machines with processors for graphics wherever the quota allowed. No list
of the project has the account.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _WITH = "250.118.4.77", "google-cloud-sdk gcloud/407.0.0 command/gcloud.compute.instances.create"
_ZONES = tuple(
    f"{region}-{zone}"
    for region in ("us-central1", "us-east1", "europe-west4", "asia-east1", "asia-south1", "southamerica-east1")
    for zone in "abc"
)


@intrusion("A default account opens the firewall and starts machines in many zones")
def plan(scene: Scene) -> None:
    """Looks in a minute, a rule, machines for an hour; in the next night those again that were stopped."""
    rng = scene.rng("intruder")
    account = scene.intruder(rng, scene.named("gcp", "default-host"), address=_FROM, agent=_WITH)
    ms = scene.at(3, 20) + rng.randrange(3 * HOUR)
    steps = (("policy", "", "look: rights"), ("zones", "", "look: zones"), ("machines", "", "look: machines"),
             ("accounts!1", "", "look: accounts"), ("secrets!1", "", "look: secrets"),
             *(("quotas", zone.rpartition("-")[0], "look: quotas") for zone in _ZONES[::3]),
             ("enable", "compute.googleapis.com", "stay: service enabled"),
             ("firewall", "default-allow-out", "stay: rule made"))  # fmt: skip
    ms = account.series(ms, steps, SECOND, 9 * SECOND)
    scene.foothold("rule", "gcp@main:firewall:default-allow-out", ms)
    for number, zone in enumerate(_ZONES):
        for part in range(3):
            beyond = "!1" if part == 2 or number % 5 == 3 else ""
            account.act(ms, f"machine{beyond}", f"{zone}/instances/app-{zone}-{part}", "use: machine started")
            if not beyond:
                scene.foothold("machine", f"gcp@main:instance:app-{zone}-{part}", ms)
            ms += 3 * SECOND + rng.randrange(40 * SECOND)
    ms = scene.at(4, 21) + rng.randrange(2 * HOUR)
    account.act(ms, "machines", "", "look: what still runs")
    again = [("machine!1", f"{zone}/instances/app-{zone}-9", "use: machine started") for zone in _ZONES[:6]]
    account.series(ms + MINUTE, again, 5 * SECOND, MINUTE)
    account.holds()
