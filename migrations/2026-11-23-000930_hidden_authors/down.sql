DROP INDEX accounts_hidden;
