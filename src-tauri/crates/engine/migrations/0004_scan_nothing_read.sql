-- What was named and of which nothing was read, as a JSON list of masked places.
ALTER TABLE scan ADD COLUMN nothing_read TEXT NOT NULL DEFAULT '[]';
