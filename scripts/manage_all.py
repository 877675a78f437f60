"""Several manage.py commands in one process, each an argument: loading Django takes the time."""

import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2i_site.settings")
django.setup()
for command in sys.argv[1:]:
    try:
        call_command(*command.split())
    except CommandError as refusal:
        sys.exit(f"{command}: {refusal}")
