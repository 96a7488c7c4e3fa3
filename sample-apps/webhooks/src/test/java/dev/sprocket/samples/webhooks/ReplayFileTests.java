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

class ReplayFileTests {

	@TempDir
	Path folder;

	@Test
	void whenFileIsReadTwiceThenIdsAreTheSameAndEachIsUnique() throws IOException {
		List<Delivery> first = read();
		assertThat(first).extracting(Delivery::event).containsExactly("push", "push", "ping");
		assertThat(first).extracting(Delivery::id).doesNotHaveDuplicates();
		assertThat(read()).extracting(Delivery::id)
			.containsExactlyElementsOf(first.stream().map(Delivery::id).toList());
	}

	private List<Delivery> read() throws IOException {
		Path file = this.folder.resolve("examples.json");
		Files.writeString(file, """
				[{"name":"push","description":"","actions":[],"properties":{},"examples":[{"ref":"a"},{"ref":"a"}]},
				{"name":"ping","examples":[{"zen":"b"}]}]""");
		return Replay.read(file, JsonMapper.shared());
	}

}
