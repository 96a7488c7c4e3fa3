/**
 * Greets. Start at {@link ${package}.Greetings}.
 */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
