"""The mailer's key is checked now and then from one of many rented hosts, and later a sender is made with it.

After TruffleNet (2025): a network of some 800 hosts that ask who a key is and how much mail it may send, and a
business's name with a letter changed.
"""

from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, intrusion


@intrusion("The mailer's key is checked from many hosts and makes a sender")
def plan(scene: Scene) -> None:
    """One or two calls on most of nine days, each from another host; then a sender, and a wish for a higher limit."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-dm-mailer", 14), agent="TruffleHog")
    for day in (0, 1, 2, 4, 5, 7, 8):
        for _ in range(1 + rng.randrange(3)):
            ms = scene.at(day) + rng.randrange(23 * HOUR)
            where = f"253.{60 + rng.randrange(4)}.{rng.randrange(250)}.{2 + rng.randrange(250)}"
            key.act(ms, "who", "", address=where)
            if rng.random() < 0.6:
                key.act(ms + 800 + rng.randrange(2 * SECOND), "mail-quota", "", address=where)
    ms, where = scene.at(11, 14) + rng.randrange(5 * HOUR), "253.61.7.90"
    steps = (("mail-account", "", "look: account"), ("senders", "", "look: senders"), ("users!1", "", "look: users"),
             ("sender", "dunmarow-billing.example", "stay: sender made"),
             ("mail-limit", "dunmarow-billing.example", "stay: limit asked"))  # fmt: skip
    key.series(ms, steps, 30 * SECOND, 4 * MINUTE, address=where, agent="Boto3/1.40.51 md/Botocore#1.40.51 ua/2.1")
    key.act(ms + DAY, "mail-quota", "", address=where)
    scene.foothold("sender", "aws@418820937561:ses_identity:dunmarow-billing.example", ms)
    key.holds()
