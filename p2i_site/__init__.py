from p2i_site.celery import app as celery_app

VERSION = "0.22.0"  # with a heading in CHANGELOG.md; how it is raised: docs/decisions/0017

__all__ = ["VERSION", "celery_app"]
