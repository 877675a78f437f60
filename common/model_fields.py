"""The same for models. In the database they are Django's own, and migrations know only those.

They clean what is validated, never what is written as it stands: an old row that is hashed or
frozen stays to the letter.
"""

from typing import Any

from django.db import models

from common import dates, email_addresses, form_fields, links
from common.typed_text import one_line, several_lines


class LineField(models.CharField):
    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(one_line(value) if value else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.LineField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class LinesField(models.TextField):
    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(several_lines(value) if value else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.LinesField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class EmailField(models.EmailField):
    default_validators = [email_addresses.validate_address]

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        kept = email_addresses.as_kept(value) if value else value
        return super().clean(kept, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.EmailField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


class LinkField(links.LinkField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": form_fields.LONGEST_LINK, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.LinkField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "common.links.LinkField", args, kwargs


class PartialDateField(dates.PartialDateField):
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.PartialDateField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "common.dates.PartialDateField", args, kwargs


class DayField(models.DateField):
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.DayField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs
