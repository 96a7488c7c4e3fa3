// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.aws.AwsSettings;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of the backends aws and aws-fifo.
 *
 * @param fanOut how a message reaches the groups of its topic: sns (an SNS topic, to
 * which the queue of each group subscribes) or none (one SQS queue a topic, for one
 * group)
 * @param missing what becomes of a topic, queue or subscription that does not exist:
 * create, or fail and say so
 * @param region the region; by default that of the AWS SDK's own chain (AWS_REGION, the
 * profile, the instance)
 * @param endpoint address of SNS, SQS and S3, for an emulator or a private endpoint
 * @param longPoll how long a request for messages waits when there are none, 1s to 20s:
 * longer costs fewer requests, and a stop takes as long at most
 * @param maxMessageSize how large a message may be, body and headers together; up to 1MB:
 * topics and queues that are created then take that, others have to be made to
 * @param filters SNS filter policies of single groups, set when their queue subscribes
 * @param queueDeadLetters what becomes of messages that SQS itself moves to a dead-letter
 * queue, where somebody gave the queue of a group a redrive policy: leave them there, or
 * adopt them as dead letters of the group
 * @param queues topics that are existing queues, of other services or the dead-letter
 * queue of one: the name of the topic, then that of its queue, which is used as it is
 * @param claimBucket the S3 bucket that keeps large bodies (see claim-check), if there is
 * one; needs the dependency software.amazon.awssdk:s3
 */
@ConfigurationProperties(AwsProperties.PREFIX)
record AwsProperties(@DefaultValue("sns") AwsSettings.FanOut fanOut,
		@DefaultValue("create") AwsSettings.Missing missing, @Nullable String region, @Nullable URI endpoint,
		@DefaultValue("1s") Duration longPoll, @DefaultValue("256KB") DataSize maxMessageSize,
		@DefaultValue List<FilterProperties> filters,
		@DefaultValue("leave") AwsSettings.QueueDeadLetters queueDeadLetters, @DefaultValue Map<String, String> queues,
		@Nullable String claimBucket) {

	static final String PREFIX = "sprocket.pubsub.aws";

	private static final DataSize SMALLEST = DataSize.ofKilobytes(128);

	private static final DataSize LARGEST = DataSize.ofMegabytes(1);

	String requireClaimBucket() {
		return Objects.requireNonNull(this.claimBucket);
	}

	AwsSettings settings(boolean fifo) {
		long seconds = this.longPoll.toSeconds();
		require(seconds >= 1 && seconds <= 20 && this.longPoll.equals(Duration.ofSeconds(seconds)), "long-poll",
				this.longPoll, "It must be a number of whole seconds from 1s to 20s.");
		require(this.maxMessageSize.compareTo(SMALLEST) >= 0 && this.maxMessageSize.compareTo(LARGEST) <= 0,
				"max-message-size", this.maxMessageSize, "It must be from 128KB to 1MB.");
		Set<List<String>> filtered = new HashSet<>();
		for (int i = 0; i < this.filters.size(); i++) {
			check(filterName(i) + ".", this.filters.get(i), filtered);
		}
		return new AwsSettings(fifo, this.fanOut, this.missing, this.longPoll, (int) this.maxMessageSize.toBytes(),
				this.filters.stream().map(FilterProperties::filter).toList(), this.queueDeadLetters, this.queues);
	}

	private void check(String prefix, FilterProperties filter, Set<List<String>> filtered) {
		require(StringUtils.hasText(filter.topic()), prefix + "topic", filter.topic(),
				"It must name the topic whose messages are filtered.");
		require(StringUtils.hasText(filter.group()), prefix + "group", filter.group(),
				"It must name the group that gets some of the messages only.");
		require(StringUtils.hasText(filter.policy()), prefix + "policy", filter.policy(),
				"It must be a filter policy of SNS, such as {\"tenant\":[\"acme\"]}.");
		require(filtered.add(List.of(filter.topic(), filter.group())), prefix + "group", filter.group(),
				"There is a filter for that group of the topic already. Put both into one policy.");
		require(this.fanOut == AwsSettings.FanOut.SNS, prefix + "topic", filter.topic(),
				"SNS filters, and with fan-out=none it is not used: the group would get every message. "
						+ "Set sprocket.pubsub.aws.fan-out to sns, or remove the filter.");
		require(this.missing == AwsSettings.Missing.CREATE, prefix + "topic", filter.topic(),
				"A filter is set when a queue is subscribed, and with missing=fail none is: the subscription that is there "
						+ "says what the group gets. Set the policy there, and remove the filter.");
		require(!this.queues.containsKey(filter.topic()), prefix + "topic", filter.topic(),
				"SNS filters, and the topic is a queue of sprocket.pubsub.aws.queues: the group would get every message. "
						+ "Remove the filter.");
	}

	static String filterName(int index) {
		return "filters[" + index + "]";
	}

	private static void require(boolean valid, String name, @Nullable Object value, String rule) {
		SettingRules.require(valid, PREFIX + "." + name, value, rule);
	}

	/**
	 * Which messages one group gets.
	 *
	 * @param topic the topic
	 * @param group the group
	 * @param policy the filter policy of SNS, JSON about message attributes
	 */
	record FilterProperties(String topic, String group, String policy) {

		AwsSettings.Filter filter() {
			return new AwsSettings.Filter(this.topic, this.group, this.policy);
		}

	}

}
