"""`immuno`: the offline, cited, dated reference to cancer immunotherapy in the terminal."""

import sys

__version__ = "0.1.0"

# Here, because every way to start comes by first, and in words that Python 2 can read: no other module is.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("immuno needs Python 3.11 or later, and this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
