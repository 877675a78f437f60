"""The floor under a cast: the least view that could record a ballot, on the same site.

It reads session, user and motion, locks the roll entry, inserts a ballot, marks the entry and
commits. No chain, no signature, no receipt, no mail. `cast_over_http` serves and measures it.
"""

import os
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2i_site.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone

application = get_wsgi_application()
settings.ROOT_URLCONF = __name__

from voting.models import Ballot, Motion, RollEntry  # noqa: E402  after the settings


def cast(request, pk):
    motion = Motion.objects.get(pk=pk)
    with transaction.atomic():
        entry = (
            RollEntry.objects.select_for_update(of=["self"])
            .filter(motion=motion, voters__user=request.user)
            .get()
        )
        Ballot.objects.create(
            entry=entry,
            sequence=1,
            choice=request.POST["choice"],
            cast_by=request.user,
            cast_at=timezone.now(),
            form_token=uuid4(),
        )
        RollEntry.objects.filter(pk=entry.pk).update(name=entry.name)
    return HttpResponseRedirect("/")


urlpatterns = [path("votes/<int:pk>/ballot/", cast)]
