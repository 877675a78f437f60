#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys

from p2i_site.demo import environment


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2i_site.settings")
    environment.take_up(command="".join(sys.argv[1:2]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
