"""The command line: the program, its shared options, completion, the manual."""
