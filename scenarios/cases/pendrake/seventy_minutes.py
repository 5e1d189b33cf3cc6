"""An owner's account of the code's host adds another owner, throws everybody out and changes three repositories.

After Gentoo (June 2018): an administrator's password that was like those of other places, an account added, all others
removed within minutes, harmful changes pushed over the history, all of it within seventy minutes.
"""

from dataclasses import replace
from random import Random

from scenarios.kit import HOUR, LINUX, MINUTE, SECOND, Person, Scene, firefox, intrusion, okta_id
from scenarios.systems.github import Github

_FROM, _GIT, _NEW = "252.77.180.14", "git/2.17.1", "pd-mirror-keeper"
_CHANGED = ("shared-kit", "seller-sdk", "courier-app")


@intrusion("An owner's account throws everybody out and changes three repositories")
def plan(scene: Scene) -> None:
    """Another owner and no others within a quarter of an hour; pushes for forty minutes; set right by the evening."""
    rng, code = scene.rng("intruder"), scene.known("github", Github)
    owner = replace(scene.people[1], office=_FROM, agent=firefox(LINUX, 152))
    begins = ms = scene.at(9, 20) + rng.randrange(HOUR)
    ends = begins + 70 * MINUTE
    for action, more in (("org.add_member", {"permission": "read"}), ("org.update_member", {"permission": "admin"})):
        made = code.person_does(rng, owner, ms, action, _NEW, country="RO", **more)
        scene.hostile("stay: owner added", made)
        ms += 30 * SECOND + rng.randrange(MINUTE)
    scene.foothold("account", f"github@main:user:{_NEW}", ms, ends)
    scene.foothold("session", f"github@main:user:{owner.login}", begins, ends)
    out = [one for one in scene.people[:46] if one.login != owner.login and one.left > ms]
    for who in out:
        gone = code.person_does(rng, owner, ms, "org.remove_member", who.login, country="RO")
        scene.hostile("destroy: member removed", gone)
        ms += 2 * SECOND + rng.randrange(14 * SECOND)
    new = Person(_NEW, okta_id(rng, "00u"), _FROM, _FROM, owner.agent)
    _pushes(scene, rng, new, ms + 2 * MINUTE, ends - 2 * MINUTE)
    for number, who in enumerate(out):
        at = ends + 2 * HOUR + number * 20 * SECOND
        scene.ordinary(code.person_does(rng, scene.people[0], at, "org.restore_member", who.login))
    scene.ordinary(code.person_does(rng, scene.people[0], ends, "org.remove_member", _NEW))


def _pushes(scene: Scene, rng: Random, new: Person, ms: int, until: int) -> None:
    """The new owner's token changes the protection of a branch and pushes over its history."""
    code = scene.known("github", Github)
    scene.foothold("credential", f"github@main:token_id:{code.token(new)}", ms, until)
    for name in (*_CHANGED, *_CHANGED[:2], _CHANGED[0]):
        for act, what in (("clone", "look: repository"), ("protect", "change: protection passed over"),
                          ("push", "change: code"), ("push", "change: code")):  # fmt: skip
            if ms < until:
                scene.hostile(what, code.granted(rng, new, ms, act, name, _FROM, _GIT, country="RO"))
            ms += MINUTE + rng.randrange(70 * SECOND)
