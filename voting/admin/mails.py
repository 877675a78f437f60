"""A motion's mails as they would read, and "send to me first"."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common.dates import database_time
from voting.admin import pages
from voting.emails import previews


def mails(request, site, motion):
    shown = previews.of_motion(motion)
    wanted = request.POST.get("send", "")
    if wanted in [preview.kind for preview in shown]:
        mail = previews.send_to_me(motion, wanted, by=request.user, now=database_time())
        told = _("The mail is on its way to %(address)s, to nobody else.") % {"address": mail.to}
        messages.success(request, told)
        return redirect("admin:voting_motion_mails", motion.pk)
    title = _("The mails of this vote")
    return pages.show(request, site, motion, "mails", title, previews=shown)
