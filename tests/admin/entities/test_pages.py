"""Every page of the admin answers, for editors and for users who may only view."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import models
from django.test import Client

from factbase import models as entities
from factbase.admin.editing.form_errors import locate_errors
from factbase.admin.entities.base import FactAdmin
from factbase.history.revision import Revision
from tests.admin.facts import Facts, open_form, url

FACTS: list[Any] = [model for model, page in admin.site._registry.items() if isinstance(page, FactAdmin)]


def first_instance(model: Any) -> Any:
    return model.objects.order_by("pk").first()


def test_every_entity_can_be_edited():
    inlines_only = {entities.Citation, entities.Figure}
    not_facts = {entities.Slug, entities.Withdrawal, entities.ProposedChange}
    not_facts |= {entities.Release, entities.ReleaseFile, entities.ReleaseChunk}
    all_models = {entity for entity in vars(entities).values() if isinstance(entity, models.base.ModelBase)}
    assert all_models - inlines_only - not_facts == set(FACTS)


def test_pages_of_facts_answer(facts: Facts, editor: Client):
    for model in FACTS:
        fact = first_instance(model)
        for page in (url(model, "changelist"), url(model, "add"), url(fact, "change"), url(fact, "history")):
            assert editor.get(page).status_code == 200, page


def test_every_other_page_answers(facts: Facts, editor: Client):
    for path in ("/admin/", "/admin/factbase/", url(Revision, "changelist"), url(Revision.objects.get(), "change")):
        assert editor.get(path).status_code == 200, path
    read_only = {Revision, entities.ProposedChange, entities.Withdrawal}
    for model in read_only:
        assert editor.get(url(model, "changelist")).status_code == 200
        assert editor.get(url(model, "add")).status_code == 403
    for model in set(admin.site._registry) - {*FACTS, *read_only}:
        assert editor.get(url(model, "changelist")).status_code == 200
        assert editor.get(url(model, "add")).status_code == 200


def test_viewers_see_all_and_change_nothing(facts: Facts):
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(reader)
    for model in FACTS:
        page = url(first_instance(model), "change")
        response = client.get(page)
        assert response.status_code == 200, page
        assert "change_reason" not in response.content.decode(), page
        assert client.post(page, {}).status_code == 403, page
        assert client.get(url(model, "add")).status_code == 403, model


def test_no_fact_can_be_deleted(facts: Facts, editor: Client):
    for model in FACTS:
        fact = first_instance(model)
        assert editor.post(url(fact, "delete"), {"post": "yes"}).status_code == 403, model
        posted = {"action": "delete_selected", "_selected_action": [fact.pk], "post": "yes", "index": 0}
        editor.post(url(model, "changelist"), posted)
        assert model.objects.filter(pk=fact.pk).exists(), model


def references(page: Any) -> list[str]:
    """Return the names of a form's fields that refer to other facts."""
    rows = page.fields or [name for _, options in page.fieldsets for name in options["fields"]]
    names = [name for row in rows for name in ([row] if isinstance(row, str) else row)]
    return [name for name in names if page.model._meta.get_field(name).is_relation]


def test_every_reference_autocompletes(facts: Facts, editor: Client):
    for model in FACTS:
        page: Any = admin.site.get_model_admin(model)
        html = editor.get(url(model, "add")).content.decode()
        for form in (page, *(inline for inline in page.inlines if inline.max_num != 0)):
            kind = form.model._meta.model_name
            for name in references(form):
                assert f'data-model-name="{kind}" data-field-name="{name}"' in html, (kind, name)
                params = {"app_label": "factbase", "model_name": kind, "field_name": name, "term": "a"}
                assert "results" in editor.get("/admin/autocomplete/", params).json(), (kind, name)


def test_list_of_errors_links_to_the_fields(facts: Facts, editor: Client):
    page = url(facts.position, "change")
    typed = {"stated": "soon", "change_kind": "", "citations-0-line": "x"}
    response = editor.post(page, {**open_form(editor, page), **typed})
    html = response.content.decode()
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    labels = {
        location.anchor: location.label for location in locate_errors(response.context["adminform"].form, formsets)
    }
    assert labels == {
        "id_stated": "Stated",
        "id_change_kind": "Kind of change",
        "id_citations-0-line": "Citation 1, Line",
    }
    for anchor in labels:
        assert html.index(f'href="#{anchor}"') < html.index(f'id="{anchor}"')


def test_days_are_iso_and_hints_have_no_backticks(facts: Facts, editor: Client):
    html = editor.get(url(facts.position, "change")).content.decode()
    assert re.search(r"revision 1 by loader\s+on \d{4}-\d\d-\d\d \d\d:\d\d UTC", html)
    assert '<div class="readonly">2025-12-03</div>' in html
    for model in FACTS:
        assert "`" not in re.sub(r"<script.*?</script>", "", editor.get(url(model, "add")).content.decode(), flags=re.S)
