// SPDX-License-Identifier: Apache-2.0

import java.nio.file.Files
import java.nio.file.Path
import javax.lang.model.SourceVersion

Path project = Path.of(request.outputDirectory, request.artifactId)

List<String> refusals = []
if (!(kind in ['server', 'rpc', 'pubsub', 'all'])) {
	refusals << "kind '$kind' is unknown: it must be server, rpc, pubsub or all"
}
if (!(request.artifactId ==~ /[a-z]([-a-z0-9]{0,61}[a-z0-9])?/)) {
	refusals << "artifactId '$request.artifactId' is no DNS label, which the name of a service must be:" +
			" 1 to 63 of a-z, 0-9 and -, beginning with a letter and not ending with -"
}
if (!SourceVersion.isName(request.package)) {
	refusals << "package '$request.package' is no name of a Java package:" +
			" identifiers between dots, none of them a reserved word; by default it is the groupId"
}

// The archetype plugin generates first and asks then, but never into a folder that had a pom.xml: what is
// older than that was there before.
long begin = Files.getLastModifiedTime(project.resolve('pom.xml')).toMillis()
List<Path> paths = Files.walk(project).withCloseable { it.toList() }.reverse()
paths.findAll { Files.isRegularFile(it) && Files.getLastModifiedTime(it).toMillis() >= begin }
	.findAll { refusals || it.toFile().text.isBlank() }
	.each { Files.delete(it) }
paths.findAll { Files.isDirectory(it) }.each { folder ->
	if (!folder.toFile().list()) {
		Files.delete(folder)
	}
}

if (refusals) {
	throw new IllegalArgumentException(refusals.join('; '))
}
