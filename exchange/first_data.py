"""The services that an empty catalogue begins with; from then on members and secretariat add.

Written after each `migrate`, where there is none yet.
"""

from exchange.enums import ServiceStatus
from exchange.models import Service

SERVICES = [  # name, description
    ("Training", "Courses, workshops and learning material for public buyers."),
    ("Helpdesk", "Answers to single questions, by telephone, mail or chat."),
    ("Legal advice", "Advice on procurement law, contracts and intellectual property."),
    ("Funding", "Money for innovation procurement, or help in applying for it."),
    ("Market consultation", "Help in asking the market before a call for tenders."),
    ("Matchmaking", "Bringing buyers together with suppliers, or with other buyers."),
    ("Evaluation", "Measuring what an innovation procurement has brought."),
]


def ensure_services(now):
    if Service.objects.exists():
        return
    Service.objects.bulk_create(
        Service(
            name=name,
            description=description,
            position=position,
            status=ServiceStatus.ACCEPTED,
            decided_at=now,
        )
        for position, (name, description) in enumerate(SERVICES, start=1)
    )
