"""The gate: an authoriser that proxies ask about each request, and that refuses exposed credentials.

It knows no plan and no home: the facade gives it the credentials of the inventory and the approved lists.
"""
