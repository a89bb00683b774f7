"""The baseline: the same responses from a plain Django REST framework project."""
