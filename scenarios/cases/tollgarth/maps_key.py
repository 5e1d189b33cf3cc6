"""The key that draws maps asks models for two days, since it may do so by now.

After a small company's bill (February 2026): a key that was made for something else, a service that was switched on
later, and what costs eighty thousand within 48 hours.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_MODELS = ("gemini-3-pro-image", "gemini-3-pro", "gemini-3-pro-image")


@intrusion("The key for maps asks models for two days")
def plan(scene: Scene) -> None:
    """A trial, a day later a call each minute and more, from a score of addresses; then the key is handed on."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "tg-maps", 9), agent="google-genai-sdk/1.71.0 gl-python/3.13.7")
    hosts = [f"{(251, 252, 254)[number % 3]}.{90 + number}.{rng.randrange(250)}.{3 + number}" for number in range(20)]
    trial = scene.at(2, 4) + rng.randrange(8 * HOUR)
    key.series(trial, [("model", "gemini-3-flash"), ("model", "gemini-3-pro")], 20 * SECOND, MINUTE, address=hosts[0])
    ms = begins = trial + 20 * HOUR
    while ms < begins + 46 * HOUR:
        ms += 4 * SECOND + rng.randrange(2 * MINUTE)
        key.act(ms, "model", rng.choice(_MODELS), "use: model asked", address=hosts[ms // (40 * MINUTE) * 7 % 20])
    key.holds()
    handed(scene, rng, "tg-maps", ms + 2 * HOUR, scene.people[0], grace=10 * MINUTE)
