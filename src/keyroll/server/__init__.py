"""Serves a home: one worker that does what is due, and routes for machines; loopback by default, default deny."""
