// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ClaimStore;

/**
 * Keeps large bodies as objects in an S3 bucket, which must exist; the key is the
 * reference. Needs {@code software.amazon.awssdk:s3} on the class path.
 */
public final class S3ClaimStore implements ClaimStore {

	private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}/");

	private static final int MOST_AT_ONCE = 1_000;

	private static final String FORBIDDEN = "AccessDenied";

	private final S3Client client;

	private final String bucket;

	/**
	 * Create a store.
	 * @param client the client; whoever made it closes it
	 * @param bucket the bucket
	 */
	public S3ClaimStore(S3Client client, String bucket) {
		this.client = client;
		this.bucket = bucket;
	}

	@Override
	public void put(String reference, byte[] body) {
		try {
			this.client.putObject((request) -> request.bucket(this.bucket).key(reference), RequestBody.fromBytes(body));
		}
		catch (SdkException ex) {
			throw AwsErrors.of("put " + reference, ex);
		}
	}

	@Override
	public byte @Nullable [] get(String reference) {
		try {
			return this.client.getObjectAsBytes((request) -> request.bucket(this.bucket).key(reference)).asByteArray();
		}
		catch (NoSuchKeyException ex) {
			return null;
		}
		catch (SdkException ex) {
			throw AwsErrors.of("get " + reference, ex);
		}
	}

	@Override
	public int removeBefore(LocalDate day) {
		try {
			return this.client.listObjectsV2Paginator((request) -> request.bucket(this.bucket).delimiter("/"))
				.commonPrefixes()
				.stream()
				.map(CommonPrefix::prefix)
				.filter((prefix) -> DAY.matcher(prefix).matches() && prefix.compareTo(day.toString()) < 0)
				.mapToInt(this::removeDay)
				.sum();
		}
		catch (SdkException ex) {
			throw AwsErrors.of("delete what is older than " + day, ex);
		}
	}

	private int removeDay(String prefix) {
		int removed = 0;
		List<ObjectIdentifier> page = page(prefix);
		while (!page.isEmpty()) {
			List<ObjectIdentifier> objects = page;
			List<S3Error> errors = this.client.deleteObjects(
					(request) -> request.bucket(this.bucket).delete((delete) -> delete.objects(objects).quiet(true)))
				.errors();
			if (!errors.isEmpty()) {
				throw notDeleted(errors.get(0), errors.size(), objects.size());
			}
			removed += objects.size();
			page = (objects.size() < MOST_AT_ONCE) ? List.of() : page(prefix);
		}
		return removed;
	}

	private BackendException notDeleted(S3Error first, int failed, int all) {
		String what = this + ": " + failed + " of " + all + " objects cannot be deleted, the first is " + first.key()
				+ "; check the permission s3:DeleteObject";
		return AwsErrors.of(what, first.code(), first.message(), FORBIDDEN.equals(first.code()));
	}

	private List<ObjectIdentifier> page(String prefix) {
		return this.client.listObjectsV2((request) -> request.bucket(this.bucket).prefix(prefix).maxKeys(MOST_AT_ONCE))
			.contents()
			.stream()
			.map((object) -> ObjectIdentifier.builder().key(object.key()).build())
			.toList();
	}

	@Override
	public String toString() {
		return "S3 bucket " + this.bucket;
	}

}
