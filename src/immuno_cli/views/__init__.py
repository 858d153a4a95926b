"""From facts to pages: one module per thing, one function per screen. Views know no widths, colours or formats."""
