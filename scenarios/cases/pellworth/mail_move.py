"""A surge: all mail goes through another vendor and an old store is moved; boxes are read, routes and rules are made.

An application is made for it, gets the right to all boxes, and reads day and night from a network that was never seen.
"""

from random import Random

from scenarios.companies.pellworth import BOXES
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, surge, uuid
from scenarios.systems.microsoft import Microsoft, application

_MOVER = ("246.144.8.11", "246.144.8.12", "246.144.9.40")


@surge("All boxes are moved, and mail takes another way")
def plan(scene: Scene) -> None:
    """The application on a Thursday; three nights of reading; connectors and rules on a Sunday, one taken back."""
    rng, tenant, admin = scene.rng("mail"), scene.known("microsoft", Microsoft), scene.people[1]
    ms = scene.at(3, 17)
    made = Machine("microsoft", "Boxmover", uuid(rng), _MOVER[0], "MSAL.NetCore/4.86.0", FOREVER, 1, [], ("mail",),
                   created=ms, ended=scene.at(14), vendor="Mailhedge")  # fmt: skip
    scene.ordinary(tenant.signs_in(rng, admin, ms - MINUTE, admin.office, admin.agent, "Azure Portal"))
    right = [{"Name": "AppRole.Value", "NewValue": "full_access_as_app", "OldValue": ""}]
    for operation, changed in (("Add application.", []), ("Add service principal.", []),
                               ("Add app role assignment to service principal.", right)):  # fmt: skip
        scene.ordinary(tenant.account_does(rng, admin.login, ms, operation, application(made), admin.office,
                                           ModifiedProperties=changed))  # fmt: skip
        ms += 40 * SECOND
    scene.ordinary(tenant.gives_secret(rng, admin.login, made, ms, made.key, admin.office))
    scene.adds(made)
    mover = scene.user(rng, made)
    mover.series(ms + HOUR, [("sign-in!1", "")] * 6 + [("mail", f"{BOXES[0]}@{tenant.domain}")], 3 * MINUTE, HOUR // 4)
    boxes = [f"{box}@{tenant.domain}" for box in BOXES] + [f"{who.login}@{tenant.domain}" for who in scene.people[:200]]
    for night in range(3):
        steps = [("mail", box) for box in boxes[night::3] for _ in range(2)]
        mover.series(scene.at(4 + night, 3), steps, 4 * SECOND, 2 * MINUTE, address=_MOVER[night])
    _routes(scene, rng, tenant, scene.at(6, 16))
    scene.ordinary(tenant.account_does(rng, admin.login, scene.at(14), "Remove service principal.", application(made),
                                       admin.home))  # fmt: skip


def _routes(scene: Scene, rng: Random, tenant: Microsoft, ms: int) -> None:
    """Connectors, rules and forwarding, by two administrators, with mistakes that are taken back."""
    for number, (operation, about, given) in enumerate((
        ("New-InboundConnector", "Mailhedge in", {"SenderIPAddresses": "198.18.155.0/24", "SenderDomains": "*"}),
        ("New-OutboundConnector", "Mailhedge out", {"SmartHosts": "out.mailhedge.example"}),
        ("New-TransportRule", "Skip own filter", {"SenderIpRanges": "198.18.155.0/24", "SetSCL": "-1"}),
        ("New-TransportRule", "Copies to the store", {"BlindCopyTo": f"store@{tenant.domain}"}),
        ("Remove-TransportRule", "Copies to the store", {"Identity": "Copies to the store"}),
        ("Set-TransportConfig", "Transport", {"ExternalDelayDsnEnabled": "False"}),
        ("Disable-TransportRule", "Warn of outsiders", {"Identity": "Warn of outsiders"}),
        ("Enable-TransportRule", "Warn of outsiders", {"Identity": "Warn of outsiders"}),
    )):  # fmt: skip
        by = scene.people[number % 2 + 1]
        scene.ordinary(tenant.exchange_does(rng, by.login, ms, operation, about, by.home, {"Name": about} | given))
        ms += 4 * MINUTE + rng.randrange(20 * MINUTE)
    for box in BOXES:
        by = scene.people[2]
        scene.ordinary(
            tenant.exchange_does(
                rng,
                by.login,
                ms,
                "Set-Mailbox",
                box,
                by.home,
                {"Identity": box, "ForwardingAddress": f"{box}-new@{tenant.domain}"},
            )
        )
        ms += 20 * SECOND
