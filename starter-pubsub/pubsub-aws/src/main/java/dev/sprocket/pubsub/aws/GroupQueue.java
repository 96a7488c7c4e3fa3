// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.SettleOutcome;

/**
 * The requests about the messages of one group. Thread-safe.
 *
 * @param sqs the client
 * @param who whose queue, to begin the message of a failure
 * @param url the queue
 */
record GroupQueue(SqsClient sqs, String who, String url) {

	List<Message> receive(int max, int waitSeconds, int leaseSeconds) {
		try {
			return this.sqs
				.receiveMessage((request) -> request.queueUrl(this.url)
					.maxNumberOfMessages(Math.min(max, Batches.MAX_ENTRIES))
					.waitTimeSeconds(waitSeconds)
					.visibilityTimeout(leaseSeconds)
					.overrideConfiguration((override) -> override.apiCallTimeout(Duration.ofSeconds(waitSeconds + 20)))
					.messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
							MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
							MessageSystemAttributeName.SENT_TIMESTAMP, MessageSystemAttributeName.MESSAGE_GROUP_ID,
							MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID,
							MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN)
					.messageAttributeNames("All"))
				.messages();
		}
		catch (SdkException | IllegalStateException ex) {
			throw AwsErrors.of(this.who, ex);
		}
	}

	/**
	 * Delete messages.
	 * @param receipts 10 at most
	 * @return one outcome for each
	 */
	List<SettleOutcome> delete(List<Receipt> receipts) {
		List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
		for (Receipt receipt : receipts) {
			entries.add(DeleteMessageBatchRequestEntry.builder()
				.id(String.valueOf(entries.size()))
				.receiptHandle(receipt.handle())
				.build());
		}
		try {
			return outcomes(receipts.size(),
					this.sqs.deleteMessageBatch((request) -> request.queueUrl(this.url).entries(entries)).failed());
		}
		catch (SdkException | IllegalStateException ex) {
			throw AwsErrors.of(this.who, ex);
		}
	}

	/**
	 * Hide messages for longer, or no longer.
	 * @param receipts 10 at most
	 * @param seconds for each, how long from now
	 * @return one outcome for each
	 */
	List<SettleOutcome> hide(List<Receipt> receipts, List<Integer> seconds) {
		List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
		for (Receipt receipt : receipts) {
			entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
				.id(String.valueOf(entries.size()))
				.receiptHandle(receipt.handle())
				.visibilityTimeout(seconds.get(entries.size()))
				.build());
		}
		try {
			return outcomes(receipts.size(),
					this.sqs.changeMessageVisibilityBatch((request) -> request.queueUrl(this.url).entries(entries))
						.failed());
		}
		catch (SdkException | IllegalStateException ex) {
			throw AwsErrors.of(this.who, ex);
		}
	}

	private List<SettleOutcome> outcomes(int size, List<BatchResultErrorEntry> failed) {
		SettleOutcome[] outcomes = new SettleOutcome[size];
		Arrays.fill(outcomes, SettleOutcome.DONE);
		for (BatchResultErrorEntry entry : failed) {
			BackendException failure = AwsErrors.of(this.who, entry.code(), entry.message(), entry.senderFault());
			outcomes[Integer.parseInt(entry.id())] = AwsErrors.isStale(entry.code(), entry.message())
					? SettleOutcome.STALE : SettleOutcome.failed(failure);
		}
		return List.of(outcomes);
	}

}
