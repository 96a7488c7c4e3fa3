// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The members and what each announced. One thread changes it.
 *
 * @param <A> what members are known by
 */
final class Members<A> {

	private static final int REMEMBERED = 100;

	private final Map<A, Announcement> announcements = new HashMap<>();

	private final Map<A, Announcement> departed = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<A, Announcement> eldest) {
			return size() > REMEMBERED;
		}

	};

	private final Set<A> greeted = new HashSet<>();

	private Set<A> present = Set.of();

	/**
	 * Take over who is there.
	 * @param members all members
	 * @return those that are gone and had announced something
	 */
	List<A> become(Collection<A> members) {
		Set<A> now = Set.copyOf(members);
		List<A> gone = new ArrayList<>();
		for (A member : this.present) {
			Announcement last = now.contains(member) ? null : this.announcements.remove(member);
			if (last != null) {
				this.departed.put(member, last);
				gone.add(member);
			}
		}
		for (A member : now) {
			Announcement returned = this.departed.remove(member);
			if (returned != null) {
				this.announcements.putIfAbsent(member, returned);
			}
		}
		this.greeted.retainAll(now);
		this.present = now;
		return gone;
	}

	/**
	 * Take over what a member announced; it may be heard before it is there, or a moment
	 * after it left.
	 * @param member the member
	 * @param announcement what it announced
	 */
	void heard(A member, Announcement announcement) {
		Map<A, Announcement> target = this.departed.containsKey(member) ? this.departed : this.announcements;
		Announcement known = target.get(member);
		if (known == null || known.sequence() < announcement.sequence()) {
			target.put(member, announcement);
		}
	}

	/**
	 * Return who came since this was asked for last and has announced something.
	 * @return what they announced
	 */
	List<Announcement> newcomers() {
		return this.present.stream()
			.filter((member) -> this.announcements.containsKey(member) && this.greeted.add(member))
			.map(this.announcements::get)
			.toList();
	}

	/**
	 * Take those who are there for no newcomers.
	 */
	void greetAll() {
		this.greeted.addAll(this.present);
	}

	/**
	 * Return what a member announced last before it was gone.
	 * @param member a member that {@link #become} returned
	 * @return {@code null} if that is long ago
	 */
	@Nullable Announcement lastOf(A member) {
		return this.departed.get(member);
	}

	/**
	 * Return whether all have announced something.
	 * @param self who has nothing to say to itself
	 * @return {@code false} while something is missing
	 */
	boolean isComplete(@Nullable A self) {
		return this.present.stream()
			.allMatch((member) -> member.equals(self) || this.announcements.containsKey(member));
	}

	boolean isPresent(A member) {
		return this.present.contains(member);
	}

	Set<A> present() {
		return this.present;
	}

	int size() {
		return this.present.size();
	}

	List<RegisteredInstance> instances() {
		return this.present.stream()
			.map(this.announcements::get)
			.filter((announcement) -> announcement != null)
			.flatMap((announcement) -> announcement.instances().stream())
			.toList();
	}

}
