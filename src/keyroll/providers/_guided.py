"""Kinds that a person changes in the vendor's pages, because the API has no request for it and lists no values."""

from collections.abc import Callable

from keyroll.model.probe import Outcome, Plane
from keyroll.providers._changing import no_list
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import ChosenBy, GenerationAct, GuidedStep, Rotator, Slots


def by_a_person(
    kind: str, place: Callable[[str], Plane], *, page: str, create: tuple[str, ...], delete: tuple[str, ...],
    because: str, slots: Slots = Slots.MANY, unlisted_because: str,
) -> Rotator:  # fmt: skip
    """Return a rotator whose steps a person carries out; keyroll observes their end by signing in with the values."""
    return Rotator(
        kind=kind,
        chosen_by=ChosenBy.PROVIDER,
        slots=slots,
        place=place,
        administrator=_nobody,
        generations=no_list,
        scopes=(LeastScope("the account itself, in a browser", because),),
        no_sessions_because="each request carries the token",
        unchecked_because="a person makes the change",
        guided=(
            GuidedStep(GenerationAct.CREATE, page, create, because),
            GuidedStep(GenerationAct.DELETE, page, delete, because),
        ),
        unlisted_because=unlisted_because,
    )


def _nobody(_plane: Plane, _login: Login) -> ProbeAnswer:
    return ProbeAnswer(Outcome.ACCEPTED, "a person")
