"""The only table on the ground floor: which forms were taken."""

from django.db import models


class SentForm(models.Model):
    """A form that was sent and did what it is for. It holds no word of what was sent."""

    token = models.UUIDField(unique=True)
    content = models.BinaryField(max_length=32)  # keyed digest of all that was sent
    # Keyed digest of person, page and words; empty where the same words may come again.
    words = models.BinaryField(max_length=32, null=True, unique=True)
    led_to = models.TextField()
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.token)
