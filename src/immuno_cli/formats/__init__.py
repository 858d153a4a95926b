"""From a page to text: one module per format, one way out. JSON does not pass through the page."""
