from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import keyset, markdown
from knowledge_exchange import permissions
from knowledge_exchange.papers import citing, published_metadata, shown_figures
from knowledge_exchange.papers.citing import head
from knowledge_exchange.papers.models import Paper

PER_PAGE = 20
MOST_DIGITS = 18  # of a key in an address


@require_safe
@login_not_required
def papers(request):
    """Newest first. Words once searched the list; they lead to the search of whole texts now."""
    if words := request.GET.get("q", "").strip():
        return redirect(f"{reverse('knowledge_exchange:search')}?{urlencode({'q': words})}")
    edges = {
        name: int(key)
        for name in ("after", "before")
        if (key := request.GET.get(name, "")).isdecimal() and len(key) < MOST_DIGITS
    }
    published = Paper.objects.published().select_related("meeting")
    page = keyset.page(published, ["announced"], descending=True, size=PER_PAGE, **edges)
    context = {"page": page, "can_see_use": permissions.can_see_use(request.user)}
    return render(request, "knowledge_exchange/papers.html", context)


@require_safe
@login_not_required
def paper(request, slug):
    """The newest version, at the address that stays for ever."""
    paper = _visible_paper(request, slug)
    if not paper.is_withdrawn:
        return _show(request, paper, _version_to_show(paper))
    can_read_drafts = paper.versions.exists() and permissions.can_read_drafts(request.user)
    context = {
        "paper": paper,
        "can_read_drafts": can_read_drafts,
        **(_citation_context(paper) if paper.published_at else {}),
    }
    return render(request, "knowledge_exchange/paper_withdrawn.html", context)


@require_safe
@login_not_required
def version(request, slug, number):
    """A published version, for whoever cited just this one."""
    version = _published_version(slug, number)
    if version.paper.is_withdrawn:
        return redirect(version.paper)
    paper = published_metadata.paper_as_published(version)
    return _show(request, paper, version, is_permanent=True)


def _show(request, paper, version, *, is_permanent=False):
    """HTML and table of contents are kept since publication, and made anew for a draft."""
    published = list(paper.versions.published().without_texts())
    text = draft = None
    positions = ()
    if version and version.is_published:
        positions = version.positions.on_this_text().select_related("centre")
    if version and not version.is_uploaded:
        if version.is_published:
            text = {"html": version.html, "contents": version.contents}
        else:
            text = markdown.render(version.body, figures=shown_figures.on_page(version.paper))
    if permissions.can_read_drafts(request.user):
        draft = paper.versions.drafts().first()
    context = {
        "paper": paper,
        "version": version,
        "text": text,
        "can_write": permissions.can_write(request.user),
        "can_compare": len(published) > 1,
        "can_see_use": paper.is_published and permissions.can_see_use(request.user),
        "versions": published,
        "newer": published[0] if is_permanent and published[0].pk != version.pk else None,
        "is_permanent": is_permanent,
        "positions": positions,
        "draft": draft,
        "silence": draft and draft.silence,
    }
    if paper.is_published:
        context |= _citation_context(paper, version if is_permanent else None)
    return render(request, "knowledge_exchange/paper.html", context)


def _citation_context(paper, version=None):
    """`citation_files` are pairs of name and address."""
    work = citing.work_of(paper, version)
    view, place = ("cite_version", [version.number]) if version else ("cite", [])
    return {
        "citation": citing.line(work),
        "tags": head.tags(work),
        "linked_data": head.linked_data_json(work),
        "work": work,
        "citation_files": [
            (label, reverse(f"knowledge_exchange:{view}.{form}", args=[paper.slug, *place]))
            for form, (label, _write, _content_type) in citing.FORMS.items()
        ],
        "card": f"{citing.address(paper)}card.png" if paper.is_published else "",
    }


@require_safe
@login_not_required
def cite(request, slug, form):
    """The citation of a paper as a file, in the form that the address ends with."""
    paper = get_object_or_404(_papers().ever_public(), slug=slug)
    return _citation(citing.work_of(paper), form, slug)


@require_safe
@login_not_required
def cite_version(request, slug, number, form):
    version = _published_version(slug, number)
    if version.paper.is_withdrawn:
        return redirect(f"knowledge_exchange:cite.{form}", slug)
    work = citing.work_of(published_metadata.paper_as_published(version), version)
    return _citation(work, form, f"{slug}-{number}")


def _citation(work, form, name):
    _label, write, content_type = citing.FORMS[form]
    return HttpResponse(
        write(work),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


@require_safe
@login_not_required
def paper_pdf(request, slug):
    """The stored file goes through here: what was withdrawn or is a draft has no address."""
    paper = _visible_paper(request, slug)
    if paper.is_withdrawn:
        return redirect(paper)
    return _file(_version_to_show(paper), f"{paper.slug}.pdf")


@require_safe
@login_not_required
def version_pdf(request, slug, number):
    version = _published_version(slug, number)
    if version.paper.is_withdrawn:
        return redirect(version.paper)
    return _file(version, f"{slug}-{number}.pdf")


def _file(version, name):
    if version is None or not version.pdf:
        raise Http404
    return FileResponse(
        version.pdf.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/pdf",
    )


def _papers():
    return Paper.objects.select_related("meeting__series")


def _visible_paper(request, slug):
    return get_object_or_404(_papers().visible_to(request.user), slug=slug)


def _published_version(slug, number):
    """Also of a paper that was withdrawn since."""
    paper = get_object_or_404(_papers().ever_public(), slug=slug)
    version = get_object_or_404(paper.versions.published(), number=number)
    version.paper = paper
    return version


def _version_to_show(paper):
    """The newest public version; before the first one, the draft."""
    return paper.versions.drafts().first() if paper.is_in_preparation else paper.newest_public
