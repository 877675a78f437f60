"""Several manage.py commands in one process: loading Django takes the time.

Each is an argument, "what is said when it begins: command", or ": command" for one that is quiet.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2i_site.settings")
django.setup()
for argument in sys.argv[1:]:
    what, _, command = argument.partition(": ")
    if what:
        print(what, file=sys.stderr, flush=True)  # what is printed is kept for later
    try:
        call_command(*command.split())
    except CommandError as refusal:
        sys.exit(f"{command}: {refusal}")
