"""Seeds: facts as people write them in YAML, checked, compiled to fixtures and loaded as one revision.

The way of a fact: ``yaml_file`` reads text and lines, ``schema`` says what an entry may hold, ``seeds`` gathers a
folder and all its problems, ``rows`` turns entries into rows, ``fixtures`` writes and reads them, ``load`` brings them
into the database. ``quotes`` and ``coverage`` hold the seeds against the documents.
"""
