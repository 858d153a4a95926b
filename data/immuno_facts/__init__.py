"""Facts about cancer immunotherapy: YAML files only, see `docs/facts.md`."""
