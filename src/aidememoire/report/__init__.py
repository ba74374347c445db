"""The reading page: articles and their records side by side, in one file that needs no network."""
