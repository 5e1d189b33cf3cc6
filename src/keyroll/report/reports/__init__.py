"""Printed reports, one file each."""
