"""Detects unusual use of machine credentials in stages: baseline → signals → scores → alerts → follow-up → stories."""
