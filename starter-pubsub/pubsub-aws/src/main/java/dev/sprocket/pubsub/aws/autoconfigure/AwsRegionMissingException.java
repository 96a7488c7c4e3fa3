// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

/**
 * Nothing says in which region SNS and SQS are.
 */
final class AwsRegionMissingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	AwsRegionMissingException(Throwable cause) {
		super("The pub/sub backend on SNS and SQS was chosen, and nothing says in which AWS region", cause);
	}

}
