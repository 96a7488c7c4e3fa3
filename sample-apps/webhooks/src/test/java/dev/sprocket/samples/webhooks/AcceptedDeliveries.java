// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries to one service, and which of them it has accepted.
 */
final class AcceptedDeliveries {

	private static final String BODY = "{\"text\":\"" + "x".repeat(20_000) + "\"}";

	private final PackagedService service;

	private final Set<String> accepted = new HashSet<>();

	private int seen;

	AcceptedDeliveries(PackagedService service) {
		this.service = service;
	}

	int post(String id) {
		GitHub.Answer answer = this.service.gitHub().post(id, "push", BODY);
		if (answer.status() == 202) {
			this.accepted.add(id);
		}
		else {
			assertThat(answer.status()).as(answer.body()).isEqualTo(503);
			assertThat(answer.contentType()).startsWith("application/problem+json");
			assertThat(answer.body()).doesNotContainIgnoringCase("sql")
				.doesNotContainIgnoringCase("jdbc")
				.doesNotContainIgnoringCase("exception")
				.doesNotContain(this.service.database().getName(), this.service.database().getParent(), "insert into");
		}
		return answer.status();
	}

	void postUntilAccepted(String name, int count) {
		for (int number = 0; number < count; number++) {
			String id = name + ((count > 1) ? "-" + number : "");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> post(id) == 202);
		}
	}

	void postUntilRefused(String name) {
		int number = 0;
		while (post(name + "-" + number) == 202) {
			number++;
			assertThat(number).as("Deliveries until one is refused").isLessThan(2000);
		}
	}

	/**
	 * Check that the log has the reason of what was refused since the last check, and
	 * that the service accepts it now, and others, and counts each.
	 */
	void assertRecovers(String refused, String reason) {
		String log = this.service.log();
		assertThat(log.substring(this.seen)).contains("POST /webhooks/github was answered 503 ", reason);
		this.service.awaitReadiness(200);
		postUntilAccepted(refused, 1);
		postUntilAccepted("after-" + refused, 5);
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(counted()).isEqualTo(this.accepted.size()));
		this.seen = log.length();
	}

	private long counted() {
		return this.service.gitHub().get("/activity").json().get("deliveries").longValue();
	}

}
