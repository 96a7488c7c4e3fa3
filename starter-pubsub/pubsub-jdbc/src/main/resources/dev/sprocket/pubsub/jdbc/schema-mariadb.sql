-- Sprocket pub/sub, schema version 1
-- Texts are compared byte by byte, blanks at the end included.

CREATE TABLE IF NOT EXISTS sprocket_schema (
	version INTEGER NOT NULL PRIMARY KEY
) ENGINE = InnoDB;

-- One row for each group of a topic; group_name '' keeps what a topic gets before it has a group.
CREATE TABLE IF NOT EXISTS sprocket_queue (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	topic VARCHAR(255) NOT NULL,
	group_name VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	UNIQUE (topic, group_name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row for each message and group. Times are milliseconds since 1970.
-- due_at: 0 if it may be delivered at once; otherwise when its delay or its lease ends.
-- holder, lease: the receiver and its fetch that hold the message, NULL if none does; holder 0 if one has given it back.
CREATE TABLE IF NOT EXISTS sprocket_message (
	position BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	queue BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempt INTEGER DEFAULT 0 NOT NULL,
	holder BIGINT,
	lease BIGINT,
	published_at BIGINT NOT NULL,
	expires_at BIGINT,
	message_key VARCHAR(512),
	headers MEDIUMTEXT NOT NULL,
	body LONGBLOB NOT NULL,
	INDEX sprocket_message_due (queue, due_at, position),
	INDEX sprocket_message_key (queue, message_key, position),
	INDEX sprocket_message_held (queue, holder),
	INDEX sprocket_message_expires (expires_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS sprocket_deduplication (
	topic VARCHAR(255) NOT NULL,
	deduplication_id VARCHAR(255) NOT NULL,
	stored_at BIGINT NOT NULL,
	PRIMARY KEY (topic, deduplication_id),
	INDEX sprocket_deduplication_stored (stored_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Messages that a group has handled.
CREATE TABLE IF NOT EXISTS sprocket_inbox (
	group_name VARCHAR(255) NOT NULL,
	message_id VARCHAR(255) NOT NULL,
	handled_at BIGINT NOT NULL,
	PRIMARY KEY (group_name, message_id),
	INDEX sprocket_inbox_handled (handled_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The last of all: where it is, the rest is.
INSERT IGNORE INTO sprocket_schema (version) VALUES (1);
