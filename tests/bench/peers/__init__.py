"""The list of a topic and an actor from other stacks, each written as its own users would write it: `--peers`.

What they run on is installed apart from the service, and they import nothing of it.
"""
