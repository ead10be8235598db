package io.likes.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.AuditReport;
import io.likes.AuditReport.Kind;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.Count;
import io.likes.LikeResult;
import io.likes.LikesListener.Loss;
import io.likes.LikesListener.Operation;
import io.likes.Outcome;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MicrometerLikesListenerTest {
  private static final long NOW = 1_700_000_000_000L;

  private final ContentId content = ContentId.of(UUID.randomUUID().toString());
  private final UserId user = UserId.of(UUID.randomUUID().toString());
  private final CellHeader header = new CellHeader(CellId.root(content), 3, 2, 0, 0);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerLikesListener listener =
      new MicrometerLikesListener(
          registry,
          new TimeSource() {
            @Override
            public long nanoTime() {
              throw new UnsupportedOperationException();
            }

            @Override
            public long currentTimeMillis() {
              return NOW;
            }

            @Override
            public Periodic every(Duration period, Runnable task) {
              throw new UnsupportedOperationException();
            }
          },
          Tags.of("service", "posts"));

  @ParameterizedTest
  @EnumSource
  void timesEachOperation(Operation operation) {
    listener.timed(operation, 2_000, false);
    listener.timed(operation, 3_000, false);
    listener.timed(operation, 7_000, true);

    String tag = operation.name().toLowerCase(Locale.ROOT);
    Timer succeeded = registry.get("likes.calls").tags("operation", tag, "failed", "false").timer();
    assertThat(succeeded.count()).isEqualTo(2);
    assertThat(succeeded.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(5_000);
    Timer failed = registry.get("likes.calls").tags("operation", tag, "failed", "true").timer();
    assertThat(failed.count()).isEqualTo(1);
    assertThat(failed.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(7_000);
  }

  @ParameterizedTest
  @EnumSource
  void countsEachOutcome(Outcome outcome) {
    Duration retryAfter = outcome == Outcome.RATE_LIMITED ? Duration.ofSeconds(1) : null;

    listener.answered(content, user, new LikeResult(outcome, false, Count.UNKNOWN, retryAfter));

    assertThat(count("likes.answers", "outcome", outcome.name().toLowerCase(Locale.ROOT)))
        .isEqualTo(1);
    assertThat(
            registry.get("likes.answers").counters().stream()
                .mapToDouble(each -> each.count())
                .sum())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void countsEachLoss(Loss loss) {
    listener.lost(loss, new IllegalStateException());

    assertThat(count("likes.losses", "loss", loss.name().toLowerCase(Locale.ROOT))).isEqualTo(1);
    assertThat(
            registry.get("likes.losses").counters().stream()
                .mapToDouble(each -> each.count())
                .sum())
        .isEqualTo(1);
  }

  @Test
  void measuresBatches() {
    listener.batched(header, 10, 0);
    listener.batched(header, 4, 3);

    assertThat(registry.get("likes.batch.changes").summary().count()).isEqualTo(2);
    assertThat(registry.get("likes.batch.changes").summary().totalAmount()).isEqualTo(14);
    assertThat(registry.get("likes.batch.changes").summary().max()).isEqualTo(10);
    assertThat(count("likes.batch.contention")).isEqualTo(3);
  }

  @Test
  void showsHotContentsAndClosings() {
    listener.hot(content);
    listener.hot(ContentId.of(UUID.randomUUID().toString()));
    listener.cold(content);
    listener.closed(header);

    assertThat(gauge("likes.contents.hot")).isEqualTo(1);
    assertThat(count("likes.cells.closed")).isEqualTo(1);
  }

  @Test
  void measuresTheLagOfEvents() {
    listener.aggregated(event(NOW - 1_500));
    listener.aggregated(event(NOW + 60_000));

    Timer lag = registry.get("likes.aggregation.lag").timer();
    assertThat(lag.count()).isEqualTo(2);
    assertThat(lag.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_500);
  }

  @Test
  void showsTheNewestAuditReport() {
    listener.audited(
        report(10, 1, 2, Map.of(Kind.TOTAL, 5L, Kind.COUNTER, 9L), Map.of(Kind.COUNTER, 6L)));
    assertThat(gauge("likes.audit.contents")).isEqualTo(10);
    assertThat(gauge("likes.audit.unchecked")).isEqualTo(3);
    assertThat(gauge("likes.audit.findings", "kind", "total", "repaired", "false")).isEqualTo(5);
    assertThat(gauge("likes.audit.findings", "kind", "counter", "repaired", "false")).isEqualTo(3);
    assertThat(gauge("likes.audit.findings", "kind", "counter", "repaired", "true")).isEqualTo(6);

    listener.audited(report(20, 0, 0, Map.of(), Map.of()));
    assertThat(gauge("likes.audit.contents")).isEqualTo(20);
    assertThat(gauge("likes.audit.unchecked")).isZero();
    assertThat(registry.get("likes.audit.findings").gauges())
        .hasSize(2 * Kind.values().length)
        .allMatch(each -> each.value() == 0);
  }

  @Test
  void hasAFixedNumberOfMeters() {
    List<Meter> atStart = registry.getMeters();
    for (int i = 0; i < 100; i++) {
      ContentId some = ContentId.of(UUID.randomUUID().toString());
      listener.hot(some);
      listener.closed(CellHeader.untouched(CellId.root(some)));
      listener.batched(CellHeader.untouched(CellId.root(some)), 1, 0);
      listener.answered(some, user, new LikeResult(Outcome.LIKED, true, Count.UNKNOWN, null));
      listener.timed(Operation.LIKE, 1, false);
    }

    assertThat(registry.getMeters()).hasSameSizeAs(atStart);
    assertThat(atStart).allMatch(meter -> meter.getId().getDescription() != null);
  }

  @Test
  void hasTheTagsOfTheCallerOnEachMeter() {
    assertThat(registry.getMeters())
        .isNotEmpty()
        .allMatch(meter -> "posts".equals(meter.getId().getTag("service")));
  }

  @Test
  @DisplayName("Listeners with other tags have gauges of their own; of equal tags the newest shows")
  void severalListenersOfOneRegistry() {
    listener.hot(content);
    MicrometerLikesListener comments =
        new MicrometerLikesListener(registry, TimeSource.system(), Tags.of("service", "comments"));
    comments.hot(content);
    comments.hot(ContentId.of(UUID.randomUUID().toString()));
    assertThat(gauge("likes.contents.hot", "service", "posts")).isEqualTo(1);
    assertThat(gauge("likes.contents.hot", "service", "comments")).isEqualTo(2);

    MicrometerLikesListener reopened =
        new MicrometerLikesListener(registry, TimeSource.system(), Tags.of("service", "comments"));
    reopened.lagging(7, Duration.ofMillis(1_500));
    reopened.closed(header);
    comments.closed(header);
    assertThat(gauge("likes.contents.hot", "service", "posts")).isEqualTo(1);
    assertThat(gauge("likes.contents.hot", "service", "comments")).isZero();
    assertThat(gauge("likes.log.waiting", "service", "comments")).isEqualTo(7);
    assertThat(gauge("likes.log.lag", "service", "comments")).isEqualTo(1.5);
    assertThat(count("likes.cells.closed", "service", "comments")).isEqualTo(2);
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullAndRegistersNothing() {
    SimpleMeterRegistry empty = new SimpleMeterRegistry();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MicrometerLikesListener(null))
        .withMessage("registry must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MicrometerLikesListener(empty, null, Tags.empty()))
        .withMessage("time must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MicrometerLikesListener(empty, TimeSource.system(), null))
        .withMessage("tags must not be null");
    assertThat(empty.getMeters()).isEmpty();
  }

  private LikeEvent event(long timeMillis) {
    return new LikeEvent(
        header, user, true, ContentType.UNSPECIFIED, new Version(0, 3), timeMillis);
  }

  private static AuditReport report(
      long contents, long busy, long unread, Map<Kind, Long> found, Map<Kind, Long> repaired) {
    return new AuditReport(
        true,
        contents,
        0,
        0,
        0,
        busy,
        unread,
        List.of(),
        new TreeMap<>(found),
        new TreeMap<>(repaired),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }
}
