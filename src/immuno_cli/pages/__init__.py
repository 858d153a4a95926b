"""From facts to pages: one module per thing, one function per screen. Pages know no widths, colors or formats."""
