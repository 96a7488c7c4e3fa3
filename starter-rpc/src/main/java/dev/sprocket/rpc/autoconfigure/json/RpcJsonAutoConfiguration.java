// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.List;

import com.google.protobuf.util.JsonFormat;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerFactoryCustomizer;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.InProcessGrpcServerFactory;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.service.GrpcServiceConfigurer;
import org.springframework.grpc.server.service.GrpcServiceDiscoverer;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import dev.sprocket.error.ErrorReporters;

/**
 * Auto-configuration for JSON on the HTTP port.
 */
@AutoConfiguration(after = GrpcServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, JsonFormat.class, InProcessServerBuilder.class })
@ConditionalOnBean({ GrpcServiceDiscoverer.class, GrpcServiceConfigurer.class })
@ConditionalOnBooleanProperty(name = "sprocket.rpc.json.enabled", matchIfMissing = true)
@Conditional(OnHttpPort.class)
@EnableConfigurationProperties(RpcJsonProperties.class)
public final class RpcJsonAutoConfiguration {

	@Bean
	RpcServices rpcJsonServices(GrpcServiceDiscoverer discoverer, GrpcServiceConfigurer configurer,
			ObjectProvider<GrpcServerFactoryCustomizer> customizers) {
		InProcessGrpcServerFactory factory = new InProcessGrpcServerFactory("sprocket-rpc-json", List.of());
		customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		return new RpcServices(
				discoverer.findServices().stream().map((spec) -> configurer.configure(spec, factory)).toList());
	}

	@Bean
	FilterRegistrationBean<WildcardContentTypeFilter> rpcJsonWildcardContentTypeFilter() {
		return new FilterRegistrationBean<>(new WildcardContentTypeFilter());
	}

	@Bean
	@Lazy(false)
	InProcessRpc rpcJsonServer(RpcServices services, ObjectProvider<GrpcServerExecutorProvider> executor,
			ObjectProvider<ServerBuilderCustomizer<?>> customizers) {
		return new InProcessRpc(services, (builder) -> {
			executor.ifAvailable((provider) -> builder.executor(provider.getExecutor()));
			customize(builder, customizers.orderedStream().toList());
		});
	}

	@SuppressWarnings("unchecked")
	private static void customize(ServerBuilder<?> builder, List<ServerBuilderCustomizer<?>> customizers) {
		LambdaSafe.callbacks(ServerBuilderCustomizer.class, customizers, builder)
			.withLogger(RpcJsonAutoConfiguration.class)
			.invoke((customizer) -> customizer.customize(builder));
	}

	@Bean
	StreamThreads rpcJsonStreamThreads(RpcJsonProperties properties, Environment environment) {
		return new StreamThreads(Threading.VIRTUAL.isActive(environment), properties.heartbeat());
	}

	@Bean
	RouterFunction<ServerResponse> rpcJsonRoutes(RpcServices services, InProcessRpc server, StreamThreads streams,
			GrpcServerProperties properties, ErrorReporters reporters) {
		List<RpcMethod> methods = services.methods();
		HttpBody body = new HttpBody(properties.getInbound().getMessage().getMaxSize().toBytes());
		return new RpcRouterFunction(new RpcRoutes(methods),
				new RpcHandler(server, new RpcJson(methods), body, streams, reporters));
	}

	/**
	 * For Tomcat, which refuses an encoded slash in a path.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, Connector.class })
	@ConditionalOnBooleanProperty("sprocket.rpc.json.encoded-slashes")
	static class EncodedSlashConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> rpcJsonEncodedSlashCustomizer() {
			return (factory) -> factory.addConnectorCustomizers(
					(connector) -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
		}

	}

}
