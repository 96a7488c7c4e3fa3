// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;

/**
 * Where GitHub sends its deliveries. The answer is 202 once a delivery is durable.
 */
@RestController
class GitHubWebhookController {

	private static final String NAME = "[A-Za-z0-9_.-]{1,100}";

	/** GitHub waits for ten seconds. */
	private static final Duration PATIENCE = Duration.ofSeconds(8);

	/**
	 * There is one connection. A crowd of deliveries waits here and not for it, so that
	 * the subscription and the health check still get it soon.
	 */
	private final Semaphore turns = new Semaphore(2, true);

	private final Signature signature;

	private final JsonMapper json;

	private final Deliveries deliveries;

	GitHubWebhookController(Signature signature, JsonMapper json, Deliveries deliveries) {
		this.signature = signature;
		this.json = json;
		this.deliveries = deliveries;
	}

	@PostMapping(path = "/webhooks/github", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	Receipt receive(@RequestHeader("X-GitHub-Event") @Pattern(regexp = NAME) String event,
			@RequestHeader("X-GitHub-Delivery") @Pattern(regexp = NAME) String id,
			@RequestHeader(name = "X-Hub-Signature-256", required = false) @Nullable String signature,
			@RequestBody byte[] body) {
		if (!this.signature.matches(signature, body)) {
			throw new ServiceException(ErrorCode.UNAUTHENTICATED, "BAD_SIGNATURE",
					"X-Hub-Signature-256 is not the signature of this body.");
		}
		boolean accepted = accept(new Delivery(id, event, body), read(body));
		return new Receipt(id, !accepted);
	}

	private Delivery.Payload read(byte[] body) {
		try {
			return Optional.ofNullable(this.json.readValue(body, Delivery.Payload.class))
				.orElseThrow(() -> malformed(null));
		}
		catch (JacksonException ex) {
			throw malformed(ex);
		}
	}

	private static ServiceException malformed(@Nullable JacksonException cause) {
		return new ServiceException(ErrorCode.INVALID_ARGUMENT, "MALFORMED_JSON",
				"The body is not the JSON of a GitHub event.", Map.of(), cause);
	}

	private boolean accept(Delivery delivery, Delivery.Payload payload) {
		if (!awaitTurn()) {
			throw unavailable(null);
		}
		try {
			return this.deliveries.accept(delivery, payload);
		}
		catch (DataAccessException | TransactionException ex) {
			throw unavailable(ex);
		}
		finally {
			this.turns.release();
		}
	}

	private boolean awaitTurn() {
		try {
			return this.turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static ServiceException unavailable(@Nullable Exception cause) {
		return new ServiceException(ErrorCode.UNAVAILABLE, "STORE_UNAVAILABLE",
				"The delivery could not be stored; send it again.", Map.of(), cause);
	}

	/**
	 * The answer to a delivery.
	 *
	 * @param delivery its id
	 * @param duplicate whether it was here before
	 */
	record Receipt(String delivery, boolean duplicate) {

	}

}
