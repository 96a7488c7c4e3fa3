// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Component;

import dev.sprocket.samples.webhooks.v1.Totals;

/**
 * Sends traffic to webhooks: the totals by HTTP and by RPC, and deliveries.
 */
@Component
class Traffic implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(Traffic.class);

	private static final long PAUSE_MILLIS = 250;

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "traffic");
		thread.setDaemon(true);
		return thread;
	});

	private final Queue<String> undelivered = new ConcurrentLinkedQueue<>();

	private final Webhooks webhooks;

	private final Instances instances;

	private final Flow http;

	private final Flow rpc;

	private final Flow deliveries;

	private final Rates initial;

	private volatile boolean chosen;

	private volatile @Nullable Totals totals;

	Traffic(Webhooks webhooks, Instances instances, AsyncTaskExecutor callers, DashboardProperties properties) {
		this.webhooks = webhooks;
		this.instances = instances;
		this.initial = properties.traffic();
		this.http = new Flow("HTTP", webhooks::getActivityByHttp, this.clock, callers);
		this.rpc = new Flow("RPC", () -> this.totals = webhooks.getActivityByRpc(), this.clock, callers);
		this.deliveries = new Flow("Deliveries", () -> deliver(UUID.randomUUID().toString()), this.clock, callers);
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.clock.execute(this::startOnceFound);
	}

	// Calls to nobody would only count as failures.

	private void startOnceFound() {
		if (!this.chosen && isSomebodyThere()) {
			apply(this.initial);
		}
		else if (!this.chosen) {
			this.clock.schedule(this::startOnceFound, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private boolean isSomebodyThere() {
		try {
			return !this.instances.all().isEmpty();
		}
		catch (RuntimeException ex) {
			logger.debug("No registry answers yet", ex);
			return false;
		}
	}

	/**
	 * Send at rates that somebody has chosen, instead of the initial ones.
	 * @param rates the rates
	 */
	void send(Rates rates) {
		this.chosen = true;
		apply(rates);
	}

	private void apply(Rates rates) {
		this.http.rate(rates.http());
		this.rpc.rate(rates.rpc());
		this.deliveries.rate(rates.deliveries());
	}

	private void deliver(String id) {
		try {
			this.webhooks.deliver(id);
		}
		catch (RuntimeException ex) {
			this.undelivered.add(id);
			throw ex;
		}
	}

	/**
	 * Send every delivery that failed once more, as a person does at GitHub. Webhooks
	 * counts it once, whether it had arrived before or not.
	 * @return how many are still not delivered
	 */
	int redeliver() {
		List<String> again = new ArrayList<>();
		for (String id = this.undelivered.poll(); id != null; id = this.undelivered.poll()) {
			again.add(id);
		}
		for (String id : again) {
			try {
				this.webhooks.deliver(id);
			}
			catch (RuntimeException ex) {
				this.undelivered.add(id);
			}
		}
		return this.undelivered.size();
	}

	Map<String, Flow.View> flows() {
		Map<String, Flow.View> flows = new LinkedHashMap<>();
		flows.put("http", this.http.view());
		flows.put("rpc", this.rpc.view());
		flows.put("deliveries", this.deliveries.view());
		return flows;
	}

	/**
	 * Return what webhooks answered last by RPC.
	 * @return the totals, or {@code null} if there was no answer yet
	 */
	@Nullable Totals totals() {
		return this.totals;
	}

	@Override
	public void destroy() {
		send(Rates.NONE);
		this.clock.shutdownNow();
	}

}
