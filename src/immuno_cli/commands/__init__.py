"""One module per command word. A command parses, asks the knowledge, and returns an answer; it never prints."""
