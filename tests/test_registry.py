"""Completeness of entities and fields: tests that name each place where one is missing.

`make complete` runs this file first. Its tests start at the models, so that the first failure names the file to change
next. The tests import the URLs only when they need them, since an import from there may be what is missing.
"""

import functools
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.management import CommandError, call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.urls import Resolver404, get_resolver, resolve
from rest_framework.serializers import BaseSerializer

import factbase.models
from factbase.chronology import source_facts
from factbase.history.as_of_views import APPENDED
from factbase.history.autodetector import HistoryAutodetector
from factbase.history.history_tables import TRACKED, WRITTEN_ONCE
from factbase.history.revision import RevisionCounter
from factbase.models import Actor, ProposedChange, citation, registry
from factbase.models.base import Slugged
from factbase.models.citation import CITED, RequireCitation, cited_as
from factbase.models.registry import ENTITIES, LOAD_ORDER, Entity
from factbase.models.slug import KeepSlug
from factbase.search import index_config
from factbase.seeding.read import schema
from factbase.seeding.read.schema.entry import SeedEntry

RECIPE = "docs/contributing.md, “Add {}”"
ROOT = settings.BASE_DIR
URLS = "api/v1/urls.py"


def file_of(thing: Any) -> str:
    return str(Path(inspect.getfile(thing)).relative_to(ROOT))


def namesake(thing: Any, model: type[models.Model]) -> str:
    """Return the path of the model's module name in the folder of a class: `api/v1/entities/actor.py`."""
    return str(Path(file_of(thing)).with_name(Path(file_of(model)).name))


def subclasses(base: type) -> Iterator[Any]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


def fields_of(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]


def by_model(forms: Iterable[tuple[type[models.Model], type, Iterable[str]]]) -> dict[Any, dict[type, set[str]]]:
    """Return, for each model, its forms (serializers, admin classes, ...), each with the fields that it has."""
    grouped: dict[Any, dict[type, set[str]]] = {}
    for model, form, names in forms:
        grouped.setdefault(model, {}).setdefault(form, set()).update(names)
    return grouped


def nested_serializers(serializer: BaseSerializer) -> Iterator[tuple[Any, type, Iterable[str]]]:
    serializer = getattr(serializer, "child", serializer)
    if hasattr(serializer, "Meta"):
        yield serializer.Meta.model, type(serializer), serializer.fields
    for field in getattr(serializer, "fields", {}).values():
        yield from nested_serializers(field)


def all_serializers(patterns: list) -> Iterator[tuple[Any, type, Iterable[str]]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from all_serializers(pattern.url_patterns)
        else:
            serializer = getattr(getattr(pattern.callback, "view_class", None), "serializer_class", None)
            if inspect.isclass(serializer) and issubclass(serializer, BaseSerializer):
                yield from nested_serializers(serializer())


@functools.cache
def serializers_by_model() -> dict[Any, dict[type, set[str]]]:
    return by_model(all_serializers(get_resolver().url_patterns))


def admin_forms() -> Iterator[tuple[Any, type, Iterable[str]]]:
    for model, page in admin.site._registry.items():
        if page.fieldsets:
            yield model, type(page), flatten_fieldsets(page.fieldsets)
        yield from ((inline.model, inline, inline.fields or ()) for inline in page.inlines)


ADMIN = by_model(admin_forms())
SEEDS = by_model((e.entity, e, e.model_fields) for e in subclasses(SeedEntry) if hasattr(e, "entity"))
LOADER = MigrationLoader(None)
MIGRATED = LOADER.project_state().models
DEFINED = yaml.safe_load((ROOT / "seeds/codebook/entities.yaml").read_text())


def view_of(path: str) -> Any:
    try:
        return getattr(resolve(f"/api/v1/{path}").func, "view_class", None)
    except Resolver404:
        return None


def missing(entity: Entity) -> Iterator[str]:
    """Yield what an entity lacks."""
    model, kind = entity.model, str(entity.model._meta.model_name)
    triggers = {type(trigger) for trigger in getattr(model._meta, "triggers", ())}
    if getattr(factbase.models, model.__name__, None) is not model:
        yield f"export in {file_of(factbase.models)}"
    if ("factbase", f"{kind}history") not in MIGRATED:
        yield "history table in a migration: run make migration"
    if not hasattr(model, "natural_key") or not hasattr(model._default_manager, "get_by_natural_key"):
        yield "natural key: it needs the base class Slugged or Keyed, and a manager of KeyedQuerySet"
    if issubclass(model, Slugged) and KeepSlug not in triggers:
        yield f"trigger KeepSlug in {file_of(model)}"
    if issubclass(model, Slugged) and f"{kind}_slug" not in {constraint.name for constraint in model._meta.constraints}:
        yield f"slug_constraint() in {file_of(model)}"
    if entity.cited and not cited_as(model):
        yield f"foreign key of citations to it, in Supporting in {file_of(citation)}"
    if entity.cited and RequireCitation not in triggers:
        yield f"trigger RequireCitation in {file_of(model)}"
    if entity.cited and cited_as(model) not in source_facts.FACT_COLUMNS:
        yield f"line in FACT_COLUMNS in {file_of(source_facts)}"
    if model not in ADMIN:
        yield f"admin in {namesake(next(iter(ADMIN[Actor])), model)}"
    if model not in SEEDS:
        yield f"seed schema that {file_of(schema)} imports"
    elif entity.whole and entity.name not in set().union(*SEEDS.get(entity.whole, {}).values()):
        yield f"list {entity.name} in the seed schema of {entity.whole.__name__}"
    files = {*schema.REGISTRIES.values(), *schema.DOSSIER.values(), schema.Source}
    if entity.resource and not files & SEEDS.get(model, {}).keys():
        yield f"file or list of its own in the seeds: see {file_of(schema)}"
    if model not in serializers_by_model():
        yield f"serializer in {namesake(next(iter(serializers_by_model()[Actor])), model)}, or no route in {URLS}"
    if model.__name__ not in DEFINED:
        yield "definition in seeds/codebook/entities.yaml"
    if entity.resource and entity.has_pages:
        yield from missing_pages(entity, kind)


def missing_pages(entity: Entity, kind: str) -> Iterator[str]:
    """Yield what a record with pages lacks."""
    name = entity.resource
    for what, path in (("list", ""), ("detail", "x/"), ("history", "x/history/")):
        view = view_of(f"{name}/{path}")
        if view is None:
            yield f"{what} in {URLS}"
        elif what != "history" and view.node is None:
            yield f"node of linked data in {file_of(view)}"
    if name not in {tag["name"] for tag in settings.SPECTACULAR_SETTINGS["TAGS"]}:
        yield "description in SPECTACULAR_SETTINGS['TAGS'] in factbase/project/settings.py"
    if entity.searched and kind not in index_config.KINDS:
        yield f"line in KINDS in {file_of(index_config)} (or set searched=False in {file_of(registry)})"


def missing_fields(entity: Entity) -> Iterator[str]:
    """Yield what the fields of an entity lack. Fields that are not editable are computed from others."""
    history = MIGRATED["factbase", f"{entity.model._meta.model_name}history"].fields
    detail = view_of(f"{entity.resource}/x/") if entity.resource and entity.has_pages else None
    serializer = by_model(nested_serializers(detail.serializer_class())) if detail else serializers_by_model()
    for field in fields_of(entity.model):
        if not field.many_to_many and field.name not in history:
            yield f"{field.name}: no column in the history: run make migration"
        if field.primary_key or not field.editable or field.name in {entity.part_of, *CITED}:
            continue
        for what, known in (("serializer", serializer), ("seed schema", SEEDS), ("admin form", ADMIN)):
            forms = known.get(entity.model, {})
            private = what != "admin form" and field.name in entity.private
            if forms and not private and not any(field.name in names for names in forms.values()):
                yield f"{field.name}: not in the {what}, {' or '.join(sorted({file_of(form) for form in forms}))}"


def test_each_model_is_registered_or_known_not_to_be_a_fact():
    """A model or a join table that is not in the registry would have no history."""
    others = {*WRITTEN_ONCE, *APPENDED, RevisionCounter, ProposedChange}
    for model in apps.get_app_config("factbase").get_models(include_auto_created=True):
        if not model._meta.db_table.endswith("_history"):
            assert model in TRACKED or model in others, f"{model.__name__} is not in {file_of(registry)}"


def test_each_entity_comes_after_those_that_it_refers_to():
    for index, model in enumerate(LOAD_ORDER):
        related = {field.related_model for field in fields_of(model)} & set(LOAD_ORDER)
        assert related <= {*LOAD_ORDER[: index + 1]}, model.__name__


def test_each_field_of_the_seeds_is_in_its_model():
    for model, forms in SEEDS.items():
        parts = {entity.name for entity in ENTITIES if entity.whole is model} | {"citations"}
        for form, names in forms.items():
            extra = names - parts - {field.name for field in fields_of(model)}
            assert not extra, f"{file_of(model)} lacks {' and '.join(sorted(extra))}, which {file_of(form)} has"


def test_the_migrations_match_the_models():
    """Check the same as `makemigrations --check`, and name the file of each model that differs."""
    detector = HistoryAutodetector(LOADER.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=LOADER.graph).get("factbase", [])
    operations = [operation for migration in changes for operation in migration.operations]
    errors = [file_of_migrated(operation) + operation.describe() for operation in operations]
    assert not errors, "\n".join(["The migrations do not match the models. Run make migration NAME=...", *errors])


def file_of_migrated(operation: Any) -> str:
    name = getattr(operation, "model_name", operation.name).lower()
    model = apps.all_models["factbase"].get(name.removesuffix("history"))
    return f"{file_of(model)}: " if model else ""


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.model.__name__)
def test_an_entity_is_complete(entity):
    errors = [f"{entity.model._meta.verbose_name} has no {what}" for what in missing(entity)]
    assert not errors, "\n".join([*errors, f"See {RECIPE.format('an entity')}"])


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.model.__name__)
def test_each_field_is_complete(entity):
    errors = [f"{entity.model._meta.verbose_name}, {what}" for what in missing_fields(entity)]
    assert not errors, "\n".join([*errors, f"See {RECIPE.format('a field')}, or name it in `private` in the registry"])


def test_the_fixtures_match_the_seeds():
    files = {form.entity._meta.model_name: f" (seeds/registry/{name}.yaml)" for name, form in schema.REGISTRIES.items()}
    try:
        call_command("compile_seeds", check=True)
    except CommandError as error:
        errors = [line + files.get(line.split(".json")[0].split("_")[-1], "") for line in str(error).splitlines()]
        pytest.fail("\n".join(["Change the seeds, or run make seeds:", *errors]))


def test_each_missing_place_is_reported():
    errors = " ".join(missing(Entity(ProposedChange, "proposedchanges")))
    for what in ("history table", "natural key", "foreign key", "RequireCitation", "FACT_COLUMNS", "seed schema"):
        assert what in errors
    for what in ("serializer", "definition", "list in", "detail in", "history in", "TAGS", "KINDS"):
        assert what in errors
