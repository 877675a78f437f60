from contextlib import suppress
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import keyset, markdown
from knowledge_exchange import permissions
from knowledge_exchange.papers import citing, figures, published_metadata
from knowledge_exchange.papers.citing import head
from knowledge_exchange.papers.models import Paper

PER_PAGE = 20


@require_safe
@login_not_required
def papers(request):
    """Words once searched the list itself; such an address leads to the search of whole texts."""
    if words := request.GET.get("q", "").strip():
        return redirect(f"{reverse('knowledge_exchange:search')}?{urlencode({'q': words})}")
    context = {"page": _page(request.GET), "can_see_use": permissions.can_see_use(request.user)}
    return render(request, "knowledge_exchange/papers.html", context)


def _page(asked):
    """Newest first; partial dates sort as text."""
    published = Paper.objects.published().select_related("meeting")
    edges = {name: _number(asked.get(name)) for name in ("after", "before")}
    return keyset.page(published, ["announced"], descending=True, size=PER_PAGE, **edges)


def _number(given):
    with suppress(TypeError, ValueError):
        return int(given)


@require_safe
@login_not_required
def paper(request, slug):
    """The newest version, at the address that stays for ever."""
    found = _visible_paper(request, slug)
    if found.is_withdrawn:
        context = {
            "paper": found,
            "can_read_drafts": found.versions.exists()
            and permissions.can_read_drafts(request.user),
            **(_cited(found) if found.published_at else {}),
        }
        return render(request, "knowledge_exchange/paper_withdrawn.html", context)
    return _show(request, found, _version_to_show(found))


@require_safe
@login_not_required
def version(request, slug, number):
    """A published version, for whoever cited just this one."""
    found = _published_version(slug, number)
    if found.paper.is_withdrawn:
        return redirect(found.paper)
    return _show(request, published_metadata.paper_of(found), found, is_permanent=True)


def _show(request, paper, version, *, is_permanent=False):
    published = list(paper.versions.published().without_texts())
    context = {
        "paper": paper,
        "version": version,
        "text": _text(version),
        "can_write": permissions.can_write(request.user),
        "can_compare": len(published) > 1,
        "can_see_use": paper.is_published and permissions.can_see_use(request.user),
        "versions": published,
        "newer": published[0] if is_permanent and published[0].pk != version.pk else None,
        "is_permanent": is_permanent,
        "positions": version.positions.on_this_text().select_related("centre")
        if version and version.is_published
        else (),
        **_in_work(request, paper),
        **(_cited(paper, version if is_permanent else None) if paper.is_published else {}),
    }
    return render(request, "knowledge_exchange/paper.html", context)


def _in_work(request, paper):
    """The version in preparation, for those who may read it."""
    if not permissions.can_read_drafts(request.user):
        return {}
    draft = paper.versions.drafts().first()
    return {"draft": draft, "silence": draft and draft.silence}


def _cited(paper, version=None):
    work = citing.work_of(paper, version)
    return {
        "citation": citing.line(work),
        "tags": head.tags(work),
        "linked_data": head.linked_data_json(work),
        "work": work,
        "citation_files": list(_citation_files(paper, version)),
        "card": f"{citing.address(paper)}card.png" if paper.is_published else "",
    }


def _citation_files(paper, version):
    """Pairs of name and address."""
    view, place = ("cite_version", [version.number]) if version else ("cite", [])
    for form, (label, *_how) in citing.FORMS.items():
        yield label, reverse(f"knowledge_exchange:{view}.{form}", args=[paper.slug, *place])


@require_safe
@login_not_required
def cite(request, slug, form):
    """The citation of a paper as a file, in the form that the address ends with."""
    found = get_object_or_404(_papers().ever_public(), slug=slug)
    return _citation(citing.work_of(found), form, slug)


@require_safe
@login_not_required
def cite_version(request, slug, number, form):
    found = _published_version(slug, number)
    if found.paper.is_withdrawn:
        return redirect(f"knowledge_exchange:cite.{form}", slug)
    return _citation(
        citing.work_of(published_metadata.paper_of(found), found), form, f"{slug}-{number}"
    )


def _citation(work, form, name):
    _label, write, content_type = citing.FORMS[form]
    named = f'attachment; filename="{name}.{form}"'
    return HttpResponse(
        write(work),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": named},
    )


@require_safe
@login_not_required
def paper_pdf(request, slug):
    """The stored file goes through here: what was withdrawn or is a draft has no address."""
    found = _visible_paper(request, slug)
    if found.is_withdrawn:
        return redirect(found)
    return _file(_version_to_show(found), f"{found.slug}.pdf")


@require_safe
@login_not_required
def version_pdf(request, slug, number):
    found = _published_version(slug, number)
    if found.paper.is_withdrawn:
        return redirect(found.paper)
    return _file(found, f"{slug}-{number}.pdf")


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
    found = get_object_or_404(paper.versions.published(), number=number)
    found.paper = paper
    return found


def _version_to_show(paper):
    """The newest public version; before the first one, the draft."""
    return paper.versions.drafts().first() if paper.is_in_preparation else paper.newest_public


def _text(version):
    """HTML and table of contents: kept since publication, made anew for a draft."""
    if version is None or version.is_uploaded:
        return None
    if version.is_published:
        return {"html": version.html, "contents": version.contents}
    return markdown.render(version.body, figures=figures.on_page(version.paper))
