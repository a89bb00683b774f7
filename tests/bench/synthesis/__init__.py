"""Synthetic databases of any size for benchmarks: invented facts in realistic proportions, with a history."""
