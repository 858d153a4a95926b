"""`immuno`: the offline, cited, dated reference to cancer immunotherapy in the terminal."""

__version__ = "0.1.0"
