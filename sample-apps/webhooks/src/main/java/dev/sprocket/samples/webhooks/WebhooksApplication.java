// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.nio.file.Files;

import com.zaxxer.hikari.HikariDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Receives GitHub's webhook deliveries and shows what happened.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class WebhooksApplication {

	private static final Logger logger = LoggerFactory.getLogger(WebhooksApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(WebhooksApplication.class, args);
	}

	@Bean
	Signature signature(WebhooksProperties properties) {
		return new Signature(properties.secret());
	}

	// As Boot makes it, but not before the folder is there: SQLite makes a file only.
	@Bean
	@ConfigurationProperties("spring.datasource.hikari")
	HikariDataSource dataSource(DataSourceProperties database, WebhooksProperties properties) throws IOException {
		Files.createDirectories(properties.data());
		return database.initializeDataSourceBuilder().type(HikariDataSource.class).build();
	}

	// Sprocket itself says where the service and its management port listen.
	@EventListener
	void logAddresses(ApplicationReadyEvent ready) {
		String address = "http://localhost:"
				+ ready.getApplicationContext().getEnvironment().getProperty("local.server.port");
		logger.info("Page: {}/", address);
		logger.info("API: POST {}/webhooks/github, GET {}/activity, GET {}/activity/recent?limit=20", address, address,
				address);
	}

}
