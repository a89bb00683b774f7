"""Questions over positions: stances by actor, agreement of actors, and verification of claims about stances."""
