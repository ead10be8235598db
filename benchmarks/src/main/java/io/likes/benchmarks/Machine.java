package io.likes.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run runs on. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Map<String, String> describe() throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processor", processor());
    machine.put("processors", Integer.toString(system.getAvailableProcessors()));
    machine.put("memory", ((system.getTotalMemorySize() + (1L << 29)) >> 30) + " GiB");
    machine.put("system", system.getName() + " " + system.getVersion() + " " + system.getArch());
    machine.put(
        "JVM options of the forks",
        Run.HEAP
            + "; of JMH's hot keys, "
            + HotKeyBenchmark.HEAP
            + "; of the peak in memory, "
            + Run.HEAP
            + " "
            + Peak.ZGC);
    machine.put(
        "collector",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(MemoryManagerMXBean::getName)
            .collect(Collectors.joining(", ")));
    machine.put("load at the start", "%.1f".formatted(system.getSystemLoadAverage()));
    return machine;
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(CPUS)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  /** Returns the libraries on the class path that a reader wants to know the versions of. */
  static List<String> libraries() {
    return Stream.of(
            version("Likes", io.likes.LikeService.class),
            version("Caffeine", com.github.benmanes.caffeine.cache.Caffeine.class),
            version("Jedis", redis.clients.jedis.RedisClient.class),
            version("Redisson", org.redisson.Redisson.class),
            version("java-driver-core", com.datastax.oss.driver.api.core.CqlSession.class),
            version("JMH", org.openjdk.jmh.runner.Runner.class))
        .toList();
  }

  /** Takes the version from the name of the jar, which every Maven artifact has. */
  private static String version(String name, Class<?> type) {
    String jar =
        Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getFileName()
            .toString();
    String version = jar.replaceAll("^.*?-(\\d.*)\\.jar$", "$1");
    return name + " " + (version.equals(jar) ? "of this build" : version);
  }
}
