"""The demo data: the real Network as far as it is publicly known, and an invented case or two.

Facts come from `network.json`; what is unknown there stays empty. Every invented person,
application and ballot carries the demo mark. Loading twice changes nothing.
"""

import json
from pathlib import Path

NETWORK = json.loads((Path(__file__).parent / "network.json").read_text())
PASSWORD = "innovation-demo"  # noqa: S105 - printed on purpose, for a demonstration only
