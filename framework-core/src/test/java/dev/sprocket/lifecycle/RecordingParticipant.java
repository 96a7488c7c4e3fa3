// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.List;

/**
 * Writes down in which order the plan calls it.
 */
class RecordingParticipant implements LifecycleParticipant {

	private final String name;

	private final List<String> calls;

	RecordingParticipant(String name, List<String> calls) {
		this.name = name;
		this.calls = calls;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void unready() {
		this.calls.add(this.name + ".unready");
	}

	@Override
	public void deregister(Deadline deadline) {
		this.calls.add(this.name + ".deregister");
	}

	@Override
	public void stopIntake() {
		this.calls.add(this.name + ".stopIntake");
	}

	@Override
	public DrainResult drain(Deadline deadline) {
		this.calls.add(this.name + ".drain");
		return new DrainResult("things", 3, 2, 0);
	}

	@Override
	public void flush(Deadline deadline) {
		this.calls.add(this.name + ".flush");
	}

	@Override
	public void flushTelemetry(Deadline deadline) {
		this.calls.add(this.name + ".flushTelemetry");
	}

}
