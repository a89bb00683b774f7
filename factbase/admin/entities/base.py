"""The base of all editing: each save is one revision, with an author and a public reason, and nothing is lost silently.

A form is shown with the number of the latest revision. When it comes back, the revision counter is locked first, so
that saves pass one by one; if the record or one of its parts has a newer version than the form knew, the editor is
told what changed. What the database refuses is told in the same way. Both times the form is shown again as typed; what
the editor left alone, with its newer value.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from factbase import codebook
from factbase.admin.editing.change_reason_form import TextField, with_code
from factbase.admin.editing.database_errors import refusal_in_words
from factbase.admin.editing.edit_conflicts import StaleError, refuse_if_stale, seen
from factbase.admin.editing.form_errors import to_mend
from factbase.admin.editing.forms import Completing, CompletingSeveral, FactForm, Rows
from factbase.admin.editing.record_changes import PartChange, changes
from factbase.admin.editing.replacement_check import refuse_if_replaced
from factbase.admin.editing.source_date_check import refuse_if_foretold
from factbase.admin.history.history_actions import Recorded
from factbase.admin.permissions import may_publish, publishes_alone
from factbase.admin.review.workflow import ReadyError, Reviewed
from factbase.history.describe import Refused
from factbase.history.revision import RevisionCounter, describe_revision, wait_for_writers
from factbase.vocabulary import RevisionKind


class NothingChangedError(Exception):
    """The form says what the base says already: there is nothing to make a revision of."""


class References(admin.options.BaseModelAdmin):
    """References to other facts complete what is typed: a list of all actors would be too long to send."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Beside a reference, the windows to add or change what it names are for those whose save publishes at once:
        what waits for review cannot be referred to."""
        field: Any = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            alone = may_publish(request.user)
            field.widget.can_change_related &= alone
            field.widget.can_add_related &= alone and _publishes_new(request)
        return field

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


class FactAdmin(References, Recorded, Reviewed):
    """The admin of a fact. Facts are corrected, never deleted."""

    form = FactForm
    change_form_template = "admin/factbase/change_form.html"
    formfield_overrides = {
        models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    }
    list_per_page = 50
    show_full_result_count = False
    actions = None
    stays_said = False
    """Whether it is an utterance, of which nothing can change but how it is recorded. (A meeting that was planned can
    be held: its record was right before, and is after.)"""

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
    def parts(self) -> list[PartChange]:
        """The rows that are edited on this record's page: those of the inlines, and what its lists name."""
        lists = [
            PartChange(getattr(self.model, field.name).through, f"{field.m2m_field_name()}_id", str(field.verbose_name))
            for field in self.opts.many_to_many
        ]
        rows = []
        for inline in self.inlines:
            keys = [key for key in inline.model._meta.fields if key.related_model is self.model]
            key = next(key for key in keys if inline.fk_name in (None, key.name))
            rows.append(
                PartChange(inline.model, key.attname, str(inline.verbose_name or inline.model._meta.verbose_name))
            )
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
            try:
                self.lay_out(request, object_id)
            except Refused as refused:
                return self.refuse_to_open(request, refused)
            if request.desk.proposal:  # type: ignore[attr-defined]  # laid out above
                self.as_kept(request)
            return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
        opened_at = seen(request.POST.get("opened_at", ""))
        try:
            with transaction.atomic():
                wait_for_writers()
                self.lay_out(request, object_id)
                self.refuse_if_moved(request, opened_at)
                if answer := self.put_aside(request, object_id):
                    return answer
                try:
                    with transaction.atomic():
                        return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
                except ReadyError:
                    return self.send(request, object_id)
        except NothingChangedError:
            self.message_user(request, "Nothing was changed, so no revision was made.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            said = refused.said
        except StaleError as stale:
            said, opened_at = stale.said, stale.latest
            request.POST = stale.taken_over(request.POST)  # type: ignore[assignment]  # as above
        except DatabaseError as error:
            said = [refusal_in_words(error)]
        request.refusals = said  # type: ignore[attr-defined]  # get_form hands them to the form
        return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)  # a class of its own for each request
        form.refusals = getattr(request, "refusals", [])
        form.only_shown = getattr(request, "only_shown", False)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Wait for `save_related`, which knows the inlines: without a change in either there is no revision."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the record and its parts as one revision, once it is sure that the editor has seen the latest one."""
        desk = request.desk  # type: ignore[attr-defined]
        why = form.why()
        if change:
            if not form.has_changed() and not any(rows.has_changed() for rows in formsets):
                raise NothingChangedError
            refuse_if_stale(seen(request.POST.get("opened_at", "")), self.parts, form, formsets)
            if self.stays_said and why["kind"] == RevisionKind.ADDITION:
                refuse_if_replaced(form, formsets)
        describe_revision(author=desk.author(request.POST), reviewer=desk.reviewer, **why)
        form.instance.save()
        super().save_related(request, form, formsets, change)
        refuse_if_foretold(form.instance)
        with connection.cursor() as cursor:
            # what the database would refuse at COMMIT, it shall refuse while the form can still be shown
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if not desk.publishes:
            raise ReadyError
        self.published(request)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Django's own log of recent actions shows the reason too."""
        return f"Reason: {form.cleaned_data['change_reason']}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record, form = context["original"], context["adminform"].form
        may_save = self.has_change_permission(request, record) if record else self.has_add_permission(request)
        if may_save:
            context["why"] = helpers.Fieldset(form, name="Why", fields=list(form.asked()), model_admin=self)
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["places_of_errors"] = to_mend(form, formsets)
            context.update(self.context_of_review(request, record, form, formsets))
        if record:
            context["last_change"] = next(iter(changes(record, self.parts)), None)
        return super().render_change_form(request, context, *args, **options)


def _publishes_new(request: HttpRequest) -> bool:
    """Whether a new fact of this user is published at once; asked for each reference, looked up once."""
    if not hasattr(request, "publishes_new"):
        request.publishes_new = publishes_alone(request.user, new=True)  # type: ignore[attr-defined]
    return bool(request.publishes_new)  # type: ignore[attr-defined]
