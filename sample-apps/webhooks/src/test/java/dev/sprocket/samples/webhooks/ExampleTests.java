// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ExampleTests {

	@TempDir
	Path folder;

	@Test
	void whenFileIsReadTwiceThenIdsAreTheSameAndEachIsUnique() throws IOException {
		List<Example> first = read();
		assertThat(first).extracting(Example::event).containsExactly("push", "push", "ping");
		assertThat(first).extracting(Example::id).doesNotHaveDuplicates();
		assertThat(read()).extracting(Example::id).containsExactlyElementsOf(first.stream().map(Example::id).toList());
	}

	private List<Example> read() throws IOException {
		Path file = this.folder.resolve("examples.json");
		Files.writeString(file, """
				[{"name":"push","description":"","actions":[],"properties":{},"examples":[{"ref":"a"},{"ref":"a"}]},
				{"name":"ping","examples":[{"zen":"b"}]}]""");
		return Example.read(file, JsonMapper.shared());
	}

}
