"""Vendors that have no folder of their own yet: only how their secrets look (``secrets.py``)."""
