// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The SQLite file of this process: one session for the writer and a few for readers, on
 * platform threads of their own. Opened at first use, and again after a failure.
 */
final class SqliteFile implements Database {

	private static final Logger logger = LoggerFactory.getLogger(SqliteFile.class);

	private static final int READERS = 2;

	private static final int BUSY_MILLIS = 500;

	private static final int CHECKPOINT_PAGES = 2000;

	private static final long LOOK_AFTER = 50_000_000;

	// Nobody else has the file, so what is leased at the start was leased by a process
	// that is dead.
	private static final String GIVE_BACK = """
			UPDATE sprocket_message SET due_at = 0, holder = NULL, lease = NULL
			WHERE queue IN (SELECT id FROM sprocket_queue) AND due_at > 0 AND holder > 0""";

	private final Path file;

	private final ProcessLock lock;

	private final SqliteDialect dialect = new SqliteDialect(true);

	private final ExecutorService readers = Executors.newFixedThreadPool(READERS, (task) -> {
		Thread thread = new Thread(task, "sprocket-pubsub-reader");
		thread.setDaemon(true);
		return thread;
	});

	private final BlockingQueue<Session> idleReaders = new ArrayBlockingQueue<>(READERS);

	// Changes with each file that takes the place of a removed one.
	private volatile Object readersOf = new Object();

	private @Nullable Session writer;

	private boolean used;

	private boolean synced;

	private @Nullable Object fileKey;

	private long lookedAt;

	private SqliteFile(Path file, ProcessLock lock) {
		this.file = file;
		this.lock = lock;
	}

	// Take a file for this process. Throws a SetupException if another has it

	static SqliteFile take(Path file) throws IOException {
		Path folder = file.toAbsolutePath().getParent();
		if (folder != null) {
			Files.createDirectories(folder);
		}
		return new SqliteFile(file, ProcessLock.take(file));
	}

	@Override
	public Dialect dialect() {
		return this.dialect;
	}

	@Override
	public String description() {
		return "The pub/sub store '" + this.file.toAbsolutePath() + "'";
	}

	@Override
	public boolean isExclusive() {
		return true;
	}

	@Override
	public Session acquire() throws SQLException {
		Session session = this.writer;
		if (session != null) {
			look(session);
			return session;
		}
		session = open(false);
		this.synced = true;
		try {
			Schema.create(session, this.dialect);
			if (!this.used) {
				session.execute(GIVE_BACK);
				this.used = true;
			}
			this.fileKey = fileKey();
			this.lookedAt = 0;
			look(session);
		}
		catch (SQLException ex) {
			closeQuietly(session);
			throw ex;
		}
		this.writer = session;
		return session;
	}

	// The next durable commit syncs what the others have written.

	@Override
	public void begin(Session session, boolean durable) throws SQLException {
		if (durable != this.synced) {
			session.execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
			this.synced = durable;
		}
		this.dialect.begin(session);
	}

	@Override
	public void release(Session session, boolean broken) {
		if (broken) {
			this.writer = null;
			closeQuietly(session);
		}
	}

	@Override
	public <T> T read(Query<T> query) throws SQLException {
		try {
			return CompletableFuture.supplyAsync(() -> readNow(query), this.readers).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof SQLException failure) {
				throw failure;
			}
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
		catch (RejectedExecutionException ex) {
			throw new BackendException(ErrorKind.CLOSED, description() + " was closed", ex);
		}
	}

	private <T> T readNow(Query<T> query) {
		Object opened = this.readersOf;
		Session session = this.idleReaders.poll();
		try {
			session = (session != null) ? session : open(true);
			T result = query.run(session);
			giveBack(session, opened);
			return result;
		}
		catch (SQLException | RuntimeException ex) {
			if (session != null) {
				closeQuietly(session);
			}
			throw new CompletionException(ex);
		}
	}

	private void giveBack(Session reader, Object opened) {
		synchronized (this.idleReaders) {
			if (opened == this.readersOf) {
				this.idleReaders.add(reader);
				return;
			}
		}
		closeQuietly(reader);
	}

	private void closeReaders() {
		List<Session> stale = new ArrayList<>();
		synchronized (this.idleReaders) {
			this.readersOf = new Object();
			this.idleReaders.drainTo(stale);
		}
		stale.forEach(SqliteFile::closeQuietly);
	}

	// Nothing tells SQLite that its open file was made read-only, removed or replaced; it
	// would go on writing where nobody reads after a restart.

	private void look(Session session) throws SQLException {
		long now = System.nanoTime();
		if (this.lookedAt != 0 && now - this.lookedAt < LOOK_AFTER) {
			return;
		}
		Object key = fileKey();
		if (key == null || !key.equals(this.fileKey)) {
			release(session, true);
			closeReaders();
			logger.error(description() + " was removed or replaced while in use; what was in it is lost");
			throw new SQLiteException("the file was removed or replaced", SQLiteErrorCode.SQLITE_CANTOPEN);
		}
		if (!Files.isWritable(this.file) || isMarkedReadOnly()) {
			throw new SQLiteException("the file is read-only", SQLiteErrorCode.SQLITE_READONLY);
		}
		this.lookedAt = now;
	}

	private boolean isMarkedReadOnly() {
		try {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(this.file);
			return !permissions.contains(PosixFilePermission.OWNER_WRITE)
					&& !permissions.contains(PosixFilePermission.GROUP_WRITE)
					&& !permissions.contains(PosixFilePermission.OTHERS_WRITE);
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	private @Nullable Object fileKey() {
		try {
			Object key = Files.readAttributes(this.file, BasicFileAttributes.class).fileKey();
			return (key != null) ? key : this.file;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private Session open(boolean reader) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_MILLIS);
		config.setSynchronous(SynchronousMode.FULL);
		if (!reader) {
			config.setJournalMode(JournalMode.WAL);
			config.setJournalSizeLimit(64 * 1024 * 1024);
		}
		Session session = new Session(config.createConnection("jdbc:sqlite:" + this.file));
		try {
			session.execute(reader ? "PRAGMA query_only = ON" : "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
		}
		catch (SQLException ex) {
			closeQuietly(session);
			throw ex;
		}
		return session;
	}

	private static void closeQuietly(Session session) {
		try {
			session.close();
		}
		catch (SQLException ex) {
			// It is given up in any case.
		}
	}

	@Override
	public void close() {
		this.readers.shutdown();
		closeReaders();
		Session session = this.writer;
		if (session != null) {
			closeQuietly(session);
		}
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			// The operating system gives it up at the latest.
		}
	}

}
