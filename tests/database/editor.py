"""Concurrent editors: `python -m tests.database.editor N` corrects N actors through forms of the admin."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factbase.project.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from factbase.models import Actor  # noqa: E402
from tests.admin.facts import open_form, url  # noqa: E402


def save(client: Client, page: str, form: dict) -> None:
    response = client.post(page, form)
    connections.close_all()
    assert response.status_code == 302, response.content.decode()


def main(number: int) -> None:
    setup_test_environment()
    ready = []
    for place, actor in enumerate(Actor.objects.order_by("slug")[:number]):
        client = Client()
        client.force_login(User.objects.create_superuser(f"editor-{place}"))
        page = url(actor, "change")
        ready.append((client, page, {**open_form(client, page), "description": f"{actor.description} Corrected."}))
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(save, *zip(*ready, strict=True)))
    User.objects.all().delete()


if __name__ == "__main__":
    main(int(sys.argv[1]))
