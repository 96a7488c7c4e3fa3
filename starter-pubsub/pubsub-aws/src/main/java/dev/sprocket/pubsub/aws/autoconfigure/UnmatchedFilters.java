// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.aws.autoconfigure.AwsProperties.FilterProperties;

/**
 * Warns about filters that no subscription has when the application is ready: a group
 * whose name is mistyped there gets every message. One that subscribes later may be
 * meant, so that it is no error.
 */
final class UnmatchedFilters implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private static final Logger logger = LoggerFactory.getLogger(UnmatchedFilters.class);

	private static final Set<String> BACKENDS = Set.of("aws", "aws-fifo");

	private final ApplicationContext context;

	private final ObjectProvider<PubSub> pubSub;

	private final List<FilterProperties> filters;

	private boolean checked;

	UnmatchedFilters(ApplicationContext context, ObjectProvider<PubSub> pubSub, List<FilterProperties> filters) {
		this.context = context;
		this.pubSub = pubSub;
		this.filters = filters;
	}

	// When everything that listens for a ready application has subscribed

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (this.checked || event.getSource() != this.context || event.getState() != ReadinessState.ACCEPTING_TRAFFIC) {
			return;
		}
		this.checked = true;
		List<String> subscribed = this.pubSub.stream()
			.flatMap((each) -> each.subscriptions().stream())
			.filter((each) -> BACKENDS.contains(each.backend()))
			.map((each) -> name(each.topic(), each.group()))
			.toList();
		for (int i = 0; i < this.filters.size() && !subscribed.isEmpty(); i++) {
			FilterProperties filter = this.filters.get(i);
			if (!subscribed.contains(name(filter.topic(), filter.group()))) {
				logger.warn("Topic {}, group {}: {}.{} filters nothing, because no subscription here is that of this "
						+ "group. Those on SNS are {}. Correct its topic or group, unless the group subscribes later.",
						filter.topic(), filter.group(), AwsProperties.PREFIX, AwsProperties.filterName(i), subscribed);
			}
		}
	}

	private static String name(String topic, String group) {
		return topic + "/" + group;
	}

}
