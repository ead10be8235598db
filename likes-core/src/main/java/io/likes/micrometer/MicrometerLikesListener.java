package io.likes.micrometer;

import io.likes.AuditReport;
import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.LikeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what a service does with Micrometer. All meters are registered at once, so a
 * value that nothing happened to is 0 and not missing. No tag names a content or a user, so the
 * number of meters is fixed.
 *
 * <p>Services that live at the same time in one registry need tags that tell them apart: listeners
 * with equal tags add up their counters and timers, but their gauges show the newest listener only.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>type</th><th>tags</th><th>meaning</th></tr>
 * <tr><td>{@code likes.calls}</td><td>timer</td><td>{@code operation}: an {@link LikesListener.Operation} in lower case;
 *     {@code failed}: true, false</td><td>calls and inner work, and how long they took</td></tr>
 * <tr><td>{@code likes.answers}</td><td>counter</td><td>{@code outcome}: an {@link Outcome} in lower case</td><td>likes, unlikes and toggles
 *     that were answered</td></tr>
 * <tr><td>{@code likes.batch.changes}</td><td>summary</td><td></td><td>changes that shared one write</td></tr>
 * <tr><td>{@code likes.batch.contention}</td><td>counter</td><td></td><td>how often writes were refused by, or had to wait for, other
 *     writers of the cell</td></tr>
 * <tr><td>{@code likes.contents.hot}</td><td>gauge</td><td></td><td>contents that are hot in this process</td></tr>
 * <tr><td>{@code likes.cells.closed}</td><td>counter</td><td></td><td>cells that this process closed</td></tr>
 * <tr><td>{@code likes.losses}</td><td>counter</td><td>{@code loss}: a {@link LikesListener.Loss} in lower case</td><td>work that was given
 *     up, and heals later</td></tr>
 * <tr><td>{@code likes.aggregation.lag}</td><td>timer</td><td></td><td>from a change, by the clock of the process that made it, to its merge
 *     by a count aggregator of this process; an event that a retry published again has the time of its first change</td></tr>
 * <tr><td>{@code likes.log.waiting}</td><td>gauge</td><td></td><td>events that waited when a reader of the log last looked</td></tr>
 * <tr><td>{@code likes.log.lag}</td><td>gauge</td><td></td><td>seconds that the first of them waited at most, in the partition that is
 *     furthest behind</td></tr>
 * <tr><td>{@code likes.audit.contents}</td><td>gauge</td><td></td><td>contents that the newest audit report covers</td></tr>
 * <tr><td>{@code likes.audit.unchecked}</td><td>gauge</td><td></td><td>contents and users that were busy or unread in the newest audit
 *     report</td></tr>
 * <tr><td>{@code likes.audit.findings}</td><td>gauge</td><td>{@code kind}: an {@link AuditReport.Kind} in lower case;
 *     {@code repaired}: true, false</td><td>findings in the newest audit report</td></tr>
 * </table>
 *
 * <p>Percentiles and histograms are the registry's business: switch them on by a {@code
 * MeterFilter}. Thread-safe.
 */
// "exports": whoever makes one requires Micrometer; all others must not have to.
@SuppressWarnings("exports")
public final class MicrometerLikesListener implements LikesListener {
  private final TimeSource time;
  private final Function<Operation, Timer> succeeded;
  private final Function<Operation, Timer> failed;
  private final Function<Outcome, Counter> answers;
  private final Function<Loss, Counter> losses;
  private final DistributionSummary batchChanges;
  private final Counter contention;
  private final Counter closings;
  private final Timer lag;
  private final AtomicLong hot;
  private final AtomicLong waiting;
  private final AtomicLong waitingMillis;
  private final AtomicLong audited;
  private final AtomicLong unchecked;
  private final Function<AuditReport.Kind, AtomicLong> repaired;
  private final Function<AuditReport.Kind, AtomicLong> unrepaired;

  /**
   * Registers the meters, without tags of the caller; the lag is measured by the clock of this
   * machine.
   *
   * @throws IllegalArgumentException if {@code registry} is null
   */
  public MicrometerLikesListener(MeterRegistry registry) {
    this(registry, TimeSource.system(), Tags.empty());
  }

  /**
   * Registers the meters.
   *
   * @param registry where the meters are
   * @param time what the lag of events is measured by
   * @param tags on each meter, besides those of the table; may be empty
   * @throws IllegalArgumentException if an argument is null; no meter was registered
   */
  public MicrometerLikesListener(MeterRegistry registry, TimeSource time, Iterable<Tag> tags) {
    this.time = present("time", time);
    Meters meters = new Meters(present("registry", registry), Tags.of(present("tags", tags)));
    this.succeeded = each(Operation.class, operation -> call(meters, operation, false));
    this.failed = each(Operation.class, operation -> call(meters, operation, true));
    this.answers =
        each(
            Outcome.class,
            outcome ->
                meters.counter(
                    "likes.answers",
                    "Likes, unlikes and toggles that were answered",
                    "outcome",
                    tag(outcome)));
    this.losses =
        each(
            Loss.class,
            loss ->
                meters.counter(
                    "likes.losses", "Work that was given up, and heals later", "loss", tag(loss)));
    this.batchChanges = meters.summary("likes.batch.changes", "Changes that shared one write");
    this.contention =
        meters.counter(
            "likes.batch.contention",
            "How often writes were refused by, or waited for, other writers");
    this.closings = meters.counter("likes.cells.closed", "Cells that this process closed");
    this.lag =
        meters.timer("likes.aggregation.lag", "From a change to its merge by a count aggregator");
    this.hot = meters.gauge("likes.contents.hot", "Contents that are hot in this process");
    this.waiting = meters.gauge("likes.log.waiting", "Events that wait for a reader of the log");
    this.waitingMillis =
        meters.secondsGauge(
            "likes.log.lag", "How long the first of the events that wait has waited at most");
    this.audited =
        meters.gauge("likes.audit.contents", "Contents that the newest audit report covers");
    this.unchecked =
        meters.gauge("likes.audit.unchecked", "Busy and unread ones in the newest audit report");
    this.repaired = each(AuditReport.Kind.class, kind -> findings(meters, kind, true));
    this.unrepaired = each(AuditReport.Kind.class, kind -> findings(meters, kind, false));
  }

  @Override
  public void timed(Operation operation, long nanos, boolean failed) {
    (failed ? this.failed : succeeded).apply(operation).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void answered(ContentId content, UserId user, LikeResult result) {
    answers.apply(result.outcome()).increment();
  }

  @Override
  public void batched(CellHeader header, int changes, int contention) {
    batchChanges.record(changes);
    this.contention.increment(contention);
  }

  @Override
  public void hot(ContentId content) {
    hot.incrementAndGet();
  }

  @Override
  public void cold(ContentId content) {
    hot.decrementAndGet();
  }

  @Override
  public void closed(CellHeader header) {
    closings.increment();
  }

  @Override
  public void aggregated(LikeEvent event) {
    // Two machines' clocks: a change from the near future is not late.
    lag.record(Math.max(0, time.currentTimeMillis() - event.timeMillis()), TimeUnit.MILLISECONDS);
  }

  @Override
  public void lagging(long events, Duration age) {
    waiting.set(events);
    waitingMillis.set(age.toMillis());
  }

  @Override
  public void lost(Loss loss, Throwable cause) {
    losses.apply(loss).increment();
  }

  @Override
  public void audited(AuditReport report) {
    audited.set(report.contents());
    unchecked.set(report.busy() + report.unread());
    for (AuditReport.Kind kind : AuditReport.Kind.values()) {
      long right = report.repaired().getOrDefault(kind, 0L);
      repaired.apply(kind).set(right);
      unrepaired.apply(kind).set(report.found().getOrDefault(kind, 0L) - right);
    }
  }

  private static Timer call(Meters meters, Operation operation, boolean failed) {
    return meters.timer(
        "likes.calls",
        "Calls and inner work",
        "operation",
        tag(operation),
        "failed",
        Boolean.toString(failed));
  }

  private static AtomicLong findings(Meters meters, AuditReport.Kind kind, boolean repaired) {
    return meters.gauge(
        "likes.audit.findings",
        "Findings in the newest audit report",
        "kind",
        tag(kind),
        "repaired",
        Boolean.toString(repaired));
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>, M> Function<E, M> each(Class<E> type, Function<E, M> meter) {
    Map<E, M> meters = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      meters.put(value, meter.apply(value));
    }
    return value -> Objects.requireNonNull(meters.get(value));
  }

  private static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  /** Makes meters of one registry that share tags. */
  private record Meters(MeterRegistry registry, Tags tags) {
    Counter counter(String name, String description, String... own) {
      return Counter.builder(name).description(description).tags(tags.and(own)).register(registry);
    }

    Timer timer(String name, String description, String... own) {
      return Timer.builder(name).description(description).tags(tags.and(own)).register(registry);
    }

    DistributionSummary summary(String name, String description) {
      return DistributionSummary.builder(name)
          .description(description)
          .tags(tags)
          .register(registry);
    }

    AtomicLong gauge(String name, String description, String... own) {
      return gauge(name, description, null, 1, tags.and(own));
    }

    /** Returns what takes milliseconds and is shown in seconds. */
    AtomicLong secondsGauge(String name, String description) {
      return gauge(name, description, "seconds", 1000, tags);
    }

    private AtomicLong gauge(
        String name, String description, @Nullable String unit, int inOne, Tags all) {
      AtomicLong value = new AtomicLong();
      // A registry keeps the first gauge of a name and tags, which may be of a service long closed.
      registry.removeByPreFilterId(new Meter.Id(name, all, unit, description, Meter.Type.GAUGE));
      Gauge.builder(name, value, each -> each.doubleValue() / inOne)
          .description(description)
          .baseUnit(unit)
          .tags(all)
          // Held by the registry, so that the last value stays readable when the service is gone.
          .strongReference(true)
          .register(registry);
      return value;
    }
  }
}
