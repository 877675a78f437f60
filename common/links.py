from django.db import models


class LinkField(models.URLField):
    """A web address; typed without a scheme it means https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})
