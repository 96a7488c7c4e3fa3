// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Lists the opinions that apply, each beside the value in force and where that comes
 * from. Credentials are masked.
 */
@Endpoint(id = "opinions")
final class OpinionsEndpoint {

	private final Opinions opinions;

	private final ConfigurableEnvironment environment;

	private final Sanitizer sanitizer;

	OpinionsEndpoint(Opinions opinions, ConfigurableEnvironment environment, Stream<SanitizingFunction> functions) {
		this.opinions = opinions;
		this.environment = environment;
		this.sanitizer = new Sanitizer(
				Stream.concat(functions, Stream.of(SanitizingFunction.sanitizeValue().ifLikelyCredential())).toList());
	}

	@ReadOperation
	OpinionsDescriptor opinions() {
		return new OpinionsDescriptor(this.opinions.opinions().stream().map(this::describe).toList());
	}

	private OpinionDescriptor describe(Opinion opinion) {
		ValueInForce inForce = ValueInForce.find(this.environment, opinion.name());
		Object ours = sanitize(null, opinion.key(), opinion.value());
		if (inForce == null) {
			return new OpinionDescriptor(opinion.key(), ours, null, "none", opinion.reason());
		}
		String origin = this.opinions.isInForce(opinion, this.environment) ? "opinion of " + opinion.starter()
				: inForce.origin();
		Object value = sanitize(inForce.source(), opinion.key(), inForce.resolved());
		return new OpinionDescriptor(opinion.key(), ours, value, origin, opinion.reason());
	}

	private @Nullable Object sanitize(@Nullable PropertySource<?> source, String key, @Nullable Object value) {
		return this.sanitizer.sanitize(new SanitizableData(source, key, value), true);
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param opinions the opinions that apply
	 */
	record OpinionsDescriptor(List<OpinionDescriptor> opinions) {

	}

	/**
	 * One opinion.
	 *
	 * @param key the property
	 * @param ours the value that the starter proposes, as it is written
	 * @param value the value in force
	 * @param origin where the value in force comes from
	 * @param reason why the starter proposes its value
	 */
	record OpinionDescriptor(String key, @Nullable Object ours, @Nullable Object value, String origin, String reason) {

	}

}
