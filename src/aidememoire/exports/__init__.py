"""Records in the forms that other programs read: tables, a database, linked data, events."""
