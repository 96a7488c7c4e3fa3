// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import org.jspecify.annotations.Nullable;

/**
 * The part of a source file that a page quotes: a type or method with its annotations,
 * without its Javadoc, or the whole file without licence and package.
 */
final class SourceRegion {

	private SourceRegion() {
	}

	static String of(Path file, @Nullable String member) {
		try {
			String source = Files.readString(file);
			String text = (member != null) ? member(file, source, member) : whole(source);
			return text.strip().replace("\t", "    ") + "\n";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String whole(String source) {
		return source.lines()
			.filter((line) -> !line.contains("SPDX-License-Identifier") && !line.startsWith("package "))
			.collect(Collectors.joining("\n"));
	}

	private static String member(Path file, String source, String name) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
					files.getJavaFileObjects(file));
			CompilationUnitTree unit = task.parse().iterator().next();
			Tree found = new MemberFinder(name).scan(unit, null);
			if (found == null) {
				throw new IllegalArgumentException(file + " has no type or method " + name);
			}
			SourcePositions positions = Trees.instance(task).getSourcePositions();
			return region(source, (int) positions.getStartPosition(unit, found),
					(int) positions.getEndPosition(unit, found));
		}
	}

	private static String region(String source, int start, int end) {
		String indentation = source.substring(source.lastIndexOf('\n', start) + 1, start);
		return source.substring(start, end).replace("\n" + indentation, "\n");
	}

	private static final class MemberFinder extends TreeScanner<@Nullable Tree, @Nullable Void> {

		private final String name;

		MemberFinder(String name) {
			this.name = name;
		}

		@Override
		public @Nullable Tree visitClass(ClassTree type, @Nullable Void nothing) {
			return type.getSimpleName().contentEquals(this.name) ? type : super.visitClass(type, nothing);
		}

		@Override
		public @Nullable Tree visitMethod(MethodTree method, @Nullable Void nothing) {
			return method.getName().contentEquals(this.name) ? method : super.visitMethod(method, nothing);
		}

		@Override
		public @Nullable Tree reduce(@Nullable Tree first, @Nullable Tree second) {
			return (first != null) ? first : second;
		}

	}

}
