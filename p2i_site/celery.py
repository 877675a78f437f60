import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

import p2i_site.file_broker  # noqa: F401  registers the "files" transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2i_site.settings")

app = Celery("p2i_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
