-- What a person wants a test's answer to be like, as a JSON list of texts.
ALTER TABLE integration ADD COLUMN conditions TEXT NOT NULL DEFAULT '[]';
-- Further public facts of a send, as JSON.
ALTER TABLE attempt ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';
-- What the conditions saw, in their order, as a JSON list of redacted texts.
ALTER TABLE exchange ADD COLUMN saw TEXT;
-- The token request that came before it, with both its sides, as JSON.
ALTER TABLE exchange ADD COLUMN token TEXT;
