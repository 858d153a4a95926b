"""`immuno`: the offline, cited, dated reference to cancer immunotherapy in the terminal."""
