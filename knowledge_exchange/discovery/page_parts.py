"""What the page of a paper shows of its use."""

from django.db.models import Sum

from knowledge_exchange.papers.models import Paper


def use_of_paper(paper: Paper, **_details: object) -> dict[str, object]:
    """How often it was ever read and downloaded."""
    use = paper.use.aggregate(views=Sum("views"), downloads=Sum("downloads"))
    counts = {name: number or 0 for name, number in use.items()}
    return {**counts, "slug": paper.slug}
