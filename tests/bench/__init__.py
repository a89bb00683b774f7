"""Measurements of the service against a plain one, on a synthetic base: `make bench`. These are not tests."""
