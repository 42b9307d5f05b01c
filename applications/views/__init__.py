"""The public pages: filing, tracking, consultation, published replies."""
