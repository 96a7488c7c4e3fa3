// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Applies the opinions after everything else has contributed to the environment, so that
 * a user's value is seen whatever it comes from.
 */
final class OpinionsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final int ORDER = Ordered.LOWEST_PRECEDENCE;

	static final String BEAN_NAME = "sprocketOpinions";

	private final ConfigurableBootstrapContext bootstrapContext;

	OpinionsEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrapContext) {
		this.bootstrapContext = bootstrapContext;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		OpinionsProperties properties = Binder.get(environment)
			.bindOrCreate("sprocket.opinions", OpinionsProperties.class);
		Opinions opinions = (properties.enabled()) ? apply(environment, application.getClassLoader())
				: new Opinions(List.of(), Set.of());
		this.bootstrapContext.addCloseListener(
				(event) -> event.getApplicationContext().getBeanFactory().registerSingleton(BEAN_NAME, opinions));
	}

	private static Opinions apply(ConfigurableEnvironment environment, ClassLoader classLoader) {
		List<OpinionFile> files = new OpinionFileReader(classLoader).readAll();
		Set<String> starters = files.stream().map(OpinionFile::starter).collect(Collectors.toUnmodifiableSet());
		return Opinions.apply(files, OpinionConditions.of(environment, starters), environment);
	}

}
