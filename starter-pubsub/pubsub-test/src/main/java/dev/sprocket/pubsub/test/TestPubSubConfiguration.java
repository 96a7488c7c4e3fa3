// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.sprocket.pubsub.PubSubBuilderCustomizer;

/**
 * What {@link AutoConfigureTestPubSub} adds to an application.
 */
@Configuration(proxyBeanMethods = false)
class TestPubSubConfiguration {

	@Bean
	static TestBackends testPubSubBackends(Environment environment) {
		return new TestBackends(environment);
	}

	// the application closes the engine

	@Bean(destroyMethod = "")
	TestPubSub testPubSub(TestBackends backends) {
		return backends.testPubSub();
	}

	@Bean
	PubSubBuilderCustomizer testPubSubClock(TestPubSub testPubSub) {
		return (builder) -> builder.clock(testPubSub.clock());
	}

}
