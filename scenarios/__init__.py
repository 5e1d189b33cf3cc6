"""Invented organisations with known truth: intrusions of many kinds, and benign surges, written as exports.

One engine, fourteen companies; each scenario is one file in ``cases/<company>``, found by its name. Not in the wheel:
``python -m scenarios NAME`` writes or hunts one from a checkout.
"""

from scenarios.home import scenario_home
from scenarios.play import play, scenarios
from scenarios.scenario import Scenario

__all__ = ["Scenario", "play", "scenario_home", "scenarios"]
