"""Corrections: editors' changes to a database, written to seeds/corrections/ and applied to the dossiers.

``correction_schema`` defines a correction, and ``fields`` its values; ``reader`` and ``writer`` convert it from and to
YAML. ``overlay`` applies corrections to the rows of the dossiers (``moves`` renames and drops records, ``validation``
checks the result). ``base_rows`` reads a database, ``difference`` compares it with the dossiers, and ``export`` writes
the resulting corrections.
"""
