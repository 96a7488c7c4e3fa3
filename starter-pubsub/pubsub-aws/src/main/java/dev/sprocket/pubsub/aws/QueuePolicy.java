// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may send to a queue. It is read for the topic alone: which statement applies is for
 * AWS to decide.
 *
 * @param json the policy
 */
record QueuePolicy(JsonNode json) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String ALLOW = """
			{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},\
			"Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}]}""";

	private static final Pattern WILDCARDS = Pattern.compile("[*?]");

	/**
	 * Write what lets a topic send to a queue.
	 * @param queueArn the queue
	 * @param topicArn the topic
	 * @return the policy
	 */
	static String allow(String queueArn, String topicArn) {
		return ALLOW.formatted(queueArn, topicArn);
	}

	static QueuePolicy read(String policy) {
		return new QueuePolicy(MAPPER.readTree(policy));
	}

	boolean names(String topicArn) {
		return texts(this.json).anyMatch(topicArn::equals);
	}

	/**
	 * Return whether a topic that the policy does not name may be meant.
	 * @param topicArn the topic
	 * @return {@code true} if an ARN with wildcards fits it, or a condition its account
	 */
	boolean mayMean(String topicArn) {
		return texts(this.json).anyMatch((text) -> fits(text, topicArn))
				|| hasSourceAccount(this.json, topicArn.split(":")[4]);
	}

	private static boolean fits(String pattern, String arn) {
		return pattern.startsWith("arn:") && Pattern.matches(WILDCARDS.matcher(Pattern.quote(pattern))
			.replaceAll((wildcard) -> "\\\\E." + (wildcard.group().equals("*") ? "*" : "") + "\\\\Q"), arn);
	}

	// AWS takes its keys in any case.

	private static boolean hasSourceAccount(JsonNode node, String account) {
		return node.propertyStream()
			.anyMatch((property) -> property.getKey().equalsIgnoreCase("aws:SourceAccount")
					&& texts(property.getValue()).anyMatch(account::equals))
				|| node.valueStream().anyMatch((value) -> hasSourceAccount(value, account));
	}

	private static Stream<String> texts(JsonNode node) {
		return node.isString() ? Stream.of(node.asString()) : node.valueStream().flatMap(QueuePolicy::texts);
	}

}
