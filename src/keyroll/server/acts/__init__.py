"""Requests by people: signing in and out, passkeys, who may sign in; one file each."""
