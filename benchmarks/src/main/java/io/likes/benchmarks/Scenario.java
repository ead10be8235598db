package io.likes.benchmarks;

import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.util.List;
import java.util.function.Supplier;

/** Something that is done with subjects, and measured. Runs in a JVM of its own. */
interface Scenario {
  /** Returns the letter of the scenario. */
  String id();

  /** Returns what it is about, and what one operation is, in a sentence for the page. */
  String title();

  /** Returns whether it makes sense with a subject. */
  boolean fits(Subject subject);

  /** Returns whether it takes so long that only the first fork does it. */
  default boolean once() {
    return false;
  }

  /** Returns options of the JVM that measures a subject; scenarios of the same ones share it. */
  default List<String> jvmOptions(Subject subject) {
    return List.of();
  }

  /**
   * Measures.
   *
   * @param open opens the subject with nothing stored
   */
  void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet);

  /**
   * Returns all that are run in the forks; JMH does hot keys in memory.
   *
   * @param address of the server, empty for the memory
   */
  static List<Scenario> all(String address) {
    return List.of(
        new CostModel(address),
        new HotKey(),
        Mix.zipf(),
        Mix.cold(),
        Mix.duplicates(),
        Mix.toggling(),
        Mix.reads(),
        new Feed(),
        new Growth(),
        new Peak(),
        new Weight());
  }
}
