-- Sprocket pub/sub, schema version 1

CREATE TABLE IF NOT EXISTS sprocket_schema (
	version INTEGER NOT NULL PRIMARY KEY
);

-- One row for each group of a topic; group_name '' keeps what a topic gets before it has a group.
CREATE TABLE IF NOT EXISTS sprocket_queue (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	topic VARCHAR(255) NOT NULL,
	group_name VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	UNIQUE (topic, group_name)
);

-- One row for each message and group. Times are milliseconds since 1970.
-- due_at: 0 if it may be delivered at once; otherwise when its delay or its lease ends.
-- holder, lease: the receiver and its fetch that hold the message, NULL if none does; holder 0 if one has given it back.
CREATE TABLE IF NOT EXISTS sprocket_message (
	position INTEGER PRIMARY KEY AUTOINCREMENT,
	queue BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempt INTEGER NOT NULL DEFAULT 0,
	holder BIGINT,
	lease BIGINT,
	published_at BIGINT NOT NULL,
	expires_at BIGINT,
	message_key TEXT,
	headers TEXT NOT NULL,
	body BLOB NOT NULL
);

-- Bodies above 8 KiB, empty in sprocket_message: SQLite writes a whole row anew when a lease changes.
CREATE TABLE IF NOT EXISTS sprocket_body (
	position INTEGER PRIMARY KEY,
	body BLOB NOT NULL
);

CREATE TRIGGER IF NOT EXISTS sprocket_body_deleted AFTER DELETE ON sprocket_message WHEN length(OLD.body) = 0
BEGIN DELETE FROM sprocket_body WHERE position = OLD.position; END;

CREATE INDEX IF NOT EXISTS sprocket_message_due ON sprocket_message (queue, due_at, position);

CREATE INDEX IF NOT EXISTS sprocket_message_key ON sprocket_message (queue, message_key, position)
WHERE message_key IS NOT NULL;

CREATE INDEX IF NOT EXISTS sprocket_message_held ON sprocket_message (queue, holder)
WHERE holder IS NOT NULL;

CREATE INDEX IF NOT EXISTS sprocket_message_expires ON sprocket_message (expires_at)
WHERE expires_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS sprocket_deduplication (
	topic VARCHAR(255) NOT NULL,
	deduplication_id VARCHAR(255) NOT NULL,
	stored_at BIGINT NOT NULL,
	PRIMARY KEY (topic, deduplication_id)
);

CREATE INDEX IF NOT EXISTS sprocket_deduplication_stored ON sprocket_deduplication (stored_at);

-- Messages that a group has handled.
CREATE TABLE IF NOT EXISTS sprocket_inbox (
	group_name VARCHAR(255) NOT NULL,
	message_id VARCHAR(255) NOT NULL,
	handled_at BIGINT NOT NULL,
	PRIMARY KEY (group_name, message_id)
);

CREATE INDEX IF NOT EXISTS sprocket_inbox_handled ON sprocket_inbox (handled_at);

-- The last of all: where it is, the rest is.
INSERT INTO sprocket_schema (version)
SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sprocket_schema WHERE version = 1);
