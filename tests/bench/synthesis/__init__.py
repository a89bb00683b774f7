"""A synthetic base of any size, made to measure with: invented facts in realistic proportions, and a history."""
