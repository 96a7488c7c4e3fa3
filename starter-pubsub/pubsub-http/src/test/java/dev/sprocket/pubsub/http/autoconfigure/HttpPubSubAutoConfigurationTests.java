// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.http.Admission;
import dev.sprocket.pubsub.http.HttpBackendFactory;
import dev.sprocket.pubsub.http.HttpRequests;
import dev.sprocket.pubsub.http.PushVerifier;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.memory.autoconfigure.MemoryPubSubAutoConfiguration;
import dev.sprocket.pubsub.spi.SetupException;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpPubSubAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			MemoryPubSubAutoConfiguration.class, HttpPubSubAutoConfiguration.class, PubSubAutoConfiguration.class);

	private static final String KEY = "sprocket.pubsub.http.signing-keys=" + HttpHarness.KEY;

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
		.withPropertyValues("sprocket.pubsub.backend=http", "sprocket.pubsub.http.store=memory");

	@Test
	void whenItIsChosenThenItIsTheStoreThatReceivesByHttp() {
		this.runner.withPropertyValues(KEY).run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			assertThat(pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class), (message, ack) -> {
			}).backend()).isEqualTo("http");
		});
	}

	@Test
	void whenNothingIsChosenThenItIsNotTheBackend() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenTheApplicationIsNoWebApplicationThenThereIsNoEndpoint() {
		this.runner.withPropertyValues(KEY).run((context) -> assertThat(context).doesNotHaveBean(RouterFunction.class));
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(RouterFunction.class));
	}

	@Test
	void whenNothingSaysWhomToTrustThenItSaysWhatToSet() {
		this.runner.run((context) -> {
			FailureAnalysis analysis = analysis(context);
			assertThat(analysis.getDescription())
				.isEqualTo("The pub/sub backend http was chosen, and nothing says whose requests to trust.");
			assertThat(analysis.getAction()).isEqualTo(
					"Set sprocket.pubsub.http.signing-keys to the keys that senders sign with, for Google Cloud Pub/Sub "
							+ "sprocket.pubsub.http.push-token or a bean of type PushVerifier, or, where nobody else can reach "
							+ "this application, sprocket.pubsub.http.unsigned to true.");
		});
	}

	@Test
	void whenOnlyATokenOrAVerifierOrNobodyIsTrustedThenThatIsEnough() {
		this.runner.withPropertyValues("sprocket.pubsub.http.push-token=t")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("sprocket.pubsub.http.unsigned=true")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(PushVerifier.class, () -> (token) -> false)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenSubscribersAreListedWithoutAKeyThenItSaysWhatToSet() {
		this.runner
			.withPropertyValues("sprocket.pubsub.backend=memory", "sprocket.pubsub.http.topics.orders[0].group=billing",
					"sprocket.pubsub.http.topics.orders[0].url=http://billing/hook")
			.run((context) -> {
				FailureAnalysis analysis = analysis(context);
				assertThat(analysis.getDescription()).isEqualTo(
						"Messages are to be posted to the subscribers of [orders], and there is no key to sign them with.");
				assertThat(analysis.getAction()).isEqualTo(
						"Set sprocket.pubsub.http.signing-keys to a key that the subscribers know, for example to what "
								+ "this prints: echo \"whsec_$(openssl rand -base64 32)\". "
								+ "Where nobody checks, set sprocket.pubsub.http.unsigned to true.");
			});
	}

	@Test
	void whenAKeyIsNoneThenItSaysWhich() {
		this.runner.withPropertyValues("sprocket.pubsub.http.signing-keys=hunter2").run((context) -> {
			FailureAnalysis analysis = analysis(context);
			assertThat(analysis.getDescription())
				.isEqualTo("sprocket.pubsub.http.signing-keys[0] is no key of Standard Webhooks.");
			assertThat(analysis.getAction())
				.isEqualTo("Set it to whsec_ and 24 to 64 random bytes in base64, for example "
						+ "to what this prints: echo \"whsec_$(openssl rand -base64 32)\"");
		});
	}

	@Test
	void whenTheStoreIsUnknownThenItSaysWhichThereAre() {
		this.runner.withPropertyValues(KEY, "sprocket.pubsub.http.store=embeded").run((context) -> {
			FailureAnalysis analysis = analysis(context);
			assertThat(analysis.getDescription())
				.isEqualTo("The property sprocket.pubsub.http.store is 'embeded', and no "
						+ "pub/sub backend of that name is on the class path.");
			assertThat(analysis.getAction()).startsWith("On the class path are: [memory].");
		});
	}

	@Test
	void whenTheStoreSettlesByPositionThenItSaysWhichToTake() {
		ByPosition store = new ByPosition();
		HttpBackendFactory factory = new HttpBackendFactory(() -> store, new HttpRequests(),
				new Admission(SigningKeys.of(List.of(), Clock.systemUTC()), null, null, true));
		assertThatExceptionOfType(SetupException.class).isThrownBy(factory::create)
			.withMessageStartingWith(
					"The pub/sub backend http cannot keep messages in 'log', which settles by position "
							+ "and not each message. Set sprocket.pubsub.http.store to embedded or jdbc.");
		assertThat(store.isClosed()).isTrue();
	}

	@Test
	void whenASubscriptionHasTheGroupOfASubscriberThenItIsRefused() {
		this.runner.withPropertyValues(KEY).run((context) -> {
			PubSub pubSub = context.getBean(PubSub.class);
			pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class), (message, ack) -> {
			});
			HttpPubSubProperties properties = HttpProperties.with("orders", "billing",
					"http://me:s3cret@billing/hook?token=s3cret");
			DeliveryStarter starter = new DeliveryStarter(context.getSourceApplicationContext(), pubSub,
					context.getBean(HttpDeliveries.class), properties.topics());
			assertThatExceptionOfType(SetupException.class)
				.isThrownBy(
						() -> starter.onApplicationEvent(HttpProperties.ready(context.getSourceApplicationContext())))
				.withMessage("Topic orders, group billing: messages are to be posted to http://billing/hook, "
						+ "and a subscription here has the same group. They would share the messages. Give "
						+ "sprocket.pubsub.http.topics.orders another group.");
		});
	}

	@Test
	void whenASettingIsWrongThenItIsNamed() {
		assertRefused("path=pubsub", "It must begin with a slash and not end with one.");
		assertRefused("answer-within=0s", "It must be positive.");
		assertRefused("max-body-size=0", "It must be positive and less than 2GB.");
		assertRefused("give-up-after=-1s", "It must not be negative.");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenASettingIsWrongThenBootPrintsWhereItIsSet(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.run("--sprocket.pubsub.backend=http", "--sprocket.pubsub.http.answerWithin=0"));
		assertThat(output).contains("Invalid value '0' for configuration property 'sprocket.pubsub.http.answer-within'")
			.contains("commandLineArgs")
			.contains("It must be positive.");
	}

	@Test
	void whenAUrlIsNoneThenItIsNamed() {
		for (String url : new String[] { "billing", "ftp://billing/", "/hook", "localhost:8080/hook?token=s3cret" }) {
			this.runner
				.withPropertyValues(KEY, "sprocket.pubsub.http.topics.orders[0].group=billing",
						"sprocket.pubsub.http.topics.orders[0].url=" + url)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (exception) -> {
						assertThat(exception.getName()).isEqualTo("sprocket.pubsub.http.topics.orders[0].url");
						assertThat(exception.getValue()).isEqualTo(url.replace("?token=s3cret", ""));
						assertThat(exception.getReason()).isEqualTo("It must be a complete URL of http or https.");
					}));
		}
	}

	private void assertRefused(String property, String rule) {
		this.runner.withPropertyValues(KEY, "sprocket.pubsub.http." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (exception) -> {
					assertThat("sprocket.pubsub.http." + property).startsWith(exception.getName() + "=");
					assertThat(exception.getReason()).isEqualTo(rule);
				}));
	}

	private static FailureAnalysis analysis(AssertableApplicationContext context) {
		return FailureAnalyses.of(context.getStartupFailure());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
