from django.db import models


class LinkField(models.URLField):
    """A web address; typed without a scheme it means https.

    The column, as migrations know it; models have that of `common.model_fields`.
    """
