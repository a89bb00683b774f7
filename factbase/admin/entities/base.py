"""The base of the entities' admins: each save is one revision, with an author and a public reason.

A form carries the number of the latest revision at its opening (`opened_at`). When it is submitted, the write lock is
taken first, so that saves run one at a time. If the record or one of its parts has changed since, the editor sees what
changed; errors of the database are shown in the same way. In both cases the form keeps the submitted values, but takes
over the newer values of fields that the editor did not change.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse

from factbase import codebook
from factbase.admin.editing.change_reason_form import TextField, backticks_to_code
from factbase.admin.editing.database_errors import check_deferred_constraints, describe_database_error
from factbase.admin.editing.edit_conflicts import check_conflicts, parse_opened_at
from factbase.admin.editing.edit_session import EditSession, replay_form
from factbase.admin.editing.form_errors import locate_errors
from factbase.admin.editing.forms import FactForm, FactFormSet, ReferenceSelect, ReferenceSelectMultiple, is_number
from factbase.admin.editing.record_changes import parts_of_page, record_changes
from factbase.admin.editing.replacement_check import replacement_errors
from factbase.admin.editing.source_date_check import source_date_errors
from factbase.admin.history.history_actions import HistoryAdmin
from factbase.admin.permissions import may_publish
from factbase.admin.review.workflow import ReviewAdmin
from factbase.history.revision import RevisionCounter, lock_for_writing, set_revision_info
from factbase.vocabulary import RevisionKind


class ReferenceFieldsMixin(admin.options.BaseModelAdmin):
    """Autocomplete for references to other facts: a list of all actors would be too long to send."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer to add or change a referenced fact only to users whose save publishes at once.

        A form cannot refer to a fact that waits for review.
        """
        field: Any = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            may_change = may_publish(request.user)
            field.widget.can_change_related &= may_change
            field.widget.can_add_related &= may_change and EditSession.of(request).may_publish_new
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("widget", ReferenceSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("widget", ReferenceSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **options)


def foreign_keys(model: type[models.Model], names: Iterable[Any]) -> list[str]:
    """Return those of the names that are foreign keys of the model, to be read in the same query."""
    known = {field.name for field in model._meta.fields if field.remote_field}
    return [name for name in names if name in known]


class FactInline(ReferenceFieldsMixin, admin.TabularInline):
    """The rows of a part, edited on the page of their record."""

    formset = FactFormSet
    extra = 0


class FactChangeList(ChangeList):
    """A list of facts."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Report dates that Python cannot represent as a wrong parameter: Django fails on its own link to year 9999."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(str(error)) from error


class FactAdmin(ReferenceFieldsMixin, HistoryAdmin, ReviewAdmin):
    """The admin of a fact. Facts are corrected or withdrawn, never deleted."""

    form = FactForm
    change_form_template = "admin/factbase/change_form.html"
    formfield_overrides = {
        models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    }
    list_per_page = 50
    show_full_result_count = False
    actions = None
    is_utterance = False
    """True if the fact is something said, so that an addition may not replace its values.

    A planned meeting can be held later: its new status is an addition, because the earlier record was right.
    """

    class Media:
        css = {"all": ["admin/factbase/forms.css"]}

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("help_text", backticks_to_code(codebook.choices_help(db_field)))
        return super().formfield_for_choice_field(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Show the fields that the database computes, such as the earliest and the latest day."""
        shown = admin.utils.flatten_fieldsets(self.fieldsets or ())
        return [field.name for field in self.opts.fields if not field.editable and field.name in shown]

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return foreign_keys(self.model, self.get_list_display(request))

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return FactChangeList

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        view: Callable[[], HttpResponse] = partial(super().changeform_view, request, object_id, form_url, extra_context)
        pk = int(object_id) if object_id and is_number(object_id) else None
        edit_session = EditSession.start(request, str(self.opts.model_name), pk)
        if request.method != "POST":
            # read before the record: a change in between is then reported once too often, rather than missed
            edit_session.opened_at = RevisionCounter.objects.get().number
            edit_session.open_proposal(request.GET.get("proposed", ""))
            if edit_session.errors:
                return self.refuse_to_open(request)
            if edit_session.proposal:
                # Django shows the proposal's form as it would an invalid submission
                edit_session.display_only = True
                replay_form(request, edit_session.proposal.form)
            return view()
        edit_session.opened_at = parse_opened_at(request.POST.get("opened_at", ""))
        response = None
        try:
            with transaction.atomic():
                lock_for_writing()
                response = self.submit(request, object_id, view)
        except DatabaseError as error:
            edit_session.errors = [describe_database_error(error)]
        return view() if edit_session.errors or response is None else response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)  # a new class for each request
        form.edit_session = EditSession.of(request)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Leave the save to `save_related`, which knows the inlines: without any change there is no revision."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the record and its parts as one revision, unless the form lacks changes or the session gets errors.

        Unless the session is `saved` and publishes, `response_add` and `response_change` roll back all of it.
        """
        edit_session = EditSession.of(request)
        arguments = form.revision_arguments()
        if change:
            if not form.has_changed() and not any(rows.has_changed() for rows in formsets):
                return
            check_conflicts(edit_session, parts_of_page(self), form, formsets)
            if self.is_utterance and arguments["kind"] == RevisionKind.ADDITION and not edit_session.errors:
                edit_session.errors = replacement_errors(form, formsets)
            if edit_session.errors:
                return
        set_revision_info(author=edit_session.author(request.POST), reviewer=edit_session.reviewer, **arguments)
        form.instance.save()
        super().save_related(request, form, formsets, change)
        edit_session.errors = source_date_errors(form.instance)
        if not edit_session.errors:
            check_deferred_constraints()
            edit_session.saved = True

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Return the reason for Django's own log of recent actions."""
        return f"Reason: {form.cleaned_data['change_reason']}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record, form = context["original"], context["adminform"].form
        context["opened_at"] = EditSession.of(request).opened_at
        may_save = self.has_change_permission(request, record) if record else self.has_add_permission(request)
        if may_save:
            context["reason"] = helpers.Fieldset(
                form, name="Reason for the change", fields=form.reason_fields(), model_admin=self
            )
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["error_locations"] = locate_errors(form, formsets)
            context.update(self.review_context(request, record, form, formsets))
        if record:
            context["last_change"] = next(iter(record_changes(record, parts_of_page(self))), None)
        return super().render_change_form(request, context, *args, **options)
