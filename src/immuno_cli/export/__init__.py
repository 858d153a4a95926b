"""The facts for other programs: files, tables, schemas; and compiled for the wheel."""
