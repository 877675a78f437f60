"""Checking a receipt: does it stand for the ballot that counts now?"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from voting.forms import ReceiptForm
from voting.permissions import entry_of
from voting.records import receipts
from voting.views.access import motion_for


@sensitive_variables()
@sensitive_post_parameters("code")
@never_cache
def receipt(request, pk):
    """For those who vote for the centre, also after the close; nobody else learns anything."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if entry is None:
        raise PermissionDenied
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context = {"motion": motion, "entry": entry, "form": form}
    if form.is_valid():
        ballot = receipts.find(entry, form.cleaned_data["code"])
        finding = ballot and receipts.check(ballot)
        context |= {"is_checked": True, "found": ballot, "finding": finding}
    return render(request, "voting/receipt.html", context)
