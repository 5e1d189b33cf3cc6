"""Serves a home: workers that run the due jobs, and routes for machines; loopback by default, default deny."""
