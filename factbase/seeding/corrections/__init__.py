"""Corrections: what editors changed in a base, written to seeds/corrections/ and laid over the dossiers.

``form`` says what a correction holds, ``fields`` what its values may be; ``reading`` and ``writing`` are the way from
and to the files, ``overlay`` lays corrections over the rows of the dossiers, ``difference`` finds them by comparing
those rows with the base, which ``base`` reads, and ``export`` is the whole way from a base to the files.
"""
