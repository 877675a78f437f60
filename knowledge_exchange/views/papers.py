from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from knowledge_exchange import citing, figures, markdown, permissions
from knowledge_exchange.models import Paper

PER_PAGE = 20


@require_safe
@login_not_required
def papers(request):
    words = request.GET.get("q", "").strip()[:200]
    found = Paper.objects.published().search(words).select_related("meeting")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "knowledge_exchange/papers.html", {"page": page, "words": words})


@require_safe
@login_not_required
def paper(request, slug):
    found = _visible_paper(request, slug)
    if found.is_withdrawn:
        return render(request, "knowledge_exchange/paper_withdrawn.html", {"paper": found})
    version = _version_to_show(found)
    context = {
        "paper": found,
        "version": version,
        "text": _text(version),
        "citation": citing.line(found) if found.is_published else "",
        "can_write": permissions.can_write(request.user),
        "can_compare": found.versions.published().count() > 1,
    }
    return render(request, "knowledge_exchange/paper.html", context)


@require_safe
@login_not_required
def paper_pdf(request, slug):
    """The stored file goes through here: what was withdrawn or is a draft has no address."""
    found = _visible_paper(request, slug)
    if found.is_withdrawn:
        return redirect(found)
    version = _version_to_show(found)
    if version is None or not version.pdf:
        raise Http404
    return FileResponse(
        version.pdf.open("rb"),
        as_attachment=True,
        filename=f"{found.slug}.pdf",
        content_type="application/pdf",
    )


def _visible_paper(request, slug):
    visible = Paper.objects.visible_to(request.user).select_related("meeting")
    return get_object_or_404(visible, slug=slug)


def _version_to_show(paper):
    """The newest public version; before the first one, the draft."""
    versions = paper.versions.drafts() if paper.is_in_preparation else paper.versions.published()
    return versions.first()


def _text(version):
    """HTML and table of contents: kept since publication, made anew for a draft."""
    if version is None or version.is_uploaded:
        return None
    if version.is_published:
        return {"html": version.html, "contents": version.contents}
    return markdown.render(version.body, figures=figures.on_page(version.paper))
