from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from declarations.models import Declaration, Signature
from declarations.permissions import can_read_proof
from knowledge_exchange import markdown


@require_safe
@login_not_required
def declaration(request):
    found = Declaration.objects.with_public_parts().first()
    texts = found.public_texts if found else []
    context = {
        "declaration": found,
        "texts": [{"version": text, "html": markdown.render(text.body).html} for text in texts],
    }
    return render(request, "declarations/declaration.html", context)


@require_safe
def proof(request, pk):
    if not can_read_proof(request.user):
        raise PermissionDenied
    signature = get_object_or_404(Signature, pk=pk)
    if not signature.proof:
        raise Http404
    return FileResponse(
        signature.proof.open("rb"),
        as_attachment=True,
        filename=f"signature-{signature.pk}.pdf",
        content_type="application/pdf",
    )
