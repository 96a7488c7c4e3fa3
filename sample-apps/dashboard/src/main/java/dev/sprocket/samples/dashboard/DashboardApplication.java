// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.ImportGrpcClients;
import org.springframework.web.client.RestClient;

import dev.sprocket.samples.webhooks.v1.ActivityServiceGrpc;

/**
 * Shows the instances of webhooks and the traffic to them.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@ImportGrpcClients(target = "webhooks", types = ActivityServiceGrpc.ActivityServiceBlockingStub.class)
public class DashboardApplication {

	public static void main(String[] args) {
		SpringApplication.run(DashboardApplication.class, args);
	}

	@Bean
	@LoadBalanced
	RestClient.Builder balancedHttp(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder());
	}

}
