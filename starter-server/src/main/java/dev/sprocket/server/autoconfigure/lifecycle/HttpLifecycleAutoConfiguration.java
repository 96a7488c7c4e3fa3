// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.util.Arrays;
import java.util.List;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import dev.sprocket.lifecycle.StopTrigger;

/**
 * Auto-configuration for the HTTP server's part in the stop.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
public final class HttpLifecycleAutoConfiguration {

	@Bean
	@ConditionalOnBooleanProperty("sprocket.server.drain.enabled")
	RequestsInProgress requestsInProgress() {
		return new RequestsInProgress();
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.server.drain.enabled")
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> drainCustomizer(RequestsInProgress requests) {
		return (factory) -> {
			factory.addEngineValves(requests);
			factory.setProtocol(DrainingHttp11Protocol.class.getName());
		};
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.server.drain.enabled")
	HttpParticipant httpParticipant(ApplicationContext context, RequestsInProgress requests) {
		return new HttpParticipant(() -> protocols(context), requests);
	}

	@Bean
	@ConditionalOnBooleanProperty("sprocket.server.port-watch.enabled")
	PortWatchStarter portWatchStarter(StopTrigger trigger, ServerProperties properties) {
		return new PortWatchStarter(trigger, properties);
	}

	private static List<DrainingHttp11Protocol> protocols(ApplicationContext context) {
		WebServer server = (context instanceof WebServerApplicationContext web) ? web.getWebServer() : null;
		if (!(server instanceof TomcatWebServer tomcat)) {
			return List.of();
		}
		return Arrays.stream(tomcat.getTomcat().getService().findConnectors())
			.map(Connector::getProtocolHandler)
			.filter(DrainingHttp11Protocol.class::isInstance)
			.map(DrainingHttp11Protocol.class::cast)
			.toList();
	}

}
