"""Findings by effect: event types of any vendor with an effect that is new for the actor, or refused."""
