from zoneinfo import ZoneInfo

from django.utils import timezone


def viewer_time_zone(get_response):
    """Show times in the viewer's own zone; without one, in the Network's."""

    def middleware(request):
        name = getattr(request.user, "time_zone", "")
        with timezone.override(ZoneInfo(name) if name else None):
            return get_response(request)

    return middleware
