// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.Comparator;
import java.util.List;

/**
 * The opinions of one starter.
 *
 * @param starter the name of the starter
 * @param order the precedence among files that name the same key, higher first
 * @param location where the file is
 * @param opinions its entries
 */
record OpinionFile(String starter, int order, String location, List<Opinion> opinions) {

	static final Comparator<OpinionFile> PRECEDENCE = Comparator.comparingInt(OpinionFile::order)
		.reversed()
		.thenComparing(OpinionFile::starter)
		.thenComparing(OpinionFile::location);

}
