"""Which tests of `make test` share a worker; pytest.ini loads this.

xdist's own `--dist=loadgroup` puts the group into an attribute that pytest 9.2 does not read any
more, and its `loadfile` would start a browser in every worker.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/e2e/"


class FilesAndTheBrowser(LoadFileScheduling):
    """A file's tests run in one worker, so that they share what it sets up; the browser's in one.

    The browser waits most of its time: one worker begins with it, the others do the rest.
    """

    def _split_scope(self, nodeid):
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config, log):
    return FilesAndTheBrowser(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))
