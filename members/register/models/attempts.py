from django.db import models


class Attempt(models.Model):
    """Counts of attempts to sign in while Redis is silent: the table of `CACHES["attempts"]`.

    Django's DatabaseCache reads and writes it and says what its columns are. The names of counts
    are keyed digests, so that no row tells who tried (`common/steady_cache.py`).
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.cache_key
