"""The fields of forms for what people type; every form takes text by these, which a test holds."""

import re
import sys
from collections.abc import Callable
from datetime import date, time
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext_lazy as _

from common import email_addresses, links, typed_dates
from common.dates import show_partial
from common.typed_text import one_line, several_lines, without_hidden

LONGEST_LINK = 2000
TIME = re.compile(r"([0-9]{1,2})\s?[:.h]\s?([0-9]{2})(?::([0-9]{2}))?(?:\s?h)?")
WHY_NOT_MAILED = {
    email_addresses.NO_ADDRESS: _("Write an email address like name@example.org."),
    email_addresses.LETTERS: _(
        "What stands before the @ has letters that not every email server takes. Give an address "
        "with plain letters, digits and dots there."
    ),
    email_addresses.QUOTES: _("Write the address without quotation marks before the @."),
    email_addresses.LOCAL_PART: _("What stands before the @ is longer than 64 characters."),
    email_addresses.DOMAIN: _("What stands after the @ is not the name of an email server."),
}
LIKE_PARTIAL = _("Write a year, a month or a day like 2022, June 2022 or 30.06.2022.")
LIKE_DAY = _("Write a day like 30 June 2022, 30.06.2022 or 2022-06-30.")
LIKE_TIME = _("Write a time like 10:00 or 14.30.")
UNREADABLE = "unreadable"  # the code of such an error: a summary names its field
T = TypeVar("T")
IN_WORDS = "%d %B %Y"  # for widgets that take a format: as `DayField` shows it
COUNTED = "data-most"  # where `static/js/counting.js` shows how much is typed
QUIET = "data-most-quiet"  # where it does so once most of it is used
LIMIT = '<span class="typed-most">{}</span>'  # not shown where the count is: see forms.css
LONGEST_LINE = 500  # limits of one line above that nobody reaches by typing


def sentences(*parts: Any) -> Any:
    """One after the other; those that are empty are left out."""
    said = [part for part in parts if part]
    return format_lazy(" ".join("{}" for _part in said), *said)


class CountedField(forms.CharField):
    """Says its limit and has it counted; nothing is cut off while pasting."""

    longest_said = LONGEST_LINE
    is_quiet = True

    def __init__(self, *, says_limit: bool = True, **kwargs: Any) -> None:
        self._may_say = says_limit
        super().__init__(**kwargs)
        if self.says_limit(self.widget):
            said = _("Up to {most} characters.")
            most = format_lazy(LIMIT, format_lazy(said, most=f"{self.max_length:,}"))
            self.help_text = sentences(self.help_text, most)

    def says_limit(self, widget: forms.Widget) -> bool:
        has_one = 0 < (self.max_length or 0) <= self.longest_said
        return self._may_say and has_one and not widget.is_hidden

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if self.says_limit(widget):
            attrs.pop("maxlength", None)
            attrs[COUNTED] = str(self.max_length)
            if self.is_quiet:
                attrs[QUIET] = ""
        return attrs


class LineField(CountedField):
    """One line, also when it was pasted from several. Its count is quiet until it comes near."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return one_line(typed) if typed else typed


class LinesField(CountedField):
    """Several lines."""

    widget = forms.Textarea
    longest_said = sys.maxsize
    is_quiet = False

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return typed
        text = several_lines(typed)
        return text.strip() if self.strip else text


class EmailField(forms.EmailField):
    """An address as it is kept: see `common.email_addresses`. What cannot be mailed says why."""

    default_validators = [email_addresses.validate_address]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(self.widget, forms.EmailInput | forms.TextInput):
            # In an "email" a browser changes the domain by older rules before it sends it, and
            # lets no letters in but plain ones.
            self.widget.input_type = "text"
            self.widget.attrs |= {"inputmode": "email", "autocapitalize": "none"}
            self.widget.attrs.setdefault("spellcheck", "false")

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed or not one_line(typed):
            return self.empty_value
        try:
            return email_addresses.canonical(typed)
        except email_addresses.AddressError as fault:
            raise ValidationError(WHY_NOT_MAILED[str(fault)], code=UNREADABLE) from fault


class LinkField(forms.URLField):
    """A web address, also a long one that was wrapped where it was copied from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_LINK, "assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> Any:
        typed = "".join(line.strip() for line in str(value or "").splitlines())
        link = links.unwrapped(without_hidden(typed).strip())
        if len(link) > LONGEST_LINK:
            said = _("A link has at most %(most)d characters; this one has %(length)d.")
            raise ValidationError(said % {"most": LONGEST_LINK, "length": len(link)})
        return super().to_python(link)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit that would cut what is pasted."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class PartialDateField(LineField):
    """A year, a month or a day, typed as people write them and shown back in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "max_length": None})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return read_date(typed_dates.partial, typed, LIKE_PARTIAL) if typed else typed

    def prepare_value(self, value: Any) -> Any:
        try:
            return show_partial(typed_dates.partial(value)) if value else value
        except ValueError:
            return value


class DayField(forms.DateField):
    """A day, typed as people write it and shown back in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "input_formats": None})
        self.help_text = sentences(self.help_text, _("Like 30 June 2022 or 30.06.2022."))

    def to_python(self, value: Any) -> Any:
        typed = one_line(value) if isinstance(value, str) else value
        if not isinstance(typed, str) or not typed:
            return super().to_python(typed)
        return read_date(typed_dates.whole, typed, LIKE_DAY)

    def prepare_value(self, value: Any) -> Any:
        try:
            day = typed_dates.whole(value) if isinstance(value, str) else value
        except ValueError:
            return value
        return show_partial(day.isoformat()[:10]) if isinstance(day, date) else day


class TimeField(forms.TimeField):
    """A time of the day, typed as people write it."""

    def to_python(self, value: Any) -> Any:
        typed = one_line(value) if isinstance(value, str) else value
        if not isinstance(typed, str) or not typed:
            return super().to_python(typed)
        found = TIME.fullmatch(typed)
        try:
            if found:
                hour, minute, second = (int(figures or 0) for figures in found.groups())
                return time(hour, minute, second)
        except ValueError:
            pass  # no clock shows it
        raise ValidationError(LIKE_TIME, code=UNREADABLE)


class MomentField(forms.SplitDateTimeField):
    """A day as above and a time, by the clocks of whoever's form it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (DayField(required=False), TimeField(required=False))
        for field, widget in zip(self.fields, self.widget.widgets, strict=True):
            field.widget = widget

    def clean(self, value: Any) -> Any:
        """One error, whichever of the two is wrong."""
        try:
            return super().clean(value)
        except ValidationError as fault:
            if len(fault.error_list) == 1:
                raise
            raise ValidationError(" ".join(fault.messages), code=UNREADABLE) from fault


def read_date(read: Callable[[str], T], typed: str, like: Any) -> T:
    try:
        return read(typed)
    except typed_dates.NoSuchDayError:
        none = _(
            "The calendar has no such date: the day stands before the month, as in 30.06.2022."
        )
        raise ValidationError(none, code=UNREADABLE) from None
    except typed_dates.TwoMonthsError as fault:
        months = (str(MONTHS[month]) for month in fault.dates)
        two = format_lazy(
            _("“{name}” could be {months}: write {dates}."),
            name=fault.name,
            months=get_text_list(list(months), _("or")),
            dates=get_text_list(list(fault.dates.values()), _("or")),
        )
        raise ValidationError(two, code=UNREADABLE) from None
    except typed_dates.NotReadableError:
        raise ValidationError(like, code=UNREADABLE) from None
