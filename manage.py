#!/usr/bin/env python
"""Run the project's commands; `python manage.py help` lists them."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
    from django.core.management import execute_from_command_line

    from factbase.database.embedded import start_if_embedded

    start_if_embedded()
    execute_from_command_line(sys.argv)
