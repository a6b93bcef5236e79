-- Public headers that go with every request, as a JSON list of names and values.
ALTER TABLE integration ADD COLUMN headers TEXT NOT NULL DEFAULT '[]';
