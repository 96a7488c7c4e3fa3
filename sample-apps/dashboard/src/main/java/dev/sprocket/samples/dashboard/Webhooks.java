// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

import dev.sprocket.samples.webhooks.v1.ActivityServiceGrpc.ActivityServiceBlockingStub;
import dev.sprocket.samples.webhooks.v1.GetActivityRequest;
import dev.sprocket.samples.webhooks.v1.Totals;

/**
 * Calls webhooks by its name. Which instance answers is the balancer's choice.
 */
@Component
class Webhooks {

	static final String SERVICE = "webhooks";

	private static final String ALGORITHM = "HmacSHA256";

	private static final byte[] PAYLOAD = """
			{"action":"opened","repository":{"full_name":"acme/rocket"},"sender":{"login":"coyote"}}"""
		.getBytes(StandardCharsets.UTF_8);

	private final RestClient http;

	private final ActivityServiceBlockingStub rpc;

	private final String signature;

	Webhooks(RestClient.Builder http, ActivityServiceBlockingStub rpc, DashboardProperties properties) {
		this.http = http.baseUrl("http://" + SERVICE).build();
		this.rpc = rpc;
		this.signature = "sha256=" + sign(properties.secret());
	}

	void getActivityByHttp() {
		this.http.get().uri("/activity").retrieve().toBodilessEntity();
	}

	Totals getActivityByRpc() {
		return this.rpc.getActivity(GetActivityRequest.getDefaultInstance());
	}

	/**
	 * Send a delivery as GitHub does.
	 * @param id its id
	 */
	void deliver(String id) {
		this.http.post()
			.uri("/webhooks/github")
			.header("X-GitHub-Event", "issues")
			.header("X-GitHub-Delivery", id)
			.header("X-Hub-Signature-256", this.signature)
			.contentType(MediaType.APPLICATION_JSON)
			.body(PAYLOAD)
			.retrieve()
			.toBodilessEntity();
	}

	private static String sign(String secret) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
			return HexFormat.of().formatHex(mac.doFinal(PAYLOAD));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has " + ALGORITHM, ex);
		}
	}

}
