"""The facts: what they are, how they are read, found, checked and named."""
