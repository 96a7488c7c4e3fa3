// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;

import dev.sprocket.discovery.balance.Attempt;

/**
 * Tells the balancer how calls ended. An exception and the statuses 502, 503 and 504 are
 * failures of the instance, a refused connection ejects it at once; every other status is
 * an answer.
 */
final class CallOutcomes implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	private static final int PATIENCE_MILLIS = 250;

	private static final Set<Integer> FAILURES = Set.of(502, 503, 504);

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> chosen) {
		if (chosen.getServer() instanceof PickedInstance picked) {
			picked.begin();
		}
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		Response<ServiceInstance> chosen = completion.getLoadBalancerResponse();
		if (chosen != null && chosen.getServer() instanceof PickedInstance picked && picked.attempt() != null) {
			end(picked, picked.attempt(), completion);
		}
	}

	private static void end(PickedInstance picked, Attempt attempt, CompletionContext<?, ?, ?> completion) {
		int status = status(completion.getClientResponse());
		switch (completion.status()) {
			case FAILED -> fail(picked, attempt, completion.getThrowable());
			case DISCARD -> attempt.withdrawn();
			case SUCCESS -> {
				if (FAILURES.contains(status)) {
					attempt.failed("status " + status);
				}
				else {
					attempt.succeeded();
				}
			}
		}
	}

	private static void fail(PickedInstance picked, Attempt attempt, @Nullable Throwable cause) {
		if (cause instanceof ConnectException && refuses(picked)) {
			picked.refused();
			attempt.refused(cause.toString());
		}
		else {
			attempt.failed((cause != null) ? cause.toString() : "no answer");
		}
	}

	/**
	 * Find out whether the failure to connect is the instance's: a client also fails so
	 * when it cannot follow a redirect, resolve a name or reach a third party.
	 * @param picked the instance
	 * @return whether nobody listens there
	 */
	private static boolean refuses(PickedInstance picked) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(picked.getHost(), picked.getPort()), PATIENCE_MILLIS);
			return false;
		}
		catch (IOException ex) {
			return ex instanceof ConnectException;
		}
	}

	private static int status(@Nullable Object response) {
		return (response instanceof ResponseData data && data.getHttpStatus() != null) ? data.getHttpStatus().value()
				: 0;
	}

}
