"""The autodetector of migrations, which fills new columns of history tables without asking."""

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.models import NOT_PROVIDED

Base: Any = MigrationAutodetector  # its stubs lack the overridden method


class HistoryAutodetector(Base):
    """Fill a new column of a history table like its live column: by its default or by the user's answer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._defaults: dict[tuple[str, str], Any] = {}

    def _generate_added_field(self, app_label: str, model_name: str, field_name: str) -> None:
        default = self._defaults.get((model_name.removesuffix("history"), field_name), NOT_PROVIDED)
        if default is not NOT_PROVIDED:  # live columns come first, since models are sorted by name
            self.questioner.ask_not_null_addition = lambda *_: default
        super()._generate_added_field(app_label, model_name, field_name)
        self.questioner.__dict__.pop("ask_not_null_addition", None)
        self._defaults[model_name, field_name] = self.generated_operations[app_label][-1].field.default
