// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws.autoconfigure;

/**
 * A bucket is configured, and there is nothing to reach it with.
 */
final class S3ClientMissingException extends RuntimeException {

	static final String ARTIFACT = "software.amazon.awssdk:s3";

	private static final long serialVersionUID = 1L;

	S3ClientMissingException() {
		super(S3ClaimStoreAutoConfiguration.BUCKET + " is set, and " + ARTIFACT + " is not on the class path");
	}

}
