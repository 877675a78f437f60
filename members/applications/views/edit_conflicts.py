"""Two who edit the same step, as its page shows it: both texts of each field that differs."""

from common.edit_conflicts import Difference
from members.applications.answers import as_read


def arrived(form):
    """What is valid of the fields that arrived; one that did not is not an empty one."""
    return {
        field: value
        for field, value in form.cleaned_data.items()
        if not form.fields[field].widget.value_omitted_from_data(form.data, form.files, field)
    }


def in_words(conflict, form):
    differences = [
        Difference(form[field].label, as_read(field, value), as_read(field, conflict.stored[field]))
        for field, value in arrived(form).items()
        if value != conflict.stored[field]
    ]
    return {"differences": differences, "saved": conflict.saved}
