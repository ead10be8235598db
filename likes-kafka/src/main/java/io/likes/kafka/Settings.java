package io.likes.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** The checks of builders and their messages, in one place; all problems are reported together. */
final class Settings {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final long DEFAULT_MAX_BLOCK_MILLIS = 60_000;
  private static final int MAX_IN_FLIGHT = 5;

  private final List<String> problems = new ArrayList<>();

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  /** Throws if there was a problem. */
  void check() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  void required(String name, @Nullable Object value) {
    if (value == null) {
      problems.add(name + " is required");
    }
  }

  void topic(String name, @Nullable String value) {
    required(name, value);
    if (value != null && !TOPIC.matcher(value).matches()) {
      problems.add(name + " must match " + TOPIC + ", but is \"" + value + "\"");
    }
  }

  void range(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problems.add(name + " must be " + min + " to " + max + ", but is " + value);
    }
  }

  void positive(String name, int number) {
    if (number < 1) {
      problems.add("at least one " + name + " is required");
    }
  }

  void different(String name, @Nullable String value, @Nullable String other) {
    if (value != null && value.equals(other)) {
      problems.add(name + " must be another one than " + other);
    }
  }

  /** An acknowledged record shall survive the loss of a broker, and be written once. */
  void durableProducer(Map<String, ?> config) {
    String acks = text(config, ProducerConfig.ACKS_CONFIG, "all");
    if (!acks.equals("all") && !acks.equals("-1")) {
      wrong(ProducerConfig.ACKS_CONFIG, "all", acks);
    }
    String idempotence = text(config, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    if (!idempotence.equals("true")) {
      wrong(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true", idempotence);
    }
    // With these Kafka switches idempotence off unless it was asked for by name.
    if (number(config, ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE) < 1) {
      wrong(ProducerConfig.RETRIES_CONFIG, "at least 1", config.get(ProducerConfig.RETRIES_CONFIG));
    }
    String inFlight = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
    if (number(config, inFlight, MAX_IN_FLIGHT) > MAX_IN_FLIGHT) {
      wrong(inFlight, "at most " + MAX_IN_FLIGHT, config.get(inFlight));
    }
  }

  /** A producer that waits for room or for a broker shall not hold up the caller longer. */
  void blocksAtMost(Map<String, ?> config, Duration timeout) {
    long millis = number(config, ProducerConfig.MAX_BLOCK_MS_CONFIG, DEFAULT_MAX_BLOCK_MILLIS);
    if (millis > timeout.toMillis()) {
      wrong(ProducerConfig.MAX_BLOCK_MS_CONFIG, "at most the timeout of " + timeout, millis);
    }
  }

  /** The position in the log shall move behind the effect only, and nothing be skipped. */
  void consumer(Map<String, ?> config) {
    if (text(config, ConsumerConfig.GROUP_ID_CONFIG, "").isEmpty()) {
      problems.add(ConsumerConfig.GROUP_ID_CONFIG + " is required");
    }
    exactly(config, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    exactly(config, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    for (String deserializer :
        List.of(
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG)) {
      if (config.get(deserializer) != null) {
        problems.add(deserializer + " must not be set, but is " + config.get(deserializer));
      }
    }
  }

  private void exactly(Map<String, ?> config, String name, String expected) {
    String value = text(config, name, expected);
    if (!value.equals(expected)) {
      wrong(name, expected, value);
    }
  }

  private void wrong(String name, String expected, @Nullable Object value) {
    problems.add(name + " must be " + expected + ", but is " + value);
  }

  private long number(Map<String, ?> config, String name, long standard) {
    Object value = config.get(name);
    try {
      return value == null ? standard : Long.parseLong(value.toString().strip());
    } catch (NumberFormatException e) {
      wrong(name, "a number", value);
      return standard;
    }
  }

  private static String text(Map<String, ?> config, String name, String standard) {
    Object value = config.get(name);
    return value == null ? standard : value.toString().strip().toLowerCase(Locale.ROOT);
  }
}
