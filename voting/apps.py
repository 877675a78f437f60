from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from voting.records import record_format


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("Votes")

    def ready(self):
        """No vote without its record: the site does not start on a key that signs nothing."""
        try:
            record_format.Signer(settings.RECORD_SIGNING_KEY)
        except record_format.UnreadableKeyError as unreadable:
            raise ImproperlyConfigured(str(unreadable)) from None
        from common import endings, personal_data, site_search, waiting, yearly
        from common import page_parts as pages
        from members.register.services.founding import Part, register_part
        from outbox import audiences
        from proposals import kinds
        from voting import two_people, what_waits
        from voting.motions import audiences as letters
        from voting.motions import founding, page_parts
        from voting.motions.site_search import find_motions
        from voting.records import schedule
        from voting.records.yearly import ROWS, VOTES
        from voting.services import calendar_addresses

        kinds.register(*two_people.KINDS)
        audiences.register(*letters.AUDIENCES)
        endings.register(endings.Opening.CALENDAR, calendar_addresses.end_made_before)
        register_part(Part(founding.facts, founding.fingerprint, founding.why_not))
        personal_data.register(*schedule.LINES, nothing_personal=schedule.NOTHING_PERSONAL)
        personal_data.register_obstacle(schedule.why_not_erased)
        waiting.register(*what_waits.KINDS)
        yearly.register(VOTES, rows=ROWS)
        site_search.register(_("Votes"), find_motions)
        pages.register(
            "centre", "voting/_votes_of_centre.html", page_parts.votes_of_centre, position=3
        )
        for place, votes in (
            ("handing over", page_parts.votes_of_who_hands_over),
            ("leaving", page_parts.votes_of_who_leaves),
            ("locking", page_parts.votes_of_who_is_locked),
            ("leaving the Network", page_parts.votes_of_centre_that_leaves),
        ):
            pages.register(place, "voting/_open_votes_of_person.html", votes)
        pages.register("case", "admin/members/application/_balance.html", page_parts.balance_around)
        pages.register("case: vote", "admin/voting/_votes_on_case.html", page_parts.votes_on_case)
        for place, part, votes, name in (
            ("admin-centre", "_votes_of_centre", page_parts.votes_with_line_of, "votes"),
            ("admin-person", "_rolls_of_person", page_parts.rolls_of_person, "rolls"),
        ):
            template = f"admin/voting/{part}.html"
            pages.register(place, template, votes, position=-1, id=name, label=_("Votes"))
