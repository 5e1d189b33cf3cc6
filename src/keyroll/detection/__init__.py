"""Notices what is unusual for a machine credential: behaviours in SQL, fused per subject, joined into stories."""
