-- Whether the provider wants a client certificate (mutual TLS): its parts are in the keyring.
ALTER TABLE integration ADD COLUMN client_certificate INTEGER NOT NULL DEFAULT 0;
