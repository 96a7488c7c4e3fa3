package ${package};

/**
 * A greeting.
 *
 * @param name who is greeted
 * @param text what is said
 */
record Greeting(String name, String text) {

}
