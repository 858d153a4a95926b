"""Search: what words are found in, how it ranks, how spellings fold."""
