// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity;

import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceIdentityTests {

	private static final String NO_VERSION = "--spring.application.version=";

	@Test
	void identityComesFromBootsPropertiesAndOurs() {
		assertThat(identity(Application.class, "--spring.application.name=orders", "--spring.application.version=1.2",
				"--sprocket.identity.instance-id=orders-7", "--sprocket.identity.zone=b"))
			.isEqualTo(new ServiceIdentity("orders", "1.2", "orders-7", "b"));
	}

	@Test
	void whenNothingIsSetThenTheIdentityIsMadeUp() {
		ServiceIdentity identity = identity(Application.class, NO_VERSION, "--HOSTNAME=pod-3");
		assertThat(identity.name()).isEqualTo("application");
		assertThat(identity.version()).isEqualTo("unknown");
		assertThat(identity.instanceId()).matches("pod-3-[0-9a-f]{6}");
		assertThat(identity.zone()).isNull();
	}

	@Test
	void contextsOfOneProcessHaveTheirOwnInstanceId() {
		assertThat(identity(Application.class).instanceId()).isNotEqualTo(identity(Application.class).instanceId());
	}

	@Test
	void versionOfTheBuildInformationIsUsed() {
		assertThat(identity(WithBuildInformation.class, NO_VERSION).version()).isEqualTo("3.4");
	}

	@Test
	void instanceIdIsThereAsAPlaceholder() {
		try (ConfigurableApplicationContext context = application(Application.class)
			.run("--tag=${sprocket.identity.instance-id}")) {
			assertThat(context.getEnvironment().getProperty("tag"))
				.isEqualTo(context.getBean(ServiceIdentity.class).instanceId());
		}
	}

	@Test
	void infoShowsTheIdentityOnlyWhenAskedTo() {
		try (ConfigurableApplicationContext context = application(Application.class).run()) {
			assertThat(context.getBeansOfType(InfoContributor.class)).isEmpty();
		}
		try (ConfigurableApplicationContext context = application(Application.class)
			.run("--management.info.service.enabled=true")) {
			InfoEndpoint info = new InfoEndpoint(List.of(context.getBean(InfoContributor.class)));
			assertThat(info.info()).isEqualTo(Map.of("service", context.getBean(ServiceIdentity.class)));
		}
	}

	private static ServiceIdentity identity(Class<?> source, String... arguments) {
		try (ConfigurableApplicationContext context = application(source).run(arguments)) {
			return context.getBean(ServiceIdentity.class);
		}
	}

	private static SpringApplication application(Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceIdentityAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceIdentityAutoConfiguration.class)
	static class WithBuildInformation {

		@Bean
		BuildProperties buildProperties() {
			Properties properties = new Properties();
			properties.setProperty("version", "3.4");
			return new BuildProperties(properties);
		}

	}

}
