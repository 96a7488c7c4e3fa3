// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What happened: how often, and the last hundred deliveries.
 */
@Repository
class Activity {

	static final int REMEMBERED = 100;

	private final JdbcClient jdbc;

	Activity(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void add(Entry entry) {
		count("event", entry.event());
		if (entry.repository() != null) {
			count("repository", entry.repository());
		}
		this.jdbc.sql("""
				insert into activity_recent (delivery, event, action, repository, sender, received_at)
				values (?, ?, ?, ?, ?, ?)
				on conflict (delivery) do update set received_at = excluded.received_at""")
			.param(entry.delivery())
			.param(entry.event())
			.param(entry.action())
			.param(entry.repository())
			.param(entry.sender())
			.param(entry.receivedAt().toEpochMilli())
			.update();
		this.jdbc.sql("""
				delete from activity_recent where delivery in
				(select delivery from activity_recent order by received_at desc, delivery limit 10 offset ?)""")
			.param(REMEMBERED)
			.update();
	}

	private void count(String kind, String name) {
		this.jdbc.sql("""
				insert into activity_count (kind, name, deliveries) values (?, ?, 1)
				on conflict (kind, name) do update set deliveries = activity_count.deliveries + 1""")
			.params(kind, name)
			.update();
	}

	Totals totals() {
		Map<String, Long> byEvent = new LinkedHashMap<>();
		Map<String, Long> byRepository = new LinkedHashMap<>();
		this.jdbc.sql("select kind, name, deliveries from activity_count order by deliveries desc, name")
			.query(Count.class)
			.list()
			.forEach((count) -> (count.kind().equals("event") ? byEvent : byRepository).put(count.name(),
					count.deliveries()));
		long deliveries = byEvent.values().stream().mapToLong(Long::longValue).sum();
		return new Totals(deliveries, byEvent, byRepository);
	}

	List<Entry> recent(int limit) {
		return this.jdbc.sql("select * from activity_recent order by received_at desc, delivery limit ?")
			.param(limit)
			.query(Activity::entry)
			.list();
	}

	private static Entry entry(ResultSet row, int number) throws SQLException {
		return new Entry(row.getString("delivery"), row.getString("event"), row.getString("action"),
				row.getString("repository"), row.getString("sender"), Instant.ofEpochMilli(row.getLong("received_at")));
	}

	/**
	 * How many deliveries there were, most frequent first.
	 *
	 * @param deliveries all of them
	 * @param byEvent by name of the event
	 * @param byRepository by full name of the repository, those that have one
	 */
	record Totals(long deliveries, Map<String, Long> byEvent, Map<String, Long> byRepository) {

	}

	/**
	 * A delivery in the list of recent ones.
	 *
	 * @param delivery its id
	 * @param event the name of the event
	 * @param action what happened to its subject, or {@code null}
	 * @param repository where, or {@code null}
	 * @param sender who did it, or {@code null}
	 * @param receivedAt when it was accepted
	 */
	record Entry(String delivery, String event, @Nullable String action, @Nullable String repository,
			@Nullable String sender, Instant receivedAt) {

	}

	private record Count(String kind, String name, long deliveries) {

	}

}
