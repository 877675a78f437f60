import csv

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import markdown
from common.comparing import compare as compare_texts
from common.spreadsheets import safe
from declarations import public
from declarations.enums import Level
from declarations.forms import CompareForm
from declarations.models import Declaration, Signature
from declarations.permissions import can_read_every_proof, can_read_proof, visible_texts
from traces.services import note_download


@require_safe
@login_not_required
def declaration(request, pk=None):
    """The latest declaration, or the one asked for."""
    every = Declaration.objects.all()
    shown = every.with_public_parts().filter(**({"pk": pk} if pk else {})).last()
    if shown is None:
        if pk:
            raise Http404
        return render(request, "declarations/declaration.html")
    others = [other for other in every if other != shown]
    # What was asked for, as far as there is such a thing.
    choices = {"level": Level.values, "state": public.STATES, "sort": public.SORTS}
    chosen = {"level": "", "state": "", "sort": "place"} | {
        name: value for name in choices if (value := request.GET.get(name)) in choices[name]
    }
    context = {
        "declaration": shown,
        "others": others,
        "commitments": public.commitments(shown),
        "texts": [
            {"version": text, "html": markdown.render(text.body).html}
            for text in public.mark_lags(shown.public_texts)
        ],
        "chosen": chosen,
        "signatures": public.choose(shown.public_signatures, **chosen),
        "counts": public.counts(shown.public_signatures),
        "places": public.by_country(shown.public_signatures),
        "levels": Level.choices,
        "states": [(state.value, state.label) for state in public.STATES],
    }
    return render(request, "declarations/declaration.html", context)


@require_safe
@login_not_required
def compare(request, pk):
    declaration = get_object_or_404(Declaration, pk=pk)
    texts = visible_texts(request.user, declaration)
    form = CompareForm(request.GET or None, texts=texts)
    context = {"declaration": declaration, "form": form, "can_compare": texts.count() > 1}
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        context |= {"old": old, "new": new, "rows": compare_texts(old.body, new.body)}
        context["side_by_side"] = form.cleaned_data["view"] == "side"
    return render(request, "declarations/compare.html", context)


@require_safe
@login_not_required
def signatures_csv(request, pk):
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="signatures-{pk}.csv"'
    records = _records(pk)
    writer = csv.DictWriter(response, public.FIELDS)
    writer.writeheader()
    writer.writerows({name: safe(text) for name, text in row.items()} for row in records)
    return response


@require_safe
@login_not_required
def signatures_json(request, pk):
    return JsonResponse({"signatures": _records(pk)})


def _records(pk):
    declaration = get_object_or_404(Declaration.objects.with_public_parts(), pk=pk)
    return [public.record(signature) for signature in declaration.public_signatures]


@require_safe
@login_not_required
def proof(request, pk):
    """A proof that is public opens for everybody, with nothing said of the others."""
    signature = get_object_or_404(Signature, pk=pk)
    if not can_read_proof(request.user, signature):
        if request.user.is_anonymous:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
    note_download(request.user, signature)
    return _document(signature.proof, f"signature-{pk}.pdf")


@require_safe
def withdrawal(request, pk):
    if not can_read_every_proof(request.user):
        raise PermissionDenied
    signature = get_object_or_404(Signature, pk=pk)
    note_download(request.user, signature)
    return _document(signature.withdrawal_proof, f"withdrawal-{pk}.pdf")


def _document(stored, filename):
    if not stored:
        raise Http404
    return FileResponse(
        stored.open("rb"), as_attachment=True, filename=filename, content_type="application/pdf"
    )
