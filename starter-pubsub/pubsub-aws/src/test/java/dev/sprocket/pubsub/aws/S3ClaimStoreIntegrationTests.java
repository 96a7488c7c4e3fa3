// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Error;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class S3ClaimStoreIntegrationTests {

	private static final byte[] BODY = { 0, -1, 1 };

	private final S3Client client = s3(SnsSqsServer.start());

	private final String bucket = "claims-" + UUID.randomUUID();

	private final S3ClaimStore store = new S3ClaimStore(this.client, this.bucket);

	private static S3Client s3(URI endpoint, ExecutionInterceptor... interceptors) {
		return S3Client.builder()
			.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(Emulator.CREDENTIALS)
			.httpClientBuilder(Apache5HttpClient.builder())
			.forcePathStyle(true)
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
				.executionInterceptors(List.of(interceptors)))
			.build();
	}

	private static String reference(String day) {
		return day + "/" + UUID.randomUUID();
	}

	@BeforeEach
	void makeBucket() {
		this.client.createBucket((request) -> request.bucket(this.bucket));
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void whatIsPutIsThereUntilItIsDeleted() {
		String reference = reference("2026-01-31");
		this.store.put(reference, BODY);
		assertThat(this.store.get(reference)).isEqualTo(BODY);
		this.client.deleteObject((request) -> request.bucket(this.bucket).key(reference));
		assertThat(this.store.get(reference)).isNull();
	}

	@Test
	void whatIsOfEarlierDaysIsRemovedAndNothingElse() {
		String kept = reference("2026-01-31");
		this.store.put(reference("2025-12-31"), BODY);
		this.store.put(reference("2026-01-30"), BODY);
		this.store.put(reference("2026-01-30"), BODY);
		this.store.put(kept, BODY);
		this.store.put("0000/theirs", BODY);
		assertThat(this.store.removeBefore(LocalDate.parse("2026-01-31"))).isEqualTo(3);
		assertThat(this.store.removeBefore(LocalDate.parse("2026-01-31"))).isZero();
		assertThat(this.store.get(kept)).isEqualTo(BODY);
		assertThat(this.store.get("0000/theirs")).isEqualTo(BODY);
	}

	@Test
	void whenAnObjectCannotBeDeletedThenItSaysWhichAndWhatToAllow() {
		String kept = reference("2026-01-30");
		this.store.put(kept, BODY);
		try (S3Client refused = s3(SnsSqsServer.start(), new Refusals(kept))) {
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> new S3ClaimStore(refused, this.bucket).removeBefore(LocalDate.parse("2026-01-31")))
				.withMessage("S3 bucket " + this.bucket + ": 1 of 1 objects cannot be deleted, the first is " + kept
						+ "; check the permission s3:DeleteObject: AccessDenied: Access Denied")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED));
		}
	}

	@Test
	void whenTheBucketIsMissingThenNothingIsSaidOfABody() {
		S3ClaimStore lost = new S3ClaimStore(this.client, "missing-" + this.bucket);
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> lost.get(reference("2026-01-31")))
			.withMessageContaining("NoSuchBucket");
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> lost.put(reference("2026-01-31"), BODY))
			.withMessageContaining("NoSuchBucket");
	}

	@Test
	void whenS3CannotBeReachedThenItSaysSo() {
		try (S3Client nowhere = s3(URI.create("http://127.0.0.1:1"))) {
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> new S3ClaimStore(nowhere, this.bucket).get(reference("2026-01-31")))
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		}
	}

	/**
	 * Says of a batch that succeeds that one object may not be deleted.
	 *
	 * @param key the object
	 */
	private record Refusals(String key) implements ExecutionInterceptor {

		@Override
		public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
			return (context.response() instanceof DeleteObjectsResponse response) ? response.toBuilder()
				.errors(S3Error.builder().key(this.key).code("AccessDenied").message("Access Denied").build())
				.build() : context.response();
		}

	}

}
