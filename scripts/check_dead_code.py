"""Functions, classes, methods and properties that nobody calls: part of `make check`.

vulture finds them. What a template, a setting or Django's own machinery calls by name is called.
"""

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
APPS = ["common", "uploads", "traces", "outbox", "members", "voting", "exchange", "declarations"]
APPS += ["knowledge_exchange", "reports", "api", "p2i_site"]
# voting/verify.py stands alone: it finds its methods by the names in a record.
LEFT_OUT = ["*/migrations/*", "*/tests/*", "*/voting/verify.py"]
# By which a function is handed to somebody who calls it.
REGISTERING = ["@composes*", "@register*", "@admin.*", "@shared_task*", "@app.*", "@router.*"]
REGISTERING += ["@api.*", "@v1.*", "@pytest.*", "@receiver*"]
# What Django, its admin, allauth, ninja, pytest, json and HTMLParser call by these names.
HOOKS = """
    *Config Command Meta Media ready handle add_arguments
    has_*_permission get_* formfield_for_* change_view add_view delete_model delete_queryset
    view_on_site user_change_password save_* response_* render_* changelist_view index login
    each_context
    clean clean_* prepare_value label_from_instance value_from_datadict
    value_omitted_from_data widget_attrs
    as_sql deconstruct from_db_value to_python pre_save to_url lookups queryset
    items location lastmod link feed_* item_* title description author_*
    read_strings authenticate allow_request is_open_for_signup validate send_messages open close
    handle_*tag
    pytest_* do_* default send_mail send_notification_mail generate_authenticator_name *Site wait
    create_superuser complete_login list_apps pre_social_login on_authentication_error *Stage
""".split()


def main():
    unused = unused_code()
    for item in unused:
        print(f"{item.filename}:{item.first_lineno} {item.typ} {item.name}")
    return 1 if unused else 0


def unused_code():
    vulture = Vulture(ignore_names=[*HOOKS, *named_elsewhere()], ignore_decorators=REGISTERING)
    vulture.scavenge([ROOT / app for app in APPS], exclude=LEFT_OUT)
    return [
        item
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in ("function", "method", "property")
        or (item.typ == "class" and "models" not in item.filename.as_posix())
    ]


def named_elsewhere():
    """Words of templates, of strings in the settings and of scripts: all call by name."""
    words = set()
    for path in (ROOT / "templates").rglob("*.*"):
        for tag in re.findall(r"\{[{%].*?[%}]\}", path.read_text()):
            words.update(re.findall(r"\w+", tag))
    settings = (ROOT / "p2i_site" / "settings.py").read_text()
    words.update(path.rpartition(".")[2] for path in re.findall(r'"(\w+\.[\w.]+)"', settings))
    for script in ("scripts/check.sh", "scripts/run.py", "manage.py"):
        words.update(re.findall(r"\w+", (ROOT / script).read_text()))
    return words


if __name__ == "__main__":
    sys.exit(main())
