// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.release;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;

/**
 * The traffic of a dashboard at one moment.
 *
 * @param flows as its picture has them
 */
record Flows(JsonNode flows) {

	static Flows of(Browser browser) {
		return new Flows(browser.picture().get("flows"));
	}

	long answered(String kind) {
		return this.flows.get(kind).get("answered").asLong();
	}

	long failed(String kind) {
		return this.flows.get(kind).get("failed").asLong();
	}

	long begun(String kind) {
		return answered(kind) + failed(kind) + this.flows.get(kind).get("inFlight").asLong();
	}

	/**
	 * Of each kind, a call that began later has ended.
	 */
	boolean endedSince(Flows earlier) {
		return this.flows.propertyStream()
			.map(Map.Entry::getKey)
			.allMatch((kind) -> answered(kind) + failed(kind) > earlier.begun(kind));
	}

	/**
	 * Deliveries go by HTTP as well.
	 */
	long begunByHttp() {
		return begun("http") + begun("deliveries");
	}

	long failedByHttp() {
		return failed("http") + failed("deliveries");
	}

	long answered() {
		return sum("answered");
	}

	long failed() {
		return sum("failed");
	}

	long inFlight() {
		return sum("inFlight");
	}

	List<String> failures() {
		return StreamSupport.stream(this.flows.spliterator(), false)
			.map((flow) -> flow.get("lastFailure"))
			.filter((failure) -> !failure.isNull())
			.map(JsonNode::stringValue)
			.toList();
	}

	private long sum(String field) {
		return StreamSupport.stream(this.flows.spliterator(), false)
			.mapToLong((flow) -> flow.get(field).asLong())
			.sum();
	}

	@Override
	public String toString() {
		return "HTTP %d answered, %d failed; RPC %d answered, %d failed; deliveries %d answered, %d failed".formatted(
				answered("http"), failed("http"), answered("rpc"), failed("rpc"), answered("deliveries"),
				failed("deliveries"));
	}

}
