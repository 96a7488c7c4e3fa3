// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MembersTests {

	private final Members<String> members = new Members<>();

	@Test
	void whenMemberIsHeardBeforeItIsThereThenItCountsFromThenOn() {
		this.members.heard("a", announcement(1, "one"));
		assertThat(this.members.instances()).isEmpty();
		this.members.become(List.of("a"));
		assertThat(this.members.instances()).extracting(RegisteredInstance::instanceId).containsExactly("one");
	}

	@Test
	void whenOlderAnnouncementComesLateThenItChangesNothing() {
		this.members.become(List.of("a"));
		this.members.heard("a", announcement(2, "two"));
		this.members.heard("a", announcement(1, "one"));
		assertThat(this.members.instances()).extracting(RegisteredInstance::instanceId).containsExactly("two");
	}

	@Test
	void whenMemberIsGoneThenItsInstancesAre() {
		this.members.become(List.of("a", "b"));
		this.members.heard("a", announcement(1, "one"));
		assertThat(this.members.become(List.of("b"))).containsExactly("a");
		assertThat(this.members.instances()).isEmpty();
		assertThat(this.members.size()).isEqualTo(1);
	}

	@Test
	void whenLastWordComesAfterTheMemberIsGoneThenItIsKnown() {
		this.members.become(List.of("a", "b"));
		this.members.heard("a", announcement(1, "one"));
		this.members.become(List.of("b"));
		this.members.heard("a", new Announcement(2, true, "a", List.of()));
		assertThat(this.members.lastOf("a")).matches(Announcement::leaving);
		assertThat(this.members.instances()).isEmpty();
	}

	@Test
	void whenMemberReturnsThenItIsNewAgain() {
		this.members.become(List.of("a"));
		this.members.heard("a", announcement(1, "one"));
		assertThat(this.members.newcomers()).hasSize(1);
		assertThat(this.members.newcomers()).isEmpty();
		this.members.become(List.of());
		this.members.heard("a", announcement(2, "two"));
		this.members.become(List.of("a"));
		assertThat(this.members.newcomers()).hasSize(1);
		assertThat(this.members.instances()).extracting(RegisteredInstance::instanceId).containsExactly("two");
		assertThat(this.members.lastOf("a")).isNull();
	}

	@Test
	void whenSomebodyHasNotSpokenThenItIsIncomplete() {
		this.members.become(List.of("self", "a"));
		assertThat(this.members.isComplete("self")).isFalse();
		this.members.heard("a", announcement(1, "one"));
		assertThat(this.members.isComplete("self")).isTrue();
	}

	private static Announcement announcement(long sequence, String id) {
		return new Announcement(sequence, false, "orders/1",
				List.of(new RegisteredInstance(id, "orders", "127.0.0.1", 8080, false, Instant.EPOCH, Map.of())));
	}

}
