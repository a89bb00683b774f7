"""The same answers as a plain Django REST framework project gives them: the measure that others are held against."""
