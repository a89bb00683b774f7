"""The base of the entities' admins: each save is one revision, with an author and a public reason.

A form carries the number of the latest revision at its opening (`opened_at`). When it is submitted, the write lock is
taken first, so that saves run one at a time. If the record or one of its parts has changed since, the editor sees what
changed; errors of the database are shown in the same way. In both cases the form keeps the submitted values, but takes
over the newer values of fields that the editor did not change.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from factbase import codebook
from factbase.admin.editing.change_reason_form import TextField, backticks_to_code
from factbase.admin.editing.database_errors import check_deferred_constraints, describe_database_error
from factbase.admin.editing.edit_conflicts import EditConflictError, check_conflicts, parse_opened_at
from factbase.admin.editing.form_errors import locate_errors
from factbase.admin.editing.forms import FactForm, FactFormSet, ReferenceSelect, ReferenceSelectMultiple
from factbase.admin.editing.record_changes import parts_of_page, record_changes
from factbase.admin.editing.replacement_check import check_no_replacement
from factbase.admin.editing.source_date_check import check_source_dates
from factbase.admin.history.history_actions import HistoryAdmin
from factbase.admin.permissions import may_publish, may_publish_unreviewed
from factbase.admin.review.workflow import NeedsReviewError, ReviewAdmin
from factbase.history.describe import EditError
from factbase.history.revision import RevisionCounter, lock_for_writing, set_revision_info
from factbase.vocabulary import RevisionKind


class NothingChangedError(Exception):
    """The submitted form has no changes, so there is no revision to make."""


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
            field.widget.can_add_related &= may_change and _may_publish_new(request)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", ReferenceSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", ReferenceSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **options)


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

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return FactChangeList

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        view: Callable[..., HttpResponse] = super().changeform_view
        if request.method != "POST":
            # read before the record: a change in between is then reported once too often, rather than missed
            opened_at = RevisionCounter.objects.get().number
            try:
                self.start_session(request, object_id)
            except EditError as refused:
                return self.refuse_to_open(request, refused)
            if request.edit_session.proposal:  # type: ignore[attr-defined]  # set by start_session
                self.show_proposal(request)
            return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
        opened_at = parse_opened_at(request.POST.get("opened_at", ""))
        try:
            with transaction.atomic():
                lock_for_writing()
                self.start_session(request, object_id)
                self.check_proposal_version(request, opened_at)
                if response := self.handle_review_button(request, object_id):
                    return response
                try:
                    with transaction.atomic():
                        return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})
                except NeedsReviewError:
                    return self.submit_for_review(request, object_id)
        except NothingChangedError:
            self.message_user(request, "Nothing was changed, so no revision was made.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        except EditError as refused:
            errors = refused.messages
        except EditConflictError as conflict:
            errors, opened_at = conflict.messages, conflict.latest
            request.POST = conflict.update_untouched(request.POST)  # type: ignore[assignment]  # as in replay_form
        except DatabaseError as error:
            errors = [describe_database_error(error)]
        request.extra_errors = errors  # type: ignore[attr-defined]  # get_form passes them to the form
        return view(request, object_id, form_url, {"opened_at": opened_at, **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)  # a new class for each request
        form.extra_errors = getattr(request, "extra_errors", [])
        form.display_only = getattr(request, "display_only", False)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Leave the save to `save_related`, which knows the inlines: without any change there is no revision."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the record and its parts as one revision, unless the form lacks changes or has a conflict."""
        edit_session = request.edit_session  # type: ignore[attr-defined]
        arguments = form.revision_arguments()
        if change:
            if not form.has_changed() and not any(rows.has_changed() for rows in formsets):
                raise NothingChangedError
            check_conflicts(parse_opened_at(request.POST.get("opened_at", "")), parts_of_page(self), form, formsets)
            if self.is_utterance and arguments["kind"] == RevisionKind.ADDITION:
                check_no_replacement(form, formsets)
        set_revision_info(author=edit_session.author(request.POST), reviewer=edit_session.reviewer, **arguments)
        form.instance.save()
        super().save_related(request, form, formsets, change)
        check_source_dates(form.instance)
        check_deferred_constraints()
        if not edit_session.publishes:
            raise NeedsReviewError
        self.record_publication(request)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Return the reason for Django's own log of recent actions."""
        return f"Reason: {form.cleaned_data['change_reason']}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        record, form = context["original"], context["adminform"].form
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


def _may_publish_new(request: HttpRequest) -> bool:
    """Return True if a new fact of this user is published at once; kept on the request for all references."""
    if not hasattr(request, "may_publish_new"):
        request.may_publish_new = may_publish_unreviewed(request.user, new=True)  # type: ignore[attr-defined]
    return bool(request.may_publish_new)  # type: ignore[attr-defined]
