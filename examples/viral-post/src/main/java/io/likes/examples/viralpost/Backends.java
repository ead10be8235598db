package io.likes.examples.viralpost;

import io.likes.Counting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The backends that the command line offers, and the options that each brings with it. */
final class Backends {
  private final Map<String, BackendKind> kinds = new LinkedHashMap<>();
  private final IdentityHashMap<Object, CommandSpec> options = new IdentityHashMap<>();

  /**
   * @param kinds the default first
   */
  Backends(List<BackendKind> kinds) {
    for (BackendKind kind : kinds) {
      this.kinds.put(kind.name(), kind);
    }
  }

  /** Returns one of each kind, the default first. A new backend is one more line here. */
  static List<BackendKind> all() {
    CassandraBackend.Options cassandra = new CassandraBackend.Options();
    RedisBackend.Options redis = new RedisBackend.Options();
    KafkaBackend.Options kafka = new KafkaBackend.Options();
    return List.of(
        new InMemoryBackend.Kind(),
        new CassandraBackend.Kind(cassandra),
        new RedisBackend.Kind(redis),
        new KafkaBackend.Kind(null, kafka, redis),
        new KafkaBackend.Kind(cassandra, kafka, redis));
  }

  /** Adds the options of all kinds to a command, and a list of the kinds to its help. */
  void addTo(CommandSpec command) {
    List<String> footer = new ArrayList<>(List.of("", "Backends:"));
    for (BackendKind kind : kinds.values()) {
      for (Object object : kind.options()) {
        if (!options.containsKey(object)) {
          CommandSpec spec = CommandSpec.forAnnotatedObject(object);
          options.put(object, spec);
          command.addMixin(object.getClass().getName(), spec);
        }
      }
      footer.add("  " + kind.name() + ": " + kind.description());
      footer.add(
          "    --counting "
              + names(kind.countings())
              + "; --threads "
              + kind.threads()
              + options(kind));
    }
    footer.addAll(List.of(command.usageMessage().footer()));
    command.usageMessage().footer(footer.toArray(String[]::new));
  }

  String defaultName() {
    return kinds.keySet().iterator().next();
  }

  /** Returns the kind with a name; null, and one more problem, if there is none. */
  @Nullable BackendKind find(String name, List<String> problems) {
    BackendKind kind = kinds.get(name);
    if (kind == null) {
      problems.add("--backend must be one of " + kinds.keySet() + ", but is " + name);
    }
    return kind;
  }

  /** Returns what of a command line does not go with a kind, and what the kind itself finds. */
  List<String> problems(
      BackendKind kind, @Nullable Counting counting, int kills, ParseResult commandLine) {
    String suffix = " does not go with --backend " + kind.name();
    List<String> problems = new ArrayList<>();
    options.forEach(
        (object, spec) -> {
          if (kind.options().stream().noneMatch(own -> own == object)) {
            spec.options().stream()
                .map(OptionSpec::longestName)
                .filter(commandLine::hasMatchedOption)
                .forEach(option -> problems.add(option + suffix));
          }
        });
    if (counting != null && !kind.countings().contains(counting)) {
      problems.add(
          "--counting " + name(counting) + suffix + ", which can " + names(kind.countings()));
    }
    problems.addAll(kind.problems());
    if (kills > 0 && !kind.ownServers()) {
      problems.add("--kills" + suffix + ", unless the program started its servers itself");
    }
    return problems;
  }

  private String options(BackendKind kind) {
    List<String> names =
        kind.options().stream()
            .flatMap(object -> Objects.requireNonNull(options.get(object)).options().stream())
            .map(OptionSpec::longestName)
            .toList();
    return names.isEmpty() ? "" : "; takes " + String.join(", ", names);
  }

  private static String names(Collection<Counting> countings) {
    return String.join("|", countings.stream().map(Backends::name).toList());
  }

  private static String name(Counting counting) {
    return counting.name().toLowerCase(Locale.ROOT);
  }
}
