// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What to do.
 *
 * @param work publish (threads that wait for each message), publish-async, receive or
 * slow (0 to 5 ms of work, in the order of keys)
 * @param topic the topic
 * @param group the group
 * @param warm messages, or milliseconds where it publishes, before anything is measured
 * @param messages how many are measured
 * @param millis how long it is measured where it publishes
 * @param threads how many publish
 * @param concurrency how many messages are handled at a time
 * @param fill how many messages are published before any is received
 */
@ConfigurationProperties("bench")
record BrokersProperties(String work, String topic, @DefaultValue("bench") String group,
		@DefaultValue("1000") long warm, @DefaultValue("10000") long messages, @DefaultValue("1000") long millis,
		@DefaultValue("32") int threads, @DefaultValue("16") int concurrency, @DefaultValue("0") int fill) {

}
