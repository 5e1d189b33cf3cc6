"""The application that keeps keys for models is used from outside; its keys then ask models at many times the rate.

After Braintrust (May 2026): the account in which customers' keys for models were stored, each of them read, and a use
that rose within hours, by which it was seen.
"""

from scenarios.companies.wexholme import MODELS
from scenarios.keeping import secret_handed
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_HOST, _VAULT = "252.90.14.71", "azsdk-python-keyvault-secrets/4.10.0 Python/3.12.4 (Linux-6.8.0-x86_64)"
_ASKS = ("250.118.6.40", "251.77.203.9", "253.14.90.122")


@intrusion("Keys for models are read where they are stored, and asked with for three days")
def plan(scene: Scene) -> None:
    """A sign-in and a look on the second day, all keys on the third; models for three days; keys ended on the sixth."""
    rng = scene.rng("intruder")
    gateway = scene.intruder(rng, scene.held("azure", "Model gateway", 5), address=_HOST, agent=_VAULT)
    ms = scene.at(1, 22) + rng.randrange(HOUR)
    gateway.series(ms, [("sign-in", ""), ("secrets", "wx-models")], 20 * SECOND, MINUTE)
    ms = scene.at(2, 3) + rng.randrange(2 * HOUR)
    reads = [("secret", f"wx-models/{name}", "take: key read") for name in MODELS]
    ms = gateway.series(ms, [("sign-in", ""), ("secrets", "wx-models"), *reads], SECOND, 4 * SECOND)
    gateway.holds()
    for number, name in enumerate(MODELS[:4]):
        key = scene.intruder(rng, scene.held("gcp", f"wx-model-{name}", 5), agent="litellm/1.81.0")
        since = begins = ms + (2 + number) * HOUR + rng.randrange(HOUR)
        for _ in range(6):
            steps = [("model", rng.choice(("gemini-3.1-pro", "gemini-3.1-ultra")), "use: model asked")] * (
                20 + rng.randrange(30)
            )
            end = key.series(begins, steps, 4 * SECOND, 30 * SECOND, address=_ASKS[rng.randrange(3)])
            begins = end + 6 * HOUR + rng.randrange(4 * HOUR)
        key.holds(since)
    for number, name in enumerate(MODELS):
        handed(scene, rng, f"wx-model-{name}", scene.at(5, 8) + number * 12 * MINUTE, scene.people[number % 4],
               grace=5 * MINUTE)  # fmt: skip
    secret_handed(scene, rng, gateway.machine, scene.at(5, 10), scene.people[1], grace=5 * MINUTE)
