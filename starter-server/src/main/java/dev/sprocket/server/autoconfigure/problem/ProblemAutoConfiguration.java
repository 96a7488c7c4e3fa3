// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.util.List;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.error.ErrorReporters;

/**
 * Auto-configuration for problem+json. An application's own exception handlers, error
 * controller and error pages come first.
 */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty("sprocket.server.problem-details.enabled")
public final class ProblemAutoConfiguration {

	/**
	 * Inside the filter that binds the request id and the one that measures.
	 */
	static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

	@Bean
	ProblemWriter problemWriter() {
		return new ProblemWriter();
	}

	@Bean
	HtmlErrorViews htmlErrorViews(ObjectProvider<ErrorViewResolver> resolvers) {
		return new HtmlErrorViews(resolvers);
	}

	@Bean
	RequestFailures requestFailures(ErrorReporters reporters) {
		return new RequestFailures(reporters);
	}

	@Bean
	ProblemResponder problemResponder(ObjectProvider<JsonMapper> mapper, ProblemWriter writer, RequestFailures failures,
			HtmlErrorViews views) {
		JsonPointers pointers = new JsonPointers(mapper.getIfAvailable(JsonMapper::shared));
		return new ProblemResponder(new Problems(new RequestProblems(pointers)), writer, failures, views);
	}

	@Bean
	@ConditionalOnMissingBean(ErrorController.class)
	ProblemErrorController problemErrorController(ProblemWriter writer, HtmlErrorViews views) {
		return new ProblemErrorController(writer, views);
	}

	@Bean
	FilterRegistrationBean<ProblemFilter> problemFilter(ProblemResponder responder, RequestFailures failures) {
		FilterRegistrationBean<ProblemFilter> registration = new FilterRegistrationBean<>(
				new ProblemFilter(responder, failures));
		registration.setOrder(FILTER_ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
		return registration;
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebMvcConfigurer problemExceptionResolution(ProblemResponder responder) {
		return new WebMvcConfigurer() {

			@Override
			public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
				int position = 0;
				while (position < resolvers.size()
						&& resolvers.get(position) instanceof ExceptionHandlerExceptionResolver) {
					position++;
				}
				resolvers.add(position, new ProblemExceptionResolver(responder));
			}

		};
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemReportCustomizer(ProblemWriter writer) {
		return (factory) -> new ProblemReportValve(writer, false).install(factory);
	}

}
