"""The list of a topic and an actor in other stacks, each in that stack's usual style (`--peers`).

Their packages are installed apart from the service's, and they import nothing of it.
"""
