"""The forms in which articles come: pages, PDFs, tables of rows, gzip of these, addresses."""
