// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.function.Supplier;

import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Makes the backends {@code aws}, of standard topics and queues, and {@code aws-fifo}, of
 * FIFO ones.
 */
public final class AwsBackendFactory implements BackendFactory {

	private final AwsSettings settings;

	private final Supplier<SqsClient> sqs;

	private final Supplier<SnsClient> sns;

	/**
	 * Create a factory.
	 * @param settings the settings
	 * @param sqs gives the client of SQS, which whoever made it closes after the backend
	 * @param sns gives the client of SNS, not asked where there is no fan-out
	 */
	public AwsBackendFactory(AwsSettings settings, Supplier<SqsClient> sqs, Supplier<SnsClient> sns) {
		this.settings = settings;
		this.sqs = sqs;
		this.sns = sns;
	}

	@Override
	public String name() {
		return name(this.settings);
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-aws";
	}

	@Override
	public Selection selection() {
		return this.settings.fifo() ? Selection.BY_NAME : Selection.BY_DEFAULT;
	}

	@Override
	public Backend create() {
		QueueAdmin admin = new QueueAdmin(this.sqs.get(), this.settings);
		Topics topics = (this.settings.fanOut() == FanOut.SNS) ? new SnsTopics(this.sns.get(), admin, this.settings)
				: new QueueTopics(admin, this.settings);
		return new AwsBackend(this.settings, admin, new NamedQueues(this.settings.queues(), admin, topics));
	}

	static String name(AwsSettings settings) {
		return settings.fifo() ? "aws-fifo" : "aws";
	}

}
