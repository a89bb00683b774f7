"""Benchmarks: the service against a plain server on a synthetic database (`make bench`)."""
