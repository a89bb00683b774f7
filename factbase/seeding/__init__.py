"""Seeds: facts written as YAML, checked, compiled to Django fixtures, and loaded as one revision.

Four layers, each importing only those before it: ``read`` parses and checks the YAML files and turns entries into
fixture rows, ``compile`` writes and reads the fixtures, ``load`` merges them into the database, and ``corrections``
writes editors' changes back to YAML and applies them to the dossiers. ``row_names`` names rows in reports.
"""
