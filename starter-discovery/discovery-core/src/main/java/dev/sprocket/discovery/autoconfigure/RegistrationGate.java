// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.sprocket.lifecycle.Deadline;

/**
 * Stands in front of one registry: remembers what is to be registered, and sees to it
 * that the registry has it while the gate is open and does not while the gate is closed.
 * What fails is tried again for ever. The registry is called by one thread of the gate's
 * own, so that nobody waits for a registry that does not answer.
 *
 * @param <R> the registry's own type of registrations
 */
final class RegistrationGate<R extends Registration> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RegistrationGate.class);

	private final String name;

	private final ServiceRegistry<R> registry;

	private final Backoff backoff;

	private final Consumer<Registration> prepare;

	private final ScheduledThreadPoolExecutor thread;

	private final Map<String, GatedRegistration<R>> remembered = new ConcurrentHashMap<>();

	private @Nullable Future<?> retry;

	private boolean open;

	private volatile boolean sealed;

	/**
	 * Make a gate that is shut.
	 * @param name how logs name the registry
	 * @param registry the registry
	 * @param backoff how long to wait after failures
	 * @param prepare completes a registration before the registry gets it
	 */
	RegistrationGate(String name, ServiceRegistry<R> registry, Backoff backoff, Consumer<Registration> prepare) {
		this.name = name;
		this.registry = registry;
		this.backoff = backoff;
		this.prepare = prepare;
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name + "-");
		threads.setDaemon(true);
		this.thread = new ScheduledThreadPoolExecutor(1, threads, new ScheduledThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * Remember a registration.
	 * @param registration what is to be registered
	 */
	void register(R registration) {
		this.thread.execute(() -> {
			String key = GatedRegistration.key(registration);
			this.remembered.put(key, new GatedRegistration<>(registration, this.remembered.containsKey(key)));
			settleAll();
		});
	}

	/**
	 * Forget a registration.
	 * @param registration what was registered
	 * @param deadline until when to wait for the registry
	 */
	void deregister(R registration, Deadline deadline) {
		if (this.sealed) {
			return;
		}
		this.thread.execute(() -> {
			GatedRegistration<R> known = this.remembered.get(GatedRegistration.key(registration));
			if (known != null) {
				known.withdraw();
				settleAll();
			}
		});
		await(deadline);
	}

	void open() {
		this.thread.execute(() -> {
			this.open = !this.sealed;
			settleAll();
		});
	}

	void shut() {
		this.thread.execute(() -> {
			this.open = false;
			settleAll();
		});
	}

	/**
	 * Shut the gate for ever.
	 */
	void seal() {
		this.sealed = true;
		shut();
	}

	/**
	 * Register again what is registered: the registry may have lost it.
	 */
	void renew() {
		this.thread.execute(() -> {
			this.remembered.values().forEach(GatedRegistration::doubt);
			settleAll();
		});
	}

	/**
	 * Wait until all that was asked for has been tried.
	 * @param deadline until when to wait
	 * @return whether it has
	 */
	boolean await(Deadline deadline) {
		CountDownLatch reached = new CountDownLatch(1);
		this.thread.execute(reached::countDown);
		try {
			return reached.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void settleAll() {
		if (this.retry != null) {
			this.retry.cancel(false);
			this.retry = null;
		}
		this.remembered.values().forEach(this::settle);
		this.remembered.values().removeIf((entry) -> entry.isWithdrawn() && !entry.differsFrom(false));
		int failures = this.remembered.values().stream().mapToInt(GatedRegistration::failures).max().orElse(0);
		if (failures > 0 && !this.sealed) {
			long wait = this.backoff.after(failures, ThreadLocalRandom.current()).toNanos();
			this.retry = this.thread.schedule(this::settleAll, wait, TimeUnit.NANOSECONDS);
		}
	}

	private void settle(GatedRegistration<R> entry) {
		boolean wanted = this.open && !entry.isWithdrawn();
		if (!entry.differsFrom(wanted)) {
			return;
		}
		try {
			if (wanted) {
				this.prepare.accept(entry.registration());
				this.registry.register(entry.registration());
			}
			else {
				this.registry.deregister(entry.registration());
			}
			logger.info("{}: {} is {}", this.name, entry, wanted ? "registered" : "deregistered");
			entry.settled(wanted);
		}
		catch (Exception ex) {
			failed(entry, wanted, ex);
		}
	}

	private void failed(GatedRegistration<R> entry, boolean wanted, Exception cause) {
		if (entry.failed(wanted, cause)) {
			logger.warn("{}: {} cannot be {}{}: {}", this.name, entry, wanted ? "registered" : "deregistered",
					this.sealed ? "" : ", which is tried again until it succeeds", cause.toString());
		}
	}

	String name() {
		return this.name;
	}

	Collection<GatedRegistration<R>> registrations() {
		return List.copyOf(this.remembered.values());
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
