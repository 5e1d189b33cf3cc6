"""The installed providers, found by walking this package."""

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import TypeVar

from keyroll.errors import UsageError
from keyroll.model.source import Source
from keyroll.plugins import found, modules, names
from keyroll.providers import contracts
from keyroll.providers.contracts.apply import Applier
from keyroll.providers.contracts.delivery import Delivery
from keyroll.providers.contracts.kinds import Kind, PrincipalIdentifier, Provider
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.probe import Probe
from keyroll.providers.contracts.replace import NoWay, Way
from keyroll.providers.contracts.rotate import Rotator
from keyroll.providers.contracts.secrets import SecretKind
from keyroll.providers.contracts.sigma import Logsource
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.contracts.uses import LoggedUses
from keyroll.providers.live import Connection

T = TypeVar("T")


def providers() -> dict[str, Provider]:
    """Return every provider by name."""
    return found("keyroll.providers", "PROVIDER", Provider)


def provider(name: str) -> Provider:
    """Return one provider. Raises UsageError with the names of the existing ones."""
    known = providers()
    if name not in known:
        raise UsageError(f"there is no provider {name!r}", hint=f"known: {', '.join(known)}")
    return known[name]


@cache
def endpoints(name: str) -> dict[str, Endpoint]:
    """Return the endpoints of a provider by name; empty if its folder has no survey.py."""
    return {endpoint.name: endpoint for endpoint in _declared(name, "survey", "ENDPOINTS", Endpoint)}


@cache
def logs(name: str) -> dict[str, Log]:
    """Return the logs of a provider by name; empty if its folder has no logs.py."""
    return {log.name: log for log in _declared(name, "logs", "LOGS", Log)}


@cache
def logsources(name: str) -> tuple[Logsource, ...]:
    """Return the Sigma log sources of a provider's logs; the logs' own names if its folder has no sigma.py."""
    named = (Logsource(log, name, (log,)) for log in logs(name))
    declared = _declared(name, "sigma", "LOGSOURCES", Logsource)
    return (*declared, *(one for one in named if one.log not in {other.log for other in declared}))


@cache
def probes(name: str) -> dict[str, Probe]:
    """Return the probes of a provider's credentials, by kind; empty if its folder has no probe.py."""
    if name not in providers():
        return {}
    return {probe.kind: probe for probe in _declared(name, "probe", "PROBES", Probe)}


@cache
def rotators(name: str) -> tuple[Rotator, ...]:
    """Return the rotators of a provider's credentials, the preferred one first; empty without a rotate.py."""
    return _declared(name, "rotate", "ROTATORS", Rotator) if name in providers() else ()


@cache
def logged_uses(name: str, kind: str, way: str = "") -> tuple[LoggedUses, ...]:
    """Return the logs that distinguish the values of a kind; empty if none does."""
    declared = _declared(name, "uses", "USES", LoggedUses) if name in providers() else ()
    return tuple(one for one in declared if one.kind == kind and (not one.ways or way in one.ways))


def ways(name: str) -> tuple[Way, ...]:
    """Return the ways to replace a provider's credentials, of every ``replace*.py`` in its folder, by file."""
    return tuple(way for file in _replacing(name) for way in _declared(name, file, "WAYS", Way, optional=True))


@cache
def no_ways(name: str) -> dict[str, NoWay]:
    """Return why a provider's credentials of a kind cannot be replaced, by kind."""
    found = (way for file in _replacing(name) for way in _declared(name, file, "NO_WAYS", NoWay, optional=True))
    return {way.kind: way for way in found}


def _replacing(name: str) -> list[str]:
    if name not in providers():
        return []
    return [file for file in names(f"keyroll.providers.{name}") if file.startswith("replace")]


@cache
def deliveries() -> dict[str, Delivery]:
    """Return every kind of delivery target by scheme, from folders with a deliver.py."""
    folders = [module.__name__.rpartition(".")[2] for module in modules("keyroll.providers") if _is_folder(module)]
    return {one.scheme: one for name in folders for one in _declared(name, "deliver", "DELIVERIES", Delivery)}


@cache
def appliers() -> dict[str, Applier]:
    """Return what makes the objects of a replacement, by provider, from folders with an apply.py."""
    folders = [module.__name__.rpartition(".")[2] for module in modules("keyroll.providers") if _is_folder(module)]
    made = {
        name: importlib.import_module(f"keyroll.providers.{name}.apply").APPLIER
        for name in folders if "apply" in names(f"keyroll.providers.{name}")
    }  # fmt: skip
    return {name: one for name, one in made.items() if isinstance(one, Applier)}


@cache
def connection(name: str) -> Connection | None:
    """Return the live connection of a provider; None if its folder has no connection.py."""
    if name not in providers():
        return None
    module = f"keyroll.providers.{name}.connection"
    if importlib.util.find_spec(module) is None:
        return None
    found: object = importlib.import_module(module).CONNECTION
    if not isinstance(found, Connection):
        raise TypeError(f"{module}.CONNECTION must be a Connection")
    return found


def connection_of(source: Source, settings: Mapping[str, str]) -> Connection | None:
    """Return the live connection of one source with these settings, or None. Raises ConfigError, UsageError."""
    found = connection(source.provider)
    return found.adapt(source, settings) if found and found.adapt else found


def connectable() -> list[str]:
    """Return the names of all providers that can be read live."""
    return [name for name in providers() if connection(name)]


@cache
def secrets() -> tuple[tuple[str, SecretKind], ...]:
    """Return every declared kind of secret with its provider's name, from folders with a secrets.py, by name."""
    folders = [module.__name__.rpartition(".")[2] for module in modules("keyroll.providers") if _is_folder(module)]
    return tuple(
        (one.provider or name, one) for name in folders for one in _declared(name, "secrets", "SECRETS", SecretKind)
    )


def kind(provider_name: str, kind_name: str) -> Kind | None:
    """Return a provider's declaration of one of its kinds of credential, or None."""
    known = providers().get(provider_name)
    return next((one for one in known.kinds if one.name == kind_name), None) if known else None


def also() -> list[tuple[str, str]]:
    """Return each issuer identifier with a second one that may name the same credential, in the form of ``issued``."""
    return sorted(
        {
            (f"{name}:{one.identifier}", f"{name}:{other}")
            for name, known in providers().items()
            for one in known.kinds
            for other in one.also
        }
    )


def kind_of(column: str) -> str:
    """Return SQL for the provider and kind of an identifier, in the form of ``issued``."""
    return f"(split_part({column}, '@', 1) || ':' || split_part({column}, ':', 2))"


def issued() -> list[str]:
    """Return each provider with each kind of identifier that it uses for credentials (``aws:access_key_id``), sorted.

    A different provider may use the same word for a principal.
    """
    return sorted({f"{name}:{one.identifier}" for name, known in providers().items() for one in known.kinds})


def personal() -> list[str]:
    """Return, in the form of ``issued``, the kinds of identifiers that providers also use for people."""
    known = [(name, one) for name, provider in providers().items() for one in provider.kinds if one.account]
    return sorted({f"{name}:{identifier}" for name, one in known for identifier in (one.identifier, *one.also)})


def principal_identifiers() -> list[tuple[str, PrincipalIdentifier]]:
    """Return, in the form of ``issued``, each kind of identifier by which providers name principals, by name."""
    known = ((f"{name}:{one.kind}", one) for name, provider in providers().items() for one in provider.principals)
    return sorted(known, key=lambda pair: pair[0])


def code_resources() -> list[str]:
    """Return the types of resources that run code or call it, in the logs of any provider, sorted."""
    return sorted({one for provider in providers().values() for one in provider.code_resources})


def _is_folder(module: ModuleType) -> bool:
    """Return whether a module is the folder of a provider; the contracts, with one file for each ability, are not."""
    return hasattr(module, "__path__") and module is not contracts


def _declared(name: str, file: str, attribute: str, wanted: type[T], *, optional: bool = False) -> tuple[T, ...]:
    module = f"keyroll.providers.{name}.{file}"
    if importlib.util.find_spec(module) is None:
        return ()
    loaded = importlib.import_module(module)
    if optional and not hasattr(loaded, attribute):
        return ()
    value: object = getattr(loaded, attribute)
    if not (isinstance(value, tuple) and all(isinstance(one, wanted) for one in value)):
        raise TypeError(f"{module}.{attribute} must be a tuple of {wanted.__name__}")
    return value
