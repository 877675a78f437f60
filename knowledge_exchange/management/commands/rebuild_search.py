from django.core.management.base import BaseCommand

from knowledge_exchange.discovery.services import indexing


class Command(BaseCommand):
    help = "Index every paper and meeting again for the search. Safe to repeat, while in use too."

    def handle(self, **options):
        indexing.rebuild(lambda count, plural: self.stdout.write(f"{count:>6} {plural}"))
