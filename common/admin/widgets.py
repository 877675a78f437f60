"""Widgets of the admin's forms."""

from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models

WIDE = {  # for titles, which are longer than the admin's usual field
    models.CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})},
}
