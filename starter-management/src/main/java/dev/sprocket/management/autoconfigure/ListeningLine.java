// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Logs, once the application is ready, one line that says who listens where.
 */
class ListeningLine implements SmartApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(ListeningLine.class);

	private final Environment environment;

	private final String name;

	private final Map<String, Integer> ports = new TreeMap<>();

	ListeningLine(Environment environment, String name) {
		this.environment = environment;
		this.name = name;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return WebServerInitializedEvent.class.isAssignableFrom(type)
				|| ApplicationReadyEvent.class.isAssignableFrom(type);
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof WebServerInitializedEvent initialized) {
			remember(initialized);
		}
		else if (!this.ports.isEmpty()) {
			logger.info(line());
			this.ports.clear();
		}
	}

	private void remember(WebServerInitializedEvent event) {
		String namespace = event.getApplicationContext().getServerNamespace();
		int port = event.getWebServer().getPort();
		if (port > 0) {
			this.ports.put((namespace != null) ? namespace : "", port);
		}
	}

	private String line() {
		return "Service " + this.name + " listens: "
				+ this.ports.entrySet()
					.stream()
					.map((entry) -> describe(entry.getKey(), entry.getValue()))
					.collect(Collectors.joining(", "));
	}

	private String describe(String namespace, int port) {
		if (namespace.isEmpty()) {
			return "HTTP " + url("server.", port) + this.environment.getProperty("server.servlet.context-path", "");
		}
		String base = this.environment.getProperty("management.server.base-path", "")
				+ this.environment.getProperty("management.endpoints.web.base-path", "/actuator");
		return namespace + " " + url(namespace + ".server.", port) + base;
	}

	private String url(String prefix, int port) {
		boolean secure = this.environment.containsProperty(prefix + "ssl.bundle")
				|| this.environment.containsProperty(prefix + "ssl.key-store")
				|| this.environment.containsProperty(prefix + "ssl.certificate");
		return (secure ? "https://" : "http://") + host(prefix) + ":" + port;
	}

	private String host(String prefix) {
		String address = this.environment.getProperty(prefix + "address", "localhost");
		return address.contains(":") ? "[" + address + "]" : address;
	}

}
