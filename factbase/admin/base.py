"""The base of all editing: each save is one revision, with an author and a public reason, and nothing is lost silently.

A form is shown with the number of the latest revision. When it comes back, the revision counter is locked first, so
that saves pass one by one; if the record or one of its parts has a newer version than the form knew, the editor is
told what changed. What the database refuses is told in the same way. Both times the form is shown again as typed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from factbase import codebook
from factbase.history.revision import RevisionCounter, describe_revision, wait_for_writers

from .forms import Completing, CompletingSeveral, FactForm, Rows, is_number
from .refusals import refusal_in_words
from .versions import Change, Part, changes, shown
from .why import TextField, with_code


class NothingChangedError(Exception):
    """The form says what the base says already: there is nothing to make a revision of."""


class StaleError(Exception):
    """The record was changed after the form was opened."""

    def __init__(self, said: list[str], latest: int) -> None:
        super().__init__(*said)
        self.said = said
        self.latest = latest


class References(admin.options.BaseModelAdmin):
    """References to other facts complete what is typed: a list of all actors would be too long to send."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", Completing(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", CompletingSeveral(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **options)


class RowsInline(References, admin.TabularInline):
    """Rows of a part that are edited on the page of their record."""

    formset = Rows
    extra = 0


class FactList(ChangeList):
    """A list of facts."""

    def get_filters(self, request: HttpRequest) -> Any:
        """A date out of Python's reach is a wrong parameter. Django would fail, on its own link to 9999 even."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(str(error)) from error


class FactAdmin(References, admin.ModelAdmin):
    """The admin of a fact. Facts are corrected, never deleted."""

    form = FactForm
    change_form_template = "admin/factbase/change_form.html"
    object_history_template = "admin/factbase/history.html"
    formfield_overrides = {
        models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    }
    list_per_page = 50
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ["admin/factbase/forms.css"]}

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("help_text", with_code(codebook.choices_help(db_field)))
        return super().formfield_for_choice_field(db_field, request, **options)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return FactList

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    @property
    def parts(self) -> list[Part]:
        """The rows that are edited on this record's page: those of the inlines, and what its lists name."""
        lists = [
            Part(getattr(self.model, field.name).through, f"{field.m2m_field_name()}_id", str(field.verbose_name))
            for field in self.opts.many_to_many
        ]
        rows = []
        for inline in self.inlines:
            keys = [key for key in inline.model._meta.fields if key.related_model is self.model]
            key = next(key for key in keys if inline.fk_name in (None, key.name))
            rows.append(Part(inline.model, key.attname, str(inline.verbose_name or inline.model._meta.verbose_name)))
        return [*lists, *rows]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view: Callable[..., HttpResponse] = super().changeform_view
        if request.method != "POST":
            # read before the record is: a change in between is then told once too often, not missed
            opened_at = RevisionCounter.objects.get().number
            return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
        opened_at = _number(request.POST.get("opened_at", ""))
        try:
            with transaction.atomic():
                wait_for_writers()
                return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
        except NothingChangedError:
            self.message_user(request, "Nothing was changed, so no revision was made.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        except StaleError as stale:
            said, opened_at = stale.said, stale.latest
        except DatabaseError as error:
            said = [refusal_in_words(error)]
        request.refusals = said  # type: ignore[attr-defined]  # get_form hands them to the form
        return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)  # a class of its own for each request
        form.refusals = getattr(request, "refusals", [])
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Wait for `save_related`, which knows the inlines: without a change in either there is no revision."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the record and its parts as one revision, once it is sure that the editor has seen the latest one."""
        if change:
            if not form.has_changed() and not any(rows.has_changed() for rows in formsets):
                raise NothingChangedError
            self._refuse_if_stale(_number(request.POST.get("opened_at", "")), form, formsets)
        describe_revision(author=request.user.get_username(), **form.why())
        form.instance.save()
        super().save_related(request, form, formsets, change)
        with connection.cursor() as cursor:
            # what the database would refuse at COMMIT, it shall refuse while the form can still be shown
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _refuse_if_stale(self, opened_at: int, form: Any, formsets: Any) -> None:
        newer = [change for change in changes(form.instance, self.parts) if change.revision.number > opened_at]
        if not newer:
            return
        typed = {(type(f.instance), f.instance.pk): f.instance for f in [form, *(f for rows in formsets for f in rows)]}
        said = ["This was changed after you opened it. Nothing of yours is saved yet; the form stands as you typed it."]
        for change in newer:
            yours = typed.get((change.part.model, change.row.pk))
            said.append(f"{_who(change)}: {change}{_instead(change, yours)}.")
        said.append("Take over below what should stay, then save again.")
        raise StaleError(said, RevisionCounter.objects.get().number)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django's own log of recent actions shows the reason too."""
        return f"Reason: {form.cleaned_data['change_reason']}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record, form = context["original"], context["adminform"].form
        may_save = self.has_change_permission(request, record) if record else self.has_add_permission(request)
        if may_save:
            context["why"] = helpers.Fieldset(form, name="Why", fields=list(form.asked()), model_admin=self)
        if record:
            context["last_change"] = next(iter(changes(record, self.parts)), None)
        return super().render_change_form(request, context, *args, **options)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All that was changed, revision by revision, in place of Django's log, which knows the admin's saves only."""
        record = self.get_object(request, unquote(object_id))
        found = changes(record, self.parts) if record else []
        return super().history_view(request, object_id, {"changes": found, **(extra_context or {})})


def _number(text: str) -> int:
    """The revision that a form names; 0 when it was tampered with, so that every change counts as unseen."""
    return int(text) if is_number(text) else 0


def _who(change: Change) -> str:
    return f"Revision {change.revision.number}, by {change.revision.author} (“{change.revision.reason}”)"


def _instead(change: Change, yours: models.Model | None) -> str:
    if change.field is None or yours is None:
        return ""
    return f"; you have “{shown(change.field, getattr(yours, change.field.attname))}”"
