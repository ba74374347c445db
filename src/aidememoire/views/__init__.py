"""Records as people and programs read them: tables, briefs, lines. Functions of records alone."""
